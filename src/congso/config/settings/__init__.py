"""The settings of an installation, one file per concern. Every value can come from the environment."""

from .applications import *  # noqa: F403
from .backups import *  # noqa: F403
from .catalogue import *  # noqa: F403
from .database import *  # noqa: F403
from .face import *  # noqa: F403
from .files import *  # noqa: F403
from .housework import *  # noqa: F403
from .identity import *  # noqa: F403
from .language import *  # noqa: F403
from .logs import *  # noqa: F403
from .messages import *  # noqa: F403
from .observability import *  # noqa: F403
from .outgoing import *  # noqa: F403
from .portal import *  # noqa: F403
from .protection import *  # noqa: F403
from .province import *  # noqa: F403
from .representation import *  # noqa: F403
from .signing import *  # noqa: F403
from .sso import *  # noqa: F403
from .timestamps import *  # noqa: F403
from .trail import *  # noqa: F403
from .web import *  # noqa: F403

"""Everything is in `congso.dossiers.testing`, where the contexts above can reach it too."""

from congso.dossiers.testing import *  # noqa: F403

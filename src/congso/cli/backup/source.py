"""What is backed up: the database, files, seals and keys of the running installation, as its settings name them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from congso.cli.installation import Installation

from .keys import Lock
from .retention import Keeping


@dataclass(frozen=True)
class Source:
    """One living installation. `url` is the owner's: the application may not read everything."""

    url: str
    files: Path
    seals: Path
    secrets: Path
    ring: Path
    regime: str
    audit_key: str
    public_keys: Mapping[str, bytes]
    application_role: str


def of_settings(installation: Installation) -> Source:
    """Return the installation that the settings describe; Django must be set up, as the owner."""
    from django.conf import settings

    from congso.audit.queries.verification import known_keys
    from congso.config.env import read

    return Source(
        url=read("CONGSO_OWNER_DATABASE_URL", default=read("DATABASE_URL")),
        files=Path(settings.STORED_FILES_DIR),
        seals=Path(settings.AUDIT_SEALS_DIR),
        secrets=installation.secrets,
        ring=Path(settings.DATA_KEYS_PATH),
        regime=installation.regime,
        audit_key=settings.AUDIT_KEY,
        public_keys=known_keys(own=settings.AUDIT_KEY, more=settings.AUDIT_PUBLIC_KEYS, folder=None),
        application_role=settings.DATABASE_APPLICATION_ROLE,
    )


def lock_of_settings() -> Lock:
    """Return for whom the settings seal the keys."""
    from django.conf import settings

    return Lock(recipients=tuple(settings.BACKUP_RECIPIENTS), passphrase=settings.BACKUP_PASSPHRASE)


def keeping_of_settings() -> Keeping:
    """Return how many backups the settings keep."""
    from django.conf import settings

    return Keeping(settings.BACKUP_KEEP_DAILY, settings.BACKUP_KEEP_WEEKLY, settings.BACKUP_KEEP_MONTHLY)

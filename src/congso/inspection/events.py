"""What others may react to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrailExportAsked:
    """Somebody wants entries of the trail as a file."""

    export_id: str

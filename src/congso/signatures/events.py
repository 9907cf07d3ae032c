"""What happens to keys that others may react to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeyLost:
    """A certificate was ended because its device is lost or its key may be known to somebody else."""

    credential_id: str

"""What anybody sees who has a code."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrackStep:
    """One mark on the way of a dossier as everybody may see it."""

    name: str
    status: str


@dataclass(frozen=True, slots=True)
class PublicTrack:
    """What anybody with the code may know (TT 01/2018/TT-VPCP Điều 16 khoản 2 điểm d): how far it is, no names.

    Whether something was refused, is missing or must be paid is for the applicant alone: of a dossier that ended
    without a result strangers learn only that it has `ended`.
    """

    code: str
    stage: str
    percent: int
    ended: bool
    steps: tuple[TrackStep, ...]

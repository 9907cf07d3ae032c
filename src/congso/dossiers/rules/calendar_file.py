"""The appointment to fetch a result as a file that every calendar reads (iCalendar, RFC 5545)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LONGEST_LINE = 75
"""Octets of a line before it is folded (RFC 5545 section 3.1)."""

LASTS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Appointment:
    """When and where something is fetched. `edition` grows when it is moved, so that calendars replace the old one."""

    uid: str
    edition: int
    at: datetime
    title: str
    text: str
    place: str
    address: str


def calendar_file(appointment: Appointment, *, now: datetime) -> bytes:
    """Return the file: one event, with a reminder a day before."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//congso//hen tra ket qua//VI",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{appointment.uid}",
        f"SEQUENCE:{appointment.edition}",
        f"DTSTAMP:{_instant(now)}",
        f"DTSTART:{_instant(appointment.at)}",
        f"DTEND:{_instant(appointment.at + LASTS)}",
        f"SUMMARY:{_escaped(appointment.title)}",
        f"DESCRIPTION:{_escaped(appointment.text)}",
        *([f"LOCATION:{_escaped(appointment.place)}"] if appointment.place else []),
        f"URL:{appointment.address}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(appointment.title)}",
        "TRIGGER:-P1D",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> str:
    """Cut a line between letters, never within one, so that no piece is longer than it may be."""
    pieces: list[str] = []
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST_LINE - (1 if pieces else 0):
            pieces.append(piece)
            piece, size = "", 0
        piece += letter
        size += octets
    return "\r\n ".join([*pieces, piece])

"""Every change to the organisation. History is kept: things end, they are not deleted."""

from .agencies import abolish, close_unit, found, identify, merge, open_position, open_unit, rename, split, succeed
from .calendars import add_extra_work_day, add_off_day, publish_calendar_edition, remove_special_day, set_office_hours
from .delegations import delegate, hold, revoke
from .officers import appoint, end_appointment, join, move, tell_ended_positions
from .places import PlaceLink, PlaceRow, Tally, change_place, keep_place_links, keep_places, load_places_2025

__all__ = [
    "PlaceLink",
    "PlaceRow",
    "Tally",
    "abolish",
    "add_extra_work_day",
    "add_off_day",
    "appoint",
    "change_place",
    "close_unit",
    "delegate",
    "end_appointment",
    "found",
    "hold",
    "identify",
    "join",
    "keep_place_links",
    "keep_places",
    "load_places_2025",
    "merge",
    "move",
    "open_position",
    "open_unit",
    "publish_calendar_edition",
    "remove_special_day",
    "rename",
    "revoke",
    "set_office_hours",
    "split",
    "succeed",
    "tell_ended_positions",
]

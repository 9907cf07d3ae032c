"""The one place that looks at the clock. Only surfaces (views, jobs, the command line) call it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The present instant, aware, in Asia/Ho_Chi_Minh."""
    return timezone.now().astimezone(VIETNAM)


def today() -> date:
    """The present day in Vietnam."""
    return now().date()

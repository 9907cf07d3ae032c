"""Reading accounts and groups, within what a system may see."""

from .directory import Page, enrolment, is_kept_by, user, users
from .groups import group, groups

__all__ = ["Page", "enrolment", "group", "groups", "is_kept_by", "user", "users"]

"""What a connected system may be told, in words, and the claims it then gets (OpenID Connect Core 1.0 §5)."""

from collections.abc import Collection, Mapping
from typing import Any

SCOPES: dict[str, tuple[str, tuple[str, ...]]] = {
    "openid": ("Biết bạn đã đăng nhập, dưới một mã riêng cho hệ thống này", ("sub",)),
    "profile": ("Họ, chữ đệm và tên; tên đăng nhập nếu là cán bộ", ("name", "preferred_username", "account_kind")),
    "email": ("Địa chỉ thư điện tử", ("email", "email_verified")),
    "phone": ("Số điện thoại", ("phone_number", "phone_number_verified")),
    "organisation": (
        "Cơ quan, đơn vị và chức vụ đang giữ",
        ("organisation", "unit", "position", "appointment", "on_behalf"),
    ),
    "roles": ("Vai trò của vị trí công tác", ("roles",)),
    "identity": ("Số định danh cá nhân, ngày sinh, giới tính", ("identity_number", "birthdate", "gender")),
}
"""Scope → (what it means for the person, the claims)."""

OFFICERS_ONLY = frozenset({"organisation", "roles"})
SESSION_CLAIMS = ("sid", "auth_time", "acr", "amr")
"""Always in the identity token: how, when and in which session the person signed in."""


def in_words(scopes: Collection[str], *, officer: bool) -> list[str]:
    """Return what a person is asked to agree to, in the order of `SCOPES`; `openid` by itself says nothing more."""
    return [
        words for scope, (words, _) in SCOPES.items() if scope in scopes and (officer or scope not in OFFICERS_ONLY)
    ]


def claims_of(scopes: Collection[str], facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of `facts` that `scopes` cover and that are known."""
    wanted = [claim for scope, (_, claims) in SCOPES.items() if scope in scopes for claim in claims]
    return {claim: facts[claim] for claim in wanted if facts.get(claim) not in (None, "", [])}

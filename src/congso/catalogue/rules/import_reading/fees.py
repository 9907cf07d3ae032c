"""What a published fee says in words: an amount, nothing, or something that only a human can tell."""

import re

from congso.catalogue.rules.content import (
    Fee,
)

_FEE = re.compile(
    r"^\s*(?P<kind>phí|lệ phí)?\s*:?\s*(?P<amount>miễn phí|không|[\d.,]+)\s*"
    r"(?P<unit>việt nam đồng|vnđ|vnd|đồng|đ|usd)?\s*(?P<note>\(.*\)|/.*)?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_COUNCIL = re.compile(r"(?i)hội đồng nhân dân|hđnd|(ủy|uỷ) ban nhân dân cấp tỉnh|ubnd (cấp )?tỉnh")
_NOTHING = re.compile(r"(?i)^[\s(]*(không( có| quy định| thu)?|miễn phí|0( đồng)?|)[\s.)]*$")
_AMOUNT_IN_WORDS = re.compile(r"(?i)\d[\d.,]*\s*(đồng|đ\b|vnđ|vnd|usd|%)|mức (thu|phí|lệ phí)|theo quy định|thông tư")


def read_fee(text: str) -> tuple[Fee, str]:
    """Return what a published fee says, and the code of what is doubtful about it ("" for nothing)."""
    found = _FEE.match(text)
    if found is None:
        if _NOTHING.match(text) or re.match(r"(?i)không có( lệ)? phí", text):
            return Fee(amount_vnd=0, text=text), ""
        currency = re.search(r"(?i)\d\s*usd\b", text)
        council = "provincial_council" if _COUNCIL.search(text) else ""
        return Fee(text=text, set_by=council), "fee_currency" if currency else ("" if council else "fee_text_only")
    kind = {"phí": "fee", "lệ phí": "charge"}.get((found["kind"] or "").lower(), "")
    note = (found["note"] or "").strip()
    if found["amount"].lower() in {"miễn phí", "không"}:
        if _COUNCIL.search(note):
            return Fee(kind, text=text, set_by="provincial_council"), "fee_set_by_council"
        if not _NOTHING.match(note) and _AMOUNT_IN_WORDS.search(note):
            return Fee(kind, text=text), "fee_not_free"
        return Fee(kind, 0, text=text), ""
    amount = _amount(found["amount"])
    unit = (found["unit"] or "").lower()
    if not unit and not found["kind"] and not note:
        return Fee(kind, text=text), "fee_text_only"
    if unit == "usd":
        return Fee(kind, text=text), "fee_currency"
    if amount is None:
        return Fee(kind, text=text), "fee_text_only"
    if 0 < amount < 1_000:
        thousands = f"{amount * 1_000:,}"
        in_note = thousands in note or thousands.replace(",", ".") in note or str(amount * 1_000) in note
        return Fee(kind, text=text), "fee_in_thousands" if in_note else "fee_amount_doubtful"
    return Fee(kind, amount, formula=_formula(note), text=text), ""


def _amount(text: str) -> int | None:
    """Return whole đồng; None for what is not plainly one number ("12,5", "1.2.3")."""
    if re.fullmatch(r"\d{1,3}(,\d{3})+", text, re.ASCII) or re.fullmatch(r"\d{1,3}(\.\d{3})+", text, re.ASCII):
        return int(text.replace(",", "").replace(".", ""))
    return int(text) if re.fullmatch(r"\d{1,12}", text, re.ASCII) else None


def _formula(note: str) -> str:
    """Return what an amount is for, when the note is only that: "(/hồ sơ)" → "hồ sơ"."""
    bare = note.strip("() .").removeprefix("đồng").strip()
    return bare[1:].strip() if bare.startswith("/") and len(bare) < 60 and not any(c.isdigit() for c in bare) else ""

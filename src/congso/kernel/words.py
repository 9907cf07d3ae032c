"""Numbers as Vietnamese words, for receipts and decisions: 1005 is "một nghìn không trăm linh năm"."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION = 1_000_000_000


def in_words(number: int) -> str:
    """Return a whole number in Vietnamese words, in small letters.

    Follows the usage of the North and of official papers: "linh" for a missing ten, "nghìn", "mốt" after tens above
    one, "lăm" after any ten, "bốn" everywhere. Groups after the first are read in full, empty ones skipped.
    """
    if number < 0:
        return f"âm {in_words(-number)}"
    return _below_billion(number, in_full=False) if number < _BILLION else _billions(number)


def money_in_words(amount_vnd: int) -> str:
    """Return an amount of đồng as a receipt writes it: "Hai mươi nghìn đồng"."""
    words = in_words(amount_vnd)
    return f"{words[0].upper()}{words[1:]} đồng"


def _billions(number: int) -> str:
    billions, rest = divmod(number, _BILLION)
    words = f"{in_words(billions)} tỷ"
    return f"{words} {_below_billion(rest, in_full=True)}" if rest else words


def _below_billion(number: int, *, in_full: bool) -> str:
    if number == 0:
        return _DIGITS[0]
    words: list[str] = []
    for group, name in ((number // 1_000_000, "triệu"), (number // 1000 % 1000, "nghìn"), (number % 1000, "")):
        if group:
            words.append(_below_thousand(group, in_full=in_full or bool(words)))
            words.append(name)
    return " ".join(word for word in words if word)


def _below_thousand(number: int, *, in_full: bool) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds and not in_full:
        return _below_hundred(rest)
    words = f"{_DIGITS[hundreds]} trăm"
    if not rest:
        return words
    return f"{words} linh {_DIGITS[rest]}" if rest < 10 else f"{words} {_below_hundred(rest)}"


def _below_hundred(number: int) -> str:
    tens, units = divmod(number, 10)
    if tens == 0:
        return _DIGITS[units]
    words = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    if units == 0:
        return words
    if units == 5:
        return f"{words} lăm"
    return f"{words} {'mốt' if units == 1 and tens > 1 else _DIGITS[units]}"

"""From when a picture of a paper counts as unreadable, or as doubtful. No law gives these figures."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The bounds (ngưỡng kiểm tra giấy tờ). Of each pair the first is nobody's to read, the second doubtful.

    Sides in points of the picture as it came. `dark` and `dim`: the brightness (0–255) that nine tenths of the picture
    stay below. `blank`: the share of points that differ from their surroundings; `faint` of those that differ a little.
    `smeared` and `blurred`: how much of the paper's brightness the sharpest edges cross within one point. `sideways`:
    how many times more the picture changes from column to column than from line to line. `pages` is how many pages of a
    PDF are looked at.
    """

    smallest_side: float = 240
    small_side: float = 500
    dark: float = 55
    dim: float = 95
    blank: float = 0.0004
    faint: float = 0.01
    smeared: float = 0.045
    blurred: float = 0.14
    sideways: float = 1.6
    pages: float = 30

    @classmethod
    def read(cls, text: str) -> "Thresholds":
        """Read "dark=50, blurred=0.1"; what is not named keeps its value. Raises ValueError."""
        known = {one.name for one in fields(cls)}
        given: dict[str, float] = {}
        for part in filter(None, (one.strip() for one in text.split(","))):
            name, _sign, value = part.partition("=")
            if name.strip() not in known:
                raise ValueError(name)
            given[name.strip()] = float(value)
        return cls(**given)

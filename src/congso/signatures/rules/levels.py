"""The levels of a signature on a PDF (ETSI EN 319 142-1), and which of them a document of ours should have.

Source of the target: no instrument fixes levels; B-LT at issue and B-LTA for what is kept is our reading of ETSI and of
Thông tư 15/2025/TT-BKHCN, which asks that software can attach time-stamps †. A setting.
"""

from enum import StrEnum


class Level(StrEnum):
    """What a signature brings with it: itself, a proven time, the answers on revocation, a seal over all of them."""

    B_B = "B-B"
    B_T = "B-T"
    B_LT = "B-LT"
    B_LTA = "B-LTA"

    @property
    def rank(self) -> int:
        """The place in the order of levels, from 0."""
        return list(Level).index(self)


WORDS = {
    Level.B_B: "Đã ký; chưa có dấu thời gian",
    Level.B_T: "Đã ký, có dấu thời gian",
    Level.B_LT: "Đã ký, có dấu thời gian và bằng chứng chứng thư còn hiệu lực",
    Level.B_LTA: "Đã ký, đủ bằng chứng để lưu trữ lâu dài",
}

"""How long evidence lasts, and when to try again for what is missing.

Source: ETSI EN 319 142-1 clause 5.5 (an archive time-stamp is renewed before the one before it loses its value); the
intervals are ours (IMPL).
"""

from datetime import timedelta

BEFORE_THE_END = timedelta(days=90)
"""How long before the certificate of the last time-stamp ends a new one is set over it."""

FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=6)

TROUBLES = {
    "no_tsa": "Chưa cấu hình dịch vụ cấp dấu thời gian.",
    "tsa_unreachable": "Không gọi được dịch vụ cấp dấu thời gian.",
    "tsa_refused": "Dịch vụ cấp dấu thời gian từ chối.",
    "tsa_malformed": "Dịch vụ cấp dấu thời gian trả lời không đọc được.",
    "tsa_wrong_nonce": "Dịch vụ cấp dấu thời gian trả lời cho yêu cầu khác.",
    "tsa_wrong_imprint": "Dịch vụ cấp dấu thời gian đóng cho nội dung khác.",
    "tsa_not_believed": "Dấu thời gian không nối tới gốc tin cậy.",
    "no_revocation_answer": "Chưa hỏi được chứng thư có bị thu hồi hay không.",
}
"""What is missing, in words."""


def again_in(tries: int) -> timedelta:
    """Return after how long to try again once it failed so many times: a minute at first, six hours at most."""
    doubled: timedelta = FIRST * (1 << min(max(tries - 1, 0), 20))
    return min(doubled, LONGEST)

"""Which addresses may be registered, and where our own server goes with what it has to tell."""

from typing import Any

import pytest

from congso.kernel import clock, outgoing
from congso.sso.commands.logout import Notice
from congso.sso.provider import notice
from congso.sso.rules.addresses import may_call, trouble_with_return, trouble_with_server

ON_TRIAL = "chỉ dùng khi chạy thử"


@pytest.mark.parametrize(
    ("address", "public", "loopback", "said"),
    [
        ("https://van-ban.tinh.vn/tro-lai", False, False, ""),
        ("https://van-ban.tinh.vn/tro-lai?he=1", False, False, ""),
        ("http://van-ban.tinh.vn/tro-lai", False, True, "Chỉ nhận https"),
        ("https://van-ban.tinh.vn/#dau", False, False, "không có dấu #"),
        ("https://*.tinh.vn/", False, False, "dấu *"),
        ("https://ai@van-ban.tinh.vn/", False, False, "tên người dùng"),
        ("https://van-ban.tinh.vn/a b", False, False, "Địa chỉ phải đầy đủ"),
        ("/tro-lai", False, False, "Địa chỉ phải đầy đủ"),
        ("https:///tro-lai", False, False, "thiếu tên máy"),
        ("javascript:alert(1)", True, True, "Không nhận địa chỉ kiểu này"),
        ("http://127.0.0.1:9000/tro-lai", False, False, ON_TRIAL),
        ("https://localhost/tro-lai", False, False, ON_TRIAL),
        ("http://[::1]/tro-lai", False, False, ON_TRIAL),
        ("https://app.localhost./tro-lai", False, False, ON_TRIAL),
        ("http://127.0.0.1:9000/tro-lai", False, True, ""),
        ("http://127.0.0.1/tro-lai", True, False, ""),
        ("vn.tinh.ung-dung:/tro-lai", True, False, ""),
        ("vn.tinh.ung-dung:/tro-lai", False, False, "Chỉ nhận địa chỉ https"),
    ],
)
def test_an_address_to_return_to(address: str, public: bool, loopback: bool, said: str) -> None:
    found = trouble_with_return(address, public=public, loopback=loopback)
    assert (said in found) if said else found == ""


@pytest.mark.parametrize(
    ("address", "loopback", "said"),
    [
        ("https://van-ban.tinh.vn/bao", False, ""),
        ("https://10.1.2.3/bao", False, ""),
        ("http://10.1.2.3/bao", False, "Chỉ nhận https"),
        ("https://127.0.0.1/bao", False, ON_TRIAL),
        ("https://localhost:5432/bao", False, ON_TRIAL),
        ("https://[::ffff:127.0.0.1]/bao", False, ON_TRIAL),
        ("http://127.0.0.1:9000/bao", True, ""),
        ("https://169.254.169.254/latest", True, "Không gọi đến"),
        ("https://[::ffff:169.254.169.254]/latest", True, "Không gọi đến"),
        ("https://[fe80::1%25eth0]/bao", True, "Không gọi đến"),
        ("https://0.0.0.0/bao", True, "Không gọi đến"),
        ("ftp://van-ban.tinh.vn/bao", True, "Chỉ nhận https"),
    ],
)
def test_an_address_to_call(address: str, loopback: bool, said: str) -> None:
    found = trouble_with_server(address, loopback=loopback)
    assert (said in found) if said else found == ""


def test_a_name_is_judged_by_what_it_leads_to(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """What a registered name leads to is looked up once, judged, and then called."""
    settings.SSO_LOOPBACK = False
    asked: list[str] = []
    told = Notice("1", "he-thong", "ai", "phien", "https://van-ban.tinh.vn/bao")
    for leads_to in (["127.0.0.1"], ["10.1.2.3", "169.254.169.254"], ["::ffff:127.0.0.1"], []):

        def resolve(host: str, port: int, found: list[str] = leads_to) -> list[str]:
            asked.append(host)
            return found

        monkeypatch.setattr(outgoing, "resolve", resolve)
        assert notice.hand_over(told, clock.now()) == "forbidden_host"
    assert asked == ["van-ban.tinh.vn"] * 4
    assert may_call("10.1.2.3")

"""Verdicts: a table from facts to the indications of ETSI EN 319 102-1, and that the worst reason wins."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from congso.signatures.rules.facts import (
    CertificateFacts,
    Change,
    Coverage,
    Kind,
    Revocation,
    SignatureFacts,
    Trust,
)
from congso.signatures.rules.judging import Indication, judge, overall

NOW = datetime(2026, 9, 1, tzinfo=UTC)
DAY = timedelta(days=1)
CERTIFICATE = CertificateFacts("Trần Thị Ký", "UBND", "CA", "1", NOW - 300 * DAY, NOW + 300 * DAY, "00")
GOOD = SignatureFacts(
    0, "KySo", Kind.SIGNATURE, "ETSI.CAdES.detached", "sha256", CERTIFICATE, NOW - DAY, NOW - DAY, "TSA", True, True,
    Coverage.ENTIRE_FILE, Change.NONE, (), Trust.TRUSTED, Revocation.GOOD,
)  # fmt: skip
OLD = replace(CERTIFICATE, valid_to=NOW - 10 * DAY)


@pytest.mark.parametrize(
    ("changed", "indication", "sub"),
    [
        ({}, "TOTAL-PASSED", ""),
        ({"change": Change.FORM_FILLING, "coverage": Coverage.ENTIRE_REVISION}, "TOTAL-PASSED", ""),
        ({"change": Change.LTA_UPDATES, "coverage": Coverage.ENTIRE_REVISION}, "TOTAL-PASSED", ""),
        ({"trouble": "x"}, "TOTAL-FAILED", "FORMAT_FAILURE"),
        ({"certificate": None}, "TOTAL-FAILED", "FORMAT_FAILURE"),
        ({"intact": False}, "TOTAL-FAILED", "HASH_FAILURE"),
        ({"intact": False, "trust": Trust.NO_PATH}, "TOTAL-FAILED", "HASH_FAILURE"),
        ({"valid": False}, "TOTAL-FAILED", "SIG_CRYPTO_FAILURE"),
        ({"coverage": Coverage.UNCLEAR}, "TOTAL-FAILED", "FORMAT_FAILURE"),
        ({"coverage": Coverage.CONTIGUOUS_BLOCK_FROM_START}, "INDETERMINATE", "SIG_CONSTRAINTS_FAILURE"),
        ({"change": Change.OTHER}, "INDETERMINATE", "SIG_CONSTRAINTS_FAILURE"),
        ({"change": Change.FORM_FILLING, "changes": ("Nội dung trang 1 đã khác lúc ký.",)}, "INDETERMINATE",
         "SIG_CONSTRAINTS_FAILURE"),
        ({"trust": Trust.NO_PATH}, "INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND"),
        ({"trust": Trust.REFUSED}, "INDETERMINATE", "CHAIN_CONSTRAINTS_FAILURE"),
        ({"revocation": Revocation.UNKNOWN}, "INDETERMINATE", "TRY_LATER"),
        ({"revocation": Revocation.REVOKED, "proven_at": None}, "INDETERMINATE", "REVOKED_NO_POE"),
        ({"revocation": Revocation.REVOKED, "revoked_at": NOW - 2 * DAY}, "TOTAL-FAILED", "REVOKED"),
        # Revoked after a proven signing: the signature stays good.
        ({"revocation": Revocation.REVOKED, "revoked_at": NOW}, "TOTAL-PASSED", ""),
        ({"certificate": OLD, "proven_at": None}, "INDETERMINATE", "OUT_OF_BOUNDS_NO_POE"),
        ({"certificate": OLD, "proven_at": NOW - 20 * DAY}, "TOTAL-PASSED", ""),
        ({"certificate": OLD}, "TOTAL-FAILED", "EXPIRED"),
        ({"certificate": replace(CERTIFICATE, valid_from=NOW)}, "TOTAL-FAILED", "NOT_YET_VALID"),
    ],
)  # fmt: skip
def test_facts_give_the_indication(changed: dict[str, Any], indication: str, sub: str) -> None:
    verdict = judge(replace(GOOD, **changed), NOW)
    assert (verdict.indication, verdict.sub) == (indication, sub)
    assert verdict.reason.endswith(".")


def test_what_changed_is_told_in_the_reason() -> None:
    said = judge(replace(GOOD, changes=("Có thêm 1 trang (lúc ký có 1 trang).",)), NOW).reason
    assert "Có thêm 1 trang" in said


def test_a_file_is_as_good_as_its_worst_signature() -> None:
    good, unsure, bad = (
        judge(replace(GOOD, **changed), NOW) for changed in ({}, {"trust": Trust.NO_PATH}, {"intact": False})
    )
    assert overall([]) is None
    assert overall([good]) is Indication.TOTAL_PASSED
    assert overall([good, unsure]) is Indication.INDETERMINATE
    assert overall([good, bad, unsure]) is Indication.TOTAL_FAILED

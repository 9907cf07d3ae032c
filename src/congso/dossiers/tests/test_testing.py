"""What the tests themselves stand on."""

import pytest

from congso.dossiers import testing

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("_time", [1, 2])
def test_the_plain_province_is_kept_for_the_next_test(_time: int) -> None:
    """Building it anew for each of a thousand tests costs minutes and fails nowhere: so it must fail here."""
    testing.plain_province()
    assert testing.kept_province.kept

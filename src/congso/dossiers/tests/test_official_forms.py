"""The official forms of both regimes."""

from datetime import date

import pytest

from congso.dossiers.rules.official_forms import FORM_SETS, FORMS_2018, FORMS_2025, FormKind, PaperSize, form_set


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        (FormKind.ACCEPTANCE, "01", "01"),
        (FormKind.SUPPLEMENT_REQUEST, "02", "02"),
        (FormKind.REFUSAL, "03", "03"),
        (FormKind.APOLOGY, "04", "04"),
        (FormKind.STOP_NOTICE, None, "05"),
        (FormKind.CONTROL_SLIP, "05", "06"),
        (FormKind.REGISTER, "06", "07"),
    ],
)
def test_forms_were_renumbered_in_2025(kind: FormKind, old: str | None, new: str) -> None:
    before, now = FORMS_2018.form(kind), FORMS_2025.form(kind)
    assert (before and before.number) == old
    assert now is not None
    assert now.number == new


def test_only_the_register_is_printed_on_a4() -> None:
    for forms in FORM_SETS.values():
        assert {form.kind for form in forms.forms.values() if form.size is PaperSize.A4} == {FormKind.REGISTER}
        assert all(form.name and form.issued and form.source for form in forms.forms.values())


def test_the_apology_now_also_asks_for_the_extension() -> None:
    form = form_set(date(2026, 11, 21)).form(FormKind.APOLOGY)
    assert form is not None
    assert form.title == "Mẫu số 04: Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"


@pytest.mark.parametrize(
    ("day", "key"), [("2018-06-21", "2018"), ("2025-09-14", "2018"), ("2025-09-15", "2025"), ("2026-11-21", "2025")]
)
def test_the_set_follows_the_day(day: str, key: str) -> None:
    assert form_set(date.fromisoformat(day)).key == key

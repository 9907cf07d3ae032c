"""The template tags, as pages use them."""

from datetime import date, datetime, timedelta, timezone

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory, override_settings

from congso.ui.fields import ChoiceCards, DayField, MoneyField, RatingField
from congso.ui.forms import SampleForm

NOW = datetime(2026, 11, 21, 8, 30, tzinfo=timezone(timedelta(hours=7)))


def shown(source: str, **variables: object) -> str:
    return engines["django"].from_string(source).render(variables, RequestFactory().get("/x/"))


def test_attributes_that_the_policy_forbids_are_refused() -> None:
    for source in (
        '{% button "A" style="color: red" %}',
        '{% button "A" onclick="x()" %}',
        '{% button "A" hx_on_click="x" %}',
    ):
        with pytest.raises(ValueError, match="security policy"):
            shown(source)


def test_a_button_carries_other_keywords_as_attributes() -> None:
    html = shown(
        '{% button "Lưu" name="act" value=words hx_post="/x/" disabled=True hidden=False %}', words='"><script>'
    )
    assert 'name="act"' in html
    assert 'value="&quot;&gt;&lt;script&gt;"' in html
    assert 'hx-post="/x/"' in html
    assert " disabled" in html
    assert "hidden" not in html


def test_an_unknown_tone_or_kind_is_a_fault_of_its_author() -> None:
    with pytest.raises(ValueError, match="unknown tone"):
        shown('{% badge "A" tone="purple" %}')
    with pytest.raises(ValueError, match="unknown kind"):
        shown('{% button "A" kind="huge" %}')


def test_text_from_people_is_escaped_everywhere() -> None:
    evil = "<script>alert(1)</script>"
    tags = [
        "{% badge w %}{% state_chip w %}{% tile w 1 %}{% summary_list rows %}",
        '{% breadcrumb w "/" w %}{% tab w "/" %}{% file_picker "a" w files=files %}',
        "{% alert title=w %}{{ w }}{% endalert %}{% card title=w %}{{ w }}{% endcard %}",
        "{% event w by=w %}{{ w }}{% endevent %}{% cell label=w %}{{ w }}{% endcell %}",
        "{% bar_chart w chart %}{% donut_chart w chart %}",
    ]
    files = [{"name": evil, "size": 1}]
    html = shown("".join(tags), w=evil, rows=[(evil, evil)], chart=[(evil, 3)], files=files)
    assert "<script>" not in html


def test_a_deadline_speaks_of_days() -> None:
    assert "quá hạn 2 ngày" in shown("{% deadline due now=now %}", due=NOW - timedelta(days=2), now=NOW)
    assert "chưa có hạn" in shown("{% deadline None %}")
    assert "tạm dừng" in shown("{% deadline due now=now paused=True %}", due=NOW, now=NOW)


def test_what_is_done_is_before_on_or_after_its_day_whatever_the_hour() -> None:
    assert "trước hạn" in shown("{% deadline due done=done %}", due=NOW + timedelta(days=1), done=NOW)
    assert "đúng hạn" in shown("{% deadline due done=done %}", due=date(2026, 11, 21), done=NOW)
    assert "đúng hạn" in shown("{% deadline due done=done %}", due=NOW, done=NOW + timedelta(minutes=1))
    assert "quá hạn" in shown("{% deadline due done=done %}", due=NOW, done=NOW + timedelta(days=1))


def test_a_wrong_field_is_tied_to_its_help_and_its_error() -> None:
    form = SampleForm({"born_on": "31/02/1990"})
    html = shown("{% field form.born_on %}", form=form)
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_born_on-help id_born_on-error"' in html
    assert 'id="id_born_on-help"' in html
    assert 'id="id_born_on-error"' in html
    assert 'value="31/02/1990"' in html


def test_the_error_summary_links_to_the_first_control_of_each_field() -> None:
    html = shown("{% error_summary form %}", form=SampleForm({}))
    assert 'href="#id_full_name"' in html
    assert 'href="#id_receive_by_0"' in html
    assert "This field" not in html
    assert shown("{% error_summary form %}", form=SampleForm()) == ""


def test_radio_cards_keep_the_answer_and_drop_the_empty_one() -> None:
    class Asked(forms.Form):
        way = forms.ChoiceField(
            choices=[("", "---"), ("a", "Một"), ("b", "Hai")], widget=ChoiceCards(help_texts={"a": "Nhanh"})
        )

    html = shown("{% field form.way %}", form=Asked({"way": "b"}))
    assert html.count('type="radio"') == 2
    assert 'value="b" checked' in html
    assert "Nhanh" in html


@pytest.mark.parametrize("written", ["05/09/1990", "5/9/1990", "05-09-1990", "05091990", "1990-09-05"])
def test_days_are_read_as_people_write_them(written: str) -> None:
    assert DayField().clean(written) == date(1990, 9, 5)


@pytest.mark.parametrize("written", ["31/02/1990", "9/1990", "mai"])
def test_days_that_are_not_are_refused(written: str) -> None:
    with pytest.raises(forms.ValidationError, match="Ngày chưa đúng"):
        DayField().clean(written)


@pytest.mark.parametrize("written", ["20.000", "20 000 đ", "20000", "20.000 đồng", "20.000₫"])
def test_money_is_read_as_people_write_it(written: str) -> None:
    assert MoneyField().clean(written) == 20_000


@pytest.mark.parametrize("written", ["hai mươi", "-5", "2,5", "1e9"])
def test_money_that_is_not_is_refused(written: str) -> None:
    with pytest.raises(forms.ValidationError):
        MoneyField().clean(written)


def test_a_rating_is_a_number_of_one_to_five() -> None:
    assert RatingField().clean("5") == 5
    with pytest.raises(forms.ValidationError):
        RatingField().clean("6")


@override_settings(PUBLIC_NAVIGATION=[("ui:living_page", "Giao diện", "list"), ("nowhere:at_all", "Không đâu", "list")])
def test_the_navigation_marks_where_one_is_and_leaves_out_what_nobody_serves() -> None:
    from congso.ui.checks import navigation_leads_somewhere
    from congso.ui.context import Frame

    items = Frame(RequestFactory().get("/giao-dien/")).navigation
    assert [(item.label, item.current) for item in items] == [("Giao diện", True)]
    assert any("nowhere:at_all" in warning.msg for warning in navigation_leads_somewhere())

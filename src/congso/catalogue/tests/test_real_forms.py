"""The real forms: sound, filled in, printed whole; each rule broken by an example; nothing makes them fail."""

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congso.catalogue.demo.procedures import procedures
from congso.catalogue.demo_forms import DEMO_FORMS
from congso.catalogue.rules.form_language import (
    Field,
    FieldType,
    FormDefinition,
    check,
    keys_named,
    mistakes,
    summary,
    unprinted,
    visible_fields,
)
from congso.catalogue.tests.filled_in import APPLICANT, BREAKING, EXAMPLES
from congso.catalogue.tests.test_form_language import SomePlaces, anything

TODAY = date(2026, 11, 21)
CODES = sorted(DEMO_FORMS)
VIETNAMESE = re.compile(r"[À-ỹĐđ]")
WITHOUT_MARKS = {"Email", "Trang web"}
"""Labels that are Vietnamese without any mark."""


def example(code: str, **changes: Any) -> dict[str, Any]:
    return {**APPLICANT, **EXAMPLES[code], **changes}


def sentences(code: str, answers: dict[str, Any]) -> list[str]:
    checked = check(DEMO_FORMS[code], answers, on=TODAY, places=SomePlaces())
    return [one for said in checked.errors.values() for one in said]


def everything(definition: FormDefinition) -> list[Field]:
    return [part for field in definition.fields for part in (field, *field.fields)]


def test_every_real_form_belongs_to_a_procedure_of_the_demo() -> None:
    assert set(DEMO_FORMS) <= {one.content.code for one in procedures("2026")}
    assert set(EXAMPLES) == set(DEMO_FORMS)


@pytest.mark.parametrize("code", CODES)
def test_a_form_is_sound_names_its_source_and_how_long_it_takes(code: str) -> None:
    definition = DEMO_FORMS[code]
    assert mistakes(definition) == []
    assert FormDefinition.from_json(definition.to_json()) == definition
    assert definition.source
    assert 1 <= (definition.minutes or 0) <= 30


@pytest.mark.parametrize("code", [code for code in CODES if DEMO_FORMS[code].paper is not None])
def test_the_paper_bears_every_answer(code: str) -> None:
    definition = DEMO_FORMS[code]
    assert definition.paper is not None
    assert [field.key for field in unprinted(definition.paper, definition.fields)] == []
    assert not definition.paper.issued.startswith("Ban hành")  # the sheet says these words itself


@pytest.mark.parametrize("code", CODES)
def test_a_condition_speaks_only_of_what_was_asked_before(code: str) -> None:
    asked: set[str] = set()
    for group in DEMO_FORMS[code].groups:
        assert keys_named(group.when) <= asked
        for field in group.fields:
            assert keys_named(field.when) | keys_named(field.required_if) <= asked, field.key
            asked.add(field.key)
    order = [field.key for field in DEMO_FORMS[code].fields]
    for rule in DEMO_FORMS[code].rules:
        assert max(map(order.index, rule.named)) <= order.index(rule.field), rule.key


@pytest.mark.parametrize("code", CODES)
def test_every_field_is_asked_for_some_answers(code: str) -> None:
    """Answer every choice in every way, one at a time and upon another: whatever is asked by then is reachable."""
    definition = DEMO_FORMS[code]
    reached: set[str] = set()
    choices = [field for field in definition.fields if field.type in {FieldType.CHOICE, FieldType.CHOICES}]
    answers = [example(code)]
    answers += [example(code, **{one.key: choice[0]}) for one in choices for choice in one.choices]
    deciding = [one for one in choices if any(one.key in keys_named(field.when) for field in definition.fields)]
    answers += [
        example(code, **{one.key: first[0], other.key: second[0]})
        for one in deciding
        for other in deciding
        if one is not other
        for first in one.choices
        for second in other.choices
    ]
    for given_answers in answers:
        reached |= {field.key for field in visible_fields(definition, given_answers)}
    assert {field.key for field in definition.fields} - reached == set()


@pytest.mark.parametrize("code", CODES)
def test_a_declaration_that_somebody_filled_in_is_right_and_reads_back(code: str) -> None:
    definition = DEMO_FORMS[code]
    checked = check(definition, example(code), on=TODAY, places=SomePlaces())
    assert checked.errors == {}
    assert set(example(code)) <= {field.key for field in definition.fields}
    again = check(definition, checked.answers, on=TODAY, places=SomePlaces())
    assert (again.answers, again.errors) == (checked.answers, {})
    assert summary(definition, checked.answers, places=SomePlaces(), on=TODAY)


@pytest.mark.parametrize("code", CODES)
def test_a_required_field_that_is_left_out_is_asked_for(code: str) -> None:
    definition = DEMO_FORMS[code]
    for field in visible_fields(definition, example(code)):
        if field.required:
            answers = example(code)
            del answers[field.key]
            assert field.key in check(definition, answers, on=TODAY, places=SomePlaces()).errors


def test_every_rule_has_an_example_that_breaks_it() -> None:
    assert set(BREAKING) == {(code, rule.key) for code in CODES for rule in DEMO_FORMS[code].rules}


@pytest.mark.parametrize(("code", "key"), sorted(BREAKING))
def test_a_rule_says_its_sentence_when_it_is_broken_and_not_before(code: str, key: str) -> None:
    changes, words = BREAKING[code, key]
    rule = next(rule for rule in DEMO_FORMS[code].rules if rule.key == key)
    assert words in rule.sentence
    assert rule.sentence in sentences(code, example(code, **changes))
    assert rule.sentence not in sentences(code, example(code))


def test_a_groom_is_twenty_and_a_bride_eighteen() -> None:
    """Law on Marriage and Family 52/2014/QH13 art. 8 clause 1 point a."""
    young = {"male_born_on": "22/11/2006", "male_identity_number": "096206001111"}
    assert any("không được sau ngày 21/11/2006" in one for one in sentences("1.000894", example("1.000894", **young)))
    old_enough = {"male_born_on": "21/11/2006", "male_identity_number": "096206001111"}
    assert sentences("1.000894", example("1.000894", **old_enough)) == []
    bride = {
        "female_born_on": "21/11/2008",
        "female_identity_number": "096308001111",
        "applicant_identity_number": "096083001111",
        "applicant_born_on": "01/02/1983",
    }
    assert sentences("1.000894", example("1.000894", **bride)) == []
    assert sentences("1.000894", example("1.000894", **{**bride, "female_born_on": "22/11/2008"})) != []


@pytest.mark.parametrize("code", CODES)
def test_what_is_asked_is_vietnamese_with_its_marks(code: str) -> None:
    definition = DEMO_FORMS[code]
    said = [definition.title, *(group.title for group in definition.groups)]
    said += [field.label for field in everything(definition)]
    said += [rule.sentence for rule in definition.rules]
    said += [field.help for field in everything(definition) if len(field.help) > 20]
    assert [one for one in said if not VIETNAMESE.search(one) and one not in WITHOUT_MARKS] == []
    assert all(one == one.strip() and "  " not in one for one in said)


@given(
    st.sampled_from(CODES).flatmap(
        lambda code: st.tuples(
            st.just(code),
            st.dictionaries(
                st.sampled_from([field.key for field in DEMO_FORMS[code].fields]),
                anything
                | st.sampled_from([choice[0] for field in DEMO_FORMS[code].fields for choice in field.choices]),
                max_size=40,
            ),
        )
    ),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_no_answer_makes_a_real_form_fail(
    asked: tuple[str, dict[str, Any]], upon_an_example: bool, partly: bool
) -> None:
    code, answers = asked
    if upon_an_example:
        answers = example(code, **answers)
    definition = DEMO_FORMS[code]
    checked = check(definition, answers, on=TODAY, places=SomePlaces(), partly=partly)
    assert all(sentence for said in checked.errors.values() for sentence in said)
    summary(definition, checked.answers, places=SomePlaces(), on=TODAY)
    if checked.is_correct:
        again = check(definition, checked.answers, on=TODAY, places=SomePlaces(), partly=partly)
        assert (again.answers, again.errors) == (checked.answers, {})

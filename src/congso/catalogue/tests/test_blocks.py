"""Blocks that forms share: keys that never meet, a form that stays sound however often one is put in."""

import pytest

from congso.catalogue.rules.blocks import BLOCKS, address, business
from congso.catalogue.rules.form_language import FieldType, FormDefinition, check, mistakes


def keys_of(form: FormDefinition) -> list[str]:
    return [*(group.key for group in form.groups), *(field.key for field in form.fields)]


def test_every_block_may_be_put_into_one_form_again_and_again() -> None:
    form = FormDefinition("Thử")
    for block in [*BLOCKS.values()] * 3:
        used = keys_of(form)
        if block.fits(used):
            form = FormDefinition("Thử", (*form.groups, block.make(used)))
    assert mistakes(form) == []
    assert len({group.key for group in form.groups}) == len(form.groups) == 2 + 3 * 3
    assert FormDefinition.from_json(form.to_json()) == form
    assert [block.key for block in BLOCKS.values() if block.once] == ["applicant", "statements"]


def test_the_applicant_stands_in_a_form_once() -> None:
    applicant = BLOCKS["applicant"].make(())
    assert not BLOCKS["applicant"].fits([field.key for field in applicant.fields])
    with pytest.raises(ValueError, match="đã có khối này"):
        BLOCKS["applicant"].make(["applicant_name"])


def test_a_number_is_added_where_one_key_of_a_block_is_taken() -> None:
    assert BLOCKS["business"].make(["business_tax_code"]).key == "business_2"
    assert BLOCKS["person"].make(["person", "person_2_name"]).key == "person_3"
    person = BLOCKS["person"].make(["person"])
    assert person.fields[2].born_field == "person_2_born_on"


def test_a_business_is_asked_for_its_name_tax_code_address_and_representative() -> None:
    fields = business("shop", of="cửa hàng")
    assert {field.type for field in fields} >= {FieldType.TAX_CODE, FieldType.ADDRESS}
    group = BLOCKS["business"].make(())
    checked = check(FormDefinition("Thử", (group,)), {"business_tax_code": "0100233489"})
    assert {"business_name", "business_tax_code", "business_address", "business_representative"} == set(checked.errors)
    assert [field.key for field in address("home", of="nhà")] == ["home_address"]

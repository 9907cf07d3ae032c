"""The pseudonymised copy: no real number, telephone or name is in it, and what belongs together stays together."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from congso.dossiers import commands as dossiers
from congso.dossiers import queries as cases
from congso.dossiers import testing
from congso.dossiers.testing import NOW
from congso.identity.models import Person
from congso.kernel.normalise import fold
from congso.privacy.commands.copying import CopyTrouble, Real, check_copy, copied_models, load_copy, write_copy
from congso.privacy.rules.classification import PERSONAL
from congso.privacy.rules.pseudonyms import NOT_COPIED, REPLACED, RULES, Pseudonyms, Rule, is_copied, numbers_in
from congso.representation.models import Body, Mandate
from congso.representation.rules.bodies import tidy_code
from congso.representation.testing import body_of, mandate_of

NUMBER, PHONE = "096095000123", "0912345678"
KEY = b"k" * 32


def test_every_field_of_personal_data_has_a_rule_or_is_not_copied() -> None:
    """A new field of personal data is classed first, and then fails here until it is said what becomes of it."""
    lacking = [
        f"{label}.{name}"
        for label, fields in PERSONAL.items()
        if is_copied(label)
        for name in fields
        if name not in RULES.get(label, {})
    ]
    assert not lacking, "say in privacy/rules/pseudonyms.py what becomes of these fields"


def test_no_rule_is_for_what_is_not_there() -> None:
    labels = {one._meta.label: {field.name for field in one._meta.concrete_fields} for one in apps.get_models()}
    assert {one for one in NOT_COPIED if one not in labels and not one.startswith("audit.")} == set()
    for label, rules in RULES.items():
        assert is_copied(label), label
        assert set(rules) <= labels[label], label
        assert {name for name, rule in rules.items() if rule is not Rule.UNLINKED} <= set(PERSONAL[label]), label


def test_pseudonyms_are_the_same_for_the_same_and_keep_their_form() -> None:
    made = Pseudonyms(KEY, real_numbers={NUMBER}, real_phones={PHONE})
    assert made.number(NUMBER) == made.number(NUMBER)
    assert made.number(NUMBER)[:6] == NUMBER[:6]
    assert len(made.number(NUMBER)) == 12
    assert made.number(NUMBER) != NUMBER
    assert made.name("Nguyễn Văn Bảo") == made.name("nguyen van bao")
    assert made.phone(PHONE).startswith("091")
    assert len(made.phone(PHONE)) == len(PHONE)
    assert made.birthday(date(1995, 5, 1)).year == 1995
    assert Pseudonyms(b"x" * 32).number(NUMBER) != made.number(NUMBER)
    many = {made.number(f"096095{one:06d}") for one in range(3_000)}
    assert len(many) == 3_000
    assert made.tax_code("0100109106001") == made.tax_code("0100109106") + "001"
    assert tidy_code(made.tax_code("0100109106")).startswith("99")


def test_a_document_keeps_its_shape_its_codes_and_nothing_that_somebody_wrote() -> None:
    made = Pseudonyms(KEY)
    told = made.document(
        {"applicant_name": "Nguyễn Văn Bảo", "applicant_identity_number": NUMBER, "phone": PHONE, "count": 3,
         "kind": "self_employed", "content": "Mở quán ở 12 Lê Lợi", "born_on": "1995-05-01", "when": "2026-08-03",
         "place": {"province": "96", "commune": "32025", "street": "12 Lê Lợi"},
         "rows": [{"mother_name": "Trần Thị Hoa"}]}
    )  # fmt: skip
    assert told["applicant_name"] == made.name("Nguyễn Văn Bảo")
    assert told["applicant_identity_number"] == made.number(NUMBER)
    assert told["content"] == REPLACED
    assert (told["count"], told["kind"], told["when"]) == (3, "self_employed", "2026-08-03")
    assert told["place"] == {"province": "96", "commune": "32025", "street": "Địa chỉ đã lược"}
    assert told["rows"][0]["mother_name"] == made.name("Trần Thị Hoa")
    assert told["born_on"][:5] == "1995-"
    assert told["born_on"] != "1995-05-01"


@pytest.mark.django_db
def test_the_copy_of_a_province_tells_nobody_and_loads_with_its_references(tmp_path: Path) -> None:
    province = testing.plain_province()
    dossier_id = testing.in_progress(province)
    dossiers.draft_result(
        dossier_id=dossier_id, title="Giấy xác nhận", body=f"Ông Nguyễn Văn Bảo, số {NUMBER}",
        by=province.commune.specialist, now=NOW,
    )  # fmt: skip
    body = body_of(province.citizen.person_id, province.citizen.account_id, NOW)
    mandate = mandate_of(province.citizen.person_id, province.stranger.person_id, NOW)
    Mandate.objects.filter(id=mandate.id).update(document_number="Giấy số 77/CC", document_issuer="VPCC Lê Văn Sáu")
    names = {fold(one) for one in Person.objects.values_list("full_name", flat=True)}
    made = write_copy(tmp_path / "ban-sao")
    assert made.numbers
    whole = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "ban-sao").glob("*.jsonl"))
    assert NUMBER not in whole
    assert PHONE not in whole
    assert "Mở quán cà phê" not in whole
    for told in (body.code, body.name, body.address, "77/CC", "VPCC"):
        assert told not in whole
    people = [json.loads(line) for line in (tmp_path / "ban-sao" / "identity.Person.jsonl").read_text().splitlines()]
    assert len(people) == Person.objects.count()
    assert not names & {fold(one["full_name"]) for one in people}
    before = cases.dossier_for_system(dossier_id, now=NOW)

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for model in copied_models():
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
        cursor.execute("SET session_replication_role = DEFAULT")
    loaded = load_copy(tmp_path / "ban-sao")
    assert loaded == made.rows
    after = cases.dossier_for_system(dossier_id, now=NOW)
    assert after.row.shown_code == before.row.shown_code
    assert after.applicant.full_name != before.applicant.full_name
    assert after.applicant.identity_number != NUMBER
    assert len(after.events) == len(before.events)
    person = Person.objects.get(id=province.citizen.person_id)
    assert after.applicant.identity_number == person.identity_number
    assert tidy_code(Body.objects.get(id=body.id).code)[:2] == "99"
    connection.check_constraints()
    with pytest.raises(CopyTrouble, match="trống"):
        load_copy(tmp_path / "ban-sao")


def test_a_copy_in_which_something_real_is_left_is_refused(tmp_path: Path) -> None:
    (tmp_path / "identity.Person.jsonl").write_text(
        json.dumps({"full_name": "Nguyễn Văn Bảo"}) + "\n", encoding="utf-8"
    )
    with pytest.raises(CopyTrouble, match="họ tên"):
        check_copy(tmp_path, Real(frozenset(), frozenset({"nguyen van bao"})))
    (tmp_path / "identity.Person.jsonl").write_text(json.dumps({"note": f"số {NUMBER}"}) + "\n", encoding="utf-8")
    with pytest.raises(CopyTrouble, match="số"):
        check_copy(tmp_path, Real(frozenset({NUMBER}), frozenset()))
    assert numbers_in(f"gọi {PHONE}, số {NUMBER}") == {PHONE, NUMBER}

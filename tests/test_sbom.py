"""The bill of materials is valid and whole, licences fit ours, and advisories are not overlooked."""

import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from tools import audit, sbom

ROOT = Path(__file__).resolve().parents[1]
TODAY = date(2026, 11, 30)


def test_the_bill_of_materials_is_valid_and_whole() -> None:
    text = sbom.text()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    told = {f"{one['name']}=={one['version']}": one for one in json.loads(text)["components"]}
    locked = re.findall(
        r"(?m)^([\w.-]+==[^ ;\\\n]+)", (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    )
    assert len(locked) > 50
    assert [one for one in locked if one not in told] == []
    assert all(one["hashes"] and one["licenses"] for one in told.values())
    shipped = {one["name"] for one in told.values() if one["scope"] == "required" and one["purl"].startswith("pkg:npm")}
    assert "htmx.org" in shipped
    assert "axe-core" not in shipped


def test_two_runs_write_the_same_and_name_no_registry() -> None:
    text = sbom.text()
    assert text == sbom.text()
    assert set(re.findall(r"https?://[\w.]+", text)) == {"http://cyclonedx.org"}


def test_every_licence_may_be_used_beside_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sbom.forbidden() == []
    monkeypatch.setitem(sbom.LICENCES, "django", "SSPL-1.0")
    monkeypatch.setitem(sbom.LICENCES, "rich", "")
    assert [one.split()[0] for one in sbom.forbidden()] == ["django", "rich"]


def test_an_excused_advisory_has_a_reason_and_an_end(tmp_path: Path) -> None:
    assert all(one["until"] for one in audit.excuses())
    listed = tmp_path / "a.toml"
    for wrong in ('reason = " "\nuntil = 2027-01-01', 'reason = "vì"', 'reason = "vì"\nuntil = "mãi mãi"'):
        listed.write_text(f'[[excused]]\nid = "GHSA-1"\npackage = "x"\n{wrong}\n', encoding="utf-8")
        with pytest.raises(ValueError, match=r"a\.toml"):
            audit.excuses(listed)


WEAK = {"dependencies": [{"name": "x", "version": "1", "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1"]}]}]}
NPM_WELL: dict[str, object] = {"vulnerabilities": {}}


def answers(python: object, npm: object) -> object:
    def run(command: Sequence[str]) -> str:
        told = python if command[0] == "pip-audit" else npm
        return told if isinstance(told, str) else json.dumps(told)

    return run


@pytest.mark.parametrize(
    ("python", "npm", "code", "words"),
    [
        ({"dependencies": []}, NPM_WELL, 0, "không có điểm yếu"),
        (WEAK, NPM_WELL, 1, "CVE-1, PYSEC-1"),
        ("", {"error": {"code": "E405"}}, 0, "KHÔNG KIỂM TRA ĐƯỢC"),
        ({"dependencies": []}, {"vulnerabilities": {"y": {"via": [{"url": "https://x.y/GHSA-2"}]}}}, 1, "GHSA-2"),
    ],
    ids=["well", "python", "unreachable", "npm"],
)
def test_what_is_found_fails_and_what_cannot_be_asked_is_said(
    python: object, npm: object, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.examine(answers(python, npm), TODAY) == code  # type: ignore[arg-type]
    assert words in capsys.readouterr().out


def test_an_exception_holds_until_its_end_and_an_unanswered_question_can_be_made_to_count() -> None:
    found = audit.of_python(answers(WEAK, {}))  # type: ignore[arg-type]
    listed = [{"id": "CVE-1", "until": TODAY}]
    assert audit.unexcused(found, listed, TODAY) == []
    assert audit.unexcused(found, listed, date(2026, 12, 1)) == found
    assert audit.examine(answers("", ""), TODAY, must_answer=True) == 1  # type: ignore[arg-type]

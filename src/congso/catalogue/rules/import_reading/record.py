"""One record: known by its code and name, read part by part."""

import json
import re
from collections.abc import Mapping
from typing import Any

from congso.catalogue.rules.content import (
    TIERS,
    Decision,
    LegalBasis,
    ProcedureContent,
    Result,
    Step,
    Units,
)

from .components import read_components
from .methods import read_methods
from .problems import REJECTIONS, Reading
from .values import Values

LONGEST_NAME = 500
_KNOWN = frozenset(
    (
        *("code", "name", "ministry", "field", "level", "level_text", "type_text", "decision_no", "subjects"),
        *("agency", "agencies", "authority", "reception_address", "methods", "methods_text", "components"),
        *("components_text", "forms", "steps_text", "conditions_text", "results", "legal_basis", "legal_basis_text"),
        *("source", "source_url"),
    )
)
_OF_AN_INDEX = frozenset(("n_methods", "n_components", "n_forms", "min_deadline_value", "deadline_unit", "has_fee"))
_TIER_WORDS = {label.lower(): code for code, label in TIERS.items()} | {code: code for code in TIERS}
_CODE = re.compile(r"[1-6]\.\d{6}", re.ASCII)
_RESULT_CODE = re.compile(r"KQ\.[A-Z]\d{2}\.\d{6}|(000\.00\.00\.)?[A-Z]\d{2}-KQ\d{4,6}", re.ASCII)
_STEP_START = re.compile(r"^\s*(?:[-–+*•]|bước\s*\d+|\(?\d+[.)]|[a-zđ][.)])", re.IGNORECASE)


def read_line(line: str) -> Reading:
    """Read one line of a JSON Lines file. Never raises."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Reading("", None, rejected="json_invalid", reason=f"{REJECTIONS['json_invalid']} ({str(error)[:120]})")
    return read_record(record)


def read_record(record: Any) -> Reading:
    """Read one record. Never raises, whatever it is given."""
    if not isinstance(record, Mapping):
        return Reading("", None, rejected="not_a_record", reason=REJECTIONS["not_a_record"])
    return _read(Values(record))


def _read(values: Values) -> Reading:
    code = values.text("code").replace(" ", "")
    source = values.text("source")[:60] or "unknown"
    name = " ".join(values.text("name").split())
    values.code = code[:40]
    for rejected, holds in (
        ("code_missing", not code),
        ("code_malformed", not _CODE.fullmatch(code)),
        ("name_missing", not name),
    ):
        if holds:
            reason = REJECTIONS[rejected]
            return Reading(source, None, (), rejected, reason, values.code, name[:300])
    if len(name) > LONGEST_NAME:
        values.found("name_too_long", "name", f"{len(name)} ký tự")
    is_index = bool(_OF_AN_INDEX & {key for key in values.record if isinstance(key, str)})
    is_index = is_index and "methods" not in values.record
    content = _content(values, code, name, is_index=is_index)
    return Reading(source, content, tuple(values.problems.values()), "", "", code, name[:300], is_index)


def _content(values: Values, code: str, name: str, *, is_index: bool) -> ProcedureContent:
    components = read_components(values)
    methods = read_methods(values)
    agencies = values.texts("agencies") or ((values.line("agency"),) if values.line("agency") else ())
    authority = values.line("authority")
    decision = values.line("decision_no")
    legal_numbers = values.texts("legal_basis")
    legal_text = values.text("legal_basis_text")
    steps = values.text("steps_text")
    conditions = values.text("conditions_text")
    results = _results(values)
    subjects = values.texts("subjects")
    field = values.line("field")
    if is_index:
        values.found("index_only", "")
    for problem, part, present in (
        ("agency_missing", "agency", bool(agencies)),
        ("decision_missing", "decision_no", bool(decision)),
        ("field_missing", "field", bool(field)),
        ("legal_basis_missing", "legal_basis", bool(legal_numbers or legal_text)),
        ("results_missing", "results", bool(results)),
        ("steps_missing", "steps_text", bool(steps)),
        ("subjects_missing", "subjects", bool(subjects)),
        ("components_missing", "components", bool(components) or bool(values.text("components_text"))),
    ):
        if not present and not is_index:
            values.found(problem, part)
    for key in values.record:
        if key not in _KNOWN and not (is_index and key in _OF_AN_INDEX):
            shown = values.clean(str(key)[:100], "")
            values.unread[shown] = values.plain(values.record[key])
            values.found("field_unknown", shown, shown)
    return ProcedureContent(
        code=code,
        name=name,
        field=field,
        ministry=values.line("ministry"),
        type_text=values.line("type_text"),
        is_internal=code.startswith("6."),
        decisions=(Decision(decision),) if decision else (),
        tiers=_tiers(values),
        tiers_text=values.line("level_text"),
        subjects=subjects,
        steps=split_steps(steps),
        methods=methods,
        components=components,
        forms=values.texts("forms"),
        units=Units(executing=agencies, authority=(authority,) if authority else ()),
        reception_address=values.text("reception_address"),
        results=results,
        legal_bases=tuple(LegalBasis(number) for number in legal_numbers),
        legal_basis_text=legal_text,
        conditions=(conditions,) if conditions else (),
        methods_text=values.text("methods_text"),
        components_text=values.text("components_text"),
        source_url=values.line("source_url"),
        unread=values.unread,
    )


def _tiers(values: Values) -> tuple[str, ...]:
    tiers: dict[str, None] = {}
    words = values.texts("level") or tuple(values.line("level_text").split(","))
    for word in words:
        if not word.strip():
            continue
        tier = _TIER_WORDS.get(word.strip().lower())
        if tier is None:
            values.found("tier_unknown", "level", word[:60])
        else:
            tiers[tier] = None
    if not tiers:
        values.found("tier_missing", "level")
    return tuple(tier for tier in TIERS if tier in tiers)


def _results(values: Values) -> tuple[Result, ...]:
    results = []
    for part, row in values.tables("results"):
        name = values.as_text(row.get("name"), f"{part}.name")
        code = " ".join(values.as_text(row.get("code"), f"{part}.code").split())
        if code and not _RESULT_CODE.fullmatch(code):
            values.found("result_code_doubtful", f"{part}.code", code[:60])
        values.keep_unknown(row, part, ("name", "code"))
        if name or code:
            results.append(Result(name, code))
    return tuple(results)


def split_steps(text: str) -> tuple[Step, ...]:
    """Split a sequence into its steps at lines that begin with a bullet, a number or “Bước”; no word is lost."""
    steps: list[str] = []
    for line in text.split("\n"):
        if steps and not _STEP_START.match(line):
            steps[-1] += "\n" + line
        else:
            steps.append(line)
    return tuple(Step(step) for step in steps if step.strip())

"""Forms as data: groups, fields, conditions and checks, read the same by the server and by the browser.

The JSON is described in `docs/operations/bieu-mau.md` and by `rules/form_schema.json`. Sources: Decree 224/2026/NĐ-CP
art. 3 clause 22 (an interactive form holds at least every field of the official one), TT 32/2017/TT-BTTTT art. 8, 11
(help beside each field, known data filled in). Nothing that a person sends makes these functions raise.
"""

from .agreement import Rule, RuleKind
from .calculating import calculated, columns_of_formula, is_money, keys_of_formula
from .checking import Checked, check, recalculated
from .conditions import holds, keys_named
from .declaring import Box, Declaration, PrintedLine, Span, SpanKind, blank_declaration, declaration
from .definition import FormDefinition, mistakes, visible_fields
from .fields import APPLICANT_KEYS, MAX_ROWS, NEVER_TYPED, PARTS, TYPE_LABELS, Dossiers, Field, FieldType, Group
from .masking import identifying, masked
from .paper import Line, LineKind, PaperForm, lines, unprinted
from .plain_paper import plain_paper
from .reading import read_answer
from .showing import Shown, shown_value, summary
from .signatures import path_of

__all__ = [
    "APPLICANT_KEYS",
    "MAX_ROWS",
    "NEVER_TYPED",
    "PARTS",
    "TYPE_LABELS",
    "Box",
    "Checked",
    "Declaration",
    "Dossiers",
    "Field",
    "FieldType",
    "FormDefinition",
    "Group",
    "Line",
    "LineKind",
    "PaperForm",
    "PrintedLine",
    "Rule",
    "RuleKind",
    "Shown",
    "Span",
    "SpanKind",
    "blank_declaration",
    "calculated",
    "check",
    "columns_of_formula",
    "declaration",
    "holds",
    "identifying",
    "is_money",
    "keys_named",
    "keys_of_formula",
    "lines",
    "masked",
    "mistakes",
    "path_of",
    "plain_paper",
    "read_answer",
    "recalculated",
    "shown_value",
    "summary",
    "unprinted",
    "visible_fields",
]

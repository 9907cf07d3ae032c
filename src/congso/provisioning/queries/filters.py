"""A filter of RFC 7644 §3.4.2.2 becomes a condition of the database, over officers' accounts.

What cannot be asked of the database is refused by name instead of being answered slowly or wrongly.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from scim2_models import InvalidFilterException, ScimFilter
from scim2_models.path import AttrPath, CompareOperator, Comparison, FilterNode, LogicalOperator, Present
from scim2_models.path.expressions import LogicalExpr, Not, ValuePath
from scim2_models.path.visitor import FilterVisitor

from congso.organisation.queries import holds_a_post

from ..rules.resources import User

LONGEST = 1_000
MOST_TERMS = 20

_TEXT = {
    CompareOperator.eq: "iexact",
    CompareOperator.co: "icontains",
    CompareOperator.sw: "istartswith",
    CompareOperator.ew: "iendswith",
}
_ORDER = {
    CompareOperator.eq: "",
    CompareOperator.gt: "__gt",
    CompareOperator.ge: "__gte",
    CompareOperator.lt: "__lt",
    CompareOperator.le: "__lte",
}
_COLUMNS = {
    "username": "username",
    "displayname": "person__full_name",
    "name.formatted": "person__full_name",
    "emails": "email",
    "emails.value": "email",
}
_OF_A_POST = {
    "title": "position__title",
    "department": "position__unit__name",
    "organization": "position__unit__organisation__name",
}
NONE = Q(pk__in=[])


def condition(text: str, *, client_id: int, on: date) -> Q:
    """Return what a filter asks for. Raises InvalidFilterException."""
    if len(text) > LONGEST or "\0" in text or text.count("(") + text.count("[") > MOST_TERMS:
        raise InvalidFilterException(detail=_("Bộ lọc quá dài hoặc có ký tự không dùng được."))
    try:
        tree = ScimFilter[User](text).ast
    except RecursionError:
        raise InvalidFilterException(detail=_("Bộ lọc quá phức tạp.")) from None
    return _Translator(client_id, on).visit(tree)


class _Translator(FilterVisitor[Q]):
    def __init__(self, client_id: int, on: date) -> None:
        self.client_id, self.on, self.terms = client_id, on, 0

    def visit(self, node: FilterNode) -> Q:
        self.terms += 1
        if self.terms > MOST_TERMS:
            raise InvalidFilterException(detail=_("Bộ lọc có quá nhiều điều kiện."))
        return super().visit(node)

    def visit_logical_expr(self, node: LogicalExpr) -> Q:
        parts = [self.visit(term) for term in node.terms]
        found = parts[0]
        for part in parts[1:]:
            found = found & part if node.op == LogicalOperator.and_ else found | part
        return found

    def visit_not(self, node: Not) -> Q:
        (inner,) = (getattr(node, name) for name in node.__slots__)
        return ~self.visit(inner)

    def visit_value_path(self, node: ValuePath) -> Q:
        raise InvalidFilterException(detail=_("Bộ lọc có dấu ngoặc vuông không được hỗ trợ; dùng “emails.value”."))

    def visit_present(self, node: Present) -> Q:
        name = _name(node.attr_path)
        if name in _COLUMNS:
            return ~Q(**{_COLUMNS[name]: ""})
        if name == "externalid":
            return self._enrolled() & ~Q(enrolments__external_id="")
        if name in _OF_A_POST:
            return holds_a_post(self.on)
        if name in {"id", "active", "meta.created"}:
            return Q()
        raise _unknown(name)

    def visit_comparison(self, node: Comparison) -> Q:
        name, op, value = _name(node.attr_path), node.op, node.value
        if op == CompareOperator.ne:
            return ~self._compare(name, CompareOperator.eq, value)
        return self._compare(name, op, value)

    def _compare(self, name: str, op: CompareOperator, value: Any) -> Q:
        if name == "active":
            return Q(is_active=_wanted(op, value, bool))
        if name == "id":
            return self._of_person(op, value)
        if name == "meta.created":
            return Q(**{f"created_at{_ORDER.get(op, '')}": _instant(op, value)})
        if op not in _TEXT or not isinstance(value, str):
            raise InvalidFilterException(detail=_("Mục “%(name)s” chỉ so được với chuỗi ký tự.") % {"name": name})
        if name in _COLUMNS:
            return Q(**{f"{_COLUMNS[name]}__{_TEXT[op]}": value})
        if name == "externalid":
            if op != CompareOperator.eq:
                raise InvalidFilterException(detail=_("Mục “externalId” chỉ so được bằng “eq”."))
            return self._enrolled() & Q(enrolments__external_id=value)
        if name in _OF_A_POST:
            return holds_a_post(self.on) & Q(**{f"person__posts__{_OF_A_POST[name]}__{_TEXT[op]}": value})
        raise _unknown(name)

    def _enrolled(self) -> Q:
        return Q(enrolments__client_id=self.client_id)

    @staticmethod
    def _of_person(op: CompareOperator, value: Any) -> Q:
        wanted = _wanted(op, value, str)
        try:
            return Q(person_id=UUID(wanted))
        except ValueError:
            return NONE


def _wanted(op: CompareOperator, value: Any, kind: Callable[..., Any]) -> Any:
    if op != CompareOperator.eq or type(value) is not kind:
        raise InvalidFilterException(detail=_("Mục này chỉ so được bằng “eq” hoặc “ne”."))
    return value


def _instant(op: CompareOperator, value: Any) -> datetime:
    try:
        at = value if isinstance(value, datetime) else parse_datetime(str(value))
    except ValueError:
        at = None
    if op not in _ORDER or at is None or not is_aware(at):
        raise InvalidFilterException(detail=_("Thời điểm phải theo ISO 8601, có múi giờ."))
    return at


def _name(path: AttrPath) -> str:
    return ".".join(part for part in (path.attr, path.sub_attr) if part).lower()


def _unknown(name: str) -> InvalidFilterException:
    known = ", ".join(["id", "externalId", "active", "meta.created", *_COLUMNS, *_OF_A_POST])
    return InvalidFilterException(
        detail=_("Không lọc được theo “%(name)s”. Lọc được theo: %(known)s.") % {"name": name, "known": known}
    )

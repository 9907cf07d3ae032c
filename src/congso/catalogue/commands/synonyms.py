"""The words that people use, as editors keep them. Each change is an entry of the trail: it changes what is found."""

from datetime import datetime
from typing import Protocol

from django.db import transaction

from congso.audit.commands import record
from congso.catalogue.models import Procedure, Synonym
from congso.catalogue.permissions import Holder, may_edit
from congso.catalogue.rules import finding
from congso.kernel import normalise
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound

LONGEST = {"phrase": 80, "words": 160}


class Keeper(Holder, Protocol):
    """Who keeps synonyms: an officer with the role of catalogue editor."""

    @property
    def id(self) -> int:
        """Return the officer's id."""

    @property
    def account_id(self) -> int:
        """Return the account that acts."""


@transaction.atomic
def keep_synonym(
    *, phrase: str, words: str, procedure_code: str, by: Keeper, now: datetime, synonym_id: int | None = None
) -> int:
    """Keep what people call something, new or changed; return its id.

    `words` are the catalogue's own, `procedure_code` names one procedure; one of them is needed. A synonym that is kept
    already, under another id too, is refused. Raises NotAllowed, NotFound, Incorrect.
    """
    _may(by)
    phrase, words, code = normalise.tidy(phrase), normalise.tidy(words), "".join(procedure_code.split())
    folded = " ".join(finding.words_of(phrase))
    if not folded or len(phrase) > LONGEST["phrase"]:
        raise _incorrect("phrase", "Ghi từ người dân hay dùng, tối đa 80 ký tự, ví dụ: sổ đỏ.")
    if len(folded.split()) > finding.LONGEST_PHRASE:
        raise _incorrect("phrase", "Từ người dân dùng dài nhất 8 tiếng; hãy ghi phần chính.")
    if not words and not code:
        raise _incorrect("words", "Ghi từ trong tên thủ tục, hoặc mã thủ tục.")
    if len(words) > LONGEST["words"]:
        raise _incorrect("words", "Từ trong danh mục tối đa 160 ký tự.")
    if code and not Procedure.objects.filter(code=code, is_internal=False, current__isnull=False).exists():
        raise _incorrect("procedure_code", "Không có thủ tục công khai nào mang mã này; mã có dạng 1.001193.")
    if (
        Synonym.objects.filter(folded=folded, words=words, procedure_code=code)
        .exclude(pk=synonym_id or 0)
        .select_for_update()
        .exists()
    ):
        raise _incorrect("phrase", "Từ khóa này đã có với đúng nghĩa này.")
    values = {
        "phrase": phrase,
        "folded": folded,
        "words": words,
        "procedure_code": code,
        "terms": finding.terms(phrase),
        "changed_at": now,
        "changed_by_id": by.id,
    }
    if synonym_id is None:
        synonym_id = Synonym.objects.create(**values).pk
    elif not Synonym.objects.filter(pk=synonym_id).update(**values):
        raise NotFound("Không có từ khóa này.")
    _record("catalogue.keep_synonym", by, now, synonym_id, phrase, words, code)
    return synonym_id


@transaction.atomic
def remove_synonym(*, synonym_id: int, by: Keeper, now: datetime) -> None:
    """Let a synonym go; what it was stays in the trail. Raises NotAllowed, NotFound."""
    _may(by)
    row = Synonym.objects.select_for_update().filter(pk=synonym_id).first()
    if row is None:
        raise NotFound("Không có từ khóa này.")
    row.delete()
    _record("catalogue.remove_synonym", by, now, synonym_id, row.phrase, row.words, row.procedure_code)


def _may(by: Keeper) -> None:
    if not may_edit(by):
        raise NotAllowed("Chỉ cán bộ kiểm soát thủ tục hành chính được sửa từ khóa tìm kiếm.")


def _record(action: str, by: Keeper, now: datetime, synonym_id: int, phrase: str, words: str, code: str) -> None:
    record(
        action=action,
        at=now,
        account_id=by.account_id,
        officer_id=by.id,
        object_kind="synonym",
        object_id=synonym_id,
        phrase=phrase,
        words=words,
        procedure=code,
    )


def _incorrect(field: str, sentence: str) -> Incorrect:
    return Incorrect(sentence, fields={field: [sentence]})

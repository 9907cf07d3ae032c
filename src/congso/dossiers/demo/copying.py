"""Rows on their way into the tables: sheets of COPY text, and numbers taken in blocks."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction

NULL = "\\N"


def or_null(value: object) -> str:
    """Return a value as COPY text; None is the mark of NULL."""
    return NULL if value is None else str(value)


def copied(text: str) -> str:
    """Escape a value for COPY."""
    return text.replace("\\", "\\\\").replace("\t", " ").replace("\n", "\\n").replace("\r", " ")


class Sheets:
    """Rows by table, as COPY text."""

    COLUMNS: Mapping[str, str] = {
        "identity_person": "id, full_name, name_sort_key, search_name, identity_number, identity_index, born_on, "
        "gender, phone, email, address, commune_code",
        "dossiers_dossier": "id, registration_code, code, procedure_version_id, procedure_code, procedure_name, "
        "case_code, form_version_id, workflow_version_id, calendar_edition_id, policy, channel, state, outcome, "
        "is_open, receiving_organisation_id, processing_organisation_id, waiting_unit_id, waiting_officer_id, "
        "waits_until, step_key, step_since, unit_ids, applicant_id, applicant_name, applicant_sort_key, submitter_id, "
        "assurance_level, return_channel, submitted_at, received_at, due_at, original_due_at, scoring_due_at, "
        "missed_due_at, deadline_rule, finished_at, returned_at, withdrawal_asked_at, supplement_answered_at, "
        "supplement_count, extension_count, event_count, origin",
        "dossiers_dossierform": "dossier_id, answers",
        "dossiers_dossiersearch": "dossier_id, words, submitted_at",
        "dossiers_dossierevent": "id, dossier_id, sequence, at, action, from_state, to_state, from_step, to_step, "
        "account_id, officer_id, person_id, unit_id, to_unit_id, to_officer_id, reason, payload",
        "dossiers_dossierpaper": "id, dossier_id, component_key, name, kind, quantity, file_id, round, verdict, "
        "remark, added_at",
        "dossiers_acceptanceslip": "dossier_id, number, year, organisation_id, received_at, due_at, received_by_id",
        "dossiers_registerentry": "dossier_id, organisation_id, year, number",
        "dossiers_dossierdeadline": "dossier_id, sequence, cause, due_at, derivation, computed_at",
        "dossiers_dossierpause": "dossier_id, cause, from_at, to_at",
        "dossiers_supplementrequest": "dossier_id, round, number, year, organisation_id, at_intake, items, reason, "
        "asked_at, asked_by_id, answer_until, answered_at, confirmed_at",
        "dossiers_refusalnotice": "dossier_id, number, year, organisation_id, reason, refused_at, refused_by_id",
        "dossiers_stopnotice": "dossier_id, number, year, organisation_id, ground, withdrawn, papers_returned, "
        "issued_at, issued_by_id",
        "dossiers_extension": "dossier_id, number, year, organisation_id, reason, old_due_at, new_due_at, issued_at, "
        "issued_by_id",
        "dossiers_feecharge": "dossier_id, name, amount_vnd, basis, state, method, receipt_number, requested_at, "
        "settled_at, settled_by_id",
        "dossiers_result": "id, dossier_id, round, declined, result_code, title, body, state, number, "
        "reference_number, drafted_at, drafted_by_id, approved_at, approved_by_id, issued_at, issued_by_id, "
        "recall_reason",
        "dossiers_handover": "result_id, channel, receiver_name, receiver_paper, on_behalf, handed_at, handed_by_id",
        "dossiers_rating": "dossier_id, overall, details, comment, rated_at",
    }

    def __init__(self) -> None:
        self.rows: dict[str, list[str]] = {table: [] for table in self.COLUMNS}

    def write(self, numbers: Sequence[tuple[str, str, int]] = ()) -> None:
        """Send every sheet in the order of the keys between them, and begin anew.

        `numbers` (register, period, last number) are those that the rows have used: the registers move on in the same
        transaction, so that a load which is killed leaves no number that could be drawn again.
        """
        with transaction.atomic(), connection.cursor() as cursor:
            _for_a_load(cursor)
            for table, columns in self.COLUMNS.items():
                rows = self.rows[table]
                if rows:
                    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                        copy.write("".join(rows))
                    rows.clear()
            if numbers:
                cursor.execute(
                    "INSERT INTO kernel_register (name, period, last_number) "
                    "SELECT * FROM unnest(%s::text[], %s::text[], %s::bigint[]) ON CONFLICT (name, period) "
                    "DO UPDATE SET last_number = greatest(kernel_register.last_number, excluded.last_number)",
                    [list(column) for column in zip(*sorted(numbers), strict=True)],
                )


def _for_a_load(cursor: Any) -> None:
    """Set this transaction up for many rows.

    Where the role may (a superuser), spare the look-up of keys that this module has just made itself, and sort the
    words of many dossiers into the search index at once; `settle` sorts in what is left at the end.
    """
    if _is_superuser(cursor):
        cursor.execute(
            "SET LOCAL session_replication_role = replica; SET LOCAL gin_pending_list_limit = '32MB'; "
            "SET LOCAL work_mem = '128MB'"
        )


def settle() -> None:
    """After a load: leave no words waiting beside the search index, where every search would read them all."""
    with connection.cursor() as cursor:
        if _is_superuser(cursor):
            cursor.execute("SELECT gin_clean_pending_list('dossiers_by_scoped_words')")


def _is_superuser(cursor: Any) -> bool:
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    return bool(cursor.fetchone()[0])


class Ids:
    """Numbers of a table's sequence, taken in blocks so that several processes never meet."""

    def __init__(self, sequence: str, block: int = 5_000) -> None:
        self._sequence, self._block, self._next, self._end = sequence, block, 0, 0

    def draw(self) -> int:
        """Return the next number."""
        if self._next >= self._end:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [self._sequence])
                cursor.execute("SELECT nextval(%s)", [self._sequence])
                self._next = int(cursor.fetchone()[0])
                self._end = self._next + self._block
                cursor.execute("SELECT setval(%s, %s)", [self._sequence, self._end - 1])
        self._next += 1
        return self._next - 1

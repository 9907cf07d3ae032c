"""What each stored field is under the law: basic personal data, sensitive personal data, or neither.

Source: Decree 356/2025/NĐ-CP Điều 3 (basic) and Điều 4 (sensitive): identity number, telephone and portrait are basic;
photographs of the identity card, health, biometrics and account credentials are sensitive. A field whose content
depends on what somebody writes (answers, reasons, uploads) is classed by the worst it is meant to hold.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class DataClass(StrEnum):
    """The kinds of the Decree (loại dữ liệu cá nhân)."""

    BASIC = "Cơ bản"
    SENSITIVE = "Nhạy cảm"


class Kept(StrEnum):
    """How a field is kept in the database."""

    SEALED = "Mã hóa AES-256-GCM"
    DIGEST = "Chỉ giữ giá trị băm"
    PLAIN = "Nguyên văn; bảo vệ bằng quyền truy cập và nhật ký"


B, S = DataClass.BASIC, DataClass.SENSITIVE
SEALED, DIGEST, PLAIN = Kept.SEALED, Kept.DIGEST, Kept.PLAIN

PERSONAL: Mapping[str, Mapping[str, tuple[DataClass, Kept]]] = MappingProxyType(
    {
        "identity.Person": {
            "full_name": (B, PLAIN), "name_sort_key": (B, PLAIN), "search_name": (B, PLAIN),
            "identity_number": (B, SEALED), "identity_index": (B, DIGEST), "born_on": (B, PLAIN),
            "phone": (B, SEALED), "email": (B, SEALED), "address": (B, SEALED), "commune_code": (B, PLAIN),
        },
        "identity.Account": {"username": (B, PLAIN), "email": (B, PLAIN), "password": (S, DIGEST),
                             "lock_reason": (B, PLAIN)},
        "identity.SignInSession": {"session_key": (S, PLAIN), "address": (B, PLAIN), "device": (B, PLAIN)},
        "identity.Invitation": {"token_digest": (S, DIGEST)},
        "identity.FailedSignIn": {"bucket": (B, DIGEST)},
        "identity.ClientSystem": {"token_digest": (S, DIGEST)},
        "sso.RemoteSession": {"subject": (B, PLAIN)},
        "sso.Subject": {"value": (B, PLAIN)},
        "representation.Body": {"code": (B, PLAIN), "name": (B, PLAIN), "address": (B, PLAIN)},
        "representation.Membership": {"document_number": (B, PLAIN)},
        "representation.Mandate": {"document_number": (B, SEALED), "document_issuer": (B, PLAIN)},
        "provisioning.Enrolment": {"external_id": (B, PLAIN)},
        "dossiers.Dossier": {"applicant_name": (B, PLAIN), "applicant_sort_key": (B, PLAIN)},
        "dossiers.DossierForm": {"answers": (S, SEALED)},
        "dossiers.DossierSearch": {"words": (B, PLAIN)},
        "dossiers.ApplicationDraft": {"answers": (S, SEALED)},
        "dossiers.ApplicationInvitation": {
            "full_name": (B, PLAIN), "identity_number": (B, SEALED), "email": (B, SEALED), "phone": (B, SEALED),
            "token_digest": (S, DIGEST), "reason": (B, PLAIN),
        },
        "dossiers.CoApplicant": {"full_name": (B, PLAIN), "token_digest": (S, DIGEST)},
        "dossiers.CaseMessage": {"text": (S, SEALED)},
        "dossiers.DossierEvent": {"person_id": (B, PLAIN), "reason": (B, PLAIN), "payload": (B, PLAIN)},
        "dossiers.DossierPaper": {"name": (B, PLAIN), "remark": (B, PLAIN)},
        "dossiers.FeeCharge": {"waiver_basis": (B, PLAIN), "waiver_evidence": (B, PLAIN)},
        "dossiers.Rating": {"comment": (B, PLAIN)},
        "dossiers.Result": {
            "title": (B, PLAIN), "body": (B, PLAIN), "recall_reason": (B, PLAIN),
        },
        "dossiers.Handover": {"receiver_name": (B, PLAIN), "receiver_paper": (B, PLAIN)},
        "dossiers.SupplementRequest": {"items": (B, PLAIN), "reason": (B, PLAIN)},
        "dossiers.SupplementShortfall": {"items": (B, PLAIN)},
        "dossiers.RefusalNotice": {"reason": (B, PLAIN), "void_reason": (B, PLAIN)},
        "dossiers.Extension": {"reason": (B, PLAIN)},
        "dossiers.StopNotice": {"ground": (B, PLAIN), "papers_returned": (B, PLAIN)},
        "pages.Feedback": {"place": (B, PLAIN), "words": (B, SEALED), "email": (B, SEALED), "answer": (B, SEALED)},
        "notifications.Message": {"address": (B, PLAIN), "subject": (B, PLAIN), "body": (B, PLAIN),
                                  "evidence": (B, PLAIN)},
        "files.StoredFile": {"name": (B, PLAIN), "sha256": (B, DIGEST), "original_sha256": (B, DIGEST)},
        "files.FileRecognition": {"lines": (S, SEALED)},
        "signatures.SignedFile": {"report": (B, SEALED)},
        "signatures.SigningCredential": {
            "subject": (B, PLAIN), "chain": (B, PLAIN), "serial": (B, PLAIN), "fingerprint": (B, DIGEST),
            "key": (S, SEALED), "picture": (S, SEALED),
        },
        "signatures.PreparedSignature": {"content": (B, SEALED)},
        "signatures.SignedPaper": {"title": (B, PLAIN), "code": (B, PLAIN)},
        "signatures.SignatureAct": {"before_sha256": (B, DIGEST), "after_sha256": (B, DIGEST)},
        "audit.AuditEntry": {"person_id": (B, PLAIN), "subject_ids": (B, PLAIN), "address": (B, PLAIN),
                             "session": (B, DIGEST), "agent": (B, PLAIN), "detail": (B, PLAIN)},
        "inspection.TrailExport": {"search": (B, PLAIN)},
        "kernel.UsedKey": {"answer": (B, PLAIN)},
        "privacy.Consent": {"proof": (B, PLAIN)},
        "privacy.SubjectRequest": {"words": (S, SEALED), "answer": (S, SEALED)},
        "privacy.Breach": {"what": (S, SEALED), "course": (S, SEALED)},
    }
)  # fmt: skip
"""Fields that hold or can hold personal data, by model."""

NOT_PERSONAL: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        model: frozenset(fields.split())
        for model, fields in {
            "identity.SignInSession": "level methods end_reason",
            "identity.ClientSystem": "name scopes",
            "sso.ConnectedSystem": "secret_digest logout_uri",
            "sso.RemoteSession": "logout_uri acr amr sign_in_id",
            "sso.Agreement": "scopes",
            "sso.SigningKey": "sealed_pem",
            "representation.Membership": "procedures valid_from valid_to",
            "representation.Mandate": "procedures document_on valid_from valid_to",
            "dossiers.Dossier": "registration_code code procedure_code procedure_name case_code policy step_key "
            "unit_ids co_applicant_ids assurance_level return_channel deadline_rule origin",
            "dossiers.ApplicationDraft": "case_code return_channel step",
            "dossiers.DraftPaper": "component_key",
            "dossiers.ApplicationInvitation": "level content_hash",
            "dossiers.CoApplicant": "level content_hash",
            "dossiers.CaseMessage": "origin",
            "dossiers.DossierEvent": "action from_step to_step",
            "dossiers.DossierDeadline": "cause derivation",
            "dossiers.FeeCharge": "name basis receipt_number",
            "dossiers.DossierPaper": "component_key",
            "dossiers.Rating": "details",
            "dossiers.Result": "result_code reference_number",
            "dossiers.Handover": "channel",
            "pages.PageVersion": "text note",
            "pages.Interruption": "what reason urgent_reason",
            "notifications.Choice": "kind",
            "notifications.Message": "key template link claim attachment",
            "files.StoredFile": "media_type scanned_with threat scan_trouble looked_at",
            "files.FileRecognition": "read_with trouble",
            "signatures.SigningCredential": "issuer reference ending",
            "signatures.PreparedSignature": "about",
            "signatures.SignedPaper": "reference_number strengthen_trouble",
            "signatures.SignatureAct": "capacity field",
            "dossiers.RoundItem": "seen why",
            "dossiers.SignedSlip": "number",
            "signatures.TrustAnchor": "name certificate sha256 source removed_why",
            "signatures.RevocationAnswer": "about der sha256 url",
            "audit.AuditEntry": "action purpose delegation_id mandate_id object_kind object_id request",
            "inspection.TrailExport": "scope purpose ground digest",
            "kernel.BackupRun": "backup summary",
            "kernel.Register": "name period",
            "privacy.Consent": "purpose notice_version notice_digest channel",
            "privacy.SubjectRequest": "acknowledge_by answer_by origin",
            "privacy.LegalHold": "document_number",
            "privacy.NoticeShown": "notice version",
            "privacy.Breach": "reminded",
            "kernel.UsedKey": "scope key fingerprint",
        }.items()
    }
)
"""Texts and documents of the same contexts that hold codes, keys and words of the administration."""

IMPERSONAL_CONTEXTS = frozenset({"catalogue", "dashboards", "organisation"})
"""Contexts about procedures, figures and offices; an officer's post is public office, the person is in `identity`."""


def page() -> str:
    """Return docs/security/personal-data.md."""
    lines = [
        "# Personal data: what is kept, and how",
        "",
        "Made by `congso privacy classification`; the test `congso/privacy/tests` compares. Source of the classes: "
        "Nghị định 356/2025/NĐ-CP Điều 3 (dữ liệu cơ bản), Điều 4 (dữ liệu nhạy cảm); articles from a second source, "
        "see docs/law.md.",
        "",
        "A field is sealed in the database with AES-256-GCM (ADR on sealed data); an identity number is found by its "
        "blind index. A new field of text, date, document or address that is in neither list fails the test.",
        "",
        "| Model | Field | Class | Kept |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| `{model}` | `{name}` | {kind.value} | {kept.value} |"
        for model, fields in sorted(PERSONAL.items())
        for name, (kind, kept) in fields.items()
    ]
    return "\n".join([*lines, ""])

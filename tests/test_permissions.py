"""Every address of the project, asked for by everybody who might, with things that exist behind it.

The verdicts stand in `src/congso/cli/permissions.csv`, a reviewed table: one line per address and method, one column
per asker (`congso permissions` prints it).

    ok       let in: a page, a redirection within the site, or a form sent back with what is wrong
    sign-in  asked to sign in
    token    asked for a token (401)
    no       refused, knowing that it exists (403)
    hidden   as if it did not exist (404)
    -        no such method here (405)

To review a change: `CONGSO_WRITE_PERMISSIONS=1 pytest tests/test_permissions.py` writes the table anew; read the
difference before you commit it.
"""

import csv
import io
import os
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Max
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pypdf import PdfWriter

import congso.cli
from congso.audit.models import AuditEntry
from congso.audit.rules.kinds import Kind
from congso.audit.rules.purposes import Purpose
from congso.audit.rules.searching import Search
from congso.catalogue import commands as catalogue
from congso.catalogue.commands import importing
from congso.catalogue.models import ReviewItem, Synonym
from congso.catalogue.queries import current_id
from congso.catalogue.queries.form_drafts import form_draft
from congso.catalogue.rules.bulk_changes import Change, Wanted
from congso.catalogue.rules.form_editing import put_rule
from congso.catalogue.rules.form_language import Rule
from congso.cli.permissions import VERDICTS, lines
from congso.dossiers import commands as dossiers
from congso.dossiers import testing
from congso.dossiers.models import Dossier, DossierPaper
from congso.dossiers.testing import ANSWERS, NOW, PROCEDURE_CODE, Province
from congso.files.commands import begin, keep_made, store
from congso.files.testing import fetched
from congso.identity.commands import issue_client_token
from congso.identity.testing import sign_in
from congso.inspection import commands as inspection
from congso.inspection.queries import Ground
from congso.kernel import clock
from congso.kernel.testing_rows import Kept
from congso.notifications.commands import notify
from congso.notifications.models import Message
from congso.organisation import commands as organisation_commands
from congso.organisation import queries as organisation
from congso.organisation.models import Organisation, Position, Unit
from congso.organisation.permissions import ON_BEHALF
from congso.organisation.rules.delegation import DelegationKind
from congso.organisation.rules.roles import Role
from congso.pages import commands as pages
from congso.pages import queries as page_queries
from congso.pages.models import Feedback
from congso.pages.rules.feedback import FeedbackKind
from congso.privacy import commands as privacy
from congso.privacy.rules.requests import RequestKind
from congso.representation.models import Mandate
from congso.representation.testing import body_of, mandate_of, member_of
from congso.signatures import commands as signatures
from congso.signatures.rules.certificates import AnchorKind
from congso.signatures.testing import authority, credential
from congso.sso.commands import Registration, ensure_key, register_system

pytestmark = pytest.mark.django_db

TABLE = Path(congso.cli.__file__).parent / "permissions.csv"
LATER = NOW + timedelta(hours=1)

PEOPLE = ("stranger", "citizen", "other_citizen")
AT_HOME = ("mandate_holder", "former_mandate_holder", "organisation_member", "other_organisation_member")
PORTAL = frozenset({*PEOPLE, *AT_HOME})
"""Who asks from home: they read whole what they wrote themselves, or what is written about them."""
ROLES = tuple(role.value for role in Role)
ASKERS = (
    *PEOPLE,
    *ROLES,
    *(f"neighbour_{role}" for role in ROLES),
    *(f"sibling_{role}" for role in ROLES),
    *(f"province_{role}" for role in ROLES),
    "delegate",
    *AT_HOME,
    "client_read",
    "client_submit",
    "client_act",
    "neighbour_client",
    "wrong_token",
)
SECRETS = ("Nguyễn Văn Bảo", "096095000123", "0912345678", "+84912345678", "912 345 678", "Mở quán cà phê")
"""What is personal about the citizen and the dossier of the tests."""

NUMBERS = SECRETS[1:5]
"""What no page shows an officer or a system whole unless they ask for it and say what for."""

ENTITLED = {
    "citizen",
    "counter",
    "specialist",
    "unit_head",
    "leader",
    "clerk",
    "inspector",
    "sibling_counter",
    "sibling_leader",
    "sibling_inspector",
    "delegate",
    "mandate_holder",
    "organisation_member",
    "client_read",
    "client_act",
}
"""Who may see the citizen's dossier. Nobody else may read anything personal, wherever they ask."""

VARIANTS: dict[str, list[tuple[str, dict[str, str]]]] = {
    "tep/<uuid:file_id>/": [("of a dossier", {"file_id": "dossier_file"}), ("of a draft", {"file_id": "draft_file"})],
    "api/v1/dossiers/<dossier_id>/files/<file_id>": [("", {"file_id": "dossier_file"})],
    "can-bo/ho-so/<uuid:dossier_id>/viec/<slug:viec>/": [
        (act, {"viec": act}) for act in ("nhan", "phan-cong", "chuyen-buoc", "du-thao", "yeu-cau-bo-sung", "phe-duyet")
    ],
    "can-bo/ho-so/<uuid:dossier_id>/in/<slug:kind>/": [("tiep-nhan", {"kind": "tiep-nhan"})],
    "cua-toi/ho-so/<uuid:dossier_id>/giay/<slug:kind>/": [
        ("tiep-nhan", {"kind": "tiep-nhan"}),
        ("to-khai, under a mandate", {"kind": "to-khai", "dossier_id": "mandate_dossier"}),
        ("to-khai, of an organisation", {"kind": "to-khai", "dossier_id": "body_dossier"}),
    ],
    "cua-toi/ho-so/<uuid:dossier_id>/": [
        ("", {}),
        ("under a mandate", {"dossier_id": "mandate_dossier"}),
        ("of an organisation", {"dossier_id": "body_dossier"}),
    ],
    "cua-toi/ho-so/<uuid:dossier_id>/rut/": [
        ("", {}),
        ("under a mandate", {"dossier_id": "mandate_dossier"}),
        ("of an organisation", {"dossier_id": "body_dossier"}),
    ],
    "nop-ho-so/<uuid:draft_id>/cung-de-nghi/<uuid:invitation_id>/<slug:act>/": [("", {"act": "thu-hoi"})],
    "can-bo/du-lieu-ca-nhan/yeu-cau/<uuid:request_id>/<slug:act>/": [("", {"act": "xac-nhan"})],
    "can-bo/du-lieu-ca-nhan/su-co/<uuid:breach_id>/viec/<slug:act>/": [("", {"act": "bao-su-co"})],
    "can-bo/vai-tro/<slug:name>/": [("", {"name": "leader"})],
    "can-bo/thu-tuc/du-thao/<int:amendment_id>/phan/<slug:part>/": [("", {"part": "chung"})],
    "can-bo/thu-tuc/du-thao/<int:amendment_id>/viec/<slug:act>/": [("", {"act": "withdraw"})],
    "can-bo/thu-tuc/du-thao/<int:amendment_id>/bieu-mau/truong/<str:path>/": [("", {"path": "content"})],
    "can-bo/thu-tuc/du-thao/<int:amendment_id>/bieu-mau/nhom/<str:key>/": [("", {"key": "request"})],
    "can-bo/thu-tuc/du-thao/<int:amendment_id>/bieu-mau/quy-tac/<str:key>/": [("", {"key": "luat"})],
}
"""Addresses that are asked for more than once: what for, and with which values."""


NOT_ASKED = {
    ("dang-xuat/", "POST"),
    ("oidc/logout/now", "POST"),
    ("dang-nhap/vneid/", "POST"),
    ("dang-nhap/vneid/tro-lai/", "GET"),
}
"""The first two end the session that everything else needs; the others call VNeID, which the journeys do."""


def routes(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            assert isinstance(pattern, URLPattern)
            yield route


def addresses() -> list[tuple[str, str]]:
    """Return every address with its variant, each once, in alphabetical order."""
    found = sorted(set(routes(get_resolver().url_patterns)))
    return [(route, variant) for route in found for variant, _ in VARIANTS.get(route, [("", {})])]


@pytest.fixture(autouse=True)
def _own_hour_and_folder(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    monkeypatch.setattr(clock, "today", LATER.date)
    settings.STORED_FILES_DIR = tmp_path


class Things:
    """A province with one of everything that an address can name."""

    province: Province
    officers: dict[str, Any]
    values: dict[str, Any]
    registration_code: str

    def __init__(self) -> None:
        facts, files = kept_things()
        vars(self).update(facts)
        for name, content in files.items():
            path = Path(settings.STORED_FILES_DIR) / name
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)

    def make(self) -> None:
        """Make everything by the commands that make it in earnest."""
        self.province = testing.plain_province()
        citizen = self.province.citizen
        self.officers = {}
        for prefix, agency in (("", self.province.commune), ("neighbour_", self.province.other_commune)):
            unit = Unit.objects.get(id=agency.clerks)
            editor = testing.officer(unit, "Kiểm soát thủ tục", Role.CATALOGUE_EDITOR, name="Hồ Thị Nga")
            named = {Role.CATALOGUE_EDITOR: editor}
            for role in Role:
                self.officers[f"{prefix}{role.value}"] = named.get(role) or getattr(agency, role.value)
        self._colleagues()
        file = self._file(citizen.account_id)
        dossier_id = testing.submitted(
            self.province, papers=[dossiers.PaperInput("TP02", file_id=file)] if file else []
        )
        commune = self.province.commune
        dossiers.accept(dossier_id=dossier_id, by=commune.counter, now=NOW)
        dossiers.forward(dossier_id=dossier_id, by=commune.counter, now=NOW)
        dossiers.assign(dossier_id=dossier_id, officer_id=commune.specialist.id, by=commune.unit_head, now=NOW)
        draft_id = dossiers.start_draft(
            version_id=self.province.version_id, by=citizen, now=NOW, receiving_organisation_id=commune.id
        )
        dossiers.save_draft(draft_id=draft_id, answers=dict(ANSWERS), by=citizen, now=NOW)
        draft_file = self._file(citizen.account_id)
        dossiers.attach_paper(draft_id=draft_id, component_key="TP02", file_id=draft_file, by=citizen, now=NOW)
        notify(
            key="thu:1",
            person_id=citizen.person_id,
            template="dossier_received",
            context={"code": "H12-1", "procedure": "Đăng ký", "due": "05/08/2026"},
            link="",
            now=NOW,
        )
        print_id = dossiers.ask_register_print(year=2026, by=commune.counter, now=NOW)
        printed = keep_made(stream=_pdf(), name="so.pdf", media_type="application/pdf", now=NOW)
        dossiers.keep_register_print(print_id=print_id, file_id=printed.id, lines=1, now=NOW)
        run = importing.start_run(file_name="thu.jsonl", now=NOW)
        importing.reject(run_id=run, source="thu", code="unreadable", procedure="", place="1", reason="Không đọc được.")
        importing.finish_run(run_id=run, summary={}, now=NOW)  # else its lock stays
        self.values = {
            "dossier_id": dossier_id,
            "draft_id": draft_id,
            "paper_id": DossierPaper.objects.filter(dossier_id=dossier_id, file__isnull=False).get().id,
            "dossier_file": file,
            "draft_file": draft_file,
            "file_id": draft_file,
            "message_id": Message.objects.filter(person_id=citizen.person_id).earliest("created_at").id,
            "item_id": ReviewItem.objects.get().pk,
            **self._catalogue(),
            "synonym_id": Synonym.objects.get_or_create(phrase="thử", folded="thu", words="khai sinh")[0].pk,
            "organisation_id": commune.id,
            "code": PROCEDURE_CODE,
            "print_id": print_id,
            "entry_id": AuditEntry.objects.filter(officer_id=commune.counter.id).latest("number").id,
            "export_id": self._trail_export(),
            "part": "tat-ca",
            "component": "TP02",
            "year": 2026,
            "factor_id": 999_999_999,
            "position_id": Position.objects.filter(unit_id=commune.clerks).earliest("id").pk,
            "officer_id": commune.specialist.id,
            "act": "mo-khoa",
            "token": "sai",
            "ticket": begin(name="Giấy tờ.pdf", size_bytes=10, account_id=citizen.account_id, now=NOW),
            "session_id": "00000000-0000-7000-8000-000000000000",
            "name": "trang-chu",
            "key": "role-leader",
            "person_id": commune.specialist.person_id,
            "rest": "khong-co",
            "action": "take",
            "delegation_id": self.delegation_id,
            "client_id": self._system(),
            "change": "doi-khoa",
            **self._representation(),
            **self._pages(),
        }
        self.values["invitation_id"] = self._invitation(draft_id)
        self.values["round_id"] = dossiers.begin_round(
            dossier_ids=[testing.to_approve(self.province)], by=commune.leader, now=NOW
        )
        self._personal_data()
        self.values["prepared_id"] = self._waiting_for_a_device(dossier_id)
        ensure_key(now=NOW)  # else the first asker of the published keys makes one, anew in every test
        self.registration_code = Dossier.objects.get(id=dossier_id).registration_code

    def _catalogue(self) -> dict[str, Any]:
        """Let an editor draft the procedure, propose the end of another, and the open dump be written."""
        editor = self.officers[Role.CATALOGUE_EDITOR.value]
        testing.procedure(content=testing.plain_content("1.000555"))
        batch = catalogue.start_batch(
            chosen={"1.000555": current_id("1.000555", NOW.date())}, wanted=Wanted(Change.ABOLISH),
            reason="Luật mới thay thế.", officer=editor, now=NOW,
        )  # fmt: skip
        made = keep_made(stream=io.BytesIO(b"{}"), name="tt.jsonl", media_type="application/jsonl", now=NOW)
        catalogue.keep_dump(form="jsonl", mark="thu", procedures=2, file_id=made.id, now=NOW)
        amendment_id = catalogue.start_amendment(code=PROCEDURE_CODE, officer=editor, now=NOW)
        rule = Rule("luat", {"field": "content", "op": "eq", "value": "x"}, "content", "Sai.")
        catalogue.revise_form(
            amendment_id=amendment_id, change=lambda d: put_rule(d, rule), seen=form_draft(amendment_id).seen,
            note="", officer=editor, now=NOW,
        )  # fmt: skip
        return {
            "amendment_id": amendment_id,
            "batch_id": batch.batch_id,
            "form": "jsonl",
            "number": 1,
        }

    def _colleagues(self) -> None:
        """Put every role into another unit of the same agency, and into an agency of the province; add a delegate."""
        commune = self.province.commune
        own = Organisation.objects.get(id=commune.id)
        centre = Organisation.objects.create(
            kind="provincial_centre", name="Trung tâm Phục vụ hành chính công tỉnh", sort_key="trung tam",
            search_name="trung tam", tier="province", place=own.place, valid_from=own.valid_from,
        )  # fmt: skip
        for prefix, agency in (("sibling_", own), ("province_", centre)):
            unit = Unit.objects.create(
                organisation=agency,
                kind="division",
                name="Phòng khác",
                sort_key="phong khac",
                valid_from=own.valid_from,
            )
            for role in Role:
                self.officers[f"{prefix}{role.value}"] = testing.officer(unit, str(role.label), role, name="Đỗ Thị Lan")
        self.delegation_id = organisation_commands.delegate(
            giver_id=commune.leader.id, receiver_id=commune.unit_head.id, kind=DelegationKind.ACTING, rights=[],
            valid_from=NOW.date(), valid_to=NOW.date() + timedelta(days=30), document_number="12/TB-UBND",
            document_on=NOW.date(), document_issuer="UBND", by=commune.leader, today=NOW.date(), now=NOW,
        )  # fmt: skip
        self.officers["delegate"] = commune.unit_head

    def _personal_data(self) -> None:
        """Let the other citizen ask about their data, a breach be opened, and the other citizen's data be held."""
        other = self.province.stranger.person_id
        asked = privacy.lodge(
            person_id=other, kind=RequestKind.VIEW, words="", origin="thu", now=NOW, is_worked=lambda _day: True
        )
        breach = privacy.open_breach(
            officer=self.officers["province_administrator"], what="Gửi nhầm tệp", is_serious=False, people_at_most=1,
            found_at=NOW, now=NOW,
        )  # fmt: skip
        inspector = self.officers["province_inspector"]
        held = privacy.hold(person_id=other, document_number="12/QĐ-TTr", officer=inspector, now=NOW)
        (anchor,) = signatures.trust(
            content=authority().anchor.dump(), kind=AnchorKind.OFFICIAL, source="Văn bản 1/CYCP",
            by=self.officers["province_administrator"], now=NOW,
        )  # fmt: skip
        key = credential(person_id=self.province.commune.counter.person_id)
        self.values |= {
            "request_id": asked.id, "breach_id": breach.id, "hold_id": held, "anchor_id": anchor, "credential_id": key,
        }  # fmt: skip

    def _waiting_for_a_device(self, dossier_id: Any) -> Any:
        """Let an approval of the leader wait for the signature of a device on their machine."""
        content = {"document": "", "start": 0, "end": 0, "attributes": "", "code": "x", "before_sha256": ""}
        wanted = signatures.HashWanted(self.values["credential_id"], "approve", content)
        sent = {"dossier": str(dossier_id), "act": "phe-duyet", "sent": ""}
        return signatures.keep_prepared(wanted, officer_id=self.province.commune.leader.id, request=sent, now=LATER)

    def _pages(self) -> dict[str, Any]:
        """Let the portal's pages have their first texts, an interruption be announced, and somebody say something."""
        pages.keep_first_texts(now=NOW)
        starts_at = NOW + timedelta(days=1)
        interruption_id = pages.announce(
            what="Thanh toán", reason="Đổi máy chủ", starts_at=starts_at, ends_at=starts_at + timedelta(hours=1),
            urgent_reason="Hỏng đĩa", by=self.officers["province_administrator"], now=NOW, working_days=7,
            calendar=organisation.province_calendar(NOW.date()),
        )  # fmt: skip
        pages.send_feedback(
            kind=FeedbackKind.WISH, words="Thêm bản đồ", email="", place="/", key="thu", address="", now=NOW
        )
        return {
            "page": "huong-dan", "interruption_id": interruption_id, "feedback_id": Feedback.objects.get().id,
            "reference": "GY-0123456789",
        }  # fmt: skip

    def _invitation(self, draft_id: Any) -> Any:
        """Let the citizen invite somebody to apply together, who opens the link."""
        ours = {"draft_id": draft_id, "by": self.province.citizen, "now": NOW}
        invitation_id = dossiers.invite_co_applicant(full_name="Kiều Văn Thay", **ours)
        token = dossiers.draw_invitation_link(invitation_id=invitation_id, **ours)
        return dossiers.open_invitation(token=token, by=self.people["mandate_holder"], now=NOW)

    def _trail_export(self) -> Any:
        inspector = self.province.commune.inspector
        ground = Ground(Purpose.INSPECTION, "Kế hoạch 1/KH")
        search = Search(since=NOW - timedelta(days=1), until=LATER)
        export_id = inspection.ask_export(search=search, format="csv", by=inspector, ground=ground, now=NOW)
        made = keep_made(stream=io.BytesIO(b"PK"), name="nk.zip", media_type="application/zip", now=NOW)
        inspection.keep_export(export_id=export_id, file_id=made.id, lines=1, digest="0" * 64, now=NOW)
        return export_id

    def _representation(self) -> dict[str, Any]:
        """Let the citizen represent an organisation in which others act, and let somebody act for the citizen.

        Each has handed in a dossier; one proxy's mandate has ended, and with it the sight of what they handed in.
        """
        citizen = self.province.citizen
        body = body_of(citizen.person_id, citizen.account_id, NOW)
        member = member_of(body, testing.person("Lâm Thị Hạnh").id, citizen.person_id, NOW)
        self.people = {
            name: testing.citizen(said)
            for name, said in (
                ("mandate_holder", "Kiều Văn Thay"), ("former_mandate_holder", "Tạ Thị Xưa"),
                ("organisation_member", "Bùi Văn Viên"), ("other_organisation_member", "Mạc Thị Ngoài"),
            )
        }  # fmt: skip
        member_of(body, self.people["organisation_member"].person_id, citizen.person_id, NOW)
        other = self.people["other_organisation_member"]
        body_of(other.person_id, other.account_id, NOW, code="9900003031", name="Hợp tác xã Khác")
        held = mandate_of(citizen.person_id, self.people["mandate_holder"].person_id, NOW)
        former = self.people["former_mandate_holder"].person_id
        ended = mandate_of(citizen.person_id, former, NOW)
        Mandate.objects.filter(id=ended.id).update(revoked_at=NOW, revoked_by_id=citizen.person_id)
        for_person, for_body = testing.submitted(self.province), testing.submitted(self.province)
        Dossier.objects.filter(id=for_person).update(mandate=held, submitter=held.receiver_id)
        Dossier.objects.filter(id=testing.submitted(self.province)).update(mandate=ended, submitter=former)
        Dossier.objects.filter(id=for_body).update(body=body.id, submitter=self.people["organisation_member"].person_id)
        return {
            "body_id": body.id,
            "membership_id": member.id,
            "mandate_id": held.id,
            "mandate_dossier": for_person,
            "body_dossier": for_body,
        }

    def _system(self) -> str:
        facts = Registration(
            name="Quản lý văn bản",
            owner_id=self.province.commune.clerks,
            audience="everyone",
            redirect_uris=("https://van-ban.example.vn/tro-lai",),
        )
        return register_system(facts=facts, public=False, now=NOW)[0]

    @staticmethod
    def _file(account_id: int | None) -> Any:
        return store(stream=_pdf(), name="Giấy tờ.pdf", account_id=account_id, now=NOW).id

    def path(self, route: str, variant: str) -> str:
        """Return the address of the thing behind a route."""
        values = dict(self.values)
        if route.startswith(("tra-cuu", "api/v1/tracking")):
            values["code"] = self.registration_code
        if "ngon-ngu" in route:
            values["code"] = "vi"
        for name, value in next(given for said, given in VARIANTS.get(route, [("", {})]) if said == variant).items():
            values[name] = self.values.get(value, value)
        path = route
        while "<" in path:
            begin, _, rest = path.partition("<")
            inside, _, end = rest.partition(">")
            name = inside.rpartition(":")[2]
            assert name in values, f"test_permissions.py does not know a “{name}” for {route}: add one to Things.values"
            path = f"{begin}{values[name]}{end}"
        return f"/{path}"

    def client(self, asker: str) -> Client:
        """Return a browser, or a client system, in which somebody asks."""
        if asker in {"stranger", "wrong_token"}:
            return Client(headers={"Authorization": "Bearer cs_sai"} if asker == "wrong_token" else {})
        if asker.startswith("client_") or asker == "neighbour_client":
            reads = {"client_read": "dossiers:read", "client_whole": "dossiers:read"}
            scope = (reads | {"client_submit": "dossiers:submit"}).get(asker, "dossiers:act")
            agency = self.province.other_commune if asker == "neighbour_client" else self.province.commune
            accounts = {
                "client_read": ["scim:read"],
                "client_act": ["scim:write"],
                "client_whole": ["dossiers:personal"],
            }.get(asker, [])
            scopes = [scope, *accounts]
            if asker == "neighbour_client":
                scopes = ["dossiers:read", "dossiers:submit", "dossiers:act", "scim:read"]
            officer = agency.specialist.id if scope != "dossiers:submit" else None
            _, token = issue_client_token(
                name=asker, scopes=scopes, now=NOW, organisation_id=agency.id, officer_id=officer
            )
            return Client(headers={"Authorization": f"Bearer {token}"})
        client = Client()
        if asker in {"citizen", "other_citizen"}:
            applicant = self.province.citizen if asker == "citizen" else self.province.stranger
            account_id: int | None = applicant.account_id
        elif asker in self.people:
            account_id = self.people[asker].account_id
        else:
            account_id = self.officers[asker].account_id
        sign_in(client, account_id)
        if asker == "delegate":
            session = client.session
            session[ON_BEHALF] = self.delegation_id
            session.save()
        return client


def _made() -> tuple[dict[str, Any], dict[str, bytes]]:
    """Make the things; return what is known of them, and the stored files by their place."""
    things = object.__new__(Things)
    things.make()
    root = Path(settings.STORED_FILES_DIR)
    return vars(things), {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


kept_things = Kept(_made, depends=lambda: clock.today(), afterwards=testing.as_if_changed, aside=testing.RENEWED)


def _pdf() -> io.BytesIO:
    writer = PdfWriter()
    writer.add_blank_page(width=100, height=100)
    out = io.BytesIO()
    writer.write(out)
    out.seek(0)
    return out


def verdict(response: Any) -> str:
    """Return what an answer means."""
    status = response.status_code
    if status in (301, 302, 303):
        return "sign-in" if response["Location"].startswith("/dang-nhap/?") else "ok"
    if status in (200, 201, 400, 409, 422):
        return "ok"
    return {401: "token", 403: "no", 404: "hidden", 405: "-"}.get(status, str(status))


def ask(client: Client, method: str, path: str) -> tuple[str, str]:
    """Ask; return the verdict and what is said. Whatever it changes is taken back."""
    with transaction.atomic():
        response = fetched(_asked(client, method, path, {}))
        body = getattr(response, "body", b"") or b"".join(response)
        transaction.set_rollback(True)
    return verdict(response), body.decode(errors="replace")


def reviewed() -> dict[tuple[str, str, str], dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {(row["address"], row["variant"], row["method"]): row for row in rows}


@pytest.fixture
def things(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Things]:
    """Everything that is asked for; what is announced on every page is found out once, not anew in the middle."""
    cache.clear()
    monkeypatch.setattr(page_queries, "ANNOUNCED_SECONDS", None)
    yield Things()
    cache.clear()


def test_every_address_has_its_lines_in_the_reviewed_table() -> None:
    wanted = {(route, variant, method) for route, variant in addresses() for method in ("GET", "POST")}
    there = set(reviewed())
    assert sorted(wanted - there) == [], "not reviewed: say in permissions.csv who may ask for these addresses"
    assert sorted(there - wanted) == [], "reviewed, but gone: take these lines out of permissions.csv"


NAMED = (
    "dossier_id", "draft_id", "file_id", "paper_id", "message_id", "delegation_id", "body_id", "membership_id",
    "mandate_id", "export_id", "invitation_id",
)  # fmt: skip
"""Things of the citizen, the dossier and the agency. (What is asked about data belongs to the other citizen.)"""

OUTSIDERS = (
    "stranger",
    "other_citizen",
    "former_mandate_holder",
    "other_organisation_member",
    *(f"neighbour_{role}" for role in ROLES),
    *(f"sibling_{role}" for role in ROLES if f"sibling_{role}" not in ENTITLED and role != "administrator"),
    *(f"province_{role}" for role in ROLES if role != "administrator"),
    "neighbour_client",
)
"""Who has nothing to do with the dossier, its papers and the delegation. (An administrator keeps delegations.)"""

HARMLESS = {
    ("cua-toi/ho-so/<uuid:dossier_id>/bo-sung/", "GET"): "leads to the page of the dossier, which then refuses",
    ("cua-toi/ho-so/<uuid:dossier_id>/trao-doi/", "GET"): "likewise",
    ("nop-ho-so/<uuid:draft_id>/nop/", "GET"): "leads to the page of the draft, which then refuses",
    ("nop-ho-so/<uuid:draft_id>/luu/", "POST"): "answers 409: this draft is gone, as it does for any unknown one",
    ("nop-ho-so/<uuid:draft_id>/xoa/", "POST"): "leads home: to throw away twice is as good as once",
}
"""Addresses that do not refuse a stranger to the dossier, and why that tells and changes nothing."""


def test_the_table_lets_nobody_near_what_is_not_theirs() -> None:
    open_doors = [
        f"{method} {address} [{variant}]: {asker}"
        for (address, variant, method), row in reviewed().items()
        if any(name in address for name in NAMED) and (address, method) not in HARMLESS
        for asker in OUTSIDERS
        if row[asker] == "ok"
    ]
    assert open_doors == []


@pytest.mark.parametrize("tier", ["commune", "province"])
@pytest.mark.parametrize("role", ROLES)
def test_nobody_is_shown_a_place_that_refuses_them(role: str, tier: str) -> None:
    asker = role if tier == "commune" else f"province_{role}"
    of_both = {role, f"{role}@{tier}"}
    places = [
        name
        for _title, roles, items in settings.WORKSPACE_NAVIGATION
        if roles is None or of_both & set(roles)
        for name, _label, _icon in items
    ]
    if of_both & settings.WORKSPACE_SEARCH_ROLES:
        places.append(settings.WORKSPACE_SEARCH)
    table = reviewed()
    assert [name for name in places if table[reverse(name).lstrip("/"), "", "GET"][asker] != "ok"] == []


WORDS = {
    "act", "action", "change", "code", "component", "form", "key", "kind", "name", "number", "page", "part", "path",
    "reference", "rest", "token", "viec", "year",
}  # fmt: skip
"""Parts of addresses that name no object of somebody: acts, steps, years, published codes, secrets of their own."""

OF_EVERYBODY = {
    "organisation_id": "agencies are public; who may change their hours is reviewed line by line",
    "item_id": "the review list of the catalogue is one for the whole province",
    "amendment_id": "the catalogue is one for the whole province; every editor works on every draft",
    "batch_id": "likewise",
    "synonym_id": "the words that people use are those of the whole province",
    "feedback_id": "feedback is about the portal of the whole province; its right is reviewed line by line",
    "interruption_id": "likewise; announced to everybody",
    "session_id": "asked for by another, nothing is ended and one's own list comes back",
}
"""Objects whose addresses refuse no stranger, and why that tells and changes nothing."""

INSPECTORS = frozenset({"neighbour_inspector", "sibling_inspector", "province_inspector"})
KEPT: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        (
            "anchor_id",
            "breach_id",
            "client_id",
            "credential_id",
            "factor_id",
            "officer_id",
            "person_id",
            "position_id",
            "prepared_id",
            "print_id",
        ),
        frozenset(),
    ),
    "entry_id": INSPECTORS,
    "hold_id": INSPECTORS,
    "request_id": frozenset({"other_citizen"}),  # whose request it is
    "ticket": frozenset(),  # of the account that began the upload
    "round_id": frozenset(),  # of the leader who began it
}
"""Objects of a person, a unit or the province, and which outsiders to the dossier may have to do with them."""


def test_every_object_in_an_address_has_a_strangers_case() -> None:
    found = {name.rpartition(":")[2] for route, _ in addresses() for name in re.findall(r"<([^>]+)>", route)}
    assert sorted(found - {*NAMED, *WORDS, *OF_EVERYBODY, *KEPT}) == [], "say whose these objects are, and who may ask"


def test_the_table_keeps_outsiders_from_what_others_keep() -> None:
    open_doors = [
        f"{method} {address} [{variant}]: {asker}"
        for (address, variant, method), row in reviewed().items()
        for name, let_in in KEPT.items()
        if f":{name}>" in address
        for asker in OUTSIDERS
        if row[asker] == "ok" and asker not in let_in
    ]
    assert open_doors == []


OWN_FRAME = ("Nguyễn Văn Bảo",)
"""The frame of every page shows who signed in: that a person reads their own name says nothing about the page."""

KNOWN = {
    ("former_mandate_holder", "cua-toi/du-lieu/ban-sao/"): "Nguyễn Văn Bảo",  # who had given them the mandate
}
"""What somebody who is not entitled to the dossier knows of the citizen, and on which page they are told."""

OF_NOBODY = {"thu-tuc/<str:code>/mau-to-khai.pdf"}
"""Papers that tell nothing of anybody: the blank declaration."""

DATA = {"verdict": "good", "thu-tien-method": "cash", "viec": "take", "action": "next"}


@dataclass(frozen=True)
class Answer:
    """What one asker got at one address, by one method, and what was noted of it."""

    route: str
    variant: str
    method: str
    path: str
    verdict: str
    words: str
    tells: bool
    noted: list[AuditEntry]

    def __str__(self) -> str:
        return f"{self.method} {self.path} [{self.variant}]"


def walk(client: Client, things: Things, *, telling: Collection[str]) -> Iterator[Answer]:
    """Ask for every address by both methods; take back what that changes. With `telling` also find what was noted."""
    data = DATA | {"ho_so": str(things.values["dossier_id"])}
    before = AuditEntry.objects.aggregate(last=Max("number"))["last"] or 0
    for route, variant in addresses():
        path = things.path(route, variant)
        for method in ("GET", "POST"):
            if (route, method) in NOT_ASKED:
                continue
            with transaction.atomic():
                response = _asked(client, method, path, data)
                last = fetched(response)  # to the very bytes of a file
                words = (getattr(last, "body", b"") or b"".join(last)).decode(errors="replace")
                # Whoever gets a paper, or is led to the files' origin, may read what is on it.
                tells = response.status_code < 400 and (
                    (response.headers.get("Content-Type", "").startswith("application/pdf") and route not in OF_NOBODY)
                    or response.headers.get("Location", "").startswith(settings.FILES_ORIGIN or "no origin")
                    or any(secret in words for secret in telling)
                )
                noted = list(AuditEntry.objects.filter(number__gt=before)) if telling and tells else []
                transaction.set_rollback(True)
            yield Answer(route, variant, method, path, verdict(last), words, bool(telling) and tells, noted)


def _asked(client: Client, method: str, path: str, data: dict[str, Any]) -> Any:
    if method == "GET":
        return client.get(path)
    if path.startswith(("/api/", "/scim/")):
        return client.post(path, "{}", content_type="application/json")
    return client.post(path, data)


def unnoted(asker: str, answer: Answer, citizen: Any) -> str:
    """Return what the trail does not say of somebody's having read what is personal; nothing when all is there."""
    about = [
        one for one in answer.noted if one.kind in (Kind.READ, Kind.EXPORT) and citizen.person_id in one.subject_ids
    ]
    if not about or not all(one.purpose for one in about):
        return f"{answer}"
    if asker in ROLES and not all(one.officer_id and one.account_id and one.unit_id for one in about):
        return f"{answer}: does not say who"
    if asker.startswith("client") and not all(one.client_id and one.officer_id for one in about):
        return f"{answer}: does not say which system"
    return ""


@pytest.mark.parametrize("asker", [*ASKERS, "client_whole"])
def test_the_door_opens_as_reviewed_and_what_is_personal_is_told_only_to_the_entitled_and_noted(
    asker: str, things: Things
) -> None:
    table = reviewed() if TABLE.exists() else {}
    entitled = asker in ENTITLED or asker == "client_whole"
    telling = [one for one in SECRETS if asker != "citizen" or one not in OWN_FRAME] if entitled else ()
    wrong, told, whole, found, shown = [], [], [], {}, 0
    silent: list[str] = []
    for answer in walk(things.client(asker), things, telling=telling):
        found[answer.route, answer.variant, answer.method] = answer.verdict
        expected = table.get((answer.route, answer.variant, answer.method), {}).get(asker)
        if asker in ASKERS and expected != answer.verdict:
            wrong.append(f"{answer}: {answer.verdict}, reviewed: {expected}")
        known = KNOWN.get((asker, answer.route))
        if not entitled and any(secret in answer.words for secret in SECRETS if secret != known):
            told.append(str(answer))
        by_officer = asker not in PORTAL and asker != "client_whole"
        if answer.method == "GET" and by_officer and any(number in answer.words for number in NUMBERS):
            whole.append(str(answer))
        if answer.tells:
            shown += 1
            silent += filter(None, [unnoted(asker, answer, things.province.citizen)])
    if os.environ.get("CONGSO_WRITE_PERMISSIONS") and asker in ASKERS:
        write(asker, found)
    else:
        assert wrong == []
    assert told == [], f"{asker} reads what is personal"
    assert whole == [], f"{asker} is shown a whole number without having asked"
    assert silent == [], f"{asker} reads what is personal and nothing is written"
    if asker == "client_read":
        assert not shown, "without `dossiers:personal` a system is told nothing that identifies anybody"
    elif entitled:
        assert shown or asker in {"clerk", "client_act"}, "the walk must meet something personal"


def write(asker: str, found: dict[tuple[str, str, str], str]) -> None:
    """Put one column of the table down."""
    rows = reviewed() if TABLE.exists() else {}
    for route, variant in addresses():
        for method in ("GET", "POST"):
            key = (route, variant, method)
            row = rows.setdefault(key, {"address": route, "variant": variant, "method": method})
            row[asker] = found.get(key, "")
    wanted = {(route, variant, method) for route, variant in addresses() for method in ("GET", "POST")}
    with TABLE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(
            stream, ["address", "variant", "method", *ASKERS], restval="", lineterminator="\n", extrasaction="ignore"
        )
        writer.writeheader()
        writer.writerows(rows[key] for key in sorted(wanted))


ABSENT = {"delegation_id": 999_999_999}
TELLING = re.compile(r"<[^>]+>|[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{32}\b|\d+|\s+")


@pytest.mark.parametrize("asker", OUTSIDERS)
def test_what_is_anothers_and_what_does_not_exist_get_the_same_answer(asker: str, things: Things) -> None:
    client = things.client(asker)
    different = []
    for route, variant in addresses():
        if not any(name in route for name in NAMED):
            continue
        foreign = things.path(route, variant)
        kept = things.values
        things.values = kept | {name: ABSENT.get(name, uuid4()) for name in NAMED}
        things.values |= {"dossier_file": uuid4(), "draft_file": uuid4()}
        absent = things.path(route, variant)
        things.values = kept
        for method in ("GET", "POST"):
            of_foreign, of_absent = ask(client, method, foreign), ask(client, method, absent)
            if (of_foreign[0], TELLING.sub("", of_foreign[1])) != (of_absent[0], TELLING.sub("", of_absent[1])):
                different.append(f"{method} {route} [{variant}]: {of_foreign[0]}, {of_absent[0]}")
    assert different == []


@pytest.mark.parametrize("asker", ["leader", "administrator", "client_act", "delegate"])
def test_no_address_answers_to_a_method_that_nobody_reviewed(asker: str, things: Things) -> None:
    client, open_doors, table = things.client(asker), [], reviewed()
    for route, variant in addresses():
        path = things.path(route, variant)
        for method in ("put", "patch", "delete"):
            with transaction.atomic():
                said = verdict(getattr(client, method)(path))
                transaction.set_rollback(True)
            # What anybody may read, as a sign-in page, may answer the same to another method.
            if said == "ok" and table[route, variant, "GET"]["stranger"] != "ok":
                open_doors.append(f"{method} {path}")
    assert open_doors == []


def test_the_command_prints_every_line_of_the_table() -> None:
    printed = list(lines())
    assert len(printed) == len(reviewed()) * len(ASKERS)
    assert {line["verdict"] for line in printed} <= set(VERDICTS)
    assert {"route": "/can-bo/quay/", "variant": "", "method": "GET", "role": "counter", "verdict": "ok"} in printed

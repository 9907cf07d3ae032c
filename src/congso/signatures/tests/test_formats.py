"""CAdES and XAdES: content inside, beside, or nowhere; parts of XML; wrapped signatures; whatever bytes come."""

import asyncio
import hashlib
import io
import random
from base64 import b64encode
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms, pem
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from typer.testing import CliRunner

from congso.signatures.management import cli
from congso.signatures.queries import NoEvidence, check_file
from congso.signatures.queries.xml import DS, XADES
from congso.signatures.rules.facts import Coverage, Revocation, Trust
from congso.signatures.rules.judging import Indication, judge
from congso.signatures.rules.reports import Report
from congso.signatures.testing import NOW, authority, signed_cms, signed_xml, signer, time_stamper

WORDS = "Quyết định số 1/QĐ-UBND".encode()
PAPER = "<HoSo><ToKhai Id='to-khai'><HoTen>Trần Văn An</HoTen><SoTien>100</SoTien></ToKhai></HoSo>".encode()


def checked(content: bytes, *, beside: bytes | None = None, name: str = "a.p7m") -> Report:
    return check_file(
        io.BytesIO(content), name=name, now=NOW, anchors=[authority().anchor], evidence=NoEvidence(),
        content=io.BytesIO(beside) if beside is not None else None,
    )  # fmt: skip


def only(report: Report) -> Any:
    (one,) = report.signatures
    return one


class TestCms:
    def test_content_inside(self) -> None:
        one = only(checked(signed_cms(WORDS)))
        facts = one.facts
        assert (facts.intact, facts.valid, facts.trust) == (True, True, Trust.TRUSTED)
        assert (facts.format, facts.digest, facts.coverage) == ("CAdES", "sha256", Coverage.ENTIRE_FILE)
        assert facts.certificate.name == "Trần Thị Ký"
        assert "nội dung bên trong tệp, 31 byte" in facts.covers[0]
        assert one.verdict.sub == "TRY_LATER"

    def test_content_beside(self) -> None:
        content = signed_cms(WORDS, detached=True)
        one = only(checked(content, beside=WORDS))
        assert (one.facts.intact, one.facts.valid) == (True, True)
        assert "tệp đi kèm, 31 byte" in one.facts.covers[0]
        missing = only(checked(content))
        assert missing.verdict.sub == "SIGNED_DATA_NOT_FOUND"
        assert "chọn thêm tệp gốc" in missing.verdict.reason
        assert missing.facts.certificate.name == "Trần Thị Ký"
        other = only(checked(content, beside=WORDS + b"!"))
        assert (other.facts.intact, other.facts.valid) == (False, True)
        assert other.verdict.sub == "HASH_FAILURE"

    def test_pem_and_a_proven_time(self) -> None:
        at = NOW - timedelta(days=3)
        content = signed_cms(WORDS, timestamper=time_stamper(at))
        one = only(checked(pem.armor("PKCS7", content)))
        assert (one.facts.proven_at, one.facts.proven_by) == (at, "Dịch vụ dấu thời gian thử nghiệm")

    def test_tampering_of_every_part_is_seen(self) -> None:
        content = signed_cms(WORDS)
        assert only(checked(content.replace(WORDS, WORDS.replace(b"1/", b"2/")))).verdict.sub == "HASH_FAILURE"
        whole = cms.ContentInfo.load(content)
        signature = whole["content"]["signer_infos"][0]["signature"].native
        broken = content.replace(signature, signature[:-1] + bytes([signature[-1] ^ 1]))
        assert only(checked(broken)).verdict.indication is Indication.TOTAL_FAILED

    def test_several_signers_each_have_a_verdict(self) -> None:
        first, second = (cms.ContentInfo.load(signed_cms(WORDS, signer(name))) for name in ("Một", "Hai"))
        first["content"]["signer_infos"].append(second["content"]["signer_infos"][0])
        for one in second["content"]["certificates"]:
            first["content"]["certificates"].append(one)
        report = checked(first.dump(force=True))
        assert {one.facts.certificate.name for one in report.signatures if one.facts.certificate} == {"Một", "Hai"}
        assert all(one.facts.intact and one.facts.valid for one in report.signatures)

    def test_attributes_handed_out_as_content_are_refused(self) -> None:
        whole = cms.ContentInfo.load(signed_cms(WORDS))
        signed = whole["content"]
        one = signed["signer_infos"][0]
        stolen = one["signed_attrs"].untag().dump()
        del one["signed_attrs"]
        signed["encap_content_info"]["content"] = stolen
        report = checked(whole.dump(force=True))
        assert only(report).verdict.indication is Indication.TOTAL_FAILED

    @pytest.mark.parametrize(
        "content",
        [b"\x30", b"\x30\x80", b"\x30\x03\x02\x01\x01", b"-----BEGIN PKCS7-----\n", b"\x30\x82\xff\xff" + b"\x30" * 99],
    )
    def test_what_is_no_cms_gets_a_sentence(self, content: bytes) -> None:
        report = checked(content)
        assert report.trouble
        assert "Hãy xin lại bản gốc" in report.sentence


class TestXml:
    @pytest.mark.parametrize("xades", [True, False])
    def test_the_whole_file(self, xades: bool) -> None:
        one = only(checked(signed_xml(PAPER, xades=xades), name="a.xml"))
        facts = one.facts
        assert facts.trouble == ""
        assert (facts.intact, facts.valid, facts.trust) == (True, True, Trust.TRUSTED)
        assert (facts.coverage, facts.covers, facts.digest) == (Coverage.ENTIRE_FILE, ("/HoSo",), "sha256")
        assert facts.format == ("XAdES" if xades else "XML-DSig")
        assert (facts.claimed_at is not None) is xades
        assert one.verdict.sub == "TRY_LATER"

    def test_content_inside_the_signature(self) -> None:
        one = only(checked(signed_xml(PAPER, xades=False, method="enveloping"), name="a.xml"))
        assert (one.facts.intact, one.facts.coverage) == (True, Coverage.ENTIRE_FILE)

    def test_changed_words_and_a_changed_signature(self) -> None:
        content = signed_xml(PAPER)
        changed = content.replace(b"<SoTien>100<", b"<SoTien>900<")
        assert only(checked(changed)).verdict.sub == "HASH_FAILURE"
        root = etree.fromstring(content)
        value = root.find(f".//{DS}SignatureValue")
        value.text = ("A" if value.text[0] != "A" else "B") + value.text[1:]
        one = only(checked(etree.tostring(root)))
        assert (one.facts.intact, one.facts.valid, one.verdict.sub) == (True, False, "SIG_CRYPTO_FAILURE")

    def test_a_part_is_named_and_the_rest_makes_it_one_of_a_part(self) -> None:
        content = signed_xml(PAPER, reference_uri="to-khai")
        one = only(checked(content))
        assert one.facts.covers == ("/HoSo/ToKhai (“to-khai”)",)
        assert one.facts.coverage is Coverage.ENTIRE_FILE, "nothing else stands there"
        added = content.replace(b"<ToKhai", b"<GhiChu>Mien phi</GhiChu><ToKhai", 1)
        more = only(checked(added))
        assert (more.facts.intact, more.facts.valid, more.facts.coverage) == (True, True, Coverage.PART)
        assert "/HoSo/ToKhai" in more.verdict.reason
        assert more.verdict.indication is Indication.INDETERMINATE

    @pytest.mark.parametrize("place", ["object", "sibling", "wrapper", "key_info", "attribute", "second_signature"])
    def test_a_wrapped_signature_never_passes(self, place: str) -> None:
        root = etree.fromstring(signed_xml(PAPER, reference_uri="to-khai"))
        signature, paper = root.find(f"{DS}Signature"), root.find("ToKhai")
        root.remove(paper)
        evil = etree.fromstring("<ToKhai><HoTen>Kẻ gian</HoTen></ToKhai>")
        root.insert(0, evil)
        if place == "object":
            etree.SubElement(signature, f"{DS}Object").append(paper)
        elif place == "sibling":
            root.append(paper)
        elif place == "wrapper":
            etree.SubElement(root, "Boc").append(paper)
        elif place == "key_info":
            root.remove(evil)
            root.insert(0, paper)
            signature.find(f"{DS}KeyInfo").append(evil)
        elif place == "attribute":
            root.remove(evil)
            root.insert(0, paper)
            root.set("SoTien", "900")
        else:
            root.append(paper)
            root.remove(evil)
            other = etree.SubElement(root, f"{DS}Signature")
            etree.SubElement(other, f"{DS}Object").append(evil)
        report = checked(etree.tostring(root), name="a.xml")
        first = report.signatures[0]
        assert not passes(report)
        # Inside the signature itself the signed part goes away with it; nothing foreign may stand beside the key.
        otherwise = {"object": "HASH_FAILURE", "key_info": "FORMAT_FAILURE"}
        assert first.verdict.sub == otherwise.get(place, "SIG_CONSTRAINTS_FAILURE")

    @pytest.mark.parametrize("words", ["element", "text"])
    @pytest.mark.parametrize("reference", [None, "to-khai"])
    def test_words_put_into_the_signature_itself_are_left_over(self, words: str, reference: str | None) -> None:
        root = etree.fromstring(signed_xml(PAPER, reference_uri=reference) if reference else signed_xml(PAPER))
        held = etree.SubElement(root.find(f"{DS}Signature"), f"{DS}Object")
        if words == "text":
            held.text = "Số tiền 900"
        else:
            held.append(etree.fromstring("<ToKhai><HoTen>Kẻ gian</HoTen></ToKhai>"))
        one = only(checked(etree.tostring(root)))
        assert (one.facts.intact, one.facts.valid, one.facts.coverage) == (True, True, Coverage.PART)
        assert one.verdict.sub == "SIG_CONSTRAINTS_FAILURE"

    def test_one_name_twice_is_no_signature_at_all(self) -> None:
        root = etree.fromstring(signed_xml(PAPER, reference_uri="to-khai"))
        root.insert(0, etree.fromstring("<ToKhai Id='to-khai'><HoTen>Kẻ gian</HoTen></ToKhai>"))
        one = only(checked(etree.tostring(root)))
        assert one.verdict.indication is Indication.TOTAL_FAILED

    def test_two_signatures_on_two_parts(self) -> None:
        both = b"<A><B Id='b'><w>1</w></B><C Id='c'><w>2</w></C></A>"
        once = signed_xml(both, signer("Một"), reference_uri="b")
        root = etree.fromstring(once)
        twice = etree.fromstring(signed_xml(both, signer("Hai"), reference_uri="c"))
        root.append(twice.find(f"{DS}Signature"))
        report = checked(etree.tostring(root), name="a.xml")
        assert [one.facts.covers for one in report.signatures] == [("/A/B (“b”)",), ("/A/C (“c”)",)]
        assert [one.facts.coverage for one in report.signatures] == [Coverage.PART] * 2
        assert all(one.facts.intact and one.facts.valid for one in report.signatures)

    def test_a_style_sheet_from_outside_is_a_change(self) -> None:
        content = signed_xml(PAPER).replace(
            b"?>", b"?><?xml-stylesheet href='http://example.vn/a.xsl' type='text/xsl'?>", 1
        )
        one = only(checked(content))
        assert one.facts.intact
        assert "xml-stylesheet" in one.verdict.reason

    def test_the_certificate_that_the_signer_named_must_be_the_one(self) -> None:
        content = signed_xml(PAPER)
        root = etree.fromstring(content)
        named = root.find(f".//{XADES}CertDigest/{DS}DigestValue")
        named.text = "AAAA" + named.text[4:]
        assert only(checked(etree.tostring(root))).verdict.indication is Indication.TOTAL_FAILED

    def test_a_time_stamp_on_the_signature(self) -> None:
        root = etree.fromstring(signed_xml(PAPER))
        value = root.find(f".//{DS}SignatureValue")
        digest = hashlib.sha256(etree.tostring(value, method="c14n", with_tail=False)).digest()
        at = NOW - timedelta(days=2)
        with ThreadPoolExecutor(1) as apart:
            token = apart.submit(asyncio.run, time_stamper(at).async_timestamp(digest, "sha256")).result()
        properties = root.find(f".//{XADES}QualifyingProperties")
        unsigned = etree.SubElement(properties, f"{XADES}UnsignedProperties")
        of_signature = etree.SubElement(unsigned, f"{XADES}UnsignedSignatureProperties")
        stamp = etree.SubElement(of_signature, f"{XADES}SignatureTimeStamp")
        etree.SubElement(stamp, f"{XADES}EncapsulatedTimeStamp").text = b64encode(token.dump()).decode()
        one = only(checked(etree.tostring(root)))
        assert one.facts.trouble == ""
        assert (one.facts.proven_at, one.facts.intact) == (at, True)
        value.text = value.text[:-8] + "\n" + value.text[-8:]
        assert only(checked(etree.tostring(root))).facts.proven_at is None

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (b"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", b"http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
            (b"http://www.w3.org/2000/09/xmldsig#enveloped-signature", b"http://www.w3.org/TR/1999/REC-xslt-19991116"),
            (b'URI=""', b'URI="http://169.254.169.254/"'),
            (b'URI=""', b'URI="file:///etc/passwd"'),
        ],
    )
    def test_what_is_not_read_here_is_said_not_to_be(self, old: bytes, new: bytes) -> None:
        content = signed_xml(PAPER, xades=False)
        assert old in content
        one = only(checked(content.replace(old, new)))
        assert (one.verdict.indication, one.verdict.sub) == (Indication.INDETERMINATE, "GENERIC")

    @pytest.mark.parametrize(
        "content",
        [
            b"<a",
            b"<?xml version='1.0'?>",
            b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
            b"<!DOCTYPE a [<!ENTITY b 'x'><!ENTITY c '&b;&b;&b;'>]><a>&c;</a>",
            b"<!DOCTYPE a SYSTEM 'http://169.254.169.254/a.dtd'><a/>",
            b"<a>" * 5000,
        ],
    )
    def test_hostile_xml_gets_a_sentence(self, content: bytes) -> None:
        assert "Hãy xin lại bản gốc" in checked(content, name="a.xml").sentence

    def test_xml_without_signature_and_xml_too_large(self) -> None:
        assert checked(PAPER).sentence == "Tệp không có chữ ký số nào."
        assert checked(b"<a>" + b"<b/>" * 3_000_000 + b"</a>").trouble == "too large"


def passes(report: Report) -> bool:
    """Tell whether every signature would pass if its certificate were beyond doubt."""
    trusted = [
        judge(replace(one.facts, trust=Trust.TRUSTED, revocation=Revocation.GOOD), NOW) for one in report.signatures
    ]
    return bool(trusted) and all(one.indication is Indication.TOTAL_PASSED for one in trusted)


def words_of(content: bytes) -> bytes:
    """Return what an XML file says without its signature, in one form."""
    root = etree.fromstring(content)
    for one in list(root.iter(f"{DS}Signature")):
        root.remove(one)
    return etree.tostring(root, method="c14n", with_comments=False)


@settings(max_examples=150, deadline=None)
@given(st.binary(min_size=1, max_size=40), st.integers(0, 10_000), st.booleans())
def test_whatever_is_changed_nothing_else_passes(piece: bytes, place: int, inserted: bool) -> None:
    for whole in (CMS, XML):
        at = place % len(whole)
        mutated = whole[:at] + piece + whole[at + (0 if inserted else len(piece)) :]
        report = checked(mutated)
        assert isinstance(report.to_json(), dict)
        if passes(report) and whole is CMS:
            assert only(report).facts.covers == only(checked(CMS)).facts.covers
        elif passes(report):
            assert words_of(mutated) == words_of(XML)
    assert passes(checked(CMS)) and passes(checked(XML))  # noqa: PT018 - the untouched ones, each time


def said_by(content: bytes) -> Counter[tuple[str, ...]]:
    """Return what an XML file says outside of its signatures' own vocabulary: elements, attributes, words."""
    told: Counter[tuple[str, ...]] = Counter()
    for one in etree.fromstring(content).iter(etree.Element):
        if one.tag == f"{DS}Object" or not str(one.tag).startswith((DS, XADES, "{http://www.w3.org/2009/xmldsig11#}")):
            words = (one.text or "").strip()
            if one.tag != f"{DS}Object" or words:
                told[(one.tag, *map("=".join, sorted(one.attrib.items())), words)] += 1
    return told


def rearranged(root: Any, chance: random.Random) -> None:
    """Move, copy, add or take away an element, a name, a word."""
    elements = list(root.iter(etree.Element))
    one, other = chance.choice(elements), chance.choice(elements)
    match chance.randrange(6):
        case 0 if one is not root:
            one.getparent().remove(one)
        case 1:
            other.append(deepcopy(one))
        case 2 if other not in list(one.iter()):
            other.insert(chance.randrange(len(other) + 1), one)
        case 3:
            name = chance.choice(["X", "ToKhai", f"{DS}Object", f"{XADES}Y"])
            etree.SubElement(one, name).text = chance.choice([None, "900"])
        case 4:
            one.text = (one.text or "") + chance.choice(["9", " "])
        case _:
            one.set(chance.choice(["Id", "a", "ID", "URI"]), chance.choice(["to-khai", "x", "#x"]))


def test_however_the_elements_are_rearranged_nothing_else_passes() -> None:
    chance = random.Random(20261201)
    whole = [
        signed_xml(PAPER), signed_xml(PAPER, reference_uri="to-khai"), signed_xml(PAPER, xades=False),
        signed_xml(PAPER, xades=False, method="enveloping"),
    ]  # fmt: skip
    for _ in range(300):
        before = chance.choice(whole)
        root = etree.fromstring(before)
        for _step in range(chance.choice([1, 1, 2, 3])):
            rearranged(root, chance)
        after = etree.tostring(root)
        if passes(checked(after)):
            assert said_by(after) == said_by(before), after


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200))
def test_whatever_bytes_come_there_is_a_report(content: bytes) -> None:
    for start in (b"\x30\x82", b"<?xml version='1.0'?><a>", b"-----BEGIN CMS-----\n"):
        assert isinstance(checked(start + content).to_json(), dict)


CMS, XML = signed_cms(WORDS), signed_xml(PAPER)


@pytest.mark.django_db
class TestSurfaces:
    def test_the_page_takes_the_content_beside(self) -> None:
        files = {"file": SimpleUploadedFile("a.txt.p7s", signed_cms(WORDS, detached=True))}
        alone = Client().post("/kiem-tra-chu-ky/", files)
        assert "chọn thêm tệp gốc" in alone.content.decode()
        files = {
            "file": SimpleUploadedFile("a.txt.p7s", signed_cms(WORDS, detached=True)),
            "content": SimpleUploadedFile("a.txt", WORDS),
        }
        text = Client().post("/kiem-tra-chu-ky/", files).content.decode()
        assert "tệp đi kèm, 31 byte" in text
        assert "Trần Thị Ký" in text

    @pytest.mark.parametrize("field", ["file", "content"])
    def test_an_empty_file_is_named_where_it_was_given(self, field: str) -> None:
        files = {"file": SimpleUploadedFile("a.p7s", CMS), field: SimpleUploadedFile("rong", b"")}
        page = Client().post("/kiem-tra-chu-ky/", files)
        assert page.status_code == 422
        assert "Tệp rỗng" in page.content.decode()

    @pytest.mark.parametrize("field", ["file", "content"])
    def test_no_secret_comes_in_by_either_field(self, field: str) -> None:
        secret = "<a><b>TUYỆT MẬT</b><c>Kế hoạch</c></a>".encode()
        files = {"file": SimpleUploadedFile("a.p7s", CMS), field: SimpleUploadedFile("a.xml", secret)}
        page = Client().post("/kiem-tra-chu-ky/", files)
        assert page.status_code == 422
        assert "bí mật nhà nước" in page.content.decode()

    def test_the_command_finds_the_content_by_its_name(self, tmp_path: Path) -> None:
        import typer

        app = typer.Typer()
        cli.register(app, {})
        roots, signature, content = tmp_path / "goc.pem", tmp_path / "a.txt.p7s", tmp_path / "a.txt"
        roots.write_bytes(authority().pem)
        signature.write_bytes(signed_cms(WORDS, detached=True))
        said = ["--anchors", str(roots), str(signature)]
        assert "chọn thêm tệp gốc" in CliRunner().invoke(app, ["verify", *said]).stdout
        content.write_bytes(WORDS)
        assert "bị thu hồi" in CliRunner().invoke(app, ["verify", *said]).stdout
        other = tmp_path / "khac.txt"
        other.write_bytes(b"khac")
        assert "Không hợp lệ" in CliRunner().invoke(app, ["verify", *said, "--content", str(other)]).stdout

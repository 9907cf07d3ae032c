"""Data and XML are signed for an agency, and judged as whole by whoever checks them."""

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from congso.audit.models import AuditEntry
from congso.kernel import clock
from congso.kernel.refusals import Incorrect
from congso.organisation.tests.factories import make_organisation
from congso.signatures import commands, queries
from congso.signatures.commands import Form
from congso.signatures.management import cli
from congso.signatures.rules.facts import Trust
from congso.signatures.testing import NOW, authority, credential

pytestmark = pytest.mark.django_db
CONTENT, XML = b'{"ma": "1.001"}\n', b'<?xml version="1.0"?><hoSo><ma>1.001</ma></hoSo>'


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    agency = make_organisation(name="Sở Nội vụ")
    return agency.id, credential(organisation_id=agency.id, name="Sở Nội vụ")


def judged(content: bytes, name: str, beside: bytes | None = None) -> Any:
    report = queries.check_file(
        io.BytesIO(content), name=name, now=NOW, anchors=[authority().anchor],
        content=io.BytesIO(beside) if beside is not None else None,
    )  # fmt: skip
    (one,) = report.signatures
    return one.facts


def test_a_signature_beside_a_file(key: Any, tmp_path: Path) -> None:
    made = commands.sign_data(content=CONTENT, form=Form.CADES, credential_id=key[1], now=NOW)
    facts = judged(made, "a.json.p7s", CONTENT)
    assert (facts.intact, facts.valid, facts.trust) == (True, True, Trust.TRUSTED)
    assert not judged(made, "a.json.p7s", CONTENT + b" ").intact
    assert AuditEntry.objects.get(action="signatures.sign_data").detail["form"] == "cades"
    if shutil.which("openssl") is None:
        pytest.skip("OpenSSL is not installed")
    for name, content in (("a.p7s", made), ("a.json", CONTENT), ("ca.pem", authority_pem())):
        (tmp_path / name).write_bytes(content)
    command = [
        "openssl", "cms", "-verify", "-inform", "DER", "-in", "a.p7s", "-content", "a.json", "-binary", "-CAfile",
        "ca.pem", "-purpose", "any", "-attime", str(int(NOW.timestamp())), "-out", "out",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "successful" in done.stderr, done.stderr


def authority_pem() -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return authority().root.public_bytes(Encoding.PEM)


def test_a_signature_inside_xml(key: Any) -> None:
    made = commands.sign_data(content=XML, form=Form.XADES, credential_id=key[1], now=NOW)
    facts = judged(made, "a.xml")
    assert (facts.intact, facts.valid, facts.trust) == (True, True, Trust.TRUSTED)
    assert not judged(made.replace(b"1.001", b"1.002"), "a.xml").intact


@pytest.mark.parametrize("content", [b"", b"khong phai xml", b"<a>&x;</a>"])
def test_what_is_no_xml_is_said(key: Any, content: bytes) -> None:
    with pytest.raises(Incorrect, match="không phải XML"):
        commands.sign_data(content=content, form=Form.XADES, credential_id=key[1], now=NOW)


def test_the_command_writes_beside_and_over_nothing(key: Any, tmp_path: Path) -> None:
    app = typer.Typer()
    cli.register(app, {})
    file = tmp_path / "a.json"
    file.write_bytes(CONTENT)
    done = CliRunner().invoke(app, ["sign", str(file), "--agency", str(key[0])])
    assert done.exit_code == 0, done.output
    assert judged((tmp_path / "a.json.p7s").read_bytes(), "a.json.p7s", CONTENT).intact
    again = CliRunner().invoke(app, ["sign", str(file), "--agency", str(key[0])])
    assert again.exit_code == 1

"""Keys in a device of the server (PKCS#11), played by SoftHSM: signed inside, and nothing when it is taken out."""

import io
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11.util.ec import decode_ec_private_key
from pkcs11.util.rsa import decode_rsa_private_key

from congso.files import queries as files
from congso.files.testing import text_pdf
from congso.kernel.refusals import NotPossibleNow
from congso.organisation.tests.factories import make_officer
from congso.signatures import commands, queries
from congso.signatures.commands import Hand, Holder
from congso.signatures.models import SignedPaper
from congso.signatures.rules.keys import Medium
from congso.signatures.rules.places import LEADER, Place
from congso.signatures.testing import NOW, authority, certificate_file

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN, LABEL = "246810", "CongSo"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not MODULE.exists() or not shutil.which("softhsm2-util"), reason="SoftHSM is not installed"),
]


@pytest.fixture
def device(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A token of its own for the test, and its library."""
    folder = tmp_path / "tokens"
    folder.mkdir()
    configuration = tmp_path / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder}\nobjectstore.backend = file\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(configuration))
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", LABEL, "--so-pin", "97531", "--pin", PIN],
        check=True, capture_output=True, env=os.environ,
    )  # fmt: skip
    settings.PKCS11_MODULE, settings.PKCS11_PIN, settings.STORED_FILES_DIR = MODULE, PIN, tmp_path / "files"
    library = pkcs11.lib(str(MODULE))
    library.reinitialize()
    return library


def put_in(device: Any, label: str, key: Any) -> None:
    """Import a private key into the token."""
    if isinstance(key, rsa.RSAPrivateKey):
        made = decode_rsa_private_key(key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption()))
    else:
        made = decode_ec_private_key(key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption()))
    said = {pkcs11.Attribute.LABEL: label, pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.SIGN: True}
    with device.get_token(token_label=LABEL).open(user_pin=PIN, rw=True) as session:
        session.create_object({**made, **said})


def registered(officer: Any, key: Any, reference: str) -> Any:
    return commands.register(
        holder=Holder(person_id=officer.person_id),
        medium=Medium.TOKEN,
        chain=certificate_file(key=key.public_key()).decode(),
        reference=reference,
        now=NOW,
    )


def signed(officer: Any, credential_id: Any) -> SignedPaper:
    paper_id = commands.begin(
        pdf=text_pdf("Quyet dinh so 1"),
        spots=[Place(LEADER, 0, 300, 100, 180, 80)],
        organisation_id=officer.organisation_id,
        title="Quyết định",
        code=commands.new_code(),
        name="qd.pdf",
        hand=Hand(officer.id, credential_id),
        now=NOW,
    )
    return SignedPaper.objects.get(id=paper_id)


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_the_device_signs_and_the_signature_holds(device: Any, kind: str) -> None:
    officer = make_officer()
    key: Any = rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())
    put_in(device, "khoa", key)
    paper = signed(officer, registered(officer, key, f"{LABEL}/khoa"))
    with files.open_bytes(paper.file_id) as stream:
        content = stream.read()
    report = queries.check_file(io.BytesIO(content), name="x.pdf", now=NOW, anchors=[authority().anchor])
    (one,) = report.signatures
    assert (one.facts.intact, one.facts.valid) == (True, True)


def test_taken_out_it_signs_nothing_and_put_back_it_signs(device: Any, tmp_path: Path) -> None:
    officer, key = make_officer(), ec.generate_private_key(ec.SECP256R1())
    put_in(device, "khoa", key)
    kept = registered(officer, key, f"{LABEL}/khoa")
    (tmp_path / "tokens").rename(tmp_path / "out")
    (tmp_path / "tokens").mkdir()
    with pytest.raises(NotPossibleNow, match="Không thấy thiết bị ký") as away:
        signed(officer, kept)
    assert away.value.code == "device_away"
    assert not SignedPaper.objects.exists()
    (tmp_path / "tokens").rmdir()
    (tmp_path / "out").rename(tmp_path / "tokens")
    assert signed(officer, kept).state == "open"


def test_wrong_pin_missing_key_and_another_key_are_told_apart(device: Any, settings: Any) -> None:
    officer, key = make_officer(), ec.generate_private_key(ec.SECP256R1())
    put_in(device, "khac", ec.generate_private_key(ec.SECP256R1()))
    kept = registered(officer, key, f"{LABEL}/khac")
    with pytest.raises(NotPossibleNow, match="không khớp với chứng thư"):
        signed(officer, kept)
    missing = registered(officer, key := ec.generate_private_key(ec.SECP256R1()), f"{LABEL}/khong-co")
    with pytest.raises(NotPossibleNow, match="không có khóa “khong-co”"):
        signed(officer, missing)
    settings.PKCS11_PIN = "000000"
    with pytest.raises(NotPossibleNow, match="không nhận mã PIN"):
        signed(officer, missing)
    settings.PKCS11_MODULE = None
    with pytest.raises(NotPossibleNow, match="chưa cấu hình thiết bị ký"):
        signed(officer, missing)

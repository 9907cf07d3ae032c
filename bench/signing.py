"""How many PDFs one core signs in a second of its own time (PAdES B-B, B-T), beside the bare RSA-2048 signatures.

`python -m bench.signing`. The letter is one page with prepared fields; each signature has the picture of a hand. The
time-stamp authority runs in this process: its own signature is part of what is measured for B-T.
"""

import io
import os
import time
from collections.abc import Callable
from typing import Any

from bench.report import Report

TIMES = 100


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congso.config.settings")
    for name in ("CONGSO_SECRET_KEY", "CONGSO_VNEID_CLIENT_SECRET"):
        os.environ.setdefault(name, "only-for-benchmarks-" + "0123456789" * 4)
    os.environ.setdefault("DATABASE_URL", "postgres:///nobody")
    os.environ.setdefault("CONGSO_DEMO", "1")
    import django

    django.setup()
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    from congso.files.testing import text_pdf
    from congso.signatures.making import drawings, keys, pictures
    from congso.signatures.making.fields import prepare
    from congso.signatures.making.signing import Filled, Intent, sign
    from congso.signatures.queries import check_file
    from congso.signatures.rules.places import AGENCY, DAY, LEADER, NUMBER, Place, lower_right, seal_over
    from congso.signatures.testing import NOW, authority, certified, time_stamper

    report = Report()
    key = rsa.generate_private_key(65537, 2048)
    held = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    chain = keys.chain_of(certified(key.public_key(), "Trần Thị Ký"))
    started = time.process_time()
    for _ in range(TIMES):
        key.sign(b"a letter", padding.PKCS1v15(), hashes.SHA256())
    raw = TIMES / (time.process_time() - started)

    hand = lower_right(0, 595, 842)
    spots = [
        hand, seal_over(hand), Place(NUMBER, 0, 90, 60, 120, 17, "text"), Place(DAY, 0, 320, 60, 160, 17, "text"),
    ]  # fmt: skip
    letter = prepare(text_pdf("Quyet dinh"), spots, {AGENCY: [NUMBER, DAY]})
    signature, seal = pictures.handwriting("Trần Thị Ký"), pictures.seal("UBND phường Thử")
    fills = {NUMBER: Filled("128/QĐ-UBND", 120, 17), DAY: Filled("ngày 21 tháng 11 năm 2026", 160, 17, italic=True)}
    stamper = time_stamper()

    def leader(timestamper: Any = None) -> bytes:
        looks = drawings.picture_style(signature)
        intent = Intent(LEADER, name="Trần Thị Ký", first=True, looks=looks, timestamper=timestamper)
        return sign(letter, keys.software(chain, held), intent)

    signed = leader()

    def agency() -> bytes:
        intent = Intent(AGENCY, name="UBND", fills=fills, looks=drawings.picture_style(seal))
        return sign(signed, keys.software(chain, held), intent)

    works: list[tuple[str, Callable[[], bytes], int]] = [
        ("PAdES B-B, the first signature", leader, 40),
        ("PAdES B-B, number and day filled in, after another", agency, 40),
        ("PAdES B-T, the first signature", lambda: leader(stamper), 20),
    ]
    for name, work, bar in works:
        work()
        started = time.process_time()
        for _ in range(TIMES):
            made = work()
        rate = TIMES / (time.process_time() - started)
        found = check_file(io.BytesIO(made), name="van-ban.pdf", now=NOW, anchors=[authority().anchor])
        assert all(one.facts.intact and one.facts.valid for one in found.signatures)
        report.add(
            name, rate, "signatures/s",
            reference=f"one bare RSA-2048 signature: {raw:.0f}/s; bar {bar}/s", ratio=rate / raw, rows=TIMES,
        )  # fmt: skip
    report.write()


if __name__ == "__main__":
    main()

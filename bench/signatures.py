"""How many signed PDFs are judged in a second on one core, beside checking the bare signature of the same bytes.

`python -m bench.signatures`.
"""

import io
import os
import time

from bench.report import Report

TIMES = 200


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congso.config.settings")
    for name in ("CONGSO_SECRET_KEY", "CONGSO_VNEID_CLIENT_SECRET"):
        os.environ.setdefault(name, "only-for-benchmarks-" + "0123456789" * 4)
    os.environ.setdefault("DATABASE_URL", "postgres:///nobody")
    os.environ.setdefault("CONGSO_DEMO", "1")
    import django

    django.setup()
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    from congso.signatures.queries import NoEvidence, check_file
    from congso.signatures.testing import NOW, authority, signed_pdf, signer

    report = Report()
    anchors = [authority().anchor]
    once = signed_pdf()
    twice = signed_pdf(signer("Ủy ban"), content=once, field="CoQuan")
    key = ec.generate_private_key(ec.SECP256R1())
    bare = key.sign(once, ec.ECDSA(hashes.SHA256()))
    started = time.perf_counter()
    for _ in range(TIMES):
        key.public_key().verify(bare, once, ec.ECDSA(hashes.SHA256()))
    raw = TIMES / (time.perf_counter() - started)
    for name, content in (("one signature", once), ("two, the first compared with the last state", twice)):
        started = time.perf_counter()
        for _ in range(TIMES):
            found = check_file(io.BytesIO(content), name="van-ban.pdf", now=NOW, anchors=anchors, evidence=NoEvidence())
            assert all(one.facts.intact for one in found.signatures)
        rate = TIMES / (time.perf_counter() - started)
        report.add(
            f"signed PDFs judged, {name}", rate, "files/s",
            reference=f"checking one bare ECDSA P-256 signature of the same bytes: {raw:.0f}/s; bar 100/s",
            ratio=rate / raw, rows=TIMES,
        )  # fmt: skip
    report.write()


if __name__ == "__main__":
    main()

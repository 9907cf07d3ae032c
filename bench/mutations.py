"""Two thousand changed copies of signed PDFs: none that says or shows something else may be judged whole.

    python -m bench.mutations [number]        MUTATIONS_SEED=…

Our own signed files are changed, and the shared samples where they are: bits, ends, objects, and later states of the
file that draw something else. Trust is taken for granted (every certificate trusted, nothing taken back), so that
nothing but what the file says decides. Of each signature that passes, the bytes that it covers must be bytes that were
covered by a signature before; and where all of them pass, what PDFium draws of the file must be what it draws of the
signed state, or of the file as it was before it was changed. Each copy follows from the seed and its number; only the
keys of our own files differ from run to run.
"""

import hashlib
import io
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from bench.report import Report

SEED = int(os.environ.get("MUTATIONS_SEED", "20261201"))
NUMBER = 2_000
SLOWEST_SECONDS = 20.0
SAMPLES_UP_TO = 400_000
"""Bytes of a sample that is changed; scanned laws take seconds to draw."""
MOST_PAGES = 6

Change = Callable[[bytes, random.Random], bytes]


@dataclass
class Outcome:
    """What came of the copies: verdicts by kind of change, what was judged whole and must not, what raised."""

    verdicts: dict[str, Counter[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    raised: list[str] = field(default_factory=list)
    slowest: float = 0.0

    @property
    def number(self) -> int:
        return sum(sum(one.values()) for one in self.verdicts.values())


def flipped(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice([1, 1, 1, 3, 20])):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut(content: bytes, chance: random.Random) -> bytes:
    ends = [one.end() for one in re.finditer(rb"%%EOF\r?\n?", content)]
    if len(ends) > 1 and chance.random() < 0.3:
        return content[: chance.choice(ends[:-1]) + chance.choice([0, 0, 1, 17])]
    return content[: chance.randrange(1, len(content))]


def spliced(content: bytes, chance: random.Random) -> bytes:
    """Take a piece out, put one in, or move one: offsets no longer fit."""
    one, other = sorted(chance.sample(range(len(content)), 2))
    other = min(other, one + 200)
    piece = content[one:other]
    match chance.randrange(3):
        case 0:
            return content[:one] + content[other:]
        case 1:
            at = chance.randrange(len(content))
            return content[:at] + piece + content[at:]
        case _:
            return content[:one] + piece[::-1] + content[other:]


def swapped(content: bytes, chance: random.Random) -> bytes:
    """Swap the numbers of two objects where they stand."""
    heads = list(re.finditer(rb"(?m)^(\d+) 0 obj", content))
    if len(heads) < 2:
        return flipped(content, chance)
    first, second = sorted(chance.sample(heads, 2), key=lambda one: one.start())
    a, b = first.group(1), second.group(1)
    return (
        content[: first.start()] + b + content[first.end(1) : second.start()] + a + content[second.end(1) :]
    )  # fmt: skip


def appended(content: bytes, chance: random.Random) -> bytes:
    """Append raw bytes: nothing, another end, another table that leads elsewhere, a whole other file."""
    from congso.files.testing import text_pdf

    tables = [int(one) for one in re.findall(rb"startxref\s+(\d+)", content)] or [0]
    return content + chance.choice(
        [
            b"\n", b"%%EOF\n", bytes(chance.randbytes(40)), b"\n% " + chance.randbytes(8).hex().encode() + b"\n",
            b"startxref\n%d\n%%%%EOF\n" % chance.choice(tables),
            b"startxref\n%d\n%%%%EOF\n" % chance.randrange(len(content)),
            text_pdf("Noi dung khac"),
        ]
    )  # fmt: skip


def prefixed(content: bytes, chance: random.Random) -> bytes:
    return chance.choice([b"\n", b"%PDF-1.7\n", b"x" * chance.randrange(1, 900)]) + content


def updated(content: bytes, chance: random.Random) -> bytes:
    """Append a state in the way a program would, in which something is drawn otherwise, or an object is another."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    for _ in range(chance.choice([1, 1, 2, 4])):
        chance.choice(UPDATES)(writer, chance)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def signed_over(content: bytes, chance: random.Random) -> bytes:
    """Let another, whom everybody trusts, sign with a mark that lies over most of a page."""
    from concurrent.futures import ThreadPoolExecutor

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    from congso.signatures.testing import signer

    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    spec = fields.SigFieldSpec(f"Che{chance.randrange(99)}", box=(5, 5, 590, chance.randrange(400, 800)), on_page=0)
    meta = signers.PdfSignatureMetadata(field_name=spec.sig_field_name, md_algorithm="sha256")
    making = signers.PdfSigner(meta, signer=signer("Kẻ che"), new_field_spec=spec)
    with ThreadPoolExecutor(1) as apart:
        out: Any = apart.submit(making.sign_pdf, writer).result()
    return bytes(out.getvalue())


def stamped_over(content: bytes, chance: random.Random) -> bytes:
    """Put a time-stamp over the whole file into a box, that draws something."""
    from concurrent.futures import ThreadPoolExecutor

    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    left, low = chance.randrange(0, 300), chance.randrange(0, 500)
    box = (left, low, left + chance.randrange(60, 280), low + chance.randrange(40, 280))
    spec = fields.SigFieldSpec(f"Dau{chance.randrange(99)}", box=box, on_page=0)
    fields.append_signature_field(writer, spec)
    name = generic.pdf_name
    looks = _stream(
        writer, b"0.8 0 0 rg 0 0 300 300 re f", Type=name("/XObject"), Subtype=name("/Form"),
        BBox=generic.ArrayObject([generic.NumberObject(one) for one in (0, 0, 300, 300)]),
    )  # fmt: skip
    field = writer.root["/AcroForm"]["/Fields"].raw_get(-1).get_object()
    field[name("/AP")] = generic.DictionaryObject({name("/N"): looks})
    making = signers.PdfTimeStamper(_time_stamper(), field_name=spec.sig_field_name)
    with ThreadPoolExecutor(1) as apart:
        out: Any = apart.submit(making.timestamp_pdf, writer, "sha256").result()
    return bytes(out.getvalue())


@lru_cache(maxsize=1)
def _time_stamper() -> Any:
    from congso.signatures.testing import time_stamper

    return time_stamper()


def signed_bit_by_bit(content: bytes, chance: random.Random) -> bytes:
    """Let others sign with marks of which each is small, and all together hide a page."""
    from concurrent.futures import ThreadPoolExecutor

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    from congso.signatures.testing import signer

    by, start = signer("Kẻ che"), chance.randrange(99)
    for row in range(4):
        writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
        spec = fields.SigFieldSpec(f"Che{start}{row}", box=(5, 5 + 195 * row, 590, 195 + 195 * row), on_page=0)
        meta = signers.PdfSignatureMetadata(field_name=spec.sig_field_name, md_algorithm="sha256")
        making = signers.PdfSigner(meta, signer=by, new_field_spec=spec)
        with ThreadPoolExecutor(1) as apart:
            out: Any = apart.submit(making.sign_pdf, writer).result()
        content = bytes(out.getvalue())
    return content


def _page(writer: Any) -> Any:
    return writer.root["/Pages"]["/Kids"].raw_get(0).get_object()


def _stream(writer: Any, drawing: bytes, **entries: Any) -> Any:
    from pyhanko.pdf_utils import generic

    told = {generic.pdf_name(f"/{name}"): value for name, value in entries.items()}
    return writer.add_object(generic.StreamObject(told, stream_data=drawing))


def other_words(writer: Any, chance: random.Random) -> None:
    from pyhanko.pdf_utils.generic import pdf_name

    page = _page(writer)
    x, y = chance.randrange(20, 300), chance.randrange(20, 700)
    page[pdf_name("/Contents")] = _stream(writer, b"0.2 g %d %d 200 80 re f" % (x, y))
    writer.update_container(page)


def more_words(writer: Any, chance: random.Random) -> None:
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.generic import pdf_name

    page = _page(writer)
    had = page.raw_get("/Contents") if "/Contents" in page else None
    drawn = _stream(writer, b"q 0.9 g %d 0 300 400 re f Q" % chance.randrange(0, 300))
    before = list(had) if isinstance(had, generic.ArrayObject) else [had] if had is not None else []
    page[pdf_name("/Contents")] = generic.ArrayObject([*before, drawn])
    writer.update_container(page)


def turned(writer: Any, chance: random.Random) -> None:
    from pyhanko.pdf_utils import generic

    page = _page(writer)
    key = chance.choice(["/Rotate", "/MediaBox", "/CropBox", "/UserUnit"])
    box = generic.ArrayObject([generic.NumberObject(one) for one in (0, 0, 200, chance.randrange(100, 500))])
    value = {"/Rotate": generic.NumberObject(90), "/UserUnit": generic.NumberObject(2)}.get(key, box)
    page[generic.pdf_name(key)] = value
    writer.update_container(page)


def a_box(writer: Any, chance: random.Random) -> None:
    """Lay a box over a page: a note, a stamp, a field, a link, one that looks like a signature."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.generic import pdf_name as name

    page = _page(writer)
    rect = generic.ArrayObject([generic.NumberObject(one) for one in (20, 20, 400, chance.randrange(100, 780))])
    looks = _stream(
        writer, b"0.4 g 0 0 380 700 re f", Type=name("/XObject"), Subtype=name("/Form"),
        BBox=generic.ArrayObject([generic.NumberObject(one) for one in (0, 0, 380, 700)]),
    )  # fmt: skip
    kind = chance.choice(["/FreeText", "/Stamp", "/Square", "/Link", "/Widget", "/Widget"])
    box = generic.DictionaryObject({
        name("/Type"): name("/Annot"), name("/Subtype"): name(kind), name("/Rect"): rect,
        name("/F"): generic.NumberObject(4), name("/AP"): generic.DictionaryObject({name("/N"): looks}),
    })  # fmt: skip
    if kind == "/Widget":
        box[name("/FT")] = name(chance.choice(["/Sig", "/Tx", "/Btn"]))
        box[name("/T")] = generic.TextStringObject(f"O{chance.randrange(99)}")
    held = writer.add_object(box)
    annotations = page.get("/Annots")
    if annotations is None:
        page[name("/Annots")] = generic.ArrayObject([held])
    else:
        annotations.append(held)
        writer.update_container(annotations)
    writer.update_container(page)
    form = writer.root.get("/AcroForm")
    if kind == "/Widget" and form is not None and "/Fields" in form:
        form["/Fields"].append(held)
        writer.update_container(form["/Fields"])


def another_page(writer: Any, chance: random.Random) -> None:
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.generic import pdf_name as name

    tree = writer.root["/Pages"]
    kids = tree["/Kids"]
    if chance.random() < 0.3 and len(kids) > 1:
        del kids[-1]
    else:
        box = generic.ArrayObject([generic.NumberObject(one) for one in (0, 0, 300, 300)])
        page = generic.DictionaryObject({name("/Type"): name("/Page"), name("/MediaBox"): box})
        page[name("/Parent")] = writer.root.raw_get("/Pages")
        kids.insert(chance.randrange(len(kids) + 1), writer.add_object(page))
    tree[name("/Count")] = generic.NumberObject(len(kids))
    writer.update_container(kids)
    writer.update_container(tree)


def an_object_for_another(writer: Any, chance: random.Random) -> None:
    """Give an object the content of another: a font, a picture, how a box looks, a catalogue."""
    from pyhanko.pdf_utils import generic

    numbers = range(1, 60)
    for _ in range(20):
        one, other = chance.choice(numbers), chance.choice(numbers)
        try:
            content = writer.prev.get_object(generic.Reference(other, 0, writer.prev))
            writer.prev.get_object(generic.Reference(one, 0, writer.prev))
        except Exception:
            continue
        writer.objects[(0, one)] = content
        return


def a_value(writer: Any, chance: random.Random) -> None:
    """Change a field: what it says, how it looks, whether it is shown."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.generic import pdf_name as name

    fields = [one.get_object() for one in writer.root.get("/AcroForm", {}).get("/Fields", ())]
    if not fields:
        return other_words(writer, chance)
    one = chance.choice(fields)
    match chance.randrange(5):
        case 0:
            one[name("/V")] = generic.TextStringObject("Gia khac")
        case 1:
            one[name("/F")] = generic.NumberObject(2)
        case 2:
            one[name("/Rect")] = generic.ArrayObject([generic.NumberObject(n) for n in (0, 0, 300, 500)])
        case 3:
            looks = _stream(
                writer, b"0.1 g 0 0 500 500 re f", Type=name("/XObject"), Subtype=name("/Form"),
                BBox=generic.ArrayObject([generic.NumberObject(n) for n in (0, 0, 500, 500)]),
            )  # fmt: skip
            one[name("/AP")] = generic.DictionaryObject({name("/N"): looks})
        case _:
            one[name("/MK")] = generic.DictionaryObject(
                {name("/BG"): generic.ArrayObject([generic.FloatObject("0.5")] * 3)}
            )
    writer.update_container(one)
    return None


UPDATES: list[Callable[[Any, random.Random], None]] = [
    other_words, more_words, turned, a_box, a_box, another_page, an_object_for_another, an_object_for_another, a_value,
]  # fmt: skip
CHANGES: dict[str, tuple[int, Change]] = {
    "flip": (6, flipped), "cut": (2, cut), "splice": (2, spliced), "swap": (2, swapped), "append": (2, appended),
    "prefix": (1, prefixed), "update": (9, updated), "sign over": (1, signed_over),
    "stamp over": (2, stamped_over), "sign bits": (1, signed_bit_by_bit),
}  # fmt: skip
_SIGNING = frozenset({"sign over", "stamp over", "sign bits"})
"""Kinds that add signatures of their own, which then cover bytes that nobody had signed before."""


def files(*, samples: bool) -> dict[str, tuple[bytes, list[Any]]]:
    """Return what is changed, with its roots: our own files, and the samples where they are here and not large."""
    import csv

    from asn1crypto import pem, x509

    from congso.kernel.testing import shared_data
    from congso.signatures.testing import authority, signed_pdf, signer

    ours = [authority().anchor]
    once = signed_pdf()
    found: dict[str, tuple[bytes, list[Any]]] = {
        "one signature": (once, ours),
        "two signatures": (signed_pdf(signer("Ủy ban"), content=once, field="CoQuan"), ours),
    }
    if not samples:
        return found
    try:
        folder = shared_data("signed_pdfs")
    except BaseException:  # it skips a test; here the samples are left out
        print("the shared samples are not here: our own files alone")
        return found
    roots = [
        x509.Certificate.load(content)
        for _, _, content in pem.unarmor((folder / "embedded_ca_certs.pem").read_bytes(), multiple=True)
    ]
    with (folder / "expected.csv").open(encoding="utf-8") as table:
        for name in dict.fromkeys(row["file"] for row in csv.DictReader(table) if row["signature_index"]):
            content = (folder / name).read_bytes()
            if len(content) <= SAMPLES_UP_TO:
                found[name] = (content, roots)
    return found


def judged(content: bytes, roots: list[Any]) -> list[tuple[Any, bytes]]:
    """Return the verdicts on the signatures, trust taken for granted, each with the bytes that it covers."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    from congso.signatures.queries import NoEvidence, check_file
    from congso.signatures.rules.facts import Revocation, Trust
    from congso.signatures.rules.judging import judge
    from congso.signatures.testing import NOW

    report = check_file(io.BytesIO(content), name="a.pdf", now=NOW, anchors=roots, evidence=NoEvidence())
    report.to_json()
    found = []
    for one in report.signatures:
        moment = one.facts.certificate.valid_from if one.facts.certificate else NOW
        facts = replace(one.facts, trust=Trust.TRUSTED, revocation=Revocation.GOOD, proven_at=None)
        found.append(judge(facts, moment))
    if not any(one.indication == "TOTAL-PASSED" for one in found):
        return [(one, b"") for one in found]
    embedded = PdfFileReader(io.BytesIO(content), strict=False).embedded_signatures
    return [(one, covered(content, signature.byte_range)) for one, signature in zip(found, embedded, strict=True)]


def covered(content: bytes, byte_range: Any) -> bytes:
    a, b, c, d = (int(one) for one in byte_range)
    return content[a : a + b] + content[c : c + d]


@lru_cache(maxsize=64)
def drawn(content: bytes) -> tuple[bytes, ...]:
    """Return a fingerprint of each page as PDFium draws it, with its boxes; () for what it cannot open."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError:
        return ()
    try:
        document.init_forms()
        found = []
        for number in range(min(len(document), MOST_PAGES)):
            bitmap = document[number].render(scale=0.4, may_draw_forms=True)
            found.append(hashlib.sha256(bytes(bitmap.buffer)).digest())
        return (len(document).to_bytes(4, "big"), *found)
    except pdfium.PdfiumError:
        return ()
    finally:
        document.close()


def troubles(before: bytes, after: bytes, found: list[tuple[Any, bytes]], known: set[bytes]) -> Iterator[str]:
    """Say what is wrong about a changed file whose signatures pass: each by itself, then the file as a whole."""
    passed = [told for verdict, told in found if verdict.indication == "TOTAL-PASSED"]
    if any(hashlib.sha256(told).digest() not in known for told in passed):
        yield "a signature over other bytes passes"
        return
    if len(passed) < len(found):
        return  # somebody else's signature that does not hold says so for the file
    first = min(passed, key=len)
    now = drawn(after)
    if not now and drawn(before):
        yield "every signature passes on a file that PDFium does not open"
    elif now not in (drawn(after[: _end_of(after, first)]), drawn(before)):
        yield "every signature passes on a file that shows something else"


def _end_of(content: bytes, bytes_covered: bytes) -> int:
    """Return where the signed state ends."""
    tail = bytes_covered[-200:]
    return content.index(tail) + len(tail)


def mutate(number: int = NUMBER, seed: int = SEED, *, samples: bool = True) -> Outcome:
    """Change and judge that many copies, spread over all files; our own alone without `samples`."""
    outcome = Outcome()
    names, weights = list(CHANGES), [weight for weight, _ in CHANGES.values()]
    sources = files(samples=samples)
    known = {
        name: {hashlib.sha256(told).digest() for _, told in judged_bytes(content)}
        for name, (content, _) in sources.items()
    }
    while outcome.number < number:
        for name, (content, roots) in sources.items():
            if outcome.number >= number:
                break
            chance = random.Random(f"{seed} {outcome.number}")
            kind = chance.choices(names, weights)[0]
            try:
                changed = CHANGES[kind][1](content, chance)
            except Exception:  # pyHanko refuses to write after some of the samples
                kind, changed = "flip", flipped(content, chance)
            if changed == content:
                changed = content + b"\n"
            _look(outcome, f"{name}, {kind}", kind, content, changed, roots, known[name])
    return outcome


def judged_bytes(content: bytes) -> list[tuple[str, bytes]]:
    from pyhanko.pdf_utils.reader import PdfFileReader

    found = PdfFileReader(io.BytesIO(content), strict=False).embedded_signatures
    return [(str(one.field_name), covered(content, one.byte_range)) for one in found]


def _look(
    outcome: Outcome, label: str, kind: str, before: bytes, after: bytes, roots: list[Any], known: set[bytes]
) -> None:
    began = time.perf_counter()
    told = f"{label}, copy {outcome.number}"
    try:
        found = judged(after, roots)
        verdicts = [one.indication.value for one, _ in found]
        if kind in _SIGNING:
            known = known | {hashlib.sha256(told).digest() for _, told in judged_bytes(after)}
        wrong = list(troubles(before, after, found, known)) if "TOTAL-PASSED" in verdicts else []
    except Exception as error:
        outcome.raised.append(f"{told}: {type(error).__name__}: {error}")
        verdicts, wrong = ["raised"], []
    outcome.slowest = max(outcome.slowest, time.perf_counter() - began)
    outcome.wrong += [f"{told}: {one}" for one in wrong]
    worst = next(
        (one for one in ("raised", "TOTAL-FAILED", "INDETERMINATE", "TOTAL-PASSED") if one in verdicts), "none"
    )
    outcome.verdicts.setdefault(kind, Counter())[worst] += 1
    folder = os.environ.get("MUTATIONS_KEEP")
    if folder and wrong:
        Path(folder, f"{outcome.number}.pdf").write_bytes(after)


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congso.config.settings")
    for name in ("CONGSO_SECRET_KEY", "CONGSO_VNEID_CLIENT_SECRET"):
        os.environ.setdefault(name, "only-for-benchmarks-" + "0123456789" * 4)
    os.environ.setdefault("DATABASE_URL", "postgres:///nobody")
    os.environ.setdefault("CONGSO_DEMO", "1")
    import django

    django.setup()


def main() -> None:
    set_up()
    number = int(sys.argv[1]) if len(sys.argv) > 1 else NUMBER
    began = time.perf_counter()
    outcome = mutate(number)
    heads = ("TOTAL-PASSED", "INDETERMINATE", "TOTAL-FAILED", "none", "raised")
    print(f"{'change':10}" + "".join(f"{one:>15}" for one in heads))
    for kind, found in sorted(outcome.verdicts.items()):
        print(f"{kind:10}" + "".join(f"{found[one]:15}" for one in heads))
    for line in (*outcome.wrong, *outcome.raised):
        print(f"WRONG {line}")
    print(f"{outcome.number} copies, seed {SEED}, {time.perf_counter() - began:.0f} s, slowest {outcome.slowest:.1f} s")
    if outcome.number < NUMBER:
        raise SystemExit(1 if outcome.wrong or outcome.raised else 0)
    report = Report()
    report.add(
        "changed copies of signed PDFs judged whole though they say or show something else, or not judged at all",
        len(outcome.wrong) + len(outcome.raised), "files", reference="bar 0", rows=outcome.number,
    )  # fmt: skip
    report.write()
    if outcome.wrong or outcome.raised or outcome.slowest > SLOWEST_SECONDS:
        raise SystemExit(1)


if __name__ == "__main__":
    main()

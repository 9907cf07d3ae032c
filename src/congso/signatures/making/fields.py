"""Preparing a PDF before the first signature: boxes to sign, and boxes to fill in that stay open until the last one."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from pyhanko.pdf_utils import generic as _generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields

from congso.kernel.refusals import Incorrect

from ..rules.places import Place, within

NOT_READABLE = "Tệp PDF bị hỏng hoặc đặt mật khẩu nên không ký được: tải lại bản không đặt mật khẩu."
# Its classes have no types.
generic: Any = _generic
_PRINTED = 4
_CLIPPED_LINE = 1 << 23  # DoNotScroll: what does not fit is not taken


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Return width and height of each page in points, as it is shown. Raises Incorrect for what is no open PDF."""
    try:
        reader: Any = PdfFileReader(io.BytesIO(pdf), strict=False)
        if reader.encrypted:
            raise Incorrect(NOT_READABLE)
        sizes = [_size(reader, number) for number in range(int(reader.root["/Pages"]["/Count"]))]
        if not sizes:
            raise Incorrect(NOT_READABLE)
        return sizes
    except Incorrect:
        raise
    except Exception as error:  # the library raises many kinds on a broken file
        raise Incorrect(NOT_READABLE) from error


def _size(reader: Any, number: int) -> tuple[float, float]:
    node: Any = reader.root["/Pages"]
    page: Any = reader.find_page_for_modification(number)[0].get_object()
    for one in (page, node):
        if "/MediaBox" in one:
            left, bottom, right, top = (float(part) for part in one["/MediaBox"])
            return (right - left, top - bottom)
    return (595.276, 841.89)


def is_signed(pdf: bytes) -> bool:
    """Tell whether somebody signed this PDF already: then it takes signatures, but no new box to fill in."""
    try:
        return bool(PdfFileReader(io.BytesIO(pdf), strict=False).embedded_signatures)
    except Exception as error:
        raise Incorrect(NOT_READABLE) from error


def prepare(pdf: bytes, places: Sequence[Place], locks: Mapping[str, Sequence[str]] | None = None) -> bytes:
    """Return the PDF with an empty field at each place. A field that is there by that name stays as it is.

    `locks` says which boxes nobody may change once a field is signed (FieldMDP); that is part of what is signed first.
    """
    sizes = page_sizes(pdf)
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    there = _names(writer)
    for place in places:
        if place.name in there:
            continue
        page = min(place.page, len(sizes) - 1)
        box = within(place, *sizes[page]).on(sizes[page][1])
        if place.kind == "text":
            _add_text(writer, place.name, page, box)
        else:
            locked = (locks or {}).get(place.name)
            rule = fields.FieldMDPSpec(fields.FieldMDPAction.INCLUDE, fields=list(locked)) if locked else None
            spec = fields.SigFieldSpec(place.name, on_page=page, box=_whole(box), field_mdp_spec=rule)
            fields.append_signature_field(writer, spec)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _whole(box: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
    left, bottom, right, top = (round(part) for part in box)
    return (left, bottom, right, top)


def _names(writer: IncrementalPdfFileWriter) -> set[str]:
    return {str(one.get("/T", "")) for one in _listed(writer.root)}


def _listed(root: Any) -> list[Any]:
    """Return the fields of a file; its entries may be references, which only subscription follows."""
    if "/AcroForm" not in root:
        return []
    form = root["/AcroForm"]
    found = form["/Fields"] if "/Fields" in form else ()  # noqa: SIM401 - `get` follows no reference
    return [one.get_object() for one in found]


def _add_text(writer: Any, name: str, page_number: int, box: tuple[float, ...]) -> None:
    page = writer.find_page_for_modification(page_number)[0]
    field = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/Widget"),
            generic.pdf_name("/FT"): generic.pdf_name("/Tx"),
            generic.pdf_name("/T"): generic.pdf_string(name),
            generic.pdf_name("/DA"): generic.pdf_string("0 g"),
            generic.pdf_name("/F"): generic.NumberObject(_PRINTED),
            generic.pdf_name("/Ff"): generic.NumberObject(_CLIPPED_LINE),
            generic.pdf_name("/Rect"): generic.ArrayObject(generic.FloatObject(round(part, 2)) for part in box),
            generic.pdf_name("/P"): page,
        }
    )
    reference = writer.add_object(field)
    _annotations(writer, page.get_object()).append(reference)
    _form(writer).append(reference)


def _annotations(writer: Any, page: Any) -> Any:
    if "/Annots" not in page:
        page["/Annots"] = generic.ArrayObject()
        writer.update_container(page)
    found = page["/Annots"]
    writer.update_container(found)
    return found


def _form(writer: Any) -> Any:
    root = writer.root
    if "/AcroForm" not in root:
        root["/AcroForm"] = writer.add_object(
            generic.DictionaryObject({generic.pdf_name("/Fields"): generic.ArrayObject()})
        )
        writer.update_root()
    form = root["/AcroForm"]
    if "/Fields" not in form:
        form["/Fields"] = generic.ArrayObject()
        writer.update_container(form)
    found = form["/Fields"]
    writer.update_container(found)
    return found


def fill(writer: Any, name: str, value: str, drawing: Any) -> None:
    """Write `value` into a text field, shown by `drawing` (a reference to a form XObject as large as its box)."""
    for field in _listed(writer.root):
        if str(field.get("/T", "")) == name:
            field["/V"] = generic.TextStringObject(value)
            field["/AP"] = generic.DictionaryObject({generic.pdf_name("/N"): drawing})
            writer.update_container(field)
            return
    raise KeyError(name)


def text_boxes(pdf: bytes) -> dict[str, tuple[float, float]]:
    """Return width and height (points) of each box that can be filled in and is still empty, by name."""
    reader: Any = PdfFileReader(io.BytesIO(pdf), strict=False)
    found = {}
    for field in _listed(reader.root):
        if field.get("/FT") == "/Tx" and "/V" not in field and "/Rect" in field:
            left, bottom, right, top = (float(part) for part in field["/Rect"])
            found[str(field.get("/T", ""))] = (right - left, top - bottom)
    return found

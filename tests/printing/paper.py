"""Reads printed documents back: their words, their codes, their pictures and what they claim to be."""

from __future__ import annotations

from ctypes import c_uint
from io import BytesIO

import pikepdf
import pypdfium2
import zxingcpp

SCALE = 3.0
"""Pixels a point, about 216 dots an inch: a plain office scanner."""


def words(pdf: bytes) -> list[str]:
    """The text of each page with single spaces, as a reading program finds it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def lines(pdf: bytes) -> list[str]:
    """The lines of all pages, as they stand on paper."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [line for page in document for line in page.get_textpage().get_text_bounded().splitlines()]


def codes(pdf: bytes, page: int = 0) -> list[str]:
    """What a camera reads from the codes on a page."""
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[page].render(scale=SCALE, grayscale=True).to_pil()
    return sorted(found.text for found in zxingcpp.read_barcodes(picture))


def boxes(pdf: bytes, wanted: str, page: int = 0) -> list[tuple[float, float, float, float]]:
    """Where a text stands: left, top, right, bottom in inches from the upper left corner of the sheet."""
    with pypdfium2.PdfDocument(pdf) as document:
        sheet = document[page]
        height = sheet.get_height()
        reading = sheet.get_textpage()
        found = reading.search(wanted).get_next()
        assert found is not None, wanted
        rectangles = [reading.get_rect(number) for number in range(reading.count_rects(found[0], found[1]))]
    return [
        (left / 72, (height - top) / 72, right / 72, (height - bottom) / 72)
        for left, bottom, right, top in rectangles
    ]


def on_the_line_of(pdf: bytes, wanted: str) -> str:
    """What stands on the same line as the first place of a text, from edge to edge, with single spaces."""
    with pypdfium2.PdfDocument(pdf) as document:
        for sheet in document:
            reading = sheet.get_textpage()
            found = reading.search(wanted).get_next()
            if found is not None:
                reading.count_rects(found[0], found[1])
                _left, bottom, _right, top = reading.get_rect(0)
                text = reading.get_text_bounded(0, bottom + 1, sheet.get_width(), top - 1)
                return " ".join(text.split())
    raise AssertionError(wanted)


def writing_lines(pdf: bytes) -> list[tuple[int, float, float, float]]:
    """Long thin gray lines across: page, left and right, height above the lower edge of the sheet; in points."""
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document):
            for drawn in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH]):
                left, bottom, right, top = drawn.get_bounds()
                if top - bottom < 2 and right - left > 72 and _is_gray(drawn):
                    found.append((number, left, right, (top + bottom) / 2))
    return found


def _is_gray(drawn: pypdfium2.PdfObject) -> bool:
    colors = [c_uint() for _ in range(4)]
    pypdfium2.raw.FPDFPageObj_GetStrokeColor(drawn.raw, *colors)
    red, green, blue = (each.value for each in colors[:3])
    return red == green == blue > 0


def rooms(pdf: bytes) -> list[float]:
    """For each writing line: millimeters to the nearest line or word above it on the same page."""
    drawn, found = writing_lines(pdf), []
    with pypdfium2.PdfDocument(pdf) as document:
        readings = [page.get_textpage() for page in document]
        words = [[each.get_rect(number) for number in range(each.count_rects())] for each in readings]
    for number, left, right, height in drawn:
        lines = [at for page, start, end, at in drawn if page == number and start < right and left < end]
        above = [bottom for start, bottom, end, _ in words[number] if start < right and left < end]
        nearest = min((each - height for each in (*lines, *above) if each > height + 0.5), default=0.0)
        found.append(nearest / 72 * 25.4)
    return found


def sheet(pdf: bytes) -> tuple[float, float]:
    """Width and height of the first page in inches."""
    with pypdfium2.PdfDocument(pdf) as document:
        width, height = document[0].get_size()
    return round(width / 72, 2), round(height / 72, 2)


def claims(pdf: bytes) -> tuple[str, bool, str, str]:
    """The part of PDF/UA it claims, whether it is tagged, its language and its title."""
    with pikepdf.open(BytesIO(pdf)) as document:
        part = str(document.open_metadata().get("pdfuaid:part", ""))
        marked = bool(document.Root.MarkInfo.Marked) and "/StructTreeRoot" in document.Root
        return part, marked, str(document.Root.Lang), str(document.docinfo.Title)


def alternatives(pdf: bytes) -> list[str]:
    """The words beside each picture."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return [str(each.Alt) for each in document.objects if _is_figure(each)]


def fonts(pdf: bytes) -> set[str]:
    """The font families in it, without the letters that mark a subset."""
    with pikepdf.open(BytesIO(pdf)) as document:
        named = (each for each in document.objects if isinstance(each, pikepdf.Dictionary))
        return {
            str(each.FontName).rpartition("+")[2].partition("-")[0].lstrip("/")
            for each in named
            if "/FontName" in each
        }


def _is_figure(each: object) -> bool:
    return isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure" and "/Alt" in each


def smallest_type(pdf: bytes, page: int = 0) -> float:
    """The smallest type on a page, in points."""
    with pypdfium2.PdfDocument(pdf) as document:
        reading = document[page].get_textpage()
        raw = pypdfium2.raw
        sizes = [raw.FPDFText_GetFontSize(reading.raw, at) for at in range(reading.count_chars())]
    return round(min(size for size in sizes if size > 1), 1)

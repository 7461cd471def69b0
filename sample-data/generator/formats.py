"""Writes forms as files: .xlsx, .xlsm, .xlsb, .csv, and .xls or .ods through LibreOffice."""

import csv
import io
import re
import shutil
import struct
import subprocess
import tempfile
import zipfile
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

STAMP = "2026-10-01T08:00:00Z"
WIDTHS = (12, 16, 48, 14, 30, 30, 50)


def pinned(content, replace=()):
    """The same archive with fixed times, so that the same input gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", STAMP.encode(), data)
            for part, before, after in replace:
                data = data.replace(before, after) if name == part else data
            new.writestr(zipfile.ZipInfo(name, (2026, 10, 1, 8, 0, 0)), data, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def workbook(language, cover, rows, *, guidance=False, title=(), cover_sheet=True, touch=None):
    """A form as a workbook. `touch(cover page, question page, first data row)` makes a mess of it."""
    book = Workbook()
    page = book.active
    front = None
    if cover_sheet:
        front, page = page, book.create_sheet()
        front.title, page.title = language["sheets"]
        write_cover(front, language, cover)
    else:
        page.title = language["sheets"][1]
    for line in title:
        page.append([line])
    width = 7 if guidance else 6
    page.append(list(language["headers"][:width]))
    head = page.max_row
    for row in rows:
        page.append([value if value != "" else None for value in row[:width]])
    style(page, head, width)
    if touch:
        touch(front, page, head + 1)
    return saved(book)


def write_cover(page, language, cover):
    for row, (label, value) in enumerate(zip(language["cover"], cover), 1):
        page.cell(row, 1, label).font = Font(bold=True)
        if value is not None:
            cell = page.cell(row, 2, value)
            cell.number_format = "yyyy-mm-dd" if isinstance(value, date) else "General"
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 26, 44


def style(page, head, width):
    for column in range(1, width + 1):
        cell = page.cell(head, column)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F3A4D")
        page.column_dimensions[cell.column_letter].width = WIDTHS[column - 1]
    for cells in page.iter_rows(head + 1):
        for cell in cells[:width]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(cell.value, date):
                cell.number_format = "yyyy-mm-dd"
    page.freeze_panes = page.cell(head + 1, 1)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return pinned(out.getvalue())


def xlsm(content):
    """The same workbook under the content type of .xlsm; it holds no macro."""
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return pinned(content, [("[Content_Types].xml", plain, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")])


def text(value):
    return "" if value is None else str(value)


def csv_form(language, rows, *, delimiter=",", encoding="utf-8", lines=()):
    """A form without sheets; `lines` stand above the header."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    for line in lines:
        writer.writerow([text(value) for value in line])
    writer.writerow(language["headers"][:6])
    for row in rows:
        writer.writerow([text(value) for value in row[:6]])
    return out.getvalue().encode(encoding)


def libreoffice(content, source, kind):
    """Converts with LibreOffice, which must be installed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"form.{source}")
        path.write_bytes(content)
        home = f"-env:UserInstallation=file://{folder}/home"
        command = ["soffice", home, "--headless", "--convert-to", kind, "--outdir", folder, str(path)]
        subprocess.run(command, check=True, capture_output=True)
        return Path(folder, f"form.{kind.split(':')[0]}").read_bytes()


def soffice_is_there():
    return shutil.which("soffice") is not None


def word_document(letter):
    """A compound file with a stream `WordDocument`: what Word wrote until 2003, cut to the bone."""
    body = (letter.encode("cp1252") + bytes(4096))[:4096]
    entry = lambda name, kind, child, start, size: (
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBB3I", len(name) * 2 + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        + bytes(36) + struct.pack("<IQ", start, size)
    )
    empty = bytes(64) + struct.pack("<HBB3I", 0, 0, 0, *[0xFFFFFFFF] * 3) + bytes(48)
    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("WordDocument", 2, 0xFFFFFFFF, 2, 4096) + empty * 2
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 10), 0xFFFFFFFE]
    fat = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return head + fat + directory + body


# ---- .xlsb: no common program but Excel writes it, so its records are put together here ----


def record(kind, data=b""):
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = b"", len(data)
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 127 else 0)])
        length >>= 7
        if not length:
            return head + size + data


def wide(string):
    letters = string.encode("utf-16-le")
    return struct.pack("<I", len(letters) // 2) + letters


def xlsb_sheet(rows):
    body = record(129) + record(148, struct.pack("<4I", 0, len(rows) - 1, 0, 5)) + record(145)
    for number, row in enumerate(rows):
        body += record(0, struct.pack("<IIHHBI", number, 0, 300, 0, 0, 0))
        for column, value in enumerate(row):
            at = struct.pack("<II", column, 0)
            if isinstance(value, (int, float)):
                body += record(5, at + struct.pack("<d", value))
            elif value not in (None, ""):
                body += record(6, at + wide(str(value)))
    return body + record(146) + record(130)


def xlsb(sheets):
    """Sheets of plain cells: [(name, rows)]. Dates are written as ISO text."""
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    types = '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    links, bundle = "", b""
    for number, (name, _) in enumerate(sheets, 1):
        types += f'<Override PartName="/xl/worksheets/sheet{number}.bin" ContentType="application/vnd.ms-excel.worksheet"/>'
        links += f'<Relationship Id="rId{number}" Type="{rel}/worksheet" Target="worksheets/sheet{number}.bin"/>'
        bundle += record(156, struct.pack("<II", 0, number) + wide(f"rId{number}") + wide(name))
    wrap = '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    parts = [
        ("[Content_Types].xml", (types + "</Types>").encode()),
        ("_rels/.rels", wrap.format(f'<Relationship Id="rId1" Type="{rel}/officeDocument" Target="xl/workbook.bin"/>').encode()),
        ("xl/workbook.bin", record(131) + record(143) + bundle + record(144) + record(132)),
        ("xl/_rels/workbook.bin.rels", wrap.format(links).encode()),
    ]
    parts += [(f"xl/worksheets/sheet{n}.bin", xlsb_sheet(rows)) for n, (_, rows) in enumerate(sheets, 1)]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(zipfile.ZipInfo(name, (2026, 10, 1, 8, 0, 0)), data, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()

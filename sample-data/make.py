#!/usr/bin/env python3
"""Makes sample-data/portfolio and sample-data/quarters: every file of them, from fixed seeds.

    pip install openpyxl
    python3 sample-data/make.py            # LibreOffice is needed for the .xls and .ods files
    python3 sample-data/make.py quarters   # only the two quarters before, without LibreOffice

The files it makes are committed; run it again only to change them. Files that LibreOffice writes
hold the time of their making, so they differ from run to run; all others are the same bytes.
What each supplier shows is listed in README.md.
"""

import sys
from datetime import date, datetime, timedelta
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font

sys.path.insert(0, str(Path(__file__).parent))
from generator import foreign, formats, mess, quarters, register  # noqa: E402
from generator.answers import ROOT  # noqa: E402
from generator.forms import NAMES, cover, form, rows  # noqa: E402
from generator.languages import LANGUAGES  # noqa: E402

HOME = Path(__file__).parent / "portfolio"
def responses():
    """Every file below responses/, by its path."""
    day = date
    yield "S-001/S-001 flowdown 2026-09-21.xlsx", form("S-001", "restricted", "excellent", "en", "E-101", "J. Whitlock", day(2026, 9, 21), guidance=True)
    yield "Antwort Ostertal.xlsx", form("S-002", "confidential", "good", "de", "E-102", "S. Kranz", day(2026, 8, 17), title=mess.TITLE, touch=mess.ostertal)
    yield "S-003_reponse_2026-09-12.csv", formats.csv_form(LANGUAGES["fr"], rows("S-003", "restricted", "average", "fr"), delimiter=";", encoding="cp1252")
    yield "S-004/cuestionario.ods", ods(form("S-004", "confidential", "average", "es", "E-102", "L. Ibarra", day(2026, 7, 30), by_hand=mess.MIRAVERDE))
    yield "S-005/kwestionariusz.xls", xls(form("S-005", "confidential", "average", "pl", "E-102", "A. Wrona", day(2026, 6, 11)))
    yield "Rückmeldungen/kisarabe_質問票.xlsx", form("S-006", "critical", "excellent", "ja", "E-103; E-120", "佐伯 由紀", day(2026, 10, 2), touch=mess.kisarabe)
    yield "S-007/larkfield.xlsm", formats.xlsm(form("S-007", "restricted", "good", "en", "E-104", "D. Reyes", day(2026, 8, 3)))
    yield "S-008/Northgate Loop - security form.xlsx", form("S-008", "confidential", "average", "en", "E-105", "B. Hollis", day(2026, 5, 14), touch=mess.northgate)
    yield "S-009/quillstream.xlsx", form("S-009", "confidential", "good", "en", "E-105", "N. Byrne", day(2026, 5, 28))
    yield "S-010/tessellane.xlsb", xlsb("S-010", "confidential", "good", "nl", "E-105", "W. de Graaf")
    yield "S-012/vitrella.xlsx", form("S-012", "confidential", "excellent", "en", "E-106", "H. Salmi", day(2026, 9, 4))
    yield "S-013-ferronord-2026-09-30.csv", formats.csv_form(LANGUAGES["en"], rows("S-013", "restricted", "poor"), encoding="utf-8-sig")
    yield "S-014/lanheyuan.xlsx", form("S-014", "confidential", "good", "zh", "E-109", "林 浩", day(2026, 8, 25))
    yield "S-015/meridane.xlsx", form("S-015", "confidential", "good", "en", "E-108", "C. Ong", day(2026, 7, 7))
    yield "S-016/cobalt lantern.xlsx", form("S-016", "confidential", "good", "de", "E-112", "F. Auer", day(2026, 9, 1), by_hand=mess.COBALT)
    yield "S-017/balti lohe.xlsx", form("S-017", "internal", "average", "en", "E-111", "M. Tamm", day(2026, 3, 19), touch=mess.balti)
    yield "S-019/S-019 2025-04-02.xlsx", form("S-019", "internal", "poor", "pt", "E-113", "P. Azevedo", day(2025, 4, 2), seed="old")
    yield "S-019/S-019 2026-04-15.xlsx", form("S-019", "internal", "good", "pt", "E-113", "P. Azevedo", day(2026, 4, 15))
    yield "S-020/calibration answers.xlsx", form("S-020", "internal", "good", "en", "E-114", "G. Muir", None)
    yield "S-021/hanbitgol.xlsx", form("S-021", "confidential", "good", "ko", "E-115", "한서윤", day(2026, 11, 15))
    yield "S-022/vertrouwelijk.xlsx", (ROOT / "tests/fixtures/intake/password-protected.xlsx").read_bytes()
    yield "S-023/castellaro.xlsx", form("S-023", "confidential", "average", "it", "E-117", "G. Riva", day(2026, 6, 22))
    yield "S-024/nordlyd.xlsx", form("S-024", "confidential", "average", "en", "E-117; E-122", "I. Aas", day(2026, 9, 9))
    yield "S-025/form.xlsx", b""
    yield "S-025/form (second try).xlsx", formats.saved(Workbook())[:900]
    yield "S-026/dunmorra.xls", word_document()
    yield "S-026/dunmorra 2026-10-20.csv", formats.csv_form(LANGUAGES["en"], rows("S-026", "confidential", "average"), lines=mess.cover_lines(cover("S-026", "E-119", "E. Nolan", "2026-10-20")))
    yield "CAIQv4.0.3 Skerrivane FINAL.xlsx", foreign.caiq()
    yield "Hazelmarch HECVAT.xlsx", foreign.hecvat(NAMES["S-028"], day(2026, 7, 24))
    yield "S-029/S-029 800-171 2026-08-28.xlsx", foreign.nist()
    yield "questionnaire final v2.xlsx", formats.workbook(LANGUAGES["en"], [None] * 7, rows("nobody", "internal", "average"))


def ods(content):
    return formats.libreoffice(content, "xlsx", "ods")


def xls(content):
    return formats.libreoffice(content, "xlsx", "xls:MS Excel 97")


def word_document():
    letter = "Dear customer,\r\rplease find our certificate on our web site. All is secure.\r\rE. Nolan\r"
    return formats.word_document(letter)


def xlsb(supplier, tier, quality, language, engagements, by):
    words = LANGUAGES[language]
    front = list(zip(words["cover"], cover(supplier, engagements, by, None)))
    body = [list(words["headers"][:6])]
    body += [[v.isoformat() if isinstance(v, date) else v for v in row[:6]] for row in rows(supplier, tier, quality, language)]
    return formats.xlsb([(words["sheets"][0], front), (words["sheets"][1], body)])


COLUMNS = {
    "Suppliers": "Supplier ID|Name|Country|Parent ID|Contact|Aliases",
    "Engagements": "Engagement ID|Supplier ID|Deal ID|Purpose|Information tier|Information kinds|Origin country|Processing countries|Access countries|Transfer mechanism|Licence reference|Start|End|Volume|Value at risk|Currency|Notice hours agreed|Notice hours owed|Reserve hours|Owner",
    "Phases": "Engagement ID|Phase|Information tier|Starts|Purpose|Permitted recipients",
    "Subcontracts": "Engagement ID|From supplier ID|To supplier ID|Information tier|Share|Notice hours agreed|Obligations flowed down|Consent|Processing countries|Access countries|Transfer mechanism|Licence reference",
    "Certificates": "Supplier ID|Scheme|Edition|Number|Scope|Covers|Sites|Certification body|Accreditation|Issued|Expires|Last surveillance|Status|Excluded controls",
    "Evidence": "Supplier ID|Control|Level|Reference|Dated|Reviewed by",
    "Waivers": "Waiver ID|Supplier ID|Engagement ID|Rule or control|Reason|Requested by|Approved by|Approved on|Expires",
    "Incidents": "Incident ID|Supplier ID|Detected|Notified|Severity|Summary",
    "Responses": "File|Supplier ID|Questionnaire|Completed on",
}


def write_register(sheets=register.SHEETS, printed="2026-10-30"):
    book = Workbook()
    book.remove(book.active)
    for name, headers in COLUMNS.items():
        page = book.create_sheet(name)
        page.append(headers.split("|"))
        for entry in sheets[name]:
            page.append(entry)
        for cell in page[1]:
            cell.font = Font(bold=True)
            page.column_dimensions[cell.column_letter].width = max(12, min(34, len(cell.value) + 6))
        for cell in (cell for line in page.iter_rows(2) for cell in line if isinstance(cell.value, date)):
            cell.number_format = "yyyy-mm-dd hh:mm" if isinstance(cell.value, datetime) else "yyyy-mm-dd"
        page.freeze_panes = "A2"
    mess.register(book, len(sheets["Suppliers"]), printed)
    return formats.saved(book)


def write(home, name, as_of, book, files):
    """A portfolio folder: settings, register and responses."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "register.xlsx").write_bytes(book)
    (home / "flowdown.toml").write_text(f'name = "{name}"\nas_of = "{as_of}"\n', encoding="utf-8")
    for file, content in files:
        path = home / "responses" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        print(f"{len(content):>8}  {path.relative_to(HOME.parent)}")


def main():
    """All three quarters; with the word `quarters` only the two before, which need no LibreOffice."""
    for day in quarters.DAYS:
        book = write_register(quarters.register(day), printed=day - timedelta(days=1))
        write(HOME.parent / "quarters" / day.isoformat(), f"Sample portfolio, {day:%B %Y}", day, book, quarters.responses(day))
    if sys.argv[1:] == ["quarters"]:
        return
    if not formats.soffice_is_there():
        sys.exit("LibreOffice (soffice) is needed for the .xls and .ods files")
    write(HOME, "Sample portfolio", "2026-10-31", write_register(), responses())


if __name__ == "__main__":
    main()

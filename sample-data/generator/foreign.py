"""Forms of other people, filled in. Ids and columns are theirs; every word of a question is made up."""

import tomllib
from collections import Counter
from itertools import groupby

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

from generator.answers import ROOT
from generator.formats import saved


def questions(name):
    """Ids of a crosswalk, each with a wording of ours: what it reaches, or why it reaches nothing."""
    read = lambda path: tomllib.loads((ROOT / path).read_text(encoding="utf-8"))
    titles = {c["id"]: c["title"] for c in read("scoring/controls.toml")["control"]}
    seen, found = Counter(), []
    for q in read(f"questionnaires/crosswalks/{name}.toml")["question"]:
        about = titles[q["reaches"][0]["control"]] if "reaches" in q else q["no_counterpart"].split(";")[0].removeprefix("about ")
        seen[about] += 1
        text = about[0].upper() + about[1:] + (f" ({seen[about]})" if seen[about] > 1 else "")
        found.append({**q, "text": text})
    return found


def remark(remarks, row):
    return remarks[row % len(remarks)]


def widths(page, *sizes):
    for letter, size in zip("ABCDEFGHIJKL", sizes):
        page.column_dimensions[letter].width = size


def hide(page, first, last):
    for row in range(first, last + 1):
        page.row_dimensions[row].hidden = True


# ---- CAIQ 4.0.3: a header in the second row, controls merged over their questions ----

CAIQ_HEADERS = ("Question ID", "Question", "CSP CAIQ Answer", "SSRM Control Ownership", "CSP Implementation Description (Optional/Recommended)", "CSC Responsibilities  (Optional/Recommended)", None, None, "CCM Control ID", "CCM Control Specification", "CCM Control Title", "CCM Domain Title")
CAIQ_REMARKS = ("Part of our handbook, checked every year.", "Run by our platform team.", "In place since 2024.", "See the trust paper.")
CAIQ_OWNERS = {"DCS": "3rd-party outsourced", "DSP": "Shared CSP and CSC", "IAM": "Shared CSP and CSC", "IPY": "Shared CSP and CSC"}
RENTED = "We rent racks; the operator of the building sees to this."
CAIQ_BY_HAND = {
    "AIS-07.2": ("No", "Fixes are rolled out by hand."),
    "BCR-08.3": ("No", "The first restore is tried in December 2026."),
    "BCR-10.2": ("No", "We have not asked the fire brigade yet."),
    "CEK-08.1": ("No", "All keys stay with us."),
    "HRS-12.2": ("No", "It is part of the yearly course."),
    "IAM-14.1": ("No", "Administrators only so far; everybody else by March 2027."),
    "IPY-01.3": ("No", "Data can be exported, applications can't be moved."),
    "LOG-10.1": ("No", "No report is drawn up."),
    "SEF-04.1": ("No", "The plan was never tried out."),
    "TVM-06.1": ("No", "A tester is ordered for spring 2027."),
    "UEM-12.1": ("No", "Phones are not tracked."),
    "CCC-05.1": ("NA", "We change nothing on the customer's side."),
    "DCS-11.1": ("n/a", RENTED),
    "DCS-12.1": ("Na", RENTED),
    "DCS-13.1": ("NA", RENTED),
    "DCS-14.1": ("NA", RENTED),
    "DCS-15.1": ("NA", RENTED),
    "HRS-04.1": ("NA", "Nobody works away from our two offices."),
    # A yes that is none.
    "UEM-08.1": ("yes", "Planned for Q2 2027."),
    "DSP-09.1": (None, None),
    "GRC-08.1": (None, None),
    "IPY-01.5": (None, None),
    "STA-06.1": (None, "See annex 2 of the contract."),
}


def caiq(by_hand=CAIQ_BY_HAND, reviewer="R. Quist to check"):
    """261 questions; devices at the end of the list are hidden, and all about data says the same."""
    book = Workbook()
    front, page = book.active, book.create_sheet("CAIQv4.0.3")
    front.title = "Introduction"
    front["A1"] = "Cloud questionnaire: only ids and columns are real, the wording is made up."
    front["A2"] = "Answer Yes, No or N/A, say who owns the control, and describe how it is done."
    page.append(["v4.0.3", "CLOUD QUESTIONNAIRE v4.0.3, WORDING MADE UP"])
    page.append(CAIQ_HEADERS)
    asked = questions("caiq-4")
    for row, q in enumerate(asked, 3):
        control, domain = q["id"].split(".")[0], q["id"][:3]
        owner = CAIQ_OWNERS.get(domain, "CSP-owned")
        said, described = by_hand.get(q["id"], ("Yes", "Described in our data paper, version 3." if domain == "DSP" else remark(CAIQ_REMARKS, row)))
        page.append([q["id"], q["text"], said, owner if said else None, described, None, None, None, control, f"Specification of {control}", f"Title of {control}", f"Domain {domain}"])
    page["D5"] = "Third-party outsourced"
    page["N20"] = reviewer
    for columns, key in (("IJK", lambda q: q["id"].split(".")[0]), ("L", lambda q: q["id"][:3])):
        merge_runs(page, columns, [key(q) for q in asked], 3)
    last = page.max_row
    hide(page, last - 3, last)
    for text in ("End of the form", "Wording made up for the sample"):
        page.append([text])
        page.merge_cells(start_row=page.max_row, end_row=page.max_row, start_column=1, end_column=4)
    choose(page, f"C3:C{last}", "Yes,No,NA")
    choose(page, f"D3:D{last}", "CSP-owned,CSC-owned,3rd-party outsourced,Shared CSP and CSC,Shared CSP and 3rd-party")
    finish(page, 2, 11, 56, 16, 24, 48, 24, 4, 4, 12, 26, 18, 14)
    page.freeze_panes = "E3"
    return saved(book)


def merge_runs(page, columns, keys, first):
    """Merges cells of rows that share a key; only the first keeps its text."""
    for _, run in groupby(enumerate(keys, first), lambda pair: pair[1]):
        rows = [row for row, _ in run]
        for column in columns if len(rows) > 1 else "":
            page.merge_cells(f"{column}{rows[0]}:{column}{rows[-1]}")


def choose(page, cells, choices):
    rule = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
    rule.add(cells)
    page.add_data_validation(rule)


def finish(page, head, *sizes):
    for cell in page[head]:
        cell.font = Font(bold=True)
    widths(page, *sizes)


# ---- HECVAT 3.06: no header of its own, but one over each section ----

HECVAT_TITLES = {
    "QUAL": "Which sections apply", "COMP": "The company", "DOCU": "Papers", "ITAC": "Access for everybody", "THRD": "Other parties",
    "CONS": "Consultants", "APPL": "The application", "AAAI": "Sign-in and accounts", "BCPL": "Going on", "CHNG": "Changes",
    "DATA": "Data", "DCTR": "The building", "DRPL": "Starting again", "FIDP": "Watching the network", "PPPR": "Rules and people",
    "HFIH": "When it happens", "QLAS": "Quality", "VULN": "Weaknesses", "HIPA": "Health data", "PCID": "Cards",
}
HECVAT_GENERAL = {
    "GNRL-02": "Hazelmarch Classroom", "GNRL-03": "Courses and exams in the browser", "GNRL-06": "K. Adair", "GNRL-07": "Trust office",
    "GNRL-08": "trust@hazelmarch-learning.example", "GNRL-09": "555-0142", "GNRL-14": "Ohio", "GNRL-15": "Ohio, Oregon",
}
AUDITED = "Refer to the SOC 2 Type II report."
HECVAT_REMARKS = (AUDITED, None, AUDITED, "Trust center, page 4", None)
HECVAT_TEXTS = ("As described in the trust center.", "Twice a year, by the platform team.", "See attached overview.")
# Sections that the supplier skipped, as its answers to QUAL allow.
HECVAT_SKIPPED = ("CONS", "HIPA", "PCID")
HECVAT_BY_HAND = {
    "QUAL-01": ("No", None), "QUAL-02": ("Yes", None), "QUAL-05": ("No", None), "QUAL-06": ("No", None),
    "QUAL-07": ("1) Self owned and managed", None),
    "COMP-02": ("no", "One in 2023, told to all customers."),
    "DOCU-03": ("no", None), "DOCU-10": ("no", "Draft exists"), "ITAC-01": ("no", "2027"), "ITAC-04": ("no", "2027"),
    "APPL-04": ("no", "Not in front of the exam module"), "APPL-14": ("2) No", None), "AAAI-07": ("2) No", None),
    "BCPL-04": ("1) Yes", "Exercise of May 2026"), "BCPL-08": ("no", None),
    "CHNG-14": ("1) Yes", "Planned for Q2 2027"),
    "DATA-02": ("Refer to our architecture paper, chapter 3", None),
    "DATA-11": (None, "NA"),
    "DATA-18": ("no", "The cloud operator keeps the keys"),
    "DCTR-08": ("2) Tier II", None), "DCTR-13": ("Tier I", None), "DCTR-14": ("Tier I", None),
    "DCTR-15": ("1) Yes", "Planned for Q2 2027"),
    "DRPL-10": ("2) No", "Not yet"), "FIDP-09": ("no", "Office hours only"), "PPPR-06": ("no", "Our terms say: without undue delay"),
    "PPPR-14": ("N/A", "Few people have access"), "QLAS-03": ("n/a", None), "VULN-02": ("no", "Ordered for spring"), "VULN-06": ("2) No", None),
}


def hecvat(supplier, on):
    """255 rows, those of the supplier and the date among them; what doesn't apply is left blank."""
    book = Workbook()
    own, page, values = book.active, book.create_sheet("HECVAT - Full | Vendor Response"), book.create_sheet("Values")
    own.title = "Hazelmarch Confidential"
    own["B2"] = "For the named recipient only. Do not pass on."
    for choice in ("Yes", "No", "N/A"):
        values.append([choice])
    values.sheet_state = "hidden"
    page.append(["This sheet can be read aloud. Wording made up for the sample."])
    page.append(["Questionnaire for campus software", None, None, None, "Version 3.06"])
    section, general = None, {**HECVAT_GENERAL, "GNRL-01": supplier, "DATE-01": on}
    for q in questions("hecvat-3"):
        prefix = q["id"].split("-")[0]
        if prefix not in (section, "DATE", "GNRL"):
            section = prefix
            page.append([HECVAT_TITLES[section], None, "Vendor Answers", "Additional Information", "Guidance", "Analyst Notes"])
            for cell in page[page.max_row]:
                cell.font = Font(bold=True)
        said, added = general.get(q["id"]), None
        if section and section not in HECVAT_SKIPPED:
            said, added = HECVAT_BY_HAND.get(q["id"], hecvat_answer(q, page.max_row))
        page.append([q["id"], q["text"], said, added, "Say more in column D." if section else None])
        if q["id"] == "DATE-01":
            page.cell(page.max_row, 3).number_format = "yyyy-mm-dd"
    page["E104"] = "#REF!"
    finish(page, 2, 11, 56, 30, 40, 24, 20)
    return saved(book)


def hecvat_answer(q, row):
    if q.get("kind") == "text":
        return remark(HECVAT_TEXTS, row), None
    return ("No" if q.get("good") == "no" else "Yes"), remark(HECVAT_REMARKS, row)


# ---- NIST SP 800-171: a plain list under its own title ----

FAMILIES = ("Access", "Training", "Logs", "Settings", "Sign-in", "Incidents", "Upkeep", "Media", "People", "Buildings", "Risk", "Checks", "Networks", "Repair")
NIST_BY_HAND = {
    "3.1.7": ("PARTIAL", "Office computers only"),
    "3.1.16": ("N/A", "There is no wireless network on the site."), "3.1.17": ("n/a", "There is no wireless network on the site."),
    "3.3.4": ("NOT MET", "No alarm yet"), "3.3.5": ("PARTIAL", "Firewall only"),
    "3.4.8": ("NOT MET", "Lists of programs come with the next server"),
    "3.5.3": ("PARTIAL", "From outside, and for administrators"),
    "3.6.3": ("NOT MET", "Never tried out"),
    "3.7.6": (None, None),
    "3.10.6": ("N/A", "Nobody works from home."),
    "3.11.2": ("Met", "Planned for Q2 2027"),
    "3.12.2": ("TBD", None), "3.12.4": ("MET", "System plan, revision 4"),
    "3.13.11": ("PARTIAL", "Encrypted, but not by a validated module"),
    "3.13.14": ("N/A", "No telephony over the network"), "3.13.15": ("NOT MET", "In the hidden part of the list"),
    "3.14.7": ("not met", "See 3.3.5"),
}


def nist():
    """110 requirements under headings; a few rows are hidden, and one paper proves everything."""
    book = Workbook()
    page = book.active
    page.title = "800-171"
    page.append(["Tarrowbend Machine Works, self-assessment", None, None, None, None, "Own count: 103 of 110"])
    page.append([])
    page.append(["Requirement ID", "Requirement", "Status", "Implementation notes", "Evidence"])
    family = None
    for q in questions("nist-800-171"):
        number = int(q["id"].split(".")[1])
        if number != family:
            family = number
            page.append([f"3.{family} {FAMILIES[family - 1]}"])
            page.cell(page.max_row, 1).font = Font(bold=True)
        status, notes = NIST_BY_HAND.get(q["id"], ("MET", "Done" if page.max_row % 3 else None))
        page.append([q["id"], q["text"], status, notes, "System plan, revision 4" if status in ("MET", "Met", "PARTIAL") else None])
        if q["id"] in ("3.13.14", "3.13.15", "3.13.16"):
            hide(page, page.max_row, page.max_row)
    finish(page, 3, 16, 56, 14, 44, 28)
    return saved(book)

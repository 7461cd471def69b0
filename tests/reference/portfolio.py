"""Writes a case as a portfolio folder: register.xlsx and one native form per response.

    portfolio/
      register.xlsx                       every sheet of the register, header in row 1
      responses/<Supplier ID>/<file>      native form: sheets Cover and Questionnaire

A response is `{file, supplier, questionnaire, completed_on, rows, date_in}`; `date_in` says where its completion date
stands: "cover", "register", "both", "name" (the file's name holds it) or "none".
"""
from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

COLUMNS = {
    "Suppliers": ["Supplier ID", "Name", "Country", "Parent ID", "Contact", "Aliases"],
    "Engagements": ["Engagement ID", "Supplier ID", "Deal ID", "Purpose", "Information tier", "Information kinds", "Origin country",
                    "Processing countries", "Access countries", "Transfer mechanism", "Licence reference", "Start", "End", "Volume",
                    "Value at risk", "Currency", "Notice hours agreed", "Notice hours owed", "Reserve hours", "Owner"],
    "Phases": ["Engagement ID", "Phase", "Information tier", "Starts", "Purpose", "Permitted recipients"],
    "Subcontracts": ["Engagement ID", "From supplier ID", "To supplier ID", "Information tier", "Information kinds", "Share", "Notice hours agreed",
                     "Obligations flowed down", "Consent", "Processing countries", "Access countries", "Transfer mechanism",
                     "Licence reference"],
    "Certificates": ["Supplier ID", "Scheme", "Edition", "Number", "Scope", "Covers", "Sites", "Certification body", "Accreditation",
                     "Issued", "Expires", "Last surveillance", "Status", "Excluded controls"],
    "Evidence": ["Supplier ID", "Control", "Level", "Reference", "Dated", "Reviewed by"],
    "Waivers": ["Waiver ID", "Supplier ID", "Engagement ID", "Rule or control", "Reason", "Requested by", "Approved by", "Approved on", "Expires"],
    "Incidents": ["Incident ID", "Supplier ID", "Detected", "Notified", "Severity", "Summary"],
    "Responses": ["File", "Supplier ID", "Questionnaire", "Completed on"],
}


def put(sheet, row, column, value):
    """A cell with its value as it is: text stays text, also where it looks like a number."""
    if value is None or value == "":
        return
    cell = sheet.cell(row=row, column=column, value=value)
    if isinstance(value, str):
        cell.data_type = "s"


def write_register(path, register, responses):
    book = Workbook()
    book.remove(book.active)
    register = dict(register)
    register["Responses"] = list(register.get("Responses") or []) + [
        {"File": r["file"], "Supplier ID": r["supplier"], "Questionnaire": r["questionnaire"], "Completed on": r["completed_on"]}
        for r in responses if r.get("date_in") in ("register", "both")]
    for name, columns in COLUMNS.items():
        sheet = book.create_sheet(name)
        for c, title in enumerate(columns, 1):
            put(sheet, 1, c, title)
        for i, row in enumerate(register.get(name) or [], 2):
            unknown = set(row) - set(columns)
            assert not unknown, f"{name}: {unknown}"
            for c, title in enumerate(columns, 1):
                put(sheet, i, c, row.get(title))
    book.save(path)


def write_response(path, response, questions, controls, editions):
    book = Workbook()
    cover = book.active
    cover.title = "Cover"
    dated = response.get("date_in") in ("cover", "both")
    label = [("Supplier ID", response["supplier"]), ("Supplier name", None), ("Questionnaire", response["questionnaire"]),
             ("Edition", editions.get(response["questionnaire"])), ("Engagement IDs", None), ("Completed by", "A. Person"),
             ("Completed on", response["completed_on"] if dated else None)]
    for i, (name, value) in enumerate(label, 1):
        put(cover, i, 1, name)
        put(cover, i, 2, value)
    domain = {c["id"]: c["domain"] for c in controls}
    title = {c["id"]: c.get("title") for c in controls}
    about = {q["id"]: q for q in questions if q["questionnaire"] == response["questionnaire"]}
    form = book.create_sheet("Questionnaire")
    for c, name in enumerate(["ID", "Domain", "Question", "Answer", "Comment", "Evidence", "Guidance"], 1):
        put(form, 1, c, name)
    for i, row in enumerate(response["rows"], 2):
        control = about.get(row["id"], {}).get("control")
        for c, value in enumerate([row["id"], domain.get(control), title.get(control), row.get("answer"), row.get("comment"), row.get("evidence")], 1):
            put(form, i, c, value)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def write(folder, case, controls, questions, editions=None):
    """The whole portfolio; returns its folder."""
    folder = Path(folder)
    (folder / "responses").mkdir(parents=True, exist_ok=True)
    write_register(folder / "register.xlsx", case["register"], case["responses"])
    for response in case["responses"]:
        write_response(folder / "responses" / response["file"], response, questions, controls, editions or {})
    return folder

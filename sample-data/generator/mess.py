"""What people do to forms and registers before they send them."""

from openpyxl.styles import Font

# Lines above the header of a form.
TITLE = ("Ostertal Feinguss GmbH – Selbstauskunft Informationssicherheit", "Vertraulich, nur für den Empfänger")

# Answers by hand: control -> (answer, comment, evidence).
MIRAVERDE = {
    "ACC-01": ("Yse", "", "Matriz de accesos 2026"),
    "OPS-03": ("12,5", "", "Informe de parches, 3.er trimestre"),
    "OPS-02": ("14", "", "Informe de escaneo, agosto de 2026"),
    "LOG-01": ("sí", "", "por confirmar"),
}
COBALT = {
    "ACC-03": ("nein", "Einführung bis Januar 2027.", ""),
    "HRS-02": ("n.a.", "", ""),
}


def question_rows(page, first):
    return range(first, page.max_row + 1)


def ostertal(front, page, first):
    """Extra columns, a footer, and text with non-breaking spaces."""
    for row in question_rows(page, first):
        if page.cell(row, 4).value == "ja" and row % 5 == 0:
            page.cell(row, 4).value = "\u00a0Ja\u00a0"
    page.cell(first - 1, 7, "Zuständig")
    page.cell(first - 1, 8, "Interne Prüfung")
    for row in question_rows(page, first):
        page.cell(row, 7, ("IT", "QM", "Einkauf")[row % 3])
    page.append([])
    page.append(["Ausdruck vom 17.08.2026, Seite 1 von 4"])
    front.cell(10, 1, "Rückfragen bitte an Herrn Kranz, Telefon -417")


def kisarabe(front, page, first):
    """Columns in another order: the answer first, as the approver likes it."""
    head = first - 1
    for row in range(head, page.max_row + 1):
        values = [page.cell(row, column).value for column in range(1, 7)]
        formats = [page.cell(row, column).number_format for column in range(1, 7)]
        for column, old in enumerate((0, 3, 5, 4, 1, 2), 1):
            cell = page.cell(row, column)
            cell.value, cell.number_format = values[old], formats[old]


def northgate(front, page, first):
    """Hidden rows that hold answers, a filter, and a question that was answered twice."""
    for row in range(first + 12, first + 20):
        page.row_dimensions[row].hidden = True
    page.auto_filter.ref = f"A{first - 1}:F{page.max_row}"
    repeated = [page.cell(first + 1, column).value for column in range(1, 7)]
    repeated[3] = "no"
    page.append(repeated)
    page.append(["NGL-01", "Our own", "Do you run a bug bounty?", "yes", "We are proud of it.", "See web site"])


def balti(front, page, first):
    """Domains merged over their rows, and headings between them."""
    start = first
    for row in range(first + 1, page.max_row + 2):
        if page.cell(row, 2).value != page.cell(start, 2).value:
            if row - start > 1:
                page.merge_cells(start_row=start, end_row=row - 1, start_column=2, end_column=2)
            start = row
    front["D2"] = "Filled in on behalf of all three offices"


def cover_lines(cover):
    """A cover above the header of a text file."""
    labels = ("Supplier ID", "Supplier name", "Questionnaire", "Edition", "Engagement IDs", "Completed by", "Completed on")
    return [*zip(labels, cover), ()]


def register(book, suppliers, printed):
    """Titles, footers, extra columns, names of countries, and a sheet that nobody needs."""
    page = book["Certificates"]
    page.insert_rows(1, 2)
    page["A1"] = "Certificates, as filed by purchasing"
    page["A1"].font = Font(bold=True, size=14)
    page.freeze_panes = "A4"
    page = book["Suppliers"]
    page.append([])
    page.append([f"{suppliers} suppliers, printed {printed}"])
    page = book["Engagements"]
    page.cell(1, 21, "Cost centre").font = Font(bold=True)
    for row in range(2, page.max_row + 1):
        page.cell(row, 21, f"CC-{4000 + row * 7}")
    page.cell(5, 5).value = "3"
    page.cell(1, 14).value = "Volume "
    page.cell(1, 17).value = "Notice hours\nagreed"
    notes = book.create_sheet("Notes of purchasing")
    notes["A1"] = "Ask Dunmorra for a real certificate. - PM"

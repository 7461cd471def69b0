"""The two quarters before: registers as they stood, and the responses that were there.

A register of the past is today's without what came later, and with what has gone since. A response that is still
the newest today is made by the same call as in make.py; the dates in the answers of older ones lie before their own day.
"""

from datetime import date

from generator import foreign, formats, mess
from generator import register as now
from generator.answers import ROOT
from generator.forms import form, rows
from generator.languages import LANGUAGES

D = date
APRIL, JULY = DAYS = (D(2026, 4, 30), D(2026, 7, 31))

# What was filed only after its date: supplier and number or control, and the day it was filed.
FILED_LATER = {("S-007", "LFS-2026"): D(2026, 6, 2), ("S-001", "ACC-03"): D(2026, 5, 8)}
# Registered before it is valid, on a promise.
ANNOUNCED = {("S-024", "NC-3"): D(2026, 7, 6)}
SUSPENDED = {("S-016", "CLA-301"): D(2026, 9, 14)}
# Until July the helpdesk took no calls about the portal.
CHAIN_BEGAN = {("E-105", "S-011"): D(2026, 6, 15)}
RAISED = {"E-119": ("internal", D(2026, 6, 1))}
RENAMED = {"S-017": ("BL-17", D(2026, 5, 15))}

FILES = {
    APRIL: [
        ("Antwort Ostertal.xlsx", "S-002", "flowdown", None),
        ("Rückmeldungen/kisarabe_質問票.xlsx", "S-006", "flowdown", None),
        ("Northgate CAIQ 4.0.3.xlsx", "S-008", "caiq-4", D(2025, 11, 20)),
    ],
    JULY: [
        ("Antwort Ostertal.xlsx", "S-002", "flowdown", None),
        ("Rückmeldungen/kisarabe_質問票.xlsx", "S-006", "flowdown", None),
    ],
}

# The foundry of the compressor housing, three controls of weight 5 in December; one was half done in June.
BRIGHTWATER_DECEMBER = {
    "ACC-02": ("no", "Accounts of leavers are closed once a year.", ""),
    "CRY-03": ("no", "New file server ordered.", ""),
    "LOG-01": ("no", "", ""),
}
BRIGHTWATER_JUNE = {"CRY-03": ("partial", "File server done, laptops follow in August.", "Procedure SP-11, rev. 2.0")}
COBALT_2025 = {"ACC-03": ("ja", "", "VPN-Konzept, Stand 2025")}
FERRONORD_MARCH = {"CRY-03": ("no", "Comes with the new system.", "")}
NORTHGATE_CAIQ = {
    "IAM-14.1": ("Yes", "For all staff."),
    "LOG-10.1": ("No", "No report is drawn up."),
    "SEF-04.1": ("No", "Tried out next year."),
    "CEK-08.1": ("No", "All keys stay with us."),
}


def register(day):
    """Every sheet of the register as it stood on a day."""
    came = lambda known, key: day >= known.get(key, day)
    engagements = [retiered(e, day) for e in now.ENGAGEMENTS if e[11] is None or e[11] <= day] + now.FORMER_ENGAGEMENTS
    ids = {e[0] for e in engagements}
    subcontracts = [row for row in now.SUBCONTRACTS if row[0] in ids and came(CHAIN_BEGAN, (row[0], row[2]))] + now.FORMER_SUBCONTRACTS
    present = {e[1] for e in engagements} | {row[2] for row in subcontracts}
    of_them = lambda sheet: [row for row in sheet if row[0] in present]
    certificates = [certificate_on(row, day) for row in of_them(now.CERTIFICATES)
                    if came(FILED_LATER, (row[0], row[3])) and day >= ANNOUNCED.get((row[0], row[3]), row[9] or day)]
    evidence = [row for row in of_them(now.EVIDENCE) if (row[4] is None or row[4] <= day) and came(FILED_LATER, (row[0], row[1]))]
    sheets = {
        "Suppliers": of_them(now.SUPPLIERS + now.FORMER_SUPPLIERS),
        "Engagements": engagements,
        "Phases": [row for row in now.PHASES if row[0] in ids],
        "Subcontracts": subcontracts,
        "Certificates": certificates,
        "Evidence": evidence,
        "Waivers": [row for row in now.WAIVERS if row[1] in present and row[7] <= day],
        "Incidents": [row for row in now.INCIDENTS if row[1] in present and row[2].date() <= day],
        "Responses": FILES[day],
    }
    return {name: [old_id(row, day) for row in sheet] for name, sheet in sheets.items()}


def retiered(row, day):
    tier, until = RAISED.get(row[0], (row[4], day))
    return (*row[:4], tier if day < until else row[4], *row[5:])


def certificate_on(row, day):
    """Without a check-in that was still to come, or a suspension."""
    row = list(row)
    row[11] = None if row[11] and row[11] > day else row[11]
    row[12] = None if day < SUSPENDED.get((row[0], row[3]), day) else row[12]
    return tuple(row)


def old_id(row, day):
    """The id that a supplier had; its alias names the old one only where the new one is used."""
    for new, (old, since) in RENAMED.items():
        if day < since and new in row:
            row = tuple(None if cell == old else old if cell == new else cell for cell in row)
    return row


def responses(day):
    """Every file below responses/ on a day."""
    return april() if day == APRIL else july()


def april():
    yield "S-001/S-001 flowdown 2025-12-02.xlsx", past("S-001", "restricted", "excellent", "en", "E-101", "J. Whitlock", D(2025, 12, 2), by_hand=BRIGHTWATER_DECEMBER)
    yield from both()
    yield "S-005/kwestionariusz.xlsx", past("S-005", "confidential", "poor", "pl", "E-102", "A. Wrona", D(2025, 5, 5), seed="2025")
    yield "Rückmeldungen/kisarabe_質問票.xlsx", past("S-006", "critical", "excellent", "ja", "E-103; E-120", "佐伯 由紀", D(2026, 2, 12), touch=mess.kisarabe)
    yield "Northgate CAIQ 4.0.3.xlsx", foreign.caiq(NORTHGATE_CAIQ, "Filled in for all customers")
    yield "S-009/quillstream.xlsx", form("S-009", "confidential", "good", "en", "E-105", "N. Byrne", D(2026, 3, 2))
    yield "BL-17/balti lohe.xlsx", form("S-017", "internal", "average", "en", "E-111", "M. Tamm", D(2026, 3, 19), touch=mess.balti, known_as="BL-17")
    yield "S-019/S-019 2025-04-02.xlsx", form("S-019", "internal", "poor", "pt", "E-113", "P. Azevedo", D(2025, 4, 2), seed="old")
    yield "S-020/calibration answers.xlsx", past("S-020", "internal", "good", "en", "E-114", "G. Muir", D(2025, 5, 12))
    yield "S-023/castellaro.xlsx", form("S-023", "confidential", "average", "it", "E-117", "G. Riva", D(2026, 2, 16), change=without_evidence)


def july():
    yield "S-001/S-001 flowdown 2026-06-18.xlsx", form("S-001", "restricted", "excellent", "en", "E-101", "J. Whitlock", D(2026, 6, 18), by_hand=BRIGHTWATER_JUNE)
    yield from both()
    yield "S-004/cuestionario.xlsx", form("S-004", "confidential", "average", "es", "E-102", "L. Ibarra", D(2026, 7, 30), by_hand=mess.MIRAVERDE)
    yield "S-005/kwestionariusz.xlsx", form("S-005", "confidential", "average", "pl", "E-102", "A. Wrona", D(2026, 6, 11))
    yield "Rückmeldungen/kisarabe_質問票.xlsx", form("S-006", "critical", "excellent", "ja", "E-103; E-120", "佐伯 由紀", D(2026, 6, 24), touch=mess.kisarabe)
    yield "S-008/Northgate Loop - security form.xlsx", form("S-008", "confidential", "average", "en", "E-105", "B. Hollis", D(2026, 5, 14), touch=mess.northgate)
    yield "S-009/quillstream.xlsx", form("S-009", "confidential", "good", "en", "E-105", "N. Byrne", D(2026, 5, 28))
    yield "S-014/lanheyuan.xlsx", form("S-014", "confidential", "good", "zh", "E-109", "林 浩", D(2026, 5, 22))
    yield "S-015/meridane.xlsx", form("S-015", "confidential", "good", "en", "E-108", "C. Ong", D(2026, 7, 7))
    yield "S-017/balti lohe.xlsx", form("S-017", "internal", "average", "en", "E-111", "M. Tamm", D(2026, 3, 19), touch=mess.balti)
    yield "S-019/S-019 2025-04-02.xlsx", form("S-019", "internal", "poor", "pt", "E-113", "P. Azevedo", D(2025, 4, 2), seed="old")
    yield "S-019/S-019 2026-04-15.xlsx", form("S-019", "internal", "good", "pt", "E-113", "P. Azevedo", D(2026, 4, 15))
    yield "S-020/calibration answers.xlsx", form("S-020", "internal", "good", "en", "E-114", "G. Muir", None)
    yield "S-022/vertrouwelijk.xlsx", (ROOT / "tests/fixtures/intake/password-protected.xlsx").read_bytes()
    yield "S-023/castellaro.xlsx", form("S-023", "confidential", "average", "it", "E-117", "G. Riva", D(2026, 6, 22))


def both():
    """What counted in April still counted in July."""
    yield "Antwort Ostertal.xlsx", past("S-002", "confidential", "average", "de", "E-102", "S. Kranz", D(2025, 8, 25), seed="2025", title=mess.TITLE)
    yield "S-003_reponse_2025-07-15.csv", formats.csv_form(LANGUAGES["fr"], rows("S-003", "confidential", "average", "fr", today=D(2025, 7, 15)), delimiter=";", encoding="cp1252")
    yield "S-007/larkfield.xlsm", formats.xlsm(past("S-007", "restricted", "good", "en", "E-104", "D. Reyes", D(2026, 1, 29)))
    yield "S-010/tessellane.xlsx", past("S-010", "confidential", "average", "nl", "E-105", "W. de Graaf", D(2025, 9, 11), seed="2025")
    # Word for word what comes back in September.
    yield "S-012/vitrella.xlsx", form("S-012", "confidential", "excellent", "en", "E-106", "H. Salmi", D(2026, 2, 26))
    yield "S-013/ferronord.xlsx", past("S-013", "restricted", "good", "en", "E-107", "P. Lund", D(2026, 3, 30), by_hand=FERRONORD_MARCH)
    yield "S-016/cobalt lantern.xlsx", past("S-016", "confidential", "good", "de", "E-112", "F. Auer", D(2025, 9, 10), by_hand=COBALT_2025)
    yield "S-024/nordlyd.xlsx", past("S-024", "confidential", "average", "en", "E-117", "I. Aas", D(2025, 9, 15), seed="2025")
    yield "S-026/dunmorra.xlsx", past("S-026", "internal", "good", "en", "E-119", "E. Nolan", D(2026, 1, 20))
    yield "S-030/tolvane.xlsx", past("S-030", "internal", "good", "en", "E-099", "C. Doyle", D(2025, 11, 11))


def past(supplier, tier, quality, language, engagements, by, on, **how):
    """A form whose dates lie before the day it was filled in."""
    return form(supplier, tier, quality, language, engagements, by, on, today=on, **how)


def without_evidence(entries):
    return [[*row[:5], "", row[6]] for row in entries]

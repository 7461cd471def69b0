#!/usr/bin/env python3
"""Who of the sample is due on 2026-10-31, and why: worked out from what the sample was made of, without the program.

    python3 due.py                 # the table
    python3 due.py --check         # compares it with sample-data/expected/due.csv
    python3 due.py --write         # writes it there

The register is that of sample-data/generator/register.py. The responses stand below as make.py dates them: no response
file is opened. Months, staleness and the reading of certificates are those of method.py.

A supplier is looked at where it is a node of an engagement that is not over and begins by the horizon, at a tier above
public; L is the highest of these tiers. A reason names an engagement only where it is about one: `new-engagement`
always, `waiver-ending` where the waiver does. All others leave it empty.
"""
import argparse
import csv
import datetime as dt
import io
import json
import sys
import tomllib
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT / "sample-data")]
from generator import register  # noqa: E402
from cells import TIERS, add_months, countries, folded, items, within_months  # noqa: E402
from certificates import read_certificate  # noqa: E402

DAY = dt.date
ORDER = ["silent", "response-stale", "cadence", "certificate-ending", "waiver-ending", "new-engagement", "raised-tier", "incident-since"]
NATIVE = "flowdown"

# file, supplier, questionnaire, tier it was written for, engagements its cover names, completed on.
# None for the cover: no cover, or a form of other people. Files that cannot be used stand in UNUSED.
RESPONSES = [
    ("S-001/S-001 flowdown 2026-09-21.xlsx", "S-001", NATIVE, "restricted", "E-101", DAY(2026, 9, 21)),
    ("Antwort Ostertal.xlsx", "S-002", NATIVE, "confidential", "E-102", DAY(2026, 8, 17)),
    ("S-003_reponse_2026-09-12.csv", "S-003", NATIVE, "restricted", None, DAY(2026, 9, 12)),
    ("S-004/cuestionario.ods", "S-004", NATIVE, "confidential", "E-102", DAY(2026, 7, 30)),
    ("S-005/kwestionariusz.xls", "S-005", NATIVE, "confidential", "E-102", DAY(2026, 6, 11)),
    ("Rückmeldungen/kisarabe_質問票.xlsx", "S-006", NATIVE, "critical", "E-103; E-120", DAY(2026, 10, 2)),
    ("S-007/larkfield.xlsm", "S-007", NATIVE, "restricted", "E-104", DAY(2026, 8, 3)),
    ("S-008/Northgate Loop - security form.xlsx", "S-008", NATIVE, "confidential", "E-105", DAY(2026, 5, 14)),
    ("S-009/quillstream.xlsx", "S-009", NATIVE, "confidential", "E-105", DAY(2026, 5, 28)),
    ("S-010/tessellane.xlsb", "S-010", NATIVE, "confidential", "E-105", DAY(2026, 9, 8)),
    ("S-012/vitrella.xlsx", "S-012", NATIVE, "confidential", "E-106", DAY(2026, 9, 4)),
    ("S-013-ferronord-2026-09-30.csv", "S-013", NATIVE, "restricted", None, DAY(2026, 9, 30)),
    ("S-014/lanheyuan.xlsx", "S-014", NATIVE, "confidential", "E-109", DAY(2026, 8, 25)),
    ("S-015/meridane.xlsx", "S-015", NATIVE, "confidential", "E-108", DAY(2026, 7, 7)),
    ("S-016/cobalt lantern.xlsx", "S-016", NATIVE, "confidential", "E-112", DAY(2026, 9, 1)),
    ("S-017/balti lohe.xlsx", "S-017", NATIVE, "internal", "E-111", DAY(2026, 3, 19)),
    ("S-019/S-019 2025-04-02.xlsx", "S-019", NATIVE, "internal", "E-113", DAY(2025, 4, 2)),
    ("S-019/S-019 2026-04-15.xlsx", "S-019", NATIVE, "internal", "E-113", DAY(2026, 4, 15)),
    ("S-020/calibration answers.xlsx", "S-020", NATIVE, "internal", "E-114", None),
    ("S-021/hanbitgol.xlsx", "S-021", NATIVE, "confidential", "E-115", DAY(2026, 11, 15)),
    ("S-023/castellaro.xlsx", "S-023", NATIVE, "confidential", "E-117", DAY(2026, 6, 22)),
    ("S-024/nordlyd.xlsx", "S-024", NATIVE, "confidential", "E-117; E-122", DAY(2026, 9, 9)),
    ("S-026/dunmorra 2026-10-20.csv", "S-026", NATIVE, "confidential", "E-119", DAY(2026, 10, 20)),
    ("CAIQv4.0.3 Skerrivane FINAL.xlsx", "S-027", "caiq-4", None, None, DAY(2026, 9, 18)),
    ("Hazelmarch HECVAT.xlsx", "S-028", "hecvat-3", None, None, DAY(2026, 7, 24)),
    ("S-029/S-029 800-171 2026-08-28.xlsx", "S-029", "nist-800-171", None, None, DAY(2026, 8, 28)),
]
# Protected, empty, damaged, a letter, and one that belongs to nobody.
UNUSED = {"S-022/vertrouwelijk.xlsx", "S-025/form.xlsx", "S-025/form (second try).xlsx", "S-026/dunmorra.xls", "questionnaire final v2.xlsx"}

NAMES = {r[0]: r[2] for r in register.SUPPLIERS}
POLICY = json.loads((HERE / "policy.json").read_text(encoding="utf-8"))
CONTROLS = tomllib.loads((ROOT / "scoring/controls.toml").read_text(encoding="utf-8"))["control"]
CERTIFICATE = ["Supplier ID", "Scheme", "Edition", "Number", "Scope", "Covers", "Sites", "Certification body", "Accreditation",
               "Issued", "Expires", "Last surveillance", "Status", "Excluded controls"]


def level(name):
    return TIERS.index(name)


def reached(engagement):
    """Tier and processing countries of each node of an engagement's chain; a way back to a giver counts for nothing."""
    found = {}

    def visit(supplier, tier, processing, path):
        place = found.setdefault(supplier, [tier, []])
        place[0] = max(place[0], tier)
        place[1] += countries(processing) or countries(NAMES.get(supplier))
        for row in register.SUBCONTRACTS:
            if row[0] == engagement[0] and row[1] == supplier and row[2] not in path:
                passed = tier if row[3] is None else min(tier, level(row[3]))
                visit(row[2], passed, row[8], path | {row[2]})

    visit(engagement[1], level(engagement[4]), engagement[7], {engagement[1]})
    return found


class Supplier:
    """What is known of one supplier on the day."""

    def __init__(self, sid, places, today):
        self.id, self.places = sid, places          # [(engagement row, tier, processing countries)]
        self.tier = max(tier for _, tier, _ in places)
        newest = {}
        for response in RESPONSES:
            done = response[5]
            if response[1] == sid and (done is None or done <= today):
                key = (done or DAY.min, response[0])
                if response[2] not in newest or key > newest[response[2]][0]:
                    newest[response[2]] = (key, response)
        self.counting = sorted((pair[1] for pair in newest.values()), key=lambda r: (r[5] or DAY.min, r[0]))
        self.newest = self.counting[-1] if self.counting else None
        self.latest = max((r[5] for r in self.counting if r[5]), default=None)

    def months(self, what):
        return POLICY["tiers"][TIERS[self.tier]][what]

    def stale(self, response, today):
        return response[5] is None or not within_months(response[5], self.months("stale_months"), today)


def silent(s, today, horizon):
    if not s.counting:
        yield min(e[11] or today for e, _, _ in s.places), "", ""


def response_stale(s, today, horizon):
    stale = [r for r in s.counting if s.stale(r, today)]
    # Nobody in the sample has a fresh response beside a stale one, so a stale one decides all that it answers.
    assert not stale or len(s.counting) == 1, f"{s.id}: which response decides must be looked at"
    for r in stale:
        yield (add_months(r[5], s.months("stale_months")) if r[5] else today), "", f"responses/{r[0]}"


def cadence(s, today, horizon):
    dated = [r for r in s.counting if r[5]]
    if dated and not s.stale(dated[-1], today):
        due = add_months(s.latest, s.months("cadence_months"))
        if due <= horizon:
            yield due, "", ""


def certificate_ending(s, today, horizon):
    latest = {}
    for row in register.CERTIFICATES:
        read = read_certificate(POLICY, dict(zip(CERTIFICATE, row)), today) if row[0] == s.id else None
        if read is None or read.standing not in ("valid", "expiring", "expired"):
            continue
        covers, sites = items(row[5]), countries_in(row[6])
        inside = [e for e, _, processing in s.places
                  if ("all" in covers or e[0] in covers) and (not sites or set(sites) & set(processing))]
        if inside and (read.key not in latest or read.end > latest[read.key][0]):
            latest[read.key] = (read.end, "", f"{row[1]} {row[3]}")
    yield from (found for found in latest.values() if found[0] <= horizon)


def countries_in(sites):
    """`Leeds, GB` and `Tampere (Finland)` name a country at their end."""
    words = [word.strip("() ") for part in items(sites) for word in part.split("(")]
    return [c for word in words for c in countries({"Finland": "FI"}.get(word, word))]


def waiver_ending(s, today, horizon):
    for wid, sid, engagement, _, _, asked, approved, on, expires in register.WAIVERS:
        if sid != s.id or folded(asked) == folded(approved):
            continue
        if engagement is not None and engagement not in [e[0] for e, _, _ in s.places]:
            continue
        last = min(expires, add_months(on, POLICY["waivers"]["max_months"]))
        answered = s.latest is not None and s.latest > last
        if on <= today and last <= horizon and not (last < today and answered):
            yield last, engagement or "", wid


def new_engagement(s, today, horizon):
    if s.newest is None:
        return
    known = items(s.newest[4])
    for e, _, _ in s.places:
        if e[0] not in known if known else (s.newest[5] is not None and e[11] is not None and e[11] > s.newest[5]):
            yield e[11] or today, e[0], ""


def raised_tier(s, today, horizon):
    native = [r for r in s.counting if r[2] == NATIVE]
    if native:
        asked = max(level(c["applies_from"]) for c in CONTROLS if level(c["applies_from"]) <= level(native[-1][3]))
        if any(asked < level(c["applies_from"]) <= s.tier for c in CONTROLS):
            yield today, "", ""


def incident_since(s, today, horizon):
    for iid, sid, detected, *_ in register.INCIDENTS:
        if sid == s.id and s.latest is not None and s.latest < detected.date() <= today:
            yield detected.date(), "", iid


def table(today, within):
    horizon = today + dt.timedelta(days=within)
    places = {}
    for e in register.ENGAGEMENTS:
        begun, over = e[11] is None or e[11] <= horizon, e[12] is not None and e[12] < today
        for sid, (tier, processing) in reached(e).items() if begun and not over else ():
            if tier > 0 and sid in NAMES:
                places.setdefault(sid, []).append((e, tier, processing))
    listed = []
    for sid in sorted(places):
        s = Supplier(sid, places[sid], today)
        reasons = [(day, ORDER.index(word), engagement, subject)
                   for word in ORDER for day, engagement, subject in globals()[word.replace("-", "_")](s, today, horizon)]
        if reasons:
            reasons.sort()
            listed.append((reasons[0][0], -s.tier, sid, reasons))
    for _, _, sid, reasons in sorted(listed):
        for day, word, engagement, subject in reasons:
            yield sid, ORDER[word], day.isoformat(), engagement, subject


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--check", action="store_true")
    ap.add_argument("--write", action="store_true")
    ap.add_argument("--as-of", type=DAY.fromisoformat, default=DAY(2026, 10, 31))
    ap.add_argument("--within", type=int, default=30)
    args = ap.parse_args()
    there = ROOT / "sample-data/portfolio/responses"
    files = {path.relative_to(there).as_posix() for path in there.rglob("*") if path.is_file()}
    listed = {r[0] for r in RESPONSES} | UNUSED
    assert files == listed, f"the list of responses is not that of the folder: {sorted(files ^ listed)}"
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["supplier", "reason", "day", "engagement", "subject"])
    writer.writerows(table(args.as_of, args.within))
    path = ROOT / "sample-data/expected/due.csv"
    if args.write:
        path.write_text(out.getvalue(), encoding="utf-8")
    if args.check and path.read_text(encoding="utf-8") != out.getvalue():
        print(f"{path} says otherwise:", file=sys.stderr)
        print(out.getvalue())
        return 1
    if not args.check:
        print(out.getvalue(), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())

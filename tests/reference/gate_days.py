#!/usr/bin/env python3
"""The portfolio that tests/fixtures/gate/days.csv speaks of, and the table against the reference's gate.

    python3 gate_days.py --program PATH            checks every row of the table with gate.py
    python3 gate_days.py --program PATH --ask      asks the program's gate every row too
    python3 gate_days.py --program PATH --write    writes tests/fixtures/gate/portfolio and earlier (same bytes each time)

But for --ask the program gives the catalogue only. What each engagement is for stands in tests/fixtures/gate/README.md; the table was
drawn by hand from the page.
"""
from __future__ import annotations

import argparse
import collections
import csv
import datetime as dt
import io
import json
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

sys.dont_write_bytecode = True
import compare  # noqa: E402
import gate  # noqa: E402
import method  # noqa: E402
import portfolio  # noqa: E402

D = dt.date
AS_OF, EARLIER = D(2026, 10, 31), D(2026, 7, 1)
FIXTURE = Path(__file__).resolve().parents[1] / "fixtures" / "gate"

# Suppliers: all answer yes to everything, with a document named, and we tested every control ourselves.
CERTIFIED = {"Scheme": "ISO27001", "Edition": "2022", "Covers": "all", "Certification body": "Body", "Accreditation": "DAkkS",
             "Issued": D(2026, 3, 1), "Expires": D(2029, 2, 28), "Last surveillance": D(2026, 9, 1)}
SUPPLIERS = {
    "S-CERT": CERTIFIED,
    "S-BARE": None,                                                    # no certificate
    "S-SOON": {**CERTIFIED, "Expires": D(2026, 12, 20)},
    "S-SURV": {**CERTIFIED, "Issued": D(2024, 3, 1), "Last surveillance": D(2025, 9, 10)},
    "S-HOUR": CERTIFIED,                                               # an incident whose hours run
    "S-DATE": CERTIFIED,                                               # a date answer that ages
    "S-NEXT": CERTIFIED,                                               # a form dated after as-of
    "S-MUTE": CERTIFIED,                                               # no form at all
}
BEGAN = D(2026, 1, 1)
# Engagement: supplier, tier, Start, End, more.
ENGAGEMENTS = {
    "E-PLAIN": ("S-CERT", "confidential", BEGAN, None, {}),
    "E-BARE": ("S-BARE", "confidential", BEGAN, None, {}),
    "E-PUBLIC": ("S-CERT", "public", BEGAN, None, {}),
    "E-HIGH": ("S-CERT", "critical", BEGAN, None, {}),
    "E-MUTE": ("S-MUTE", "confidential", BEGAN, None, {}),
    "E-ENDS": ("S-CERT", "confidential", BEGAN, D(2026, 12, 15), {}),
    "E-TODAY": ("S-CERT", "confidential", BEGAN, AS_OF, {}),
    "E-OVER": ("S-CERT", "confidential", BEGAN, D(2026, 10, 30), {}),
    "E-LATER": ("S-CERT", "confidential", D(2027, 2, 1), D(2027, 6, 30), {}),
    "E-LATER-BARE": ("S-BARE", "confidential", D(2027, 3, 1), None, {}),
    "E-LAPSES": ("S-CERT", "critical", D(2027, 1, 2), None, {}),
    "E-KINDS": ("S-CERT", "confidential", BEGAN, None, {"Information kinds": None}),
    "E-STAGE": ("S-CERT", "restricted", BEGAN, None, {}),
    "E-PILOT": ("S-CERT", "confidential", BEGAN, None, {}),
    "E-MIXED": ("S-BARE", "restricted", BEGAN, None, {}),
    "E-NEVER": ("S-CERT", "confidential", BEGAN, D(2027, 1, 31), {}),
    "E-TWICE": ("S-CERT", "confidential", D(2026, 12, 1), D(2027, 5, 31), {"Purpose": None}),
    "E-ACCEPT": ("S-BARE", "confidential", BEGAN, None, {}),
    "E-TURNED": ("S-BARE", "restricted", BEGAN, None, {}),
    "E-SOON": ("S-SOON", "confidential", BEGAN, None, {}),
    "E-SURV": ("S-SURV", "confidential", BEGAN, None, {}),
    "E-HOUR": ("S-HOUR", "confidential", BEGAN, None, {"Notice hours agreed": 48}),
    "E-DATE": ("S-DATE", "confidential", BEGAN, None, {}),
    "E-NEXT": ("S-NEXT", "confidential", BEGAN, None, {}),
    "E-LATE": ("S-BARE", "confidential", BEGAN, None, {}),
    "E-KEPT": ("S-BARE", "confidential", D(2026, 8, 15), None, {}),
    "E-SIGN": ("S-CERT", "confidential", BEGAN, None, {}),
    "E-SIGN-BARE": ("S-BARE", "confidential", BEGAN, None, {}),
    "E-SIGN-PART": ("S-BARE", "confidential", BEGAN, None, {}),
    "E-SIGN-HIGH": ("S-CERT", "critical", BEGAN, None, {}),
    "E-SIGN-LOW": ("S-CERT", "critical", BEGAN, None, {}),
    "E-SIGN-SELF": ("S-CERT", "critical", BEGAN, None, {}),
    "E-DECLINED": ("S-CERT", "confidential", BEGAN, None, {}),
}
IN_BOTH = ("E-LATE", "E-KEPT")      # the only ones that the earlier run decides too
PHASES = [
    ("E-STAGE", "Study", "internal", BEGAN, "Feasibility study", "Ann Ode; Bo Ek"),
    ("E-STAGE", "Design", "confidential", D(2026, 12, 1), "Series design", "Cy Dee"),
    ("E-STAGE", "Series", "restricted", D(2027, 2, 1), None, None),
    ("E-PILOT", "Pilot", "confidential", D(2026, 12, 1), "Pilot batch", "Ann Ode"),
    ("E-MIXED", "Study", "internal", BEGAN, "Feasibility study", None),
    ("E-MIXED", "Design", "restricted", D(2026, 12, 1), "Series design", None),
    ("E-NEVER", "Study", "internal", BEGAN, None, None),
    ("E-NEVER", "Design", "confidential", D(2027, 3, 1), None, None),
    ("E-TWICE", "Early", "internal", D(2026, 11, 1), None, "Ann Ode"),
    ("E-TWICE", "Late", "confidential", D(2027, 1, 1), None, "Ann Ode"),
]
WAIVERS = [
    ("W-1", "S-BARE", "E-ACCEPT", "certificate-required", D(2026, 6, 1), D(2027, 12, 31)),
    ("W-2", "S-BARE", "E-TURNED", "certificate-required", D(2026, 6, 1), D(2027, 3, 1)),
]
# Engagement, decision, by, role, on, conditions accepted.
APPROVALS = [
    ("E-SIGN", "approve", "Olga Moor", "deal owner", D(2026, 11, 5), "all"),
    ("E-SIGN-BARE", "approve", "Olga Moor", "deal owner", D(2026, 11, 5), "all"),
    ("E-SIGN-PART", "approve", "Olga Moor", "deal owner", D(2026, 11, 5), ()),
    ("E-SIGN-HIGH", "approve", "Hal Reyes", "head of procurement and security", D(2026, 11, 5), "all"),
    ("E-SIGN-LOW", "approve", "Hal Reyes", "deal owner", D(2026, 11, 5), "all"),
    ("E-SIGN-SELF", "approve", "Olga Moor", "head of procurement and security", D(2026, 11, 5), "all"),
    ("E-DECLINED", "approve", "Olga Moor", "deal owner", D(2026, 11, 5), "all"),
    ("E-DECLINED", "decline", "Olga Moor", "deal owner", D(2026, 11, 20), "all"),
]


def engagement_row(eid):
    supplier, tier, start, end, more = ENGAGEMENTS[eid]
    return {"Engagement ID": eid, "Supplier ID": supplier, "Deal ID": eid.replace("E-", "D-", 1), "Purpose": "Housing parts", "Information tier": tier,
            "Information kinds": "trade-secret", "Origin country": "DE", "Start": start, "End": end, "Notice hours agreed": 4,
            "Owner": "Olga Moor", **more}


def register(controls, engagements, tested_on):
    return {
        "Suppliers": [{"Supplier ID": s, "Name": s.replace("S-", "Supplier ").title(), "Country": "DE"} for s in SUPPLIERS],
        "Engagements": [engagement_row(eid) for eid in engagements],
        "Phases": [dict(zip(portfolio.COLUMNS["Phases"], row)) for row in PHASES if row[0] in engagements],
        "Certificates": [{"Supplier ID": s, "Number": f"C-{s}", "Scope": "all services", **c} for s, c in SUPPLIERS.items() if c],
        "Evidence": [{"Supplier ID": s, "Control": c["id"], "Level": "own-test", "Reference": "visit", "Dated": tested_on, "Reviewed by": "B. Person"}
                     for s in SUPPLIERS for c in controls],
        "Waivers": [{"Waiver ID": w, "Supplier ID": s, "Engagement ID": e, "Rule or control": rule, "Reason": "audit is booked", "Requested by": "Pia Lund",
                     "Approved by": "Hal Reyes", "Approved on": on, "Expires": ends} for w, s, e, rule, on, ends in WAIVERS if e in engagements],
        "Incidents": [{"Incident ID": "I-1", "Supplier ID": "S-HOUR", "Detected": D(2026, 10, 30), "Severity": "low", "Summary": "lost badge"}]
        if AS_OF > tested_on > EARLIER else [],
    }


def best(question, done):
    """The answer that is yes at every tier."""
    if question["kind"] == "choice":
        return "no" if question.get("good") == "no" else "yes"
    if question["kind"] == "date":
        return done
    given = [t["yes_at"] for t in question["thresholds"]["tiers"].values() if t]
    return max(given) if question["thresholds"]["direction"] == "at-least" else min(given)


def form(supplier, questions, done, file):
    rows = [{"id": q["id"], "answer": best(q, done), "comment": None, "evidence": "ISMS manual"} for q in questions if q["questionnaire"] == "flowdown"]
    return {"file": f"{supplier}/{file}.xlsx", "supplier": supplier, "questionnaire": "flowdown", "completed_on": done, "rows": rows, "date_in": "cover"}


def forms(questions, done):
    made = [form(s, questions, done, "form") for s in SUPPLIERS if s != "S-MUTE"]
    for one in made:
        if one["supplier"] == "S-DATE":
            next(r for r in one["rows"] if r["id"] == "FD-BCP-03")["answer"] = D(2025, 12, 1)
    if done > EARLIER:
        made.append(form("S-NEXT", questions, D(2026, 11, 20), "later"))
    return made


def cases(controls, questions):
    """The earlier portfolio and the one of the day."""
    return [{"as_of": EARLIER, "register": register(controls, IN_BOTH, D(2026, 6, 1)), "responses": forms(questions, D(2026, 6, 1))},
            {"as_of": AS_OF, "register": register(controls, list(ENGAGEMENTS), D(2026, 10, 1)), "responses": forms(questions, D(2026, 10, 1))}]


def same_bytes(path):
    """A workbook packed again without the hour at which it was made."""
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            info = zipfile.ZipInfo(name, (2026, 10, 31, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            data = old.read(name)
            if name == "docProps/core.xml":
                data = b'<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
            new.writestr(info, data)
    path.write_bytes(packed.getvalue())


def write(controls, questions, made):
    editions = collections.defaultdict(lambda: None)
    for name, case in zip(("earlier", "portfolio"), made):
        shutil.rmtree(FIXTURE / name, ignore_errors=True)
        portfolio.write(FIXTURE / name, case, controls, questions, editions)
        for path in sorted((FIXTURE / name).rglob("*.xlsx")):
            same_bytes(path)
    with (FIXTURE / "approvals.csv").open("w", newline="") as out:
        lines = csv.writer(out, lineterminator="\n")
        lines.writerow(["engagement", "decision", "by", "role", "on", "accepts"])
        lines.writerows([e, decision, by, role, on, accepts or "none"] for e, decision, by, role, on, accepts in APPROVALS)


def table():
    return list(csv.DictReader((FIXTURE / "days.csv").read_text().splitlines()))


def worded(reasons):
    return "; ".join(r["code"] + (f" from {r['from']}" if r["from"] else "") for r in reasons)


def check(run, before):
    ledger = []
    for eid, decision, by, role, on, accepted in APPROVALS:
        ledger = gate.append(ledger, run, decision, by, role, on, engagement=eid, accepted=accepted)
    wrong, rows = 0, table()
    for row in rows:
        tier = method.TIERS.index(row["tier"]) if row["tier"] else None
        said = gate.gate(run, row["engagement"], D.fromisoformat(row["day"]), tier, row["recipient"] or None, row["purpose"] or None,
                         row["signed"] == "asked", ledger, [before], row["run"] == "changed")
        got = worded(said["reasons"])
        if got != row["reasons"] or said["allowed"] != (row["allowed"] == "yes"):
            wrong += 1
            print(f"row {row['row']}: {row['engagement']} {row['day']} {row['tier']}: reference [{got}], by hand [{row['reasons']}]")
    print(f"{len(rows)} rows, {wrong} of the reference differ")
    return 1 if wrong else 0


def ask(program):
    """The same rows to the program's gate, on runs of both portfolios in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="gate-") as temporary:
        base = Path(temporary)
        for name, day in (("earlier", EARLIER), ("portfolio", AS_OF)):
            shutil.copytree(FIXTURE / name, base / "portfolio", dirs_exist_ok=True)
            compare.call(program, "assess", str(base / "portfolio"), "--as-of", str(day), "--out", str(base / "out"), "--no-cache", "--quiet", accept=(0, 3))
        run, changed = base / "out" / str(AS_OF), base / "changed" / str(AS_OF)
        shutil.copytree(run, changed)
        spoilt = changed / "decisions.json"
        spoilt.write_text(spoilt.read_text().replace("approve", "aprrove", 1))
        signed = sign(program, run, base / "portfolio")
        wrong = asked = 0
        for row in table():
            if row["signed"] and not signed:
                continue
            asked += 1
            got = ask_row(program, changed if row["run"] == "changed" else run, base / "portfolio", row)
            if got != (row["reasons"] or "yes"):
                wrong += 1
                print(f"row {row['row']}: {row['engagement']} {row['day']} {row['tier']}: program [{got}], by hand [{row['reasons'] or 'yes'}]")
        print(f"{asked} rows asked, {wrong} of the program differ")
        return 1 if wrong else 0


def ask_row(program, run, portfolio, row):
    options = [f"--{name}={row[name]}" for name in ("tier", "recipient", "purpose") if row[name]] + (["--signed"] if row["signed"] else [])
    try:
        said = json.loads(compare.call(program, "gate", str(run), "--portfolio", str(portfolio), "--engagement", row["engagement"], "--as-of", row["day"], "--json", *options, accept=(0, 1)))
        return worded(said["reasons"]) or ("yes" if said["allowed"] else "no, without a reason")
    except (RuntimeError, ValueError, KeyError) as e:
        return f"failed: {str(e)[-300:]}"


# Who may not sign is refused when the entry is made, so that it never stands in the ledger.
REFUSED = {"E-SIGN-LOW": "must sign", "E-SIGN-SELF": "owns the engagement"}


def sign(program, run, portfolio):
    """Enters the approvals; whether the program could, and refused those that it must."""
    for eid, decision, by, role, on, accepted in APPROVALS:
        options = ["--accept-all"] if accepted == "all" else []
        try:
            compare.call(program, "approve", str(run), "--portfolio", str(portfolio), "--engagement", eid, "--decision", decision, "--by", by, "--role", role, "--on", str(on), *options)
            refused = False
        except RuntimeError as e:
            refused = REFUSED.get(eid, "no") in str(e)
            if not refused:
                print(f"{eid}: not signed, so rows that ask for a signature are left out: {str(e)[-300:]}")
                return False
        if eid in REFUSED and not refused:
            print(f"{eid}: signed by somebody who may not")
            return False
    return True


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--program", required=True)
    ap.add_argument("--write", action="store_true")
    ap.add_argument("--ask", action="store_true")
    ap.add_argument("--show", action="store_true", help="print what the reference decides of each engagement")
    args = ap.parse_args()
    listing = lambda name: compare.listing(json.loads(compare.call(args.program, "catalogue", name, "--json")), name)
    controls, questions = listing("controls"), listing("questions")
    policy = json.loads((Path(__file__).parent / "policy.json").read_text())
    made = cases(controls, questions)
    if args.write:
        write(controls, questions, made)
    first = method.Run(policy, controls, questions, [], made[0]["register"], made[0]["responses"], EARLIER, verify=False)
    run = method.Run(policy, controls, questions, [], made[1]["register"], made[1]["responses"], AS_OF, first.memory, verify=False)
    if args.show:
        for e in sorted(run.object["engagements"], key=lambda e: e["engagement"]):
            rules = [(r["rule"], r["outcome"], r["subject"], r["due"]) for r in e["rules"]][:4]
            print(e["engagement"], e["decision"], e["valid_until"], e["disclosure_ceiling"], e["signer"], round(e["likelihood"]["mean"] or 0, 4), rules,
                  [(p["phase"], p["decision"], p["valid_until"], [c["due"] for c in p["conditions"]]) for p in e["phases"]])
    return check(run, first) or (ask(args.program) if args.ask else 0)


if __name__ == "__main__":
    sys.exit(main())

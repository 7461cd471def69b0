#!/usr/bin/env python3
"""Follows the gate rules of the sample over its three quarters from the decisions alone, and compares with findings.json.

    python3 findings.py --program PATH      prints a line per difference, and a table of counts per quarter

What is followed is worked out from the three decisions.json as from three loose files: nothing is taken from findings.json.
"""
import argparse
import datetime as dt
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True
SAMPLE = Path(__file__).resolve().parents[2] / "sample-data"
QUARTERS = {
    "2026-04-30": SAMPLE / "quarters" / "2026-04-30",
    "2026-07-31": SAMPLE / "quarters" / "2026-07-31",
    "2026-10-31": SAMPLE / "portfolio",
}
# The register of July calls BL-17 S-017 and names the old id as an alias.
RENAMED = {"2026-07-31": {"BL-17": "S-017"}}
WORST = ["approve", "condition", "escalate", "hold", "reject"]
PARTIES = {"chain-unknown", "chain-cycle", "chain-tier-raised", "flow-down-missing", "onward-consent", "notice-missing", "notice-long"}
CONTROL = {"control-missing", "control-partial", "control-unanswered", "evidence-insufficient"}
FIELDS = ["outcome", "first_seen", "times_seen", "last_seen", "due", "overdue_days", "waiver", "status", "closed_on", "reopened"]


def key(engagement, rule):
    """A condition keeps its id: the four control rules are one, the certificate rules are about the supplier."""
    name, subject = named(rule["rule"], rule["subject"] or "")
    if name == "condition-overdue":
        # It is about a condition, which is named like one.
        about, _, subject = subject.partition(" ")
        subject = " ".join(named(about, subject)).strip()
    return engagement["engagement"], rule["supplier"], name, subject


def named(name, subject):
    if name in CONTROL:
        name = "control"
    if name in ("certificate-required", "certificate-expiring"):
        subject = ""
    if name == "response-stale":
        # Every stale response of the sample is our own form.
        subject = "flowdown"
    return name, subject


def sightings(decisions):
    """What fired, once a key: the worst outcome and the first due day."""
    found = {}
    for engagement in decisions["engagements"]:
        for rule in engagement["rules"]:
            found.setdefault(key(engagement, rule), []).append(rule)
    return {
        one: {
            "outcome": max((rule["outcome"] for rule in rules), key=WORST.index),
            "due": min((rule["due"] for rule in rules if rule["due"]), default=None),
            "waiver": max(rules, key=lambda rule: WORST.index(rule["outcome"]))["waiver"],
        }
        for one, rules in found.items()
    }


def renamed(one, names):
    engagement, supplier, rule, subject = one
    return engagement, names.get(supplier, supplier), rule, names.get(subject, subject) if rule in PARTIES else subject


def follow(before, found, day, names):
    """The findings of a day from those of the day before and from what fired. The due days of decisions.json have the
    memory of conditions already: they are the same everywhere."""
    before = {renamed(one, names): state for one, state in before.items()}
    now = {}
    for one, seen in found.items():
        old = before.get(one, {})
        was_open = old.get("status") == "open"
        due = seen["due"]
        over = (dt.date.fromisoformat(day) - dt.date.fromisoformat(due)).days if due else None
        now[one] = seen | {
            "first_seen": old["first_seen"] if was_open else day,
            "times_seen": old["times_seen"] + 1 if was_open else 1,
            "last_seen": day,
            "due": due,
            "overdue_days": None if over is None else max(over, 0),
            "status": "open",
            "closed_on": None,
            "reopened": old.get("closed_on") or old.get("reopened"),
        }
    for one, old in before.items():
        if one not in now and old["status"] == "open":
            now[one] = old | {"status": "closed", "closed_on": day, "overdue_days": None}
    return now


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--program", required=True)
    args = ap.parse_args()
    wrong, before, ids = 0, {}, {}
    with tempfile.TemporaryDirectory() as out:
        previous = []
        for day, folder in QUARTERS.items():
            call = [args.program, "assess", str(folder), "--as-of", day, "--out", out, "--quiet", *previous]
            done = subprocess.run(call, capture_output=True, text=True)
            if done.returncode not in (0, 3):
                raise SystemExit(done.stderr)
            run = Path(out) / day
            previous = ["--previous", str(run)]
            before = follow(before, sightings(json.loads((run / "decisions.json").read_text())), day, RENAMED.get(day, {}))
            listed = json.loads((run / "findings.json").read_text())["findings"]
            rules = [one for one in listed if one["kind"] == "rule"]
            program = {key({"engagement": one["engagement"]}, one): one for one in rules}
            found = []
            for one in sorted(program.keys() | before.keys()):
                ours, theirs = ({name: side.get(one, {}).get(name) for name in FIELDS} for side in (program, before))
                found += [f"{day}  {one}  {name}  program {ours[name]}  reference {theirs[name]}" for name in FIELDS if ours[name] != theirs[name]]
            print("\n".join(found + [f"{day}: {len(rules)} rules in findings.json, {len(before)} followed, {len(found)} differences"]))
            # An id stays what it was in the run before.
            ids = {renamed(one, RENAMED.get(day, {})): known for one, known in ids.items()}
            for one, finding in program.items():
                was = ids.setdefault(one, finding["id"])
                if was != finding["id"]:
                    print(f"{day}  {one}  id  program {finding['id']}, before {was}")
                    wrong += 1
            wrong += len(found) + (len(rules) != len(program))
            states = before.values()
            seen = Counter(one["times_seen"] for one in states if one["status"] == "open")
            overdue = [one["overdue_days"] for one in states if one["overdue_days"]]
            closed = sum(one["status"] == "closed" for one in states)
            print(f"    seen once {seen[1]}, twice {seen[2]}, three times {seen[3]}; overdue {len(overdue)}, by up to {max(overdue, default=0)} days; closed {closed}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

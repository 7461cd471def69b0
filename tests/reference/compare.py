#!/usr/bin/env python3
"""Compares the program with the reference on seeded random cases.

    python3 compare.py --program PATH [--seeds 0..50] [--no-chains] [--no-waivers] [--only likelihood,decision] [--one-quarter]
                       [--no-verify] [--gate N] [--reading KEY=VALUE] [--keep DIR] [--edition NAME] [--max-lines N]

Catalogue and policy come from the program itself (`catalogue ... --json`). Each case is written as a portfolio on two
days, the program assesses both into one output folder, so that the later run finds the earlier one by itself, and every
figure of both decisions.json is compared. `--gate N` asks the program's gate N questions of each run too, on days near the
edges, and compares its reasons with the reference's. One line per difference:

    seed 7  2026-10-31  E-412-0  likelihood.mean  program 0.0481  reference 0.0472

Exit status: 0 no difference, 1 differences, 2 wrong usage or the program could not be run.
"""
from __future__ import annotations

import argparse
import collections
import datetime as dt
import json
import math
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import cases
import gate
import method
import portfolio
import quarter

FIELDS = ["deal", "supplier", "tier", "kinds", "decision", "rank", "rank_interval", "signer", "starts", "ends", "valid_until", "stage",
          "inherent", "likelihood", "likelihood_own", "bounds", "risk_index", "expected_loss", "assurance", "coverage", "disclosure_ceiling",
          "domains", "chain", "rules", "phases"]
PARTS = {"likelihood": ("mean", "low", "high"), "likelihood_own": ("mean", "low", "high"), "bounds": ("low", "high"),
         "rank_interval": ("low", "high"), "inherent": ("likelihood", "risk_index"), "expected_loss": ("amount", "currency"),
         "stage": ("phase", "tier", "decision", "purpose", "recipients", "opens_next")}
OF_PHASE = ("tier", "starts", "decision", "valid_until")
OF_RUN = ["ended", "verify_first", "lapses"]      # what stands beside the engagements
# Rules whose subject is part of the comparison: the control, the domain. Elsewhere it is the program's free choice.
SUBJECT = {"control-missing", "control-partial", "control-unanswered", "evidence-insufficient", "domain-weak"}
ABSENT = "(absent)"


def call(program, *args, accept=(0,)):
    done = subprocess.run([program, *args], capture_output=True, text=True)
    if done.returncode not in accept:
        raise RuntimeError(f"{program} {' '.join(args)}: status {done.returncode}\n{done.stdout[-1500:]}{done.stderr[-3000:]}")
    return done.stdout


def listing(value, name):
    """A catalogue listing is a list; one wrapped in an object is taken out of it."""
    return value if isinstance(value, list) else value[name]


def rule_key(r):
    subject = f" {r['subject']}" if r["rule"] in SUBJECT else ""
    return f"{r['rule']}{subject} @{r['supplier']}: {r['outcome']}, due {r['due']}, waiver {r['waiver']}, follows {r.get('follows')}"


def condition_key(c):
    subject = f" {c['subject']}" if c["rule"] in SUBJECT else ""
    return f"{c['rule']}{subject} @{c['supplier']}, due {c['due']}"


def flat(engagement, fields):
    """An engagement as {field: value}; lists are keyed by what names their entries, rules are a set of lines."""
    out = {}
    for name in fields:
        value = engagement.get(name)
        if name in PARTS:
            for part in PARTS[name]:
                found = (value or {}).get(part)
                out[f"{name}.{part}"] = found or None if part == "recipients" else found
            if name in ("stage", "expected_loss"):
                out[f"{name} (is there)"] = value is not None
        elif name in ("domains", "chain", "phases"):
            key = {"domains": "domain", "chain": "supplier", "phases": "phase"}[name]
            if name != "phases":
                out[f"{name} (order)"] = " ".join(str(entry[key]) for entry in value)
            for entry in value:
                for part, v in entry.items():
                    if part == "conditions":
                        for c in v:
                            out[f"{name}[{entry[key]}].condition {condition_key(c)}"] = "stands"
                    elif part != key and (name != "phases" or part in OF_PHASE):
                        out[f"{name}[{entry[key]}].{part}"] = v
        elif name == "rules":
            for r in value:
                out[f"rules[{rule_key(r)}]"] = "fires"
        else:
            out[name] = sorted(value or []) if name == "kinds" else value
    return out


def flat_run(decisions, fields, lapses):
    """What stands beside the engagements: who ended, and what must be given back; the decisions that lapse too soon."""
    out = {}
    if "ended" in fields:
        for e in decisions["ended"]:
            for part, v in e.items():
                if part == "parties":
                    for p in v:
                        out[f"ended[{e['engagement']}][{p['supplier']}]"] = f"due {p['due']}, {p['status']}"
                elif part != "engagement":
                    out[f"ended[{e['engagement']}].{part}"] = v
    if "lapses" in fields:
        out["lapses"] = " ".join(lapses)
    return out


def verify_differences(program, reference, limit=50):
    """The lists are ordered by worth: entries of the same worth may stand in any order, or fall off the end."""
    def key(v):
        return v["engagement"], v["supplier"], v["control"]

    def place(v):
        return v["decision_if_no"] in ("approve", "approve-with-conditions"), -v["worth"]

    ours, theirs = {key(v): v for v in reference}, {key(v): v for v in program}
    for k in sorted(ours.keys() & theirs.keys()):
        for part in ("worth", "decision_if_no"):
            if not equal(theirs[k][part], ours[k][part]):
                yield k[0], f"verify_first[{k[1]} {k[2]}].{part}", theirs[k][part], ours[k][part]
    last = place(reference[-1]) if len(reference) == limit else None
    for k in sorted(ours.keys() ^ theirs.keys()):
        v = ours.get(k) or theirs[k]
        at_the_end = last is not None and place(v)[0] == last[0] and math.isclose(place(v)[1], last[1], rel_tol=1e-7, abs_tol=1e-12)
        if not at_the_end:
            yield k[0], f"verify_first[{k[1]} {k[2]}]", v["worth"] if k in theirs else ABSENT, v["worth"] if k in ours else ABSENT
    places = [(a, round(w, 10)) for a, w in map(place, program)]
    if any(b < a and not (a[0] == b[0] and math.isclose(a[1], b[1], rel_tol=1e-7, abs_tol=1e-9)) for a, b in zip(places, places[1:])):
        yield "-", "verify_first (order)", "not sorted", "not allowed first, then worth"


def equal(a, b):
    if isinstance(a, (int, float)) and isinstance(b, (int, float)) and not isinstance(a, bool) and not isinstance(b, bool):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-14)
    return a == b


def differences(program, reference, fields):
    ours = {e["engagement"]: e for e in reference["engagements"]}
    theirs = {e["engagement"]: e for e in program["engagements"]}
    for eid in sorted(ours.keys() | theirs.keys()):
        if eid not in ours or eid not in theirs:
            yield eid, "engagement", "present" if eid in theirs else ABSENT, "present" if eid in ours else ABSENT
            continue
        a, b = flat(theirs[eid], fields), flat(ours[eid], fields)
        for key in sorted(a.keys() | b.keys(), key=lambda k: (fields.index(k.split(".")[0].split("[")[0].split(" ")[0]), k)):
            x, y = a.get(key, ABSENT), b.get(key, ABSENT)
            if not equal(x, y):
                yield eid, key, x, y


def run_differences(program, reference, fields, lapses_program, lapses_reference):
    a, b = flat_run(program, fields, lapses_program), flat_run(reference, fields, lapses_reference)
    for key in sorted(a.keys() | b.keys()):
        if a.get(key, ABSENT) != b.get(key, ABSENT):
            yield "-", key, a.get(key, ABSENT), b.get(key, ABSENT)
    if "verify_first" in fields and reference["verify_first"] is not None:
        yield from verify_differences(program["verify_first"], reference["verify_first"])


def gate_questions(run, seed, count):
    """Engagement, day, tier, recipient and purpose: days at and beside every edge of the engagement, and a few others."""
    rng = random.Random(f"gate {seed} {run.case.as_of}")
    known = [(d.id, gate_edges(run, d)) for d in run.decided] + [(e["engagement"], [run.case.as_of]) for e in run.object["ended"]] + [("E-none", [run.case.as_of])]
    for _ in range(count):
        engagement, edges = rng.choice(known)
        day = rng.choice(edges) + dt.timedelta(days=rng.choice([-1, 0, 0, 1, 1, rng.randint(0, 60)]))
        yield (engagement, day, rng.choice([None, None, 0, 1, 2, 3, 4]), rng.choice([None, None, "ann ode", "Bo  Ek", "Cy Dee"]),
               rng.choice([None, None, "Build", "stage", "pilot", "nothing of the kind"]))


def gate_edges(run, d):
    start, end = method.as_date(d.row.get("Start")), method.as_date(d.row.get("End"))
    evaluations = [d.own, *(p.evaluation for p in d.phases), d.at(d.ceiling())]
    ends = [method.valid_until(run.case, d.row, ev) for ev in evaluations]
    due = [hit.due for ev in evaluations for hit in ev.rules if hit.outcome == "condition" and hit.due]
    return [run.case.as_of, *filter(None, (start, end)), *(p.opens for p in d.phases), *ends, *sorted(set(due))[:3]]


def gate_differences(program, folder, run, seed, count):
    for engagement, day, tier, recipient, purpose in gate_questions(run, seed, count):
        asked = [f"--tier={method.TIERS[tier]}"] if tier is not None else []
        asked += [f"--recipient={recipient}"] if recipient else []
        asked += [f"--purpose={purpose}"] if purpose else []
        try:
            said = json.loads(call(program, "gate", str(folder), "--engagement", engagement, "--as-of", day.isoformat(), *asked, "--json", accept=(0, 1)))
            ours = "; ".join(r["code"] + (f" from {r['from']}" if r["from"] else "") for r in said["reasons"]) or str(said["allowed"])
        except (OSError, RuntimeError, ValueError, KeyError) as e:
            ours = f"failed: {e}"
        answer = gate.gate(run, engagement, day, tier, recipient, purpose)
        theirs = "; ".join(r["code"] + (f" from {r['from']}" if r["from"] else "") for r in answer["reasons"]) or "True"
        if ours != theirs:
            yield engagement, f"gate {day} {' '.join(asked)}".strip(), ours, theirs


def named_causes(decisions, findings):
    """Replaces the finding ids in `follows` by the names that the reference gives causes."""
    names = {}
    for f in findings:
        rule = "control" if f["rule"] in method.RULES_OF_CONTROL else f["rule"]
        about = f["subject"] if rule in ("control", "response-stale") else None
        names[f["id"]] = f"{rule} {about} @{f['supplier']}" if about else f"{rule} @{f['supplier']}"
    for e in decisions["engagements"]:
        for r in e["rules"]:
            if r.get("follows"):
                r["follows"] = names.get(r["follows"], f"{r['follows']} (no such finding)")


def rules_in_order(program):
    """decisions.json: rules by severity, then rule, then supplier, then subject; engagements by rank."""
    for e in program["engagements"]:
        keys = [(-method.OUTCOMES.index(r["outcome"]), r["rule"], r["supplier"] or "", r["subject"] or "") for r in e["rules"]]
        if keys != sorted(keys):
            yield e["engagement"], "rules (order)", "not sorted", "severity, rule, supplier, subject"
    ranks = [e["rank"] for e in program["engagements"]]
    if ranks != list(range(1, len(ranks) + 1)):
        yield "-", "engagements (order)", ranks, "by rank"


def main(argv=None):
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--program", required=True)
    ap.add_argument("--seeds", default="0..20", help="first..last (last not included), or a list 1,5,9")
    ap.add_argument("--no-chains", action="store_true")
    ap.add_argument("--no-waivers", action="store_true")
    ap.add_argument("--only", help="fields, separated by commas: " + ",".join(FIELDS + OF_RUN))
    ap.add_argument("--reading", action="append", default=[], help="take the other reading of an ambiguity: KEY=VALUE (see method.READINGS)")
    ap.add_argument("--one-quarter", action="store_true", help="one day a case instead of two")
    ap.add_argument("--no-verify", action="store_true", help="leave out what to verify first, which takes the reference most of its time")
    ap.add_argument("--gate", type=int, default=0, metavar="N", help="ask the gate N questions of each run")
    ap.add_argument("--keep", help="keep portfolios, runs and reference results in this folder")
    ap.add_argument("--edition", help="the edition written on the forms' covers, where the program wants one")
    ap.add_argument("--max-lines", type=int, default=40, help="differences printed per seed")
    args = ap.parse_args(argv)
    sys.stdout.reconfigure(line_buffering=True)      # a long comparison shows each line at once
    for pair in args.reading:
        key, _, value = pair.partition("=")
        if key not in method.READINGS:
            ap.error(f"unknown reading {key}; known: {', '.join(method.READINGS)}")
        method.READINGS[key] = value
    chosen = args.only.split(",") if args.only else FIELDS + OF_RUN
    if set(chosen) - set(FIELDS + OF_RUN):
        ap.error(f"unknown fields: {set(chosen) - set(FIELDS + OF_RUN)}")
    fields = [f for f in FIELDS if f in chosen]
    seeds = [int(s) for s in args.seeds.split(",")] if ".." not in args.seeds else range(*map(int, args.seeds.split("..")))

    try:
        policy = json.loads(call(args.program, "catalogue", "policy", "--json"))
        controls = listing(json.loads(call(args.program, "catalogue", "controls", "--json")), "controls")
        questions = listing(json.loads(call(args.program, "catalogue", "questions", "--json")), "questions")
        crosswalks = listing(json.loads(call(args.program, "catalogue", "crosswalks", "--json")), "crosswalks")
    except (OSError, RuntimeError, ValueError) as e:
        print(f"the program's catalogue could not be read: {e}", file=sys.stderr)
        return 2
    editions = collections.defaultdict(lambda: args.edition)

    temporary = None if args.keep else tempfile.TemporaryDirectory(prefix="reference-")   # removed at the end
    base = Path(args.keep or temporary.name)
    total, by_field, failed, compared, runs = 0, collections.Counter(), [], 0, 0
    for seed in seeds:
        make = (lambda *a, **k: [cases.generate(*a, **k)]) if args.one_quarter else quarter.quarters
        made = make(seed, policy, controls, questions, crosswalks, chains=not args.no_chains, waivers=not args.no_waivers)
        out, memory, lines = base / f"case-{seed}" / "out", None, 0
        for case in made:
            day = case["as_of"].isoformat()
            folder = base / f"case-{seed}" / day
            portfolio.write(folder, case, controls, questions, editions)
            run = method.Run(policy, controls, questions, crosswalks, case["register"], case["responses"], case["as_of"], memory, verify=not args.no_verify)
            reference, memory = run.object, run.memory
            if args.keep:
                (folder / "reference.json").write_text(json.dumps(reference, indent=1))
            try:
                # Status 3: done, but some inputs could not be used (unknown schemes, undated forms).
                call(args.program, "assess", str(folder), "--as-of", day, "--out", str(out), "--force", "--no-cache", "--quiet", accept=(0, 3))
                program = json.loads((out / day / "decisions.json").read_text())
                findings = json.loads((out / day / "findings.json").read_text())["findings"]
            except (OSError, RuntimeError, ValueError) as e:
                print(f"seed {seed}  {day}: the program failed: {e}")
                failed.append(seed)
                break
            runs += 1
            compared += len(reference["engagements"])
            named_causes(program, findings)
            found = list(differences(program, reference, fields))
            if "rules" in fields:
                found += rules_in_order(program)
            lapses = sorted({f["engagement"] for f in findings if f["rule"] == "lapses-before-start" and f["status"] == "open"})
            found += run_differences(program, reference, chosen, lapses, run.lapses)
            found += gate_differences(args.program, out / day, run, seed, args.gate)
            for eid, key, x, y in found:
                by_field[key.split("[")[0].split(".")[0].split(" ")[0] if not key.startswith("rules[") else "rules " + key[6:].split(" ")[0]] += 1
                lines += 1
                if lines <= args.max_lines:
                    print(f"seed {seed}  {day}  {eid}  {key}  program {x}  reference {y}")
            total += len(found)
        if lines > args.max_lines:
            print(f"seed {seed}  … and {lines - args.max_lines} more")
    for name, n in by_field.most_common():
        print(f"{n:6}  {name}")
    print(f"{compared} engagements in {runs} runs of {len(seeds)} cases compared, {total} differences" + (f", program failed on seeds {failed}" if failed else ""))
    return 1 if total or failed else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Compares the program with the reference on seeded random cases.

    python3 compare.py --program PATH [--seeds 0..50] [--no-chains] [--no-waivers] [--only likelihood,decision]
                       [--reading KEY=VALUE] [--keep DIR] [--edition NAME] [--max-lines N]

Catalogue and policy come from the program itself (`catalogue ... --json`). Each case is written as a portfolio to a
temporary folder, the program assesses it, and every figure of decisions.json is compared. One line per difference:

    seed 7  E-412-0  likelihood.mean  program 0.0481  reference 0.0472

Exit status: 0 no difference, 1 differences, 2 wrong usage or the program could not be run.
"""
from __future__ import annotations

import argparse
import collections
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

import cases
import method
import portfolio

FIELDS = ["deal", "supplier", "tier", "decision", "rank", "signer", "valid_until", "likelihood", "likelihood_own", "bounds", "risk_index",
          "expected_loss", "assurance", "coverage", "disclosure_ceiling", "domains", "chain", "rules", "phases"]
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
    return f"{r['rule']}{subject} @{r['supplier']}: {r['outcome']}, due {r['due']}, waiver {r['waiver']}"


def flat(engagement, fields):
    """An engagement as {field: value}; lists are keyed by what names their entries, rules are a set of lines."""
    out = {}
    for name in fields:
        value = engagement.get(name)
        if name in ("likelihood", "likelihood_own", "bounds", "expected_loss"):
            parts = {"likelihood": ("mean", "low", "high"), "likelihood_own": ("mean", "low", "high"), "bounds": ("low", "high"), "expected_loss": ("amount", "currency")}[name]
            for part in parts:
                out[f"{name}.{part}"] = (value or {}).get(part)
        elif name in ("domains", "chain", "phases"):
            key = {"domains": "domain", "chain": "supplier", "phases": "phase"}[name]
            if name != "phases":
                out[f"{name} (order)"] = " ".join(str(entry[key]) for entry in value)
            for entry in value:
                for part, v in entry.items():
                    if part != key:
                        out[f"{name}[{entry[key]}].{part}"] = v
        elif name == "rules":
            for r in value:
                out[f"rules[{rule_key(r)}]"] = "fires"
        else:
            out[name] = value
    return out


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
    ap.add_argument("--only", help="fields, separated by commas: " + ",".join(FIELDS))
    ap.add_argument("--reading", action="append", default=[], help="take the other reading of an ambiguity: KEY=VALUE (see method.READINGS)")
    ap.add_argument("--keep", help="keep portfolios, runs and reference results in this folder")
    ap.add_argument("--edition", help="the edition written on the forms' covers, where the program wants one")
    ap.add_argument("--max-lines", type=int, default=40, help="differences printed per seed")
    args = ap.parse_args(argv)
    for pair in args.reading:
        key, _, value = pair.partition("=")
        if key not in method.READINGS:
            ap.error(f"unknown reading {key}; known: {', '.join(method.READINGS)}")
        method.READINGS[key] = value
    fields = args.only.split(",") if args.only else FIELDS
    if set(fields) - set(FIELDS):
        ap.error(f"unknown fields: {set(fields) - set(FIELDS)}")
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
    total, by_field, failed, compared = 0, collections.Counter(), [], 0
    for seed in seeds:
        case = cases.generate(seed, policy, controls, questions, crosswalks, chains=not args.no_chains, waivers=not args.no_waivers)
        folder, out = base / f"case-{seed}" / "portfolio", base / f"case-{seed}" / "out"
        portfolio.write(folder, case, controls, questions, editions)
        day = case["as_of"].isoformat()
        reference = method.assess(policy, controls, questions, crosswalks, case["register"], case["responses"], case["as_of"])
        if args.keep:
            (base / f"case-{seed}" / "reference.json").write_text(json.dumps(reference, indent=1))
        try:
            # Status 3: done, but some inputs could not be used (unknown schemes, undated forms).
            call(args.program, "assess", str(folder), "--as-of", day, "--out", str(out), "--force", accept=(0, 3))
            program = json.loads((out / day / "decisions.json").read_text())
        except (OSError, RuntimeError, ValueError) as e:
            print(f"seed {seed}: the program failed: {e}")
            failed.append(seed)
            continue
        compared += len(reference["engagements"])
        found = list(differences(program, reference, fields))
        if "rules" in fields:
            found += rules_in_order(program)
        for i, (eid, key, x, y) in enumerate(found):
            by_field[key.split("[")[0].split(".")[0] if not key.startswith("rules[") else "rules " + key[6:].split(" ")[0]] += 1
            if i < args.max_lines:
                print(f"seed {seed}  {eid}  {key}  program {x}  reference {y}")
        if len(found) > args.max_lines:
            print(f"seed {seed}  … and {len(found) - args.max_lines} more")
        total += len(found)
    for name, n in by_field.most_common():
        print(f"{n:6}  {name}")
    print(f"{compared} engagements of {len(seeds)} cases compared, {total} differences" + (f", program failed on seeds {failed}" if failed else ""))
    return 1 if total or failed else 0


if __name__ == "__main__":
    sys.exit(main())

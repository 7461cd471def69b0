"""Hits, misses and the Brier score of a chain of runs, worked out a second time from what the runs hold.

    python3 tests/reference/replay.py out/2026-04-30 out/2026-07-31 out/2026-10-31

A case is one supplier of a chain from one run to the next. Ids that the newest register names as aliases are
taken for the new ones. Prints the counts, the two Brier scores, expected incidents and the factor for strength 10.
"""

import gzip
import json
import math
import sys
from datetime import date

runs = []
for folder in sys.argv[1:]:
    decisions = json.load(open(f"{folder}/decisions.json"))
    head = json.loads(gzip.open(f"{folder}/state.json.gz").readline())
    runs.append((date.fromisoformat(decisions["as_of"]), decisions["engagements"], head["register"]))
runs.sort(key=lambda run: run[0])

newest = runs[-1][2]["suppliers"]
heirs = {alias: one["id"] for one in newest for alias in one["aliases"]}
known = {one["id"] for one in newest}


def now(supplier):
    return supplier if supplier in known else heirs.get(supplier, supplier)


incidents = {}
for _, _, register in runs:
    for one in register["incidents"]:
        incidents[one["id"]] = (now(one["supplier"]), date.fromisoformat(one["detected"]))

table = {"hit": 0, "miss": 0, "false alarm": 0, "quiet": 0}
squares, cases, expected, came_all = 0.0, 0, 0.0, 0
for (day, engagements, _), (end, _, _) in zip(runs, runs[1:]):
    years = (end - day).days / 365.25
    likelihood, flagged = {}, set()
    for one in engagements:
        for node in one["chain"]:
            if node["likelihood"] is not None:
                who = now(node["supplier"])
                likelihood[who] = max(likelihood.get(who, 0.0), node["likelihood"])
        for rule in one["rules"]:
            if rule["outcome"] in ("escalate", "hold", "reject"):
                flagged.add(now(rule["supplier"]))
    for who, p in likelihood.items():
        came = sum(1 for supplier, on in incidents.values() if supplier == who and day < on <= end)
        word = ("hit" if came else "false alarm") if who in flagged else ("miss" if came else "quiet")
        table[word] += 1
        cases += 1
        came_all += came
        squares += (1 - (1 - p) ** years - (1 if came else 0)) ** 2
        expected += -math.log(1 - p) * years

share = (table["hit"] + table["miss"]) / cases
print(cases, table, "Brier", squares / cases, "constant", share * (1 - share))
print("incidents", came_all, "expected", expected, "factor", (10 + came_all) / (10 + expected))

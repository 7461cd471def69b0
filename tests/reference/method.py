#!/usr/bin/env python3
"""A second, independent implementation of the method: from answers to a decision.

It is written for reading, not for speed: one function per paragraph of the method's page, each naming its
section (§). Nothing here is shared with the program; both are written from the same page, so a difference
between them is a mistake in one of them or an unclear sentence on the page (README.md lists those).

    assess(policy, controls, questions, crosswalks, register, responses, as_of, before)  ->  the object of decisions.json
    python3 method.py --self-test                                                        ->  figures checked by hand

`before` is the memory of conditions that the run before left (`Run(...).memory`, §10); None for a first run.
`rules[]` carries rule, outcome, supplier, subject, due, waiver and follows; the free text (because, remedy, place) is left out,
and `follows` names the cause (`control ACC-01 @S1`) where the program gives its finding id. Owners (§11) and contracts
(§12) are not here yet; days, stages and what ended are in stages.py, the gate in gate.py.
"""
from __future__ import annotations

import json
import sys
from pathlib import Path

import stages
from answers import Candidate, ControlAnswer, counted_responses, is_stale, question_answer
from inputs import Case, check_catalogue
from cells import (ALLOWED, DAY, DECISIONS, LEVELS, OUTCOMES, READINGS, RULES_OF_CONTROL, TIERS, add_months, as_date, as_datetime, as_number, folded,
                   iso, items, text, tier_of)
from certificates import find_scheme, read_certificate
from chain import kinds_of
from gates import evaluate
from hits import Hit, condition_line, rule_line, show_days
from likelihood import beta_range, domain_lines, moment_range
from transfers import transfer_rules

# Everything is reached through this module.
__all__ = ["Candidate", "Case", "ControlAnswer", "DAY", "DECISIONS", "Decided", "Hit", "READINGS", "RULES_OF_CONTROL", "Run", "add_months", "as_datetime",
           "assess", "beta_range", "check_catalogue", "counted_responses", "find_scheme", "folded", "is_stale", "items", "question_answer",
           "read_certificate", "transfer_rules", "valid_until"]


def signer(case, tier, like, outcome):
    """§8 escalation: by the larger of max ρ·P / a and P_chain / 2a; critical one step higher; escalate: at least the second."""
    ladder = case.policy["signers"]["ladder"]
    ratio, appetite = 0.0, case.at(tier, "appetite")
    if like["P"] is not None and appetite is not None:
        ratio = max(like["worst"] / appetite, like["P"] / (case.policy["thresholds"]["appetite_chain_factor"] * appetite))
    step = next(i for i, s in enumerate(ladder) if s["up_to_ratio"] is None or not case.above(ratio, s["up_to_ratio"]))
    step = min(len(ladder) - 1, step + case.at(tier, "signer_steps_up"))
    if outcome == "escalate":
        least = next(i for i, s in enumerate(ladder) if s["role"] == case.policy["signers"]["escalate_at_least"])
        step = max(step, least)
    return ladder[step]["role"]


def rounded(value, digits=12):
    """§9: JSON figures are rounded to 12 significant digits."""
    if value is None or value == 0:
        return value
    return float(f"{value:.{digits - 1}e}")


def figures(tree):
    if isinstance(tree, dict):
        return {k: figures(v) for k, v in tree.items()}
    if isinstance(tree, list):
        return [figures(v) for v in tree]
    return rounded(tree) if isinstance(tree, float) else tree


def valid_until(case, engagement, evaluation):
    """§8: the last day on which all of this holds, never before as-of."""
    days = [add_months(case.as_of, case.at(evaluation.tier, "cadence_months")), *evaluation.ends]
    if as_date(engagement.get("End")):
        days.append(as_date(engagement["End"]))
    if evaluation.outcome == "condition":
        days += [hit.due for hit in evaluation.rules if hit.outcome == "condition" and hit.due is not None]
    return max(min(days), case.as_of)


class Decided:
    """One engagement, decided on as-of: its own evaluation, its phases, and what any tier would be (§8, §10)."""

    def __init__(self, case, engagement):
        self.case, self.row = case, engagement
        self.id, self.prime = text(engagement["Engagement ID"]), text(engagement["Supplier ID"])
        self.deal, self.tier = text(engagement["Deal ID"]), tier_of(engagement["Information tier"])
        self.phases = stages.phases_of(case, engagement)
        self.own = evaluate(case, engagement, self.tier, stages.own_base(case, engagement, self.tier, self.phases), as_stated=True)
        for phase in self.phases:
            phase.evaluation = evaluate(case, engagement, phase.tier, max(case.as_of, phase.opens))
        self.memory = self.remember()
        for evaluation in (self.own, *(phase.evaluation for phase in self.phases)):
            show_days(case, self.id, evaluation, self.memory)
        self._at = {}

    def remember(self):
        """§10: every condition and hold that fires in the decision or a phase, with the earliest day that any run named
        since a run last decided the engagement without it; None where none was named."""
        found = {}
        for evaluation in (self.own, *(phase.evaluation for phase in self.phases)):
            for hit in evaluation.rules:
                found.setdefault(hit.key(self.id), []).extend([hit.own] if hit.remembers() else [])
        before = self.case.before
        return {key: min([*named, *([before[key]] if before.get(key) else [])], default=None) for key, named in found.items()}

    def at(self, tier):
        """§8: the same chain as if the engagement were of that tier."""
        if tier not in self._at:
            case = self.case
            base = max(case.as_of, as_date(self.row["Start"])) if as_date(self.row.get("Start")) else case.as_of
            self._at[tier] = evaluate(case, self.row, tier, base)
            memory = {key: min(d for d in (case.before.get(key), day, self.memory.get(key)) if d is not None)
                      for key, day in {h.key(self.id): h.own for h in self._at[tier].rules if h.remembers()}.items()}
            show_days(case, self.id, self._at[tier], memory)
        return self._at[tier]

    def ceiling(self):
        """§8: the highest tier at which the same chain would be approve or condition; lower tiers are implied."""
        return next((tier for tier in reversed(range(len(TIERS))) if self.at(tier).outcome in ALLOWED), 0)

    def index(self, likelihood):
        """§6: × impact × volume; null counts 0."""
        volume = as_number(self.row.get("Volume"))
        return (likelihood or 0.0) * self.case.at(self.tier, "impact") * (1.0 if volume is None else volume)

    def object(self):
        case, ev, row = self.case, self.own, self.row
        like, own = ev.like, ev.scores[self.prime]
        low, high = moment_range(case, like["P"], like["V"])
        own_low, own_high = moment_range(case, own.P, own.V)
        value, loss = as_number(row.get("Value at risk")), None
        if value is not None and like["P"] is not None:
            loss = {"amount": like["P"] * value, "currency": text(row.get("Currency")) or None}
        return {
            "engagement": self.id, "deal": self.deal, "supplier": self.prime, "tier": TIERS[self.tier], "kinds": sorted(kinds_of(row)),
            "decision": DECISIONS[ev.outcome], "rank": None, "rank_interval": None, "signer": signer(case, self.tier, like, ev.outcome),
            "starts": iso(as_date(row.get("Start"))), "ends": iso(as_date(row.get("End"))), "valid_until": iso(valid_until(case, row, ev)),
            "stage": stages.stage(case, row, self.phases),
            "inherent": {"likelihood": like["inherent"], "risk_index": self.index(like["inherent"])},
            "likelihood": {"mean": like["P"], "low": low, "high": high}, "likelihood_own": {"mean": own.P, "low": own_low, "high": own_high},
            "bounds": {"low": like["low"], "high": like["high"]}, "risk_index": self.index(like["P"]), "expected_loss": loss,
            "assurance": own.assurance, "coverage": own.coverage, "disclosure_ceiling": TIERS[self.ceiling()],
            "domains": domain_lines(case, own), "chain": self.chain_lines(), "rules": [rule_line(hit) for hit in ev.rules],
            "phases": [{"phase": p.name, "tier": TIERS[p.tier], "starts": None if p.never else iso(p.opens), "decision": DECISIONS[p.evaluation.outcome],
                        "valid_until": iso(valid_until(case, row, p.evaluation)),
                        "conditions": [condition_line(hit) for hit in p.evaluation.rules if hit.outcome == "condition"]} for p in self.phases],
            "_outcome": ev.outcome, "_range": (self.index(low), self.index(high)),
        }

    def chain_lines(self):
        ev = self.own
        lines = [{"supplier": n.supplier, "depth": n.depth, "tier": TIERS[n.tier], "reach": n.reach, "likelihood": ev.scores[n.supplier].P,
                  "share": ev.like["shares"].get(n.supplier), "notice_slack_hours": n.slack} for n in ev.chain.nodes.values()]
        return sorted(lines, key=lambda n: (n["depth"], n["supplier"]))


def verify_first(case, decided, limit=50):
    """§6: for each allowed engagement and each control of a node that rests on a claim or a document: what it would be
    worth to know that it is not so. First where the deal would then not be allowed, then by worth."""
    found, places = [], case.policy["arithmetic"]["rank_decimals"]
    for d in decided:
        if d.own.outcome not in ALLOWED:
            continue
        index = d.index(d.own.like["P"])
        for supplier, score_ in d.own.scores.items():
            for control in score_.applying:
                level = score_.levels.get(control["id"])
                if level not in (0, 1):
                    continue
                other = evaluate(case, d.row, d.tier, d.own.base, as_stated=True, of=d.own, wrong=(supplier, control["id"]))
                doubt = 1 - case.policy["evidence"]["levels"][LEVELS[level]]["reliability"]
                worth = doubt * (d.index(other.like["P"]) - index)
                found.append({"engagement": d.id, "supplier": supplier, "control": control["id"], "worth": worth,
                              "decision_if_no": DECISIONS[other.outcome], "_allowed": other.outcome in ALLOWED})
    found.sort(key=lambda v: (v["_allowed"], -round(v["worth"], places), v["engagement"], v["supplier"], v["control"]))
    return [{k: v for k, v in one.items() if k != "_allowed"} for one in found[:limit]]


def rank(policy, objects):
    """§6: the order, and the interval of ranks that the 90 % ranges leave open."""
    places = policy["arithmetic"]["rank_decimals"]
    objects.sort(key=lambda e: (-OUTCOMES.index(e["_outcome"]), -round(e["risk_index"], places), e["engagement"]))
    for i, e in enumerate(objects, 1):
        e["rank"] = i
        mine, (low, high) = OUTCOMES.index(e["_outcome"]), e["_range"]
        worse = sum(OUTCOMES.index(o["_outcome"]) > mine or o["_outcome"] == e["_outcome"] and o["_range"][0] > high for o in objects)
        better = sum(OUTCOMES.index(o["_outcome"]) < mine or o["_outcome"] == e["_outcome"] and o["_range"][1] < low for o in objects)
        e["rank_interval"] = {"low": 1 + worse, "high": len(objects) - better}
    return [{k: v for k, v in e.items() if not k.startswith("_")} for e in objects]


class Run:
    """A run of one day: the object of decisions.json, the decided engagements behind it, and what it remembers."""

    def __init__(self, policy, controls, questions, crosswalks, register, responses, as_of, before=None, verify=True):
        self.case = case = Case(policy, controls, questions, crosswalks, register, responses, as_of, before)
        over, live = [], []
        for row in case.register["Engagements"]:
            (over if stages.is_over(case, row) else live).append(row)
        self.decided = [Decided(case, row) for row in live]
        self.memory = self.remembered()
        self.lapses = sorted(d.id for d in self.decided if d.own.outcome in ALLOWED and valid_until(case, d.row, d.own) < (as_date(d.row.get("Start")) or as_of))
        self.object = figures({
            "format": "flowdown-decisions/1", "as_of": as_of.isoformat(), "engagements": rank(policy, [d.object() for d in self.decided]),
            "verify_first": verify_first(case, self.decided) if verify else None, "ended": [stages.ended(case, row) for row in over]})

    def remembered(self):
        """§10: a run that does not decide an engagement closes nothing of it."""
        mine = {d.id for d in self.decided}
        kept = {key: day for key, day in self.case.before.items() if key[0] not in mine}
        for d in self.decided:
            kept.update(d.memory)
        return kept


def assess(policy, controls, questions, crosswalks, register, responses, as_of, before=None):
    """The whole method: the object of decisions.json (run, policy and digests left out)."""
    return Run(policy, controls, questions, crosswalks, register, responses, as_of, before).object


def main(argv):
    if "--self-test" in argv:
        import selftest
        return selftest.run(json.loads((Path(__file__).parent / "policy.json").read_text()))
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

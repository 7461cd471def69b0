"""§4 and §5: the evidence level of a control, and the likelihood of one node."""
from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import betaincinv  # inverse of the regularised incomplete beta

from answers import ControlAnswer
from cells import LEVELS, add_months, as_date, text, within_months
from certificates import covers_control, in_standing_and_scope


@dataclass
class Score:
    """§3 to §5 of one node."""
    applying: list
    answers: dict
    levels: dict                                    # control -> 0..3, of yes and partial
    ends: list                                      # of §8's valid_until
    domains: list
    P: float | None
    V: float | None
    inherent: float | None                          # §6: the same with no control at all
    assurance: float | None
    coverage: float | None
    na_share: float | None
    certificates: list                              # in standing and in scope


def register_level(case, row):
    """§4: what one row of the Evidence sheet lifts a control to, and the last day it does (None: for ever)."""
    kind, dated = text(row["Level"]).lower(), as_date(row.get("Dated"))
    ages = case.policy["evidence"]
    if kind == "document" or dated is None or dated > case.as_of or not within_months(dated, ages["register_months"], case.as_of):
        return 1, None
    if kind == "own-test" and within_months(dated, ages["own_test_months"], case.as_of):
        return 3, add_months(dated, ages["own_test_months"])
    return 2, add_months(dated, ages["register_months"])


def evidence_level(case, supplier, control, answer: ControlAnswer, certificates):
    """§4: (level 0..3, last day at that level or None). Only yes and partial have one. The day is §8's valid_until."""
    by_form = 1 if answer.evidence_named else 0
    covering = [c for c in certificates if covers_control(c, control)]
    by_certificate = 2 if covering else 0
    rows = [register_level(case, r) for r in case.evidence.get((supplier, control["id"]), [])]
    by_register = max((level for level, _ in rows), default=0)
    level = max(by_form, by_certificate, by_register)
    until = None
    days = [day for lv, day in rows if lv == level and day is not None]
    if by_register == level and by_register > max(by_form, by_certificate):
        until = max(days, default=None)                       # rests on register evidence alone
    elif by_certificate and by_certificate == level:                         # the last day of standing is a certificate's end here (§8)
        until = max([c.last_good_day for c in covering] + days)
    return level, until


def domain_counts(case, controls_of_domain, answers, levels):
    """§5: a and b of one domain; None where nothing of it is left."""
    like = case.policy["likelihood"]
    a, b, any_left = like["prior"]["a"], like["prior"]["b"], False
    for control in controls_of_domain:
        n = control["weight"] / like["weight_unit"]
        answer = answers[control["id"]].answer
        if answer == "not-applicable":
            continue
        any_left = True
        if answer in ("no", "unanswered"):
            b += n
            continue
        ev = case.policy["evidence"]["levels"][LEVELS[levels[control["id"]]]]
        v, r = ev["volume"], ev["reliability"]
        if answer == "partial":
            half = like["partial_credit"]
            a += half * r * n
            b += (1 - half * r) * n
        else:
            a += r * v * n
            b += (1 - r) * v * n
    return (a, b) if any_left else None


def beta_range(case, a, b):
    share = case.policy["likelihood"]["range"]
    return float(betaincinv(a, b, share["low"])), float(betaincinv(a, b, share["high"]))


def moment_range(case, mean, variance):
    """§5: the range of the Beta with the same mean and variance; the mean itself if there is no variance."""
    if mean is None:
        return None, None
    if variance <= 0:
        return mean, mean
    k = mean * (1 - mean) / variance - 1
    return beta_range(case, k * mean, k * (1 - mean))


def score(case, node, engagement_id, processing, wrong=None) -> Score:
    """§3 to §5 for one node at its effective tier; `wrong` is a control taken as answered no (§6, what to verify first)."""
    key = (node.supplier, node.tier, node.kinds, engagement_id, tuple(sorted(set(processing))))
    if key not in case._scores:
        case._scores[key] = score_answers(case, node, engagement_id, processing, case.answers(node.supplier, node.tier))
    if wrong is None:
        return case._scores[key]
    answers = {**case.answers(node.supplier, node.tier), wrong: ControlAnswer("no")}
    return score_answers(case, node, engagement_id, processing, answers, case._scores[key])


def score_answers(case, node, engagement_id, processing, answers, like=None) -> Score:
    certificates = like.certificates if like else in_standing_and_scope(case, node.supplier, engagement_id, processing)
    applying = case.applying(node.tier, node.kinds)
    levels, ends = {}, []
    for control in applying:
        answer = answers[control["id"]]
        ends += answer.days
        if answer.answer in ("yes", "partial"):
            level, until = evidence_level(case, node.supplier, control, answer, certificates)
            levels[control["id"]] = level
            if until is not None:
                ends.append(until)
    domains, inherent, any_domain = [], 1.0, False
    for domain in case.policy["domains"]:
        mine = [c for c in applying if c["domain"] == domain["domain"]]
        if mine:
            any_domain = True
            inherent *= 1 - domain["base_rate"]
        counts = domain_counts(case, mine, answers, levels)
        if counts is not None:
            domains.append(score_domain(domain, mine, *counts))
    product, squares = 1.0, 1.0
    for d in domains:
        product *= d["f"]
        squares *= d["f"] * d["f"] + d["g"] * d["g"] * d["s2"]
    assurance, coverage, na_share = percentages(case, applying, answers)
    P, V = (1 - product, squares - product * product) if domains else (None, None)
    return Score(applying, answers, levels, ends, domains, P, V, 1 - inherent if any_domain else None, assurance, coverage, na_share, certificates)


def score_domain(domain, controls, a, b):
    """§5: strength m, its variance s² and the factor f of one domain."""
    g, m = domain["base_rate"], a / (a + b)
    return {"domain": domain["domain"], "controls": controls, "a": a, "b": b, "g": g, "m": m,
            "s2": a * b / ((a + b) ** 2 * (a + b + 1)), "f": 1 - g * (1 - m)}


def domain_lines(case, score):
    """§5: the domains as decisions.json has them, with ranges and shares."""
    logs = sum(math.log(d["f"]) for d in score.domains)
    lines = []
    for d in score.domains:
        low, high = beta_range(case, d["a"], d["b"])
        lines.append({"domain": d["domain"], "strength": d["m"], "low": low, "high": high, "share": math.log(d["f"]) / logs if logs else None})
    return lines


def percentages(case, applying, answers):
    """§5: assurance, coverage, and the share of not-applicable weight; all of nothing are None."""
    worth = case.policy["assurance"]
    total = sum(c["weight"] for c in applying)
    asked = [c for c in applying if answers[c["id"]].answer != "not-applicable"]
    weight = sum(c["weight"] for c in asked)
    na_share = (total - weight) / total if total else None
    if not weight:
        return None, None, na_share
    assurance = 100 * sum(c["weight"] * worth[answers[c["id"]].answer] for c in asked) / weight
    return assurance, sum(c["weight"] for c in asked if answers[c["id"]].answer != "unanswered") / weight, na_share

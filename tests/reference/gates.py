"""§8: the gate rules of one engagement at one tier."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from answers import is_stale
from cells import DAY, LEVELS, OUTCOMES, READINGS, TIERS, add_months, as_datetime, as_number, names_something, text, tier_of, within_months
from chain import Chain, build_chain, chain_likelihood, hours, notice
from hits import fire, settle
from likelihood import score
from transfers import node_countries, transfer_rules


@dataclass
class Evaluation:
    tier: int
    outcome: str
    rules: list       # hits, worst first
    chain: Chain
    scores: dict      # supplier -> Score
    like: dict
    ends: list        # days that bound valid_until
    parts: dict       # supplier -> (score, hits, ends), for what to verify first
    base: dt.date     # the day from which days count


def evaluate(case, engagement, tier, base, as_stated=False, of=None, wrong=None) -> Evaluation:
    """§8: one engagement at one tier, days counted from `base`. `as_stated` is True for the decision itself; for the
    disclosure ceiling and phases `chain-tier-raised` is not tested. `of` and `wrong` (supplier, control): the same as
    that evaluation, but for one control answered no."""
    eid, prime = text(engagement["Engagement ID"]), text(engagement["Supplier ID"])
    chain = of.chain if of else build_chain(case, engagement, tier)
    owed_stated = as_number(engagement.get("Notice hours owed")) is not None
    if of is None:
        notice(case, engagement, tier, chain, prime)
    parts = {}
    for supplier, node in chain.nodes.items():
        if of and supplier != wrong[0]:
            parts[supplier] = of.parts[supplier]
        else:
            parts[supplier] = judge_node(case, engagement, node, prime, owed_stated, wrong[1] if wrong else None)
    scores = {supplier: part[0] for supplier, part in parts.items()}
    like = chain_likelihood(chain, scores)
    hits = [hit for _, fired, _ in parts.values() for hit in fired] + judge_chain(case, engagement, chain, like, tier, prime, as_stated)
    ends = [day for _, _, days in parts.values() for day in days]
    if tier == 0:
        hits = []    # public engagements are always approve
    hits = settle(case, eid, prime, [replace(hit) for hit in hits], base, ends)
    worst = max((hit.outcome for hit in hits), key=OUTCOMES.index, default="approve")
    return Evaluation(tier, worst, hits, chain, scores, like, ends, parts, base)


def judge_chain(case, engagement, chain, like, tier, prime, as_stated):
    """§8: the rules that use the engagement's tier, at nodes of every tier."""
    hits = []
    if like["P"] is not None and tier > 0:
        appetite = case.at(tier, "appetite")
        if case.above(like["worst"], appetite) or case.above(like["P"], case.policy["thresholds"]["appetite_chain_factor"] * appetite):
            fire(case, hits, "appetite-exceeded", prime, tier)
    for node in chain.nodes.values():
        if not node.known:
            fire(case, hits, "chain-unknown", node.supplier, tier)
    for e in chain.unreached:
        fire(case, hits, "chain-unknown", e.taker, tier, e.giver)
    for e in chain.back:
        fire(case, hits, "chain-cycle", e.taker, tier, e.giver)
    if chain.nodes[prime].kinds is None:
        fire(case, hits, "kinds-blank", prime, tier)
    for e, _ in chain.raised:
        fire(case, hits, "chain-kind-raised", e.taker, tier, e.giver)
    if as_stated:
        for e in chain.edges:
            stated = tier_of(e.row.get("Information tier"))
            if stated is not None and stated > chain.nodes[e.giver].tier:
                fire(case, hits, "chain-tier-raised", e.taker, tier, e.giver)
    return hits


def judge_node(case, engagement, node, prime, owed_stated, wrong=None):
    """§3 to §5 and the rules of §8 that are tested at a node's effective tier: its score, what fires, and the days
    that bound valid_until."""
    eid, who, tier = text(engagement["Engagement ID"]), node.supplier, node.tier
    rows = [engagement] if who == prime else [e.row for e in node.incoming]
    # §7: a node's processing countries are those of all edges that reach it.
    processing = [c for row in rows for c in node_countries(case, who, row)[0]]
    score_ = score(case, node, eid, processing, wrong)
    hits, ends = [], list(score_.ends)
    deciders = {id(r): r for c in score_.applying for r in score_.answers[c["id"]].responses}
    for r in deciders.values():
        done = r["completed_on"]
        if done is not None:
            ends.append(add_months(done, case.at(tier, "stale_months")))
        elif READINGS["undated-response-end"] == "as-of":
            ends.append(case.as_of)
    # The day before a response dated after as-of begins to count.
    ends += [r["completed_on"] - DAY for r in case.future if r["supplier"] == who]
    agreed = [hours(row) for row in rows]
    known = [h for h in agreed if h is not None]
    judge_incidents(case, who, tier, min(known, default=None), hits, ends)
    if tier > 0:   # a node at public is not tested
        judge_form(case, node, score_, deciders.values(), hits)
        judge_controls(case, node, score_, hits)
        judge_certificates(case, node, score_, hits, ends)
        judge_domains(case, node, score_, hits)
        judge_place(case, engagement, node, prime, rows, agreed, owed_stated, hits)
    return score_, hits, ends


def judge_form(case, node, score, deciders, hits):
    tier, who, limits = node.tier, node.supplier, case.policy["thresholds"]
    if not case.counted.get(who):
        fire(case, hits, "response-missing", who, tier)
    for r in deciders:
        if is_stale(case, r, tier):
            fire(case, hits, "response-stale", who, tier, r["file"], about=r["questionnaire"])
    if score.coverage is not None and case.below(score.coverage, limits["coverage_min"]):
        fire(case, hits, "coverage-low", who, tier)
    if score.na_share is not None and case.above(score.na_share, limits["na_share_max"]):
        fire(case, hits, "na-share-high", who, tier)


def judge_controls(case, node, score, hits):
    tier, who = node.tier, node.supplier
    for control in score.applying:
        if not case.required(control, tier):
            continue
        kind, answer = case.heavy(control), score.answers[control["id"]].answer
        rule = {"no": "control-missing", "partial": "control-partial", "unanswered": "control-unanswered"}.get(answer)
        if rule:
            fire(case, hits, rule, who, tier, control["id"], kind)
        if answer == "yes":
            least = case.at(tier, "evidence_min_heavy" if kind == "heavy" else "evidence_min_other")
            if least is not None and score.levels[control["id"]] < LEVELS.index(least):
                fire(case, hits, "evidence-insufficient", who, tier, control["id"], kind)


def judge_certificates(case, node, score, hits, ends):
    """§7, §8: the best certificate is taken, full before partial, then the latest end."""
    tier, who, gate = node.tier, node.supplier, case.policy["gates"]["certificate-required"]
    grade = {"full": 2, "partial": 1, "no": 0}
    graded = [(grade[c.scheme["equivalence"][TIERS[tier]]], c) for c in score.certificates]
    graded = [(g, c) for g, c in graded if g > 0]
    if gate["none"].get(TIERS[tier]) is not None or gate["partial"].get(TIERS[tier]) is not None:
        if not graded:
            fire(case, hits, "certificate-required", who, tier, variant="none")
        else:
            best, taken = max(graded, key=lambda gc: (gc[0], gc[1].end))
            if best == 1:
                fire(case, hits, "certificate-required", who, tier, taken.key, "partial", about=None)
            ends.append(taken.last_good_day)
    full = [c for g, c in graded if g == 2]
    if full and all(c.standing == "expiring" for c in full):
        fire(case, hits, "certificate-expiring", who, tier, about=None, end=max(c.end for c in full))


def judge_domains(case, node, score, hits):
    like, limits = case.policy["likelihood"], case.policy["thresholds"]
    ev = case.policy["evidence"]["levels"][limits["domain_weak_attainable_level"]]
    for d in score.domains:
        a, b = like["prior"]["a"], like["prior"]["b"]
        for control in d["controls"]:
            if score.answers[control["id"]].answer != "not-applicable":
                n = control["weight"] / like["weight_unit"]
                a += ev["reliability"] * ev["volume"] * n
                b += (1 - ev["reliability"]) * ev["volume"] * n
        limit = min(case.at(node.tier, "domain_strength_min"), limits["domain_weak_attainable_factor"] * a / (a + b))
        if case.below(d["m"], limit):
            fire(case, hits, "domain-weak", node.supplier, node.tier, d["domain"])


def judge_place(case, engagement, node, prime, rows, agreed, owed_stated, hits):
    """§8: depth, notice, transfers, flow-down and consent."""
    tier, who = node.tier, node.supplier
    if node.depth > case.at(tier, "chain_depth_max"):
        fire(case, hits, "chain-depth", who, tier)
    missing = any(h is None for h in agreed) if READINGS["agreed-hours"] == "every-edge" else all(h is None for h in agreed)
    if missing:
        fire(case, hits, "notice-missing", who, tier)
    if any(h is not None and case.above(h, case.at(tier, "notice_hours_max")) for h in agreed):
        fire(case, hits, "notice-long", who, tier)
    if node.slack is not None and case.below(node.slack, 0.0):
        fire(case, hits, "notice-slack", who, tier, variant="owed-stated" if owed_stated else "owed-default")
    if who == prime:
        for rule in transfer_rules(case, engagement, who, engagement, node.kinds):
            fire(case, hits, rule, who, tier)
        return
    for edge in node.incoming:
        for rule in transfer_rules(case, engagement, who, edge.row, edge.kinds):
            fire(case, hits, rule, who, tier)
        if text(edge.row.get("Obligations flowed down")).lower() != "yes":
            fire(case, hits, "flow-down-missing", who, tier, edge.giver)
        if not is_consent(edge.row.get("Consent")):
            fire(case, hits, "onward-consent", who, tier, edge.giver)


def judge_incidents(case, who, tier, agreed, hits, ends):
    """§8: `incident-late`, the last day within the hours of one not yet notified, and the day before one dated after
    as-of begins to count. Without agreed hours, and at public, none is tested."""
    tested = agreed is not None and tier > 0
    for incident in case.register["Incidents"]:
        detected = as_datetime(incident["Detected"])
        if text(incident["Supplier ID"]) != who or detected is None:
            continue
        if detected.date() > case.as_of:
            if tested or READINGS["future-incident"] == "every":
                ends.append(detected.date() - DAY)
        elif tested and incident_late(case, incident, agreed):
            fire(case, hits, "incident-late", who, tier, text(incident["Incident ID"]))
        elif tested and as_datetime(incident.get("Notified")) is None:
            last = (detected + dt.timedelta(hours=agreed)).date()   # the last day whose 00:00 is within the hours
            if last >= case.as_of:                                  # else it is too old to be tested
                ends.append(last)


def is_consent(value):
    """§8: `yes`, a date or a reference is consent; blank, `no` and what names nothing is none."""
    return names_something(value) and text(value).lower() != "no"


def incident_late(case, incident, agreed):
    """§8: detected in the last 24 months and notified later than agreed; not notified: counted to 00:00 of as-of."""
    detected, notified = as_datetime(incident["Detected"]), as_datetime(incident.get("Notified"))
    if detected is None or detected.date() > case.as_of:
        return False
    if not within_months(detected.date(), case.policy["thresholds"]["incident_months"], case.as_of):
        return False
    until = notified or dt.datetime(case.as_of.year, case.as_of.month, case.as_of.day)
    return case.above((until - detected).total_seconds() / 3600, agreed)

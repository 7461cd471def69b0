"""§10: the gate on a day, and which approvals count.

    gate(run, engagement, day, tier=None, recipient=None, purpose=None, signed=False, ledger=(), earlier=(), changed=False)
        ->  {allowed, signed, reasons: [{code, from}]}

`run` is a method.Run, `earlier` the runs before it, newest last. Reasons stand in the page's order: changed, unknown, over,
before-run, after-valid-until, not-begun, ended, stage-not-open, decision | above-ceiling, condition-due, recipient, purpose,
not-signed. `from` is the day on which that reason falls away by itself, None where it does not.
"""
from __future__ import annotations

import datetime as dt
import hashlib
import json

import method
import stages
from method import ALLOWED, TIERS, as_date, folded, items, text

ZERO = "0" * 64


def gate(run, engagement, day, tier=None, recipient=None, purpose=None, signed=False, ledger=(), earlier=(), changed=False):
    decided = next((d for d in run.decided if d.id == engagement), None)
    if decided is None:
        over = any(e["engagement"] == engagement for e in run.object["ended"])
        return answer([("over" if over else "unknown", None)], False)
    reasons = [("changed", None)] if changed else []
    asked = Asked(run, decided, day, tier)
    reasons += asked.days()
    counts = any(entry_counts(asked, ledger, i, earlier) for i in range(len(ledger)))
    if not asked.rest:
        return answer(reasons, counts)
    reasons += asked.decision()
    reasons += asked.company(recipient, purpose)
    wanted = run.case.policy["approvals"]["signature_from"]
    if (signed or wanted is not None and asked.tier >= TIERS.index(wanted)) and not counts:
        reasons.append(("not-signed", None))
    return answer(reasons, counts)


def answer(reasons, counts):
    return {"allowed": not reasons, "signed": counts, "reasons": [{"code": code, "from": method.iso(day)} for code, day in reasons]}


class Asked:
    """What is asked of one decided engagement on one day."""

    def __init__(self, run, decided, day, tier):
        self.run, self.case, self.d, self.row, self.day = run, run.case, decided, decided.row, day
        self.force = stages.tier_in_force(self.row, decided.tier, decided.phases, day)
        self.open = [p for p in decided.phases if p.is_open(self.row, day)]
        # Where no phase is open and no tier is asked the rest is not tested.
        self.rest = tier is not None or not decided.phases or bool(self.open)
        self.tier = tier if tier is not None else decided.tier if self.force is None else self.force
        self.ceiling = decided.ceiling()
        self.evaluation, self.above = self.pick()

    def pick(self):
        """The decision at T: the engagement's own at its tier, the phase's at a phase's tier, else the lowest tier from
        T up that is allowed. Above the ceiling there is none: T's own evaluation says how long."""
        phases = [p for p in self.d.phases if p.tier == self.tier]
        if self.tier == self.d.tier:
            return self.d.own, False
        if phases:
            return phases[0].evaluation, False
        if self.tier > self.ceiling:
            return self.d.at(self.tier), True
        return next(self.d.at(t) for t in range(self.tier, self.ceiling + 1) if self.d.at(t).outcome in ALLOWED), False

    def days(self):
        day, start, end = self.day, as_date(self.row.get("Start")), as_date(self.row.get("End"))
        if day < self.case.as_of:
            yield "before-run", self.case.as_of
        if day > method.valid_until(self.case, self.row, self.evaluation):
            yield "after-valid-until", None
        if start is not None and day < start:
            yield "not-begun", start
        if end is not None and day > end:
            yield "ended", None
        # An engagement with phases has a tier in force only while one is open; one without has its own.
        if self.tier > self.d.tier if not self.d.phases else self.force is None or self.tier > self.force:
            yield "stage-not-open", self.later()

    def later(self):
        """The day on which a later stage opens the tier; before any is open and none is asked, the next one."""
        return stages.next_opening(self.d.phases, self.day, self.tier if self.rest else 0)

    def decision(self):
        if self.evaluation.outcome not in ALLOWED:
            yield ("above-ceiling" if self.above else "decision"), None
        if any(hit.outcome == "condition" and hit.due is not None and hit.due < self.day for hit in self.evaluation.rules):
            yield "condition-due", None

    def company(self, recipient, purpose):
        if recipient is not None:
            lists = [p.recipients for p in self.open if p.tier >= self.tier and p.recipients]
            if lists and folded(recipient) not in {folded(name) for names in lists for name in names}:
                yield "recipient", None
        if purpose is not None:
            named = {folded(p) for p in (text(self.row.get("Purpose")), *(p.purpose for p in self.open)) if text(p)}
            if folded(purpose) not in named:
                yield "purpose", None


# ------------------------------------------------------------------------------------------------ approvals

def object_digest(run, engagement):
    """SHA-256 of the engagement's object without rank, rank interval and digest."""
    found = next((e for e in run.object["engagements"] if e["engagement"] == engagement), None)
    if found is None:
        return None
    kept = {k: v for k, v in found.items() if k not in ("rank", "rank_interval", "digest")}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def deal_digest(run, deal):
    ids = sorted(e["engagement"] for e in run.object["engagements"] if e["deal"] == deal)
    return hashlib.sha256("".join(object_digest(run, eid) for eid in ids).encode()).hexdigest()


def append(ledger, run, decision, by, role, on, engagement=None, deal=None, tier=None, accepted="all", note=None):
    """One entry more, as a list of lines: each names the SHA-256 of the line before."""
    covered = [d for d in run.decided if d.id == engagement or deal is not None and d.deal == deal]
    conditions = {hit.key(d.id): method.iso(hit.due) for d in covered for hit in open_conditions(d)}
    if accepted != "all":
        conditions = {key: due for key, due in conditions.items() if key in accepted}
    entry = {"id": f"A-{len(ledger) + 1}", "engagement": engagement, "deal": deal,
             "digest": object_digest(run, engagement) if engagement else deal_digest(run, deal),
             "decision": decision, "tier": tier if tier is not None else max(d.tier for d in covered),
             "conditions": [[list(key), due] for key, due in sorted(conditions.items(), key=str)], "by": by, "role": role, "on": on.isoformat(),
             "note": note, "before": hashlib.sha256(ledger[-1].encode()).hexdigest() if ledger else ZERO}
    return [*ledger, json.dumps(entry, sort_keys=True)]


def open_conditions(decided, evaluation=None):
    return [hit for hit in (evaluation or decided.own).rules if hit.outcome == "condition"]


def whole(ledger):
    """The chain of digests: a line taken out, moved or changed is found."""
    before = ZERO
    for line in ledger:
        if json.loads(line)["before"] != before:
            return False
        before = hashlib.sha256(line.encode()).hexdigest()
    return True


def entry_counts(asked, ledger, index, earlier):
    """§10, Approvals: whether one line of the ledger counts on the day at the tier asked."""
    if not whole(ledger):
        return False
    entries = [json.loads(line) for line in ledger]
    entry, d, run = entries[index], asked.d, asked.run

    def about(one):
        return one["engagement"] == d.id or one["engagement"] is None and one["deal"] == d.deal

    if not about(entry) or entry["decision"] != "approve" or any(about(e) and e["decision"] == "decline" for e in entries[index + 1:]):
        return False
    named = next((r for r in (run, *reversed(earlier)) if digest_named(r, entry)), None)
    if named is None or (named is not run and not no_worse(run, named, d.id)):
        return False
    then = next((x for x in named.decided if x.id == d.id), None)
    ladder = [s["role"] for s in run.case.policy["signers"]["ladder"]]
    signer = method.signer(run.case, d.tier, d.own.like, d.own.outcome)
    on = dt.date.fromisoformat(entry["on"])
    accepted = {tuple(key) for key, _ in entry["conditions"]}
    return (then is not None and entry["tier"] >= asked.tier and entry["role"] in ladder and ladder.index(entry["role"]) >= ladder.index(signer)
            and may_sign(run, d, entry["by"], signer == ladder[0])
            and named.case.as_of <= on <= method.valid_until(named.case, then.row, then.own) and on <= asked.day
            and all(hit.key(d.id) in accepted for hit in open_conditions(d, asked.evaluation)))


def digest_named(run, entry):
    if entry["engagement"] is not None:
        return object_digest(run, entry["engagement"]) == entry["digest"]
    return any(d.deal == entry["deal"] for d in run.decided) and deal_digest(run, entry["deal"]) == entry["digest"]


def no_worse(run, named, engagement):
    """The asked run's decision is no worse than the named one's, and every rule that fires in it fired in that run."""
    now, then = (next((d for d in r.decided if d.id == engagement), None) for r in (run, named))
    if now is None or then is None:
        return False
    fired = {(h.rule, h.supplier, h.subject) for h in then.own.rules}
    return (method.OUTCOMES.index(now.own.outcome) <= method.OUTCOMES.index(then.own.outcome)
            and all((h.rule, h.supplier, h.subject) in fired for h in now.own.rules))


def may_sign(run, decided, by, owner_signs):
    """Neither the requester of a waiver in the decision nor, unless the signer is the deal owner, the owner."""
    named = {hit.waiver for hit in decided.own.rules if hit.waiver}
    requesters = {folded(w.get("Requested by")) for w in run.case.register["Waivers"] if text(w["Waiver ID"]) in named}
    owners = set() if owner_signs else {folded(name) for name in items(decided.row.get("Owner"))}
    return folded(by) not in requesters | owners

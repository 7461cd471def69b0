"""§10: stages, engagements that are over, and what their parties must have given back."""
from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import chain
from cells import DECISIONS, READINGS, TIERS, as_date, iso, items, text, tier_of


@dataclass
class Phase:
    """A stage. `opens` is its Starts, or the engagement's Start where that is blank or earlier."""
    row: dict
    name: str
    tier: int
    opens: dt.date
    never: bool              # it would open after End
    purpose: str | None
    recipients: list
    evaluation: object = None

    def is_open(self, engagement, day):
        return not self.never and self.opens <= day and runs_on(engagement, day)


def runs_on(engagement, day):
    """From Start to End."""
    start, end = as_date(engagement.get("Start")), as_date(engagement.get("End"))
    return (start is None or start <= day) and (end is None or day <= end)


def phases_of(case, engagement):
    eid, start, end = (text(engagement["Engagement ID"]), as_date(engagement.get("Start")), as_date(engagement.get("End")))
    found = []
    for row in case.register["Phases"]:
        if text(row["Engagement ID"]) != eid:
            continue
        opens = max(d for d in (start, as_date(row.get("Starts")), dt.date.min) if d is not None)
        found.append(Phase(row, text(row["Phase"]), tier_of(row["Information tier"]), opens, end is not None and opens > end,
                           text(row.get("Purpose")) or None, items(row.get("Permitted recipients"))))
    return found


def own_base(case, engagement, tier, phases):
    """§8: days count from the later of as-of and Start; where phases reach the engagement's tier, from the first that
    opens it."""
    opening = [p.opens for p in phases if p.tier >= tier and not p.never]
    start = min(opening) if opening else as_date(engagement.get("Start"))
    return max(case.as_of, start) if start else case.as_of


def in_force(engagement, phases, day):
    """The stage in force: the open phase that opened last, then the one of the highest tier, then the first by name."""
    there = [p for p in phases if p.is_open(engagement, day)]
    return min(there, key=lambda p: (-p.opens.toordinal(), -p.tier, p.name), default=None)


def tier_in_force(engagement, tier, phases, day):
    """The highest tier of the open phases, or the engagement's where it has none; None: nothing may be disclosed."""
    if not runs_on(engagement, day):
        return None
    if not phases:
        return tier
    return max((p.tier for p in phases if p.is_open(engagement, day)), default=None)


def next_opening(phases, day, tier=0):
    """The day on which the next phase of at least that tier opens."""
    return min((p.opens for p in phases if not p.never and p.opens > day and p.tier >= tier), default=None)


def stage(case, engagement, phases):
    """`stage` of a decision: None without phases; nulls where none is open."""
    if not phases:
        return None
    phase = in_force(engagement, phases, case.as_of)
    opens_next = iso(next_opening(phases, case.as_of))
    if phase is None:
        return {"phase": None, "tier": None, "decision": None, "purpose": None, "recipients": None, "opens_next": opens_next}
    return {"phase": phase.name, "tier": TIERS[phase.tier], "decision": DECISIONS[phase.evaluation.outcome],
            "purpose": phase.purpose, "recipients": phase.recipients, "opens_next": opens_next}


def is_over(case, engagement):
    end = as_date(engagement.get("End"))
    return end is not None and end < case.as_of


def ended(case, engagement):
    """An engagement that is over: by when each party of its chain must have returned or destroyed what it had."""
    eid, end, tier = (text(engagement["Engagement ID"]), as_date(engagement["End"]), tier_of(engagement["Information tier"]))
    allowed = case.policy["return_or_destruction_days"].get(TIERS[tier])
    by = end + dt.timedelta(days=allowed) if allowed is not None else None
    nodes = chain.build_chain(case, engagement, tier).nodes
    parties = []
    for node in sorted(nodes.values(), key=lambda n: (n.depth, n.supplier)):
        if has_record(case, node.supplier, eid, end):
            status = "recorded"
        else:
            status = "overdue" if by is not None and by < case.as_of else "due"
        parties.append({"supplier": node.supplier, "due": iso(by), "status": status})
    if by is None and READINGS["public-ended"] == "none":
        parties = []
    return {"engagement": eid, "deal": text(engagement["Deal ID"]), "supplier": text(engagement["Supplier ID"]),
            "tier": TIERS[tier], "ended_on": end.isoformat(), "parties": parties}


def has_record(case, supplier, eid, end):
    """An Evidence row of the party for RET-01, level `document` or above, dated from End to as-of, whose Reference holds
    the engagement's id as a whole word, in any case."""
    for row in case.evidence.get((supplier, "RET-01"), []):
        dated = as_date(row.get("Dated"))
        if dated is not None and end <= dated <= case.as_of and names_word(text(row.get("Reference")), eid):
            return True
    return False


def names_word(reference, word):
    """A whole word: no letter, digit or underscore beside it, nor a hyphen, dot or slash that joins it to more of them."""
    return re.search(rf"(?<!\w)(?<!\w[-./]){re.escape(word)}(?!\w)(?![-./]\w)", reference, re.I) is not None

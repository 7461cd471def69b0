"""§3: from the cells of forms to one answer per control."""
from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field

from cells import DAY, READINGS, TIERS, add_months, as_date, as_number, names_something, text, within_months


@dataclass
class Candidate:
    """One question's answer on its way to one control (§3)."""
    level: int            # 1 native or equal, 2 superset, 3 subset, 4 intersect
    answer: str | None    # yes, partial, no, not-applicable, None
    evidence: bool        # its evidence cell names something
    reason: bool          # its comment cell names something
    response: dict
    question: tuple       # (questionnaire, question)
    group: str | None
    days: list            # of date answers: the last day on which each is read as it is (§8)


@dataclass
class ControlAnswer:
    answer: str = "unanswered"
    evidence_named: bool = False
    responses: list = field(default_factory=list)   # those that decide it
    level: int = 4                                   # the deciding level; 4 where none decides
    days: list = field(default_factory=list)        # last days of the date answers up to that level


def counted_responses(responses, as_of):
    """§3: of each questionnaire a supplier's newest response counts (completion date, then file name); one completed
    after the as-of date does not. An undated one is older than every dated one."""
    newest = {}
    for r in responses:
        if r["completed_on"] is not None and r["completed_on"] > as_of:
            continue
        key = (r["supplier"], r["questionnaire"])
        order = (r["completed_on"] or dt.date.min, r["file"])
        if key not in newest or order > newest[key][0]:
            newest[key] = (order, r)
    by_supplier = {}
    for (supplier, _), (_, r) in newest.items():
        by_supplier.setdefault(supplier, []).append(r)
    return by_supplier


def is_stale(case, response, tier):
    """§3 and `response-stale` of §8: undated, or completed more than the tier's months ago."""
    done = response["completed_on"]
    return done is None or not within_months(done, case.at(tier, "stale_months"), case.as_of)


CHOICES = {"yes": "yes", "no": "no", "partial": "partial"}
NOT_APPLICABLE = {"n/a", "na", "not applicable", "not-applicable"}


def read_cell(case, question, raw, tier):
    """§3: one answer cell: yes, partial, no, not-applicable, "blank" or "unreadable", before polarity."""
    if isinstance(raw, str) or raw is None:
        word = text(raw).lower()
        if not word:
            return "blank"
        if word in NOT_APPLICABLE:
            return "not-applicable"
    if question["kind"] == "choice":
        return CHOICES.get(text(raw).lower(), "unreadable")
    limits = threshold_at(question.get("thresholds"), tier)
    if limits is None:
        return "unreadable"
    at_least = question["thresholds"]["direction"] == "at-least"
    if question["kind"] == "number":
        value = as_number(raw)
        if value is None:
            return "unreadable"

        def reaches(limit):
            return not case.below(value, limit) if at_least else not case.above(value, limit)
    else:
        day = as_date(raw)
        return "unreadable" if day is None else read_date(limits, at_least, day, case.as_of)
    if limits.get("yes_at") is not None and reaches(limits["yes_at"]):
        return "yes"
    if limits.get("partial_at") is not None and reaches(limits["partial_at"]):
        return "partial"
    return "no"


def read_date(limits, at_least, day, on):
    """§3: a date is its age in months, compared the way all months are: added to the earlier date, the day reached
    still counts. A future date is unreadable."""
    if day > on:
        return "unreadable"
    for answer in ("yes", "partial"):
        limit = limits.get(f"{answer}_at")
        if limit is None:
            continue
        if on >= add_months(day, math.ceil(limit)) if at_least else on <= add_months(day, math.floor(limit)):
            return answer
    return "no"


def last_day_as_read(case, question, raw, tier):
    """§8 valid_until: the last day on which a date answer counts as it does; None for one that never changes."""
    limits = threshold_at(question.get("thresholds"), tier)
    day = as_date(raw)
    if question["kind"] != "date" or limits is None or day is None:
        return None
    if day > case.as_of:
        return day - DAY
    at_least = question["thresholds"]["direction"] == "at-least"
    marks = [m for m in (limits.get("yes_at"), limits.get("partial_at")) if m is not None]
    turns = [add_months(day, math.ceil(m)) - DAY if at_least else add_months(day, math.floor(m)) for m in marks]
    for turn in sorted(turns):
        if turn >= case.as_of and read_date(limits, at_least, day, turn) != read_date(limits, at_least, day, turn + DAY):
            return turn
    return None


def threshold_at(thresholds, tier):
    """§3: at the node's effective tier, a missing one taking the next lower given; if none is lower, the lowest given."""
    given = sorted(TIERS.index(t) for t, v in (thresholds or {}).get("tiers", {}).items() if v is not None)
    if not given:
        return None
    lower = [t for t in given if t <= tier]
    return thresholds["tiers"][TIERS[lower[-1] if lower else given[0]]]


def question_answer(case, question, rows, tier):
    """§3: one question of one form: (answer, evidence named, reason named). A repeated question gives the worst of
    yes, partial and no; anything else counts only where there is none of these."""
    read = []
    for row in rows:
        answer = read_cell(case, question, row.get("answer"), tier)
        if question.get("good") == "no":
            answer = {"yes": "no", "no": "yes"}.get(answer, answer)
        read.append((answer, row))
    words = [a for a, _ in read]
    counted = next((a for a in ("no", "partial", "yes") if a in words), None)
    if counted is None and "not-applicable" in words:
        if all(a == "not-applicable" for a in words) or READINGS["repeat-blank-with-na"] == "not-applicable":
            counted = "not-applicable"
    carriers = [row for a, row in read if a == counted]
    return (counted, any(names_something(r.get("evidence")) for r in carriers), any(names_something(r.get("comment")) for r in carriers))


def candidates_of(case, control, responses, tier):
    found = []
    for response in responses:
        for questionnaire, qid, level, group in case.ways[control["id"]]:
            if questionnaire != response["questionnaire"]:
                continue
            question = case.question.get((questionnaire, qid))
            rows = case.rows[id(response)].get(qid)
            if question is None or not rows:
                continue
            answer, evidence, reason = question_answer(case, question, rows, tier)
            days = [last_day_as_read(case, question, row.get("answer"), tier) for row in rows] if question["kind"] == "date" else []
            found.append(Candidate(level, answer, evidence, reason, response, (questionnaire, qid), group, [d for d in days if d]))
    return found


def decide(case, control, candidates) -> ControlAnswer:
    """§3: one control from its candidates."""
    worst = ["no", "partial", "yes"]
    for level in (1, 2, 3, 4):
        here = [c for c in candidates if c.level == level and c.answer in worst]
        if not here:
            continue
        if level in (1, 2):
            answer = min((c.answer for c in here), key=worst.index)
        elif level == 3:
            answer = decide_subset(case, control, here)
        elif any(c.answer in ("yes", "partial") for c in here):
            answer = "partial"
        elif READINGS["intersect-no-with-na"] == "not-applicable":
            break
        else:
            return ControlAnswer()   # an overlapping "no" proves nothing: it stays unanswered
        return ControlAnswer(answer, any(c.evidence for c in here if c.answer in ("yes", "partial")), [c.response for c in here], level)
    rule = control["not_applicable"]
    accepted = [c for c in candidates if c.answer == "not-applicable" and (rule == "freely" or rule == "with-reason" and c.reason)]
    if accepted:
        return ControlAnswer("not-applicable", False, [c.response for c in accepted])
    return ControlAnswer()


def decide_subset(case, control, here):
    """§3 level 3: yes if every entry of one group is answered yes and no other answered subset entry is less than yes."""
    said = {(c.question, c.group): c.answer for c in here}
    groups = {}
    for questionnaire, qid, level, group in case.ways[control["id"]]:
        if level == 3 and group is not None:
            groups.setdefault((questionnaire, group), []).append(((questionnaire, qid), group))
    whole = any(all(said.get(entry) == "yes" for entry in entries) for entries in groups.values())
    if whole and all(c.answer == "yes" for c in here):
        return "yes"
    return "partial" if any(c.answer in ("yes", "partial") for c in here) else "no"


def resolve(case, supplier, tier):
    """§3: every control's answer at a tier. A stale response is used only where the fresh ones leave it unanswered."""
    counted = case.counted.get(supplier, [])
    fresh = [r for r in counted if not is_stale(case, r, tier)]
    stale = [r for r in counted if is_stale(case, r, tier)]
    result = {}
    for control in case.controls:
        candidates = candidates_of(case, control, fresh, tier)
        found, days = decide(case, control, candidates), []
        if found.answer == "unanswered":
            days = [day for c in candidates for day in c.days]   # a date in the future may come to decide
            candidates = candidates_of(case, control, stale, tier)
            found = decide(case, control, candidates)
        found.days = days + [day for c in candidates if c.level <= found.level for day in c.days]
        result[control["id"]] = found
    return result

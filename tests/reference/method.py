#!/usr/bin/env python3
"""A second, independent implementation of the method: from answers to a decision.

It is written for reading, not for speed: one function per paragraph of the method's page, each naming its
section (§). Nothing here is shared with the program; both are written from the same page, so a difference
between them is a mistake in one of them or an unclear sentence on the page (README.md lists those).

    assess(policy, controls, questions, crosswalks, register, responses, as_of, before)  ->  the object of decisions.json
    python3 method.py --self-test                                                        ->  figures checked by hand

`before` is the memory of conditions that the run before left (`run_of(...).memory`, §10); None for a first run.
`rules[]` carries rule, outcome, supplier, subject, due, waiver and follows; the free text (because, remedy, place) is left out,
and `follows` names the cause (`control ACC-01 @S1`) where the program gives its finding id. Owners (§11) and contracts
(§12) are not here yet; days, stages and what ended are in stages.py, the gate in gate.py.
"""
from __future__ import annotations

import datetime as dt
import json
import math
import re
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

from scipy.special import betaincinv  # inverse of the regularised incomplete beta, §5

import stages

DAY = dt.timedelta(days=1)
TIERS = ["public", "internal", "confidential", "restricted", "critical"]
LEVELS = ["E0", "E1", "E2", "E3"]
OUTCOMES = ["approve", "condition", "escalate", "hold", "reject"]  # §1, mildest first
DECISIONS = {"approve": "approve", "condition": "approve-with-conditions", "escalate": "escalate", "hold": "hold", "reject": "reject"}
# The four rules that a control has; one condition over runs (§10), and one waiver covers them (§8).
RULES_OF_CONTROL = ["control-missing", "control-partial", "control-unanswered", "evidence-insufficient"]

# Where the page allows two readings, the one taken is named here (README.md says why). `compare.py --reading k=v`
# takes the other one, to see at once whether a difference comes from there.
READINGS = {
    "intersect-no-with-na": "unanswered",    # or "not-applicable"
    "repeat-blank-with-na": "unanswered",    # or "not-applicable"
    "future-incident": "tested",             # or "every": only an incident that can fire has a day on which it begins to count
    "public-ended": "due",                   # or "none": parties of an ended public engagement are listed, without a day
    "no-country": "none-at-all",             # or "no-processing"
    "undated-response-end": "as-of",         # or "ignored"
    "waiver-person": "folded",               # or "exact": requester and approver compared as written
    "agreed-hours": "every-edge",            # or "any-edge": notice-missing at a node with several edges
}

ISO_COUNTRIES = set(
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG "
    "CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL "
    "GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA "
    "LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP "
    "NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV "
    "SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW".split())
COUNTRY_NAMES = {"germany": "DE", "france": "FR", "united states": "US", "united kingdom": "GB", "china": "CN", "india": "IN",
                 "switzerland": "CH", "japan": "JP", "brazil": "BR", "netherlands": "NL"}


# ------------------------------------------------------------------------------------------------ cells and dates

def add_months(day: dt.date, months: int) -> dt.date:
    """Preamble: months are added to the earlier date, the day cut to the month's last."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    month += 1
    last = ((dt.date(year + (month == 12), month % 12 + 1, 1)) - dt.timedelta(days=1)).day
    return dt.date(year, month, min(day.day, last))


def within_months(day: dt.date, months: int, as_of: dt.date) -> bool:
    """Preamble: the day reached still counts."""
    return as_of <= add_months(day, months)


def text(value) -> str:
    """A cell's text: trimmed; nothing for a blank cell."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.isoformat(" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value).strip()


NAMES_NOTHING = {"", "-", "none", "n/a", "tbd", "to follow"}


def names_something(value) -> bool:
    """§4: blank, `-`, `none`, `n/a`, `tbd`, `to follow` in any case name nothing."""
    return " ".join(text(value).lower().split()) not in NAMES_NOTHING


MONTH_NAMES = {m.lower(): i for i, m in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}


def as_datetime(value) -> dt.datetime | None:
    """A real date (with or without a time), ISO text, or text with the month's name; None for anything else."""
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    if not isinstance(value, str):
        return None
    raw = value.strip()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw):
            return dt.datetime.strptime(raw, "%Y-%m-%d")
        for form in ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"):
            try:
                return dt.datetime.strptime(raw, form)
            except ValueError:
                pass
        named = re.fullmatch(r"(\d{1,2})[- ]([A-Za-z]{3})[a-z]*[- ](\d{4})", raw)
        if named and named[2].lower() in MONTH_NAMES:
            return dt.datetime(int(named[3]), MONTH_NAMES[named[2].lower()], int(named[1]))
    except ValueError:
        pass
    return None


def as_date(value) -> dt.date | None:
    moment = as_datetime(value)
    return moment.date() if moment else None


def as_number(value) -> float | None:
    """§3: a decimal comma is read; both separators, or a comma before exactly three digits, are unreadable."""
    if isinstance(value, bool) or isinstance(value, (dt.date, dt.datetime)):
        return None
    if isinstance(value, (int, float)):
        return float(value) if math.isfinite(value) else None
    raw = text(value)
    if not re.fullmatch(r"[+-]?\d+([.,]\d+)?", raw) or re.search(r",\d{3}$", raw):
        return None
    return float(raw.replace(",", "."))


def items(value) -> list[str]:
    """Lists in a cell are separated by `;` or `,`."""
    return [part.strip() for part in re.split(r"[;,]", text(value)) if part.strip()]


def country_of(word: str) -> str | None:
    if word.upper() in ISO_COUNTRIES:
        return word.upper()
    return COUNTRY_NAMES.get(word.lower())


def countries(value) -> list[str]:
    return [c for c in (country_of(word) for word in items(value)) if c]


def tier_of(value) -> int | None:
    """Tiers by name or number 0 to 4; None for a blank cell."""
    raw = text(value).lower()
    if not raw:
        return None
    if raw in TIERS:
        return TIERS.index(raw)
    return int(float(raw))


def folded(value) -> str:
    """§7: ignoring case, blanks and punctuation other than `+`."""
    return re.sub(r"[^0-9a-z+]", "", text(value).lower())


# ------------------------------------------------------------------------------------------------ the case

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


@dataclass
class Certificate:
    row: dict
    key: str
    scheme: dict
    issued: dt.date | None
    end: dt.date | None
    standing: str
    last_good_day: dt.date | None


@dataclass
class Edge:
    giver: str
    taker: str
    row: dict
    kinds: frozenset | None = None                  # those that it carries (§6)


@dataclass
class Node:
    supplier: str
    tier: int = 0
    reach: float = 0.0
    depth: int = 0
    incoming: list = field(default_factory=list)    # edges that count, none for the prime
    known: bool = True
    kinds: frozenset | None = None                  # None: the engagement names none, so every control applies
    slack: float | None = None


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


SHEETS = ("Suppliers", "Engagements", "Phases", "Subcontracts", "Certificates", "Evidence", "Waivers", "Incidents", "Responses")


def renamed(memory, register):
    """A condition of a supplier whose id the register now gives as an alias of another is that one's."""
    rows = register.get("Suppliers") or []
    known = {text(r["Supplier ID"]) for r in rows}
    heirs = {alias: text(r["Supplier ID"]) for r in rows for alias in items(r.get("Aliases")) if alias not in known}
    out = {}
    for (eid, rule, supplier, about), day in memory.items():
        key = (eid, rule, heirs.get(supplier, supplier), heirs.get(about, about))
        days = [d for d in (out.get(key), day) if d is not None]
        out[key] = min(days, default=None)
    return out


def check_catalogue(policy, controls):
    """§2: the domains with too little weight of controls that name no kinds and apply at confidential."""
    least, tier = policy["controls"]["domain_weight_min"], TIERS.index(policy["controls"]["domain_weight_min_from"])
    weight = {d["domain"]: 0 for d in policy["domains"]}
    for c in controls:
        if not c.get("kinds") and TIERS.index(c["applies_from"]) <= tier:
            weight[c["domain"]] += c["weight"]
    return [domain for domain, sum_ in weight.items() if sum_ < least]


class Case:
    """All inputs with the look-ups that the sections share."""

    def __init__(self, policy, controls, questions, crosswalks, register, responses, as_of, before=None):
        self.policy, self.controls, self.as_of = policy, controls, as_of
        self.before = renamed(before or {}, register)   # what the run before remembers: condition -> due day (§10)
        self.tol = policy["arithmetic"]["tolerance"]
        self.register = {sheet: register.get(sheet) or [] for sheet in SHEETS}
        self.future = [r for r in responses if r["completed_on"] is not None and r["completed_on"] > as_of]
        self.suppliers = {text(r["Supplier ID"]): r for r in self.register["Suppliers"]}
        self.control = {c["id"]: c for c in controls}
        self.question = {(q["questionnaire"], q["id"]): q for q in questions}
        # Every way from a question to a control: (questionnaire, question, relation level, group), by control.
        self.ways: dict[str, list] = {c["id"]: [] for c in controls}
        for q in questions:
            if q.get("control"):
                self.ways[q["control"]].append((q["questionnaire"], q["id"], 1, None))
        relation_level = {"equal": 1, "superset": 2, "subset": 3, "intersect": 4}
        for x in crosswalks:
            way = (x["questionnaire"], x["question"], relation_level[x["relation"]], x.get("group"))
            if x["control"] in self.ways and way not in self.ways[x["control"]]:
                self.ways[x["control"]].append(way)
        self.counted = counted_responses(responses, as_of)
        self.certificates = {}
        for row in self.register["Certificates"]:
            made = read_certificate(policy, row, as_of)
            if made:
                self.certificates.setdefault(text(row["Supplier ID"]), []).append(made)
        self.evidence = {}
        for row in self.register["Evidence"]:
            self.evidence.setdefault((text(row["Supplier ID"]), text(row["Control"])), []).append(row)
        self.rows = {}      # the rows of a response by question
        for response in responses:
            by_id = self.rows.setdefault(id(response), {})
            for row in response["rows"]:
                by_id.setdefault(text(row["id"]), []).append(row)
        self._answers, self._applying, self._scores = {}, {}, {}

    def answers(self, supplier, tier):
        if (supplier, tier) not in self._answers:
            self._answers[supplier, tier] = resolve(self, supplier, tier)
        return self._answers[supplier, tier]

    def applying(self, tier, kinds=None):
        """§5: controls with applies_from at or below the effective tier; one that names kinds only where one of them
        reaches the node. `kinds` None: the engagement names none, so every control applies (§6)."""
        if (tier, kinds) not in self._applying:
            self._applying[tier, kinds] = [c for c in self.controls if TIERS.index(c["applies_from"]) <= tier
                                           and (not c.get("kinds") or kinds is None or kinds & set(c["kinds"]))]
        return self._applying[tier, kinds]

    def required(self, control, tier):
        return control["required_from"] is not None and TIERS.index(control["required_from"]) <= tier

    def heavy(self, control):
        return "heavy" if control["weight"] == self.policy["controls"]["heavy_weight"] else "other"

    def at(self, tier, key):
        return self.policy["tiers"][TIERS[tier]][key]

    def above(self, value, limit):
        """Preamble: every comparison with a threshold has a tolerance in the supplier's favour."""
        return value > limit + self.tol

    def below(self, value, limit):
        return value < limit - self.tol


# ------------------------------------------------------------------------------------------------ §3 answers

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


# ------------------------------------------------------------------------------------------------ §7 certificates

def find_scheme(policy, raw):
    """§7: Scheme is a key, name or spelling, ignoring case, blanks and punctuation other than `+`; years may end it."""
    names = {}
    for key, scheme in policy["schemes"].items():
        for spelling in [key, scheme["name"], *scheme["spellings"]]:
            names.setdefault(folded(spelling), key)
    rest = text(raw)
    while rest:
        if folded(rest) in names:
            return names[folded(rest)]
        shorter = re.sub(r"[\s:,;/()\-]*(?:19|20)\d\d[\s)]*$", "", rest)
        if shorter == rest:
            return None
        rest = shorter
    return None


def edition_years(row):
    """§7: the years in Edition, or those that end Scheme where Edition is blank."""
    if text(row.get("Edition")):
        return [int(y) for y in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text(row["Edition"]))]
    tail = re.search(r"((?:[\s:,;/()\-]+(?:19|20)\d\d)+)[\s)]*$", text(row["Scheme"]))
    return [int(y) for y in re.findall(r"(?:19|20)\d\d", tail[1])] if tail else []


def read_certificate(policy, row, as_of) -> Certificate | None:
    key = find_scheme(policy, row["Scheme"])
    if key is None:
        return None   # listed, counts for nothing
    scheme = policy["schemes"][key]
    issued, expires, last = as_date(row.get("Issued")), as_date(row.get("Expires")), as_date(row.get("Last surveillance"))
    end = expires
    if end is None and issued is not None and scheme["validity_months"] is not None:
        end = add_months(issued, scheme["validity_months"])
    grace = dt.timedelta(days=policy["certificates"]["surveillance_grace_days"])
    base = last or issued
    check_until = add_months(base, scheme["check_in_months"]) + grace if base and scheme["check_in_months"] is not None else None
    turns = [day for day in (end, check_until, edition_turns(scheme, row)) if day is not None]
    last_good = min(turns, default=None)
    return Certificate(row, key, scheme, issued, end, standing(policy, scheme, row, issued, end, check_until, as_of), last_good)


def edition_turns(scheme, row):
    """§7: the last day of an obsolete edition; a current year beats an obsolete one."""
    editions, years = scheme["editions"], edition_years(row)
    if not editions or not any(y in editions["obsolete"] for y in years) or any(y in editions["current"] for y in years):
        return None
    return dt.date.fromisoformat(editions["obsolete_after"])


def standing(policy, scheme, row, issued, end, check_until, as_of):
    """§7: the first that fits."""
    if text(row.get("Status")).lower() in ("suspended", "withdrawn"):
        return "suspended"
    if end is None:
        return "undated"
    if issued is not None and issued > as_of:
        return "not-yet-valid"
    if end < as_of:
        return "expired"
    turns = edition_turns(scheme, row)
    if turns is not None and as_of > turns:
        return "obsolete-edition"
    if scheme["needs_accreditation"] and not names_something(row.get("Accreditation")):
        return "unaccredited"
    if check_until is not None and as_of > check_until:
        return "surveillance-overdue"
    if end <= as_of + dt.timedelta(days=policy["certificates"]["expiring_days"]):
        return "expiring"
    return "valid"


def in_standing_and_scope(case, supplier, engagement_id, processing):
    """§7: in standing = valid or expiring; in scope = Covers says `all` or names the engagement, and where Sites name
    countries one of them is among the node's processing countries."""
    good = []
    for cert in case.certificates.get(supplier, []):
        if cert.standing not in ("valid", "expiring"):
            continue
        covers = items(cert.row.get("Covers"))
        if engagement_id not in covers and not any(c.lower() == "all" for c in covers):
            continue
        sites = countries(cert.row.get("Sites"))
        if sites and not set(sites) & set(processing):
            continue
        good.append(cert)
    return good


def covers_control(cert, control):
    """§4: the scheme covers one of the control's Annex A references that the certificate does not exclude."""
    annex = cert.scheme["annex_a"]
    excluded = {re.sub(r"^A\.?\s*", "", x, flags=re.I) for x in items(cert.row.get("Excluded controls"))}
    for ref in control["annex_a"]:
        if annex == "all" or (annex != "none" and ref in annex):
            if ref not in excluded:
                return True
    return False


# ------------------------------------------------------------------------------------------------ §4 evidence

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


# ------------------------------------------------------------------------------------------------ §5 one node

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


def score(case, node: Node, engagement_id, processing, wrong=None) -> Score:
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


# ------------------------------------------------------------------------------------------------ §6 the chain

@dataclass
class Chain:
    nodes: dict            # supplier -> Node, in topological order, the prime first
    edges: list            # those that count
    back: list             # back edges, self-loops among them
    unreached: list        # rows whose giver is not reached
    raised: list           # (edge, kinds stated that its giver does not receive)


def build_chain(case, engagement, tier) -> Chain:
    """§6: depth first from the prime, children in the order of their ids, each node entered once."""
    eid, prime = text(engagement["Engagement ID"]), text(engagement["Supplier ID"])
    rows = [Edge(text(r["From supplier ID"]), text(r["To supplier ID"]), r)
            for r in case.register["Subcontracts"] if text(r["Engagement ID"]) == eid]
    out = {}
    for e in rows:
        out.setdefault(e.giver, []).append(e)
    entered, path, finished, kept, back = set(), set(), [], [], []

    def visit(supplier):
        entered.add(supplier)
        path.add(supplier)
        for edge in sorted(out.get(supplier, []), key=lambda e: e.taker):
            if edge.taker in path:
                back.append(edge)
                continue
            kept.append(edge)
            if edge.taker not in entered:
                visit(edge.taker)
        path.discard(supplier)
        finished.append(supplier)

    visit(prime)
    unreached = [e for e in rows if e.giver not in entered]

    nodes = {s: Node(s, known=s in case.suppliers) for s in reversed(finished)}  # givers before takers
    for e in kept:
        nodes[e.taker].incoming.append(e)
    raised = pass_kinds(engagement, prime, nodes)
    for supplier, node in nodes.items():
        if supplier == prime:
            node.tier, node.reach, node.depth = tier, 1.0, 0
            continue
        node.tier = max(passed_tier(e, nodes[e.giver].tier) for e in node.incoming)
        node.reach = max(nodes[e.giver].reach * share_of(e) for e in node.incoming)
        node.depth = max(nodes[e.giver].depth + 1 for e in node.incoming)
    return Chain(nodes, kept, back, unreached, raised)


def kinds_of(row):
    return frozenset(k.lower() for k in items(row.get("Information kinds")))


def pass_kinds(engagement, prime, nodes):
    """§6: the kinds that each edge carries and each node receives; the edges that state a kind their giver lacks.
    Where the engagement names none, a node's kinds are None and every stated kind is raised."""
    own = kinds_of(engagement) or None
    raised = []
    for supplier, node in nodes.items():
        if supplier == prime:
            node.kinds = own
            continue
        for edge in node.incoming:
            stated, giver = kinds_of(edge.row), nodes[edge.giver].kinds
            if own is None:
                new = stated
            else:
                edge.kinds = stated or giver
                new = stated - giver
            if new:
                raised.append((edge, new))
        if own is not None:
            node.kinds = frozenset().union(*(edge.kinds for edge in node.incoming))
    return raised


def share_of(edge):
    share = as_number(edge.row.get("Share"))
    return 1.0 if share is None else share


def passed_tier(edge, giver_tier):
    """§6: min(edge tier, effective tier of the giver); blank: the tier received."""
    stated = tier_of(edge.row.get("Information tier"))
    return giver_tier if stated is None else min(stated, giver_tier)


def hours(row):
    return as_number(row.get("Notice hours agreed"))


def notice(case, engagement, tier, chain, prime):
    """§8 notice slack: max(0, H − R) − ΣT over a path; the smallest over the paths that end in a node. A path through
    a node without agreed hours has none."""
    owed, reserve = as_number(engagement.get("Notice hours owed")), as_number(engagement.get("Reserve hours"))
    if tier == 0:
        return   # a public engagement has no slack
    if owed is None:
        owed = case.policy["thresholds"]["notice_owed_factor"] * case.at(tier, "notice_hours_max")
    if reserve is None:
        reserve = case.at(tier, "notice_hours_reserve")
    longest = {}   # the largest ΣT over the complete paths that end in a node
    for supplier, node in chain.nodes.items():
        if supplier == prime:
            longest[supplier] = hours(engagement)
        else:
            sums = [longest[e.giver] + hours(e.row) for e in node.incoming if longest[e.giver] is not None and hours(e.row) is not None]
            longest[supplier] = max(sums, default=None)
        if longest[supplier] is not None:
            node.slack = max(0.0, owed - reserve) - longest[supplier]


def chain_likelihood(chain, scores):
    """§6: P_chain, V_chain, the largest and the summed ρ·P, the same with no control at all, and each node's share."""
    keep, squares, worst, total, bare = 1.0, 1.0, 0.0, 0.0, 1.0
    logs, found, any_domain = {}, False, False
    for supplier, node in chain.nodes.items():
        score = scores[supplier]
        if score.inherent is not None:
            any_domain = True
            bare *= 1 - node.reach * score.inherent
        if score.P is None:
            continue
        found = True
        part = node.reach * score.P
        f = 1 - part
        keep *= f
        squares *= f * f + node.reach ** 2 * score.V
        logs[supplier] = math.log(f)
        worst, total = max(worst, part), total + part
    inherent = 1 - bare if any_domain else None
    if not found:
        return {"P": None, "V": None, "low": None, "high": None, "worst": None, "inherent": inherent, "shares": {}}
    all_logs = sum(logs.values())
    return {"P": 1 - keep, "V": squares - keep * keep, "low": worst, "high": min(1.0, total), "worst": worst, "inherent": inherent,
            "shares": {supplier: value / all_logs for supplier, value in logs.items()} if all_logs else {}}


# ------------------------------------------------------------------------------------------------ §8 transfers

def regime_of(policy, origin):
    return next((r for r in policy["regimes"].values() if origin in r["countries"]), None)


def mechanisms(policy, value):
    """§8: words of the Transfer mechanism cell; the policy's key or title, ignoring case, blanks and punctuation."""
    names = {}
    for key, title in policy["mechanisms"].items():
        names[folded(key)] = key
        names[folded(title)] = key
    return {names[folded(w)] for w in items(value) if folded(w) in names}


def node_countries(case, supplier, row):
    """§8: processing countries (blank: the supplier's country), and those with the access countries."""
    processing = countries(row.get("Processing countries"))
    if not processing and supplier in case.suppliers:
        processing = countries(case.suppliers[supplier].get("Country"))
    return processing, processing + [c for c in countries(row.get("Access countries")) if c not in processing]


def transfer_rules(case, engagement, supplier, row, kinds):
    """§8: the names of the transfer rules that fire on one edge (the engagement's row for the prime), with the kinds
    that it carries; None where the engagement names none: nothing is tested."""
    fired = []
    kinds = kinds or frozenset()
    origin = next(iter(countries(engagement["Origin country"])), None)
    regime = regime_of(case.policy, origin)
    processing, places = node_countries(case, supplier, row)
    nowhere = not places if READINGS["no-country"] == "none-at-all" else not processing
    words = mechanisms(case.policy, row.get("Transfer mechanism"))
    if "personal-data" in kinds:
        if regime is None or nowhere:
            fired.append("transfer-unknown")
        if regime is not None and any(not may_receive(regime, c, words) for c in places):
            fired.append("transfer-mechanism")
    local = (regime or {}).get("localisation")
    if local and kinds & set(local["kinds"]) and not words & set(local["exception"]):
        if any(c not in regime["countries"] for c in places):
            fired.append("localisation")
    if "export-controlled" in kinds:
        area = set(regime["export_area"]) if regime else set()
        if origin not in area:
            area = {origin}
        leaves = any(c not in area for c in places)
        if nowhere or (leaves and not names_something(row.get("Licence reference"))):
            fired.append("export-licence")
    return fired


def may_receive(regime, country, words):
    """§8: in the regime, adequate for it, or covered by a mechanism that the regime accepts."""
    if country in regime["countries"] or words & set(regime["mechanisms"]):
        return True
    if country in regime["never_adequate"]:
        return False
    if regime["adequate"] != "any" and country not in regime["adequate"]:
        return False
    needs = regime["adequate_only_with"].get(country)
    return not needs or bool(words & set(needs))


# ------------------------------------------------------------------------------------------------ §8 gates

@dataclass
class Hit:
    """One rule that fired. `about` is its subject as the memory of conditions knows it (§10)."""
    rule: str
    outcome: str
    supplier: str
    tested_at: int
    subject: str | None = None
    about: str | None = None
    variant: str = "any"
    end: dt.date | None = None          # certificate-expiring: its own due day
    waiver: str | None = None
    waiver_end: dt.date | None = None
    follows: "Hit | None" = None
    own: dt.date | None = None          # the due day that this run alone would name
    due: dt.date | None = None          # the one shown

    def key(self, eid):
        """§10: rule, engagement, supplier, subject, no tier; the four control rules are one."""
        return (eid, "control" if self.rule in RULES_OF_CONTROL else self.rule, self.supplier, self.about)

    def order(self):
        return (-OUTCOMES.index(self.outcome), self.rule, self.supplier, self.subject or "", self.tested_at)

    def remembers(self):
        """§8, §10: what follows, certificate-expiring and incident-late have no day of their own in the memory."""
        return self.own is not None and self.follows is None and self.rule not in ("certificate-expiring", "incident-late")


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


def fire(case, hits, rule, supplier, at_tier, subject=None, variant="any", about=..., end=None):
    outcome = case.policy["gates"][rule][variant].get(TIERS[at_tier])
    if outcome is not None:
        hits.append(Hit(rule, outcome, supplier, at_tier, subject, subject if about is ... else about, variant, end))


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


# ------------------------------------------------------------------------------------------------ §8 waivers, due dates

def waiver_end(case, waiver):
    """§8: at most 12 months from its approval, whatever its expiry says."""
    return min(as_date(waiver["Expires"]), add_months(as_date(waiver["Approved on"]), case.policy["waivers"]["max_months"]))


def waiver_for(case, eid, hit):
    """§8: the waiver in force that matches a rule that fired; of several the latest end, then the last id."""
    found = []
    for w in case.register["Waivers"]:
        if text(w["Supplier ID"]) != hit.supplier or text(w.get("Engagement ID")) not in ("", eid):
            continue
        names = text(w["Rule or control"])
        by_control = hit.rule in case.policy["waivers"]["a_control_covers"] and names == hit.subject
        if names != hit.rule and not by_control:
            continue
        asked, gave = text(w.get("Requested by")), text(w.get("Approved by"))
        if READINGS["waiver-person"] == "folded":
            asked, gave = folded(asked), folded(gave)
        if not gave or not asked or asked == gave:
            continue
        approved = as_date(w["Approved on"])
        if approved is None or as_date(w["Expires"]) is None or not approved <= case.as_of <= waiver_end(case, w):
            continue
        found.append((waiver_end(case, w), text(w["Waiver ID"])))
    return max(found, default=None)


def settle(case, eid, prime, hits, base, ends):
    """§8: softening while no response counts, then waivers, then what follows from what, days, and what is overdue."""
    soft, waivers = case.policy["response_missing_softens"], case.policy["waivers"]
    silent = {hit.supplier for hit in hits if hit.rule == "response-missing"}
    for hit in hits:
        if hit.outcome == "reject" and hit.supplier in silent and hit.rule in soft["rules"]:
            hit.outcome = soft["reject_becomes"]
        match = waiver_for(case, eid, hit) if hit.rule not in waivers["not_waivable"] else None
        if match and (hit.outcome in waivers["softens"] or hit.outcome == waivers["becomes"]):
            hit.waiver_end, hit.waiver = match
            if hit.outcome in waivers["softens"]:
                hit.outcome = waivers["becomes"]
                ends.append(hit.waiver_end)      # it changed the outcome; one that accepts a condition does not
    hits.sort(key=Hit.order)
    for hit in hits:
        hit.follows = cause_of(case, hit, hits)
        hit.own = own_day(case, hit, base)
    hits += overdue(case, eid, hits, base)
    return sorted(hits, key=Hit.order)


def cause_of(case, hit, hits):
    """§8: of `response-missing` while it fires on the node; a weak domain else of the first control rule of it there."""
    if hit.rule in case.policy["response_missing_implies"] and (hit.rule, hit.variant) != ("certificate-required", "partial"):
        for other in hits:
            if other.rule == "response-missing" and other.supplier == hit.supplier:
                return other
    if hit.rule == "domain-weak":
        for other in hits:
            if other.rule in ("control-missing", "control-partial", "control-unanswered") and other.supplier == hit.supplier \
                    and case.control[other.subject]["domain"] == hit.subject:
                return other
    return None


def own_day(case, hit, base):
    """§8: by the tier it was tested at, where the outcome is condition or hold."""
    if hit.outcome not in ("condition", "hold") or hit.rule == "incident-late":
        return None
    if hit.rule == "certificate-expiring":
        return hit.end
    return base + dt.timedelta(days=case.at(hit.tested_at, "due_days"))


def overdue(case, eid, hits, base):
    """§8, §10: a condition whose due day is before as-of and that no waiver accepts; for what follows its cause alone
    is overdue. The day is one that an earlier run named, as this run's own are never before as-of."""
    late = {}
    for hit in hits:
        day = case.before.get(hit.key(eid))
        if hit.outcome == "condition" and hit.waiver is None and hit.remembers() and day is not None and day < case.as_of:
            _, rule, supplier, about = hit.key(eid)
            late[supplier, hit.tested_at, f"{rule} {about or ''}".strip()] = hit
    found = []
    for supplier, tier, what in sorted(late):
        fire(case, found, "condition-overdue", supplier, tier, what)
    for hit in found:
        hit.own = own_day(case, hit, base)
    return found


def show_days(case, eid, evaluation, days):
    """§8, §10: the due day of each hit, everywhere the same: the memory's; of what follows, its cause's; an accepted
    one the later of its own and the waiver's end."""
    for causes in (True, False):      # causes first
        for hit in evaluation.rules:
            if (hit.follows is None) != causes:
                continue
            day = hit.follows.due if hit.follows else days.get(hit.key(eid)) if hit.remembers() else hit.own
            if hit.waiver_end is not None:
                day = max(d for d in (day, hit.waiver_end) if d is not None)
            hit.due = day if hit.outcome in ("condition", "hold") else None


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


# ------------------------------------------------------------------------------------------------ the whole

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
            "phases": [{"phase": p.name, "tier": TIERS[p.tier], "starts": iso(p.opens), "decision": DECISIONS[p.evaluation.outcome],
                        "valid_until": iso(valid_until(case, row, p.evaluation)),
                        "conditions": [condition_line(hit) for hit in p.evaluation.rules if hit.outcome == "condition"]} for p in self.phases],
            "_outcome": ev.outcome, "_range": (self.index(low), self.index(high)),
        }

    def chain_lines(self):
        ev = self.own
        lines = [{"supplier": n.supplier, "depth": n.depth, "tier": TIERS[n.tier], "reach": n.reach, "likelihood": ev.scores[n.supplier].P,
                  "share": ev.like["shares"].get(n.supplier), "notice_slack_hours": n.slack} for n in ev.chain.nodes.values()]
        return sorted(lines, key=lambda n: (n["depth"], n["supplier"]))


ALLOWED = ("approve", "condition")


def iso(day):
    return day.isoformat() if day else None


def cause_name(hit):
    """A cause as the outputs name it: `control ACC-01 @S1`."""
    _, rule, supplier, about = hit.key("")
    return f"{rule} {about} @{supplier}" if about else f"{rule} @{supplier}"


def rule_line(hit):
    return {"rule": hit.rule, "outcome": hit.outcome, "supplier": hit.supplier, "subject": hit.subject, "due": iso(hit.due),
            "waiver": hit.waiver, "follows": cause_name(hit.follows) if hit.follows else None}


def condition_line(hit):
    return {"rule": hit.rule, "supplier": hit.supplier, "subject": hit.subject, "due": iso(hit.due)}


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

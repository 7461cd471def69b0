#!/usr/bin/env python3
"""A second, independent implementation of the method: from answers to a decision.

It is written for reading, not for speed: one function per paragraph of the method's page, each naming its
section (§). Nothing here is shared with the program; both are written from the same page, so a difference
between them is a mistake in one of them or an unclear sentence on the page (README.md lists those).

    assess(policy, controls, questions, crosswalks, register, responses, as_of)  ->  the object of decisions.json
    python3 method.py --self-test                                                ->  figures checked by hand

`rules[]` carries rule, outcome, supplier, subject, due and waiver; the free text (because, remedy, place) is left out.
"""
from __future__ import annotations

import datetime as dt
import json
import math
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from scipy.special import betaincinv  # inverse of the regularised incomplete beta, §5

TIERS = ["public", "internal", "confidential", "restricted", "critical"]
LEVELS = ["E0", "E1", "E2", "E3"]
OUTCOMES = ["approve", "condition", "escalate", "hold", "reject"]  # §1, mildest first
DECISIONS = {"approve": "approve", "condition": "approve-with-conditions", "escalate": "escalate", "hold": "hold", "reject": "reject"}
# The two families of rules that are tested at the engagement's tier, at nodes of every tier (§8).
RULES_OF_CONTROL = ["control-missing", "control-partial", "control-unanswered", "evidence-insufficient"]

# Where the page allows two readings, the one taken is named here (README.md says why). `compare.py --reading k=v`
# takes the other one, to see at once whether a difference comes from there.
READINGS = {
    "intersect-no-with-na": "unanswered",    # or "not-applicable"
    "repeat-blank-with-na": "unanswered",    # or "not-applicable"
    "certificate-end": "expiry",             # or "standing": also the last day before surveillance is overdue
    "level-by-both": "none",                 # or "later": E2 by certificate and by register evidence
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


@dataclass
class ControlAnswer:
    answer: str = "unanswered"
    evidence_named: bool = False
    responses: list = field(default_factory=list)   # those that decide it


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


@dataclass
class Node:
    supplier: str
    tier: int = 0
    reach: float = 0.0
    depth: int = 0
    incoming: list = field(default_factory=list)    # edges that count, none for the prime
    known: bool = True
    slack: float | None = None
    # filled by score()
    answers: dict = field(default_factory=dict)
    levels: dict = field(default_factory=dict)
    domains: list = field(default_factory=list)
    P: float | None = None
    V: float | None = None
    assurance: float | None = None
    coverage: float | None = None
    na_share: float | None = None


class Case:
    """All inputs with the look-ups that the sections share."""

    def __init__(self, policy, controls, questions, crosswalks, register, responses, as_of):
        self.policy, self.controls, self.as_of = policy, controls, as_of
        self.tol = policy["arithmetic"]["tolerance"]
        self.register = {sheet: register.get(sheet) or [] for sheet in
                         ("Suppliers", "Engagements", "Phases", "Subcontracts", "Certificates", "Evidence", "Waivers", "Incidents", "Responses")}
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
        self._answers = {}

    def answers(self, supplier, tier):
        if (supplier, tier) not in self._answers:
            self._answers[supplier, tier] = resolve(self, supplier, tier)
        return self._answers[supplier, tier]

    def applying(self, tier):
        """§5: controls with applies_from at or below the effective tier."""
        return [c for c in self.controls if TIERS.index(c["applies_from"]) <= tier]

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
        if day is None or day > case.as_of:
            return "unreadable"

        def reaches(limit):
            # The age is compared the way all months are: added to the earlier date, the day reached still counts.
            if at_least:
                return case.as_of >= add_months(day, math.ceil(limit))
            return case.as_of <= add_months(day, math.floor(limit))
    if limits.get("yes_at") is not None and reaches(limits["yes_at"]):
        return "yes"
    if limits.get("partial_at") is not None and reaches(limits["partial_at"]):
        return "partial"
    return "no"


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
            rows = [r for r in response["rows"] if text(r["id"]) == qid]
            if question is None or not rows:
                continue
            answer, evidence, reason = question_answer(case, question, rows, tier)
            found.append(Candidate(level, answer, evidence, reason, response, (questionnaire, qid), group))
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
        return ControlAnswer(answer, any(c.evidence for c in here if c.answer in ("yes", "partial")), [c.response for c in here])
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
        found = decide(case, control, candidates_of(case, control, fresh, tier))
        if found.answer == "unanswered":
            found = decide(case, control, candidates_of(case, control, stale, tier))
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
    last_good = end if check_until is None or end is None else min(end, check_until)
    return Certificate(row, key, scheme, issued, end, standing(policy, scheme, row, issued, end, check_until, as_of), last_good)


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
    editions = scheme["editions"]
    if editions and as_of > dt.date.fromisoformat(editions["obsolete_after"]):
        years = edition_years(row)
        if any(y in editions["obsolete"] for y in years) and not any(y in editions["current"] for y in years):
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


def certificate_end(cert):
    return cert.end if READINGS["certificate-end"] == "expiry" else cert.last_good_day


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
    elif by_certificate == level and by_certificate > by_register:
        until = max(certificate_end(c) for c in covering)     # lifted to E2 only by certificates
    elif by_certificate == level and READINGS["level-by-both"] == "later":
        until = max([certificate_end(c) for c in covering] + days)
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


def score(case, node: Node, engagement_id, processing):
    """§3 to §5 for one node at its effective tier."""
    node.answers = case.answers(node.supplier, node.tier)
    certificates = in_standing_and_scope(case, node.supplier, engagement_id, processing)
    node.levels, node.level_ends = {}, []
    applying = case.applying(node.tier)
    for control in applying:
        answer = node.answers[control["id"]]
        if answer.answer in ("yes", "partial"):
            level, until = evidence_level(case, node.supplier, control, answer, certificates)
            node.levels[control["id"]] = level
            if until is not None:
                node.level_ends.append(until)

    product, squares, logs, node.domains = 1.0, 1.0, 0.0, []
    for domain in case.policy["domains"]:
        mine = [c for c in applying if c["domain"] == domain["domain"]]
        counts = domain_counts(case, mine, node.answers, node.levels)
        if counts is None:
            continue
        a, b = counts
        g = domain["base_rate"]
        m = a / (a + b)
        s2 = a * b / ((a + b) ** 2 * (a + b + 1))
        f = 1 - g * (1 - m)
        product *= f
        squares *= f * f + g * g * s2
        logs += math.log(f)
        low, high = beta_range(case, a, b)
        node.domains.append({"domain": domain["domain"], "strength": m, "low": low, "high": high, "share": math.log(f), "controls": mine})
    for d in node.domains:
        d["share"] = d["share"] / logs if logs else None
    if node.domains:
        node.P = 1 - product
        node.V = squares - product * product
    else:
        node.P = node.V = None

    worth = case.policy["assurance"]
    total = sum(c["weight"] for c in applying)
    asked = [c for c in applying if node.answers[c["id"]].answer != "not-applicable"]
    weight = sum(c["weight"] for c in asked)
    if weight:
        node.assurance = 100 * sum(c["weight"] * worth[node.answers[c["id"]].answer] for c in asked) / weight
        node.coverage = sum(c["weight"] for c in asked if node.answers[c["id"]].answer != "unanswered") / weight
    else:
        node.assurance = node.coverage = None
    node.na_share = (total - weight) / total if total else None
    return certificates


# ------------------------------------------------------------------------------------------------ §6 the chain

@dataclass
class Chain:
    nodes: dict            # supplier -> Node, in topological order, the prime first
    edges: list            # those that count
    back: list             # back edges, self-loops among them
    unreached: list        # rows whose giver is not reached


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
    for supplier, node in nodes.items():
        if supplier == prime:
            node.tier, node.reach, node.depth = tier, 1.0, 0
            continue
        node.tier = max(passed_tier(e, nodes[e.giver].tier) for e in node.incoming)
        node.reach = max(nodes[e.giver].reach * share_of(e) for e in node.incoming)
        node.depth = max(nodes[e.giver].depth + 1 for e in node.incoming)
    return Chain(nodes, kept, back, unreached)


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
    a node without agreed hours has none. Returns whether the hours owed are stated."""
    owed, reserve = as_number(engagement.get("Notice hours owed")), as_number(engagement.get("Reserve hours"))
    stated = owed is not None
    if tier == 0:
        return stated   # a public engagement has no slack
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
    return stated


def chain_likelihood(case, chain):
    """§6: P_chain, V_chain, the largest and the summed ρ·P, and each node's share."""
    keep, squares, logs, worst, total, found = 1.0, 1.0, 0.0, 0.0, 0.0, False
    for node in chain.nodes.values():
        node.share = None
        if node.P is None:
            continue
        found = True
        part = node.reach * node.P
        f = 1 - part
        keep *= f
        squares *= f * f + node.reach ** 2 * node.V
        node.share = math.log(f)
        logs += node.share
        worst, total = max(worst, part), total + part
    if not found:
        return {"P": None, "V": None, "low": None, "high": None, "worst": None}
    for node in chain.nodes.values():
        if node.share is not None:
            node.share = node.share / logs if logs else None
    return {"P": 1 - keep, "V": squares - keep * keep, "low": worst, "high": min(1.0, total), "worst": worst}


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


def transfer_rules(case, engagement, supplier, row):
    """§8: the names of the transfer rules that fire on one edge (the engagement's row for the prime)."""
    fired = []
    kinds = {k.lower() for k in items(engagement.get("Information kinds"))}
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
class Evaluation:
    outcome: str
    rules: list
    chain: Chain
    like: dict
    ends: list        # days that bound valid_until


def evaluate(case, engagement, tier, as_stated) -> Evaluation:
    """§8: one engagement at one tier. `as_stated` is False for the disclosure ceiling and phases, where
    `chain-tier-raised` is not tested."""
    eid, prime = text(engagement["Engagement ID"]), text(engagement["Supplier ID"])
    chain = build_chain(case, engagement, tier)
    owed_stated = notice(case, engagement, tier, chain, prime)
    fired, ends = [], []

    def fire(rule, variant, supplier, at_tier, subject=None):
        outcome = case.policy["gates"][rule][variant].get(TIERS[at_tier])
        if outcome is not None:
            fired.append({"rule": rule, "outcome": outcome, "supplier": supplier, "subject": subject, "tested_at": at_tier})

    for supplier, node in chain.nodes.items():
        rows = [engagement] if supplier == prime else [e.row for e in node.incoming]
        # §7: a node's processing countries are those of all edges that reach it.
        processing = [c for row in rows for c in node_countries(case, supplier, row)[0]]
        certificates = score(case, node, eid, processing)
        ends += node.level_ends
        gate_node(case, engagement, eid, prime, node, rows, certificates, owed_stated, fire, ends)

    like = chain_likelihood(case, chain)
    if like["P"] is not None and tier > 0:
        appetite = case.at(tier, "appetite")
        if case.above(like["worst"], appetite) or case.above(like["P"], case.policy["thresholds"]["appetite_chain_factor"] * appetite):
            fire("appetite-exceeded", "any", prime, tier)
    for node in chain.nodes.values():
        if not node.known:
            fire("chain-unknown", "any", node.supplier, tier, node.supplier)
    for e in chain.unreached:
        fire("chain-unknown", "any", e.taker, tier, f"{e.giver} > {e.taker}")
    for e in chain.back:
        fire("chain-cycle", "any", e.taker, tier, f"{e.giver} > {e.taker}")
    if as_stated:
        for e in chain.edges:
            stated = tier_of(e.row.get("Information tier"))
            if stated is not None and stated > chain.nodes[e.giver].tier:
                fire("chain-tier-raised", "any", e.taker, tier, f"{e.giver} > {e.taker}")

    if tier == 0:
        fired = []    # public engagements are always approve
    rules = settle(case, eid, fired, ends)
    worst = max((r["outcome"] for r in rules), key=OUTCOMES.index, default="approve")
    return Evaluation(worst, rules, chain, like, ends)


def gate_node(case, engagement, eid, prime, node, rows, certificates, owed_stated, fire, ends):
    """§8: the rules that are tested at the node's effective tier."""
    tier, who, policy = node.tier, node.supplier, case.policy
    applying = case.applying(tier)
    deciders = {id(r): r for c in applying for r in node.answers[c["id"]].responses}
    for r in deciders.values():
        if r["completed_on"] is not None:
            ends.append(add_months(r["completed_on"], case.at(tier, "stale_months")))
        elif READINGS["undated-response-end"] == "as-of":
            ends.append(case.as_of)
    if tier == 0:
        return   # a node at public is not tested

    # --- the form
    if not case.counted.get(who):
        fire("response-missing", "any", who, tier)
    for r in deciders.values():
        if is_stale(case, r, tier):
            fire("response-stale", "any", who, tier, r["file"])
    if node.coverage is not None and case.below(node.coverage, policy["thresholds"]["coverage_min"]):
        fire("coverage-low", "any", who, tier)
    if node.na_share is not None and case.above(node.na_share, policy["thresholds"]["na_share_max"]):
        fire("na-share-high", "any", who, tier)

    # --- controls
    for control in applying:
        if not case.required(control, tier):
            continue
        kind, answer = case.heavy(control), node.answers[control["id"]].answer
        rule = {"no": "control-missing", "partial": "control-partial", "unanswered": "control-unanswered"}.get(answer)
        if rule:
            fire(rule, kind, who, tier, control["id"])
        if answer == "yes":
            least = case.at(tier, "evidence_min_heavy" if kind == "heavy" else "evidence_min_other")
            if least is not None and node.levels[control["id"]] < LEVELS.index(least):
                fire("evidence-insufficient", kind, who, tier, control["id"])

    # --- certificates
    grade = {"full": 2, "partial": 1, "no": 0}
    graded = [(grade[c.scheme["equivalence"][TIERS[tier]]], c) for c in certificates]
    graded = [(g, c) for g, c in graded if g > 0]
    gate = policy["gates"]["certificate-required"]
    if gate["none"].get(TIERS[tier]) is not None or gate["partial"].get(TIERS[tier]) is not None:
        if not graded:
            fire("certificate-required", "none", who, tier)
        else:
            best, taken = max(graded, key=lambda gc: (gc[0], gc[1].end))
            if best == 1:
                fire("certificate-required", "partial", who, tier, taken.key)
            ends.append(certificate_end(taken))
    full = [c for g, c in graded if g == 2]
    if full and all(c.standing == "expiring" for c in full):
        fire("certificate-expiring", "any", who, tier)

    # --- domains
    like, th = policy["likelihood"], policy["thresholds"]
    ev = policy["evidence"]["levels"][th["domain_weak_attainable_level"]]
    for d in node.domains:
        a, b = like["prior"]["a"], like["prior"]["b"]
        for control in d["controls"]:
            if node.answers[control["id"]].answer != "not-applicable":
                n = control["weight"] / like["weight_unit"]
                a += ev["reliability"] * ev["volume"] * n
                b += (1 - ev["reliability"]) * ev["volume"] * n
        limit = min(case.at(tier, "domain_strength_min"), th["domain_weak_attainable_factor"] * a / (a + b))
        if case.below(d["strength"], limit):
            fire("domain-weak", "any", who, tier, d["domain"])

    # --- the chain
    if node.depth > case.at(tier, "chain_depth_max"):
        fire("chain-depth", "any", who, tier)
    agreed = [hours(row) for row in rows]
    missing = any(h is None for h in agreed) if READINGS["agreed-hours"] == "every-edge" else all(h is None for h in agreed)
    if missing:
        fire("notice-missing", "any", who, tier)
    if any(h is not None and case.above(h, case.at(tier, "notice_hours_max")) for h in agreed):
        fire("notice-long", "any", who, tier)
    if node.slack is not None and case.below(node.slack, 0.0):
        fire("notice-slack", "owed-stated" if owed_stated else "owed-default", who, tier)
    for row in rows:
        for rule in transfer_rules(case, engagement, who, row):
            fire(rule, "any", who, tier)
        if who != prime:
            if text(row.get("Obligations flowed down")).lower() != "yes":
                fire("flow-down-missing", "any", who, tier)
            if not is_consent(row.get("Consent")):
                fire("onward-consent", "any", who, tier)

    # --- incidents
    smallest = min((h for h in agreed if h is not None), default=None)
    if smallest is not None:
        for incident in case.register["Incidents"]:
            if text(incident["Supplier ID"]) == who and incident_late(case, incident, smallest):
                fire("incident-late", "any", who, tier, text(incident["Incident ID"]))


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


def waiver_for(case, eid, rule):
    """§8: the waiver in force that matches a rule that fired; of several the latest end, then the last id."""
    found = []
    for w in case.register["Waivers"]:
        if text(w["Supplier ID"]) != rule["supplier"] or text(w.get("Engagement ID")) not in ("", eid):
            continue
        names = text(w["Rule or control"])
        by_control = rule["rule"] in case.policy["waivers"]["a_control_covers"] and names == rule["subject"]
        if names != rule["rule"] and not by_control:
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


def settle(case, eid, fired, ends):
    """§8: softening while no response counts, then waivers, then due dates; duplicates stay (compare.py folds them)."""
    soft, waivers = case.policy["response_missing_softens"], case.policy["waivers"]
    silent = {r["supplier"] for r in fired if r["rule"] == "response-missing"}
    rules = []
    for r in fired:
        outcome, waiver = r["outcome"], None
        if outcome == "reject" and r["supplier"] in silent and r["rule"] in soft["rules"]:
            outcome = soft["reject_becomes"]
        if outcome in waivers["softens"] and r["rule"] not in waivers["not_waivable"]:
            match = waiver_for(case, eid, r)
            if match:
                outcome, waiver = waivers["becomes"], match[1]
                ends.append(match[0])
        due = None
        if outcome in ("condition", "hold"):
            due = (case.as_of + dt.timedelta(days=case.at(r["tested_at"], "due_days"))).isoformat()
        rules.append({"rule": r["rule"], "outcome": outcome, "supplier": r["supplier"], "subject": r["subject"], "due": due, "waiver": waiver})
    rules.sort(key=lambda r: (-OUTCOMES.index(r["outcome"]), r["rule"], r["supplier"], r["subject"] or ""))
    return rules


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


def ceiling(case, engagement):
    """§8: the highest tier at which the same chain would be approve or condition; lower tiers are implied."""
    for tier in reversed(range(len(TIERS))):
        if evaluate(case, engagement, tier, as_stated=False).outcome in ("approve", "condition"):
            return TIERS[tier]
    return TIERS[0]


def assess_engagement(case, engagement):
    eid, prime, tier = text(engagement["Engagement ID"]), text(engagement["Supplier ID"]), tier_of(engagement["Information tier"])
    ev = evaluate(case, engagement, tier, as_stated=True)
    own, like = ev.chain.nodes[prime], ev.like
    low, high = moment_range(case, like["P"], like["V"])
    own_low, own_high = moment_range(case, own.P, own.V)
    volume, value = as_number(engagement.get("Volume")), as_number(engagement.get("Value at risk"))
    index = (like["P"] or 0.0) * case.at(tier, "impact") * (1.0 if volume is None else volume)
    loss = None
    if value is not None and like["P"] is not None:
        loss = {"amount": like["P"] * value, "currency": text(engagement.get("Currency")) or None}
    last = min([add_months(case.as_of, case.at(tier, "cadence_months")), *ev.ends])
    return {
        "engagement": eid, "deal": text(engagement["Deal ID"]), "supplier": prime, "tier": TIERS[tier],
        "decision": DECISIONS[ev.outcome], "rank": None, "signer": signer(case, tier, like, ev.outcome),
        "valid_until": max(last, case.as_of).isoformat(),
        "likelihood": {"mean": like["P"], "low": low, "high": high},
        "likelihood_own": {"mean": own.P, "low": own_low, "high": own_high},
        "bounds": {"low": like["low"], "high": like["high"]},
        "risk_index": index, "expected_loss": loss, "assurance": own.assurance, "coverage": own.coverage,
        "disclosure_ceiling": ceiling(case, engagement),
        "domains": [{k: d[k] for k in ("domain", "strength", "low", "high", "share")} for d in own.domains],
        "chain": sorted(({"supplier": n.supplier, "depth": n.depth, "tier": TIERS[n.tier], "reach": n.reach, "likelihood": n.P,
                          "share": n.share, "notice_slack_hours": n.slack} for n in ev.chain.nodes.values()),
                        key=lambda n: (n["depth"], n["supplier"])),
        "rules": ev.rules,
        "phases": [{"phase": text(p["Phase"]), "tier": TIERS[tier_of(p["Information tier"])],
                    "decision": DECISIONS[evaluate(case, engagement, tier_of(p["Information tier"]), as_stated=False).outcome]}
                   for p in case.register["Phases"] if text(p["Engagement ID"]) == eid],
        "_outcome": ev.outcome,
    }


def assess(policy, controls, questions, crosswalks, register, responses, as_of):
    """The whole method: the object of decisions.json (run and policy digests left out)."""
    case = Case(policy, controls, questions, crosswalks, register, responses, as_of)
    out = [assess_engagement(case, e) for e in case.register["Engagements"]]
    places = policy["arithmetic"]["rank_decimals"]
    out.sort(key=lambda e: (-OUTCOMES.index(e["_outcome"]), -round(e["risk_index"], places), e["engagement"]))   # §6 rank
    for i, e in enumerate(out, 1):
        e["rank"] = i
        del e["_outcome"]
    return figures({"format": "flowdown-decisions/1", "as_of": as_of.isoformat(), "engagements": out})


def main(argv):
    if "--self-test" in argv:
        import selftest
        return selftest.run(json.loads((Path(__file__).parent / "policy.json").read_text()))
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

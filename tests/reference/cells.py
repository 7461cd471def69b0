"""What stands in a cell: text, dates, months, numbers, countries, tiers; and the words that all sections share."""
from __future__ import annotations

import datetime as dt
import math
import re

DAY = dt.timedelta(days=1)
TIERS = ["public", "internal", "confidential", "restricted", "critical"]
LEVELS = ["E0", "E1", "E2", "E3"]
OUTCOMES = ["approve", "condition", "escalate", "hold", "reject"]  # §1, mildest first
ALLOWED = ("approve", "condition")
DECISIONS = {"approve": "approve", "condition": "approve-with-conditions", "escalate": "escalate", "hold": "hold", "reject": "reject"}
# The four rules that a control has; one condition over runs (§10), and one waiver covers them (§8).
RULES_OF_CONTROL = ["control-missing", "control-partial", "control-unanswered", "evidence-insufficient"]

# Where the page allows two readings, the one taken is named here (README.md says why). `compare.py --reading k=v`
# takes the other one, to see at once whether a difference comes from there.
READINGS = {
    "intersect-no-with-na": "unanswered",    # or "not-applicable"
    "repeat-blank-with-na": "unanswered",    # or "not-applicable"
    "future-incident": "tested",             # or "every": only where it can fire has an incident a day on which it begins to count
    "follows-escalate": "none",              # or "cause": an escalate or reject that follows shows its cause's day too
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


def iso(day):
    return day.isoformat() if day else None

"""§7: standing and scope of certificates."""
from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from cells import add_months, as_date, countries, folded, items, names_something, text


@dataclass
class Certificate:
    row: dict
    key: str
    scheme: dict
    issued: dt.date | None
    end: dt.date | None
    standing: str
    last_good_day: dt.date | None


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

"""§8: what becomes of the rules that fired: waivers, what follows from what, due days and what is overdue (§10)."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cells import OUTCOMES, READINGS, RULES_OF_CONTROL, TIERS, add_months, as_date, folded, iso, text


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


def fire(case, hits, rule, supplier, at_tier, subject=None, variant="any", about=..., end=None):
    outcome = case.policy["gates"][rule][variant].get(TIERS[at_tier])
    if outcome is not None:
        hits.append(Hit(rule, outcome, supplier, at_tier, subject, subject if about is ... else about, variant, end))


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
            shown = hit.outcome in ("condition", "hold") or hit.follows and READINGS["follows-escalate"] == "cause"
            hit.due = day if shown else None


def cause_name(hit):
    """A cause as the outputs name it: `control ACC-01 @S1`."""
    _, rule, supplier, about = hit.key("")
    return f"{rule} {about} @{supplier}" if about else f"{rule} @{supplier}"


def rule_line(hit):
    return {"rule": hit.rule, "outcome": hit.outcome, "supplier": hit.supplier, "subject": hit.subject, "due": iso(hit.due),
            "waiver": hit.waiver, "follows": cause_name(hit.follows) if hit.follows else None}


def condition_line(hit):
    return {"rule": hit.rule, "supplier": hit.supplier, "subject": hit.subject, "due": iso(hit.due)}

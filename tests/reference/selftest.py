"""Figures checked by hand, and the laws of §5 on random cases. Run by `python3 method.py --self-test`."""
from __future__ import annotations

import copy
import datetime as dt
import math
import random
import sys

import cases
import method
import selftest_days
from fake import fake_catalogue
from method import Case, assess

D = dt.date
AS_OF = D(2026, 10, 31)


def control(cid, weight=3, applies="internal", required=None, na="with-reason", annex=(), kinds=()):
    return {"id": cid, "domain": cid[:3], "title": cid, "weight": weight, "applies_from": applies, "required_from": required,
            "kinds": list(kinds) or None, "not_applicable": na, "annex_a": list(annex)}


def question(c, kind="choice", good="yes", thresholds=None):
    return {"questionnaire": "native", "id": c["id"] + ".1", "control": c["id"], "kind": kind, "good": good, "thresholds": thresholds}


def form(supplier, answers, done=D(2026, 9, 30), file=None, questionnaire="native"):
    rows = [{"id": i, "answer": a[0], "comment": a[1] if len(a) > 1 else None, "evidence": a[2] if len(a) > 2 else None}
            for i, a in ((i, a if isinstance(a, tuple) else (a,)) for i, a in answers.items())]
    return {"file": file or f"{supplier}/a.xlsx", "supplier": supplier, "questionnaire": questionnaire, "completed_on": done, "rows": rows}


def engagement(tier="internal", supplier="S1", **more):
    row = {"Engagement ID": "E1", "Supplier ID": supplier, "Deal ID": "D1", "Information tier": tier, "Origin country": "DE",
           "Information kinds": "trade-secret", "Notice hours agreed": 12, "Start": D(2026, 1, 1)}
    row.update(more)
    return row


def edge(giver, taker, **more):
    row = {"Engagement ID": "E1", "From supplier ID": giver, "To supplier ID": taker, "Notice hours agreed": 6,
           "Obligations flowed down": "yes", "Consent": "yes"}
    row.update(more)
    return row


def register(engagements, suppliers=("S1", "S2", "S3"), **sheets):
    return {"Suppliers": [{"Supplier ID": s, "Name": s, "Country": "DE"} for s in suppliers], "Engagements": engagements, **sheets}


class Checks:
    def __init__(self):
        self.done, self.failed = 0, 0

    def same(self, what, got, want):
        self.done += 1
        close = isinstance(want, float) and isinstance(got, (int, float)) and math.isclose(got, want, rel_tol=1e-9, abs_tol=1e-12)
        if not close and got != want:
            self.failed += 1
            print(f"FAILED {what}: got {got!r}, by hand {want!r}")


def one(policy, controls, questions, reg, responses, crosswalks=()):
    return assess(policy, controls, questions, list(crosswalks), reg, responses, AS_OF)["engagements"][0]


def fired(result):
    return {(r["rule"], r["outcome"], r["supplier"]) for r in result["rules"]}


def check_dates(t, policy):
    t.same("months, cut to the last", method.add_months(D(2026, 1, 31), 1), D(2026, 2, 28))
    t.same("months, leap", method.add_months(D(2027, 11, 30), 3), D(2028, 2, 29))
    t.same("months, over the year", method.add_months(D(2026, 10, 31), 14), D(2027, 12, 31))
    t.same("months, back", method.add_months(D(2026, 3, 31), -1), D(2026, 2, 28))
    for raw, want in (("12,5", 12.5), ("12.5", 12.5), ("1,000", None), ("1.000,5", None), ("1,000.5", None), ("1.000", 1.0), ("12 months", None), (7, 7.0)):
        t.same(f"number {raw}", method.as_number(raw), want)
    for raw, want in (("15-Jan-2026", D(2026, 1, 15)), ("2026-10-05", D(2026, 10, 5)), ("03/04/2026", None), (45000, None)):
        t.same(f"date {raw}", method.as_date(raw), want)


def check_likelihood(t, policy):
    # One control of weight 3 (n = 1) in ACC (g = .08), yes at E0 (v = 1, r = .5):
    #   a = 0.4 + .5 = 0.9     b = 1.6 + .5 = 2.1     m = 0.9 / 3 = 0.3     s² = 0.9·2.1 / (3²·4) = 1.89/36 = 0.0525
    #   f = 1 − .08·.7 = 0.944     P = 0.056     V = .0064·.0525 = 0.000336
    c = control("ACC-01")
    r = one(policy, [c], [question(c)], register([engagement()]), [form("S1", {"ACC-01.1": "yes"})])
    t.same("m", r["domains"][0]["strength"], 0.3)
    t.same("P", r["likelihood"]["mean"], 0.056)
    t.same("share", r["domains"][0]["share"], 1.0)
    t.same("assurance", r["assurance"], 100.0)
    t.same("index", r["risk_index"], 0.056)   # impact 1, volume blank
    # The range: k = .056·.944/.000336 − 1 = 0.052864/0.000336 − 1 = 156.333…
    k = 0.052864 / 0.000336 - 1
    case = Case(policy, [c], [question(c)], [], register([engagement()]), [], AS_OF)
    low, high = method.beta_range(case, k * 0.056, k * 0.944)
    t.same("low", r["likelihood"]["low"], float(f"{low:.11e}"))
    t.same("high", r["likelihood"]["high"], float(f"{high:.11e}"))
    # Beta(1, b) has the closed form 1 − (1−p)^(1/b): b = 4, p = .05.
    t.same("beta", method.beta_range(case, 1.0, 4.0)[0], 1 - 0.95 ** 0.25)

    # Weight 5 (n = 5/3), partial at E1 (r = .75): a += .5·.75·5/3 = 0.625 → 1.025;  b += .625·5/3 = 1.0416667 → 2.6416667
    #   a + b = 3.6666667, m = 1.025/3.6666667 = 0.27954545…
    c = control("ACC-01", 5)
    r = one(policy, [c], [question(c)], register([engagement()]), [form("S1", {"ACC-01.1": ("partial", None, "Policy 4")})])
    t.same("m partial E1", r["domains"][0]["strength"], 1.025 / (11 / 3))
    t.same("assurance partial", r["assurance"], 50.0)

    # Two domains: ACC no (a = .4, b = 2.6, m = 2/15, f = 1 − .08·13/15 = 0.930666…), GOV n/a with a reason: left out.
    c, d = control("ACC-01"), control("GOV-01")
    r = one(policy, [d, c], [question(c), question(d)], register([engagement()]), [form("S1", {"ACC-01.1": "no", "GOV-01.1": ("n/a", "no such room")})])
    t.same("domains left", [x["domain"] for x in r["domains"]], ["ACC"])
    t.same("P no", r["likelihood"]["mean"], 0.08 * 13 / 15)
    t.same("coverage", r["coverage"], 1.0)
    # The same n/a without a reason is unanswered: GOV m = .4/3, P = 1 − (1−.08·13/15)(1−.015·13/15); coverage 3 of 6.
    r = one(policy, [d, c], [question(c), question(d)], register([engagement()]), [form("S1", {"ACC-01.1": "no", "GOV-01.1": ("n/a", " TBD ")})])
    t.same("P na refused", r["likelihood"]["mean"], 1 - (1 - 0.08 * 13 / 15) * (1 - 0.015 * 13 / 15))
    t.same("coverage", r["coverage"], 0.5)


def check_answers(t, policy):
    c = control("ACC-01", na="with-reason")
    foreign = [{"questionnaire": "f", "id": f"q{i}", "control": None, "kind": "choice", "good": "yes", "thresholds": None} for i in range(1, 7)]

    def decide(ways, answers, native=None):
        walks = [{"questionnaire": "f", "question": q, "control": "ACC-01", "relation": rel, "group": g} for q, rel, g in ways]
        responses = [form("S1", answers, questionnaire="f", file="S1/f.xlsx")] + ([form("S1", {"ACC-01.1": native})] if native else [])
        case = Case(policy, [c], [question(c)] + foreign, walks, register([engagement()]), responses, AS_OF)
        return case.answers("S1", 1)["ACC-01"].answer

    t.same("equal, worst", decide([("q1", "equal", None)], {"q1": "no"}, native="yes"), "no")
    t.same("superset after native", decide([("q1", "superset", None)], {"q1": "no"}, native="yes"), "yes")
    pair = [("q1", "subset", "g"), ("q2", "subset", "g")]
    t.same("whole group", decide(pair, {"q1": "yes", "q2": "yes"}), "yes")
    t.same("half a group", decide(pair, {"q1": "yes"}), "partial")
    t.same("group and a lesser other", decide(pair + [("q3", "subset", None)], {"q1": "yes", "q2": "yes", "q3": "no"}), "partial")
    t.same("no group", decide([("q3", "subset", None)], {"q3": "yes"}), "partial")
    t.same("subset no", decide(pair, {"q1": "no", "q2": "no"}), "no")
    t.same("intersect yes", decide([("q1", "intersect", None)], {"q1": "yes"}), "partial")
    t.same("intersect no", decide([("q1", "intersect", None)], {"q1": "no"}), "unanswered")
    t.same("na", decide([("q1", "intersect", None)], {"q1": ("n/a", "not ours")}), "not-applicable")

    # Repeats: worst of yes, partial, no; polarity before; thresholds with the next lower tier.
    def cell(q, rows, tier=2):
        case = Case(policy, [c], [q], [], register([engagement()]), [], AS_OF)
        return method.question_answer(case, q, [{"answer": a, "evidence": e, "comment": None} for a, e in rows], tier)

    t.same("repeat", cell(question(c), [("yes", "x"), ("partial", None), (None, "y")]), ("partial", False, False))
    t.same("polarity", cell(question(c, good="no"), [("yes", None)])[0], "no")
    t.same("repeat n/a and yes", cell(question(c), [("n/a", None), ("yes", "x")]), ("yes", True, False))
    limits = {"direction": "at-most", "tiers": {"internal": {"yes_at": 12, "partial_at": 24}, "restricted": {"yes_at": 6, "partial_at": 12}}}
    number, date = question(c, "number", thresholds=limits), question(c, "date", thresholds=limits)
    t.same("12 at confidential: internal's", cell(number, [(12, None)])[0], "yes")
    t.same("12 at critical: restricted's", cell(number, [(12, None)], 4)[0], "partial")
    t.same("12 at public: the lowest", cell(number, [("12,5", None)], 0)[0], "partial")
    t.same("word", cell(number, [("yes", None)])[0], None)
    t.same("date at 12 months", cell(date, [(D(2025, 10, 31), None)])[0], "yes")
    t.same("date past 12 months", cell(date, [(D(2025, 10, 30), None)])[0], "partial")
    t.same("date in the future", cell(date, [(D(2026, 11, 1), None)])[0], None)

    # Stale at restricted (6 months): 30 April + 6 months = 30 October < 31 October; 1 May is fresh.
    case = Case(policy, [c], [question(c)], [], register([engagement()]), [], AS_OF)
    t.same("stale", method.is_stale(case, {"completed_on": D(2026, 4, 30)}, 3), True)
    t.same("fresh", method.is_stale(case, {"completed_on": D(2026, 5, 1)}, 3), False)
    t.same("undated", method.is_stale(case, {"completed_on": None}, 1), True)
    # Newest counts, future ones don't.
    old, new, future = form("S1", {}, D(2026, 1, 1), "a"), form("S1", {}, D(2026, 2, 1), "b"), form("S1", {}, D(2026, 11, 1), "c")
    t.same("newest", method.counted_responses([new, future, old, form("S1", {}, None, "z")], AS_OF)["S1"], [new])


def check_certificates(t, policy):
    def standing(**row):
        base = {"Supplier ID": "S1", "Scheme": "ISO27001", "Edition": "2022", "Covers": "all", "Accreditation": "DAkkS",
                "Issued": D(2026, 1, 1), "Expires": D(2028, 12, 31)}
        base.update(row)
        found = method.read_certificate(policy, base, AS_OF)
        return found.standing if found else None

    t.same("valid", standing(), "valid")
    t.same("spelling", standing(Scheme="DIN EN ISO/IEC 27001"), "valid")
    t.same("old by scheme", standing(Scheme="iso iec 27001:2013", Edition=None), "obsolete-edition")
    t.same("EN 2017", standing(Edition="EN ISO/IEC 27001:2017"), "obsolete-edition")
    t.same("current beats obsolete", standing(Edition="2013, now 2022"), "valid")
    t.same("blank edition", standing(Edition=None), "valid")
    t.same("suspended", standing(Status="Suspended", Expires=D(2020, 1, 1)), "suspended")
    t.same("undated", standing(Issued=None, Expires=None), "undated")
    t.same("expiry day", standing(Expires=AS_OF), "expiring")
    t.same("expired", standing(Expires=D(2026, 10, 30)), "expired")
    t.same("day 90", standing(Expires=D(2027, 1, 29)), "expiring")   # 31 Oct + 90 days = 29 Jan
    t.same("day 91", standing(Expires=D(2027, 1, 30)), "valid")
    t.same("future", standing(Issued=D(2026, 11, 1)), "not-yet-valid")
    t.same("unaccredited", standing(Accreditation="none"), "unaccredited")
    # 2 Aug 2025 + 12 months + 90 days = 31 Oct 2026
    t.same("surveillance edge", standing(Issued=D(2024, 1, 1), **{"Last surveillance": D(2025, 8, 2)}), "valid")
    t.same("surveillance", standing(Issued=D(2024, 1, 1), **{"Last surveillance": D(2025, 8, 1)}), "surveillance-overdue")
    t.same("no dates to check in", standing(Issued=None), "valid")
    t.same("unknown", standing(Scheme="House seal"), None)
    t.same("CE", method.find_scheme(policy, "ce"), "CE")
    t.same("CE+", method.find_scheme(policy, "C E +"), "CE+")


def check_chain(t, policy):
    # S1 → S2 (share .5, internal), S1 → S3 (share .5), S3 → S2 (share 1), S2 → S1 back. Restricted; all no; ACC at weight 3.
    #   P = .08·13/15 = 0.0693333 at every node; ρ: S1 1, S3 .5, S2 max(.5, .5·1) = .5; tier of S2: max(internal, restricted);
    #   depth: S1 0, S3 1, S2 2.  P_chain = 1 − (1−P)(1−P/2)².
    c = control("ACC-01")
    p = 0.08 * 13 / 15
    reg = register([engagement("restricted")], Subcontracts=[
        edge("S1", "S2", **{"Information tier": 1, "Share": 0.5, "Notice hours agreed": 2}), edge("S1", "S3", Share=0.5, **{"Notice hours agreed": 8}),
        edge("S3", "S2"), edge("S2", "S1"), edge("S9", "S8")])
    r = one(policy, [c], [question(c)], reg, [form(s, {"ACC-01.1": "no"}) for s in ("S1", "S2", "S3")])
    t.same("P chain", r["likelihood"]["mean"], 1 - (1 - p) * (1 - p / 2) ** 2)
    t.same("own", r["likelihood_own"]["mean"], p)
    t.same("bounds", (round(r["bounds"]["low"], 9), round(r["bounds"]["high"], 9)), (round(p, 9), round(2 * p, 9)))
    # H default 2·24 = 48, R default 24: 24 − (12 + 8 + 6) = −2 for S2 over S3; 24 − 12 − 8 = 4 for S3; 12 for S1.
    t.same("chain", [(n["supplier"], n["depth"], n["tier"], n["reach"], n["notice_slack_hours"]) for n in r["chain"]],
           [("S1", 0, "restricted", 1.0, 12.0), ("S3", 1, "restricted", 0.5, 4.0), ("S2", 2, "restricted", 0.5, -2.0)])
    t.same("shares", sum(n["share"] for n in r["chain"]), 1.0)
    got = fired(r)
    for rule in (("chain-cycle", "hold", "S1"), ("chain-unknown", "hold", "S8"), ("chain-depth", "reject", "S2"), ("notice-slack", "condition", "S2")):
        t.same(f"fires {rule}", rule in got, True)
    t.same("S3 slack is well", ("notice-slack", "condition", "S3") in got, False)
    t.same("no node S8", ("response-missing", "hold", "S8") in got, False)
    # With the hours owed stated the same slack holds: 48 − 24.
    reg["Engagements"][0]["Notice hours owed"] = 48
    t.same("stated", ("notice-slack", "hold", "S2") in fired(one(policy, [c], [question(c)], reg, [])), True)
    # Restricted, no answers missing: a = .12; max ρP / a = .0693/.12 = .578; P_chain/.24 = .1311/.24 = .546 → deal owner.
    t.same("signer", r["signer"], "deal owner")


def check_gates(t, policy):
    c = control("ACC-01", 5, required="confidential", annex=["8.5"])
    iso = {"Supplier ID": "S1", "Scheme": "ISO27001", "Edition": "2022", "Covers": "E1", "Accreditation": "DAkkS",
           "Issued": D(2026, 1, 1), "Expires": D(2027, 6, 30), "Sites": None, "Excluded controls": None}
    # A clean confidential deal. E2 by the certificate: n = 5/3, v = 2, r = .9: a = .4 + 3 = 3.4, b = 1.6 + 1/3, m = 3.4/5.3333 = .6375.
    # valid_until: as-of + 12 = 2027-10-31; response 2026-09-30 + 12 = 2027-09-30; certificate 2027-06-30, but in standing only
    # to its surveillance day, 2026-01-01 + 12 months + 90 days = 2027-04-01.
    reg = register([engagement("confidential")], Certificates=[iso])
    answers = [form("S1", {"ACC-01.1": ("yes", None, "Policy")})]
    r = one(policy, [c], [question(c)], reg, answers)
    t.same("clean", (r["decision"], r["rules"], r["valid_until"]), ("approve", [], "2027-04-01"))
    t.same("m E2", r["domains"][0]["strength"], 3.4 / (16 / 3))
    # Ceiling: restricted needs E2 and a certificate in full: fulfilled; notice 12 h of 24 and slack 48 − 24 − 12 ≥ 0;
    # critical: appetite .08 not passed (P = .08·.3625 = .029); m .6375 ≥ .6; hours 12 ≤ 12; slack 24 − 8 − 12 = 4; stale after 3 months: no.
    t.same("ceiling", r["disclosure_ceiling"], "critical")
    # Without the certificate: m from E1: a = .4 + 1.25 = 1.65, b = 1.6 + .41667; m = 1.65/3.66667 = .45 ≥ .40. Certificate: condition, due +100: 8 February.
    r = one(policy, [c], [question(c)], register([engagement("confidential")]), answers)
    t.same("no certificate", [(x["rule"], x["outcome"], x["due"]) for x in r["rules"]], [("certificate-required", "condition", "2027-02-08")])
    t.same("m E1", r["domains"][0]["strength"], 0.45)
    # A sole "no" of a required control of weight 5 at confidential: hold; a waiver makes it a condition and bounds valid_until.
    waiver = {"Waiver ID": "W1", "Supplier ID": "S1", "Rule or control": "ACC-01", "Reason": "x", "Requested by": "A", "Approved by": "B",
              "Approved on": D(2026, 1, 31), "Expires": D(2028, 1, 1)}
    no = [form("S1", {"ACC-01.1": "no"})]
    t.same("no", ("control-missing", "hold", "S1") in fired(one(policy, [c], [question(c)], reg, no)), True)
    r = one(policy, [c], [question(c)], dict(reg, Waivers=[waiver]), no)
    t.same("waived", [(x["outcome"], x["waiver"]) for x in r["rules"] if x["rule"] == "control-missing"], [("condition", "W1")])
    t.same("waiver ends after 12 months", r["valid_until"], "2027-01-31")
    waiver = dict(waiver, **{"Approved by": "A"})
    r = one(policy, [c], [question(c)], dict(reg, Waivers=[waiver]), no)
    t.same("self-approved", ("control-missing", "hold", "S1") in fired(r), True)
    # No response at restricted: the reject of control-unanswered is reported as hold.
    r = one(policy, [c], [question(c)], register([engagement("restricted")]), [])
    t.same("silence holds", (r["decision"], ("control-unanswered", "hold", "S1") in fired(r), ("certificate-required", "hold", "S1") in fired(r)), ("hold", True, True))
    # Incident: 3 days = 72 h later than 12 h agreed.
    incident = {"Incident ID": "I1", "Supplier ID": "S1", "Detected": D(2026, 6, 1), "Notified": D(2026, 6, 4)}
    t.same("late", ("incident-late", "condition", "S1") in fired(one(policy, [c], [question(c)], dict(reg, Incidents=[incident]), answers)), True)
    # A public engagement is approved, whatever stands there.
    r = one(policy, [c], [question(c)], register([engagement("public")]), [])
    t.same("public", (r["decision"], r["likelihood"]["mean"], r["risk_index"]), ("approve", None, 0.0))


def check_transfers(t, policy):
    def rules(kinds="personal-data", origin="DE", row=None, supplier="S1"):
        e = engagement(**{"Information kinds": kinds, "Origin country": origin})
        e.update(row or {})
        return method.transfer_rules(Case(policy, [], [], [], register([e]), [], AS_OF), e, supplier, e, method.kinds_of(e))

    t.same("at home", rules(), [])
    t.same("India", rules(row={"Processing countries": "IN"}), ["transfer-mechanism"])
    t.same("India, scc", rules(row={"Processing countries": "IN", "Transfer mechanism": "SCC"}), [])
    t.same("US", rules(row={"Access countries": "US"}), ["transfer-mechanism"])
    t.same("US, dpf", rules(row={"Access countries": "US", "Transfer mechanism": "dpf"}), [])
    t.same("US, scc", rules(row={"Access countries": "US", "Transfer mechanism": "scc"}), [])
    t.same("India, dpf", rules(row={"Processing countries": "IN", "Transfer mechanism": "dpf"}), ["transfer-mechanism"])
    t.same("from the US to China", rules(origin="US", row={"Processing countries": "CN"}), ["transfer-mechanism"])
    t.same("from the US to India", rules(origin="US", row={"Processing countries": "IN"}), [])
    t.same("no regime", rules(origin="AU"), ["transfer-unknown"])
    t.same("no country", rules(supplier="S9"), ["transfer-unknown"])
    t.same("out of China", rules(origin="CN", row={"Processing countries": "CN, DE", "Transfer mechanism": "cn-certification"}), ["localisation"])
    t.same("out of China, assessed", rules(origin="CN", row={"Processing countries": "DE", "Transfer mechanism": "cac-assessment"}), [])
    t.same("export in the EU", rules("export-controlled", row={"Processing countries": "FR"}), [])
    t.same("export to Norway", rules("export-controlled", row={"Processing countries": "NO", "Licence reference": "n/a"}), ["export-licence"])
    t.same("export to Norway, licence", rules("export-controlled", row={"Processing countries": "NO", "Licence reference": "L1"}), [])
    t.same("export out of Iceland", rules("export-controlled", origin="IS", row={"Processing countries": "DE"}), ["export-licence"])
    t.same("export, no country", rules("export-controlled", supplier="S9"), ["export-licence"])


def check_laws(t, policy, seeds):
    """§5's laws on random cases, with foreign questionnaires."""
    controls, questions, crosswalks = fake_catalogue(policy)
    for seed in seeds:
        rng = random.Random(seed)
        c = cases.generate(seed, policy, controls, questions, crosswalks, waivers=bool(seed % 2), foreign=bool(seed % 3))

        def run(reg=c["register"], responses=c["responses"]):
            return {e["engagement"]: e for e in assess(policy, controls, questions, crosswalks, reg, responses, c["as_of"])["engagements"]}

        base = run()
        for e in base.values():
            p = e["likelihood"]["mean"]
            if p is None:
                continue
            if e["domains"]:
                t.same(f"{seed} domain shares", round(sum(d["share"] for d in e["domains"]), 9), 1.0)
            t.same(f"{seed} bounds", e["bounds"]["low"] <= p * (1 + 1e-9) and p <= e["bounds"]["high"] * (1 + 1e-9), True)
        # Order changes nothing.
        shuffled = {k: rng.sample(v, len(v)) for k, v in c["register"].items()}
        responses = [dict(r, rows=rng.sample(r["rows"], len(r["rows"]))) for r in rng.sample(c["responses"], len(c["responses"]))]
        other = run(shuffled, responses)
        for e in (*base.values(), *other.values()):
            e["phases"] = sorted(e["phases"], key=lambda p: p["phase"])
        t.same(f"{seed} order", other, base)
        # Removing a certificate never lowers P; nor does it improve a decision.
        reg = copy.copy(c["register"])
        reg["Certificates"] = reg["Certificates"][1:]
        for k, e in run(reg).items():
            t.same(f"{seed} certificate", (e["likelihood"]["mean"] or 0) >= (base[k]["likelihood"]["mean"] or 0) - 1e-12, True)
        # A leaf never lowers the chain's P.
        reg = copy.copy(c["register"])
        reg["Subcontracts"] = reg["Subcontracts"] + [edge(e["supplier"], "X-leaf", **{"Engagement ID": k, "Share": 0.3}) for k, e in base.items()]
        for k, e in run(reg).items():
            t.same(f"{seed} leaf", (e["likelihood"]["mean"] or 0) >= (base[k]["likelihood"]["mean"] or 0) - 1e-12, True)


def check_unanswered(t, policy, seeds):
    """§5: unanswered never gives a lower P or a better decision than no (one fresh native form, no waivers)."""
    order = ["approve", "approve-with-conditions", "escalate", "hold", "reject"]
    controls, questions, _ = fake_catalogue(policy)
    for seed in seeds:
        c = cases.generate(seed, policy, controls, questions, [], waivers=False)
        rng = random.Random(seed)
        picked = {q["id"] for q in rng.sample([q for q in questions if q["questionnaire"] == "native" and q["kind"] == "choice"], 5)}
        fresh = [dict(r, completed_on=c["as_of"] - dt.timedelta(days=10)) for r in c["responses"]]

        def run(word):
            responses = [dict(r, rows=[dict(row, answer=(None if word is None else "yes" if q["good"] == "no" else "no")) if row["id"] in picked else row
                                       for row in r["rows"] for q in [next(q for q in questions if q["id"] == row["id"])]]) for r in fresh]
            return {e["engagement"]: e for e in assess(policy, controls, questions, [], c["register"], responses, c["as_of"])["engagements"]}

        no, blank = run("no"), run(None)
        for k in no:
            t.same(f"{seed} unanswered P", (blank[k]["likelihood"]["mean"] or 0) >= (no[k]["likelihood"]["mean"] or 0) - 1e-12, True)
            t.same(f"{seed} unanswered decision {k}", order.index(blank[k]["decision"]) >= order.index(no[k]["decision"]), True)


def run(policy):
    t = Checks()
    for check in (check_dates, check_likelihood, check_answers, check_certificates, check_chain, check_gates, check_transfers):
        check(t, policy)
    check_laws(t, policy, range(12))
    check_unanswered(t, policy, range(12))
    selftest_days.run_all(t, policy, sys.modules[__name__])
    print(f"{t.done} checks, {t.failed} failed")
    return 1 if t.failed else 0

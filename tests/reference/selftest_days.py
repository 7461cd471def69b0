"""Kinds, days, memory, stages, ranks and approvals (§6, §8, §10): figures checked by hand, and the gate's law on random cases."""
from __future__ import annotations

import datetime as dt
import random

import gate
import method
import quarter
import stages
from fake import fake_catalogue
from method import Run

D = dt.date
AS_OF = D(2026, 10, 31)


def run(policy, controls, questions, reg, responses, as_of=AS_OF, before=None, verify=False):
    return Run(policy, controls, questions, [], reg, responses, as_of, before, verify)


def lines(result, *names):
    return sorted(tuple(r[n] for n in names) for r in result["rules"])


def check_kinds(t, policy, s):
    # ACC-01 is about every kind, ACC-02 about source code. S1 receives both kinds, S2 by its edge only trade secrets, S3
    # (from S2) personal data, which S2 lacks, and so whatever S3 passes on. All answer no: b = 1.6 + n of what applies.
    #   S1: n = 2: m = .4/4 = .1; S2 and S3: n = 1: m = .4/3.
    a, b = s.control("ACC-01"), s.control("ACC-02", kinds=["source-code"])
    reg = s.register([s.engagement("confidential", **{"Information kinds": "trade-secret; source-code"})], Subcontracts=[
        s.edge("S1", "S2", **{"Information kinds": "trade-secret"}), s.edge("S2", "S3", **{"Information kinds": "personal-data", "Processing countries": "IN"})])
    forms = [s.form(x, {"ACC-01.1": "no", "ACC-02.1": "no"}) for x in ("S1", "S2", "S3")]
    r = run(policy, [a, b], [s.question(a), s.question(b)], reg, forms).object["engagements"][0]
    by = {n["supplier"]: n["likelihood"] for n in r["chain"]}
    t.same("kinds: both apply", by["S1"], 0.08 * 0.9)
    t.same("kinds: one applies", (round(by["S2"], 11), by["S2"]), (round(0.08 * 13 / 15, 11), by["S3"]))
    t.same("kinds: raised, and counts all the same", [x for x in lines(r, "rule", "supplier", "outcome") if x[0] in ("chain-kind-raised", "transfer-mechanism")],
           [("chain-kind-raised", "S3", "hold"), ("transfer-mechanism", "S3", "reject")])
    # §6: inherent: 1 − g = .92 at each of three nodes with share 1: 1 − .92³ = 0.221312, × 3 at confidential.
    t.same("inherent", r["inherent"]["likelihood"], 0.221312)
    t.same("inherent index", r["inherent"]["risk_index"], 0.663936)
    # Blank: every control applies, no transfer is tested, a stated kind is raised, kinds-blank speaks once.
    reg["Engagements"][0]["Information kinds"] = None
    r = run(policy, [a, b], [s.question(a), s.question(b)], reg, forms).object["engagements"][0]
    t.same("blank: all apply", {n["likelihood"] for n in r["chain"]}, {method.rounded(0.08 * 0.9)})
    t.same("blank: rules", [x for x in lines(r, "rule", "supplier", "outcome", "due") if x[0] in ("chain-kind-raised", "transfer-mechanism", "kinds-blank")],
           [("chain-kind-raised", "S2", "hold", "2027-02-08"), ("chain-kind-raised", "S3", "hold", "2027-02-08"), ("kinds-blank", "S1", "condition", "2027-02-08")])
    # §2: of controls without kinds a domain needs 5 of weight at confidential.
    t.same("catalogue", method.check_catalogue({**policy, "domains": [{"domain": "ACC"}]}, [s.control("ACC-01", 3), s.control("ACC-02", 5, kinds=["prototype"]),
           s.control("ACC-03", 3, "restricted")]), ["ACC"])


def check_memory(t, policy, s):
    # A required control is partial: a condition at confidential. Runs on 1 July, 1 September and 31 October 2026:
    #   1 July + 100 = 9 October (31 July 30, 31 August 61, 30 September 91). The second run keeps it; the third is late.
    c = s.control("ACC-01", 3, required="internal")
    reg = s.register([s.engagement("confidential")], Certificates=[iso()])
    part, no = [s.form("S1", {"ACC-01.1": ("partial", None, "Policy")}, D(2026, 6, 1))], [s.form("S1", {"ACC-01.1": "no"}, D(2026, 6, 1))]

    def at(day, responses, before, register=reg):
        return run(policy, [c], [s.question(c)], register, responses, day, before)

    def of_control(r):
        return [(x["rule"], x["due"]) for x in r.object["engagements"][0]["rules"] if x["rule"].startswith("control-")]

    def late(r):
        return [x["outcome"] for x in r.object["engagements"][0]["rules"] if x["rule"] == "condition-overdue"]

    first = at(D(2026, 7, 1), part, None)
    t.same("first day", of_control(first), [("control-partial", "2026-10-09")])
    second = at(D(2026, 9, 1), no, first.memory)
    t.same("the four control rules are one", (of_control(second), late(second)), ([("control-missing", "2026-10-09")], []))
    on_the_day = at(D(2026, 10, 9), part, second.memory)
    t.same("on the due day", (late(on_the_day), on_the_day.object["engagements"][0]["decision"]), ([], "approve-with-conditions"))
    third = at(AS_OF, part, second.memory)
    t.same("overdue", (of_control(third), late(third), third.object["engagements"][0]["decision"]), ([("control-partial", "2026-10-09")], ["escalate"], "escalate"))
    t.same("overdue at the ceiling too", third.object["engagements"][0]["disclosure_ceiling"], "internal")   # a partial is no rule there
    # A run that decides without it closes it; one that does not decide the engagement closes nothing.
    yes = [s.form("S1", {"ACC-01.1": ("yes", None, "Policy")}, D(2026, 6, 1))]
    closed = at(D(2026, 9, 1), yes, first.memory)
    t.same("closed", of_control(at(AS_OF, part, closed.memory)), [("control-partial", "2027-02-08")])
    absent = at(D(2026, 9, 1), yes, first.memory, s.register([], Certificates=[iso()]))
    t.same("not decided", late(at(AS_OF, part, absent.memory)), ["escalate"])
    # A waiver accepts it: shown with the waiver's end, not overdue; the memory keeps 9 October.
    waiver = {"Waiver ID": "W1", "Supplier ID": "S1", "Rule or control": "ACC-01", "Requested by": "A", "Approved by": "B", "Approved on": D(2026, 2, 1), "Expires": D(2027, 1, 15)}
    kept = at(AS_OF, part, second.memory, {**reg, "Waivers": [waiver]})
    line = kept.object["engagements"][0]["rules"][0]
    t.same("accepted", (line["rule"], line["outcome"], line["waiver"], line["due"], late(kept)), ("control-partial", "condition", "W1", "2027-01-15", []))
    t.same("memory of an accepted one", kept.memory["E1", "control", "S1", "ACC-01"], D(2026, 10, 9))
    t.same("a waiver that accepts bounds by the day it shows", kept.object["engagements"][0]["valid_until"], "2027-01-15")
    over = {**waiver, "Rule or control": "condition-overdue"}
    t.same("overdue can't be waived", late(at(AS_OF, part, second.memory, {**reg, "Waivers": [over]})), ["escalate"])
    # A hold keeps its first day, is not overdue as a hold, and is at once as a condition. Weight 5 missing at confidential: hold.
    c5 = s.control("ACC-01", 5, required="confidential")
    hold = run(policy, [c5], [s.question(c5)], reg, no, D(2026, 7, 1))
    again = run(policy, [c5], [s.question(c5)], reg, no, AS_OF, hold.memory)
    t.same("a hold", (of_control(again), late(again)), ([("control-missing", "2026-10-09")], []))
    turned = run(policy, [c5], [s.question(c5)], reg, part, AS_OF, again.memory)
    t.same("turned to a condition", late(turned), ["escalate"])
    # One day over the decision and its phases: an internal phase (100 days) and restricted (30): 30 November both. The
    # control is no at both: condition at internal, and of weight 3 a condition at restricted.
    reg2 = s.register([s.engagement("restricted")], Certificates=[iso()], Phases=[phase("P", "internal", None)])
    both = run(policy, [c], [s.question(c)], reg2, [s.form("S1", {"ACC-01.1": "no"})]).object["engagements"][0]
    t.same("one day", (of_control_days(both["rules"]), of_control_days(both["phases"][0]["conditions"])), (["2026-11-30"], ["2026-11-30"]))
    # An id that the register renames keeps its condition.
    new = s.register([s.engagement("confidential", "S9")], ("S9",), Certificates=[{**iso(), "Supplier ID": "S9"}])
    new["Suppliers"][0]["Aliases"] = "S1"
    other = [s.form("S9", {"ACC-01.1": ("partial", None, "Policy")}, D(2026, 6, 1))]
    t.same("renamed", late(at(AS_OF, other, second.memory, new)), ["escalate"])


def of_control_days(rules):
    return [x["due"] for x in rules if x["rule"].startswith("control-")]


def iso():
    return {"Supplier ID": "S1", "Scheme": "ISO27001", "Edition": "2022", "Covers": "all", "Accreditation": "DAkkS", "Issued": D(2026, 3, 1), "Expires": D(2029, 2, 28)}


def phase(name, tier, starts, **more):
    return {"Engagement ID": "E1", "Phase": name, "Information tier": tier, "Starts": starts, **more}


def check_follows(t, policy, s):
    # Silence at confidential: everything follows from response-missing and shows its day; at the node without one the weak
    # domain follows from its control: ACC-01 no (worst, hold) before ACC-02 partial (condition).
    a, b = s.control("ACC-01", 5, required="internal"), s.control("ACC-02", 3, required="internal")
    reg = s.register([s.engagement("confidential")], Subcontracts=[s.edge("S1", "S2")])
    r = run(policy, [a, b], [s.question(a), s.question(b)], reg, [s.form("S2", {"ACC-01.1": "no", "ACC-02.1": "partial"})]).object["engagements"][0]
    cause = {(x["rule"], x["supplier"], x["subject"]): x["follows"] for x in r["rules"]}
    t.same("silence", {k: v for k, v in cause.items() if k[1] == "S1"}, {
        ("control-unanswered", "S1", "ACC-01"): "response-missing @S1", ("control-unanswered", "S1", "ACC-02"): "response-missing @S1",
        ("coverage-low", "S1", None): "response-missing @S1", ("domain-weak", "S1", "ACC"): "response-missing @S1",
        ("certificate-required", "S1", None): "response-missing @S1", ("response-missing", "S1", None): None})
    t.same("weak", cause["domain-weak", "S2", "ACC"], "control ACC-01 @S2")
    t.same("certificate of one that answered", cause["certificate-required", "S2", None], None)
    # What follows feeds no day into the memory: a certificate missing beside a form later has a day of its own.
    first = run(policy, [a], [s.question(a)], s.register([s.engagement("confidential")]), [], D(2026, 7, 1))
    t.same("feeds none", first.memory, {("E1", "response-missing", "S1", None): D(2026, 10, 9), ("E1", "control", "S1", "ACC-01"): None,
           ("E1", "coverage-low", "S1", None): None, ("E1", "domain-weak", "S1", "ACC"): None, ("E1", "certificate-required", "S1", None): None})


def check_valid_until(t, policy, s):
    c = s.control("ACC-01", 3, annex=["8.5"])
    limits = {"direction": "at-most", "tiers": {"internal": {"yes_at": 12, "partial_at": 24}}}
    base = dict(reg=s.register([s.engagement()]), answer=("yes", None, "Policy"), kind="choice", forms=[])

    def until(reg, answer, kind, forms):
        q = s.question(c, kind, thresholds=limits if kind == "date" else None)
        return run(policy, [c], [q], reg, [s.form("S1", {"ACC-01.1": answer}), *forms]).object["engagements"][0]["valid_until"]

    t.same("a form of 30 September + 12 months", until(**base), "2027-09-30")
    t.same("End", until(**{**base, "reg": s.register([s.engagement(End=D(2026, 12, 24))])}), "2026-12-24")
    # A date: yes to 2025-12-15 + 12; partial to 2024-12-15 + 24; no for ever, but then the domain is weak (.4/3), a
    # condition due on 8 February; in the future to the day before.
    t.same("date, yes", until(**{**base, "kind": "date", "answer": D(2025, 12, 15)}), "2026-12-15")
    t.same("date, partial", until(**{**base, "kind": "date", "answer": D(2024, 12, 15)}), "2026-12-15")
    t.same("date, no for good", until(**{**base, "kind": "date", "answer": D(2020, 1, 1)}), "2027-02-08")
    t.same("date, future", until(**{**base, "kind": "date", "answer": D(2026, 11, 20)}), "2026-11-19")
    t.same("a form to come", until(**{**base, "forms": [s.form("S1", {}, D(2026, 11, 10), "S1/b.xlsx")]}), "2026-11-09")
    # An incident of 30 October, 15:00, 12 h agreed: by 00:00 of the 31st 9 h have passed, by 1 November 33 h.
    incident = {"Incident ID": "I", "Supplier ID": "S1", "Detected": dt.datetime(2026, 10, 30, 15)}
    t.same("within its hours", until(**{**base, "reg": s.register([s.engagement()], Incidents=[incident])}), "2026-10-31")
    t.same("notified", until(**{**base, "reg": s.register([s.engagement()], Incidents=[{**incident, "Notified": dt.datetime(2026, 10, 30, 16)}])}), "2027-09-30")
    t.same("an incident to come", until(**{**base, "reg": s.register([s.engagement()], Incidents=[{**incident, "Detected": D(2026, 11, 5)}])}), "2026-11-04")
    # E2 by a certificate whose surveillance of 2026-02-01 reaches 2027-02-01 + 90 = 2027-05-02; a second one, longer,
    # counts; register evidence of 2024-08-01 + 36 = 2027-08-01 beside it counts where it is later.
    short = {**iso(), "Issued": D(2025, 2, 1), "Last surveillance": D(2026, 2, 1)}
    t.same("surveillance", until(**{**base, "reg": s.register([s.engagement()], Certificates=[short])}), "2027-05-02")
    t.same("the longer", until(**{**base, "reg": s.register([s.engagement()], Certificates=[short, iso()])}), "2027-05-30")   # 2027-03-01 + 90
    own = {"Supplier ID": "S1", "Control": "ACC-01", "Level": "independent", "Dated": D(2024, 8, 1)}
    t.same("either", until(**{**base, "reg": s.register([s.engagement()], Certificates=[short], Evidence=[own])}), "2027-08-01")
    t.same("evidence alone", until(**{**base, "reg": s.register([s.engagement()], Evidence=[{**own, "Dated": D(2023, 12, 1)}])}), "2026-12-01")


def check_stages(t, policy, s):
    c = s.control("ACC-01")
    reg = s.register([s.engagement("restricted", Start=D(2026, 6, 1), End=D(2027, 1, 31), Purpose="parts")], Certificates=[iso()], Phases=[
        phase("Study", "internal", D(2026, 1, 1), Purpose="study", **{"Permitted recipients": "Ann; Bo"}), phase("Draft", "confidential", D(2026, 10, 1)),
        phase("Again", "internal", D(2026, 10, 1)), phase("Series", "restricted", D(2026, 12, 24)), phase("Never", "public", D(2027, 2, 1))])
    r = run(policy, [c], [s.question(c)], reg, [s.form("S1", {"ACC-01.1": ("yes", None, "Policy")})])
    e = r.object["engagements"][0]
    # Of the two that opened on 1 October the one of the higher tier.
    t.same("stage", (e["stage"]["phase"], e["stage"]["tier"], e["stage"]["opens_next"]), ("Draft", "confidential", "2026-12-24"))
    t.same("opens at Start, or never", [p["starts"] for p in e["phases"]], ["2026-06-01", "2026-10-01", "2026-10-01", "2026-12-24", None])
    d = r.decided[0]
    t.same("tier in force", [stages.tier_in_force(d.row, d.tier, d.phases, day) for day in (D(2026, 5, 31), D(2026, 6, 1), D(2026, 12, 23), D(2026, 12, 24), D(2027, 2, 1))],
           [None, 1, 2, 3, None])
    # Its own days count from 24 December, when restricted opens: + 30 = 23 January; the draft's from as-of: + 100.
    t.same("bases", (d.own.base, d.phases[1].evaluation.base, d.phases[3].evaluation.base), (D(2026, 12, 24), AS_OF, D(2026, 12, 24)))
    t.same("no phases", run(policy, [c], [s.question(c)], s.register([s.engagement()]), []).object["engagements"][0]["stage"], None)


def check_ended(t, policy, s):
    # Over on 30 September at restricted: 30 days, 30 October, one day before as-of.
    def record(supplier, **more):
        return {"Supplier ID": supplier, "Control": "RET-01", "Level": "document", "Reference": "Destruction, e1.", "Dated": D(2026, 10, 30), **more}

    reg = s.register([s.engagement("restricted", End=D(2026, 9, 30))], Subcontracts=[s.edge("S1", "S2"), s.edge("S1", "S3"), s.edge("S3", "S8"), s.edge("S7", "S6")],
                     Evidence=[record("S1"), record("S2", Reference="E11"), record("S3", Dated=D(2026, 9, 29))])
    r = run(policy, [], [], reg, []).object
    t.same("over", (r["engagements"], r["ended"]), ([], [{"engagement": "E1", "deal": "D1", "supplier": "S1", "tier": "restricted", "ended_on": "2026-09-30", "parties": [
        {"supplier": "S1", "due": "2026-10-30", "status": "recorded"}, {"supplier": "S2", "due": "2026-10-30", "status": "overdue"},
        {"supplier": "S3", "due": "2026-10-30", "status": "overdue"}, {"supplier": "S8", "due": "2026-10-30", "status": "overdue"}]}]))
    reg["Engagements"][0]["Information tier"] = "confidential"       # 60 days: 29 November
    t.same("due", [p["status"] for p in run(policy, [], [], reg, []).object["ended"][0]["parties"]], ["recorded", "due", "due", "due"])
    reg["Engagements"][0]["End"] = AS_OF
    t.same("ends today", len(run(policy, [], [], reg, []).object["engagements"]), 1)
    for text, word, want in (("of E-1.", "e-1", True), ("E-1/2", "E-1", False), ("E-1-2", "E-1", False), ("(E-1)", "E-1", True), ("XE-1", "E-1", False), ("E-1, E-2", "E-2", True)):
        t.same(f"word {text}", stages.names_word(text, word), want)


def check_ranks(t, policy):
    # Two rejects whose ranges overlap, one that lies above both, and an approval.
    def one(eid, outcome, low, index, high):
        return {"engagement": eid, "_outcome": outcome, "risk_index": index, "_range": (low, high)}

    found = method.rank(policy, [one("A", "reject", 1.0, 2.0, 3.0), one("B", "reject", 2.5, 2.6, 4.0), one("C", "reject", 4.5, 5.0, 6.0), one("D", "approve", 9.0, 9.0, 9.0)])
    t.same("rank", [(e["engagement"], e["rank"]) for e in found], [("C", 1), ("B", 2), ("A", 3), ("D", 4)])
    # C stands alone: 1; A and B share 2 to 3; D is last in any case.
    t.same("intervals", [(e["rank_interval"]["low"], e["rank_interval"]["high"]) for e in found], [(1, 1), (2, 3), (2, 3), (4, 4)])


def check_verify(t, policy, s):
    # ACC-01 (weight 3, required, yes at E1) at internal. a = .4 + .75 = 1.15, b = 1.85, m = 1.15/3; as no m = .4/3.
    #   I' − I = .08·(1.15 − .4)/3 = .02; worth = .25 · .02 = .005. A missing control of weight 3 is a condition.
    c = s.control("ACC-01", required="internal")
    r = run(policy, [c], [s.question(c)], s.register([s.engagement()]), [s.form("S1", {"ACC-01.1": ("yes", None, "Policy")})], verify=True).object
    t.same("worth", [(v["supplier"], v["control"], round(v["worth"], 12), v["decision_if_no"]) for v in r["verify_first"]], [("S1", "ACC-01", 0.005, "approve-with-conditions")])


def check_approvals(t, policy, s):
    c = s.control("ACC-01", 3, required="internal")
    reg = s.register([s.engagement("confidential", Owner="Olga Moor")], Certificates=[iso()])
    forms = [s.form("S1", {"ACC-01.1": ("partial", None, "Policy")})]
    r = run(policy, [c], [s.question(c)], reg, forms)
    day = D(2026, 11, 10)

    def signed(ledger, on=day, tier=None, asked=r, earlier=()):
        return gate.gate(asked, "E1", on, tier, signed=True, ledger=ledger, earlier=earlier)["signed"]

    def entry(run=r, ledger=(), decision="approve", by="Olga Moor", role="deal owner", on=day, **more):
        more = more or {"engagement": "E1"}
        return gate.append(list(ledger), run, decision, by, role, on, **more)

    good = entry()
    t.same("signed", (signed(good), signed(good, D(2026, 11, 9)), signed(good, tier=1), signed(good, tier=3)), (True, False, True, False))
    t.same("by deal", signed(entry(deal="D1")), True)
    t.same("condition not accepted", signed(entry(engagement="E1", accepted=())), False)
    t.same("unknown role", signed(entry(role="somebody")), False)
    t.same("declined later", signed(entry(ledger=good, decision="decline")), False)
    t.same("after the run's last day", signed(entry(on=D(2027, 2, 9)), D(2027, 2, 9)), False)       # valid until 2027-02-08
    t.same("before the run's as-of", signed(entry(on=D(2026, 10, 30))), False)
    long = entry(ledger=good, by="Hal Reyes")
    t.same("a line changed", signed([long[0].replace("Olga", "Olgo"), long[1]]), False)
    t.same("a line taken out", signed(long[1:]), False)
    # Of an earlier run: while the decision is no worse, and nothing fires that did not fire then.
    before = run(policy, [c], [s.question(c)], reg, forms, D(2026, 9, 30))
    old = entry(before, on=D(2026, 10, 5))
    t.same("of an earlier run", signed(old, asked=r, earlier=[before]), True)
    t.same("of no run of the chain", signed(old), False)
    more = {**reg, "Engagements": [{**reg["Engagements"][0], "Notice hours agreed": 80}]}               # notice-long is new
    t.same("something new fires", signed(old, asked=run(policy, [c], [s.question(c)], more, forms), earlier=[before]), False)
    # An escalated decision wants the second role, which the owner may not hold herself.
    tall = {**policy, "gates": {**policy["gates"], "control-partial": {"heavy": {"confidential": "escalate"}, "other": {"confidential": "escalate"}}}}
    up = run(tall, [c], [s.question(c)], reg, forms)
    t.same("role below", signed(entry(up), asked=up), False)
    t.same("owner above", signed(entry(up, role="head of procurement and security"), asked=up), False)
    t.same("somebody else", signed(entry(up, by="Hal Reyes", role="executive committee"), asked=up), True)
    t.same("policy asks", [x["code"] for x in gate.gate(Run({**policy, "approvals": {"signature_from": "confidential"}}, [c], [s.question(c)], [], reg, forms, AS_OF, verify=False),
                                                       "E1", day)["reasons"]], ["not-signed"])


def check_gate_law(t, policy, seeds):
    """§8, §10: an allowed decision is never allowed by the gate on a day on which a run of that day would refuse it."""
    controls, questions, crosswalks = fake_catalogue(policy)
    for seed in seeds:
        rng, memory = random.Random(f"law {seed}"), None
        for case in quarter.quarters(seed, policy, controls, questions, crosswalks, foreign=bool(seed % 2)):
            inputs = (policy, controls, questions, crosswalks, case["register"], case["responses"])
            now = Run(*inputs, case["as_of"], memory, verify=False)
            memory = now.memory
        check_later(t, now, f"later {seed}")
        last = {method.valid_until(now.case, d.row, ev) for d in now.decided for ev in (d.own, *(p.evaluation for p in d.phases))}
        days = sorted(d for d in last | {p.opens for d in now.decided for p in d.phases} if d >= now.case.as_of)
        for day in rng.sample(days, min(2, len(days))):
            then = Run(*inputs, day, memory, verify=False)
            for d in now.decided:
                for tier in (None, 1, 3):
                    if gate.gate(now, d.id, day, tier)["allowed"]:
                        t.same(f"law {seed} {d.id} {day} {tier}", gate.gate(then, d.id, day, tier)["reasons"], [])


def check_later(t, run, what):
    """§10: a later day never allows more, unless a stage opens or the engagement begins."""
    for d in run.decided:
        opens = {run.case.as_of, method.as_date(d.row.get("Start")), *(p.opens for p in d.phases)}
        for tier in (None, 1, 2):
            before = False
            for day in (run.case.as_of + dt.timedelta(days=n) for n in range(0, 240)):
                allowed = gate.gate(run, d.id, day, tier)["allowed"]
                if allowed and not before:
                    t.same(f"{what} {d.id} {day} {tier}", day in opens, True)
                before = allowed


def run_all(t, policy, s):
    for check in (check_kinds, check_memory, check_follows, check_valid_until, check_stages, check_ended, check_verify, check_approvals):
        check(t, policy, s)
    check_ranks(t, policy)
    check_gate_law(t, policy, range(8))

"""Seeded random cases: the same seed, catalogue and switches give the same case.

    generate(seed, policy, controls, questions, crosswalks, chains=True, waivers=True, foreign=False)
        -> {as_of, register, responses}

A case has a mood (spotless, near to it, clean, mixed, poor), so that all five decisions occur. Days are drawn near the method's limits
(3, 6, 12, 24, 36 months; 30, 90, 100 days), numbers near their thresholds. `foreign=True` also answers questionnaires that reach
controls through crosswalks (only for use without files: portfolio.py writes the native form).
"""
from __future__ import annotations

import datetime as dt
import random

from cells import TIERS, add_months
from chain import kinds_of

DAYS = [dt.date(2026, 10, 31), dt.date(2026, 10, 31), dt.date(2026, 11, 15), dt.date(2026, 2, 28), dt.date(2028, 2, 29), dt.date(2027, 3, 31)]
COUNTRIES = ["DE", "FR", "US", "GB", "CH", "IN", "CN", "JP", "IS", "AU", "SG", "BR", "RU", "NO", "KR", "Germany", "United States"]
ORIGINS = ["DE", "DE", "DE", "FR", "US", "GB", "CH", "CN", "RU", "IN", "JP", "IS", "AU", "VN", "BR"]
NOTHING = [None, None, "-", "none", "N/A", "TBD", "to follow", " To Follow "]
RULES = ["response-missing", "response-stale", "coverage-low", "na-share-high", "control-missing", "control-partial", "control-unanswered",
         "evidence-insufficient", "certificate-required", "certificate-expiring", "domain-weak", "appetite-exceeded", "chain-depth",
         "chain-tier-raised", "chain-unknown", "chain-cycle", "flow-down-missing", "notice-missing", "notice-slack", "notice-long",
         "transfer-mechanism", "transfer-unknown", "localisation", "export-licence", "onward-consent", "incident-late",
         "kinds-blank", "chain-kind-raised", "condition-overdue"]
KINDS = ["personal-data", "trade-secret", "source-code", "technical-data", "customer-data", "export-controlled", "prototype"]


class Generator:
    def __init__(self, seed, policy, controls, questions, crosswalks, chains, waivers, foreign):
        self.rng = random.Random(f"case {seed}")
        self.policy, self.controls, self.questions, self.crosswalks = policy, controls, questions, crosswalks
        self.chains, self.waivers, self.foreign = chains, waivers, foreign
        self.as_of = self.rng.choice(DAYS)
        self.mood = self.rng.choice(["spotless", "near", "near", "near", "clean", "clean", "mixed", "mixed", "poor"])
        self.calm = self.mood in ("spotless", "near")

    def chance(self, p):
        return self.rng.random() < p

    def flaw(self, p):
        """Something wrong: rarer in a clean case, more frequent in a poor one."""
        return self.chance(p * {"spotless": 0.03, "near": 0.06, "clean": 0.15, "mixed": 1.0, "poor": 2.0}[self.mood])

    def near(self, months, spread=2):
        """A day about so many months before the as-of date, a few days either side."""
        return add_months(self.as_of, -months) + dt.timedelta(days=self.rng.randint(-spread, spread))

    def past(self, days):
        return self.as_of - dt.timedelta(days=self.rng.randint(0, days))

    def build(self):
        rng = self.rng
        self.register = {k: [] for k in ("Suppliers", "Engagements", "Phases", "Subcontracts", "Certificates", "Evidence", "Waivers", "Incidents", "Responses")}
        self.ids = [f"S{n}" for n in rng.sample(range(1, 30), rng.randint(1, 12))]
        for i, sid in enumerate(self.ids):
            self.register["Suppliers"].append({"Supplier ID": sid, "Name": f"Supplier {sid}", "Country": rng.choice(COUNTRIES),
                                               "Parent ID": rng.choice(self.ids[:i]) if i and self.chance(.1) else None})
        self.quality = {s: rng.choice({"spotless": ["good"], "near": ["good"], "clean": ["good", "good", "good", "fair"], "mixed": ["good", "fair", "fair", "bad"], "poor": ["fair", "bad"]}[self.mood]) for s in self.ids}
        self.engagements()
        if self.chains:
            self.subcontracts()
        self.certificates()
        self.evidence()
        self.incidents()
        if self.waivers:
            self.add_waivers()
        self.responses = []
        for s in self.ids:
            self.respond(s)
        return {"as_of": self.as_of, "register": self.register, "responses": self.responses}

    def places(self, n=2):
        """Mostly blank or at home; sometimes a list with either separator."""
        if self.calm:
            return self.rng.choice(["DE", "FR; DE"])
        if self.chance(.45):
            return None
        return self.rng.choice(["; ", ","]).join(self.rng.choice(COUNTRIES) for _ in range(self.rng.randint(1, n)))

    def mechanism(self):
        if self.chance(.3):
            return None
        return "; ".join(self.rng.sample(["scc", "bcr", "dpf", "idta", "uk-addendum", "art-49", "SCC", "cac-assessment", "rkn-notification",
                                          "doj-dsp", "standard contractual clauses", "a05-dossier", "consent"], self.rng.randint(1, 2)))

    def agreed(self, low):
        if self.calm:
            return self.rng.choice([2, 4, 6])
        return None if self.flaw(.12) else self.rng.choice([0, 2, 4, 6, 8, 12, 16.5, 24, 24, 36, 48, 72, 80] if self.flaw(.5) else low)

    def engagements(self):
        rng = self.rng
        for i in range(rng.randint(1, 8)):
            tier = rng.choice([0, 1, 1, 2, 2, 2, 3, 3, 4])
            origin = rng.choice(ORIGINS) if not self.calm else rng.choice(["DE", "FR"])
            start, end = self.days_of_engagement()
            self.register["Engagements"].append({
                "Engagement ID": f"E-{rng.randint(100, 999)}-{i}", "Supplier ID": rng.choice(self.ids), "Deal ID": f"D-{rng.randint(1, 4)}",
                "Purpose": rng.choice(["build", "test", "host"]), "Information tier": rng.choice([TIERS[tier], TIERS[tier].title(), tier]),
                "Information kinds": self.kinds(), "Origin country": origin,
                "Processing countries": self.places(), "Access countries": self.places() if self.chance(.3) else None,
                "Transfer mechanism": self.mechanism(), "Licence reference": rng.choice(["BAFA-2026-1", "LIC 7", *NOTHING[:4]]),
                "Start": start, "End": end,
                "Volume": rng.choice([None, None, 1, 2.5, 0.5, 10]), "Value at risk": rng.choice([None, None, 250000, 1.5e6, 99.5]),
                "Currency": None, "Notice hours agreed": self.agreed([4, 8, 12, 12, 24]),
                "Notice hours owed": rng.choice([None, None, None, 24, 48, 72, 96, 4]) if not self.calm else None, "Reserve hours": rng.choice([None, None, 0, 8, 12, 30]),
                "Owner": "owner"})
            e = self.register["Engagements"][-1]
            if e["Value at risk"] is not None:
                e["Currency"] = rng.choice(["EUR", "USD", "CHF"])
            if self.chance(.45):
                self.phases(e, tier)

    def kinds(self):
        """Blank now and then: the page has a rule for that."""
        if self.chance(.04 if self.calm else .12):
            return None
        found = [k for k, p in zip(KINDS, (.35, .45, .2, .3, .2, .2 if not self.calm else 0, .15)) if self.chance(p)]
        return self.rng.choice(["; ", ","]).join(found or ["trade-secret"])

    def days_of_engagement(self):
        """Start and End: mostly under way, some not begun, some over, edges of both."""
        rng, as_of, day = self.rng, self.as_of, dt.timedelta(days=1)
        start = rng.choice([as_of, as_of + day, as_of + day * rng.randint(2, 150)]) if self.chance(.2) else self.past(400)
        end = as_of + day * rng.randint(30, 900) if self.chance(.6) else None
        if self.chance(.2):
            end = rng.choice([as_of - day, as_of - day * rng.choice([13, 14, 15, 30, 31, 60, 61, 90, 91]), as_of, as_of + day, as_of + day * rng.randint(2, 40)])
        return start if end is None or start <= end else end, end

    def phases(self, e, tier):
        """Stages up to the engagement's tier: open, opening today or tomorrow, later, before Start, after End."""
        rng, as_of, day = self.rng, self.as_of, dt.timedelta(days=1)
        for n in range(1, rng.randint(2, 4)):
            t = rng.randint(0, tier) if self.chance(.7) else tier
            opens = rng.choice([self.past(100), self.past(100), as_of, as_of + day, as_of + day * rng.randint(2, 120), None, e["Start"], e["Start"] - day * 9])
            if e["End"] and self.chance(.06):
                opens = e["End"] + day * rng.randint(0, 2)
            self.register["Phases"].append({"Engagement ID": e["Engagement ID"], "Phase": rng.choice([f"P{n}", f"stage {n}"]), "Information tier": rng.choice([TIERS[t], t]),
                                            "Starts": opens, "Purpose": rng.choice(["stage", None, "pilot"]),
                                            "Permitted recipients": rng.choice([None, "Ann Ode", "Ann Ode; Bo Ek"])})

    def subcontracts(self):
        rng = self.rng
        for e in self.register["Engagements"]:
            if self.chance(.35):
                continue
            prime, inside = e["Supplier ID"], [e["Supplier ID"]]
            pool = [s for s in self.ids if s != prime]
            rng.shuffle(pool)
            for _ in range(rng.randint(1, 4 if self.mood == "clean" else 8)):
                giver = rng.choice(inside if not self.chance(.5) else inside[:1])
                if self.flaw(.06):
                    taker = rng.choice(["X-97", "X-98"])                                    # unknown to the register
                elif self.flaw(.1):
                    taker = rng.choice(inside)                                              # a cycle, a self-loop or a diamond
                else:
                    taker = rng.choice(pool) if pool and self.chance(.6) else rng.choice(self.below(inside, giver) or pool or [f"X-{rng.randint(97, 98)}"])
                if self.flaw(.04):
                    giver = rng.choice(self.ids)                                            # perhaps not reached
                row = {"Engagement ID": e["Engagement ID"], "From supplier ID": giver, "To supplier ID": taker,
                       "Information tier": rng.choice([None, None, "internal", "confidential", "public", 2, 3, 4] if self.flaw(.7) else [None, "internal", 1]),
                       "Information kinds": self.kinds_of_edge(e),
                       "Share": rng.choice([None, 1, .5, .25, .1, .05]), "Notice hours agreed": self.agreed([2, 4, 8, 12]),
                       "Obligations flowed down": rng.choice(["no", "partial", None, "No"]) if self.flaw(.3) else rng.choice(["yes", "Yes", "YES"]),
                       "Consent": rng.choice(["no", "-", None, "tbd"]) if self.flaw(.3) else rng.choice(["yes", "Letter 12", self.past(300)]),
                       "Processing countries": self.places(), "Access countries": self.places() if self.chance(.2) else None,
                       "Transfer mechanism": self.mechanism(), "Licence reference": rng.choice(["LIC 9", *NOTHING[:3]])}
                self.register["Subcontracts"].append(row)
                if giver in inside and taker not in inside:
                    inside.append(taker)
        rng.shuffle(self.register["Subcontracts"])

    def below(self, inside, giver):
        """Whom the giver may pass on to once more: a diamond; a cycle too, but for calm cases."""
        known = inside[inside.index(giver) + 1:] if self.calm and giver in inside else inside[1:]
        return [s for s in known if s != giver]

    def kinds_of_edge(self, e):
        """Mostly all that is received, or fewer; now and then one that the giver may lack."""
        own = sorted(kinds_of(e))
        if self.flaw(.12):
            return "; ".join(self.rng.sample(KINDS, self.rng.randint(1, 2)))
        return self.rng.choice(own) if own and self.chance(.3) else None

    def certificates(self):
        rng, policy = self.rng, self.policy
        for s in self.ids:
            n = 1 if self.quality[s] == "good" and not (self.mood == "near" and self.chance(.25)) else rng.choice([0, 0, 1, 2])
            for i in range(n + (self.chance(.2))):
                good = self.quality[s] == "good" and i == 0
                key = rng.choice(["ISO27001", "ISO27001", "TISAX-AL3", "C5-T2", "SOC2-T2"]) if good else rng.choice(["ISO27001"] * 4 + list(policy["schemes"]))
                scheme = policy["schemes"][key]
                word = rng.choice([key, scheme["name"], *scheme["spellings"], key.lower(), scheme["name"].upper()])
                issued = self.past(330)
                row = {"Supplier ID": s, "Scheme": word, "Edition": None, "Number": f"C-{rng.randint(1, 9999)}", "Scope": "all services", "Covers": "all",
                       "Sites": None, "Certification body": "Body", "Accreditation": "DAkkS" if key == "ISO27001" else None, "Issued": issued,
                       "Expires": None, "Last surveillance": None, "Status": rng.choice([None, "active", "valid"]), "Excluded controls": None}
                if key == "ISO27001":
                    row["Edition"] = rng.choice(["2022", 2022, "ISO/IEC 27001:2022", None, "2023", "2022 and 2013", "2024"])
                    if row["Edition"] is None and self.chance(.5):
                        row["Scheme"] = rng.choice(["ISO/IEC 27001:2022", "ISO 27001:2022", "EN ISO/IEC 27001:2023", "ISO 27001 2022"])
                if self.chance(.5):
                    row["Expires"] = self.as_of + dt.timedelta(days=rng.choice([0, 1, 30, 89, 90, 91, 92, 200, 400, 700]))
                if self.chance(.4):
                    row["Last surveillance"] = self.past(300)
                if not good or self.flaw(.2):
                    self.spoil(row, key)
                self.register["Certificates"].append(row)
        if self.flaw(.3):
            self.register["Certificates"].append({"Supplier ID": rng.choice(self.ids), "Scheme": "House seal of quality", "Covers": "all",
                                                  "Issued": self.past(100), "Expires": self.as_of + dt.timedelta(days=300)})

    def spoil(self, row, key):
        """One thing about a certificate: most of its standings and scopes."""
        rng, as_of = self.rng, self.as_of
        what = rng.choice(["suspended", "withdrawn", "undated", "future", "expired", "edge", "old-edition", "old-in-scheme", "accreditation", "surveillance",
                           "surveillance-edge", "covers-blank", "covers-one", "sites", "sites-text", "excluded", "expiring", "unknown-edition", "assumed", "nothing"])
        if what in ("suspended", "withdrawn"):
            row["Status"] = rng.choice([what, what.title()])
        elif what == "undated":
            row["Issued"] = row["Expires"] = row["Last surveillance"] = None
        elif what == "future":
            row["Issued"] = as_of + dt.timedelta(days=rng.choice([0, 1, 40]))
            row["Expires"], row["Last surveillance"] = row["Issued"] + dt.timedelta(days=900), None
        elif what == "expired":
            row["Issued"], row["Expires"] = as_of - dt.timedelta(days=1000), as_of - dt.timedelta(days=rng.choice([1, 2, 60]))
        elif what == "edge":
            row["Expires"] = as_of + dt.timedelta(days=rng.choice([0, 89, 90, 91]))
        elif what == "old-edition" and key == "ISO27001":
            row["Edition"] = rng.choice(["2013", 2013, "2017", "ISO/IEC 27001:2013", "2005", "2014/2015"])
        elif what == "old-in-scheme" and key == "ISO27001":
            row["Edition"], row["Scheme"] = None, rng.choice(["ISO/IEC 27001:2013", "DIN EN ISO/IEC 27001:2017", "ISO 27001:2005"])
        elif what == "accreditation":
            row["Accreditation"] = rng.choice([None, "none", "-"])
        elif what == "surveillance":
            row["Issued"], row["Last surveillance"] = as_of - dt.timedelta(days=900), rng.choice([None, as_of - dt.timedelta(days=rng.randint(380, 600))])
            row["Expires"] = as_of + dt.timedelta(days=rng.randint(95, 400))
        elif what == "surveillance-edge":
            row["Issued"], row["Expires"] = as_of - dt.timedelta(days=900), as_of + dt.timedelta(days=200)
            row["Last surveillance"] = add_months(as_of - dt.timedelta(days=90), -12) + dt.timedelta(days=rng.randint(-2, 2))
        elif what == "covers-blank":
            row["Covers"] = None
        elif what == "covers-one":
            named = rng.sample([e["Engagement ID"] for e in self.register["Engagements"]], 1)
            row["Covers"] = rng.choice(["; ", ", "]).join(named + ["E-000"])
        elif what == "sites":
            row["Sites"] = "; ".join(rng.sample(["DE", "FR", "US", "GB", "IN", "CH"], 2))
        elif what == "sites-text":
            row["Sites"] = "Head office"
        elif what == "excluded":
            refs = sorted({r for c in self.controls for r in c["annex_a"]})
            row["Excluded controls"] = "; ".join(rng.sample(refs, min(len(refs), rng.randint(1, 6)))) or None
        elif what == "expiring":
            row["Expires"] = as_of + dt.timedelta(days=rng.randint(0, 90))
        elif what == "unknown-edition" and key == "ISO27001":
            row["Edition"] = rng.choice(["second", "2019"])
        elif what == "assumed":
            months = self.policy["schemes"][key]["validity_months"]
            row["Expires"] = row["Last surveillance"] = None
            if months is not None:
                row["Issued"] = self.near(months, 3)
                row["Last surveillance"] = self.past(200)

    def evidence(self):
        rng = self.rng
        for s in self.ids:
            share = {"good": .25 if not self.calm else rng.choice([.1, .9] if self.mood == "spotless" else [.1, .5, .97]), "fair": .06, "bad": .02}[self.quality[s]]
            # Of a hundred rows one is always near a limit; most calm suppliers have none there, so that other clocks come first.
            fresh = self.calm and self.chance(.75)
            for c in self.controls:
                for _ in range(rng.choice([1, 1, 1, 2]) if self.chance(share) else 0):
                    level = rng.choice(["document", "independent", "own-test", "own-test"])
                    dated = self.past(150) if fresh else rng.choice([self.past(300), self.past(300), self.near(12), self.near(36), self.past(1500), None, self.as_of + dt.timedelta(days=9)])
                    self.register["Evidence"].append({"Supplier ID": s, "Control": c["id"], "Level": level, "Reference": "R-1", "Dated": dated, "Reviewed by": "B. Person"})

        self.records()

    def records(self):
        """What parties of an engagement that is over gave back: a record each, or one that does not count."""
        rng, day = self.rng, dt.timedelta(days=1)
        for e in self.register["Engagements"]:
            eid, end = e["Engagement ID"], e["End"]
            if end is None or end >= self.as_of:
                continue
            parties = {e["Supplier ID"]} | {r["To supplier ID"] for r in self.register["Subcontracts"] if r["Engagement ID"] == eid}
            for s in sorted(parties & set(self.ids)):
                if not self.chance(.6):
                    continue
                self.register["Evidence"].append({
                    "Supplier ID": s, "Control": rng.choice(["RET-01"] * 7 + ["RET-02"]), "Level": rng.choice(["document", "independent", "own-test"]),
                    "Reference": rng.choice([f"Destruction of {eid}", f"{eid.lower()}, all copies", f"({eid})", f"X{eid}", f"{eid}9", "All copies", None]),
                    "Dated": rng.choice([end, end - day, self.as_of, self.as_of + day, end + day, None]), "Reviewed by": "B. Person"})

    def incidents(self):
        rng = self.rng
        for s in self.ids:
            if self.chance(.08):      # fresh, not notified, its hours still running or just over
                day = self.as_of + dt.timedelta(days=rng.randint(-3, 1))
                detected = rng.choice([day, dt.datetime(day.year, day.month, day.day, rng.randint(0, 23), rng.choice([0, 30]))])
                self.register["Incidents"].append({"Incident ID": f"I-{len(self.register['Incidents']) + 1}", "Supplier ID": s, "Detected": detected,
                                                   "Notified": None, "Severity": "low", "Summary": "lost laptop"})
            if not self.flaw(.35):
                continue
            for _ in range(rng.randint(1, 2)):
                day = rng.choice([self.past(700), self.past(60), self.near(24), self.as_of + dt.timedelta(days=rng.randint(0, 2))])
                detected, notified = day, None
                if self.chance(.5):
                    detected = dt.datetime(day.year, day.month, day.day, rng.randint(0, 23), rng.choice([0, 30]))
                if self.chance(.8):
                    if isinstance(detected, dt.datetime):
                        notified = detected + dt.timedelta(hours=rng.choice([0, 2, 8, 12, 24, 36, 48, 71, 72, 73, 200]))
                    else:
                        notified = detected + dt.timedelta(days=rng.randint(0, 5))
                self.register["Incidents"].append({"Incident ID": f"I-{len(self.register['Incidents']) + 1}", "Supplier ID": s, "Detected": detected,
                                                   "Notified": notified, "Severity": "high", "Summary": "mail account"})

    def add_waivers(self):
        rng = self.rng
        ids = [e["Engagement ID"] for e in self.register["Engagements"]]
        for n in range(rng.choice([0, 2, 5, 12])):
            approved = rng.choice([self.past(200), self.past(200), self.near(12), self.past(600), self.as_of + dt.timedelta(days=3), self.as_of])
            asked = rng.choice(["Ann Ode", "Bo Ek"])
            self.register["Waivers"].append({
                "Waiver ID": f"W-{n + 1:02}", "Supplier ID": rng.choice([e["Supplier ID"] for e in self.register["Engagements"]] + self.ids + ["X-97"]),
                "Engagement ID": rng.choice([None, None, rng.choice(ids)]),
                "Rule or control": rng.choice(RULES if self.chance(.6) else ["control-missing", "control-partial", "evidence-insufficient", "certificate-required", "domain-weak", "notice-long"]) if self.chance(.7) else rng.choice(self.controls)["id"], "Reason": "planned",
                "Requested by": asked, "Approved by": asked if self.chance(.1) else "Cy Dee", "Approved on": approved,
                "Expires": rng.choice([self.as_of, self.as_of - dt.timedelta(days=1), self.as_of + dt.timedelta(days=rng.randint(1, 800)), self.as_of + dt.timedelta(days=rng.randint(1, 800))])})
            w = self.register["Waivers"][-1]
            if w["Expires"] < w["Approved on"]:
                w["Expires"] = w["Approved on"] + dt.timedelta(days=30)

    # ---- responses

    def respond(self, supplier):
        rng = self.rng
        native = sorted({q["questionnaire"] for q in self.questions if q.get("control")})
        foreign = sorted({q["questionnaire"] for q in self.questions if not q.get("control")}) if self.foreign else []
        for form in native + foreign:
            if self.flaw(.12) or form in foreign and self.chance(.5):
                continue
            for _ in range(1 if self.chance(.75) else rng.randint(2, 3)):
                kind = "recent" if not self.flaw(.35) else rng.choice(["old", "edge", "edge", "undated", "future"])
                done = {"recent": self.past(80), "old": self.past(900), "edge": self.near(rng.choice([3, 6, 12, 24])), "undated": None,
                        "future": self.as_of + dt.timedelta(days=rng.choice([1, 20]))}[kind]
                n = len([r for r in self.responses if r["supplier"] == supplier]) + 1
                where = "none" if done is None else rng.choice(["cover", "cover", "register", "both", "name"])
                stamp = f"-{done}" if where == "name" else ""
                letter = rng.choice("abc")
                name = f"{supplier}/{letter}{n}{stamp}.xlsx" if len(self.responses) % 3 else f"{supplier}/{supplier}_{letter}{n}{stamp}.xlsx"
                self.responses.append({"file": name, "supplier": supplier, "questionnaire": form, "completed_on": done, "date_in": where,
                                       "rows": self.answers(form, self.quality[supplier])})

    def answers(self, form, quality):
        rng, rows = self.rng, []
        weights = {"good": [1, 0, 0, 0] if self.calm and self.chance(.7 if self.mood == "spotless" else .4) else [.985, .015, 0, 0] if self.mood == "near" else [.96, .02, .01, .01], "fair": [.72, .14, .07, .07], "bad": [.4, .2, .25, .15]}[quality]
        for q in (q for q in self.questions if q["questionnaire"] == form):
            if self.flaw(.01):
                continue   # a row that is gone
            for _ in range(2 if self.flaw(.03) else 1):
                wanted = rng.choices(["yes", "partial", "no", "other"], weights)[0]
                rows.append({"id": q["id"], "answer": self.cell(q, wanted),
                             "comment": rng.choice(["not in our scope", "see annex", *NOTHING]),
                             "evidence": rng.choice(["Policy 4.2", "ISMS-017", "report.pdf"]) if self.chance({"good": .95, "fair": .5, "bad": .2}[quality]) else rng.choice(NOTHING)})
        if self.chance(.3):
            rng.shuffle(rows)
        return rows

    def cell(self, q, wanted):
        rng = self.rng
        if wanted == "other":
            return rng.choice([None, "N/A", "n/a", "not applicable", "in progress soon", ""])
        if q["kind"] == "choice":
            if q.get("good") == "no":
                wanted = {"yes": "no", "no": "yes"}.get(wanted, wanted)
            return rng.choice([wanted, wanted.title(), wanted.upper(), f" {wanted} "])
        given = list((q.get("thresholds") or {"tiers": {}})["tiers"].values())
        if not given:
            return rng.choice(["yes", 1])
        limits = [v for t in given for v in (t.get("yes_at"), t.get("partial_at")) if v is not None]
        best = max(t["yes_at"] for t in given) if q["thresholds"]["direction"] == "at-least" else min(t["yes_at"] for t in given)
        value = best if wanted == "yes" else rng.choice(limits)
        if q["kind"] == "date":
            if wanted == "no":
                return rng.choice([self.as_of + dt.timedelta(days=5), "03/04/2025", "yes", self.near(60), 45000])
            day = self.past(120) if wanted == "yes" and self.chance(.75) else self.near(int(value), 0 if wanted == "yes" else 2)
            if day > self.as_of:
                day = self.as_of
            return rng.choice([day, day, day.isoformat(), day.strftime("%d-%b-%Y")])
        if wanted == "no":
            return rng.choice([0, 999, "1,000", "1.000,5", "yes", "twelve", "12,5"])
        value += 0 if wanted == "yes" else rng.choice([0, 0, .5, -.5, 1, -1])
        return rng.choice([value, value, f"{value:g}", f"{value:.1f}".replace(".", ",")])


def generate(seed, policy, controls, questions, crosswalks=(), chains=True, waivers=True, foreign=False):
    return Generator(seed, policy, controls, questions, list(crosswalks), chains, waivers, foreign).build()

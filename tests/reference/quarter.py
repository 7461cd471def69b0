"""A second quarter of a random case.

    quarters(seed, policy, controls, questions, crosswalks, ...)   ->  [earlier case, later case]

The same portfolio on two days: some of it moved along, some as it was, a little changed.
"""
from __future__ import annotations

import copy
import datetime as dt
import random

from cases import generate
from cells import TIERS, text, tier_of

GAPS = [29, 30, 31, 31, 61, 92, 92, 99, 100, 101, 101, 130]    # days between two runs, near the due days of the tiers


def quarters(seed, policy, controls, questions, crosswalks=(), chains=True, waivers=True, foreign=False):
    """The same portfolio on two days. One of them is as `generate` draws it, with its days near the limits; the other
    is what it was before, or became after."""
    rng = random.Random(f"quarters {seed}")
    case = generate(seed, policy, controls, questions, crosswalks, chains, waivers, foreign)
    gap, later = rng.choice(GAPS), rng.random() < .5
    step = dt.timedelta(days=gap if later else -gap)
    other = Move(rng, step, questions).case(copy.deepcopy(case))
    other["as_of"] = case["as_of"] + step
    return [case, other] if later else [other, case]


class Move:
    """Moves a portfolio in time: much stays, some is shifted along, a little changes."""

    def __init__(self, rng, step, questions):
        self.rng, self.step = rng, step
        self.question = {(q["questionnaire"], q["id"]): q for q in questions}

    def chance(self, p):
        return self.rng.random() < p

    def shift(self, row, *names):
        for name in names:
            if row.get(name) is not None:
                row[name] += self.step

    def case(self, case):
        register = case["register"]
        self.engagements(register)
        for row in list(register["Subcontracts"]):
            if self.chance(.08):
                register["Subcontracts"].remove(row)
            if self.chance(.1):
                row["Obligations flowed down"] = self.rng.choice(["yes", "no"])
            if self.chance(.1):
                row["Consent"] = self.rng.choice(["yes", None])
        for row in register["Certificates"]:
            if self.chance(.6):
                self.shift(row, "Issued", "Expires", "Last surveillance")
        for row in register["Evidence"]:
            if self.chance(.5):
                self.shift(row, "Dated")
        for row in list(register["Waivers"]):
            if self.chance(.25):
                register["Waivers"].remove(row)
            elif self.chance(.5):
                self.shift(row, "Approved on", "Expires")
        for row in register["Incidents"]:
            if self.chance(.3):
                self.shift(row, "Detected", "Notified")
        for response in case["responses"]:
            self.response(response)
        return case

    def engagements(self, register):
        for e in list(register["Engagements"]):
            eid = e["Engagement ID"]
            if self.chance(.08) and len(register["Engagements"]) > 1:
                for sheet in ("Engagements", "Phases", "Subcontracts", "Waivers"):
                    register[sheet] = [row for row in register[sheet] if text(row.get("Engagement ID")) != eid]
                continue
            if self.chance(.12):
                highest = max([tier_of(p["Information tier"]) for p in register["Phases"] if p["Engagement ID"] == eid] + [0])
                e["Information tier"] = TIERS[self.rng.randint(highest, 4)]
            if self.chance(.12):
                e["Information kinds"] = self.rng.choice([None, "trade-secret", "personal-data; prototype", "source-code"])
            if self.chance(.15):
                e["Notice hours agreed"] = self.rng.choice([None, 2, 6, 12, 80])
            if self.chance(.15):
                self.shift(e, "Start", "End")
            elif self.chance(.1) and e["End"] is not None:
                e["End"] = max(e["Start"], e["End"] + self.step)

    def response(self, response):
        rng = self.rng
        if response["completed_on"] is not None and self.chance(.7):
            moved = response["completed_on"] + self.step
            response["file"] = response["file"].replace(response["completed_on"].isoformat(), moved.isoformat())
            response["completed_on"] = moved
        share = rng.choice([0, 0, .02, .1])
        for row in response["rows"]:
            question = self.question[response["questionnaire"], row["id"]]
            if question["kind"] == "choice" and self.chance(share):
                row["answer"] = rng.choice(["yes", "yes", "partial", "no", None])
            if self.chance(share):
                row["evidence"] = rng.choice(["Policy 9", None])

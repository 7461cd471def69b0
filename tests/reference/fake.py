"""Controls, questions and crosswalks of its own, for runs without the program."""
from __future__ import annotations

import random

from cases import KINDS
from cells import TIERS


def fake_catalogue(policy, seed=1):
    rng = random.Random(f"catalogue {seed}")
    controls, questions, crosswalks = [], [], []
    for domain in policy["domains"]:
        name = domain["domain"]
        for i in range(1, rng.randint(4, 7)):
            applies = rng.choice([0, 1, 1, 1, 2, 2, 3, 4]) if i > 2 else rng.choice([0, 1, 1])
            required = rng.choice([None, applies, min(4, applies + 1), max(applies, 3)])
            cid = f"{name}-{i:02}"
            controls.append({"id": cid, "domain": name, "title": f"control {cid}", "weight": 5 if i == 1 else rng.choice([5, 3, 3, 1]),
                             "applies_from": TIERS[applies], "required_from": None if required is None else TIERS[required],
                             "kinds": rng.sample(KINDS, rng.randint(1, 3)) if i > 2 and rng.random() < .25 else None,
                             "not_applicable": rng.choice(["never", "with-reason", "with-reason", "freely"]),
                             "annex_a": rng.sample(["5.15", "5.16", "5.24", "8.2", "8.5", "8.13", "8.20", "8.24", "5.31", "6.3"], rng.choice([0, 1, 1, 2]))})
            kind = rng.choice(["choice"] * 8 + ["number", "date"])
            thresholds = None
            if kind != "choice":
                direction = rng.choice(["at-least", "at-most"]) if kind == "number" else "at-most"
                tiers = {}
                for t in rng.sample(TIERS[1:], rng.randint(1, 3)):
                    yes = rng.choice([6, 12, 24, 36])
                    tiers[t] = {"yes_at": yes, "partial_at": yes * 2 if direction == "at-most" else yes / 2}
                thresholds = {"direction": direction, "tiers": tiers}
            questions.append({"questionnaire": "native", "id": f"{cid}.1", "control": cid, "kind": kind,
                              "good": rng.choice(["yes"] * 5 + ["no"]) if kind == "choice" else "yes", "thresholds": thresholds})
    for form in ("alpha", "beta"):
        for i in range(1, 60):
            qid = f"{form[0].upper()}-{i:02}"
            questions.append({"questionnaire": form, "id": qid, "control": None, "kind": "choice", "good": rng.choice(["yes"] * 6 + ["no"]), "thresholds": None})
            for control in rng.sample(controls, rng.choice([1, 1, 2])):
                relation = rng.choice(["equal", "superset", "subset", "subset", "intersect"])
                crosswalks.append({"questionnaire": form, "question": qid, "control": control["id"], "relation": relation,
                                   "group": rng.choice([None, "g1", "g1", "g2"]) if relation == "subset" else None})
    return controls, questions, crosswalks

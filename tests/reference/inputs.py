"""All inputs of a run, with the look-ups that the sections share."""
from __future__ import annotations

from answers import counted_responses, resolve
from cells import TIERS, items, text
from certificates import read_certificate

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

"""What each supplier answers: a quality, a seed, and a few answers by hand."""

import random
import tomllib
from datetime import date, timedelta
from pathlib import Path

AS_OF = date(2026, 10, 31)
ROOT = Path(__file__).resolve().parents[2]
TIERS = ["public", "internal", "confidential", "restricted", "critical"]

# Chances of yes, partial, no, not applicable, blank; and of an evidence cell that names something.
QUALITY = {
    "excellent": ((1.00, 0.00, 0.00, 0.00, 0.00), 1.00),
    "good": ((0.93, 0.05, 0.00, 0.02, 0.00), 0.95),
    "average": ((0.70, 0.18, 0.08, 0.02, 0.02), 0.60),
    "poor": ((0.30, 0.25, 0.35, 0.02, 0.08), 0.15),
}


def catalogue():
    """Questions of our questionnaire, each with its control and domain title."""
    read = lambda name: tomllib.loads((ROOT / name).read_text(encoding="utf-8"))
    controls = {c["id"]: c for c in read("scoring/controls.toml")["control"]}
    titles = {d["domain"]: d["title"].capitalize() for d in read("scoring/domains.toml")["domain"]}
    questions = read("questionnaires/flowdown.toml")["question"]
    for q in questions:
        q["about"] = controls[q["control"]]
        q["title"] = titles[q["about"]["domain"]]
    return questions


def asked(questions, tier):
    """The questions whose control applies at a tier."""
    return [q for q in questions if TIERS.index(q["about"]["applies_from"]) <= TIERS.index(tier)]


def band(question, tier):
    """The band of a tier: its own, the next lower, else the lowest given."""
    tiers = question["thresholds"]["tiers"]
    below = [t for t in TIERS[: TIERS.index(tier) + 1] if t in tiers]
    return tiers[below[-1] if below else next(t for t in TIERS if t in tiers)]


def months_ago(months, rng, today):
    """A working-day-like date about so many months before a day."""
    return today - timedelta(days=int(months * 30.4) + rng.randrange(0, 9))


def measured(question, tier, word, rng, today):
    """A number or date that amounts to a word."""
    good, fair = band(question, tier)["yes_at"], band(question, tier)["partial_at"]
    if question["thresholds"]["direction"] == "at-least":
        value = {0: good * 1.2, 1: (good + fair) / 2, 2: fair * 0.4}[word]
    else:
        value = {0: good * 0.7, 1: (good + fair) / 2, 2: fair * 1.6}[word]
    if question["kind"] == "date":
        return months_ago(value, rng, today)
    return max(1, round(value))


def answer_row(question, tier, quality, language, rng, today):
    """One row: answer, comment, evidence."""
    chances, evidenced = QUALITY[quality]
    word = rng.choices(range(5), chances)[0]
    if word == 3 and question["about"]["not_applicable"] == "never":
        word = 0
    n, v, y = rng.randrange(1, 30), f"{rng.randrange(1, 6)}.{rng.randrange(0, 4)}", rng.choice([2025, 2026])
    evidence = rng.choice(language["evidence"]).format(n=n, v=v, y=y) if rng.random() < evidenced else ""
    lacking = rng.choice(["", "", "-", "tbd"]) if quality == "poor" else ""
    if word == 4:
        return None, "", ""
    if word == 3:
        return language["answers"][3], language["na"].format(d=question["title"]), ""
    comment = {0: "", 1: rng.choice(language["partial"]), 2: rng.choice(language["no"])}[word]
    if question["kind"] != "choice":
        return measured(question, tier, word, rng, today), comment, evidence or lacking
    said = {0: 2, 1: 1, 2: 0}[word] if question.get("good") == "no" else word
    return language["answers"][said], comment, (evidence or lacking) if word < 2 else ""


def respond(questions, tier, quality, language, seed, by_hand=None, today=AS_OF):
    """Rows of a form: id, domain, question, answer, comment, evidence, guidance."""
    rng = random.Random(seed)
    rows = []
    for q in asked(questions, tier):
        answer, comment, evidence = answer_row(q, tier, quality, language, rng, today)
        given = (by_hand or {}).get(q["control"])
        if given is not None:
            answer, comment, evidence = given
        rows.append([q["id"], q["title"], q["text"], answer, comment, evidence, q["guidance"]])
    return rows

"""Our own form, filled in by one supplier."""

from generator import formats, register
from generator.answers import AS_OF, catalogue, respond
from generator.languages import LANGUAGES

EDITION = "2026-11"
NAMES = {row[0]: row[1] for row in register.SUPPLIERS + register.FORMER_SUPPLIERS}
QUESTIONS = catalogue()


def cover(supplier, engagements, by, on, edition=EDITION):
    return [supplier, NAMES[supplier], "flowdown", edition, engagements, by, on]


def rows(supplier, tier, quality, language="en", by_hand=None, seed="", today=AS_OF):
    """Answers; `today` is the day before which their dates lie."""
    return respond(QUESTIONS, tier, quality, LANGUAGES[language], f"{supplier}{seed}", by_hand, today)


def form(supplier, tier, quality, language, engagements, by, on, **how):
    by_hand, seed, today = how.pop("by_hand", None), how.pop("seed", ""), how.pop("today", AS_OF)
    known_as, change = how.pop("known_as", supplier), how.pop("change", lambda rows: rows)
    front = [known_as, *cover(supplier, engagements, by, on)[1:]]
    body = change(rows(supplier, tier, quality, language, by_hand, seed, today))
    return formats.workbook(LANGUAGES[language], front, body, **how)

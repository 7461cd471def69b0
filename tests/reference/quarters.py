#!/usr/bin/env python3
"""Compares the program with the reference on the sample as it stood on 2026-04-30 and 2026-07-31.

    python3 quarters.py --program PATH

The register comes from what the sample was made of, the responses are read back from their files with openpyxl: our
own form in the languages that the sample uses, and the CAIQ. The second run remembers the conditions of the first. One line per figure that differs, as compare.py prints them.
"""
import argparse
import csv
import datetime as dt
import json
import re
import sys
import tempfile
from pathlib import Path

from openpyxl import load_workbook

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parents[1] / "sample-data"
sys.path[:0] = [str(HERE), str(SAMPLE)]
import compare  # noqa: E402
import make  # noqa: E402
import method  # noqa: E402
from generator import quarters  # noqa: E402
from generator.languages import LANGUAGES  # noqa: E402

# Countries as the register's rows write them; method.py knows codes and a few names.
NAMED = {"Poland": "PL", "Austria": "AT", "Finland": "FI"}
TO_COME = {"por confirmar"}
WORDS = ("yes", "partial", "no", "n/a")


def plain(value):
    """`Tampere (Finland)` as `Tampere; FI`."""
    if not isinstance(value, str):
        return value
    for name, code in NAMED.items():
        value = value.replace(f"({name})", f"; {code}")
        value = code if value == name else value
    return value


def register(day):
    sheets = quarters.register(day)
    return {name: [dict(zip(headers.split("|"), map(plain, row))) for row in sheets[name]] for name, headers in make.COLUMNS.items()}


def cells(path):
    """Cover lines and table lines of a form."""
    if path.suffix == ".csv":
        return [], list(csv.reader(path.read_text("cp1252").splitlines(), delimiter=";"))
    book = load_workbook(path)
    pages = [[list(row) for row in page.iter_rows(values_only=True)] for page in book.worksheets]
    return pages[0], pages[1]


def said(value, language):
    text = str(value).replace("\u00a0", " ").strip().lower() if isinstance(value, str) else value
    words = [w.lower() for w in language["answers"]]
    return WORDS[words.index(text)] if text in words else {"n.a.": "n/a"}.get(text, value)


def our_form(path):
    """Supplier, completion date and rows; None where the file is no form of ours."""
    front, lines = cells(path)
    for language in LANGUAGES.values():
        wanted = language["headers"][:6]
        for at, line in enumerate(lines):
            if all(header in line for header in wanted):
                break
        else:
            continue
        column = [line.index(header) for header in wanted]
        if front and front[0][0] != language["cover"][0]:
            continue
        body = []
        for line in lines[at + 1:]:
            # Beside a question the answers may stand in any order of columns.
            qid, answer, comment, evidence = (line[column[k]] if len(line) > column[k] else None for k in (0, 3, 4, 5))
            if qid and re.match(r"FD-", str(qid)):
                body.append({"id": qid, "answer": said(answer, language), "comment": comment, "evidence": None if evidence in TO_COME else evidence})
        done = front[6][1] if front else None
        return (front[0][1] if front else None), done.date() if done else None, body
    return None


def caiq(path):
    lines = load_workbook(path).worksheets[1].iter_rows(min_row=3, values_only=True)
    word = lambda cell: {"na": "n/a"}.get(str(cell).lower(), str(cell).lower()) if cell else None
    return [{"id": line[0], "answer": word(line[2]), "comment": line[4], "evidence": None} for line in lines if line[0] and line[1]]


def responses(day, book):
    there = SAMPLE / "quarters" / day.isoformat() / "responses"
    listed = {row["File"]: row for row in book["Responses"]}
    for path in sorted(p for p in there.rglob("*") if p.is_file()):
        name = path.relative_to(there).as_posix()
        row = listed.get(name, {})
        if row.get("Questionnaire") == "caiq-4":
            yield {"file": name, "supplier": row["Supplier ID"], "questionnaire": "caiq-4", "completed_on": row["Completed on"], "rows": caiq(path)}
            continue
        try:
            supplier, done, rows = our_form(path)
        except Exception as error:  # protected, as one of them is
            print(f"{day} {name}: not read ({type(error).__name__})")
            continue
        dated = re.search(r"20\d\d-\d\d-\d\d", name)
        done = done or (dt.date.fromisoformat(dated[0]) if dated else None)
        yield {"file": name, "supplier": supplier or name[:5], "questionnaire": "flowdown", "completed_on": done, "rows": rows}


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--program", required=True)
    args = ap.parse_args()
    listing = lambda name: json.loads(compare.call(args.program, "catalogue", name, "--json"))
    policy = listing("policy")
    controls, questions, crosswalks = (compare.listing(listing(name), name) for name in ("controls", "questions", "crosswalks"))
    wrong, memory = 0, None
    with tempfile.TemporaryDirectory() as out:
        for day in quarters.DAYS:
            book = register(day)
            forms = list(responses(day, book))
            run = method.Run(policy, controls, questions, crosswalks, book, forms, day, memory)
            reference, memory = run.object, run.memory
            folder = SAMPLE / "quarters" / day.isoformat()
            compare.call(args.program, "assess", str(folder), "--as-of", day.isoformat(), "--out", out, accept=(0, 3))
            program, findings = (json.loads((Path(out) / day.isoformat() / f"{name}.json").read_text()) for name in ("decisions", "findings"))
            compare.named_causes(program, findings["findings"])
            found = list(compare.differences(program, reference, compare.FIELDS)) + list(compare.rules_in_order(program))
            found += compare.run_differences(program, reference, ["ended", "verify_first"], [], [])
            for engagement, key, ours, theirs in found:
                print(f"{day}  {engagement}  {key}  program {ours}  reference {theirs}")
            figures = sum(len(compare.flat(e, compare.FIELDS)) for e in reference["engagements"])
            print(f"{day}: {len(reference['engagements'])} engagements, {len(forms)} responses, {figures} figures compared, {len(found)} differences")
            wrong += len(found)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

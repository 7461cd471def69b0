#!/usr/bin/env python3
"""Compares what two builds of the program write, byte for byte.

    python3 tests/reference/same_bytes.py OLD NEW [--suppliers 1000] [--words 'Way to yes=Path to approval' ...]

OLD and NEW are binaries. Each assesses the three quarters of the sample, one after the other, without a cache, with a new one and with
the one that it just filled, and a made-up portfolio; then both answer `compare`, `replay`, `explain`, `due`, `gate` and `check --json`.
Words that were renamed on purpose are given with --words and put into the old output before it is compared. Workbooks are compared by
their parts. `run.json` is left out: it names the program and the digests of the other files.

Prints what differs, and how much was compared. Status 0: nothing differs; 1: something does. Only the standard library.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import zipfile

QUARTERS = [
    ("2026-04-30", "quarters/2026-04-30"),
    ("2026-07-31", "quarters/2026-07-31"),
    ("2026-10-31", "portfolio"),
]


def call(program, folder, *arguments):
    """What a command prints; notes on the way are left out, as they name folders."""
    done = subprocess.run([program, "--quiet", *arguments], cwd=folder, capture_output=True)
    return done.stdout + b"\nstatus %d" % done.returncode


def produce(program, folder, sample, suppliers):
    """Everything that a build writes and prints, by name."""
    os.makedirs(folder)
    os.symlink(sample, os.path.join(folder, "sample-data"))
    printed = {}
    for way in ["without", "cold", "warm"]:
        for day, below in QUARTERS:
            portfolio = os.path.join(folder, "of-" + day)
            if not os.path.exists(portfolio):
                subprocess.run(["cp", "-r", os.path.join(sample, below), portfolio], check=True)
            cache = ["--no-cache"] if way == "without" else []
            printed[f"assess {way} {day}"] = call(
                program, folder, "--as-of", day, "assess", "of-" + day, "--out", way, *cache
            )
    call(program, folder, "--as-of", "2026-10-31", "sample", "made-up", "--suppliers", str(suppliers))
    printed["made up"] = call(
        program, folder, "--as-of", "2026-10-31", "assess", "made-up", "--out", "made", "--no-cache"
    )
    runs = ["without/" + day for day, _ in QUARTERS]
    printed["compare"] = call(program, folder, "compare", runs[1], runs[2], "--json")
    printed["compare text"] = call(program, folder, "compare", runs[1], runs[2])
    printed["replay"] = call(program, folder, "replay", *runs, "--json")
    for day, _ in QUARTERS:
        portfolio = "of-" + day
        printed["check " + day] = call(program, folder, "--as-of", day, "check", portfolio, "--json")
        printed["check text " + day] = call(program, folder, "--as-of", day, "check", portfolio)
        printed["due " + day] = call(program, folder, "--as-of", day, "due", portfolio, "--json")
        for number in range(101, 126):
            name = f"E-{number}"
            about = ["--as-of", day, "explain", portfolio, "--engagement", name]
            printed[f"explain {day} {name}"] = call(program, folder, *about)
            asked = ["--as-of", day, "gate", "without/" + day, "--engagement", name, "--json"]
            printed[f"gate {day} {name}"] = call(program, folder, *asked)
    return printed


def files(folder):
    """Every file of the runs below a folder, workbooks as their parts."""
    found = {}
    for top in ["without", "cold", "warm", "made"]:
        for place, _, names in os.walk(os.path.join(folder, top)):
            for name in names:
                path = os.path.join(place, name)
                shown = os.path.relpath(path, folder)
                if name == "run.json":
                    continue
                if name.endswith(".xlsx"):
                    with zipfile.ZipFile(path) as book:
                        for part in book.namelist():
                            found[f"{shown}!{part}"] = book.read(part)
                else:
                    with open(path, "rb") as file:
                        found[shown] = file.read()
    return found


def differences(old, new, words):
    for name in sorted(old.keys() | new.keys()):
        if name not in old or name not in new:
            yield name, "only in one"
            continue
        before, after = old[name], new[name]
        if before == after:
            continue
        for one, other in words:
            before = before.replace(one, other)
        if before != after:
            at = next((i for i, (a, b) in enumerate(zip(before, after)) if a != b), 0)
            yield name, f"{before[max(at - 40, 0):at + 60]!r} | {after[max(at - 40, 0):at + 60]!r}"


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("old")
    arguments.add_argument("new")
    arguments.add_argument("--suppliers", type=int, default=1000)
    arguments.add_argument("--words", nargs="*", default=[])
    given = arguments.parse_args()
    words = [tuple(part.encode() for part in pair.split("=", 1)) for pair in given.words]
    sample = os.path.realpath(os.path.join(os.path.dirname(__file__), "../../sample-data"))
    with tempfile.TemporaryDirectory() as room:
        written = []
        for name, program in [("old", given.old), ("new", given.new)]:
            folder = os.path.join(room, name)
            printed = produce(os.path.realpath(program), folder, sample, given.suppliers)
            written.append(files(folder) | printed)
        found = list(differences(*written, words))
        for name, what in found:
            print(f"{name}: {what}")
        print(f"{len(written[0])} files, parts and outputs compared, {len(found)} differ")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

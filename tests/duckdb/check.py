"""Reads the tables of runs with DuckDB: the types of their columns, the views of the page, the figures of the JSON files.

    check.py docs/tables.md out lake

`out` holds run folders, `lake` their tables as `flowdown export --tables` lays them out; the views are run where `lake` is.
"""

import json
import math
import re
import sys
from pathlib import Path

import duckdb

PARTITIONED_BY = "as_of"


def described(page):
    """The columns of each table as the page lists them: name and type."""
    tables, table = {}, None
    for line in page.splitlines():
        if line.startswith("#"):
            heading = re.match(r"#+ `([^`]+)`", line)
            table = heading and heading[1]
        row = re.match(r"\| `(\w+)` \| (\w+) \|", line)
        if table and row:
            tables.setdefault(table, []).append((row[1], row[2]))
    return tables


def statements(page):
    """The statements of all blocks of SQL, in order."""
    for block in re.findall(r"^```sql\n(.*?)^```", page, re.S | re.M):
        yield from (one.strip() for one in block.split(";\n") if one.strip())


class Check:
    def __init__(self, page, runs, lake):
        self.page, self.runs, self.lake = page, runs, lake
        self.db = duckdb.connect()
        self.tables = described(page)
        self.first = self.tables.pop("every table")
        self.wrong = []

    def rows(self, query):
        return self.db.sql(query).fetchall()

    def one(self, query):
        return self.rows(query)[0][0]

    def same(self, what, found, expected):
        close = isinstance(expected, float) and isinstance(found, float)
        if found != expected and not (close and math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-9)):
            self.wrong.append(f"{what}: {found!r}, not {expected!r}")

    def types(self):
        """Every file has the columns and types that the page lists."""
        for table, columns in self.tables.items():
            for run in self.runs:
                self.columns(run / "tables" / f"{table}.parquet", self.first + columns)
            # From the path: the last column, and a day.
            others = [column for column in self.first + columns if column[0] != PARTITIONED_BY]
            source = f"{self.lake}/{table}/*/*.parquet"
            self.columns(source, others + [(PARTITIONED_BY, "DATE")], ", hive_partitioning = true")
            for part in sorted((self.lake / table).glob("*/*.parquet")):
                self.columns(part, others, ", hive_partitioning = false")
        for folder in [self.lake, *(run / "tables" for run in self.runs)]:
            found = sorted(path.name.removesuffix(".parquet") for path in folder.iterdir())
            self.same(f"tables in {folder}", found, sorted(self.tables))

    def columns(self, source, expected, options=""):
        query = f"DESCRIBE SELECT * FROM read_parquet('{source}'{options})"
        self.same(f"columns of {source}", [row[:2] for row in self.rows(query)], expected)

    def dictionaries(self):
        """The columns that tell of the run, and ids and closed words, are dictionaries; the first cost next to nothing."""
        words = {"as_of", "run", "portfolio", "policy", "engagement", "supplier", "tier", "decision", "rule", "outcome"}
        words |= {"answer", "state", "obligation", "kind", "status", "file", "sheet", "questionnaire", "domain", "control"}
        for path in sorted(path for run in self.runs for path in run.glob("tables/*.parquet")):
            query = f"SELECT path_in_schema, encodings, total_compressed_size FROM parquet_metadata('{path}')"
            for column, encodings, size in self.rows(query):
                if column in words and "DICTIONARY" not in encodings:
                    self.wrong.append(f"{path}: {column} is no dictionary ({encodings})")
                if column in dict(self.first) and size > 512:
                    self.wrong.append(f"{path}: {column}, the same in every row, takes {size} bytes")

    def views(self):
        """Every statement of the page runs, and every view of it has rows, as the page promises."""
        for statement in statements(self.page):
            name = re.search(r"\bVIEW (\w+)", statement)[1]
            try:
                self.db.execute(statement)
                count = self.one(f"SELECT count(*) FROM (SELECT * FROM {name})")
            except duckdb.Error as error:
                self.wrong.append(f"view {name}: {error}")
                continue
            print(f"  {name}: {count} rows")
            if count == 0:
                self.wrong.append(f"view {name}: no rows")

    def run(self, folder):
        """The tables of a run hold what its JSON files hold."""
        decisions = json.loads((folder / "decisions.json").read_text())
        findings = json.loads((folder / "findings.json").read_text())
        day = f"as_of = DATE '{decisions['as_of']}'"
        engagements, ended = decisions["engagements"], decisions["ended"]
        each = lambda key: [one for engagement in engagements for one in engagement[key] or []]
        stamp = self.rows(f"SELECT DISTINCT run, policy FROM engagements WHERE {day}")
        policy = f"{decisions['policy']['id']} {decisions['policy']['edition']}"
        self.same("run and policy", stamp, [(decisions["run"], policy)])
        remedies = [one["remedies"] or {"changes": []} for one in engagements]
        counts = {
            "engagements": len(engagements),
            "nodes": len(each("chain")),
            "rules": len(each("rules")),
            "stages": len(each("phases")),
            "obligations": len(each("obligations")),
            "remedies": sum(len(one["changes"]) for one in remedies),
            "ended": sum(len(one["parties"]) for one in ended),
            "(SELECT DISTINCT as_of, engagement, from_supplier, to_supplier FROM links)": len(each("subcontracts")),
        }
        for table, count in counts.items():
            self.same(f"{day}: rows of {table}", self.one(f"SELECT count(*) FROM {table} WHERE {day}"), count)
        self.figures(day, engagements, remedies)
        ids = {one["finding"] for one in each("rules")} - {None}
        known = {row[0] for row in self.rows(f"SELECT id FROM rules WHERE {day}")} - {None}
        self.same(f"{day}: ids of rules", known, ids)
        first = {one["id"]: one["first_seen"] for one in findings["findings"] if one["status"] == "open"}
        both = "(SELECT as_of, id, first_seen FROM rules UNION SELECT as_of, id, first_seen FROM findings)"
        seen = self.rows(f"SELECT DISTINCT id, first_seen FROM {both} WHERE {day} AND id IS NOT NULL")
        self.same(f"{day}: first seen", {id: str(since) for id, since in seen}, first)

    def figures(self, day, engagements, remedies):
        figure = lambda one, *keys: one if not keys or one is None else figure(one[keys[0]], *keys[1:])
        sums = {
            "risk_index": ["risk_index"],
            "likelihood": ["likelihood", "mean"],
            "likelihood_own_low": ["likelihood_own", "low"],
            "bound_high": ["bounds", "high"],
            "inherent_risk_index": ["inherent", "risk_index"],
            "expected_loss": ["expected_loss", "amount"],
            "assurance": ["assurance"],
            "coverage": ["coverage"],
            "rank_high": ["rank_interval", "high"],
        }
        for column, keys in sums.items():
            values = [value for one in engagements if (value := figure(one, *keys)) is not None]
            query = f"SELECT count({column}), sum({column})::DOUBLE, min({column})::DOUBLE FROM engagements WHERE {day}"
            count, total, least = self.rows(query)[0]
            self.same(f"{day}: known {column}", count, len(values))
            self.same(f"{day}: sum of {column}", total, float(math.fsum(values)))
            self.same(f"{day}: least {column}", least, float(min(values)))
        days = self.rows(f"SELECT engagement, starts, ends, valid_until FROM engagements WHERE {day} ORDER BY rank")
        text = lambda value: None if value is None else str(value)
        found = [(id, *map(text, days)) for id, *days in days]
        expected = [(one["engagement"], one["starts"], one["ends"], one["valid_until"]) for one in engagements]
        self.same(f"{day}: days", found, expected)
        efforts = self.rows(f"SELECT path_effort, path_decision FROM engagements WHERE {day} ORDER BY rank")
        self.same(f"{day}: paths", efforts, [(one.get("effort"), one.get("decision")) for one in remedies])
        states = self.rows(f"SELECT state, count(*) FROM obligations WHERE {day} GROUP BY state")
        expected = {}
        for line in (line for one in engagements for line in one["obligations"]):
            expected[line["state"]] = expected.get(line["state"], 0) + 1
        self.same(f"{day}: states of obligations", dict(states), expected)


def main(page, out, lake):
    check = Check(Path(page).read_text(), sorted(Path(out).iterdir()), Path(lake))
    check.types()
    check.dictionaries()
    check.views()
    for folder in check.runs:
        check.run(folder)
    for line in check.wrong:
        print(f"wrong: {line}")
    print(f"DuckDB {duckdb.__version__} read {len(check.tables)} tables of {len(check.runs)} runs, {len(check.wrong)} wrong")
    return 1 if check.wrong or len(check.runs) != 3 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

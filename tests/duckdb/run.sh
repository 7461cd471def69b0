#!/usr/bin/env bash
# Lays out the tables of three quarters, and holds them and the views of docs/tables.md to what DuckDB reads.
#
#     tests/duckdb/run.sh target/debug/flowdown
#
# Needs python3 and the package that requirements.txt names: in the environment `venv` here, which is made if it is not
# there, or in the one that DUCKDB_VENV names. Without python3 or a network it says so and is content.
set -euo pipefail
program=$(realpath "$1")
here=$(dirname "$(realpath "$0")")
venv=${DUCKDB_VENV:-$here/venv}
content() {
    echo "tables not read by DuckDB: $1"
    exit 0
}
command -v python3 > /dev/null || content "python3 is not there"
if ! "$venv/bin/python" -c 'import duckdb' 2> /dev/null; then
    python3 -m venv "$venv" 2> /dev/null || content "python3 has no venv"
    timeout 180 "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --retries 0 \
        --requirement "$here/requirements.txt" || { rm -rf "$venv"; content "duckdb could not be installed"; }
fi
room=$(mktemp -d)
trap 'rm -r "$room"' EXIT
cd "$room"
cp -r "$here/../../sample-data" sample-data
# Some files of the sample can't be used: status 3.
assess() { "$program" --quiet assess "sample-data/$1" --no-cache --out out > /dev/null || [ $? -eq 3 ]; }
assess quarters/2026-04-30
assess quarters/2026-07-31
assess portfolio
"$program" --quiet export out/* --tables lake
page=$here/../../docs/tables.md
# The check must be able to fail: a page with a wrong type, and one with a view that has no rows.
sed 's/^| `rank` | BIGINT/| `rank` | DOUBLE/' "$page" > type.md
sed 's/^WHERE q.is_latest$/WHERE q.as_of IS NULL/' "$page" > empty.md
for wrong in type empty; do
    ! cmp -s "$page" "$wrong.md" && ! "$venv/bin/python" "$here/check.py" "$wrong.md" out lake > "$wrong.txt" &&
        grep -q '^wrong: ' "$wrong.txt" || { echo "the check does not see what is wrong in $wrong.md"; exit 1; }
done
"$venv/bin/python" "$here/check.py" "$page" out lake

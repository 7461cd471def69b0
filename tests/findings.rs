//! `findings.json` and its display, over the three quarters of the sample.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use calamine::{Data, Reader as _, Xlsx, open_workbook};
use flowdown::run_folder::finished::FinishedRun;
use flowdown::run_folder::record::seal;
use serde_json::Value;
use tempfile::TempDir;

use crate::program::{contents, flowdown};
use crate::verify::RUNS;

const JULY: &str = "sample-data/quarters/2026-07-31";
const NOW: &str = "sample-data/portfolio";

/// Assesses a portfolio on a day; returns the run folder and the messages.
fn assess(portfolio: &str, as_of: &str, out: &Path, more: &[&str]) -> (PathBuf, String) {
    let out_text = out.to_str().unwrap();
    let output =
        flowdown(&[&["assess", portfolio, "--as-of", as_of, "--out", out_text], more].concat());
    assert!(matches!(output.status.code(), Some(0 | 3)), "{output:?}");
    let said = [output.stdout, output.stderr].concat();
    (out.join(as_of), String::from_utf8(said).unwrap())
}

/// October after July after April. Tests only read it.
static OCTOBER: LazyLock<(TempDir, PathBuf, String)> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let july = RUNS.2.to_str().unwrap();
    let (run, said) = assess(NOW, "2026-10-31", folder.path(), &["--previous", july]);
    (folder, run, said)
});

fn read(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn findings(run: &Path) -> Vec<Value> {
    read(&run.join("findings.json"))["findings"].as_array().unwrap().clone()
}

fn open(all: &[Value]) -> impl Iterator<Item = &Value> {
    all.iter().filter(|one| one["status"] == "open")
}

fn ids<'v>(all: impl Iterator<Item = &'v Value>) -> BTreeSet<&'v str> {
    all.map(|one| one["id"].as_str().unwrap()).collect()
}

/// The numbers of rule findings: seen once, twice, three times; overdue, by how many days; closed.
fn counted(run: &Path) -> [u64; 6] {
    let all = findings(run);
    let rules: Vec<Value> = all.into_iter().filter(|one| one["kind"] == "rule").collect();
    let times = |n: u64| open(&rules).filter(|one| one["times_seen"] == n).count() as u64;
    let days: Vec<u64> = open(&rules).filter_map(|one| one["overdue_days"].as_u64()).collect();
    let overdue = days.iter().filter(|days| **days > 0).count() as u64;
    let closed = (rules.len() - open(&rules).count()) as u64;
    [times(1), times(2), times(3), overdue, days.iter().copied().max().unwrap_or(0), closed]
}

/// The figures are those of `tests/reference/findings.py`, which tracks the decisions of the three quarters
/// independently.
#[test]
fn three_quarters_are_followed() {
    assert_eq!(counted(&RUNS.1), [414, 0, 0, 0, 0, 0]);
    assert_eq!(counted(&RUNS.2), [233, 263, 0, 15, 62, 151]);
    assert_eq!(counted(&OCTOBER.1), [246, 202, 177, 164, 154, 117]);
}

#[test]
fn every_finding_satisfies_the_schema_and_none_is_lost() {
    let schema: Value =
        serde_json::from_str(include_str!("../src/run_folder/findings.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let runs = [&RUNS.1, &RUNS.2, &OCTOBER.1];
    for run in runs {
        let file = read(&run.join("findings.json"));
        let errors: Vec<String> =
            validator.iter_errors(&file).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
    for pair in runs.windows(2) {
        let (old, new) = (findings(pair[0]), findings(pair[1]));
        assert_eq!(ids(new.iter()).len(), new.len(), "no id twice");
        let closed: BTreeSet<&str> = ids(new.iter().filter(|one| one["status"] == "closed"));
        assert!(closed.is_subset(&ids(open(&old))));
        assert!(ids(open(&old)).is_subset(&ids(new.iter())));
    }
}

/// BL-17 became S-017 in May; the aliases in the register of July say so.
#[test]
fn the_renamed_supplier_keeps_its_findings() {
    let of = |run: &Path, supplier: &str| -> BTreeMap<(String, String), (String, u64)> {
        let all = findings(run);
        let own = open(&all).filter(|one| one["supplier"] == supplier);
        own.map(|one| {
            let about = (one["rule"].to_string(), one["subject"].to_string());
            (about, (one["id"].to_string(), one["times_seen"].as_u64().unwrap()))
        })
        .collect()
    };
    let (april, july) = (of(&RUNS.1, "BL-17"), of(&RUNS.2, "S-017"));
    assert!(of(&RUNS.2, "BL-17").is_empty());
    let both: Vec<_> =
        april.iter().filter_map(|(about, old)| Some((old, july.get(about)?))).collect();
    assert!(both.len() > 5, "{july:?}");
    for ((id, times), (same, more)) in both {
        assert_eq!((id, times + 1), (same, *more));
    }
}

/// Forms under other names and in another order of folders give the same findings with the same ids.
#[test]
fn names_of_files_are_no_part_of_an_id() {
    let folder = TempDir::new().unwrap();
    let mut moved = 0;
    for (name, bytes) in contents(Path::new(JULY)) {
        // Only below a folder that names the supplier; the dates are in the forms.
        let at = match name.strip_prefix("responses/S-0") {
            Some(rest) if name.ends_with("larkfield.xlsm") || name.ends_with("vitrella.xlsx") => {
                moved += 1;
                let (folder, file) = rest.split_once('/').unwrap();
                format!("responses/S-0{folder}/zz/other {file}")
            }
            _ => name,
        };
        let path = folder.path().join(at);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    assert_eq!(moved, 2);
    let out = folder.path().join("out");
    let portfolio = folder.path().to_str().unwrap();
    let april = RUNS.1.to_str().unwrap();
    let (run, _) = assess(portfolio, "2026-07-31", &out, &["--previous", april, "--threads", "1"]);
    let text = |run: &Path| std::fs::read_to_string(run.join("findings.json")).unwrap();
    assert!(text(&run) == text(&RUNS.2));
}

/// If the previous run kept no findings, every finding counts as seen for the first time, and the terminal says so.
#[test]
fn a_run_before_without_findings_is_gone_on_from() {
    let folder = TempDir::new().unwrap();
    let april = folder.path().join("april");
    for (name, bytes) in contents(&RUNS.1) {
        let path = april.join(&name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    std::fs::remove_file(april.join("findings.json")).unwrap();
    let record = std::fs::read_to_string(april.join("run.json")).unwrap();
    let from = record[..record.find("\"findings.json\"").unwrap()].rfind("    {").unwrap();
    let to = from + record[from..].find("},\n").unwrap() + "},\n".len();
    let older = seal(&format!("{}{}", &record[..from], &record[to..])).unwrap();
    std::fs::write(april.join("run.json"), older).unwrap();
    assert!(FinishedRun::open(&april).unwrap().findings().unwrap().is_none());
    let (run, said) =
        assess(JULY, "2026-07-31", folder.path(), &["--previous", april.to_str().unwrap()]);
    assert!(said.contains("holds no findings.json"), "{said}");
    let all = findings(&run);
    assert!(all.iter().all(|one| one["times_seen"] == 1 && one["first_seen"] == "2026-07-31"));
    assert_eq!(read(&run.join("findings.json"))["since"], Value::Null);
    // No due day is remembered, so nothing is overdue.
    let whole = findings(&RUNS.2);
    let same = open(&whole).filter(|one| one["rule"] != "condition-overdue");
    assert_eq!(all.len(), same.count());
}

/// The sheet: overdue findings first, the longest at the top; then by day; then those without a day; closed ones last.
#[test]
fn the_sheet_shows_overdue_first() {
    let mut book: Xlsx<_> = open_workbook(OCTOBER.1.join("ranked-risk.xlsx")).unwrap();
    let range = book.worksheet_range("Findings").unwrap();
    let rows: Vec<Vec<&Data>> = range.rows().map(|row| row.iter().collect()).collect();
    let column = |head: &str| rows[2].iter().position(|cell| *cell == head).unwrap();
    let (at_id, at_status, at_over, at_due) =
        (column("ID"), column("Status"), column("Days over"), column("Due"));
    let number = |cell: &Data| match cell {
        Data::Float(number) => Some(*number),
        Data::DateTime(day) => Some(day.as_f64()),
        _ => None,
    };
    let at_cause = column("Follows from");
    // A finding that follows from another is below it, whatever its own day.
    let below = |row: &Vec<&Data>| !row[at_cause].to_string().is_empty();
    let lines = &rows[3..];
    assert!(!below(&lines[0]) && lines.iter().any(below));
    let causes: Vec<&Vec<&Data>> = lines.iter().filter(|row| !below(row)).collect();
    // Overdue, open with a day, open without one or not tracked, closed.
    let stage = |row: &Vec<&Data>| match (row[at_status].to_string().as_str(), number(row[at_due]))
    {
        ("overdue", _) => 0,
        ("open", Some(_)) => 1,
        ("open" | "", None) => 2,
        ("closed", _) => 3,
        other => panic!("{other:?}"),
    };
    assert!(causes.is_sorted_by_key(|row| stage(row)));
    let days: Vec<f64> = causes.iter().filter_map(|row| number(row[at_over])).collect();
    assert!(days.is_sorted_by(|one, next| one >= next) && days[0] > 0.0);
    let dues: Vec<f64> =
        causes.iter().filter(|row| stage(row) < 2).filter_map(|row| number(row[at_due])).collect();
    assert!(dues.is_sorted());

    let all = findings(&OCTOBER.1);
    let shown: BTreeSet<String> = lines.iter().map(|row| row[at_id].to_string()).collect();
    let listed: BTreeSet<String> =
        all.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(shown.into_iter().filter(|id| !id.is_empty()).collect::<BTreeSet<_>>(), listed);

    let following = open(&all).filter(|one| !one["follows"].is_null()).count();
    let causes = || all.iter().filter(|one| one["follows"].is_null());
    let standing = || causes().filter(|one| one["status"] == "open");
    let overdue = standing().filter(|one| one["overdue_days"].as_u64() > Some(0)).count();
    let new = standing().filter(|one| one["times_seen"] == 1).count();
    let (count, gone) = (standing().count(), causes().count() - standing().count());
    let line = format!(
        "{count} open findings (and {following} that follow from them): {overdue} overdue by up to {} days, {new} new; {gone} closed since 2026-07-31",
        days[0]
    );
    assert!(OCTOBER.2.contains(&line), "{line}\n{}", OCTOBER.2);
    let first = book.worksheet_range("Decisions").unwrap();
    assert!(first.cells().any(|(_, _, cell)| cell.to_string() == line));
}

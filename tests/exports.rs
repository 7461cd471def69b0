//! `flowdown export --tables`: the tables of several runs in one folder.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use flowdown::run_folder::record::seal;
use flowdown::tables::RunTable;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use crate::program::{answered, assess_sample, contents};

/// Two runs for all tests, which only read them: of April and of October.
static RUNS: LazyLock<(TempDir, [PathBuf; 2])> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let october = assess_sample(folder.path(), "2");
    let out = folder.path().join("april");
    let april = "sample-data/quarters/2026-04-30";
    answered(&["--quiet", "assess", april, "--no-cache", "--out", out.to_str().unwrap()]);
    let april = out.join("2026-04-30");
    assert!(april.join("run.json").is_file());
    (folder, [april, october])
});

fn export(runs: &[&Path], more: &[&str]) -> (i32, String) {
    let runs = runs.iter().map(|run| run.to_str().unwrap());
    let arguments: Vec<&str> = ["export"].into_iter().chain(runs).collect();
    answered(&[&arguments, more].concat())
}

/// Exports into a folder that is not there yet; returns it, the exit status and the output.
fn to_new(runs: &[&Path], more: &[&str]) -> (TempDir, PathBuf, i32, String) {
    let room = TempDir::new().unwrap();
    let lake = room.path().join("lake");
    let (status, said) = export(runs, &[&["--tables", lake.to_str().unwrap()], more].concat());
    (room, lake, status, said)
}

/// A copy of a run to damage.
fn copy(run: &Path) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    for (name, bytes) in contents(run) {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let path = folder.path().to_owned();
    (folder, path)
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = contents(folder).into_iter().map(|(name, _)| name).collect();
    names.sort();
    names
}

#[test]
fn each_table_has_a_folder_for_each_day() {
    let (_, [april, october]) = &*RUNS;
    let before = contents(october);
    let (_room, lake, status, said) = to_new(&[october, april], &[]);
    assert_eq!(status, 0, "{said}");
    assert!(said.contains(": 18 tables, 36 files, of 2026-04-30, 2026-10-31"), "{said}");
    let day = |table: RunTable, day| format!("{table}/as_of={day}/part.parquet");
    let tables = RunTable::ALL.into_iter();
    let mut expected: Vec<String> =
        tables.flat_map(|table| [day(table, "2026-04-30"), day(table, "2026-10-31")]).collect();
    expected.sort();
    assert_eq!(names(&lake), expected);
    assert!(contents(&lake).iter().all(|(_, bytes)| bytes.starts_with(b"PAR1")));
    assert_eq!(contents(october), before);
    // The order of the runs changes nothing, and a run alone gives the same file as among others.
    let (_room, again, ..) = to_new(&[april, october], &[]);
    assert_eq!(contents(&again), contents(&lake));
    let (_room, alone, ..) = to_new(&[april], &[]);
    let of_april = |(name, _): &(String, Vec<u8>)| name.contains("2026-04-30");
    let both: Vec<_> = contents(&lake).into_iter().filter(of_april).collect();
    assert_eq!(contents(&alone), both);
}

#[test]
fn a_changed_run_is_refused_with_all_others() {
    let (_, [april, october]) = &*RUNS;
    let (_folder, changed) = copy(october);
    std::fs::write(changed.join("tables/rules.parquet"), "").unwrap();
    let (_room, lake, status, said) = to_new(&[april, &changed], &[]);
    assert_eq!(status, 1, "{said}");
    assert!(said.contains(&format!("{}: tables/rules.parquet", changed.display())), "{said}");
    assert!(!lake.exists());
}

#[test]
fn two_runs_of_a_day_are_named() {
    let (_, [april, october]) = &*RUNS;
    let (_folder, twin) = copy(october);
    let (_room, lake, status, said) = to_new(&[october, april, &twin], &[]);
    assert_eq!(status, 2, "{said}");
    let both = format!("{} and {} are both of 2026-10-31", october.display(), twin.display());
    assert!(said.contains(&both), "{said}");
    assert!(!lake.exists());
}

#[test]
fn what_is_there_stays_and_nothing_else_is_written() {
    let (_, [april, october]) = &*RUNS;
    let (_room, lake, status, said) = to_new(&[april], &[]);
    assert_eq!(status, 0, "{said}");
    let there = lake.join("rules/as_of=2026-10-31/part.parquet");
    std::fs::create_dir_all(there.parent().unwrap()).unwrap();
    std::fs::write(&there, "mine").unwrap();
    let before = names(&lake);
    let (status, said) = export(&[october], &["--tables", lake.to_str().unwrap()]);
    assert_eq!(status, 2, "{said}");
    assert!(said.contains("rules/as_of=2026-10-31/part.parquet is already there"), "{said}");
    assert_eq!(names(&lake), before);
    let (status, said) = export(&[october], &["--tables", lake.to_str().unwrap(), "--force"]);
    assert_eq!(status, 0, "{said}");
    assert!(std::fs::read(&there).unwrap().starts_with(b"PAR1"));
    assert_eq!(names(&lake).len(), 2 * RunTable::ALL.len());
}

/// The record of a run with another file in place of one of its outputs, and the right digests.
fn forge(run: &Path, name: &str, bytes: &[u8]) {
    let hex = |bytes: &[u8]| {
        Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let known = std::fs::read(run.join(name)).unwrap();
    let record = std::fs::read_to_string(run.join("run.json")).unwrap();
    let record = record.replace(&hex(&known), &hex(bytes)).replace(
        &format!("\"bytes\": {},\n      \"sha256\": \"{}", known.len(), hex(bytes)),
        &format!("\"bytes\": {},\n      \"sha256\": \"{}", bytes.len(), hex(bytes)),
    );
    std::fs::write(run.join(name), bytes).unwrap();
    std::fs::write(run.join("run.json"), seal(&record).unwrap()).unwrap();
}

#[test]
fn forged_tables_are_damaged_and_not_a_panic() {
    let (_, [april, _]) = &*RUNS;
    let whole = std::fs::read(april.join("tables/rules.parquet")).unwrap();
    let mut flipped = whole.clone();
    let last = flipped.len() - 40;
    flipped[last] ^= 0xff;
    for bytes in [&b"PAR1"[..], &whole[..whole.len() / 2], &flipped] {
        let (_folder, forged) = copy(april);
        forge(&forged, "tables/rules.parquet", bytes);
        let (_room, lake, status, said) = to_new(&[&forged], &[]);
        assert_eq!(status, 2, "{said}");
        assert!(said.contains("rules.parquet: it is damaged"), "{said}");
        assert!(names(&lake).is_empty(), "{said}");
    }
}

/// Older versions of the program wrote fewer tables, and no columns that tell of the run.
#[test]
fn runs_of_an_older_program_are_refused_with_what_they_lack() {
    let (_, [april, _]) = &*RUNS;
    let (_folder, older) = copy(april);
    let record = std::fs::read_to_string(older.join("run.json")).unwrap();
    let record = record.replace("tables/stages.parquet", "tables/phases.parquet");
    std::fs::write(older.join("run.json"), seal(&record).unwrap()).unwrap();
    std::fs::rename(older.join("tables/stages.parquet"), older.join("tables/phases.parquet"))
        .unwrap();
    let (_room, lake, status, said) = to_new(&[&older], &[]);
    assert_eq!(status, 2, "{said}");
    assert!(said.contains("an older version of the program: it holds no table `stages`"), "{said}");
    assert!(names(&lake).is_empty());
    // A partition is a table without its day.
    let (_room, lake, ..) = to_new(&[april], &[]);
    let without = std::fs::read(lake.join("nodes/as_of=2026-04-30/part.parquet")).unwrap();
    let (_folder, older) = copy(april);
    forge(&older, "tables/nodes.parquet", &without);
    let (_room, _, status, said) = to_new(&[&older], &[]);
    assert_eq!(status, 2, "{said}");
    assert!(said.contains("its table `nodes` has no column `as_of`"), "{said}");
}

#[test]
fn both_exports_are_written_together_or_not_at_all() {
    let (_, [april, october]) = &*RUNS;
    let room = TempDir::new().unwrap();
    let roi = room.path().join("roi");
    let (_lake, lake, status, said) = to_new(&[april, october], &["--dora", roi.to_str().unwrap()]);
    assert_eq!(status, 2);
    assert!(said.contains("the table of DORA is that of one run"), "{said}");
    assert!(!lake.exists() && !roi.exists());
    let (_lake, lake, status, said) = to_new(&[october], &["--dora", roi.to_str().unwrap()]);
    assert_eq!(status, 0, "{said}");
    assert!(lake.is_dir() && roi.join("b_05.02.csv").is_file());
    // The second time the files of DORA are there, so no table is written either.
    let (_lake, lake, status, _) = to_new(&[october], &["--dora", roi.to_str().unwrap()]);
    assert_eq!((status, lake.exists()), (2, false));
    let (_lake, _, status, said) = to_new(&[october], &["--dora", october.to_str().unwrap()]);
    assert_eq!(status, 2);
    assert!(said.contains("is inside of the run folder"), "{said}");
    assert_eq!(export(&[october], &[]).0, 2);
}

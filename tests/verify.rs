//! `flowdown verify`: every change of a run is reported, and runs form a chain.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::Instant;

use flowdown::comparison::verify::verify;
use flowdown::digest::sha256;
use flowdown::run_folder::finished::FinishedRun;
use flowdown::run_folder::folder::RunFolder;
use flowdown::run_folder::record::seal;
use serde_json::Value;
use tempfile::TempDir;

use crate::program::{answered, contents, flowdown, root};

const APRIL: &str = "sample-data/quarters/2026-04-30";
const JULY: &str = "sample-data/quarters/2026-07-31";

fn assess(portfolio: &str, out: &Path, more: &[&str]) -> PathBuf {
    let output = flowdown(
        &[&["assess", portfolio, "--no-cache", "--quiet", "--out", out.to_str().unwrap()], more]
            .concat(),
    );
    assert!(matches!(output.status.code(), Some(0 | 3)), "{output:?}");
    out.join(&portfolio[portfolio.len() - 10..])
}

/// April, and July after it. Tests only read them.
pub(crate) static RUNS: LazyLock<(TempDir, PathBuf, PathBuf)> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let april = assess(APRIL, folder.path(), &[]);
    let july = assess(JULY, folder.path(), &["--previous", april.to_str().unwrap()]);
    (folder, april, july)
});

/// Copies of both runs to damage.
fn copies() -> (TempDir, PathBuf, PathBuf) {
    let folder = TempDir::new().unwrap();
    for run in [&RUNS.1, &RUNS.2] {
        for (name, bytes) in contents(run) {
            let path = folder.path().join(run.file_name().unwrap()).join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }
    let (april, july) = (folder.path().join("2026-04-30"), folder.path().join("2026-07-31"));
    (folder, april, july)
}

#[test]
fn runs_form_a_chain_and_come_out_the_same_again() {
    let july = RUNS.2.to_str().unwrap();
    let (status, said) =
        answered(&["verify", july, "--portfolio", JULY, "--rerun", "--json", "--quiet"]);
    assert_eq!(status, 0, "{said}");
    let found: Value = serde_json::from_str(&said).unwrap();
    let schema: Value =
        serde_json::from_str(include_str!("../src/comparison/verify.schema.json")).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&found));
    let days: Vec<&str> = found["chain"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["as_of"].as_str().unwrap())
        .collect();
    assert_eq!(days, ["2026-07-31", "2026-04-30"]);
    assert_eq!((&found["missing"], &found["sound"]), (&Value::Null, &true.into()));
    // 24 responses, the register and flowdown.toml.
    assert_eq!(found["inputs"]["same"], 26);
    assert_eq!(found["rerun"]["differ"].as_array().unwrap().len(), 0);
    let outputs = found["chain"][0]["outputs"].as_u64().unwrap();
    // All outputs and `run.json`.
    assert_eq!(found["rerun"]["same"], outputs + 1);
}

#[test]
fn a_run_of_the_chain_that_is_not_there_is_named() {
    let (folder, april, july) = copies();
    let digest = FinishedRun::open(&april).unwrap().digest().to_owned();
    std::fs::rename(&april, folder.path().join("april")).unwrap();
    assert_eq!(answered(&["verify", july.to_str().unwrap()]).0, 0, "found by its digest");
    let elsewhere = TempDir::new().unwrap();
    std::fs::rename(folder.path().join("april"), elsewhere.path().join("april")).unwrap();
    let (status, said) = answered(&["verify", july.to_str().unwrap()]);
    assert!(status == 1 && said.contains(&format!("{digest}, is not there")), "{said}");
    let runs = elsewhere.path().to_str().unwrap();
    assert_eq!(answered(&["verify", july.to_str().unwrap(), "--runs", runs]).0, 0);
}

#[test]
fn a_run_before_must_be_as_it_was_written_and_older() {
    let (folder, april, july) = copies();
    let out = folder.path().join("again");
    let assess = |previous: &Path| {
        let previous = previous.to_str().unwrap();
        answered(&["assess", JULY, "--out", out.to_str().unwrap(), "--previous", previous])
    };
    let (status, said) = assess(&july);
    assert!(status == 2 && said.contains("not of a day before 2026-07-31"), "{said}");
    std::fs::write(april.join("decisions.csv"), "engagement\n").unwrap();
    let (status, said) = assess(&april);
    assert!(status == 2 && said.contains("decisions.csv: it has 11 bytes"), "{said}");
    assert!(!out.join("2026-07-31").exists());
}

#[test]
fn changed_and_lost_inputs_are_told_apart() {
    let (_folder, _, july) = copies();
    let portfolio = TempDir::new().unwrap();
    for (name, bytes) in contents(Path::new(JULY)) {
        let path = portfolio.path().join(&name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let ask = || {
        let (run, portfolio) = (july.to_str().unwrap(), portfolio.path().to_str().unwrap());
        answered(&["verify", run, "--portfolio", portfolio])
    };
    std::fs::remove_file(portfolio.path().join("responses/S-012/vitrella.xlsx")).unwrap();
    let (status, said) = ask();
    assert!(status == 0 && said.contains("vitrella.xlsx: no longer there, not compared"), "{said}");
    std::fs::write(portfolio.path().join("flowdown.toml"), "as_of = \"2026-07-31\"\n").unwrap();
    let (status, said) = ask();
    assert!(status == 1 && said.contains("  flowdown.toml: it has 21 bytes"), "{said}");
    let kept = portfolio.path().join("responses/S-013/late.csv");
    std::fs::create_dir_all(kept.parent().unwrap()).unwrap();
    std::fs::write(kept, "id,answer\n").unwrap();
    let (_, said) = ask();
    assert!(said.contains("  responses/S-013/late.csv: new, the run did not know it"), "{said}");
}

/// A register may be a symbolic link, a response may not: the run refused it, so there is no digest to compare.
#[cfg(unix)]
#[test]
fn linked_inputs_raise_no_alarm() {
    let portfolio = TempDir::new().unwrap();
    let at = |name: &str| portfolio.path().join(name);
    for (name, bytes) in contents(Path::new(JULY)) {
        std::fs::create_dir_all(at(&name).parent().unwrap()).unwrap();
        std::fs::write(at(&name), bytes).unwrap();
    }
    std::fs::rename(at("register.xlsx"), at("kept.xlsx")).unwrap();
    std::os::unix::fs::symlink(at("kept.xlsx"), at("register.xlsx")).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", at("responses/S-012/link.csv")).unwrap();
    let (folder, out) = (portfolio.path().to_str().unwrap(), at("out"));
    let (status, said) = answered(&["assess", folder, "--out", out.to_str().unwrap()]);
    assert_eq!(status, 3, "{said}");
    let run = out.join("2026-07-31");
    let (status, said) =
        answered(&["verify", run.to_str().unwrap(), "--portfolio", folder, "--rerun"]);
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("link.csv: the run could not read it, not compared"), "{said}");
}

/// Nothing was compared, so nothing may be called sound.
#[test]
fn another_folder_than_the_portfolio_is_refused() {
    let (run, empty) = (RUNS.2.to_str().unwrap(), TempDir::new().unwrap());
    let (status, said) = answered(&["verify", run, "--portfolio", empty.path().to_str().unwrap()]);
    assert!(status == 2 && said.contains("holds none of the files the run was made of"), "{said}");
    let (status, said) = answered(&["verify", run, "--portfolio", "no-such-folder"]);
    assert!(status == 2 && said.contains("there is no such folder"), "{said}");
}

/// Writes a changed record with a matching digest of itself.
fn forge(run: &Path, change: impl Fn(&str) -> String) {
    let record = std::fs::read_to_string(run.join("run.json")).unwrap();
    let changed = change(&record);
    assert_ne!(record, changed);
    std::fs::write(run.join("run.json"), seal(&changed).unwrap()).unwrap();
}

/// A changed record with a matching digest is detected by the decisions, or by assessing again.
#[test]
fn a_forged_record_is_found() {
    let (_folder, _, july) = copies();
    let run = july.to_str().unwrap();
    forge(&july, |record| record.replace("\"edition\": \"2026-11\"", "\"edition\": \"2031-01\""));
    let (status, said) = answered(&["verify", run]);
    assert!(status == 1 && said.contains("it belongs to another run than run.json"), "{said}");
    let (_folder, _, july) = copies();
    let run = july.to_str().unwrap();
    forge(&july, |record| record.replace("\"id\": \"vocabulary\"", "\"id\": \"vocabulaire\""));
    assert_eq!(answered(&["verify", run]).0, 0, "nothing else says so");
    let (status, said) = answered(&["verify", run, "--portfolio", JULY, "--rerun"]);
    assert!(status == 1 && said.contains("run.json: other bytes"), "{said}");
}

#[test]
fn a_chain_that_ends_in_a_damaged_run_is_not_called_whole() {
    let (_folder, april, july) = copies();
    std::fs::write(april.join("run.json"), "{}").unwrap();
    let digest = sha256(b"{}");
    let before = FinishedRun::open(&july).unwrap().previous().unwrap().to_owned();
    forge(&july, |record| record.replace(&before, &digest));
    let (status, said) = answered(&["verify", july.to_str().unwrap()]);
    assert!(status == 1 && said.contains("run.json: it is damaged"), "{said}");
    assert!(said.contains("what came before can't be said") && !said.contains("whole"), "{said}");
}

/// A SplitMix64 generator.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % limit as u64).unwrap()
    }
}

fn is_sound(run: &Path) -> bool {
    verify(run, run.parent().unwrap()).unwrap().0.sound
}

/// Flips one bit of one byte, two hundred times. The file is picked first, so that small files get their share;
/// `run.json` every fourth time, the previous run every fifth time.
#[test]
fn each_of_two_hundred_changed_bytes_is_found() {
    let (_folder, april, july) = copies();
    assert!(is_sound(&july));
    let mut dice = Dice(2026);
    for round in 0..200 {
        let spoilt = if round % 5 == 4 { &april } else { &july };
        let files = contents(spoilt);
        let names: Vec<&String> = files.iter().map(|(name, _)| name).collect();
        let name = if round % 4 == 0 { "run.json" } else { names[dice.below(names.len())] };
        let path = spoilt.join(name);
        let bytes = std::fs::read(&path).unwrap();
        let (at, bit) = (dice.below(bytes.len()), dice.below(8));
        let mut changed = bytes.clone();
        changed[at] ^= 1 << bit;
        std::fs::write(&path, &changed).unwrap();
        let (found, _) = verify(&july, july.parent().unwrap()).unwrap();
        assert!(!found.sound, "{name} at byte {at}, bit {bit}");
        let named = found.chain.iter().flat_map(|run| &run.changes).any(|one| one.contains(name));
        // The changed record of the previous run no longer matches the digest that is looked for.
        assert!(named || found.missing.is_some(), "{name}: {found:?}");
        std::fs::write(&path, bytes).unwrap();
    }
    assert!(is_sound(&july));
}

/// Every file of a run, one byte shorter and one byte longer.
#[test]
fn each_cut_or_lengthened_file_is_found() {
    let (_folder, _, july) = copies();
    for (name, bytes) in contents(&july) {
        let path = july.join(&name);
        for spoilt in [bytes[..bytes.len() - 1].to_vec(), [&bytes[..], b"\n"].concat()] {
            std::fs::write(&path, &spoilt).unwrap();
            let (found, _) = verify(&july, july.parent().unwrap()).unwrap();
            let named = found.chain[0].changes.iter().any(|one| one.contains(&name));
            assert!(!found.sound && named, "{name}, {} of {} bytes", spoilt.len(), bytes.len());
        }
        std::fs::write(&path, bytes).unwrap();
    }
    assert!(is_sound(&july));
}

#[test]
fn files_that_come_go_or_swap_are_found() {
    let (_folder, _, july) = copies();
    std::fs::write(july.join("tables/more.parquet"), "").unwrap();
    let (status, said) = answered(&["verify", july.to_str().unwrap()]);
    assert!(
        status == 1 && said.contains("tables/more.parquet: the record does not list it"),
        "{said}"
    );
    std::fs::remove_file(july.join("tables/more.parquet")).unwrap();
    let (one, other) = (july.join("deals/D-DRACO.xlsx"), july.join("deals/D-LYRA.xlsx"));
    std::fs::rename(&one, july.join("x")).unwrap();
    std::fs::rename(&other, &one).unwrap();
    std::fs::rename(july.join("x"), &other).unwrap();
    let (status, said) = answered(&["verify", july.to_str().unwrap()]);
    assert_eq!((status, said.matches("deals/D-").count()), (1, 2), "{said}");
    std::fs::write(july.join("run.json"), "{").unwrap();
    let (status, said) = answered(&["verify", july.to_str().unwrap()]);
    assert!(status == 1 && said.contains("run.json: it is damaged"), "{said}");
    std::fs::remove_file(july.join("run.json")).unwrap();
    assert_eq!(answered(&["verify", july.to_str().unwrap()]).0, 2);
}

/// Fifty runs over an older one, each killed at another moment: either the older run or the new one is there, and the
/// cache it left changes nothing. A kill counts only if the program was still running.
#[test]
fn a_killed_run_leaves_a_whole_one() {
    let folder = TempDir::new().unwrap();
    let portfolio = folder.path().join("portfolio/2026-07-31");
    crate::cache::copy(&root().join(JULY), &portfolio);
    let cache = portfolio.join(".flowdown-cache");
    let out = folder.path().join("out");
    let run = assess(JULY, &out, &[]);
    let expected = contents(&run);
    let with_cache = [
        "assess",
        portfolio.to_str().unwrap(),
        "--force",
        "--quiet",
        "--out",
        out.to_str().unwrap(),
    ];
    let mut dice = Dice(9);
    let begun = Instant::now();
    assert_eq!(answered(&with_cache).0, 3);
    let mut whole = begun.elapsed();
    let (mut rounds, mut killed, mut writing) = (0, 0, 0);
    // On a busy machine fewer kills happen while files are written, so more are needed.
    while killed < 50 || writing < 5 {
        rounds += 1;
        assert!(
            rounds <= 300,
            "of {rounds} only {killed} still ran and {writing} wrote when killed"
        );
        // A third of the runs starts without a cache; one that was killed early made none.
        if rounds % 3 == 0 && cache.exists() {
            std::fs::remove_dir_all(&cache).unwrap();
        }
        let begun = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_flowdown"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(with_cache)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Files are written and renamed towards the end: half of the kills happen in the last half.
        let (from, span) = if rounds % 2 == 0 { (0, 1_000) } else { (500, 500) };
        let part = u32::try_from(from + dice.below(span)).unwrap();
        let wait = whole * part / 1_000;
        std::thread::sleep(wait);
        let ended = child.try_wait().unwrap().map(|_| begun.elapsed());
        let _ = child.kill();
        let hit = child.wait().unwrap().code().is_none();
        killed += usize::from(hit);
        writing += usize::from(hit && left_over(&out) > 0);
        // The machine is less busy than when the duration was measured.
        whole = ended.map_or(whole, |ended| whole.min(ended));
        let (found, _) = verify(&run, &out).unwrap();
        assert!(found.sound, "killed after {wait:?}: {found:?}");
        let kept = [run.clone(), out.join(".2026-07-31.before")];
        assert!(kept.iter().any(|kept| *found.chain[0].run == *kept.to_str().unwrap()));
        if hit && killed % 5 == 0 {
            assert_eq!(answered(&with_cache).0, 3);
            assert!(contents(&run) == expected, "killed after {wait:?}: the cache changed the run");
        }
    }
    assert_eq!(answered(&with_cache).0, 3);
    assert!(is_sound(&run) && contents(&run) == expected);
    assert_eq!(names(&out), ["2026-07-31"], "what the killed ones left is gone");
    let unfinished = contents(&cache).into_iter().filter(|(name, _)| name.contains("/.new-"));
    assert_eq!(unfinished.count(), 0);
}

/// The number of files in the staging folders of killed runs.
fn left_over(folder: &Path) -> usize {
    let rooms = names(folder).into_iter().filter(|name| name.starts_with(".flowdown-run-"));
    rooms.map(|room| contents(&folder.join(room)).len()).sum()
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The moments that a kill hardly ever hits, set up by hand: the older run is moved aside and there is no run at the
/// final path; the new run is in place and the older one still there.
#[test]
fn between_two_renames_the_older_run_is_found() {
    let (folder, _, july) = copies();
    let aside = folder.path().join(".2026-07-31.before");
    let run = july.to_str().unwrap();
    std::fs::rename(&july, &aside).unwrap();
    assert_eq!(answered(&["verify", run]).0, 0);
    let gate = answered(&["gate", run, "--deal", "D-LYRA", "--json"]);
    let out = folder.path().to_str().unwrap();
    let (status, said) = answered(&["assess", JULY, "--out", out]);
    assert!(status == 2 && said.contains("already there"), "{said}");
    assert_eq!(names(folder.path()), ["2026-04-30", "2026-07-31"]);
    assert_eq!(answered(&["gate", run, "--deal", "D-LYRA", "--json"]), gate);
    std::fs::create_dir(&aside).unwrap();
    std::fs::write(aside.join("run.json"), "older").unwrap();
    assert_eq!(answered(&["verify", run]).0, 0, "the one in its place counts");
    assess(JULY, folder.path(), &["--force"]);
    assert_eq!(names(folder.path()), ["2026-04-30", "2026-07-31"]);
}

/// Only folders that certainly no process uses are removed: not the staging folder of a running process, no other
/// folder, and nothing that a symbolic link points to.
#[cfg(unix)]
#[test]
fn what_killed_runs_left_is_removed() {
    let folder = TempDir::new().unwrap();
    let elsewhere = TempDir::new().unwrap();
    std::fs::write(elsewhere.path().join("file"), "").unwrap();
    let at = |name: &str| folder.path().join(name);
    let working = RunFolder::create(&at("2026-04-30"), false).unwrap();
    working.write("deals/one", b"1").unwrap();
    std::fs::create_dir_all(at(".flowdown-run-dead/deals")).unwrap();
    std::fs::write(at(".flowdown-run-dead/deals/one"), "").unwrap();
    std::fs::create_dir(at(".flowdown-cache")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), at(".flowdown-run-link")).unwrap();
    let other = RunFolder::create(&at("2026-07-31"), false).unwrap();
    assert!(!at(".flowdown-run-dead").exists());
    assert!(at(".flowdown-cache").exists() && elsewhere.path().join("file").exists());
    other.write("two", b"2").unwrap();
    other.publish().unwrap();
    working.publish().unwrap();
    assert_eq!(std::fs::read(at("2026-04-30/deals/one")).unwrap(), b"1");
    assert_eq!(
        names(folder.path()),
        [".flowdown-cache", ".flowdown-run-link", "2026-04-30", "2026-07-31"]
    );
}

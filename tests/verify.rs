//! `flowdown verify`: every change of a run is named, and runs form a chain.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use flowdown::report::finished::FinishedRun;
use flowdown::report::verify::verify;
use serde_json::Value;
use tempfile::TempDir;

use crate::program::{contents, flowdown};

const APRIL: &str = "sample-data/quarters/2026-04-30";
const JULY: &str = "sample-data/quarters/2026-07-31";

fn assess(portfolio: &str, out: &Path, more: &[&str]) -> PathBuf {
    let output = flowdown(
        &[&["assess", portfolio, "--quiet", "--out", out.to_str().unwrap()], more].concat(),
    );
    assert!(matches!(output.status.code(), Some(0 | 3)), "{output:?}");
    out.join(&portfolio[portfolio.len() - 10..])
}

/// April, and July after it. Tests only read them.
static RUNS: LazyLock<(TempDir, PathBuf, PathBuf)> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let april = assess(APRIL, folder.path(), &[]);
    let july = assess(JULY, folder.path(), &["--previous", april.to_str().unwrap()]);
    (folder, april, july)
});

/// Copies of both runs to spoil.
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

fn answered(arguments: &[&str]) -> (i32, String) {
    let output = flowdown(arguments);
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    (output.status.code().unwrap(), String::from_utf8(text).unwrap())
}

#[test]
fn runs_form_a_chain_and_come_out_the_same_again() {
    let july = RUNS.2.to_str().unwrap();
    let (status, said) =
        answered(&["verify", july, "--portfolio", JULY, "--rerun", "--json", "--quiet"]);
    assert_eq!(status, 0, "{said}");
    let found: Value = serde_json::from_str(&said).unwrap();
    let schema: Value =
        serde_json::from_str(include_str!("../src/report/verify.schema.json")).unwrap();
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
    assert_eq!(found["rerun"]["same"], outputs);
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
    assert!(
        status == 0 && said.contains("vitrella.xlsx: no longer there, not looked at"),
        "{said}"
    );
    std::fs::write(portfolio.path().join("flowdown.toml"), "as_of = \"2026-07-31\"\n").unwrap();
    let (status, said) = ask();
    assert!(status == 1 && said.contains("  flowdown.toml: it has 21 bytes"), "{said}");
}

/// SplitMix64: chance that repeats.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
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

/// One bit of one byte, two hundred times: by file, so that small ones get their share, `run.json` every fourth time;
/// every fifth time in the run before.
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
        // A changed record of the run before is no longer the one that is looked for.
        assert!(named || found.missing.is_some(), "{name}: {found:?}");
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
    let (one, other) = (july.join("suppliers/S-001.xlsx"), july.join("suppliers/S-002.xlsx"));
    std::fs::rename(&one, july.join("x")).unwrap();
    std::fs::rename(&other, &one).unwrap();
    std::fs::rename(july.join("x"), &other).unwrap();
    let (status, said) = answered(&["verify", july.to_str().unwrap()]);
    assert_eq!((status, said.matches("suppliers/S-00").count()), (1, 2), "{said}");
    std::fs::write(july.join("run.json"), "{").unwrap();
    let (status, said) = answered(&["verify", july.to_str().unwrap()]);
    assert!(status == 1 && said.contains("run.json: it is damaged"), "{said}");
    std::fs::remove_file(july.join("run.json")).unwrap();
    assert_eq!(answered(&["verify", july.to_str().unwrap()]).0, 2);
}

/// Fifty runs over an older one, each killed at another moment: what stands there is the older run or the new one.
#[test]
#[ignore = "takes a minute; cargo test --test all killed -- --ignored"]
fn a_killed_run_leaves_a_whole_one() {
    let folder = TempDir::new().unwrap();
    let run = assess(JULY, folder.path(), &[]);
    let mut dice = Dice(9);
    let begun = Instant::now();
    assess(JULY, folder.path(), &["--force"]);
    let whole = usize::try_from(begun.elapsed().as_millis()).unwrap();
    for round in 0..50 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_flowdown"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(["assess", JULY, "--force", "--quiet", "--out", folder.path().to_str().unwrap()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // The last quarter is where files are written and moved: half of the kills fall there.
        let wait =
            if round % 2 == 0 { dice.below(whole) } else { whole * 3 / 4 + dice.below(whole / 3) };
        std::thread::sleep(Duration::from_millis(wait as u64));
        let _ = child.kill();
        child.wait().unwrap();
        let found = FinishedRun::open(&run).unwrap();
        assert_eq!(
            (found.changes(), found.strangers()),
            (vec![], vec![]),
            "killed after {wait} ms"
        );
    }
    assess(JULY, folder.path(), &["--force"]);
    assert!(is_sound(&run));
}

//! `flowdown gate` and `flowdown export` on a run of the sample portfolio.

use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::LazyLock;

use insta::assert_snapshot;
use serde_json::Value;
use tempfile::TempDir;

use crate::program::{assess_sample, contents, flowdown};

/// One run for all tests, which only read it.
static RUN: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let run = assess_sample(folder.path(), "2");
    (folder, run)
});

fn on(run: &Path, arguments: &[&str]) -> Output {
    // The run is in no portfolio; the sample portfolio has no ledger.
    let ledger = ["--portfolio", "sample-data/portfolio"];
    flowdown(&[&["gate", run.to_str().unwrap()], &ledger, arguments].concat())
}

/// Asks the gate on the day of the run; returns the exit status and the output.
fn gate(arguments: &[&str]) -> (i32, String) {
    answered(&on(&RUN.1, &[arguments, &["--as-of", "2026-10-31"]].concat()))
}

fn answered(output: &Output) -> (i32, String) {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    (output.status.code().unwrap(), String::from_utf8(text).unwrap())
}

/// A copy of the run to damage.
fn copy() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    for (name, bytes) in contents(&RUN.1) {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let path = folder.path().to_owned();
    (folder, path)
}

#[test]
fn the_status_follows_the_decision() {
    for (engagement, decision, status) in [
        ("E-101", "approve", 0),
        ("E-104", "approve-with-conditions", 0),
        ("E-112", "escalate", 1),
        ("E-102", "hold", 1),
        ("E-105", "reject", 1),
    ] {
        let (found, said) = gate(&["--engagement", engagement]);
        assert_eq!(found, status, "{said}");
        assert!(said.contains(&format!("): {decision}\n")), "{said}");
    }
}

#[test]
fn what_it_does_not_know_is_refused_and_what_it_does_not_understand_is_two() {
    let (status, said) = gate(&["--engagement", "E-1O4"]);
    assert_eq!(status, 1);
    assert!(said.contains("no engagement `E-1O4`") && said.contains("did you mean"), "{said}");
    let (status, said) = gate(&["--deal", "D-ORIAN"]);
    assert_eq!(status, 1);
    assert!(said.contains("did you mean `D-ORION`?"), "{said}");
    assert_eq!(gate(&[]).0, 2);
    assert_eq!(gate(&["--engagement", "E-101", "--deal", "D-ORION"]).0, 2);
    assert_eq!(gate(&["--engagement", "E-101", "--tier", "secret"]).0, 2);
    for folder in ["sample-data/portfolio", "no-such-folder"] {
        let (status, said) = answered(&flowdown(&["gate", folder, "--engagement", "E-101"]));
        assert_eq!(status, 2);
        assert!(said.contains("is no run folder"), "{said}");
    }
}

/// E-104 holds until 2026-11-30: its conditions at restricted are due after 30 days.
#[test]
fn a_decision_counts_from_its_day_to_its_last_valid_day() {
    let asked = |day| answered(&on(&RUN.1, &["--engagement", "E-104", "--as-of", day]));
    assert_eq!(asked("2026-10-31").0, 0);
    assert_eq!(asked("2026-11-30").0, 0);
    let (status, said) = asked("2026-12-01");
    assert_eq!(status, 1);
    assert!(said.contains("held until 2026-11-30; it is 2026-12-01"), "{said}");
    let (status, said) = asked("2026-10-30");
    assert_eq!(status, 1);
    assert!(said.contains("was made for 2026-10-31 and later"), "{said}");
}

/// Below the assessed tier the ceiling decides, at it the decision; above it nothing was assessed.
#[test]
fn a_tier_is_allowed_up_to_the_ceiling_and_never_above_what_was_assessed() {
    let asked = |engagement, tier| gate(&["--engagement", engagement, "--tier", tier]).0;
    // E-102 is held at confidential; its ceiling is internal.
    let held: Vec<i32> = ["public", "internal", "confidential", "restricted"]
        .map(|tier| asked("E-102", tier))
        .into();
    assert_eq!(held, [0, 0, 1, 1]);
    // E-104 has conditions at restricted, its ceiling.
    let allowed: Vec<i32> =
        ["internal", "confidential", "3", "4"].map(|tier| asked("E-104", tier)).into();
    assert_eq!(allowed, [0, 0, 0, 1]);
    // E-120 was assessed at internal; the same chain would pass at critical.
    assert_eq!([asked("E-120", "internal"), asked("E-120", "confidential")], [0, 1]);
    let (_, said) = gate(&["--engagement", "E-120", "--tier", "confidential"]);
    assert!(
        said.contains("stage-not-open: confidential is above the tier in force, internal"),
        "{said}"
    );
}

#[test]
fn a_deal_takes_the_worst_of_its_engagements() {
    let (status, said) = gate(&["--deal", "D-CYGNUS"]);
    assert_eq!(status, 1);
    // The earliest last day is E-106's: its certificate ends on 2026-12-15.
    let first = said.lines().find(|line| line.starts_with("D-")).unwrap();
    assert_snapshot!(first, @"D-CYGNUS: refused; worst of its engagements: hold, until 2026-12-15");
    for engagement in ["E-103", "E-106", "E-113", "E-118"] {
        assert!(said.contains(&format!("{engagement} (D-CYGNUS")), "{said}");
    }
    assert_eq!(gate(&["--deal", "D-CYGNUS", "--tier", "public"]).0, 0);
    let (_, json) = answered(&on(
        &RUN.1,
        &["--deal", "D-CYGNUS", "--as-of", "2026-10-31", "--json", "--quiet"],
    ));
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["format"], "flowdown-gate/1");
    assert_eq!((json["allowed"].as_bool(), &json["decision"]), (Some(false), &"hold".into()));
    assert_eq!(json["engagements"].as_array().unwrap().len(), 4);
}

/// The JSON answer is the engagement's object of decisions.json with a few more keys.
#[test]
fn the_json_answer_is_the_object_of_the_decisions() {
    let (status, json) = answered(&on(
        &RUN.1,
        &[
            "--engagement",
            "E-121",
            "--tier",
            "internal",
            "--as-of",
            "2026-11-01",
            "--json",
            "--quiet",
        ],
    ));
    assert_eq!(status, 0, "{json}");
    let mut answer: Value = serde_json::from_str(&json).unwrap();
    let decisions = std::fs::read(RUN.1.join("decisions.json")).unwrap();
    let decisions: Value = serde_json::from_slice(&decisions).unwrap();
    let mut take = |key: &str| answer.as_object_mut().unwrap().remove(key).unwrap();
    assert_eq!(take("format"), "flowdown-gate/1");
    assert_eq!(take("run"), decisions["run"]);
    assert_eq!(take("allowed"), true);
    assert_eq!(take("reasons"), serde_json::json!([]));
    assert_eq!((take("day"), take("asked_tier")), ("2026-11-01".into(), "internal".into()));
    assert_eq!((take("recipient"), take("purpose_asked")), (Value::Null, Value::Null));
    assert_eq!((take("signed"), take("approval")), (Value::Bool(false), Value::Null));
    let all = decisions["engagements"].as_array().unwrap();
    assert_eq!(answer, *all.iter().find(|one| one["engagement"] == "E-121").unwrap());
}

/// If any output has a byte more, less or changed, the run is refused with the file's name.
#[test]
fn a_run_that_was_changed_is_refused() {
    let (_folder, run) = copy();
    for (name, bytes) in contents(&run).into_iter().filter(|(name, _)| name != "run.json") {
        let mut spoilt = bytes.clone();
        let middle = spoilt.len() / 2;
        spoilt[middle] ^= 1;
        std::fs::write(run.join(&name), &spoilt).unwrap();
        let (status, said) = answered(&on(&run, &["--engagement", "E-101"]));
        assert_eq!(status, 1, "{said}");
        assert!(said.contains(&format!("{name}: its content differs")), "{said}");
        std::fs::write(run.join(&name), bytes).unwrap();
    }
    std::fs::write(run.join("decisions.csv"), "").unwrap();
    std::fs::remove_file(run.join("ranked-risk.xlsx")).unwrap();
    let (status, said) = answered(&on(
        &run,
        &["--engagement", "E-101", "--json", "--as-of", "2026-10-31", "--quiet"],
    ));
    assert_eq!(status, 1);
    let answer: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((&answer["format"], &answer["allowed"]), (&"flowdown-gate/1".into(), &false.into()));
    let reason = &answer["reasons"][0];
    assert_eq!(reason["code"], "changed");
    let said = reason["sentence"].as_str().unwrap();
    assert!(said.contains("decisions.csv: it has 0 bytes"), "{said}");
    assert!(said.contains("ranked-risk.xlsx: it is missing"), "{said}");
    assert!(answer.get("decision").is_none(), "nothing of a changed run is passed on");
}

/// A damaged record is refused with status 2 and a plain message, without a panic.
#[test]
fn a_damaged_record_is_said_to_be_damaged() {
    let (_folder, run) = copy();
    let record = std::fs::read_to_string(run.join("run.json")).unwrap();
    let decisions = std::fs::read_to_string(run.join("decisions.json")).unwrap();
    let said_of = |record: &str| {
        std::fs::write(run.join("run.json"), record).unwrap();
        let (status, said) = answered(&on(&run, &["--engagement", "E-101"]));
        assert_eq!(status, 2, "{said}");
        said
    };
    assert!(said_of(&record[..record.len() / 2]).contains("run.json: it is damaged"));
    assert!(said_of("[]").contains("run.json: it is damaged"));
    assert!(said_of(&"[".repeat(100_000)).contains("run.json: it is damaged"));
    let newer = record.replace("flowdown-run/1", "flowdown-run/9");
    assert!(said_of(&newer).contains("its format is `flowdown-run/9`"));
    let outside = record.replace("\"tables/nodes.parquet\"", "\"../../nodes.parquet\"");
    assert!(said_of(&outside).contains("a file outside of the run folder: ../../nodes.parquet"));
    let without = record.replace("\"decisions.json\"", "\"decisions.csv\"");
    assert!(said_of(&without).contains("it lists no decisions.json"));
    // Even with matching digests two runs can't be mixed, and a file that is not a valid decision is refused.
    let forged = |text: &str| {
        use sha2::{Digest as _, Sha256};
        std::fs::write(run.join("decisions.json"), text).unwrap();
        let hex = |text: &str| {
            Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        };
        let record = record.replace(&hex(&decisions), &hex(text)).replace(
            &format!("\"bytes\": {}", decisions.len()),
            &format!("\"bytes\": {}", text.len()),
        );
        said_of(&flowdown::run_folder::record::seal(&record).unwrap())
    };
    let other_day = decisions.replacen("\"as_of\": \"2026-10-31\"", "\"as_of\": \"2026-10-30\"", 1);
    assert!(forged(&other_day).contains("belongs to another run"));
    let unknown = decisions.replace("\"decision\":\"approve\"", "\"decision\":\"approved\"");
    assert!(forged(&unknown).contains("`approved` is no decision"));
    assert!(forged("{}").contains("decisions.json: it is damaged"));
}

fn export(to: &Path, more: &[&str]) -> (i32, String) {
    let run = RUN.1.to_str().unwrap();
    answered(&flowdown(&[&["export", run, "--dora", to.to_str().unwrap()], more].concat()))
}

/// The diamond of E-102: the foundry, its two shops, and the pattern maker they share.
#[test]
fn the_chain_stands_in_the_register_of_information() {
    let folder = TempDir::new().unwrap();
    let to = folder.path().join("roi");
    let (status, said) = export(&to, &[]);
    assert_eq!(status, 0, "{said}");
    let table = std::fs::read_to_string(to.join("b_05.02.csv")).unwrap();
    let of = |contract: &str| -> String {
        table
            .lines()
            .filter(|line| line.starts_with(contract))
            .map(|line| format!("{line}\n"))
            .collect()
    };
    assert_snapshot!(of("\"c0010") + &of("\"E-102") + &of("\"E-105"), @r#"
    "c0010","c0020","c0030","c0040","c0050","c0060","c0070"
    "E-102","","S-002","","1","S-002",""
    "E-102","","S-003","","2","S-002",""
    "E-102","","S-004","","2","S-002",""
    "E-102","","S-005","","3","S-003",""
    "E-102","","S-005","","3","S-004",""
    "E-105","","S-008","","1","S-008",""
    "E-105","","S-009","","2","S-008",""
    "E-105","","S-010","","3","S-009",""
    "E-105","","S-011","","4","S-010",""
    "#);
    let open = std::fs::read_to_string(to.join("b_05.02-open.csv")).unwrap();
    assert!(
        open.contains(r#""c0020","E-102","#) && open.contains(r#""c0030 c0060","S-005","LEI"#),
        "{open}"
    );
    // An existing file stays, unless `--force` is used.
    std::fs::write(to.join("b_05.02-open.csv"), "mine").unwrap();
    let (status, said) = export(&to, &[]);
    assert_eq!(status, 2);
    assert!(said.contains("already there"), "{said}");
    assert_eq!(std::fs::read_to_string(to.join("b_05.02-open.csv")).unwrap(), "mine");
    assert_eq!(export(&to, &["--force"]).0, 0);
    assert_eq!(std::fs::read_to_string(to.join("b_05.02-open.csv")).unwrap(), open);
}

#[test]
fn a_changed_run_is_not_exported() {
    let (_folder, run) = copy();
    std::fs::write(run.join("decisions.csv"), "").unwrap();
    let to = run.join("roi");
    let output = flowdown(&["export", run.to_str().unwrap(), "--dora", to.to_str().unwrap()]);
    assert_eq!(answered(&output).0, 1);
    assert!(!to.exists());
}

/// The tutorial shows the program's output; the other pages are run by `tests/docs.rs`.
#[test]
fn the_tutorial_shows_what_is_printed() {
    let tutorial = crate::program::root().join("sample-data/README.md");
    let tutorial = std::fs::read_to_string(tutorial).unwrap();
    let (_, said) = gate(&["--engagement", "E-121", "--tier", "internal", "--quiet"]);
    for line in said.lines().take(4) {
        assert!(tutorial.contains(&format!("    {line}\n")), "the tutorial lacks\n{line}");
    }
}

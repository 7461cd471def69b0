//! Past runs under other rules, and the base rates in the light of incidents. The expected figures are those of
//! `tests/reference/replay.py`.

use std::path::Path;

use flowdown::catalogue::{Catalogue, Source};
use serde_json::Value;
use tempfile::TempDir;

use crate::program::flowdown;
use crate::verify::RUNS;

fn runs() -> [&'static str; 2] {
    [RUNS.1.to_str().unwrap(), RUNS.2.to_str().unwrap()]
}

fn printed(arguments: &[&str], schema: &str) -> Value {
    let output = flowdown(arguments);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let schema: Value = serde_json::from_str(schema).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    assert!(schema.is_valid(&found), "{:?}", schema.iter_errors(&found).next());
    found
}

fn replayed(more: &[&str]) -> Value {
    let [april, july] = runs();
    let arguments = [&["replay", july, april, "--json"], more].concat();
    printed(&arguments, include_str!("../src/comparison/replay.schema.json"))
}

fn calibrated(more: &[&str]) -> Value {
    let [april, july] = runs();
    let arguments = [&["calibrate", april, july, "--json"], more].concat();
    printed(&arguments, include_str!("../src/comparison/calibrate.schema.json"))
}

fn near(value: &Value, wanted: f64) -> bool {
    (value.as_f64().unwrap() - wanted).abs() < 1e-9
}

#[test]
fn under_the_same_rules_nothing_would_have_differed() {
    let found = replayed(&[]);
    assert_eq!(found["runs"], serde_json::json!(["2026-04-30", "2026-07-31"]));
    assert_eq!(found["differences"], serde_json::json!([]));
    assert_eq!(found["engagements"], 18 + 21);
    assert_eq!(found["decided"], found["replayed"]);
    let counts = |key: &str| found["decided"][key].as_u64().unwrap();
    assert_eq!(["cases", "hits", "misses", "false_alarms", "quiet"].map(counts), [24, 2, 0, 15, 7]);
    assert!(near(&found["decided"]["brier"], 0.081_788_205_932_477_71), "{found}");
    assert!(near(&found["decided"]["brier_constant"], 0.076_388_888_888_888_88), "{found}");
    let incidents: Vec<&str> = found["incidents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["incident"].as_str().unwrap())
        .collect();
    assert_eq!(incidents, ["I-2026-05", "I-2026-06"]);
}

/// With an appetite of zero, every allowed decision above public would have been escalated, and nothing else changed.
#[test]
fn other_rules_decide_otherwise_and_leave_the_runs_as_they_were() {
    let decisions = |run: &str| std::fs::read(Path::new(run).join("decisions.json")).unwrap();
    let before = runs().map(decisions);
    let folder = TempDir::new().unwrap();
    for file in &Source::embedded("scoring").files {
        let line = |line: &str| match line.split_once("appetite = ") {
            Some(("", _)) if !line.contains("null") => "appetite = 1e-9".to_owned(),
            _ => line.to_owned(),
        };
        let text: Vec<String> = file.text.lines().map(line).collect();
        std::fs::write(folder.path().join(&*file.below), text.join("\n")).unwrap();
    }
    let found = replayed(&["--scoring", folder.path().to_str().unwrap()]);
    let mut allowed: Vec<(String, String)> = Vec::new();
    for bytes in &before {
        let run: Value = serde_json::from_slice(bytes).unwrap();
        let all = run["engagements"].as_array().unwrap().iter();
        let forbids = ["escalate", "hold", "reject"];
        allowed.extend(
            all.filter(|one| one["tier"] != "public")
                .filter(|one| !forbids.contains(&one["decision"].as_str().unwrap()))
                .map(|one| (run["as_of"].to_string(), one["engagement"].to_string())),
        );
    }
    let differ = found["differences"].as_array().unwrap().iter();
    let mut differ: Vec<(String, String)> = differ
        .inspect(|one| assert_eq!(one["replayed"], "escalate"))
        .inspect(|one| assert_eq!(one["likelihood_replayed"], one["likelihood_decided"]))
        .map(|one| (one["as_of"].to_string(), one["engagement"].to_string()))
        .collect();
    allowed.sort();
    differ.sort();
    assert!(!allowed.is_empty());
    assert_eq!(differ, allowed);
    assert_eq!(before, runs().map(decisions));
}

#[test]
fn one_factor_is_proposed_and_written_only_when_asked() {
    let found = calibrated(&[]);
    assert_eq!((&found["incidents"], &found["cases"]), (&2.into(), &24.into()));
    assert!(near(&found["expected"], 1.360_819_305_957_676_5), "{found}");
    assert!(near(&found["factor"], 1.056_261_848_448_477_1), "{found}");
    // 0.08 · 1.056262… with three digits.
    let acc = found["base_rates"].as_array().unwrap().iter().find(|one| one["domain"] == "ACC");
    assert_eq!(acc.unwrap()["after"], 0.0845);
    let room = TempDir::new().unwrap();
    let folder = room.path().join("scoring");
    let folder = folder.to_str().unwrap();
    calibrated(&["--write", folder, "--edition", "2026-12"]);
    let written = Catalogue::load(Some(Path::new(folder)), None).unwrap();
    assert_eq!(written.policy.edition, "2026-12");
    assert_eq!(written.policy.domains[1].base_rate, 0.0845);
    let text = std::fs::read_to_string(Path::new(folder).join("domains.toml")).unwrap();
    let ours = include_str!("../scoring/domains.toml");
    let kept = |text: &str| -> Vec<String> {
        text.lines().filter(|line| !line.starts_with("base_rate =")).map(str::to_owned).collect()
    };
    assert_eq!(kept(&text), kept(ours));
    let [april, july] = runs();
    let again = flowdown(&["calibrate", april, july, "--write", folder, "--edition", "2027-01"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8(again.stderr).unwrap().contains("is not empty"));
}

#[test]
fn one_run_alone_says_nothing_of_what_came_after() {
    let output = flowdown(&["calibrate", runs()[0]]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("name two runs or more"));
    let output = flowdown(&["replay", runs()[0], runs()[0]]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8(output.stderr).unwrap().contains("two of the runs are of 2026-04-30")
    );
}

//! One type for each format: the output of the program over the sample satisfies the schema of its format, and the type
//! that writes it reads it back.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use flowdown::approval::Recorded;
use flowdown::catalogue::effort::Effort;
use flowdown::comparison::{calibrate, compare, replay, verify};
use flowdown::report::catalogue::{ControlView, CrosswalkView};
use flowdown::report::{check, due, explain, forecast};
use flowdown::run_folder::decisions::{Decisions, EngagementDecision};
use flowdown::run_folder::findings::Findings;
use flowdown::run_folder::record::RunJson;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tempfile::TempDir;

use crate::program::{assess_sample, flowdown, root};
use crate::verify::RUNS;

const PORTFOLIO: &str = "sample-data/portfolio";
const OCTOBER: &str = "2026-10-31";

/// One run for all tests, which only read it.
static RUN: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let run = assess_sample(folder.path(), "2");
    (folder, run)
});

fn satisfies(text: &[u8], schema: &str) -> Value {
    let path = root().join("src").join(schema);
    let schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let found: Value = serde_json::from_slice(text).unwrap();
    let validator = jsonschema::draft202012::options();
    let validator = validator.should_validate_formats(true).build(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&found)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    found
}

fn printed(arguments: &[&str], statuses: &[i32]) -> Vec<u8> {
    let output = flowdown(&[arguments, &["--json"]].concat());
    assert!(statuses.contains(&output.status.code().unwrap()), "{output:?}");
    output.stdout
}

/// The output of a command satisfies its schema and equals that of its type.
fn speaks<T: Serialize + DeserializeOwned>(arguments: &[&str], schema: &str) {
    let text = printed(arguments, &[0, 1, 3]);
    let found = satisfies(&text, schema);
    let typed: T = serde_json::from_slice(&text).unwrap();
    assert_eq!(serde_json::to_value(&typed).unwrap(), found);
}

fn file(run: &Path, name: &str) -> String {
    std::fs::read_to_string(run.join(name)).unwrap()
}

#[test]
fn the_decisions_are_read_by_what_writes_them() {
    let text = file(&RUN.1, "decisions.json");
    satisfies(text.as_bytes(), "run_folder/decisions.schema.json");
    let read: Decisions = serde_json::from_str(&text).unwrap();
    assert!(read.engagements.len() > 20 && !read.verify_first.is_empty());
    // There is one engagement a line, with the same bytes.
    let lines: Vec<&str> = text.lines().collect();
    for one in &read.engagements {
        let line = serde_json::to_string(one).unwrap();
        assert!(lines.iter().any(|known| known.trim_end_matches(',') == line), "{line}");
    }
    let whole: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), whole);
}

#[test]
fn the_findings_and_the_record_are_read_by_what_writes_them() {
    for run in [&RUNS.1, &RUNS.2, &RUN.1] {
        let text = file(run, "findings.json");
        satisfies(text.as_bytes(), "run_folder/findings.schema.json");
        let read: Findings<'_> = serde_json::from_str(&text).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for one in &read.findings {
            let line = serde_json::to_string(one).unwrap();
            assert!(lines.iter().any(|known| known.trim_end_matches(',') == line), "{line}");
        }
        let whole: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), whole);
        let text = file(run, "run.json");
        satisfies(text.as_bytes(), "run_folder/run.schema.json");
        let read: RunJson = serde_json::from_str(&text).unwrap();
        assert_eq!(format!("{}\n", serde_json::to_string_pretty(&read).unwrap()), text);
        assert_eq!(read.sealed().unwrap(), text);
    }
}

/// Older versions of the program wrote less of `run.json`; the fields needed to read a run are enough.
#[test]
fn a_record_without_what_came_later_is_read() {
    let mut record: Value = serde_json::from_str(&file(&RUN.1, "run.json")).unwrap();
    let object = record.as_object_mut().unwrap();
    for key in ["questionnaires", "sha256", "previous"] {
        object.remove(key).unwrap();
    }
    object.insert("later".to_owned(), Value::from("a newer program"));
    let read: RunJson = serde_json::from_value(record).unwrap();
    assert!(read.questionnaires.is_empty() && read.sha256.is_empty() && read.previous.is_none());
}

#[test]
fn commands_print_what_their_schemas_say() {
    let (april, july) = (RUNS.1.to_str().unwrap(), RUNS.2.to_str().unwrap());
    let on = ["--as-of", OCTOBER];
    let at = |arguments: &[&'static str]| -> Vec<&'static str> { [arguments, &on].concat() };
    speaks::<check::CheckReport>(&at(&["check", PORTFOLIO]), "report/check.schema.json");
    speaks::<due::DueView>(&at(&["due", PORTFOLIO]), "report/due.schema.json");
    let ahead = at(&["due", PORTFOLIO, "--decisions", "60"]);
    speaks::<forecast::ForecastView>(&ahead, "report/forecast.schema.json");
    let explained = "report/explain/explain.schema.json";
    for more in [&["--engagement", "E-105"][..], &["--supplier", "S-001"]] {
        let arguments = [&["explain", PORTFOLIO], &on[..], more].concat();
        speaks::<explain::Explanations>(&arguments, explained);
    }
    speaks::<compare::Compare>(&["compare", april, july], "comparison/compare.schema.json");
    speaks::<replay::Replay>(&["replay", april, july], "comparison/replay.schema.json");
    speaks::<calibrate::Proposal>(&["calibrate", april, july], "comparison/calibrate.schema.json");
    let portfolio = "sample-data/quarters/2026-07-31";
    let arguments = ["verify", july, "--portfolio", portfolio, "--rerun"];
    speaks::<verify::Verification>(&arguments, "comparison/verify.schema.json");
}

#[test]
fn the_catalogue_is_printed_as_its_schemas_say() {
    speaks::<Vec<ControlView<'_>>>(
        &["catalogue", "controls"],
        "report/catalogue/controls.schema.json",
    );
    let questions = printed(&["catalogue", "questions"], &[0]);
    satisfies(&questions, "report/catalogue/questions.schema.json");
    speaks::<Vec<CrosswalkView<'_>>>(
        &["catalogue", "crosswalks"],
        "report/catalogue/crosswalks.schema.json",
    );
    let policy = printed(&["catalogue", "policy"], &[0]);
    satisfies(&policy, "catalogue/policy/policy.schema.json");
    speaks::<Effort>(&["catalogue", "effort"], "../scoring/effort.schema.json");
}

/// Allowed, refused, about a deal, unknown, with recipient and purpose, and about a run that was changed.
#[test]
fn the_gate_answers_as_its_schema_says() {
    let run = RUN.1.to_str().unwrap();
    let schema = "gate/gate.schema.json";
    let asked = |more: &[&str]| {
        let fixed = ["gate", run, "--portfolio", PORTFOLIO, "--as-of", OCTOBER];
        satisfies(&printed(&[&fixed, more].concat(), &[0, 1]), schema)
    };
    let mut allowed = 0;
    for number in 101..126 {
        let found = asked(&["--engagement", &format!("E-{number}")]);
        allowed += usize::from(found["allowed"] == true);
        if found["reasons"][0]["code"] != "over" {
            // The rest is the engagement's own object.
            let fields = serde_json::from_value::<EngagementDecision>(found.clone()).unwrap();
            assert_eq!(serde_json::to_value(fields.rules).unwrap(), found["rules"]);
        }
    }
    assert!((1..24).contains(&allowed), "{allowed}");
    let deal = asked(&["--deal", "D-ORION"]);
    assert!(deal["engagements"].as_array().is_some_and(|all| !all.is_empty()));
    assert_eq!(asked(&["--engagement", "E-999"])["reasons"][0]["code"], "unknown");
    let more = ["--tier", "internal", "--recipient", "J. Doe", "--purpose", "tests", "--signed"];
    asked(&[&["--engagement", "E-101"], &more[..]].concat());

    let spoiled = TempDir::new().unwrap();
    for (name, bytes) in crate::program::contents(&RUN.1) {
        let path = spoiled.path().join(&name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let more: &[u8] = if name == "decisions.csv" { b" " } else { b"" };
        std::fs::write(path, [&bytes, more].concat()).unwrap();
    }
    let arguments = ["gate", spoiled.path().to_str().unwrap(), "--engagement", "E-101"];
    let found = satisfies(&printed(&arguments, &[1]), schema);
    assert_eq!(found["reasons"][0]["code"], "changed");
    assert_eq!(found.get("rules"), None);
}

#[test]
fn recorded_approvals_are_printed_as_their_schema_says() {
    let book = TempDir::new().unwrap();
    let run = RUN.1.to_str().unwrap();
    let sign = ["approve", run, "--portfolio", book.path().to_str().unwrap(), "--deal", "D-LYRA"];
    let by = ["--decision", "decline", "--by", "J. Doe", "--role", "deal owner"];
    speaks::<Recorded<'_>>(&[&sign[..], &by].concat(), "approval/approvals.schema.json");
    let list = ["approve", "--list", "--portfolio", book.path().to_str().unwrap()];
    speaks::<Recorded<'_>>(&list, "approval/approvals.schema.json");
}

/// In every schema closed sets are lists of words and days have the date format.
#[test]
fn schemas_name_words_and_days() {
    let text = |name: &str| std::fs::read_to_string(root().join("src").join(name)).unwrap();
    for name in [
        "approval/approval",
        "approval/approvals",
        "comparison/compare",
        "comparison/replay",
        "comparison/verify",
        "gate/gate",
        "report/check",
        "report/due",
        "report/forecast",
        "run_folder/decisions",
        "run_folder/findings",
        "run_folder/run",
    ] {
        let schema = text(&format!("{name}.schema.json"));
        assert!(schema.contains("\"format\": \"date\""), "{name}");
        assert!(schema.contains("\"const\": \"flowdown-"), "{name}");
    }
    let decisions: Value = serde_json::from_str(&text("run_folder/decisions.schema.json")).unwrap();
    let words = |name: &str| decisions["$defs"][name]["enum"].clone();
    let expected = ["approve", "approve-with-conditions", "escalate", "hold", "reject"];
    assert_eq!(words("Decision"), Value::from(expected.to_vec()));
    let expected = ["public", "internal", "confidential", "restricted", "critical"];
    assert_eq!(words("Tier"), Value::from(expected.to_vec()));
    for name in ["ChangeKind", "InformationKind", "ObligationState", "Outcome", "Rule", "Unit"] {
        assert!(words(name).as_array().is_some_and(|all| all.len() > 2), "{name}");
    }
    // Every key is written, so every key is required.
    let engagement = &decisions["$defs"]["EngagementDecision"];
    let keys = engagement["properties"].as_object().unwrap().len();
    assert_eq!(engagement["required"].as_array().unwrap().len(), keys);
}

//! The sample portfolio: every situation it was made for occurs, and its figures do not change.

use std::collections::BTreeMap;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{flowdown, root};

/// What each engagement was made for: its decision, and a rule that must be among those that fired.
const DESIGN: [(&str, &str, Option<&str>); 25] = [
    ("E-101", "approve", None),
    ("E-102", "hold", Some("control-missing")),
    ("E-103", "approve", None),
    ("E-104", "approve-with-conditions", Some("certificate-required")),
    ("E-105", "reject", Some("chain-depth")),
    ("E-106", "approve-with-conditions", Some("certificate-expiring")),
    ("E-107", "reject", Some("certificate-required")),
    ("E-108", "reject", Some("localisation")),
    ("E-109", "reject", Some("export-licence")),
    ("E-110", "approve", None),
    ("E-111", "reject", Some("chain-tier-raised")),
    ("E-112", "escalate", Some("control-missing")),
    ("E-113", "approve", None),
    ("E-114", "hold", Some("response-stale")),
    ("E-115", "hold", Some("response-missing")),
    ("E-116", "hold", Some("response-missing")),
    ("E-117", "hold", Some("chain-cycle")),
    ("E-118", "hold", Some("response-missing")),
    ("E-119", "hold", Some("incident-late")),
    ("E-120", "approve", None),
    ("E-121", "reject", Some("certificate-required")),
    ("E-122", "approve-with-conditions", Some("domain-weak")),
    ("E-123", "approve-with-conditions", Some("control-missing")),
    ("E-124", "hold", Some("control-unanswered")),
    ("E-125", "hold", Some("coverage-low")),
];

/// Runs the sample; returns `decisions.json`, `decisions.csv` and `check --json`.
fn run() -> (Value, String, Value) {
    let folder = TempDir::new().unwrap();
    let out = folder.path().to_str().unwrap();
    let arguments =
        ["assess", "sample-data/portfolio", "--no-cache", "--as-of", "2026-10-31", "--out", out];
    assert_eq!(flowdown(&arguments).status.code(), Some(3));
    let run = folder.path().join("2026-10-31");
    let decisions =
        serde_json::from_slice(&std::fs::read(run.join("decisions.json")).unwrap()).unwrap();
    let csv = std::fs::read_to_string(run.join("decisions.csv")).unwrap();
    let check = flowdown(&["check", "sample-data/portfolio", "--as-of", "2026-10-31", "--json"]);
    (decisions, csv, serde_json::from_slice(&check.stdout).unwrap())
}

#[test]
fn every_engagement_shows_what_it_was_designed_to_show() {
    let (decisions, _, _) = run();
    let engagements = decisions["engagements"].as_array().unwrap();
    assert_eq!(engagements.len(), DESIGN.len());
    for (id, decision, rule) in DESIGN {
        let one = engagements.iter().find(|one| one["engagement"] == id).unwrap();
        assert_eq!(one["decision"], decision, "{id}");
        let fired = |wanted: &str| {
            one["rules"].as_array().unwrap().iter().any(|rule| rule["rule"] == wanted)
        };
        assert!(rule.is_none_or(fired), "{id} does not show {rule:?}");
    }
}

/// The figures, to detect a change: `UPDATE=1 cargo test` writes them, `git diff` reviews them.
#[test]
fn the_figures_stay_where_they_are() {
    let (_, csv, _) = run();
    let path = root().join("sample-data/expected/decisions.csv");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &csv).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    assert!(csv == expected, "sample-data/expected/decisions.csv is not current:\n{csv}");
}

#[test]
fn every_file_is_used_or_named_with_its_reason() {
    let (_, _, check) = run();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for file in check["files"].as_array().unwrap() {
        let status = file["status"].as_str().unwrap();
        *counts.entry(status.to_owned()).or_default() += 1;
        let cells = &file["cells"];
        let unaccounted = cells["unaccounted"].as_array().unwrap().len() as u64;
        assert_eq!(
            cells["seen"].as_u64().unwrap(),
            cells["accounted"].as_u64().unwrap() + unaccounted,
            "{file}"
        );
        assert_eq!(status == "accepted", file["reason"].is_null(), "{file}");
    }
    let expected = [("accepted", 25), ("quarantined", 1), ("refused", 4), ("superseded", 1)];
    assert_eq!(counts, expected.map(|(status, count)| (status.to_owned(), count)).into());
}

/// S-004 wrote `Yse`: it is reported with its cell and a suggestion, and counts as unanswered.
#[test]
fn a_slip_in_an_answer_is_named_with_its_cell() {
    let (_, _, check) = run();
    let file =
        check["files"].as_array().unwrap().iter().find(|file| file["supplier"] == "S-004").unwrap();
    let remarks = file["integrity"].as_array().unwrap();
    let slip = remarks.iter().find(|remark| remark["code"] == "answer-unreadable").unwrap();
    assert!(slip["message"].as_str().unwrap().contains("`Yse`"), "{slip}");
    assert_eq!(slip["place"], "responses/S-004/cuestionario.ods › Cuestionario!D6");
    assert_eq!(file["answers"]["unreadable"], 1);
}

/// The earlier quarters: as-of date and exit status, which is 3 if a file could not be used.
const BEFORE: [(&str, i32); 2] = [("2026-04-30", 0), ("2026-07-31", 3)];

/// The decisions on engagements from quarter to quarter; `None` if not in that quarter's register.
const MOVES: [(&str, [Option<&str>; 3]); 11] = [
    ("E-099", [Some("approve"), Some("approve"), None]),
    ("E-101", [Some("reject"), Some("approve-with-conditions"), Some("approve")]),
    ("E-104", [Some("reject"), Some("hold"), Some("approve-with-conditions")]),
    ("E-105", [Some("hold"), Some("reject"), Some("reject")]),
    ("E-106", [Some("hold"), Some("hold"), Some("approve-with-conditions")]),
    ("E-107", [Some("hold"), Some("reject"), Some("reject")]),
    ("E-112", [Some("approve-with-conditions"), Some("approve-with-conditions"), Some("escalate")]),
    ("E-113", [Some("hold"), Some("approve"), Some("approve")]),
    ("E-114", [Some("approve"), Some("hold"), Some("hold")]),
    ("E-119", [Some("approve-with-conditions"), Some("hold"), Some("hold")]),
    ("E-121", [None, Some("reject"), Some("reject")]),
];

/// `decisions.csv` of an earlier quarter.
fn quarter(day: &str, status: i32) -> String {
    let folder = TempDir::new().unwrap();
    let portfolio = format!("sample-data/quarters/{day}");
    let arguments = [
        "assess",
        &portfolio,
        "--no-cache",
        "--as-of",
        day,
        "--out",
        folder.path().to_str().unwrap(),
    ];
    assert_eq!(flowdown(&arguments).status.code(), Some(status), "{day}");
    std::fs::read_to_string(folder.path().join(day).join("decisions.csv")).unwrap()
}

/// The decision and the supplier of each engagement in a `decisions.csv`.
fn decided(csv: &str) -> BTreeMap<String, (String, String)> {
    // Every field is quoted; the fields used here hold no comma.
    let fields = |line: &'_ str| -> Vec<String> {
        line.split(',').map(|one| one.trim_matches('"').to_owned()).collect()
    };
    let rows = csv.lines().skip(1).map(fields);
    rows.map(|row| (row[1].to_owned(), (row[5].to_owned(), row[3].to_owned()))).collect()
}

/// `UPDATE=1 cargo test` writes the figures, `git diff` reviews them.
#[test]
fn the_quarters_before_stay_where_they_are() {
    for (day, status) in BEFORE {
        let csv = quarter(day, status);
        let path = root().join(format!("sample-data/expected/{day}.csv"));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &csv).unwrap();
        }
        let expected = std::fs::read_to_string(&path).unwrap();
        assert!(csv == expected, "sample-data/expected/{day}.csv is not current:\n{csv}");
    }
}

/// The story of `sample-data/README.md`, checked with the figures of the other tests.
#[test]
fn the_three_quarters_tell_what_they_were_made_to_tell() {
    let of = |name: &str| {
        let path = root().join(format!("sample-data/expected/{name}.csv"));
        decided(&std::fs::read_to_string(path).unwrap())
    };
    let quarters = [of("2026-04-30"), of("2026-07-31"), of("decisions")];
    for (id, decisions) in MOVES {
        for (quarter, expected) in quarters.iter().zip(decisions) {
            assert_eq!(quarter.get(id).map(|(decision, _)| decision.as_str()), expected, "{id}");
        }
    }
    // The same supplier under its old id.
    let suppliers = quarters.each_ref().map(|quarter| quarter["E-111"].1.as_str());
    assert_eq!(suppliers, ["BL-17", "S-017", "S-017"]);
}

/// The sample has a certificate of every status.
#[test]
fn the_sample_has_a_certificate_of_every_standing() {
    use flowdown::assessment::certificate::Standing;
    use flowdown::catalogue::Catalogue;
    let catalogue = Catalogue::embedded().unwrap();
    let found =
        flowdown::intake::portfolio::discover(&root().join("sample-data/portfolio")).unwrap();
    let portfolio =
        flowdown::pipeline::read(&found, &catalogue, &flowdown::cache::Cache::off(), &|| ())
            .unwrap();
    let as_of = jiff::civil::date(2026, 10, 31);
    let mut standings: Vec<Standing> = portfolio
        .register
        .certificates
        .iter()
        .filter_map(|row| {
            use flowdown::assessment::certificate::Weighed;
            Weighed::new(row, &catalogue.policy, &catalogue.vocabulary, as_of).standing
        })
        .collect();
    standings.sort();
    standings.dedup();
    assert_eq!(standings.len(), 9, "{standings:?}");
}

/// The sample has the difficult chains and documents that a decision must handle.
#[test]
fn the_sample_has_the_chains_and_papers_that_decisions_must_cope_with() {
    use flowdown::model::Code;
    let (decisions, _, _) = run();
    let of = |id: &str| {
        let engagements = decisions["engagements"].as_array().unwrap();
        engagements.iter().find(|one| one["engagement"] == id).unwrap().clone()
    };
    let node = |id: &str, supplier: &str| {
        let engagement = of(id);
        let chain = engagement["chain"].as_array().unwrap();
        chain.iter().find(|node| node["supplier"] == supplier).unwrap().clone()
    };
    // The lowest node of the diamond has two givers, and receives the tier of S-004.
    let givers = of("E-102")["subcontracts"].as_array().unwrap().clone();
    let givers: Vec<_> = givers.iter().filter(|one| one["to"] == "S-005").collect();
    assert_eq!(givers.len(), 2);
    assert_eq!(node("E-102", "S-005")["tier"], "confidential");
    // Four levels: the helpdesk is three below the prime. 72 − 12 hours are available, 24 + 12 + 12 + 24 agreed.
    assert_eq!(node("E-105", "S-011")["depth"], 3);
    assert_eq!(node("E-105", "S-011")["notice_slack_hours"], -12);
    // 48 hours are owed, 24 kept, 72 agreed.
    assert_eq!(node("E-107", "S-013")["notice_slack_hours"], -48);
    for (id, rule) in
        [("E-117", "chain-cycle"), ("E-108", "localisation"), ("E-107", "notice-slack")]
    {
        let engagement = of(id);
        assert!(
            engagement["rules"].as_array().unwrap().iter().any(|one| one["rule"] == rule),
            "{id}"
        );
    }
    // The study may begin; the series has to wait.
    let phases = of("E-121")["phases"].clone();
    assert_eq!(phases[0]["decision"], "approve-with-conditions");
    assert_eq!(phases[1]["decision"], "reject");

    let catalogue = flowdown::catalogue::Catalogue::embedded().unwrap();
    let found =
        flowdown::intake::portfolio::discover(&root().join("sample-data/portfolio")).unwrap();
    let portfolio =
        flowdown::pipeline::read(&found, &catalogue, &flowdown::cache::Cache::off(), &|| ())
            .unwrap();
    let as_of = jiff::civil::date(2026, 10, 31);
    let (register, responses) = (&portfolio.register, &portfolio.responses);
    let judged = flowdown::assessment::assess(flowdown::assessment::Inputs::new(
        &catalogue, register, responses, as_of,
    ));
    for (code, waiver) in [(Code::WaiverExpired, "W-02"), (Code::WaiverSelfApproved, "W-03")] {
        let says =
            |finding: &flowdown::model::Finding| finding.code == code && finding.subject == waiver;
        assert!(judged.findings.iter().any(says), "{waiver}");
    }
}

//! The program as a whole: its output, its failures, and that the same input gives the same bytes.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// The repository's folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the program in the repository's folder.
pub(crate) fn flowdown(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_flowdown"))
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap()
}

/// The exit status and everything that the program printed.
pub(crate) fn answered(arguments: &[&str]) -> (i32, String) {
    let output = flowdown(arguments);
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    (output.status.code().unwrap(), String::from_utf8(text).unwrap())
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Every file below a folder with its bytes, by path.
pub(crate) fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    fn walk(root: &Path, at: &Path, found: &mut Vec<(String, Vec<u8>)>) {
        let mut entries: Vec<PathBuf> =
            std::fs::read_dir(at).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(root, &path, found);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                found.push((name, std::fs::read(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(folder, folder, &mut found);
    found
}

/// Assesses the sample portfolio; returns the run folder.
pub(crate) fn assess_sample(out: &Path, threads: &str) -> PathBuf {
    let out = out.to_str().unwrap();
    let output = flowdown(&[
        "assess",
        "sample-data/portfolio",
        "--no-cache",
        "--as-of",
        "2026-10-31",
        "--out",
        out,
        "--threads",
        threads,
    ]);
    assert_eq!(status(&output), 3, "{}", said(&output.stderr));
    Path::new(out).join("2026-10-31")
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let (one, two) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let (first, second) = (assess_sample(one.path(), "1"), assess_sample(two.path(), "2"));
    let (first, second) = (contents(&first), contents(&second));
    assert!(first.len() > 10);
    let names =
        |all: &[(String, Vec<u8>)]| all.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&first), names(&second));
    for ((name, bytes), (_, other)) in first.iter().zip(&second) {
        assert!(bytes == other, "{name} differs");
    }
}

#[test]
fn asked_for_more_it_names_every_file_and_part_of_a_run_and_writes_the_same() {
    let here = TempDir::new().unwrap();
    let portfolio = here.path().join("p");
    let asked =
        ["sample", portfolio.to_str().unwrap(), "--suppliers", "3", "--as-of", "2026-10-31"];
    assert_eq!(status(&flowdown(&asked)), 0);
    let assess = |out: &str, more: &[&str]| {
        let out = here.path().join(out);
        let paths = [portfolio.to_str().unwrap(), "--out", out.to_str().unwrap()];
        let done = flowdown(&[&["assess", "--as-of", "2026-10-31"], &paths[..], more].concat());
        (said(&done.stderr), contents(&out))
    };
    let (silent, first) = assess("silent", &[]);
    assert!(!silent.contains("time.busy"), "{silent}");
    let (verbose, second) = assess("verbose", &["-v"]);
    assert!(first == second);
    let files = |text: &str, cached: &str| {
        let is = |line: &&str| line.contains("file{path=\"responses/") && line.contains(cached);
        text.lines().filter(is).count()
    };
    let known = std::fs::read_dir(portfolio.join("responses")).unwrap().count();
    assert!(known > 0 && files(&verbose, "cached=true") == known, "{verbose}");
    let (anew, _) = assess("anew", &["-v", "--no-cache"]);
    assert_eq!(files(&anew, "cached=false"), known, "{anew}");
    for part in ["read", "judge", "track", "publish", "decisions", "tables", "deals"] {
        let line = format!("INFO {part}: close time.busy=");
        assert_eq!(verbose.matches(&line).count(), 1, "{part}: {verbose}");
    }
    assert!(!verbose.contains(" cache "), "{verbose}");
    let (most, _) = assess("most", &["-vv"]);
    assert!(most.contains("cache kind=\"responses\" known=true"), "{most}");
    let both = flowdown(&["assess", portfolio.to_str().unwrap(), "-v", "--quiet"]);
    assert!(status(&both) == 2 && said(&both.stderr).contains("cannot be used with"));
}

#[test]
fn decisions_satisfy_their_schema() {
    let folder = TempDir::new().unwrap();
    let run = assess_sample(folder.path(), "2");
    let read = |path: &Path| {
        serde_json::from_slice::<serde_json::Value>(&std::fs::read(path).unwrap()).unwrap()
    };
    let schema = read(&root().join("src/run_folder/decisions.schema.json"));
    let decisions = read(&run.join("decisions.json"));
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&decisions).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert!(!decisions["engagements"].as_array().unwrap().is_empty());
}

/// `run.json` lists every input and output, with digests that any program can compute.
#[test]
fn the_record_lists_every_file_with_its_digest() {
    use sha2::{Digest as _, Sha256};
    let folder = TempDir::new().unwrap();
    let run = assess_sample(folder.path(), "2");
    let record: serde_json::Value =
        serde_json::from_slice(&std::fs::read(run.join("run.json")).unwrap()).unwrap();
    let hex = |bytes: &[u8]| {
        Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let listed = |key: &str| -> Vec<(String, String)> {
        let files = record[key].as_array().unwrap().iter();
        files
            .map(|file| {
                (
                    file["path"].as_str().unwrap().to_owned(),
                    file["sha256"].as_str().unwrap().to_owned(),
                )
            })
            .collect()
    };
    let outputs: Vec<_> = contents(&run)
        .into_iter()
        .filter(|(name, _)| name != "run.json")
        .map(|(name, bytes)| (name, hex(&bytes)))
        .collect();
    assert_eq!(listed("outputs"), outputs);
    // A cache of an earlier run may be there, and approvals are added later; neither is an input.
    let inputs: Vec<_> = contents(&root().join("sample-data/portfolio"))
        .into_iter()
        .filter(|(name, _)| !name.starts_with(flowdown::cache::FOLDER) && name != "approvals.jsonl")
        .map(|(name, bytes)| (name, hex(&bytes)))
        .collect();
    let mut found = listed("inputs");
    found.sort();
    let mut expected = inputs;
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn a_run_of_the_same_day_is_replaced_only_by_force() {
    let folder = TempDir::new().unwrap();
    let run = assess_sample(folder.path(), "2");
    let before = contents(&run);
    let out = folder.path().to_str().unwrap();
    let again =
        ["assess", "sample-data/portfolio", "--no-cache", "--as-of", "2026-10-31", "--out", out];
    let output = flowdown(&again);
    assert_eq!(status(&output), 2);
    assert!(said(&output.stderr).contains("--force"));
    assert_eq!(contents(&run), before);
    let output = flowdown(&[&again[..], &["--force"]].concat());
    assert_eq!(status(&output), 3);
    assert_eq!(contents(&run), before);
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        1,
        "nothing is left beside the run"
    );
}

#[test]
fn what_is_asked_for_is_what_comes_back() {
    let folder = TempDir::new().unwrap();
    let to = folder.path().to_str().unwrap();
    let output = flowdown(&[
        "request",
        "sample-data/portfolio",
        "--whole",
        "--to",
        to,
        "--as-of",
        "2026-10-31",
    ]);
    assert_eq!(status(&output), 0, "{}", said(&output.stderr));
    let forms: Vec<String> = contents(folder.path()).into_iter().map(|(name, _)| name).collect();
    assert!(forms.len() >= 20, "{forms:?}");
    let paths: Vec<String> =
        forms.iter().map(|name| folder.path().join(name).to_str().unwrap().to_owned()).collect();
    let mut arguments = vec!["check", "--json"];
    arguments.extend(paths.iter().map(String::as_str));
    let output = flowdown(&arguments);
    assert_eq!(status(&output), 0, "{}", said(&output.stderr));
    let check: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    for file in check["files"].as_array().unwrap() {
        assert_eq!(file["status"], "accepted", "{file}");
        assert_eq!(file["questionnaire"], "flowdown");
        assert_eq!(file["cells"]["unaccounted"].as_array().unwrap().len(), 0, "{file}");
        assert_eq!(file["answers"]["unanswered"], file["questions"]["found"]);
        assert_eq!(file["questions"]["added"], 0);
    }
}

/// The number of questions in the form of a supplier.
fn asked(supplier: &str, more: &[&str]) -> u64 {
    let folder = TempDir::new().unwrap();
    let to = folder.path().to_str().unwrap();
    let mut arguments =
        vec!["request", "sample-data/portfolio", "--as-of", "2026-10-31", "--to", to];
    arguments.extend(["--supplier", supplier]);
    arguments.extend(more);
    assert_eq!(status(&flowdown(&arguments)), 0);
    let name = contents(folder.path()).remove(0).0;
    let output = flowdown(&["check", "--json", folder.path().join(name).to_str().unwrap()]);
    let check: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let file = &check["files"][0];
    assert_eq!(file["cells"]["unaccounted"].as_array().unwrap().len(), 0, "{file}");
    file["questions"]["found"].as_u64().unwrap()
}

#[test]
fn what_another_form_settles_is_not_asked_again() {
    // S-027 answered a CAIQ; S-001 our own form, which a newer one would supersede as a whole.
    let (left, whole) = (asked("S-027", &[]), asked("S-027", &["--whole"]));
    assert!(left > 0 && left * 4 < whole, "{left} of {whole}");
    assert_eq!(asked("S-001", &[]), asked("S-001", &["--whole"]));
}

#[test]
fn a_new_portfolio_is_valid_and_empty() {
    let folder = TempDir::new().unwrap();
    let portfolio = folder.path().join("new");
    let portfolio = portfolio.to_str().unwrap();
    assert_eq!(status(&flowdown(&["init", portfolio])), 0);
    assert_eq!(status(&flowdown(&["assess", portfolio, "--as-of", "2026-10-31"])), 0);
    let again = flowdown(&["init", portfolio]);
    assert_eq!(status(&again), 2);
    assert!(said(&again.stderr).contains("nothing is overwritten"));
}

#[test]
fn wrong_usage_ends_with_two_and_help_with_zero() {
    assert_eq!(status(&flowdown(&["--help"])), 0);
    assert_eq!(status(&flowdown(&["frobnicate"])), 2);
    assert_eq!(status(&flowdown(&["assess"])), 2);
    assert_eq!(status(&flowdown(&["assess", "no-such-folder"])), 2);
    assert_eq!(status(&flowdown(&["assess", "sample-data/portfolio", "--as-of", "31.10.2026"])), 2);
    let verbs = [
        "init",
        "due",
        "request",
        "check",
        "assess",
        "feedback",
        "explain",
        "gate",
        "approve",
        "compare",
        "replay",
        "calibrate",
        "verify",
        "export",
        "map",
        "catalogue",
        "sample",
    ];
    for verb in verbs {
        let help = flowdown(&[verb, "--help"]);
        assert_eq!(status(&help), 0);
        assert!(said(&help.stdout).contains("Example"), "{verb} has no example");
    }
    assert!(said(&flowdown(&["completions", "bash"]).stdout).contains("flowdown"));
    assert!(said(&flowdown(&["manual"]).stdout).contains("flowdown assess"));
}

#[test]
fn exported_rules_can_be_used_and_a_slip_in_them_is_shown_with_its_line() {
    let folder = TempDir::new().unwrap();
    let to = folder.path().to_str().unwrap();
    assert_eq!(status(&flowdown(&["catalogue", "--export", to])), 0);
    let scoring = folder.path().join("scoring");
    let argument = scoring.to_str().unwrap().to_owned();
    let policy = flowdown(&["catalogue", "policy", "--json", "--scoring", &argument]);
    assert_eq!(policy.stdout, flowdown(&["catalogue", "policy", "--json"]).stdout);
    let tiers = scoring.join("tiers.toml");
    let text = std::fs::read_to_string(&tiers).unwrap();
    std::fs::write(
        &tiers,
        text.replacen("appetite = 0.22", "apetite = 0.22", 1).replacen(
            "due_days = 30",
            "due_days = \"30\"",
            1,
        ),
    )
    .unwrap();
    let output = flowdown(&["catalogue", "policy", "--scoring", &argument]);
    assert_eq!(status(&output), 2);
    let message = said(&output.stderr);
    let line = text.lines().position(|line| line.starts_with("appetite = 0.22")).unwrap() + 1;
    assert!(message.contains(&format!("tiers.toml:{line}")), "{message}");
    assert!(message.contains("did you mean `appetite`?"), "{message}");
    assert!(message.contains("due_days = \"30\""), "both slips are shown: {message}");
}

/// The policy has the shape that the method's page publishes.
#[test]
fn the_policy_prints_in_the_published_shape() {
    let output = flowdown(&["catalogue", "policy", "--json"]);
    let policy: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let keys: Vec<&str> = policy.as_object().unwrap().keys().map(String::as_str).collect();
    for key in [
        "tiers",
        "controls",
        "domains",
        "evidence",
        "likelihood",
        "assurance",
        "thresholds",
        "gates",
        "waivers",
        "signers",
        "certificates",
        "schemes",
        "mechanisms",
        "regimes",
    ] {
        assert!(keys.contains(&key), "{key} is missing");
    }
    assert_eq!(policy["tiers"]["public"]["appetite"], serde_json::Value::Null);
    assert_eq!(policy["gates"]["control-missing"]["heavy"]["restricted"], "reject");
}

/// The day is the machine's local day: in two time zones 26 hours apart it is never the same day.
#[test]
fn today_is_the_day_of_the_machines_time_zone() {
    let day = |zone: &str| {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_flowdown"));
        program.args(["gate", "no-run", "--engagement", "E-1"]).env("TZ", zone);
        let said = String::from_utf8(program.output().unwrap().stderr).unwrap();
        said.lines().find_map(|line| line.split("as of ").nth(1)).unwrap().to_owned()
    };
    let (east, west) = (day("<+14>-14"), day("<-12>12"));
    assert!(east > west, "{east} {west}");
}

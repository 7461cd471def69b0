//! Hostile files harm neither the program nor the files beside them.
//!
//! The operating system limits memory and processor time of the program as a whole: a file that took more would end it.

#![cfg_attr(
    not(target_os = "linux"),
    allow(
        dead_code,
        unused_imports,
        reason = "the bounds of `ulimit` and pipes are tested on Linux alone"
    )
)]

mod files;

use std::path::Path;
use std::process::{Command, Output};

use flowdown::intake::workbook::Limits;
use serde_json::Value;

/// The address space in KiB; the program itself takes most of it, even without a file.
const MEMORY: u32 = 3_000_000;
/// The seconds of processor time for all files, on a busy machine.
const SECONDS: u32 = 90;

/// Runs the program within limits that the operating system enforces.
fn bounded(arguments: &[&str], folder: &Path) -> Output {
    let limits = format!("ulimit -v {MEMORY} && ulimit -t {SECONDS} && exec \"$0\" \"$@\"");
    Command::new("bash")
        .args(["-c", &limits, env!("CARGO_BIN_EXE_flowdown")])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// A portfolio of two suppliers: one sends a form, the other all the hostile files.
fn portfolio(folder: &Path) {
    for below in ["p/register", "p/responses/S-1", "p/responses/S-2"] {
        std::fs::create_dir_all(folder.join(below)).unwrap();
    }
    let write = |path: &str, bytes: &[u8]| std::fs::write(folder.join(path), bytes).unwrap();
    write("p/register/Suppliers.csv", b"Supplier ID,Name,Country\nS-1,N,DE\nS-2,M,DE\n");
    write(
        "p/register/Engagements.csv",
        b"Engagement ID,Supplier ID,Deal ID,Information tier,Origin country,Start\n\
          E-1,S-1,D,internal,DE,2026-01-01\nE-2,S-2,D,internal,DE,2026-01-01\n",
    );
    let questions = crate::support::catalogue().native().unwrap().questions.iter();
    let rows: String = questions.map(|question| format!("{},yes\n", question.id)).collect();
    write("p/responses/S-1/form-2026-10-01.csv", format!("ID,Answer\n{rows}").as_bytes());
}

#[cfg(target_os = "linux")]
#[test]
fn the_good_form_is_decided_and_every_other_file_named() {
    let folder = tempfile::tempdir().unwrap();
    portfolio(folder.path());
    let files = files::all();
    for (name, bytes, _) in &files {
        // One name contains a folder that imitates another path in a message.
        let path = folder.path().join("p/responses/S-2").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let pipe = folder.path().join("p/responses/S-2/pipe.xlsx");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let run =
        ["assess", "p", "--out", "o", "--no-cache", "--threads", "2", "--as-of", "2026-10-31"];
    let output = bounded(&run, folder.path());
    let (said, complaints) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(3), "{complaints}");
    for text in [&said, &complaints] {
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text}");
    }
    let lines: Vec<&str> = complaints.lines().collect();
    for (name, _, reason) in &files {
        let shown: String = name
            .chars()
            .flat_map(|c| {
                match c {
                    c if c.is_control() => c.escape_default().collect::<String>(),
                    c => c.to_string(),
                }
                .chars()
                .collect::<Vec<_>>()
            })
            .collect();
        let line = lines.iter().find(|line| line.contains(&format!("S-2/{shown}: ")));
        let line = line.unwrap_or_else(|| panic!("{shown} is not named in\n{complaints}"));
        assert!(line.contains(reason), "{line}");
    }
    assert!(complaints.contains("pipe.xlsx: refused (it is no ordinary file)"), "{complaints}");
    let named = lines.iter().filter(|line| line.starts_with("  responses/")).count();
    assert_eq!(named, files.len() + 1, "{complaints}");
    let decisions = std::fs::read(folder.path().join("o/2026-10-31/decisions.json")).unwrap();
    let decisions: Value = serde_json::from_slice(&decisions).unwrap();
    let of = |id: &str| {
        let all = decisions["engagements"].as_array().unwrap().iter();
        all.clone().find(|one| one["engagement"] == id).unwrap()["coverage"].clone()
    };
    assert!(of("E-1").as_f64().unwrap() > 0.5, "{}", of("E-1"));
    assert!(of("E-2").as_f64().is_none_or(|share| share == 0.0), "{}", of("E-2"));
}

/// The documentation states the limits that the program uses.
#[test]
fn the_limits_are_those_that_the_documentation_states() {
    let page = std::fs::read_to_string(crate::program::root().join("docs/security.md")).unwrap();
    let stated: Vec<(&str, u64)> = page
        .lines()
        .filter_map(|line| {
            let mut columns = line.strip_prefix("| `")?.split(" | ");
            let name = columns.next()?.strip_suffix('`')?;
            Some((name, columns.next()?.parse().ok()?))
        })
        .collect();
    let limits = Limits::default();
    let used = [
        ("file_bytes", limits.max_file_bytes),
        ("parts", limits.max_parts as u64),
        ("unpacked_bytes", limits.max_unpacked_bytes),
        ("parsed_bytes", limits.max_parsed_bytes),
        ("tags", limits.max_tags),
        ("sheets", limits.max_sheets as u64),
        ("cells", limits.max_cells as u64),
        ("text_bytes", limits.max_text_bytes as u64),
        ("area", limits.max_area),
        ("styles", limits.max_styles as u64),
    ];
    assert_eq!(stated, used);
}

/// A pipe, a device or a folder in place of a file is an error at once, not a wait.
#[cfg(target_os = "linux")]
#[test]
fn what_is_no_ordinary_file_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    portfolio(folder.path());
    let pipe = |path: &str| {
        assert!(Command::new("mkfifo").arg(folder.path().join(path)).status().unwrap().success());
    };
    let status = |arguments: &[&str]| {
        let output = bounded(arguments, folder.path());
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    pipe("a.xlsx");
    for arguments in [&["check", "a.xlsx"], &["map", "a.xlsx"], &["check", "/dev/zero"]] {
        let (code, text) = status(arguments);
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains("no ordinary file"), "{text}");
    }
    pipe("p/flowdown.toml");
    let (code, text) = status(&["assess", "p"]);
    assert!(code == Some(2) && text.contains("a pipe"), "{text}");
    std::fs::remove_file(folder.path().join("p/flowdown.toml")).unwrap();
    std::fs::remove_dir_all(folder.path().join("p/register")).unwrap();
    let long = std::fs::File::create(folder.path().join("p/register.xlsx")).unwrap();
    long.set_len(4 << 30).unwrap();
    let (code, text) = status(&["assess", "p"]);
    assert!(code == Some(2) && text.contains("4294967296 bytes"), "{text}");
}

/// Cells of the greatest length, in which every word could be the start of a search through the rest: a quadratic scan
/// would take long.
#[cfg(target_os = "linux")]
#[test]
fn no_cell_takes_long_to_read() {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = crate::support::catalogue();
    let ids: Vec<&str> =
        catalogue.native().unwrap().questions.iter().map(|one| one.id.as_str()).collect();
    let pieces = [
        ":",
        "?",
        "a: ",
        "yes: ",
        "a: yes the door. ",
        "yes, ",
        "yes by 2031 5%, ",
        "☐ a ",
        "はい、",
    ];
    let mut rows = String::from("ID,Answer,Comment\n");
    for (at, id) in ids.iter().enumerate() {
        let length = [3_900, 32_000][at / pieces.len() % 2];
        let text = pieces[at % pieces.len()].repeat(length);
        let text: String = text.chars().take(length).collect();
        rows.push_str(&format!("{id},\"{text}\",\n"));
    }
    std::fs::write(folder.path().join("a.csv"), rows).unwrap();
    let output = bounded(&["check", "a.csv", "--json"], folder.path());
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["files"][0]["status"], "accepted", "{found:.400}");
}

/// The output folder may not be inside an input folder, whatever the settings say.
#[test]
fn no_run_is_written_where_inputs_are_read() {
    let folder = tempfile::tempdir().unwrap();
    portfolio(folder.path());
    let path = |below: &str| folder.path().join(below);
    let refused = |out: &str| {
        std::fs::write(path("p/flowdown.toml"), format!("out = {out:?}\n")).unwrap();
        let output = bounded(&["assess", "p", "--as-of", "2026-10-31"], folder.path());
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{text}");
        text.contains("which is read") || text.contains("outside of the portfolio")
    };
    for out in ["responses", "responses/S-1/x", "./register", "../p2", "a/../../b", "/o"] {
        assert!(refused(out), "{out}");
    }
    // Nor inside an input folder that does not exist yet.
    std::fs::remove_dir_all(path("p/responses")).unwrap();
    std::fs::create_dir(path("p/responses")).unwrap();
    std::fs::remove_dir_all(path("p/register")).unwrap();
    let init = bounded(&["init", "q"], folder.path());
    assert_eq!(init.status.code(), Some(0));
    std::fs::rename(path("q/register.xlsx"), path("p/register.xlsx")).unwrap();
    assert!(refused("register") && refused("register/runs"));
    assert!(!path("p/register").exists());
}

/// If the system allows fewer threads than requested, fewer are used.
#[cfg(target_os = "linux")]
#[test]
fn too_many_threads_are_no_bug() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), "ID,Answer\nFD-GOV-01,yes\n").unwrap();
    let output = bounded(&["check", "a.csv", "--threads", "1024"], folder.path());
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(matches!(output.status.code(), Some(0 | 3)), "{text}");
    assert!(!text.contains("bug"), "{text}");
}

/// Of several runs started together one is written, and the others report that.
#[test]
fn of_runs_started_together_one_is_written() {
    let folder = tempfile::tempdir().unwrap();
    portfolio(folder.path());
    let run = ["assess", "p", "--out", "o", "--no-cache", "--quiet", "--as-of", "2026-10-31"];
    let start = || {
        Command::new(env!("CARGO_BIN_EXE_flowdown"))
            .args(run)
            .current_dir(folder.path())
            .stderr(std::process::Stdio::piped())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap()
    };
    let started: Vec<_> = (0..4).map(|_| start()).collect();
    let ended: Vec<Output> =
        started.into_iter().map(|child| child.wait_with_output().unwrap()).collect();
    let (written, lost): (Vec<_>, Vec<_>) =
        ended.iter().partition(|output| output.status.code() == Some(0));
    assert_eq!(written.len(), 1, "{ended:?}");
    for output in lost {
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains("is already there") || text.contains("written meanwhile"), "{text}");
    }
    let names = std::fs::read_dir(folder.path().join("o")).unwrap().count();
    assert_eq!(names, 1);
}

/// The forms of two suppliers never share a file, whatever characters their ids contain.
#[test]
fn forms_of_ids_that_look_alike_stand_in_files_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let ids = ["A/1", "A_1", "A:1", "a_1", "A_1.", "con", "..", "é", "e\u{301}"];
    let rows = |make: &dyn Fn(usize, &str) -> String| -> String {
        ids.iter().enumerate().map(|(at, id)| make(at, id)).collect()
    };
    std::fs::create_dir_all(folder.path().join("p/register")).unwrap();
    let write = |name: &str, text: String| {
        std::fs::write(folder.path().join("p/register").join(name), text).unwrap();
    };
    write(
        "Suppliers.csv",
        format!("Supplier ID,Name,Country\n{}", rows(&|_, id| format!("{id},N,DE\n"))),
    );
    let engagements = rows(&|at, id| format!("E{at},{id},D,confidential,DE,2026-01-01\n"));
    let head = "Engagement ID,Supplier ID,Deal ID,Information tier,Origin country,Start\n";
    write("Engagements.csv", format!("{head}{engagements}"));
    let arguments = ["request", "p", "--to", "forms", "--as-of", "2026-10-31"];
    let asked = || {
        Command::new(env!("CARGO_BIN_EXE_flowdown"))
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap()
    };
    let output = asked();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let names: Vec<String> = std::fs::read_dir(folder.path().join("forms"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let folded: std::collections::BTreeSet<String> =
        names.iter().map(|name| name.to_lowercase()).collect();
    assert_eq!((names.len(), folded.len()), (ids.len(), ids.len()), "{names:?}");
    // Each form is read back as that of its supplier.
    std::fs::rename(folder.path().join("forms"), folder.path().join("p/responses")).unwrap();
    let arguments = ["check", "p", "--json", "--as-of", "2026-10-31"];
    let output = Command::new(env!("CARGO_BIN_EXE_flowdown"))
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap();
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let files = found["files"].as_array().unwrap();
    let mut owners: Vec<&str> = files.iter().filter_map(|file| file["supplier"].as_str()).collect();
    owners.sort_unstable();
    owners.dedup();
    // An id that consists of dots can't be matched in a form's name; such a file is matched by its folder only.
    let mut named: Vec<&str> = ids.into_iter().filter(|id| *id != "..").collect();
    named.sort_unstable();
    assert_eq!(owners, named, "{files:#?}");
    let nobodys: Vec<_> = files.iter().filter(|file| file["supplier"].is_null()).collect();
    assert!(matches!(nobodys[..], [file] if file["status"] == "quarantined"), "{files:#?}");
}

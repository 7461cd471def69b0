//! The examples do what they say. `cargo test` builds them beside the tests; `cargo test --test all` does not, and runs
//! those that were built earlier.

use std::path::PathBuf;
use std::process::Command;

use crate::program::root;

/// The output of an example with the arguments that its first lines name.
fn run(example: &str, arguments: &[&str]) -> String {
    let folder = PathBuf::from(env!("CARGO_BIN_EXE_flowdown"));
    let program = folder
        .with_file_name("examples")
        .join(format!("{example}{}", std::env::consts::EXE_SUFFIX));
    let output = Command::new(&program).args(arguments).current_dir(root()).output();
    let output = output.unwrap_or_else(|error| {
        panic!("{}: {error}; `cargo test --examples` builds it", program.display())
    });
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{example}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_form_is_read() {
    let said = run("read_form", &["sample-data/portfolio/responses/Hazelmarch HECVAT.xlsx"]);
    assert!(said.contains(": accepted") && said.contains("cells accounted for"), "{said}");
    let is_answer = |line: &&str| ["Yes", "Partial", "No"].iter().any(|one| line.ends_with(one));
    assert!(said.lines().rev().take(3).all(|line| is_answer(&line)), "{said}");
}

#[test]
fn a_folder_is_assessed_and_the_gate_asked() {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().to_str().unwrap();
    let said = run("assess_folder", &["sample-data/portfolio", folder, "2026-10-31"]);
    assert!(
        said.lines().count() > 20 && said.contains("E-101 approve, up to restricted"),
        "{said}"
    );
    let run_folder = out.path().join("2026-10-31");
    let said = run("ask_gate", &[run_folder.to_str().unwrap(), "E-101", "2026-10-31"]);
    assert!(said.contains("allowed at restricted on 2026-10-31"), "{said}");
}

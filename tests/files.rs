//! Returned files that can't be used, and the messages about them.

use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;

use crate::drawing;

/// The output of `flowdown check` for a file: standard error, standard output and exit status.
fn checked(name: &str, bytes: &[u8]) -> (String, String, Option<i32>) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), bytes).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_flowdown"))
        .args(["--as-of", "2026-10-31", "check", name])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (said(output.stderr), said(output.stdout), output.status.code())
}

/// The standard output for a file that can't be used; the exit status is checked.
fn refused(name: &str, bytes: &[u8]) -> String {
    let (complaints, report, status) = checked(name, bytes);
    assert_eq!((complaints.as_str(), status), ("", Some(3)));
    report
}

fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/intake");
    std::fs::read(folder.join(name)).unwrap()
}

#[test]
fn a_file_behind_a_password() {
    assert_snapshot!(refused("S-1.xlsx", &fixture("password-protected.xlsx")), @r##"
    S-1.xlsx  refused: the file is protected by a password
      cells 0 = 0 accounted + 0 unaccounted
      file-refused         the file is protected by a password
                           help: open it with the password, remove it (in Excel: File, Info, Protect Workbook, Encrypt with Password) and save it again
    "##);
}

#[test]
fn an_empty_file() {
    assert_snapshot!(refused("S-1.xlsx", b""), @r##"
    S-1.xlsx  refused: the file is empty
      cells 0 = 0 accounted + 0 unaccounted
      file-refused         the file is empty
                           help: ask the sender for the file again; it may have been lost on the way
    "##);
}

#[test]
fn a_file_that_ends_too_early() {
    let bytes = drawing::workbook(&[("Questionnaire", "| ID | Answer |\n| FD-ACC-02 | yes |")]);
    assert_snapshot!(refused("S-1.xlsx", &bytes[..bytes.len() / 2]), @r##"
    S-1.xlsx  refused: the file is damaged: invalid Zip archive: Could not find EOCD
      cells 0 = 0 accounted + 0 unaccounted
      file-refused         the file is damaged: invalid Zip archive: Could not find EOCD
                           help: open it in a spreadsheet program, let it repair the file and save it as .xlsx, or ask the sender for the file again
    "##);
}

/// The name of the stream in an `.xls` file distinguishes it from a Word document.
#[test]
fn a_word_document_named_xls() {
    let mut bytes = fixture("positions-dates-hidden.xls");
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let (book, word) = (utf16("Workbook\0\0\0\0"), utf16("WordDocument"));
    let at = bytes.windows(book.len()).position(|window| window == book).unwrap();
    bytes[at..at + word.len()].copy_from_slice(&word);
    assert_snapshot!(refused("S-1.xls", &bytes), @r##"
    S-1.xls  refused: the file is not a spreadsheet but a Word document
      cells 0 = 0 accounted + 0 unaccounted
      file-refused         the file is not a spreadsheet but a Word document
                           help: ask the sender for the form as a spreadsheet (.xlsx, .xls, .ods or .csv)
    "##);
}

#[test]
fn an_answer_that_is_not_understood() {
    let form = "
        | ID        | Answer   |
        | FD-ACC-02 | Yse      |
        | FD-ACC-03 | yes      |
        | FD-INC-01 | 24 hours |
    ";
    let bytes = drawing::workbook(&[("Questionnaire", form)]);
    let (complaints, _, status) = checked("S-1 2026-10-01.xlsx", &bytes);
    assert_eq!(status, Some(0), "the file is used; only the answers are not");
    assert_snapshot!(complaints, @r##"
    warning: `Yse` is no answer; it was read as unanswered
     --> S-1 2026-10-01.xlsx › Questionnaire!B2:2:13
      |
    2 | FD-ACC-02 │ Yse
      |             ^^^ read as unanswered
      |
      = help: did you mean `yes`?
    warning: `24 hours` is no number; it was read as unanswered
     --> S-1 2026-10-01.xlsx › Questionnaire!B4:4:13
      |
    4 | FD-INC-01 │ 24 hours
      |             ^^^^^^^^ read as unanswered
      |
      = help: accepted are digits without a sign or unit, and not applicable
    "##);
}

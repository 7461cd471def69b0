//! `flowdown approve` and the answers of `flowdown gate` to it, on runs of the sample portfolio.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{answered, contents, flowdown, root};

/// A copy of the sample portfolio with two consecutive runs in it. Tests only read it: each keeps its ledger elsewhere.
static PORTFOLIO: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    copy(&root().join("sample-data/portfolio"), folder.path());
    let path = folder.path().to_str().unwrap();
    let first = run_of(folder.path(), "2026-10-31");
    let chained = ["--previous", first.to_str().unwrap()];
    for (day, more) in [("2026-10-31", &[][..]), ("2026-11-10", &chained)] {
        let arguments = ["assess", path, "--no-cache", "--as-of", day];
        let output = flowdown(&[&arguments, more].concat());
        assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    }
    folder
});

fn run_of(portfolio: &Path, day: &str) -> PathBuf {
    portfolio.join("out").join(day)
}

fn run() -> PathBuf {
    run_of(PORTFOLIO.path(), "2026-10-31")
}

fn copy(from: &Path, to: &Path) {
    for (name, bytes) in contents(from) {
        let path = to.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

/// A ledger in its own folder.
struct Book(TempDir);

impl Book {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn at(&self) -> &str {
        self.0.path().to_str().unwrap()
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("approvals.jsonl")
    }

    fn entries(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.path()).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn approve_in(&self, run: &Path, arguments: &[&str]) -> (i32, String) {
        let fixed = ["approve", run.to_str().unwrap(), "--portfolio", self.at()];
        answered(&[&fixed, arguments].concat())
    }

    fn approve(&self, arguments: &[&str]) -> (i32, String) {
        self.approve_in(&run(), arguments)
    }

    /// Approves as the deal owner on 2 November, with all conditions.
    fn sign(&self, engagement: &str) -> (i32, String) {
        self.approve(&[&AS_OWNER[..], &["--engagement", engagement, "--accept-all"]].concat())
    }

    fn gate_in(&self, run: &Path, arguments: &[&str]) -> (i32, String) {
        let fixed = ["gate", run.to_str().unwrap(), "--portfolio", self.at()];
        answered(&[&fixed, arguments].concat())
    }

    fn gate(&self, engagement: &str, day: &str, more: &[&str]) -> (i32, String) {
        let asked = ["--engagement", engagement, "--as-of", day];
        self.gate_in(&run(), &[&asked, more].concat())
    }
}

const AS_OWNER: [&str; 8] =
    ["--decision", "approve", "--by", "Jane Roe", "--role", "deal owner", "--on", "2026-11-02"];

/// The ids and days of the open conditions of an engagement, from `findings.json`.
fn conditions(engagement: &str) -> BTreeMap<String, Value> {
    let text = std::fs::read_to_string(run().join("findings.json")).unwrap();
    let findings: Value = serde_json::from_str(&text).unwrap();
    let all = findings["findings"].as_array().unwrap().iter();
    let open = all.filter(|one| {
        one["kind"] == "rule"
            && one["engagement"] == engagement
            && one["outcome"] == "condition"
            && one["status"] == "open"
    });
    open.map(|one| (one["id"].as_str().unwrap().to_owned(), one["due"].clone())).collect()
}

#[test]
fn an_approval_counts_from_its_day_on() {
    let book = Book::new();
    let (status, said) = book.gate("E-104", "2026-11-02", &[]);
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("  not signed: the ledger holds no approval of it\n"), "{said}");
    let (status, said) = book.gate("E-104", "2026-11-02", &["--signed"]);
    assert_eq!(status, 1);
    assert!(
        said.contains("refused at restricted on 2026-11-02\n  not-signed: the ledger holds"),
        "{said}"
    );

    let (status, said) = book.sign("E-104");
    assert_eq!(status, 0, "{said}");
    let accepted = conditions("E-104").len();
    assert!(accepted > 10);
    let wanted = format!("engagement E-104, up to restricted, {accepted} conditions accepted");
    assert!(said.contains(&wanted), "{said}");
    let (status, said) = book.gate("E-104", "2026-11-02", &["--signed"]);
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("  signed by Jane Roe, deal owner, on 2026-11-02 (A-"), "{said}");
    let (status, said) = book.gate("E-104", "2026-11-01", &["--signed"]);
    assert_eq!(status, 1);
    assert!(said.contains("it is signed on 2026-11-02, which is later"), "{said}");
    // The approval of another engagement does not count.
    assert_eq!(book.gate("E-101", "2026-11-02", &["--signed"]).0, 1);

    let (_, json) = book.gate("E-104", "2026-11-02", &["--json", "--quiet"]);
    let answer: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(answer["signed"], true);
    assert_eq!(answer["approval"]["by"], "Jane Roe");
    let (_, json) = book.gate("E-101", "2026-11-02", &["--json", "--quiet"]);
    let answer: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&answer["signed"], &answer["approval"]), (&Value::Bool(false), &Value::Null));
}

#[test]
fn an_entry_names_what_was_seen() {
    use sha2::{Digest as _, Sha256};
    let hex = |bytes: &[u8]| {
        Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let book = Book::new();
    book.sign("E-104");
    book.sign("E-101");
    let entries = book.entries();
    assert_eq!(entries[0]["run"], hex(&std::fs::read(run().join("run.json")).unwrap()));
    let accepted: BTreeMap<String, Value> = entries[0]["conditions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["id"].as_str().unwrap().to_owned(), one["due"].clone()))
        .collect();
    assert_eq!(accepted, conditions("E-104"));
    // The engagement's object in the file without its rank, as any reader can extract it.
    let text = std::fs::read_to_string(run().join("decisions.json")).unwrap();
    let line = text.lines().find(|line| line.starts_with("{\"engagement\":\"E-104\"")).unwrap();
    let object = line.trim_end_matches(',');
    let rank = object.find("\"rank\":").unwrap();
    let end = rank + object[rank..].find(',').unwrap() + 1;
    let without = format!("{}{}", &object[..rank], &object[end..]);
    let without = without
        .split_once("\"rank_interval\":")
        .map_or(without.clone(), |(a, b)| format!("{a}{}", b.split_once("},").unwrap().1));
    let without = without
        .split_once("\"digest\":")
        .map_or(without.clone(), |(a, b)| format!("{a}{}", b.split_once(',').unwrap().1));
    assert_eq!(entries[0]["decision_digest"], hex(without.as_bytes()));
    // Each line names the digest of the one before.
    let ledger = std::fs::read_to_string(book.path()).unwrap();
    assert_eq!(entries[0]["previous"], Value::Null);
    assert_eq!(entries[1]["previous"], hex(ledger.lines().next().unwrap().as_bytes()));
}

#[test]
fn every_line_satisfies_the_schema() {
    let path = root().join("src/approval/approval.schema.json");
    let expected = flowdown::approval::schema();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &expected).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap();
    assert!(found == expected, "the schema is not current; write it with UPDATE=1 cargo test");
    let schema: Value = serde_json::from_str(&found).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let book = Book::new();
    book.sign("E-104");
    book.approve(&[
        "--deal",
        "D-LYRA",
        "--decision",
        "decline",
        "--by",
        "J",
        "--role",
        "deal owner",
        "--on",
        "2026-11-03",
        "--note",
        "not now",
    ]);
    assert_eq!(book.entries().len(), 2);
    for entry in book.entries() {
        let errors: Vec<String> =
            validator.iter_errors(&entry).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

/// An engagement, the signer's arguments, further arguments, and the texts that must be printed.
type Refused<'r> = (&'r str, [&'r str; 8], &'r [&'r str], &'r [&'r str]);

/// Each attempt is refused with what is wrong and what to do, and nothing is recorded.
#[test]
fn what_can_not_be_approved_is_said_and_not_recorded() {
    let book = Book::new();
    let role =
        |role| ["--decision", "approve", "--by", "Jane Roe", "--role", role, "--on", "2026-11-02"];
    let by = |by, role| ["--decision", "approve", "--by", by, "--role", role, "--on", "2026-11-02"];
    let on =
        |day| ["--decision", "approve", "--by", "Jane Roe", "--role", "deal owner", "--on", day];
    let head = "head of procurement and security";
    let cases: [Refused<'_>; 13] = [
        ("E-1O4", role("deal owner"), &[], &["no engagement `E-1O4`", "did you mean"]),
        (
            "E-104",
            role("deal ovner"),
            &[],
            &["knows no role `deal ovner`", "did you mean `deal owner`?", head],
        ),
        (
            "E-104",
            role("deal owner"),
            &["--accept", "F-0000000000"],
            &["`F-0000000000` is no open condition of engagement E-104"],
        ),
        ("E-101", role("deal owner"), &["--accept", "F-0000000000"], &["no condition is open"]),
        (
            "E-115",
            role("executive committee"),
            &[],
            &["nothing of engagement E-115 can be approved: E-115 is hold", "--decision decline"],
        ),
        ("E-109", role("executive committee"), &[], &["E-109 is reject"]),
        (
            "E-103",
            role("deal owner"),
            &[],
            &["deal owner is below head of procurement and security, who must sign"],
        ),
        (
            "E-103",
            by("lindqvist, m", head),
            &[],
            &["owns the engagement", "let another person sign"],
        ),
        ("E-112", by("T Okafor", head), &[], &["asked for a waiver"]),
        (
            "E-104",
            on("2026-10-30"),
            &[],
            &["can be signed from 2026-10-31 until 2026-11-30, not on 2026-10-30"],
        ),
        ("E-104", on("2026-12-01"), &[], &["not on 2026-12-01"]),
        (
            "E-106",
            on("2026-11-02"),
            &["--tier", "critical"],
            &["critical can't be approved", "approve up to confidential"],
        ),
        ("E-101", by("  ", "deal owner"), &[], &["the name is blank"]),
    ];
    for (engagement, who, more, wanted) in cases {
        let (status, said) =
            book.approve(&[&who[..], &["--engagement", engagement], more].concat());
        assert_eq!(status, 2, "{engagement}: {said}");
        for words in wanted {
            assert!(said.contains(words), "{engagement}: no `{words}` in {said}");
        }
    }
    // The first and the last day still count.
    for day in ["2026-10-31", "2026-11-30"] {
        let arguments = [&on(day)[..], &["--engagement", "E-104", "--accept-all"]].concat();
        let (status, said) = Book::new().approve(&arguments);
        assert_eq!(status, 0, "{said}");
    }
    assert!(!book.path().exists());
}

#[test]
fn conditions_that_are_not_accepted_are_open() {
    let book = Book::new();
    let all: Vec<String> = conditions("E-104").into_keys().collect();
    let some = all[1..].join(",");
    let arguments = ["--engagement", "E-104", "--accept", some.as_str()];
    let (status, said) = book.approve(&[&AS_OWNER[..], &arguments].concat());
    assert_eq!(status, 0, "{said}");
    let wanted = format!("it does not count yet: open conditions were not accepted: {}", all[0]);
    assert!(said.contains(&wanted), "{said}");
    assert_eq!(book.gate("E-104", "2026-11-02", &["--signed"]).0, 1);
    // The next entry accepts all conditions, and counts.
    book.sign("E-104");
    assert_eq!(book.gate("E-104", "2026-11-02", &["--signed"]).0, 0);
}

#[test]
fn a_later_no_takes_a_yes_back_and_a_still_later_yes_counts() {
    let book = Book::new();
    book.sign("E-101");
    let no = [
        "--deal",
        "D-ORION",
        "--decision",
        "decline",
        "--by",
        "R. Vance",
        "--role",
        "deal owner",
        "--on",
        "2026-11-05",
    ];
    let (status, said) = book.approve(&no);
    assert_eq!(status, 0, "{said}");
    let (status, said) = book.gate("E-101", "2026-11-05", &["--signed"]);
    assert_eq!(status, 1);
    assert!(said.contains("R. Vance declined on 2026-11-05"), "{said}");
    // The refusal also counts for an earlier day: it is unknown what was disclosed in between.
    assert_eq!(book.gate("E-101", "2026-11-03", &["--signed"]).0, 1);
    book.sign("E-101");
    assert_eq!(book.gate("E-101", "2026-11-05", &["--signed"]).0, 0);
}

/// D-CYGNUS: E-118 is held; the others are allowed, each at its own tier.
#[test]
fn of_a_deal_what_is_allowed_is_approved_one_by_one() {
    let book = Book::new();
    let head = [
        "--decision",
        "approve",
        "--by",
        "Jane Roe",
        "--role",
        "executive committee",
        "--on",
        "2026-11-02",
    ];
    let (status, said) =
        book.approve(&[&head[..], &["--deal", "D-CYGNUS", "--accept-all"]].concat());
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("E-118 is hold: it was left out"), "{said}");
    let entries = book.entries();
    let subject = |entry: &Value| entry["subject"]["engagement"].as_str().unwrap().to_owned();
    let found: BTreeMap<String, &str> =
        entries.iter().map(|one| (subject(one), one["tier"].as_str().unwrap())).collect();
    let wanted = [("E-103", "critical"), ("E-106", "confidential"), ("E-113", "internal")];
    assert_eq!(found, wanted.map(|(id, tier)| (id.to_owned(), tier)).into());
    for (engagement, _) in wanted {
        assert_eq!(book.gate(engagement, "2026-11-02", &["--signed"]).0, 0, "{engagement}");
    }
    let (_, said) = book.gate("E-118", "2026-11-02", &["--signed"]);
    assert!(said.contains("not-signed"), "{said}");
}

/// If all of a deal can be approved as decided, there is one entry about the deal.
#[test]
fn a_deal_that_is_allowed_is_approved_as_one() {
    let portfolio = TempDir::new().unwrap();
    let write = |name: &str, text: &str| {
        let path = portfolio.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("register/Suppliers.csv", "Supplier ID,Name,Country\nS-1,One,DE\n");
    write(
        "register/Engagements.csv",
        "Engagement ID,Supplier ID,Deal ID,Purpose,Information tier,Origin country,Start,Owner\n\
         E-1,S-1,D-1,Leaflets,public,DE,2026-01-01,Jane Roe\nE-2,S-1,D-1,Posters,public,DE,2026-01-01,Jane Roe\n",
    );
    let path = portfolio.path().to_str().unwrap();
    let (status, said) = answered(&["assess", path, "--no-cache", "--as-of", "2026-10-31"]);
    assert_eq!(status, 0, "{said}");
    let run = run_of(portfolio.path(), "2026-10-31");
    let run = run.to_str().unwrap();
    // The ledger is in the portfolio that contains the run; the owner signs, as the signer is the lowest role.
    let (status, said) = answered(&[&["approve", run, "--deal", "D-1"], &AS_OWNER[..]].concat());
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("deal D-1, up to public"), "{said}");
    let text = std::fs::read_to_string(portfolio.path().join("approvals.jsonl")).unwrap();
    assert_eq!(text.lines().count(), 1);
    for engagement in ["E-1", "E-2"] {
        let asked = ["gate", run, "--engagement", engagement, "--signed", "--as-of", "2026-11-02"];
        assert_eq!(answered(&asked).0, 0);
    }
    let (status, said) = answered(&["approve", run, "--list"]);
    assert_eq!(status, 0);
    assert!(said.contains("Jane Roe, deal owner") && said.contains("1 of 1 entries"), "{said}");
    let (_, json) = answered(&["approve", "--list", "--portfolio", path, "--json", "--quiet"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["entries"][0]["subject"]["deal"], "D-1");
}

/// E-101 is unchanged, so its approval in the previous run counts. E-104's conditions keep their days.
#[test]
fn an_approval_lives_on_in_the_next_run_of_the_chain() {
    let book = Book::new();
    book.sign("E-101");
    book.sign("E-104");
    let next = run_of(PORTFOLIO.path(), "2026-11-10");
    let asked = |engagement| {
        book.gate_in(&next, &["--engagement", engagement, "--as-of", "2026-11-12", "--signed"])
    };
    for engagement in ["E-101", "E-104"] {
        let (status, said) = asked(engagement);
        assert!(status == 0 || !said.contains("not-signed"), "{engagement} {status}: {said}");
    }
    // Without the previous run, its approvals are unknown.
    let alone = TempDir::new().unwrap();
    copy(&next, &alone.path().join("2026-11-10"));
    let asked = ["--engagement", "E-104", "--as-of", "2026-11-12", "--signed"];
    let (status, said) = book.gate_in(&alone.path().join("2026-11-10"), &asked);
    assert_eq!(status, 1);
    assert!(said.contains("it is of another decision"), "{said}");
}

#[test]
fn a_policy_can_always_ask_for_a_signature() {
    let rules = TempDir::new().unwrap();
    let folder = rules.path().join("rules");
    assert_eq!(answered(&["catalogue", "--export", folder.to_str().unwrap()]).0, 0);
    let signers = folder.join("scoring/signers.toml");
    let text = std::fs::read_to_string(&signers).unwrap();
    let asked =
        text.replace("# signature_from = \"restricted\"", "signature_from = \"restricted\"");
    assert_ne!(text, asked);
    std::fs::write(&signers, asked).unwrap();
    let (scoring, out) = (folder.join("scoring"), rules.path().join("out"));
    let (scoring, out) = (scoring.to_str().unwrap(), out.to_str().unwrap());
    let (status, said) = answered(&[
        "assess",
        "sample-data/portfolio",
        "--no-cache",
        "--as-of",
        "2026-10-31",
        "--out",
        out,
        "--scoring",
        scoring,
    ]);
    assert_eq!(status, 3, "{said}");
    let run = Path::new(out).join("2026-10-31");
    let book = Book::new();
    let gate =
        |engagement| book.gate_in(&run, &["--engagement", engagement, "--as-of", "2026-11-02"]);
    let (status, said) = gate("E-101");
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("  not-signed: the ledger holds"), "{said}");
    assert_eq!(gate("E-113").0, 0, "internal is below");
    let (status, said) =
        book.approve_in(&run, &[&AS_OWNER[..], &["--engagement", "E-101"]].concat());
    assert_eq!(status, 0, "{said}");
    assert_eq!(gate("E-101").0, 0);
    // If no ledger is found, nothing is signed, and the policy still asks for a signature.
    let (status, said) = answered(&[
        "gate",
        run.to_str().unwrap(),
        "--engagement",
        "E-101",
        "--as-of",
        "2026-11-02",
    ]);
    assert_eq!(status, 1);
    assert!(said.contains("name it with --portfolio"), "{said}");
}

#[test]
fn processes_that_append_at_once_lose_nothing() {
    let book = Book::new();
    let run = run();
    let start = |index: usize| {
        Command::new(env!("CARGO_BIN_EXE_flowdown"))
            .args([
                "approve",
                run.to_str().unwrap(),
                "--portfolio",
                book.at(),
                "--engagement",
                "E-101",
            ])
            .args(AS_OWNER)
            .args(["--note", &format!("number {index}")])
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap()
    };
    const COUNT: usize = 12;
    let children: Vec<_> = (0..COUNT).map(start).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let mut notes: Vec<String> =
        book.entries().iter().map(|one| one["note"].as_str().unwrap().to_owned()).collect();
    notes.sort();
    notes.dedup();
    assert_eq!(notes.len(), COUNT);
    let (status, said) = answered(&["approve", "--list", "--portfolio", book.at()]);
    assert_eq!(status, 0);
    assert!(said.contains("12 of 12 entries") && said.contains("whole"), "{said}");
}

#[test]
fn a_ledger_that_was_changed_is_named_with_its_line_and_nothing_of_it_counts() {
    let book = Book::new();
    for engagement in ["E-101", "E-104", "E-113"] {
        book.sign(engagement);
    }
    let good = std::fs::read_to_string(book.path()).unwrap();
    let lines: Vec<&str> = good.lines().collect();
    let edited = good.replacen("\"E-104\"", "\"E-106\"", 1);
    let moved = format!("{}\n{}\n{}\n", lines[0], lines[2], lines[1]);
    let cut = good[..good.len() - 9].to_owned();
    for (text, wanted) in [
        (edited, "approvals.jsonl:2: the line was edited"),
        (moved, "approvals.jsonl:2: it does not follow the line before it"),
        (cut, "approvals.jsonl:3: the line is cut off"),
    ] {
        std::fs::write(book.path(), &text).unwrap();
        let (status, said) = book.gate("E-101", "2026-11-02", &["--signed"]);
        assert_eq!(status, 1);
        assert!(said.contains(wanted), "{said}");
        let (status, said) = book.sign("E-101");
        assert_eq!(status, 2);
        assert!(said.contains(wanted) && said.contains("put the file back from a copy"), "{said}");
        assert_eq!(answered(&["approve", "--list", "--portfolio", book.at()]).0, 2);
        assert_eq!(std::fs::read_to_string(book.path()).unwrap(), text);
    }
}

#[test]
fn a_changed_run_is_not_approved() {
    let folder = TempDir::new().unwrap();
    let spoilt = folder.path().join("2026-10-31");
    copy(&run(), &spoilt);
    std::fs::write(spoilt.join("decisions.csv"), "").unwrap();
    let book = Book::new();
    let (status, said) =
        book.approve_in(&spoilt, &[&AS_OWNER[..], &["--engagement", "E-101"]].concat());
    assert_eq!(status, 2);
    assert!(said.contains("no longer as it was written"), "{said}");
    assert!(!book.path().exists());
}

/// The texts of the cells on the sheet Memo, by cell name.
fn memo(book: &Path) -> BTreeMap<String, String> {
    let (_, rows) = crate::deals::sheets(book).remove(0);
    let mut cells = BTreeMap::new();
    for (row, cell_row) in rows.iter().enumerate() {
        for (column, cell) in cell_row.iter().enumerate() {
            let letter = char::from(b'A' + u8::try_from(column).unwrap());
            cells.insert(format!("{letter}{}", row + 1), cell.to_string());
        }
    }
    cells
}

/// The cell in the given column beside a label in the last part of the memo.
fn beside(cells: &BTreeMap<String, String>, label: &str, column: char) -> String {
    let rows = cells.iter().filter(|(_, text)| *text == label);
    let row = rows.map(|(cell, _)| cell[1..].parse::<u32>().unwrap()).max().unwrap();
    format!("{column}{row}")
}

/// A copy of a workbook in which the given cells of the first sheet hold other texts.
fn filled(book: &Path, texts: &[(String, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(book).unwrap()).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            let mut xml = String::from_utf8(bytes).unwrap();
            for (cell, text) in texts {
                let start = xml
                    .find(&format!("<c r=\"{cell}\""))
                    .unwrap_or_else(|| panic!("no cell {cell}"));
                let head = start + xml[start..].find('>').unwrap();
                let blank = xml[..head].ends_with('/');
                let end =
                    if blank { head + 1 } else { start + xml[start..].find("</c>").unwrap() + 4 };
                let style =
                    xml[start..head].split(" s=\"").nth(1).unwrap().split('"').next().unwrap();
                let new = format!(
                    "<c r=\"{cell}\" s=\"{style}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"
                );
                xml.replace_range(start..end, &new);
            }
            bytes = xml.into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// The texts for the memo of D-CYGNUS, and the cell that accepts the one condition of E-106.
fn filling(book: &Path) -> (Vec<(String, &'static str)>, String) {
    let cells = memo(book);
    let tick = crate::deals::sheets(book).pop().unwrap();
    assert_eq!(tick.0, "Conditions");
    let tick = tick.1.iter().find(|row| row[2] == *"E-106").unwrap()[0].to_string();
    let texts = vec![
        (beside(&cells, "Decision", 'B'), "disclose only what is allowed above"),
        (beside(&cells, "Name", 'B'), "Jane Roe"),
        (beside(&cells, "Date", 'E'), "2026-11-02"),
        (beside(&cells, "Role", 'B'), "executive committee"),
        (tick.clone(), "yes"),
    ];
    (texts, tick)
}

#[test]
fn a_memo_that_was_filled_in_is_read_back() {
    let book = Book::new();
    let own = run().join("deals/D-CYGNUS.xlsx");
    let (texts, _) = filling(&own);
    let signed = book.0.path().join("signed.xlsx");
    std::fs::write(&signed, filled(&own, &texts)).unwrap();
    let from = ["--from", signed.to_str().unwrap(), "--note", "by hand"];
    let (status, said) = book.approve(&from);
    assert_eq!(status, 0, "{said}");
    let entries = book.entries();
    assert_eq!(entries.len(), 3, "{said}");
    for entry in &entries {
        assert_eq!(entry["by"], "Jane Roe");
        assert_eq!(entry["role"], "executive committee");
        assert_eq!(entry["on"], "2026-11-02");
        assert_eq!(entry["note"], "by hand");
    }
    for engagement in ["E-103", "E-106", "E-113"] {
        assert_eq!(book.gate(engagement, "2026-11-02", &["--signed"]).0, 0, "{engagement}");
    }
    // Without the acceptance the condition is open.
    let unticked = Book::new();
    let (texts, tick) = filling(&own);
    let texts: Vec<_> = texts.into_iter().filter(|(cell, _)| *cell != tick).collect();
    std::fs::write(&signed, filled(&own, &texts)).unwrap();
    let (status, said) = unticked.approve(&["--from", signed.to_str().unwrap()]);
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("E-106: it does not count yet"), "{said}");
    assert_eq!(unticked.gate("E-106", "2026-11-02", &["--signed"]).0, 1);
    // A refusal is a refusal, whatever conditions are accepted.
    let declined = Book::new();
    let (mut texts, _) = filling(&own);
    texts[0].1 = "do not disclose";
    std::fs::write(&signed, filled(&own, &texts)).unwrap();
    assert_eq!(declined.approve(&["--from", signed.to_str().unwrap()]).0, 0);
    assert_eq!(declined.entries()[0]["decision"], "decline");
    assert_eq!(declined.entries()[0]["conditions"], serde_json::json!([]));
}

#[test]
fn a_memo_that_says_something_else_is_refused_with_its_cells() {
    let book = Book::new();
    let own = run().join("deals/D-CYGNUS.xlsx");
    let refused = |texts: &[(String, &str)]| {
        let signed = book.0.path().join("signed.xlsx");
        std::fs::write(&signed, filled(&own, texts)).unwrap();
        let (status, said) = book.approve(&["--from", signed.to_str().unwrap()]);
        assert_eq!(status, 2, "{said}");
        assert!(!book.path().exists());
        said
    };
    let said = refused(&[]);
    for what in ["decision", "name", "role", "date"] {
        assert!(said.contains(&format!("the {what} is blank")), "{said}");
    }
    let with = |cell: &str, text: &'static str| {
        let (mut texts, _) = filling(&own);
        texts.retain(|(other, _)| other != cell);
        texts.push((cell.to_owned(), text));
        refused(&texts)
    };
    let cells = memo(&own);
    let (_, tick) = filling(&own);
    let (decision, day) = (beside(&cells, "Decision", 'B'), beside(&cells, "Date", 'E'));
    assert!(with(&decision, "perhaps").contains(&format!("Memo!{decision}")));
    assert!(with(&day, "03/04/2026").contains("can mean two different days"));
    assert!(with(&day, "2026-10-30").contains("can be signed from 2026-10-31"));
    assert!(with(&tick, "if they pay").contains("neither accepts nor refuses"));
    assert!(with(&beside(&cells, "Role", 'B'), "janitor").contains("knows no role `janitor`"));
    // Every text that the run wrote must still be there, and no other.
    assert!(
        with("A1", "Decision memo: deal D-LYRA")
            .contains("the run wrote `Decision memo: deal D-CYGNUS` here")
    );
    let hand = beside(&cells, "Signature", 'B');
    assert!(with(&hand, "only lot 1").contains("`only lot 1` is not the name above"));
}

/// The ledger of the sample, as its README describes it. If a decision has changed, sign it anew with the README's
/// commands.
#[test]
fn the_samples_ledger_holds_one_that_counts_one_by_an_owner_and_one_that_is_stale() {
    let folder = TempDir::new().unwrap();
    copy(&crate::verify::RUNS.2, &folder.path().join("2026-07-31"));
    let out = folder.path().to_str().unwrap();
    let arguments = ["assess", "sample-data/portfolio", "--as-of", "2026-10-31", "--out", out];
    assert_eq!(flowdown(&[&arguments[..], &["--no-cache"]].concat()).status.code(), Some(3));
    let run = folder.path().join("2026-10-31");
    let gate = |engagement| {
        let fixed = ["gate", run.to_str().unwrap(), "--portfolio", "sample-data/portfolio"];
        let asked = ["--engagement", engagement, "--as-of", "2026-11-03", "--signed"];
        answered(&[&fixed[..], &asked].concat())
    };
    let (status, said) = gate("E-101");
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("  signed by K. Brandt, deal owner, on 2026-11-02"), "{said}");
    // The owner signed in July; as the signer is the deal owner, that counts, and still does now.
    let (status, said) = gate("E-120");
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("  signed by P. Marchetti, deal owner, on 2026-08-05"), "{said}");
    let (status, said) = gate("E-112");
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("by T. Okafor does not count: the decision is now escalate"), "{said}");
    assert!(said.contains("deal owner is below head of procurement and security"), "{said}");
}

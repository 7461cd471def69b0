//! The workbooks of the sample's deals, read back.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use crate::program::flowdown;

/// A run of the sample, made once.
static RUN: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let out = folder.path().to_str().unwrap();
    let arguments =
        ["assess", "sample-data/portfolio", "--no-cache", "--as-of", "2026-10-31", "--out", out];
    assert_eq!(flowdown(&arguments).status.code(), Some(3));
    let run = folder.path().join("2026-10-31");
    (folder, run)
});

/// The run folder of the sample.
pub(crate) fn run() -> &'static Path {
    &RUN.1
}

/// The engagements of `decisions.json`.
pub(crate) fn engagements() -> Vec<Value> {
    let text = std::fs::read_to_string(run().join("decisions.json")).unwrap();
    let decisions: Value = serde_json::from_str(&text).unwrap();
    decisions["engagements"].as_array().unwrap().clone()
}

/// The workbooks in a folder, by name without ending.
pub(crate) fn books(folder: &Path) -> BTreeMap<String, PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), path)).collect()
}

/// Every sheet of a workbook with its rows; no cell may hold a formula.
pub(crate) fn sheets(path: &Path) -> Vec<(String, Vec<Vec<Data>>)> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let names = book.sheet_names();
    let read = names.into_iter().map(|name| {
        let formulas = book.worksheet_formula(&name).unwrap();
        assert!(formulas.cells().all(|(_, _, text)| text.is_empty()), "{} {name}", path.display());
        let range = book.worksheet_range(&name).unwrap();
        (name, range.rows().map(<[Data]>::to_vec).collect())
    });
    read.collect()
}

fn by_deal() -> BTreeMap<String, Vec<Value>> {
    let mut deals: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for one in engagements() {
        deals.entry(one["deal"].as_str().unwrap().to_owned()).or_default().push(one);
    }
    deals
}

fn texts(rows: &[Vec<Data>]) -> Vec<String> {
    rows.concat().iter().map(ToString::to_string).collect()
}

/// The rows below the header of a table whose first header is given.
fn table<'r>(rows: &'r [Vec<Data>], first: &str) -> &'r [Vec<Data>] {
    let head = rows.iter().position(|row| row[0] == *first).unwrap();
    &rows[head + 1..]
}

/// The decisions, worst last.
const WORDS: [&str; 5] = ["approve", "approve-with-conditions", "escalate", "hold", "reject"];

#[test]
fn every_deal_has_a_workbook_that_says_what_the_decisions_say() {
    let deals = by_deal();
    let books = books(&run().join("deals"));
    assert_eq!(books.keys().collect::<Vec<_>>(), deals.keys().collect::<Vec<_>>());
    for (deal, engagements) in &deals {
        let sheets = sheets(&books[deal]);
        let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Memo", "Ranking", "Chain", "Obligations", "Findings", "Conditions"]);
        let memo = texts(&sheets[0].1);
        let says = |wanted: &str| memo.iter().any(|text| text.contains(wanted));
        assert!(says(&format!("Decision memo: deal {deal}")) && says("as of 2026-10-31"));
        let words = engagements.iter().map(|one| one["decision"].as_str().unwrap());
        let worst = words.max_by_key(|word| WORDS.iter().position(|known| known == word)).unwrap();
        assert!(memo.contains(&worst.to_uppercase()), "{deal} is not {worst}");
        for one in engagements {
            let (id, decision) =
                (one["engagement"].as_str().unwrap(), one["decision"].as_str().unwrap());
            let row = sheets[0].1.iter().find(|row| row[0] == *id).unwrap();
            let cells: Vec<String> = row.iter().map(ToString::to_string).collect();
            assert!(cells.contains(&decision.to_owned()), "{id}: {cells:?}");
            let signer = one["signer"].as_str().unwrap().to_owned();
            assert!(cells.contains(&signer), "{id}: {cells:?}");
        }
        assert!(says("Signs for the deal:") && says("Name") && says("Signature") && says("Date"));
    }
}

#[test]
fn the_memo_names_policy_decisions_and_due_days() {
    let text = std::fs::read_to_string(run().join("decisions.json")).unwrap();
    let decisions: Value = serde_json::from_str(&text).unwrap();
    let orion = sheets(&books(&run().join("deals"))["D-ORION"]);
    let memo = texts(&orion[0].1);
    let says = |wanted: &str| memo.iter().any(|text| text.contains(wanted));
    // What an approval of the deal names: SHA-256 over the digests of its decisions, a line each, by engagement.
    let all = decisions["engagements"].as_array().unwrap();
    let mut of_deal: Vec<(&str, &str)> = all
        .iter()
        .filter(|one| one["deal"] == "D-ORION")
        .map(|one| (one["engagement"].as_str().unwrap(), one["digest"].as_str().unwrap()))
        .collect();
    of_deal.sort_unstable();
    let lines: String = of_deal.iter().map(|(_, digest)| format!("{digest}\n")).collect();
    let digest: String =
        Sha256::digest(lines.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(says(&digest));
    let ranking = texts(&orion[1].1);
    assert!(of_deal.iter().all(|(_, digest)| ranking.iter().any(|text| text == digest)));
    // Nothing of the whole portfolio: a run in which another deal changed leaves this workbook as it is.
    assert!(!says(decisions["run"].as_str().unwrap()));
    assert!(says(decisions["policy"]["edition"].as_str().unwrap()));
    // The deal has E-107 (rejected), E-102 and E-117; the policy's highest role signs for all of them.
    assert!(says("Signs for the deal: executive committee"));
    // 100 days after 31 October: the due day of holds at confidential.
    assert!(memo.contains(&"2027-02-08".to_owned()));
    assert!(says("S-005 Odlewnia Brzezinka Dolna") && says("Poland") && says("trade-secret"));
}

/// The page is fitted to one page in width; without a number of pages in height, it is one there too. Portrait A4.
#[test]
fn the_memo_is_printed_on_one_page() {
    for path in books(&run().join("deals")).values() {
        let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
        let mut xml = String::new();
        archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut xml).unwrap();
        assert!(xml.contains("<pageSetUpPr fitToPage=\"1\"/>"));
        let setup = xml.split("<pageSetup ").nth(1).unwrap().split("/>").next().unwrap();
        assert!(setup.contains("paperSize=\"9\"") && setup.contains("orientation=\"portrait\""));
        assert!(!setup.contains("fitToHeight") && !setup.contains("fitToWidth"), "{setup}");
    }
}

#[test]
fn the_chain_of_a_deal_holds_every_party_once_and_its_shares_add_up() {
    let books = books(&run().join("deals"));
    for (deal, engagements) in by_deal() {
        let sheets = sheets(&books[&deal]);
        let rows = table(&sheets[2].1, "Rank");
        for one in engagements {
            let id = one["engagement"].as_str().unwrap();
            let lines: Vec<_> = rows.iter().filter(|row| row[1] == *id).collect();
            let parties = lines.iter().filter(|row| row[6] != Data::Empty);
            assert_eq!(parties.count(), one["chain"].as_array().unwrap().len(), "{id}");
            let shares: Vec<f64> = lines.iter().filter_map(|row| number(&row[8])).collect();
            if !shares.is_empty() {
                assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{id}: {shares:?}");
            }
        }
    }
}

/// The number in a cell.
fn number(cell: &Data) -> Option<f64> {
    if let Data::Float(number) = cell { Some(*number) } else { None }
}

/// The diamond of E-102 and the cycle of E-117, as `sample-data/README.md` describes them.
#[test]
fn a_chain_is_drawn_as_a_tree() {
    let sheets = sheets(&books(&run().join("deals"))["D-ORION"]);
    let drawn: Vec<String> = table(&sheets[2].1, "Rank")
        .iter()
        .filter(|row| ["E-102", "E-117"].contains(&row[1].to_string().as_str()))
        .map(|row| row[2].to_string())
        .collect();
    insta::assert_snapshot!(drawn.join("\n"), @r"
    Ostertal Feinguss GmbH
    ├─ Atelier Corvaisel SARL
    │  └─ Odlewnia Brzezinka Dolna Sp. z o.o.
    └─ Talleres Miraverde S.L.
       └─ Odlewnia Brzezinka Dolna Sp. z o.o. (see above)
    Castellaro Stampi S.r.l.
    └─ Nordlyd Coatings AS
       └─ Castellaro Stampi S.r.l. (back to above: a circle)
    ");
}

#[test]
fn obligations_and_rules_of_a_deal_are_those_of_its_engagements() {
    let books = books(&run().join("deals"));
    for (deal, engagements) in by_deal() {
        let sheets = sheets(&books[&deal]);
        let count = |key: &str| -> usize {
            engagements.iter().map(|one| one[key].as_array().unwrap().len()).sum()
        };
        assert_eq!(table(&sheets[3].1, "Engagement").len(), count("obligations"), "{deal}");
        let ids: BTreeSet<&str> =
            engagements.iter().map(|one| one["engagement"].as_str().unwrap()).collect();
        let findings = table(&sheets[4].1, "ID");
        let rules: Vec<String> = findings.iter().map(|row| row[6].to_string()).collect();
        let fired = rules.iter().filter(|id| !id.is_empty());
        assert!(fired.clone().all(|id| ids.contains(id.as_str())), "{deal}");
        assert_eq!(fired.count(), count("rules"), "{deal}");
    }
}

/// In the portfolio's workbook all suppliers together carry the whole risk index.
#[test]
fn the_sheet_concentration_adds_up_to_the_ranking() {
    let sheets = sheets(&run().join("ranked-risk.xlsx"));
    let rows = |wanted: &str| &sheets.iter().find(|(name, _)| name == wanted).unwrap().1;
    let sum = |rows: &[Vec<Data>], column: usize| -> f64 {
        rows.iter().filter_map(|row| number(&row[column])).sum()
    };
    let ranked = sum(table(rows("Ranking"), "Rank"), 12);
    let suppliers = table(rows("Concentration"), "Place");
    assert!((sum(suppliers, 8) - ranked).abs() < 1e-9, "{ranked}");
    assert!((sum(suppliers, 9) - 1.0).abs() < 1e-9);
    // S-003, S-006 and S-024 are in two chains each.
    let twice: Vec<String> = suppliers
        .iter()
        .filter(|row| number(&row[4]) == Some(2.0))
        .map(|row| row[1].to_string())
        .collect();
    assert_eq!(twice.iter().collect::<BTreeSet<_>>().len(), 3, "{twice:?}");
}

#[test]
fn the_record_lists_every_workbook() {
    let text = std::fs::read_to_string(run().join("run.json")).unwrap();
    let record: Value = serde_json::from_str(&text).unwrap();
    let paths: BTreeSet<&str> = record["outputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["path"].as_str().unwrap())
        .collect();
    for name in books(&run().join("deals")).keys() {
        assert!(paths.contains(format!("deals/{name}.xlsx").as_str()), "{name}");
    }
    // What goes to suppliers is no part of a run.
    assert!(!run().join("suppliers").exists());
}

//! Scorecards are safe to send to suppliers: nothing about other suppliers, no likelihood, no money, nothing of how we
//! decide.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx};
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use flowdown::cache::Cache;
use flowdown::catalogue::Catalogue;
use flowdown::intake::portfolio::discover;
use flowdown::model::{Answer, Register, Tier};
use flowdown::pipeline::{self, Job, Previous};
use flowdown::report::workbook::ScoreCards;
use flowdown::run_folder::finished::FinishedRun;
use flowdown::run_folder::snapshot;
use tempfile::TempDir;

use crate::deals::{books, engagements, run, sheets};
use crate::program::{answered, contents, flowdown, root};
use crate::support::Case;

fn register() -> Register {
    let catalogue = Catalogue::embedded().unwrap();
    let found =
        flowdown::intake::portfolio::discover(&root().join("sample-data/portfolio")).unwrap();
    flowdown::pipeline::read_register(&found, &catalogue).unwrap().0
}

/// The scorecards of a run, by supplier.
fn feedback(run: &Path) -> (TempDir, BTreeMap<String, PathBuf>) {
    let folder = TempDir::new().unwrap();
    let to = folder.path().join("feedback");
    let arguments = ["feedback", run.to_str().unwrap(), "--to", to.to_str().unwrap()];
    let done = flowdown(&arguments);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    (folder, books(&to))
}

/// What a run leaves behind tells as much as the run itself knew: in each of three quarters, of which the later ones
/// remember due days of the earlier ones, the scorecards are those of the assessment.
#[test]
fn scorecards_of_a_run_are_those_of_its_assessment() {
    let folder = TempDir::new().unwrap();
    let catalogue = Catalogue::embedded().unwrap();
    let quarters = [
        ("2026-04-30", "quarters/2026-04-30"),
        ("2026-07-31", "quarters/2026-07-31"),
        ("2026-10-31", "portfolio"),
    ];
    let mut previous: Option<PathBuf> = None;
    for (day, below) in quarters {
        let found = discover(&root().join("sample-data").join(below)).unwrap();
        let before = previous.map(|run| Previous::read(&FinishedRun::open(&run).unwrap()).unwrap());
        let job = Job {
            files: &found,
            catalogue: &catalogue,
            as_of: day.parse().unwrap(),
            previous: before,
            out: folder.path(),
            force: false,
            cache: &Cache::off(),
            progress: &|| (),
        };
        let (run, cards) = pipeline::run(job, |run| {
            let cards = ScoreCards::new(run.assessment, run.files);
            let suppliers = cards.suppliers();
            let books = suppliers.iter().map(|one| (one.id.to_string(), cards.book(one).unwrap()));
            (run.folder.clone(), books.collect::<BTreeMap<_, _>>())
        })
        .unwrap();
        assert!(cards.len() > 20, "{}", cards.len());
        let (_folder, books) = feedback(&run);
        assert_eq!(books.keys().collect::<Vec<_>>(), cards.keys().collect::<Vec<_>>());
        for (supplier, book) in &cards {
            assert!(*book == std::fs::read(&books[supplier]).unwrap(), "{day} {supplier}");
        }
        previous = Some(run);
    }
}

/// Some suppliers alone get theirs, under the same names; what stands in a file already is not written over.
#[test]
fn feedback_is_written_for_the_suppliers_that_are_named_or_due() {
    let folder = TempDir::new().unwrap();
    let to = folder.path().join("some");
    let (run, to) = (run().to_str().unwrap(), to.to_str().unwrap());
    let some = ["feedback", run, "--to", to, "--supplier", "S-009", "--supplier", "S-013"];
    assert_eq!(answered(&some), (0, format!("wrote 2 scorecards into {to}\n")));
    assert_eq!(books(to.as_ref()).keys().collect::<Vec<_>>(), ["S-009", "S-013"]);
    let (_folder, all) = feedback(run.as_ref());
    for (supplier, path) in books(to.as_ref()) {
        assert!(std::fs::read(path).unwrap() == std::fs::read(&all[&supplier]).unwrap());
    }
    let before = contents(to.as_ref());
    let (status, said) = answered(&some);
    assert!(status == 2 && said.contains("--force"), "{said}");
    assert_eq!(contents(to.as_ref()), before);
    let inside = format!("{run}/suppliers");
    let (status, said) = answered(&["feedback", run, "--to", &inside]);
    assert!(status == 2 && said.contains("inside of the run folder"), "{said}");
    let due = folder.path().join("due");
    let due = due.to_str().unwrap();
    assert_eq!(answered(&["feedback", run, "--to", due, "--due"]).0, 0);
    let due: Vec<String> = books(due.as_ref()).into_keys().collect();
    assert!(due.contains(&"S-013".to_owned()) && due.len() < all.len(), "{due:?}");
    let (status, said) = answered(&["feedback", run, "--to", to, "--supplier", "S-0O9"]);
    assert!(status == 2 && said.contains("did you mean") && said.contains("S-009"), "{said}");
}

/// Whether a text contains another one as whole words, ignoring case.
fn holds(text: &str, wanted: &str) -> bool {
    let (text, wanted) = (text.to_lowercase(), wanted.to_lowercase());
    text.match_indices(&wanted).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + wanted.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// The words that no scorecard of the sample may contain.
fn internal(register: &Register) -> BTreeSet<String> {
    let mut words: BTreeSet<String> = [
        "likelihood",
        "risk index",
        "expected loss",
        "waiver",
        "accepted risk",
        "appetite",
        "reject",
        "escalate",
        "signer",
        "deal owner",
        "head of procurement",
        "executive committee",
        "prime",
    ]
    .map(str::to_owned)
    .into();
    for one in &register.engagements {
        words.insert(one.id.to_string());
        words.insert(one.deal.to_string());
        words.extend(one.purpose.clone());
        words.extend(one.owner.clone());
        words.extend(one.currency.clone());
        words.extend(one.value_at_risk.map(|value| format!("{value:.0}")));
    }
    for one in &register.waivers {
        words.extend([one.id.clone(), one.requested_by.clone(), one.approved_by.clone()]);
    }
    for one in engagements() {
        let likelihoods =
            one["chain"].as_array().unwrap().iter().filter_map(|node| node["likelihood"].as_f64());
        for likelihood in likelihoods.chain(one["likelihood"]["mean"].as_f64()) {
            words.extend([format!("{:.1} %", likelihood * 100.0), format!("{likelihood:.3}")]);
        }
    }
    words
}

#[test]
fn no_scorecard_of_the_sample_names_anyone_else_or_anything_internal() {
    let register = register();
    let internal = internal(&register);
    let (_folder, books) = feedback(run());
    let ids: Vec<&str> = register.suppliers.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(books.keys().map(String::as_str).collect::<Vec<_>>(), ids);
    for (own, path) in &books {
        let others = register.suppliers.iter().filter(|one| one.id.as_str() != own);
        let mut forbidden = internal.clone();
        forbidden.insert("S-099".to_owned());
        for other in others {
            forbidden.extend([other.id.to_string(), other.name.clone()]);
            forbidden.extend(other.aliases.iter().cloned().chain(other.contact.clone()));
        }
        let mut cells = 0;
        for (sheet, rows) in sheets(path) {
            for cell in rows.concat() {
                cells += 1;
                match cell {
                    Data::String(text) => {
                        let found: Vec<_> =
                            forbidden.iter().filter(|word| holds(&text, word)).collect();
                        assert!(found.is_empty(), "{own} {sheet}: {found:?} in {text}");
                    }
                    // Counts of questions and cells: whole and small, so neither likelihoods nor money.
                    Data::Float(number) => {
                        assert!(number.fract() == 0.0 && number < 500.0, "{own} {sheet}: {number}");
                    }
                    Data::DateTime(_) | Data::Empty => {}
                    other => panic!("{own} {sheet}: {other:?}"),
                }
            }
        }
        assert!(cells >= 10, "{own}");
    }
}

/// The metadata of a scorecard name no other supplier either.
#[test]
fn the_properties_of_a_scorecard_hold_its_title_only() {
    let (_folder, books) = feedback(run());
    let file = std::fs::File::open(&books["S-009"]).unwrap();
    let mut archive = zip::ZipArchive::new(file).unwrap();
    let mut xml = String::new();
    archive.by_name("docProps/core.xml").unwrap().read_to_string(&mut xml).unwrap();
    assert!(xml.contains("Scorecard of Quillstream Data Services Ltd"), "{xml}");
    assert!(!xml.contains("Sample portfolio"), "{xml}");
}

/// The scorecards of a case, as text by sheet.
fn cards(case: &Case) -> BTreeMap<String, Vec<Vec<String>>> {
    case.judged(|found| {
        let cards = ScoreCards::new(found, &[]);
        let rows = cards.suppliers().into_iter().map(|profile| {
            let bytes = cards.book(profile).unwrap();
            assert_eq!(bytes, cards.book(profile).unwrap());
            let mut book = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
            let range = book.worksheet_range("What to fix").unwrap();
            let rows = range.rows().map(|row| row.iter().map(ToString::to_string).collect());
            (profile.id.to_string(), rows.collect())
        });
        rows.collect()
    })
}

fn row<'r>(rows: &'r [Vec<String>], about: &str) -> Option<&'r Vec<String>> {
    rows.iter().find(|row| row.get(2).is_some_and(|text| text.contains(about)))
}

#[test]
fn a_control_to_fix_comes_with_its_question_answer_cell_and_day() {
    let case = Case::clean(Tier::Confidential).with(|case| {
        case.says("GOV-01", Answer::Partial);
    });
    let cards = cards(&case);
    let entry = &case.catalogue.controls.list()[0];
    assert_eq!(entry.id.as_str(), "GOV-01");
    let fix = row(&cards["S-1"], &entry.title).unwrap();
    assert_eq!(fix[0], "by the day");
    assert_eq!(fix[3], "FD-GOV-01");
    assert_eq!(fix[4], "partial");
    assert_eq!(fix[5], entry.remedy);
    // The first question is in row 2, its answer in column D; our folder is not shown.
    assert_eq!(fix[7], "S-1.xlsx › Questionnaire!D2");
}

#[test]
fn nothing_to_fix_is_said() {
    let cards = cards(&Case::clean(Tier::Internal));
    assert!(cards["S-1"].concat().contains(&"Nothing to fix: thank you.".to_owned()));
}

/// The edge S-1 → S-2 lacks terms, consent and hours. Each end gets what it can do itself, without the other's name; a
/// party that is not in the register gets no scorecard.
#[test]
fn both_ends_of_an_edge_are_asked_without_naming_the_other() {
    let case = Case::clean(Tier::Restricted).with(|case| {
        let edge = case.passes_on("S-1", "S-2");
        (edge.flowed_down, edge.consent, edge.notice_agreed) = (false, None, None);
        let unknown = crate::support::subcontract("E-1", "S-2", "S-77");
        case.register.subcontracts.push(unknown);
    });
    let cards = cards(&case);
    assert_eq!(cards.keys().collect::<Vec<_>>(), ["S-1", "S-2"]);
    assert!(row(&cards["S-1"], "A subcontract of yours does not carry our terms").is_some());
    assert!(row(&cards["S-1"], "You pass our information on without our consent").is_some());
    assert!(row(&cards["S-2"], "Our terms are not agreed with you in writing").is_some());
    let notice = row(&cards["S-2"], "No hours are agreed").unwrap();
    assert!(notice[5].contains("the company that passes our information to you"), "{notice:?}");
    assert!(notice[5].contains("within 24 h at most"), "{notice:?}");
    for (own, other) in [("S-1", "S-2"), ("S-2", "S-1")] {
        for text in cards[own].concat() {
            assert!(!holds(&text, other) && !holds(&text, "S-77"), "{own}: {text}");
        }
    }
}

/// A waiver makes a gate rule milder; the supplier is still asked, and is not told of the waiver.
#[test]
fn a_waiver_does_not_show() {
    let mut case = Case::clean(Tier::Confidential);
    case.says("ACC-03", Answer::No);
    case.register.waivers.push(flowdown::model::Waiver {
        id: "W-1".to_owned(),
        supplier: flowdown::model::SupplierId::new("S-1"),
        engagement: None,
        among: None,
        subject: "ACC-03".to_owned(),
        reason: "until the new system stands".to_owned(),
        requested_by: "A. Nwosu".to_owned(),
        approved_by: "B. Larsen".to_owned(),
        approved_on: crate::support::day("2026-10-01"),
        expires: crate::support::day("2027-03-31"),
        place: flowdown::model::Place::file("register.xlsx"),
    });
    let cards = cards(&case);
    let fix =
        cards["S-1"].iter().find(|row| row.get(3).is_some_and(|id| id == "FD-ACC-03")).unwrap();
    assert_eq!(fix[0], "by the day");
    for text in cards["S-1"].concat() {
        assert!(
            !text.contains("W-1") && !text.contains("Larsen") && !holds(&text, "waiver"),
            "{text}"
        );
    }
}

/// A file of S-1 has S-2 in its name: the file name is not shown, the cell is.
#[test]
fn the_name_of_a_file_that_names_somebody_else_is_kept_back() {
    let case = Case::clean(Tier::Confidential).with(|case| {
        case.passes_on("S-1", "S-2");
        case.says("GOV-01", Answer::Partial);
        case.responses[0].file = "responses/S-1/S-1 and S-2.xlsx".into();
    });
    let cards = cards(&case);
    let fix =
        cards["S-1"].iter().find(|row| row.get(3).is_some_and(|id| id == "FD-GOV-01")).unwrap();
    assert_eq!(fix[7], "your file › Questionnaire!D2");
}

/// A snapshot that an older program packed as a whole, without lines for files, is read; only scorecards can't be made.
#[test]
fn a_snapshot_of_the_format_before_is_read() {
    let bytes = std::fs::read(run().join(snapshot::SNAPSHOT)).unwrap();
    let now = snapshot::read(&bytes).unwrap();
    let mut text = String::new();
    MultiGzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    let files = now.files.unwrap();
    // A file of no known form has as many unaccounted cells as it has cells: they are counted alone.
    assert!(files.iter().all(|file| file.ledger.unaccounted.is_empty()));
    assert!(files.iter().any(|file| file.ledger.seen > file.ledger.accounted));
    let files = files.len();
    let mut lines: Vec<&str> = text.lines().collect();
    lines.truncate(lines.len() - files);
    let head = lines[0].replace("flowdown-state/2", "flowdown-state/1");
    let head = head.replace(&format!(",\"files\":{files}"), "");
    lines[0] = &head;
    let mut older = GzEncoder::new(Vec::new(), Compression::new(3));
    older.write_all(lines.join("\n").as_bytes()).unwrap();
    let older = snapshot::read(&older.finish().unwrap()).unwrap();
    assert!(older.files.is_none());
    assert_eq!((older.as_of, older.responses.len()), (now.as_of, now.responses.len()));
}

//! Writes the workbooks of a small portfolio and reads them back.

#![expect(clippy::unwrap_used, reason = "a test that cannot build its file has failed")]

mod portfolio;

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _};

use calamine::{Data, Reader, Xlsx};
use portfolio::{AS_OF, HOSTILE, Portfolio};

use super::view::{LineWeight, View};
use super::{DealBooks, RunFacts, ScoreCards, build, page, ranked_risk};
use crate::assessment::tracking::{sightings, track};
use crate::assessment::{Assessment, Inputs, assess};
use crate::catalogue::Catalogue;
use crate::model::Decision;
use crate::model::excel::MAX_ROWS;

/// Runs a test on a portfolio.
fn with<T>(portfolio: &Portfolio, test: impl FnOnce(&Assessment<'_>, &RunFacts<'_>) -> T) -> T {
    with_rows(Catalogue::embedded().unwrap().policy.findings.most_rows, portfolio, test)
}

/// Runs a test on a portfolio, with at most so many rows on the sheet Findings.
fn with_rows<T>(
    most: Option<usize>,
    portfolio: &Portfolio,
    test: impl FnOnce(&Assessment<'_>, &RunFacts<'_>) -> T,
) -> T {
    let mut catalogue = Catalogue::embedded().unwrap();
    catalogue.policy.findings.most_rows = most;
    let responses = portfolio.responses(&catalogue);
    let assessment = assess(Inputs::new(&catalogue, &portfolio.register, &responses, AS_OF));
    let files = portfolio.files();
    let inputs = [("register.xlsx".to_owned(), 48_213, "0f".repeat(32))];
    let found = sightings(&assessment, &files);
    let tracking = track(found, None, &portfolio.register, AS_OF);
    let facts = RunFacts {
        as_of: AS_OF,
        program: "flowdown 0.1.0",
        run: &"3c".repeat(32),
        portfolio: "Autumn & Winter tenders",
        files: &files,
        inputs: &inputs,
        register_findings: &portfolio.register.findings,
        tracking: &tracking,
        forecast: &[],
        movement: None,
        temporary: None,
    };
    test(&assessment, &facts)
}

fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

/// The used cells of a sheet as text, row by row.
fn rows(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Vec<Vec<String>> {
    let range = book.worksheet_range(sheet).unwrap();
    let text = |cell: &Data| cell.to_string();
    range.rows().map(|row| row.iter().map(text).collect()).collect()
}

#[test]
fn the_sheets_stand_in_their_order() {
    let bytes =
        with(&Portfolio::small(), |assessment, facts| ranked_risk(assessment, facts).unwrap());
    let names = [
        "Decisions",
        "Ranking",
        "Heat map",
        "Chain",
        "Concentration",
        "Countries",
        "Findings",
        "Path to approval",
        "What changes by itself",
        "Due",
        "Certificates",
        "Intake",
        "Method",
    ];
    assert_eq!(open(bytes).sheet_names(), names);
}

#[test]
fn every_engagement_is_ranked_once_and_the_counts_add_up() {
    let portfolio = Portfolio::small();
    let bytes = with(&portfolio, |assessment, facts| ranked_risk(assessment, facts).unwrap());
    let mut book = open(bytes);
    let ranking = rows(&mut book, "Ranking");
    let ids: Vec<&str> = ranking[3..].iter().map(|row| row[1].as_str()).collect();
    let known: BTreeSet<&str> =
        portfolio.register.engagements.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids.len(), known.len());
    assert_eq!(ids.iter().copied().collect::<BTreeSet<_>>(), known);
    let words: Vec<&str> = Decision::ALL.iter().map(|decision| decision.word()).collect();
    let counts = rows(&mut book, "Decisions").into_iter().skip(4).take(6);
    let counted: usize = counts
        .filter(|row| words.contains(&row[0].as_str()))
        .map(|row| row[1].parse::<usize>().unwrap())
        .sum();
    assert_eq!(counted, known.len());
}

#[test]
fn supplier_text_stays_text() {
    let bytes =
        with(&Portfolio::small(), |assessment, facts| ranked_risk(assessment, facts).unwrap());
    let mut book = open(bytes);
    for sheet in book.sheet_names() {
        let formulas = book.worksheet_formula(&sheet).unwrap();
        assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()), "{sheet}");
    }
    for sheet in ["Decisions", "Ranking", "Heat map", "Findings"] {
        let written = rows(&mut book, sheet).concat();
        assert!(written.iter().any(|text| text == HOSTILE), "{sheet}");
    }
}

/// Every workbook of a deal and of a supplier.
fn small_books(portfolio: &Portfolio) -> Vec<Vec<u8>> {
    with(portfolio, |assessment, facts| {
        let digests = vec!["5d".repeat(32); assessment.engagements.len()];
        let deals = DealBooks::new(assessment, facts, &digests);
        let cards = ScoreCards::new(assessment, facts.files);
        let mut books: Vec<_> =
            deals.deals().iter().map(|deal| deals.book(deal).unwrap()).collect();
        books.extend(cards.suppliers().into_iter().map(|one| cards.book(one).unwrap()));
        books
    })
}

#[test]
fn supplier_text_stays_text_in_deals_and_scorecards() {
    let books = small_books(&Portfolio::small());
    assert_eq!(books.len(), 6 + 4, "a deal for each engagement, a scorecard for each supplier");
    let mut named = 0;
    for bytes in &books {
        let mut book = open(bytes.clone());
        for sheet in book.sheet_names() {
            let formulas = book.worksheet_formula(&sheet).unwrap();
            assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()), "{sheet}");
            let texts = rows(&mut book, &sheet).concat();
            named += usize::from(texts.iter().any(|text| text.contains(HOSTILE)));
        }
    }
    // Its scorecard, and the sheets Memo, Ranking, Chain, Obligations and Findings of its deal.
    assert_eq!(named, 6);
    assert_eq!(books, small_books(&Portfolio::small()));
    assert!(small_books(&Portfolio::default()).is_empty());
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    with(&Portfolio::small(), |assessment, facts| {
        let first = ranked_risk(assessment, facts).unwrap();
        assert_eq!(first, ranked_risk(assessment, facts).unwrap());
    });
}

#[test]
fn a_full_sheet_continues_on_the_next() {
    const LIMIT: u32 = 40;
    let (bytes, expected) = with(&Portfolio::small(), |assessment, facts| {
        let rules: usize = assessment.engagements.iter().map(|one| one.rules.len()).sum();
        let files: usize = facts.files.iter().map(|file| file.findings.len()).sum();
        let findings = assessment.findings.len() + files + facts.register_findings.len();
        (build(assessment, facts, LIMIT).unwrap(), rules + findings)
    });
    let mut book = open(bytes);
    let mut pages = book.sheet_names();
    pages.retain(|name| name.starts_with("Findings"));
    assert_eq!(pages[..2], ["Findings", "Findings (2)"]);
    let mut lines = 0;
    for page in &pages {
        let rows = rows(&mut book, page);
        assert!(rows.len() <= LIMIT as usize);
        assert_eq!(rows[2][0], "ID");
        lines += rows.len() - 3;
    }
    assert_eq!(lines, expected);
    assert_eq!(page::target("Findings", 36, LIMIT), "internal:'Findings'!A40");
    assert_eq!(page::target("Findings", 37, LIMIT), "internal:'Findings (2)'!A4");
}

/// The sheet is in the order of days; the link of an engagement leads to its worst line.
#[test]
fn links_to_findings_lead_to_the_worst() {
    with(&Portfolio::small(), |assessment, facts| {
        let view = View::new(assessment, facts, MAX_ROWS);
        assert_eq!(view.by_due.iter().collect::<BTreeSet<_>>().len(), view.lines.len());
        for result in view.results() {
            let row = view.first_lines[result.rank - 1];
            assert_eq!(row.is_none(), result.rules.is_empty());
            let Some(line) = row.map(|row| &view.lines[view.by_due[row]]) else { continue };
            assert_eq!(line.result.map(|other| other.rank), Some(result.rank));
            assert_eq!(line.weight, LineWeight::Rule(std::cmp::Reverse(result.rules[0].outcome)));
        }
    });
}

/// Beyond the number of rows of the policy the sheet holds what needs action first and follows from nothing else, and
/// says how many there are in all; links lead to lines that stand there, or there is none.
#[test]
fn of_more_findings_than_the_policy_allows_the_first_causes_stand_on_the_sheet() {
    let portfolio = Portfolio::small();
    let whole = with_rows(None, &portfolio, |assessment, facts| {
        let view = View::new(assessment, facts, MAX_ROWS);
        assert_eq!(view.by_due.len(), view.lines.len());
        view.by_due.iter().map(|index| view.lines[*index].follows()).collect::<Vec<_>>()
    });
    let causes = whole.iter().filter(|follows| !**follows).count();
    assert!(1 < causes && causes < whole.len());
    for most in [1, causes - 1, causes, whole.len() - 1, whole.len()] {
        let bytes = with_rows(Some(most), &portfolio, |assessment, facts| {
            let view = View::new(assessment, facts, MAX_ROWS);
            let shown = view.by_due.iter().map(|index| &view.lines[*index]);
            assert!(most == whole.len() || shown.clone().all(|line| !line.follows()));
            for (rank, row) in view.first_lines.iter().enumerate() {
                let Some(row) = row else { continue };
                let line = &view.lines[view.by_due[*row]];
                let worst = assessment.engagements[rank].rules[0].outcome;
                assert_eq!(line.weight, LineWeight::Rule(std::cmp::Reverse(worst)));
            }
            ranked_risk(assessment, facts).unwrap()
        });
        let mut book = open(bytes);
        let lines = rows(&mut book, "Findings");
        let expected = if most == whole.len() { most } else { most.min(causes) };
        assert_eq!(lines.len() - 3, expected);
        let said = format!("Of {} findings this sheet holds the first {expected}", whole.len());
        assert_eq!(lines[1][0].contains(&said), expected < whole.len(), "{}", lines[1][0]);
        let fired = |row: &Vec<String>| row.iter().any(|cell| cell.ends_with(" fired"));
        assert!(rows(&mut book, "Ranking").iter().skip(3).all(fired));
    }
}

/// A collapsed row can be opened: a hidden row has an outline level.
#[test]
fn what_follows_from_a_finding_is_closed_below_it() {
    let bytes =
        with(&Portfolio::small(), |assessment, facts| ranked_risk(assessment, facts).unwrap());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut closed = 0;
    for name in names.iter().filter(|name| name.starts_with("xl/worksheets/sheet")) {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        let rows = text.split("<row ").skip(1).map(|row| row.split_once('>').unwrap().0);
        for row in rows.filter(|row| row.contains("hidden=\"1\"")) {
            assert!(row.contains("outlineLevel=\"1\""), "{name}: {row}");
            closed += 1;
        }
    }
    assert!(closed > 0);
}

#[test]
fn an_empty_portfolio_has_all_sheets() {
    let bytes =
        with(&Portfolio::default(), |assessment, facts| ranked_risk(assessment, facts).unwrap());
    assert_eq!(open(bytes).sheet_names().len(), 13);
}

/// Writes the workbook to the path in `FLOWDOWN_LOOK`, for people to look at; `FLOWDOWN_TIMES` repeats the portfolio
/// and prints how long the workbook took.
#[test]
#[ignore = "writes a file for people to look at"]
fn look() {
    let times = std::env::var("FLOWDOWN_TIMES").map_or(1, |times| times.parse().unwrap());
    with(&Portfolio::repeated(times), |assessment, facts| {
        let start = std::time::Instant::now();
        let bytes = ranked_risk(assessment, facts).unwrap();
        let rules: usize = assessment.engagements.iter().map(|one| one.rules.len()).sum();
        let took = start.elapsed();
        std::fs::write(std::env::var("FLOWDOWN_LOOK").unwrap(), &bytes).unwrap();
        panic!("{rules} rules, {} bytes, {took:?}", bytes.len());
    });
}

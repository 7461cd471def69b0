mod words;

use super::*;
use crate::intake::testing::{catalogue, sheet};
use crate::model::{CertificateStatus, Code, Covers, InformationKind, Tier};

const SUPPLIERS: &str = "
    | Supplier ID | Name   | Country |
    | S1          | Acme   | DE      |
    | S2          | Bolt   | France  |
";
const ENGAGEMENTS: &str = "
    | Engagement ID | Supplier ID | Deal ID | Information tier | Origin country | Start       |
    | E1            | S1          | D1      | restricted       | DE             | @2026-01-15 |
";

fn read_sheets(sheets: Vec<Grid>) -> Result<Register, Problems> {
    let catalogue = catalogue();
    let sources = [("register.xlsx".to_owned(), sheets)];
    read(&sources, &catalogue.vocabulary, &catalogue.policy, &catalogue.controls)
}

fn with(name: &str, drawing: &str) -> Result<Register, Problems> {
    read_sheets(vec![
        sheet("Suppliers", SUPPLIERS),
        sheet("Engagements", ENGAGEMENTS),
        sheet(name, drawing),
    ])
}

fn register(name: &str, drawing: &str) -> Register {
    with(name, drawing).unwrap_or_else(|problems| panic!("{problems}"))
}

fn problems(result: Result<Register, Problems>) -> Vec<String> {
    match result {
        Ok(_) => Vec::new(),
        Err(problems) => problems
            .0
            .iter()
            .map(|problem| format!("{}: {}", problem.at, problem.message))
            .collect(),
    }
}

fn findings(register: &Register) -> Vec<(Code, String)> {
    let place = |finding: &crate::model::Finding| {
        finding.place.as_ref().map_or(String::new(), |place| place.within())
    };
    register.findings.iter().map(|finding| (finding.code, place(finding))).collect()
}

#[test]
fn an_engagement_is_read_with_all_its_columns() {
    let register = read_sheets(vec![
        sheet("Vendors", SUPPLIERS),
        sheet("Engagements", "
            | Engagement ID | Supplier ID | Deal ID | Information tier | Information kinds      | Origin country | Processing countries       | Transfer mechanism | Licence reference | Start      | End         | Volume | Value at risk | Currency | Notice hours agreed | Owner |
            | E1            | S1          | 7       | 3                | PII, source-code; pii | Deutschland    | US; Korea, Republic of, fr | SCC; magic         | n/a               | 2026-01-15 | 15-Dec-2026 | 2,5    | 100000        | eur      | 24                  | Kim   |
        "),
    ]);
    let register = register.unwrap_or_else(|problems| panic!("{problems}"));
    let engagement = &register.engagements[0];
    assert_eq!(engagement.tier, Tier::Restricted);
    assert_eq!(engagement.deal.as_str(), "7");
    assert_eq!(engagement.kinds, [InformationKind::PersonalData, InformationKind::SourceCode]);
    assert_eq!(format!("{:?}", engagement.processing), "[FR, KR, US]");
    assert_eq!(engagement.mechanisms, ["scc"]);
    assert_eq!(
        (engagement.licence.as_deref(), engagement.currency.as_deref()),
        (None, Some("EUR"))
    );
    assert_eq!((engagement.volume, engagement.notice_agreed), (2.5, Some(24.0)));
    assert_eq!(engagement.end.map(|end| end.to_string()).as_deref(), Some("2026-12-15"));
    assert_eq!(engagement.place.to_string(), "register.xlsx › Engagements!A2");
    assert_eq!(findings(&register), [(Code::RegisterValueUnknown, "Engagements!H2".to_owned())]);
}

#[test]
fn every_problem_is_found_at_once_with_its_cell() {
    let found = problems(read_sheets(vec![
        sheet("Suppliers", "
            | Supplier ID | Name | Country  |
            | S1          | Acme | Germani  |
            | S1          | Bolt |          |
        "),
        sheet("Engagements", "
            | Engagement ID | Supplier ID | Deal ID | Information tier | Information kinds | Origin country | Start      | End         | Volume | Reserve hours |
            | E1            | S9          | D1      | secret           | gossip            | DE             | 03/04/2026 | @2026-01-01 | 0      | -1            |
            | E2            | S1          | D1      | 4                |                   | DE             | @2026-02-01 | @2026-01-01 | 1,000  | 72 hours      |
            | E2            | S1          | D1      | 5                |                   | DE             | @2026-02-01 |             | =      | #REF!         |
        "),
        sheet("Phases", "
            | Engagement ID | Phase | Information tier |
            | E7            | offer | public           |
        "),
    ]));
    insta::assert_snapshot!(found.join("\n"), @"
    register.xlsx › Suppliers!C2: `Germani` is no country
    register.xlsx › Suppliers!C3: Country is blank
    register.xlsx › Suppliers!A3: `S1` stands twice; first at Suppliers!A2
    register.xlsx › Engagements!B2: `S9` is no supplier of the register
    register.xlsx › Engagements!D2: `secret` is no tier
    register.xlsx › Engagements!E2: `gossip` is no kind of information
    register.xlsx › Engagements!G2: `03/04/2026` can mean two different days
    register.xlsx › Engagements!I2: Volume is `0`
    register.xlsx › Engagements!J2: Reserve hours is `-1`
    register.xlsx › Engagements!H3: the engagement ends before it starts
    register.xlsx › Engagements!I3: `1,000` is no number
    register.xlsx › Engagements!J3: `72 hours` is no number
    register.xlsx › Engagements!I4: the formula has no stored result
    register.xlsx › Engagements!A4: `E2` stands twice; first at Engagements!A3
    register.xlsx › Engagements!D4: `5` is no tier
    register.xlsx › Engagements!J4: `#REF!` is no number
    register.xlsx › Phases!A2: `E7` is no engagement of the register
    ");
}

#[test]
fn titles_footers_and_unknown_columns_are_listed() {
    let register = register("Notes", "| anything |");
    assert_eq!(findings(&register), [(Code::RegisterSheetUnknown, "Notes".to_owned())]);
    let register = read_sheets(vec![
        sheet(
            "Suppliers",
            "
            | Our suppliers, 2026 |
            | Supplier ID | Name | Mood  | Country |  |
            | S1          | Acme | sunny | DE      |  |
            ...
            | Supplier ID | Name |       | Country |  |
            | S2          | Bolt |       | FR      | ! |
            | as of today |
        ",
        ),
        sheet("Engagements", ENGAGEMENTS),
    ]);
    let register = register.unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(register.suppliers.len(), 2);
    let found = findings(&register);
    let code = |code: Code, cell: &str| (code, format!("Suppliers!{cell}"));
    assert_eq!(
        found,
        [
            code(Code::RegisterColumnUnknown, "C2"),
            code(Code::RegisterRowPassed, "A1"),
            code(Code::RegisterRowPassed, "A5"),
            code(Code::RegisterColumnUnknown, "E6"),
            code(Code::RegisterRowPassed, "A7"),
        ]
    );
}

#[test]
fn a_missing_column_is_named_with_what_may_be_meant() {
    let result = read_sheets(vec![
        sheet("Suppliers", "| Supplier ID | Nmae | Country |"),
        sheet("Engagments", ENGAGEMENTS),
    ]);
    let Err(Problems(problems)) = result else { panic!("no problem") };
    let text: Vec<String> = problems.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(text.join("\n"), @"
    register.xlsx: the sheet Engagements is missing (help: is it `Engagments`? rename that one)
    register.xlsx › Suppliers!A1: the column Name is missing (help: is `Nmae` meant as `Name`?)
    ");
}

#[test]
fn references_stored_as_numbers_are_refused() {
    let evidence = problems(with(
        "Evidence",
        "
        | Supplier ID | Control | Level    |
        | S1          | 8.1     | document |
    ",
    ));
    assert_eq!(
        evidence,
        [
            "register.xlsx › Evidence!B2: the control reference is stored as a number: 8.1 may be 8.10"
        ]
    );
    let excluded = problems(with(
        "Certificates",
        "
        | Supplier ID | Scheme   | Excluded controls |
        | S1          | ISO27001 | 8.1               |
    ",
    ));
    assert_eq!(excluded.len(), 1);
}

#[test]
fn certificates_are_read() {
    let register = register("Certificates", "
        | Supplier ID | Scheme   | Covers | Sites                   | Status  | Excluded controls | Expires     |
        | S1          | ISO27001 | all    | Munich, Germany; Lyon (FR) | frozen  | A.8.10; none; 9.9 | @2027-01-01 |
        | S1          | ISO27001 | E1; E7 |                         | valid   | \"8.1\"           |             |
        | S9          | ISO27001 |        |                         |         |                   |             |
    ");
    let [first, second] = register.certificates.as_slice() else { panic!("two certificates") };
    assert_eq!((&first.covers, first.status), (&Covers::All, CertificateStatus::Suspended));
    assert_eq!(format!("{:?}", first.site_countries), "[DE, FR]");
    assert_eq!(first.excluded, ["8.10"]);
    assert_eq!(
        (second.status, second.excluded.as_slice()),
        (CertificateStatus::Active, ["8.1".to_owned()].as_slice())
    );
    let codes: Vec<Code> = register.findings.iter().map(|finding| finding.code).collect();
    use Code::{RegisterDangling, RegisterValueUnknown};
    assert_eq!(
        codes,
        [RegisterValueUnknown, RegisterValueUnknown, RegisterDangling, RegisterDangling]
    );
}

#[test]
fn a_chain_with_an_unknown_party_is_kept() {
    let register = register("Subcontracts", "
        | Engagement ID | From supplier ID | To supplier ID | Share | Obligations flowed down | Consent     |
        | E1            | S1               | S9             | 0.5   | Ja                      | no          |
        | E1            | S1               | S2             |       | TRUE                    | @2026-02-01 |
        | E1            | S1               | S2             |       | mostly                  | tbd         |
        | E9            | S1               | S2             | 1     | no                      | DPA-7       |
    ");
    let edges: Vec<_> = register
        .subcontracts
        .iter()
        .map(|edge| (edge.flowed_down, edge.consent.as_deref(), edge.share))
        .collect();
    assert_eq!(edges, [(true, None, 0.5), (true, Some("2026-02-01"), 1.0), (false, None, 1.0)]);
    assert_eq!(register.findings.len(), 3);
    let share = problems(with(
        "Subcontracts",
        "
        | Engagement ID | From supplier ID | To supplier ID | Share |
        | E1            | S1               | S2             | 1.5   |
        | E1            | S1               | S2             | 50%   |
    ",
    ));
    assert_eq!(share.len(), 2);
}

#[test]
fn a_folder_of_text_files_is_a_register() {
    let catalogue = catalogue();
    let sources = [
        (
            "register/engagements.csv".to_owned(),
            vec![sheet("engagements.csv", &ENGAGEMENTS.replace('@', ""))],
        ),
        ("register/suppliers.csv".to_owned(), vec![sheet("suppliers.csv", SUPPLIERS)]),
    ];
    let register = read(&sources, &catalogue.vocabulary, &catalogue.policy, &catalogue.controls);
    let register = register.unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(register.suppliers[1].place.to_string(), "register/suppliers.csv › A3");
}

#[test]
fn the_vocabulary_knows_every_sheet_and_column() {
    for kind in KINDS {
        assert!(!catalogue().vocabulary.canonical("sheets", kind.key).is_empty(), "{}", kind.key);
        for (key, _) in kind.columns {
            assert!(
                !catalogue().vocabulary.canonical(kind.key, key).is_empty(),
                "{}.{key}",
                kind.key
            );
        }
    }
}

#[test]
fn incidents_keep_their_hours() {
    let register = register(
        "Incidents",
        "
        | Incident ID | Supplier ID | Detected         | Notified             |
        | I1          | S1          | 2026-01-15 14:30 | 2026-01-16T00:30:00Z |
    ",
    );
    let incident = &register.incidents[0];
    assert_eq!((incident.detected_hour, incident.notified_hour), (14.5, 0.5));
}

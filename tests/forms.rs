//! Forms of other publishers: imitations with their ids and layout, and our own wording.

use flowdown::catalogue::{Catalogue, Question, QuestionKind};
use flowdown::intake::response::{FileRef, Reader};
use flowdown::model::{Answer, FileReport, FileStatus, Register, Response, Tier};
use flowdown::report::check::{CheckedFile, check};
use proptest::prelude::*;

use crate::drawing;
use crate::support::{Case, catalogue};

/// A sheet: its name and its rows.
type Sheet<'s> = (&'s str, Vec<Vec<String>>);

pub(crate) fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

fn drawn(rows: &[Vec<String>]) -> String {
    let line = |row: &Vec<String>| format!("| {} |", row.join(" | "));
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

pub(crate) fn read(sheets: &[Sheet<'_>]) -> (FileReport, Option<Response>) {
    let drawings: Vec<(&str, String)> =
        sheets.iter().map(|(name, rows)| (*name, drawn(rows))).collect();
    let drawings: Vec<(&str, &str)> =
        drawings.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let bytes = drawing::workbook(&drawings);
    let register = Register::default();
    let reader = Reader::standalone(catalogue(), &register);
    reader.read(&FileRef { path: "S-1.xlsx".into(), below: "S-1.xlsx", bytes: &bytes })
}

pub(crate) fn checked(sheets: &[Sheet<'_>]) -> CheckedFile {
    let read = read(sheets);
    check(catalogue(), &[read]).files.remove(0)
}

/// The numbers of yes, partial, no, not applicable, unanswered, unreadable.
fn answers(file: &CheckedFile) -> [usize; 6] {
    let all = &file.answers;
    [all.yes, all.partial, all.no, all.not_applicable, all.unanswered, all.unreadable]
}

/// The questions of a crosswalk that expect a choice, in the order of the form.
fn asked(questionnaire: &str) -> Vec<&'static Question> {
    let one = catalogue().questionnaires.iter().find(|one| one.id == questionnaire).unwrap();
    one.questions.iter().filter(|question| question.kind == QuestionKind::Choice).collect()
}

pub(crate) fn ids(questionnaire: &str) -> Vec<String> {
    asked(questionnaire).iter().map(|question| question.id.to_string()).collect()
}

pub(crate) const CAIQ: [&str; 6] = [
    "Question ID",
    "Question",
    "CSP CAIQ Answer",
    "SSRM Control Ownership",
    "CSP Implementation Description (Optional/Recommended)",
    "CCM Control ID",
];

pub(crate) fn caiq(said: impl Fn(usize) -> &'static str) -> Vec<Vec<String>> {
    let mut rows = vec![row(&["v4.0.3", "a title of the form"]), row(&CAIQ)];
    for (index, id) in ids("caiq-4").iter().enumerate() {
        rows.push(row(&[id, "do you?", said(index), "CSP-owned", "see the handbook", ""]));
    }
    rows.push(row(&["the end of it"]));
    rows
}

#[test]
fn a_caiq_4_is_read_id_by_id() {
    // 261 questions, in turn yes, no, NA, blank: 66, 65, 65, 65.
    let file = checked(&[("CAIQv4.0.3", caiq(|index| ["Yes", "No", "NA", ""][index % 4]))]);
    assert_eq!((file.status.word(), file.adapter.as_deref()), ("accepted", Some("caiq-4")));
    assert_eq!((file.questions.found, file.questions.expected), (261, 261));
    assert_eq!(answers(&file), [66, 0, 65, 65, 65, 0]);
    assert_eq!(file.edition.as_deref(), Some("4.0.3"));
    assert_eq!(file.cells.unaccounted, [""; 0]);
}

#[test]
fn a_remark_beside_the_form_is_listed() {
    let mut rows = caiq(|_| "Yes");
    rows[5].extend(["".to_owned(), "our lawyer objects".to_owned()]);
    let file = checked(&[("CAIQv4.0.3", rows), ("Letter", vec![row(&["dear customer"])])]);
    assert_eq!(file.cells.unaccounted, ["CAIQv4.0.3!H6", "Letter!A1"]);
}

#[test]
fn a_caiq_3_has_its_marks_in_three_columns_and_its_header_in_three_rows() {
    let mut rows = vec![
        row(&["", "", "a title"]),
        row(&[
            "Control Domain",
            "Control ID",
            "Question ID",
            "Control Specification",
            "Consensus Assessment Questions",
            "Consensus Assessment Answers",
            "",
            "",
            "Notes",
        ]),
        row(&["", "", "", "", "", "", "", "", "", "another list"]),
        row(&["", "", "", "", "", "Yes", "No", "Not Applicable"]),
    ];
    for (index, id) in ids("caiq-3.0.1").iter().enumerate() {
        let mut marks = [""; 3];
        marks[index % 3] = "x";
        // A blank inside an id, and two marks in one row.
        let id = if index == 7 { id.replacen('-', "- ", 1) } else { id.clone() };
        if index == 9 {
            marks = ["x", "x", ""];
        }
        rows.push(row(&["", "", &id, "", "do you?", marks[0], marks[1], marks[2], "a note"]));
    }
    let file = checked(&[("CSA CAIQ v3.0.1", rows)]);
    assert_eq!(file.adapter.as_deref(), Some("caiq-3.0.1"));
    assert_eq!(file.questions.found, 295);
    // 295 = 99 + 98 + 98; the tenth row, a yes, also has a mark for no: the worse of two marks counts.
    assert_eq!(answers(&file), [98, 0, 99, 98, 0, 0]);
}

const HECVAT: [&str; 6] =
    ["Access", "", "Vendor Answers", "Additional Information", "Guidance", "Analyst Notes"];

#[test]
fn a_hecvat_3_has_a_header_for_each_section_and_rows_above_all_of_them() {
    let mut rows = vec![row(&["a title", "", "", "", "Version 3.06"])];
    rows.push(row(&["DATE-01", "when", "2026-09-14"]));
    rows.push(row(&["GNRL-01", "who", "Acorn Cloud"]));
    for (index, id) in ids("hecvat-3").iter().enumerate() {
        if index % 20 == 0 {
            rows.push(row(&HECVAT));
        }
        let said = ["1) Yes", "2) No", "NA", "yes", "we are quite good at it"][index % 5];
        rows.push(row(&[id, "do you?", said, "see the report", "a hint", ""]));
    }
    let file = checked(&[("HECVAT - Full | Vendor Response", rows)]);
    assert_eq!(file.adapter.as_deref(), Some("hecvat-3"));
    assert_eq!(file.completed_on.map(|on| on.to_string()).as_deref(), Some("2026-09-14"));
    assert_eq!(file.supplier.as_ref().map(|id| id.as_str()), Some("Acorn Cloud"));
    let fifth = |rest: usize| (ids("hecvat-3").len() + 4 - rest) / 5;
    let (yes, no, apart, words) = (fifth(0) + fifth(3), fifth(1), fifth(2), fifth(4));
    assert_eq!(answers(&file), [yes, 0, no, apart, 0, words]);
}

#[test]
fn examples_in_the_cells_of_a_hecvat_lite_are_no_answers() {
    let mut rows = vec![row(&["a title", "", "", "", "Version 2.11"])];
    rows.push(row(&["DATE-01", "when", "mm/dd/yyyy"]));
    rows.push(row(&["GNRL-01", "who", "Vendor Name"]));
    rows.push(row(&HECVAT[..5]));
    rows.extend(ids("hecvat-lite-2").iter().map(|id| row(&[id, "do you?", "Yes"])));
    let file = checked(&[("HECVAT - Lite", rows)]);
    assert_eq!(file.adapter.as_deref(), Some("hecvat-lite-2"));
    assert_eq!(
        (
            file.completed_on.map(|on| on.to_string()).as_deref(),
            file.supplier.as_ref().map(|id| id.as_str())
        ),
        (None, Some("not named"))
    );
    assert_eq!(answers(&file)[0], ids("hecvat-lite-2").len());
}

#[test]
fn a_hecvat_4_repeats_rows_on_each_sheet() {
    let all = ids("hecvat-4");
    let (first, second) = all.split_at(all.len() / 2);
    let sheet = |ids: &[String], mirrored: &str| {
        let mut rows = vec![
            row(&["Date Completed", "", "2026-08-03"]),
            row(&["", "", "", "", "", "Version 4.1.4"]),
        ];
        rows.push(row(&[
            " Company",
            "",
            "Answer",
            "Additional Information",
            "Guidance",
            "Analyst Notes",
        ]));
        rows.push(row(&[&all[0], "do you?", mirrored]));
        rows.extend(ids.iter().filter(|id| **id != all[0]).map(|id| row(&[id, "do you?", "Yes"])));
        rows
    };
    let same = [("START HERE", sheet(first, "Yes")), ("Organization", sheet(second, "Yes"))];
    let file = checked(&same);
    assert_eq!(file.adapter.as_deref(), Some("hecvat-4"));
    assert_eq!((answers(&file)[0], file.questions.repeated), (all.len(), 0));
    assert_eq!(file.completed_on.map(|on| on.to_string()).as_deref(), Some("2026-08-03"));
    // A mirror with another answer is a repeat: the worse counts, with a finding.
    let other = [("START HERE", sheet(first, "Yes")), ("Organization", sheet(second, "No"))];
    let file = checked(&other);
    assert_eq!((answers(&file)[0], answers(&file)[2]), (all.len() - 1, 1));
    assert!(file.integrity.iter().any(|remark| remark.code.word() == "question-repeated"));
}

#[test]
fn a_sig_export_knows_its_own_words_for_silence() {
    let mut rows = vec![row(&[
        "Section Heading",
        "Question Identifier",
        "Question Original Identifier",
        "Question Text",
        "Question Answer",
        "Question Comment",
    ])];
    for number in 1..=60 {
        let said = ["Yes", "No", "Not Applicable", "Skipped", "Document not uploaded."][number % 5];
        rows.push(row(&[
            "H. Access",
            &format!("8.1.{number}"),
            &format!("H.1.{number}"),
            "do you?",
            said,
            "",
        ]));
    }
    let file = checked(&[("Export", rows)]);
    assert_eq!((file.adapter.as_deref(), file.questions.found), (Some("sig"), 60));
    assert_eq!(answers(&file), [12, 0, 12, 12, 24, 0]);
}

#[test]
fn requirements_of_800_171_also_go_by_their_cmmc_names() {
    let plain = ids("nist-800-171");
    assert_eq!(plain.len(), 110);
    let list = |name: &dyn Fn(&str) -> String| {
        let mut rows = vec![row(&[
            "Requirement ID",
            "Requirement Text",
            "Status",
            "Implementation Notes",
            "Evidence",
        ])];
        for (index, id) in plain.iter().enumerate() {
            let said = ["MET", "NOT MET", "Partially implemented", "N/A", ""][index % 5];
            rows.push(row(&[&name(id), "shall", said, "", "the plan"]));
        }
        checked(&[("Assessment", rows)])
    };
    for file in [list(&str::to_owned), list(&|id| format!("AC.L2-{id}"))] {
        assert_eq!(file.adapter.as_deref(), Some("nist-800-171"));
        assert_eq!(answers(&file), [22, 22, 22, 22, 22, 0]);
    }
}

#[test]
fn an_isa_in_german_says_its_maturity_in_numbers() {
    let mut rows = vec![
        row(&["ein Titel"]),
        row(&[
            "",
            "",
            "Kontrollnummer",
            "Reifegrad",
            "Beschreibung der Umsetzung",
            "Referenz Dokumentation",
            "Kontrollfrage",
            "Ziel",
        ]),
    ];
    for (index, id) in ids("isa-6").iter().enumerate() {
        let said = ["5", "3", "2", "1", "na"][index % 5];
        rows.push(row(&[
            "",
            "",
            &format!("{id} "),
            said,
            "so",
            "Handbuch 4",
            "tun Sie das?",
            "ein Ziel",
        ]));
    }
    let file = checked(&[("Informationssicherheit", rows)]);
    assert_eq!(file.adapter.as_deref(), Some("isa-6"));
    // 80 controls: two fifths reach level 3.
    assert_eq!(answers(&file), [32, 16, 16, 16, 0, 0]);
}

#[test]
fn of_two_answers_of_cyfun_the_worse_counts() {
    let mut rows = vec![
        row(&["a title"]),
        row(&[
            "Category",
            "",
            "Key Measure",
            "Subcategory",
            "Assurance level",
            "Requirement",
            "Documentation Score",
            "Implementation Score",
            "",
            "",
            "",
            "",
            "Comments",
        ]),
    ];
    for (index, id) in ids("cyfun-2025").iter().take(40).enumerate() {
        let (one, other) = [("3", "5"), ("5", "2"), ("4", "1"), ("N/A", "N/A")][index % 4];
        rows.push(row(&["", "", "", "", "Basic", &format!("{id}: we do this"), one, other]));
    }
    let file = checked(&[("GOVERN", rows)]);
    assert_eq!((file.adapter.as_deref(), file.questions.found), (Some("cyfun-2025"), 40));
    assert_eq!(answers(&file), [10, 10, 10, 10, 0, 0]);
}

#[test]
fn a_list_of_somebodys_own_is_counted_and_not_scored() {
    let sheet = |said: &str| {
        let mut rows = vec![row(&[""]), row(&["", "", "Security questions"]), row(&[""])];
        rows.push(row(&["", "", "#", "Question", "Vendor Response", "Evidence"]));
        rows.extend(
            (1..=4).map(|number| row(&["", "", &format!("Q{number}"), "do you?", said, ""])),
        );
        rows
    };
    // The numbering starts again on each sheet.
    let sheets = [("People", sheet("Yes. See the handbook")), ("Places", sheet("N/A"))];
    let file = checked(&sheets);
    assert_eq!((file.status.word(), file.adapter.as_deref()), ("accepted", Some("plain-list")));
    assert_eq!((file.questions.found, file.controls_reached), (8, 0));
    assert_eq!(answers(&file), [4, 0, 0, 4, 0, 0]);
    assert!(file.integrity.iter().any(|remark| remark.code.word() == "form-unmapped"));
    assert!(read(&sheets).1.is_none(), "it can't stand in for a response");
}

#[test]
fn a_list_without_ids_gets_them_from_its_sheet() {
    let mut rows = vec![row(&["Section", "Question", "Vendor Response"])];
    rows.extend((0..6).map(|_| row(&["Access", "do you?", "No"])));
    let file = checked(&[("Questions", rows)]);
    assert_eq!((file.adapter.as_deref(), answers(&file)[2]), (Some("unnumbered-list"), 6));
}

#[test]
fn a_score_may_stand_left_of_its_question() {
    let head =
        |title: &str| row(&["Vendor Scoring", title, "Vendor Comments", "", "Assessor Comments"]);
    let mut rows = vec![head("A. Access")];
    rows.extend((1..=3).map(|number| row(&["5", &format!("{number}. Has a lock"), "yes"])));
    rows.push(row(&["15", "Access Total"]));
    rows.push(head("B.  Backup"));
    rows.extend((1..=3).map(|number| row(&["2", &format!("{number}.Has a copy"), ""])));
    let file = checked(&[("Questionnaire", rows)]);
    assert_eq!((file.adapter.as_deref(), file.questions.found), (Some("scored-list"), 6));
    assert_eq!(answers(&file), [3, 3, 0, 0, 0, 0]);
    assert_eq!(
        file.cells.unaccounted,
        ["Questionnaire!A5", "Questionnaire!B5"],
        "a total is no answer"
    );
}

#[test]
fn what_fits_no_layout_says_which_is_nearest() {
    let mut rows = vec![row(&CAIQ)];
    rows.extend(ids("caiq-4").iter().take(6).map(|id| row(&[id, "do you?", "Yes"])));
    let (report, _) = read(&[("CAIQ", rows)]);
    assert_eq!(report.status, FileStatus::Quarantined);
    assert_eq!(
        report.reason,
        "no layout is known for this file; nearest is CAIQ 4, of which 6 ids stand in it: 6 of its questions were found, 20 are needed; known answers stand below `CSP CAIQ Answer`"
    );
}

#[test]
fn what_fits_two_layouts_is_put_aside() {
    let sheet = |form: &str| {
        let mut rows = vec![row(&HECVAT)];
        rows.extend(ids(form).iter().map(|id| row(&[id, "do you?", "Yes"])));
        rows
    };
    let (report, _) =
        read(&[("HECVAT - Full", sheet("hecvat-3")), ("HECVAT - Lite", sheet("hecvat-lite-2"))]);
    assert_eq!(report.status, FileStatus::Quarantined);
    assert_eq!(report.reason, "the file fits several layouts: HECVAT 3 Full, HECVAT Lite 2");
}

/// The answer for a control if a supplier gives one answer to all questions of another form.
fn resolved(questionnaire: &str, said: &str, control: &str, tier: Tier) -> Answer {
    let mut rows = vec![row(&["Requirement ID", "Status"])];
    rows.extend(ids(questionnaire).iter().map(|id| row(&[id, said])));
    let (_, response) = read(&[("Assessment", rows)]);
    let mut case = Case::clean(tier);
    case.responses =
        vec![Response { supplier: case.register.suppliers[0].id.clone(), ..response.unwrap() }];
    let index = case.catalogue.controls.index(control).unwrap();
    case.judged(|found| {
        let profile = found.context.profile(&found.context.register.suppliers[0].id);
        profile.resolved(tier)[index].answer
    })
}

#[test]
fn what_another_form_says_decides_our_controls() {
    let links: Vec<_> =
        catalogue().crosswalks().filter(|link| link.0.id == "nist-800-171").collect();
    let reached = |control: &str| links.iter().any(|link| link.2 == control);
    let applies =
        |tier: Tier| catalogue().controls.list().iter().filter(move |one| one.applies_at(tier));
    for control in applies(Tier::Restricted).map(|one| one.id.as_str()) {
        let answer = resolved("nist-800-171", "MET", control, Tier::Restricted);
        let expected = reached(control);
        assert_eq!(answer.is_answered(), expected, "{control}: {answer}");
        assert_ne!(answer, Answer::No, "{control}: everything is met");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Rows in another order, other rows above, another sheet name: the same answers.
    #[test]
    fn rows_are_read_by_their_id_wherever_they_stand(
        seed in any::<u64>(), above in 0_usize..9, turn in 0_usize..261, name in "[A-Za-z ]{1,12}",
    ) {
        let said = |index: usize| {
            ["Yes", "No", "NA", ""][(seed.rotate_left(u32::try_from(index % 61).unwrap()) % 4) as usize]
        };
        let plain = checked(&[("CAIQv4.0.3", caiq(said))]);
        let mut rows = caiq(said);
        rows[2..263].rotate_left(turn);
        for number in 0..above {
            rows.insert(0, row(&[&format!("remark {number}")]));
        }
        let moved = checked(&[(name.as_str(), rows)]);
        prop_assert_eq!(moved.adapter.as_deref(), Some("caiq-4"));
        prop_assert_eq!(answers(&moved), answers(&plain));
        prop_assert_eq!(moved.cells.accounted + moved.cells.unaccounted.len(), moved.cells.seen);
    }
}

#[test]
fn every_crosswalk_has_an_adapter_and_every_adapter_loads() {
    let catalogue: &Catalogue = catalogue();
    let foreign = catalogue.questionnaires.iter().enumerate().filter(|(_, one)| !one.native);
    for (index, one) in foreign {
        let read = |adapter: &&flowdown::catalogue::Adapter| {
            adapter.questionnaire.map(usize::from) == Some(index)
        };
        assert!(catalogue.adapters.iter().any(|adapter| read(&adapter)), "{}", one.id);
    }
}

/// A description is a remark; HECVAT's column for documents is evidence.
#[test]
fn a_remark_is_no_evidence() {
    let (_, caiq) = read(&[("CAIQv4.0.3", caiq(|_| "Yes"))]);
    let (mut rows, ids) = (vec![row(&HECVAT)], ids("hecvat-3"));
    rows.extend(ids.iter().map(|id| row(&[id, "do you?", "NA", "report 12"])));
    let (_, hecvat) = read(&[("HECVAT - Full", rows)]);
    let all = |response: &Response| {
        let rows = response.answers.iter();
        rows.map(|one| (one.has_reason, one.has_evidence))
            .collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(all(&caiq.unwrap()), [(true, false)].into());
    assert_eq!(all(&hecvat.unwrap()), [(true, true)].into());
}

/// The owner of a control is no reason for "not applicable".
#[test]
fn ownership_is_no_reason() {
    let mut rows = vec![row(&CAIQ)];
    rows.extend(ids("caiq-4").iter().map(|id| row(&[id, "do you?", "NA", "CSP-owned", "", ""])));
    let (_, response) = read(&[("CAIQv4.0.3", rows)]);
    assert!(response.unwrap().answers.iter().all(|given| !given.has_reason));
}

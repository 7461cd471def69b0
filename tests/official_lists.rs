//! Official scores of lists: NIST SP 800-171, CMMC Level 1, and forms without a score. The expected figures are
//! computed by hand.

use flowdown::report::check::CheckedFile;

use crate::forms::{checked, row};
use crate::support::catalogue;

fn ids(questionnaire: &str) -> Vec<String> {
    let one = catalogue().questionnaires.iter().find(|one| one.id == questionnaire).unwrap();
    one.questions.iter().map(|question| question.id.to_string()).collect()
}

const HEAD: [&str; 5] = ["Control ID", "Requirement", "Status", "Notes", "Evidence"];

/// A list; `said` gives the answer, note and evidence for an id.
fn list<'a>(ids: &[String], said: impl Fn(&str) -> [&'a str; 3]) -> CheckedFile {
    let mut rows = vec![row(&HEAD)];
    for id in ids {
        let [answer, note, evidence] = said(id);
        rows.push(row(&[id, "a made-up wording", answer, note, evidence]));
    }
    checked(&[("Assessment", rows)])
}

fn score(file: &CheckedFile) -> (Option<f64>, f64) {
    let one = &file.official[0];
    (one.score.map(|score| score.0), one.maximum.0)
}

fn finds(file: &CheckedFile, code: &str) -> bool {
    file.integrity.iter().any(|one| one.code.word() == code)
}

#[test]
fn what_does_not_apply_is_met_only_with_a_reason() {
    let all = ids("nist-800-171");
    let one = |said: [&'static str; 3]| {
        list(&all, move |id| if id == "3.1.1" { said } else { ["Met", "", ""] })
    };
    let bare = one(["N/A", "", ""]);
    assert_eq!(score(&bare), (Some(105.0), 110.0));
    let said = bare.integrity.iter().find(|one| one.code.word() == "na-without-reason").unwrap();
    assert_eq!(said.place.as_deref(), Some("S-1.xlsx › Assessment!C2"));
    for reason in [["N/A", "no such system", ""], ["N/A", "", "Scope paper, page 3"]] {
        let file = one(reason);
        assert_eq!(score(&file), (Some(110.0), 110.0), "{reason:?}");
        assert!(!finds(&file, "na-without-reason"));
    }
    // A text that names nothing is not a reason.
    assert_eq!(score(&one(["N/A", "n/a", "-"])), (Some(105.0), 110.0));
    let nothing = list(&all, |id| if id == "3.12.4" { ["Met", "", ""] } else { ["N/A", "", ""] });
    assert_eq!(score(&nothing), (Some(-203.0), 110.0));
    // The plan itself: not applicable without a reason means no plan, and so no score.
    assert_eq!(
        score(&list(&all, |id| [if id == "3.12.4" { "N/A" } else { "Met" }, "", ""])).0,
        None
    );
}

const LEVEL_1: [(&str, &str); 15] = [
    ("AC", "i"),
    ("AC", "ii"),
    ("AC", "iii"),
    ("AC", "iv"),
    ("IA", "v"),
    ("IA", "vi"),
    ("MP", "vii"),
    ("PE", "viii"),
    ("PE", "ix"),
    ("SC", "x"),
    ("SC", "xi"),
    ("SI", "xii"),
    ("SI", "xiii"),
    ("SI", "xiv"),
    ("SI", "xv"),
];

#[test]
fn the_first_level_of_cmmc_is_a_form_of_its_own() {
    let all: Vec<String> =
        LEVEL_1.iter().map(|(family, number)| format!("{family}.L1-b.1.{number}")).collect();
    let met = list(&all, |_| ["Met", "", ""]);
    assert_eq!((met.adapter.as_deref(), met.questions.found), (Some("cmmc-level-1"), 15));
    assert_eq!((score(&met), met.official[0].status.as_str()), ((Some(15.0), 15.0), "all met"));
    assert!(met.controls_reached > 5, "{}", met.controls_reached);
    let last = |said: &'static str, note: &'static str| {
        list(&all, move |id| if id.ends_with("xv") { [said, note, ""] } else { ["Met", "", ""] })
    };
    let open = last("Not Met", "");
    assert_eq!(score(&open), (Some(14.0), 15.0));
    assert_eq!(open.official[0].status, "not met: 1 open: b.1.xv");
    assert_eq!(score(&last("", "")), (Some(14.0), 15.0), "silence is not met");
    assert_eq!(score(&last("Partially met", "")), (Some(14.0), 15.0));
    assert_eq!(score(&last("N/A", "no such system")), (Some(15.0), 15.0));
    assert!(finds(&last("N/A", ""), "na-without-reason"));
}

/// Seventeen practices, of which three of physical protection form one requirement.
#[test]
fn older_numbers_of_the_first_level_are_read() {
    let all = ids("cmmc-level-1-17");
    assert_eq!(all.len(), 17);
    let named: Vec<String> = all.iter().map(|id| format!("AC.L1-{id}")).collect();
    let met = list(&named, |_| ["Met", "", ""]);
    assert_eq!(met.adapter.as_deref(), Some("cmmc-level-1-17"));
    assert_eq!(score(&met), (Some(15.0), 15.0));
    let open = list(&named, |id| [if id.contains("3.10.") { "Not Met" } else { "Met" }, "", ""]);
    // 3.10.1 is one requirement, 3.10.3 to 3.10.5 are another.
    assert_eq!(score(&open), (Some(13.0), 15.0));
    // A complete list names its first level too, and is still a list of 800-171.
    let first: Vec<String> = ids("nist-800-171")
        .iter()
        .map(|id| format!("AC.L{}-{id}", if all.contains(id) { 1 } else { 2 }))
        .collect();
    let whole = list(&first, |_| ["Met", "", ""]);
    assert_eq!(whole.adapter.as_deref(), Some("nist-800-171"));
    assert_eq!(score(&whole), (Some(110.0), 110.0));
}

/// Families 15 to 17 were added in revision 3.
#[test]
fn revision_3_is_named_and_never_scored() {
    let of = |families: std::ops::RangeInclusive<u32>| -> Vec<String> {
        families
            .flat_map(|family| (1..=5).map(move |one| format!("03.{family:02}.{one:02}")))
            .collect()
    };
    let third = list(&of(1..=17), |_| ["Met", "", ""]);
    assert_eq!(third.adapter.as_deref(), Some("nist-800-171-rev-3"));
    assert!(third.official.is_empty());
    let said = third.integrity.iter().find(|one| one.code.word() == "form-unmapped").unwrap();
    assert!(said.message.contains("revision 3"), "{}", said.message);
    // Also if its ids are written without zeros.
    let bare: Vec<String> =
        (1..=17).flat_map(|family| (1..=5).map(move |one| format!("3.{family}.{one}"))).collect();
    assert_eq!(list(&bare, |_| ["Met", "", ""]).adapter.as_deref(), Some("nist-800-171-rev-3"));
    // Leading zeros alone do not make it revision 3.
    let second = list(&of(1..=14), |_| ["Met", "", ""]);
    assert_ne!(second.adapter.as_deref(), Some("nist-800-171-rev-3"));
}

#[test]
fn every_id_of_a_sig_counts_and_facts_of_the_company_are_told_apart() {
    let head = [
        "Question Identifier",
        "Question Original Identifier",
        "Question Text",
        "Question Answer",
        "Question Comment",
    ];
    let letters = "ABCDEFGHIJKLMNOPQRSTU";
    let mut rows = vec![row(&head)];
    for one in 1..=35 {
        let id = format!("1.1.{one}");
        rows.push(row(&[
            &format!("\"{id}\""),
            &format!("\"{id}\""),
            "Who are you?",
            "A made-up company",
            "",
        ]));
    }
    for letter in letters.chars() {
        for one in 1..=3 {
            rows.push(row(&["\"2.1.1\"", &format!("{letter}.1.{one}"), "Do you?", "Yes", ""]));
        }
    }
    let file = checked(&[("Questionnaire Response Records", rows)]);
    assert_eq!(file.adapter.as_deref(), Some("sig"));
    assert_eq!(file.questions.found, 35 + 63);
    assert_eq!((file.answers.yes, file.answers.unreadable, file.questions.added), (63, 0, 0));
    // Numbers alone do not make it a SIG.
    let mut plain = vec![row(&["Question Number", "Question", "Response"])];
    plain.extend((1..=60).map(|one| row(&[&format!("\"1.1.{one}\""), "Do you?", "Yes"])));
    assert_ne!(checked(&[("Form", plain)]).adapter.as_deref(), Some("sig"));
}

/// Ids and levels identify an ISA, whatever the header of its ids.
#[test]
fn an_isa_is_told_by_its_ids_and_levels() {
    for (header, level) in
        [("ISA New", "Maturity level"), ("Ref.", "Maturity (0-5)"), ("Nummer", "Reifegrad aktuell")]
    {
        let mut rows =
            vec![row(&["VDA ISA 6.0.2"]), row(&[header, level, "Control question", "Description"])];
        rows.extend(
            ids("isa-6")
                .iter()
                .map(|id| row(&[&format!("\"{id}\""), "3", "Do you?", "As described"])),
        );
        let file = checked(&[("Information Security", rows)]);
        assert_eq!(file.adapter.as_deref(), Some("isa-6"), "{header}");
        assert_eq!(score(&file), (Some(3.0), 3.0));
    }
}

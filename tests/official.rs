//! Scores of forms by the publishers' own rules. The expected figures are the forms' own, or computed by hand.

use flowdown::report::check::OfficialFigures;

use crate::forms::{checked, row};
use crate::support::catalogue;

/// Every id of a form, those of free-text questions included: some of them are scored.
fn ids(questionnaire: &str) -> Vec<String> {
    let one = catalogue().questionnaires.iter().find(|one| one.id == questionnaire).unwrap();
    one.questions.iter().map(|question| question.id.to_string()).collect()
}

/// A form with one answer throughout except for some ids; `rows` come before the questions.
fn form(
    sheet: &str,
    mut rows: Vec<Vec<String>>,
    questionnaire: &str,
    said: impl Fn(&str) -> String,
) -> OfficialFigures {
    for id in ids(questionnaire) {
        rows.push(row(&[&id, "do you?", &said(&id)]));
    }
    let mut file = checked(&[(sheet, rows)]);
    assert_eq!(file.official.len(), 1, "{:?}", file.reason);
    file.official.remove(0)
}

fn points(official: &OfficialFigures) -> (f64, f64) {
    (official.score.map_or(f64::NAN, |score| score.0), official.maximum.0)
}

fn dod(rest: &str, others: &[(&str, &str)]) -> (Option<f64>, String) {
    let head = vec![row(&["Requirement ID", "Requirement", "Status"])];
    let official = form("Assessment", head, "nist-800-171", |id| {
        others.iter().find(|(known, _)| *known == id).map_or(rest, |(_, said)| said).to_owned()
    });
    assert_eq!((official.scheme.as_str(), official.maximum.0), ("dod-800-171", 110.0));
    let sums = official.sections.iter().fold((0.0, 0.0), |(score, most), one| {
        (score + one.score.map_or(0.0, |score| score.0), most + one.maximum.0)
    });
    // 42 × 5 + 14 × 3 + 51 × 1 + 5 + 5: the loss from 110 is the loss from this sum.
    assert_eq!(sums.1, 313.0);
    if let Some(score) = official.score {
        assert_eq!(110.0 - score.0, 313.0 - sums.0);
    }
    (official.score.map(|score| score.0), official.status)
}

#[test]
fn points_of_800_171() {
    let plan = ("3.12.4", "MET");
    assert_eq!(dod("MET", &[]), (Some(110.0), "all met".to_owned()));
    assert_eq!(dod("NOT MET", &[plan]).0, Some(-203.0));
    assert_eq!(dod("", &[plan]).0, Some(-203.0), "silence is not met");
    let (both, three) = (("3.5.3", "Partially implemented"), ("3.13.11", "Partially implemented"));
    assert_eq!(dod("MET", &[both, three]).0, Some(104.0));
    assert_eq!(dod("MET", &[both]), (Some(107.0), "not met: 1 open".to_owned()));
    // Encryption that is not validated may be on the plan of action; so may requirements of one point, except for five
    // of them.
    assert_eq!(
        dod("MET", &[three]),
        (Some(107.0), "conditional: 1 on a plan of action".to_owned())
    );
    assert_eq!(dod("MET", &[("3.1.3", "Planned")]).1, "conditional: 1 on a plan of action");
    assert_eq!(dod("MET", &[("3.1.20", "NOT MET")]).1, "not met: 1 open");
    assert_eq!(dod("MET", &[("3.1.1", "N/A")]).0, Some(105.0), "nothing says why");
    let none = dod("NOT MET", &[]);
    assert_eq!(none, (None, "no score without 3.12.4; the rest comes to -203".to_owned()));
}

const SECTION: [&str; 4] = ["Company", "", "Vendor Answers", "Additional Information"];

/// The blank form has one answer, which opens a question of 15 points.
fn as_delivered(id: &str) -> String {
    if id == "AAAI-01" { "2) No".to_owned() } else { String::new() }
}

fn hecvat_3(said: impl Fn(&str) -> String) -> OfficialFigures {
    let head = vec![row(&["a title", "", "", "", "Version 3.06"]), row(&SECTION)];
    form("HECVAT - Full | Vendor Response", head, "hecvat-3", said)
}

/// The figures of the workbook itself: those stored in the blank one, and those that a spreadsheet program computed for
/// filled ones (the weights of third parties as Excel stored them).
#[test]
fn points_of_hecvat_3() {
    assert_eq!(points(&hecvat_3(as_delivered)), (0.0, 2730.0));
    assert_eq!(points(&hecvat_3(|_| String::new())), (0.0, 2715.0));
    assert_eq!(points(&hecvat_3(|_| "No".into())), (175.0, 2715.0));
    // The workbook says 3775 of 4265. Without the weights, of which all 40 were earned, that is 40 less. Questions that
    // look for a 1 earn nothing with a yes.
    assert_eq!(points(&hecvat_3(|_| "Yes".into())), (3735.0, 4225.0));
    assert_eq!(points(&hecvat_3(|_| "yes".into())).0, 0.0, "letter for letter");
}

#[test]
fn points_and_grade_of_hecvat_lite() {
    let head = || vec![row(&["a title", "", "", "", "Version 2.11"]), row(&SECTION)];
    let lite = |said: &'static str| {
        form("HECVAT - Lite", head(), "hecvat-lite-2", move |_| said.to_owned())
    };
    assert_eq!(points(&lite("")), (0.0, 1585.0));
    let yes = lite("Yes");
    assert_eq!(
        (points(&yes), yes.status.as_str()),
        ((1320.0, 1585.0), "grade B: 85.1 % on average of its sections")
    );
    let no = lite("No");
    assert_eq!(
        (points(&no), no.status.as_str()),
        ((225.0, 1585.0), "grade F: 12.6 % on average of its sections")
    );
}

/// 0 of 3240, 2885 of 3410, 525 of 3410, 3410 of 3410: figures of the workbook.
#[test]
fn points_of_hecvat_4() {
    let head = || {
        vec![
            row(&["", "", "", "", "", "Version 4.1.4"]),
            row(&[" Company", "", "Answer", "Additional Information", "Guidance"]),
        ]
    };
    let four = |said: &dyn Fn(&str) -> String| form("START HERE", head(), "hecvat-4", said);
    let gate = |id: &str| id.starts_with("REQU") || id.starts_with("AIQU");
    assert_eq!(points(&four(&|_| String::new())), (0.0, 3240.0));
    assert_eq!(points(&four(&|_| "Yes".into())), (2885.0, 3410.0));
    assert_eq!(points(&four(&|_| "yes".into())), (2885.0, 3410.0), "in any case");
    assert_eq!(points(&four(&|id| if gate(id) { "Yes" } else { "No" }.into())), (525.0, 3410.0));
    assert_eq!(
        points(&four(&|_| "No".into())),
        (0.0, 495.0),
        "the first sheet switches the rest off"
    );
    let scheme = catalogue().official.iter().find(|one| one.scheme == "hecvat-4").unwrap();
    let compliant = |id: &str| {
        let one = scheme.requirement.iter().find(|one| one.id == id);
        one.and_then(|one| one.compliant.clone()).unwrap_or_else(|| "Yes".to_owned())
    };
    assert_eq!(points(&four(&compliant)), (3410.0, 3410.0));
}

#[test]
fn maturity_is_cut_back_and_rounded_half_up() {
    let head = vec![
        row(&["ISA 6.0.2", ""]),
        row(&["Control number", "Control question", "Maturity level"]),
    ];
    let isa = |said: &dyn Fn(usize) -> &'static str| {
        let all = ids("isa-6");
        let at = |id: &str| all.iter().position(|other| other == id).unwrap();
        form("Information Security", head.clone(), "isa-6", |id| said(at(id)).to_owned())
    };
    let five = isa(&|_| "5");
    assert_eq!((points(&five), five.sections.len()), ((3.0, 3.0), 3));
    // The first control applies, with 2, the others do not: 2. With a 3 besides: 2.5.
    assert_eq!(points(&isa(&|at| if at == 0 { "2" } else { "na" })), (2.0, 3.0));
    assert_eq!(points(&isa(&|at| ["2", "3"].get(at).copied().unwrap_or("na"))), (2.5, 3.0));
    // (2 + 3 + 3) / 3 is 2.666…; seven threes and a 2 give 2.875, which is rounded up.
    assert_eq!(points(&isa(&|at| ["2", "3", "3"].get(at).copied().unwrap_or("na"))), (2.67, 3.0));
    let eight = |at| {
        if at == 0 {
            "2"
        } else if at < 8 {
            "4"
        } else {
            "na"
        }
    };
    assert_eq!(points(&isa(&eight)), (2.88, 3.0));
    // A blank within a module is level 0.
    assert_eq!(points(&isa(&|at| ["3", ""].get(at).copied().unwrap_or("na"))), (1.5, 3.0));
}

#[test]
fn cyfun_averages_level_by_level() {
    let head = ["Subcategory", "Requirement", "Documentation Score", "Implementation Score"];
    let cyfun = |said: &dyn Fn(&str) -> (&'static str, &'static str), rows: usize| {
        let mut all = vec![row(&["CyFun2025"]), row(&head)];
        for id in ids("cyfun-2025").iter().take(rows) {
            let (one, other) = said(id);
            all.push(row(&["", &format!("{id}: do it"), one, other]));
        }
        checked(&[("GOVERN", all)]).official.remove(0)
    };
    assert_eq!(points(&cyfun(&|_| ("1", "1"), 218)), (1.0, 5.0), "as the blank form shows");
    let two = cyfun(&|_| ("2", "5"), 218);
    assert_eq!((points(&two), two.status.as_str()), ((3.5, 5.0), "at or above 3.50"));
    assert_eq!(points(&cyfun(&|_| ("N/A", "5"), 218)).0, 3.0, "what does not apply counts as 3");
    // One category of 22 is at 5, the others at 1: its subcategories have equal weights, and so have the categories.
    let one = cyfun(&|id| if id.starts_with("GV.OC") { ("5", "5") } else { ("1", "1") }, 218);
    assert!((points(&one).0 - (5.0 + 21.0) / 22.0).abs() < 1e-9, "{:?}", points(&one));
    let few = cyfun(&|_| ("3", "3"), 34);
    assert_eq!(
        (few.score, few.status.as_str()),
        (None, "no score: the file holds 34 of 218 requirements")
    );
}

#[test]
fn a_caiq_is_counted_by_domain() {
    let head = vec![row(&["v4.0.3"]), row(&["Question ID", "Question", "CSP CAIQ Answer"])];
    let said = |id: &str| {
        if id.starts_with("A&A") {
            "Yes"
        } else if id.starts_with("IAM") {
            "No"
        } else {
            "NA"
        }
    };
    let counts = form("CAIQv4.0.3", head, "caiq-4", |id| said(id).into());
    assert_eq!((counts.score, counts.maximum.0), (None, 261.0));
    let of = |id: &str| {
        let section = counts.sections.iter().find(|one| one.section.starts_with(id)).unwrap();
        let all = section.answers.as_ref().unwrap();
        (section.maximum.0, all.yes, all.no, all.not_applicable)
    };
    // The questions by domain in release 4.0.3: 8, 21 and 24.
    assert_eq!(of("A&A"), (8.0, 8, 0, 0));
    assert_eq!(of("IAM"), (21.0, 0, 21, 0));
    assert_eq!(of("DSP"), (24.0, 0, 0, 24));
}

/// A stored score that differs from the computed one is reported with its cell.
#[test]
fn a_score_in_the_file_stands_beside_ours() {
    let sheet = |stored: &str| {
        let mut rows = vec![row(&["a title", "", "", "", "Version 3.06"]), row(&SECTION)];
        rows.extend(ids("hecvat-3").iter().map(|id| row(&[id, "do you?", &as_delivered(id)])));
        let report = vec![row(&["", "", "Overall Score", "2730", stored])];
        checked(&[("HECVAT - Full", rows), ("Analyst Report", report)])
    };
    let same = sheet("0");
    assert_eq!(same.official[0].in_file.map(|score| score.0), Some(0.0));
    assert!(same.integrity.iter().all(|remark| remark.code.word() != "official-differs"));
    let other = sheet("90");
    let said =
        other.integrity.iter().find(|remark| remark.code.word() == "official-differs").unwrap();
    assert_eq!(said.place.as_deref(), Some("S-1.xlsx › Analyst Report!E1"));
    assert_eq!(
        said.message,
        "the file shows 90 of 2730 for HECVAT 3 Full; its answers come to 0 of 2730"
    );
}

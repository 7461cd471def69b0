//! Scores by the weights on a form's own scoring sheet, and forms with unknown weights. The expected figures are sums
//! over the sheets that the tests draw, or computed by hand.

use flowdown::catalogue::official::Requirement;
use flowdown::report::check::{CheckedFile, OfficialFigures};
use proptest::prelude::*;

use crate::forms::{checked, row};
use crate::support::catalogue;

fn requirements(scheme: &str) -> &'static [Requirement] {
    &catalogue().official.iter().find(|one| one.scheme == scheme).unwrap().requirement
}

/// A filled form with its scoring sheet, in the form's layout.
struct Form {
    answers: (&'static str, Vec<Vec<String>>),
    sheet: (&'static str, Vec<Vec<String>>),
}

impl Form {
    /// The index of a column of the scoring sheet.
    fn column(&self, header: &str) -> usize {
        let heads = self
            .sheet
            .1
            .iter()
            .find(|row| row.contains(&"ID".to_owned()) || row.contains(&"New ID".to_owned()));
        heads.unwrap().iter().position(|head| head == header).unwrap()
    }

    fn line(&self, id: &str) -> usize {
        self.sheet.1.iter().position(|row| row.iter().any(|cell| cell == id)).unwrap()
    }

    /// Changes a cell of the scoring sheet.
    fn set(mut self, id: &str, header: &str, text: &str) -> Self {
        let (line, column) = (self.line(id), self.column(header));
        self.sheet.1[line][column] = text.to_owned();
        self
    }

    /// Changes an answer of the form, and its copy on the scoring sheet.
    fn said(mut self, id: &str, header: &str, text: &str) -> Self {
        let row = self.answers.1.iter_mut().find(|row| row[0] == id).unwrap();
        row[2] = text.to_owned();
        self.set(id, header, text)
    }

    fn check(&self) -> CheckedFile {
        let sheets =
            [(self.answers.0, self.answers.1.clone()), (self.sheet.0, self.sheet.1.clone())];
        checked(&sheets)
    }

    fn score(&self) -> OfficialFigures {
        let mut file = self.check();
        assert_eq!(file.official.len(), 1, "{:?}", file.reason);
        file.official.remove(0)
    }

    fn points(&self) -> (f64, f64) {
        let found = self.score();
        (found.score.map_or(f64::NAN, |score| score.0), found.maximum.0)
    }
}

const FOUR: [&str; 16] = [
    "New ID",
    "ID Code",
    "Question",
    "Score Mapping",
    "Score Location",
    "Vendor Response",
    "Compliant Response",
    "Compliant Override",
    "Default Importance",
    "Importance Override",
    "Default Value",
    "Compliance Eval",
    "A",
    "B",
    "Potential Score",
    "Actual Score",
];

/// A HECVAT 4 with every compliant answer: 3410 of 3410 by the weights of 4.1.4.
fn four(edition: &str) -> Form {
    let mut answers = vec![
        row(&["", "", "", "", "", edition]),
        row(&[" Company", "", "Answer", "Additional Information", "Guidance"]),
    ];
    let mut sheet = vec![row(&["a line"]), row(&FOUR)];
    for one in requirements("hecvat-4") {
        let (wanted, weight) = (one.compliant.as_deref().unwrap(), one.weight.to_string());
        answers.push(row(&[&one.id, "do you?", wanted]));
        let location = if ["AI", "Privacy"].contains(&one.section.as_str()) {
            &one.section
        } else {
            "Product"
        };
        let begin = one.id.split('-').next().unwrap();
        sheet.push(row(&[
            &one.id, begin, "", "", location, wanted, wanted, "", "", "", &weight, "1", "", "",
            &weight, &weight,
        ]));
    }
    Form { answers: ("START HERE", answers), sheet: ("(backend scoring)", sheet) }
}

const THREE: [&str; 11] = [
    "Order",
    "ID",
    "Required",
    "C_Answer",
    "V_Answer",
    "Analyst Override Answer",
    "Compliant",
    "Default Weight",
    "Analyst Adjusted Weight",
    "Weight",
    "Score",
];

/// A HECVAT 3 with every compliant answer, without the part about health information.
fn three(edition: &str) -> Form {
    let mut answers = vec![
        row(&["a title", "", "", "", edition]),
        row(&["Company", "", "Vendor Answers", "Additional Information"]),
    ];
    let mut sheet = vec![row(&["a line"]), row(&THREE)];
    for one in requirements("hecvat-3") {
        let wanted = one.compliant.as_deref().unwrap_or("Yes").trim_end_matches('*');
        let required = if one.section == "HIPA" { "0" } else { "1" };
        let weight = one.weight.to_string();
        answers.push(row(&[&one.id, "do you?", wanted]));
        sheet.push(row(&[
            "", &one.id, required, wanted, wanted, "", "1", &weight, "", &weight, &weight,
        ]));
    }
    Form { answers: ("HECVAT - Full", answers), sheet: ("Questions", sheet) }
}

/// The findings of a code, with their cells.
fn said(file: &CheckedFile, code: &str) -> Vec<(String, String)> {
    let of = file.integrity.iter().filter(|one| one.code.word() == code);
    of.map(|one| (one.place.clone().unwrap_or_default(), one.message.clone())).collect()
}

#[test]
fn no_edition_is_scored_by_the_weights_of_another() {
    for (edition, named) in
        [("Version 4.1.2", "4.1.2"), ("Version 4.1.40", "4.1.40"), ("", "edition")]
    {
        let form = four(edition);
        let file = checked(&[(form.answers.0, form.answers.1.clone())]);
        assert_eq!(file.official[0].score, None, "{edition}");
        assert!(file.official[0].status.contains(named), "{}", file.official[0].status);
        assert_eq!(said(&file, "official-edition").len(), 1);
    }
    let three = three("Version 3.04");
    let file = checked(&[(three.answers.0, three.answers.1.clone())]);
    assert_eq!(file.official[0].score, None);
    insta::assert_snapshot!(file.official[0].status, @"no score: HECVAT 3 Full, edition 3.04: this edition's weights are not known and the file holds no scoring sheet; ask for the whole workbook with its scoring sheet, or add the edition to questionnaires/official (known: 3.06)");
}

#[test]
fn weights_of_the_forms_own_sheet_count() {
    let form = four("Version 4.1.2").set("COMP-01", "Default Value", "20").set(
        "COMP-01",
        "Potential Score",
        "20",
    );
    assert_eq!(form.points(), (3420.0, 3420.0));
    let status = form.score().status;
    assert!(
        status.contains("weights from the file's own scoring sheet `(backend scoring)`"),
        "{status}"
    );
    // If the edition is known, a changed weight is reported, with the score by the edition's own weights.
    let known = four("Version 4.1.4").set("COMP-01", "Default Value", "20");
    assert_eq!(known.points(), (3420.0, 3420.0));
    let file = known.check();
    let said = said(&file, "official-sheet");
    assert!(said[0].1.contains("COMP-01 weighs 20 instead of 10"), "{said:?}");
    assert!(said[0].1.contains("by the edition's own weights it is 3410 of 3410"), "{said:?}");
    // An answer that the sheet, but not this edition, calls compliant.
    let turned = four("Version 4.1.2").said("COMP-01", "Vendor Response", "No").set(
        "COMP-01",
        "Compliant Response",
        "No",
    );
    assert_eq!(turned.points(), (3410.0, 3410.0));
    let file = turned.check();
    assert!(
        file.integrity
            .iter()
            .any(|one| one.message.contains("COMP-01 wants `No` instead of `Yes`"))
    );
}

#[test]
fn overrides_count_as_the_form_counts_them_and_are_named() {
    let plain = four("Version 4.1.4");
    let wrong = plain.said("COMP-01", "Vendor Response", "No");
    assert_eq!(wrong.points(), (3400.0, 3410.0));
    let marked = wrong.set("COMP-01", "Compliant Override", "Mark as Compliant");
    assert_eq!(marked.points(), (3410.0, 3410.0));
    // ITAC-06 weighs 20: marked as non-compliant, it earns nothing; with minor importance, 5 of 5 are possible.
    let marked = marked.set("ITAC-06", "Compliant Override", "Mark as Non-Compliant");
    assert_eq!(marked.points(), (3390.0, 3410.0));
    let lighter = marked.set("ITAC-07", "Importance Override", "Minor Importance");
    assert_eq!(lighter.points(), (3375.0, 3395.0));
    let out = lighter.set("ITAC-08", "Importance Override", "Does Not Apply/Do Not Score");
    assert_eq!(out.points(), (3355.0, 3375.0));
    let file = out.check();
    insta::assert_snapshot!(said(&file, "official-override")[0].1, @"the official score counts what was overridden in the file: answers marked by hand 2: COMP-01, ITAC-06; importance chosen by hand 2: ITAC-07, ITAC-08");
}

#[test]
fn what_answers_switch_off_is_left_out() {
    // The switches of 4.1.2 are known only from its sheet; those of 4.1.4 are known, and the sheet must agree.
    let privacy = |form: Form| {
        let all = requirements("hecvat-4").iter().filter(|one| one.section == "Privacy");
        all.fold(form, |form, one| form.set(&one.id, "Potential Score", "N/A"))
    };
    let other = privacy(four("Version 4.1.2"));
    assert_eq!(other.points(), (2870.0, 2870.0));
    let found = said(&other.check(), "official-sheet");
    assert!(found[0].1.contains("leaves out 56 questions"), "{found:?}");
    let file = privacy(four("Version 4.1.4")).check();
    assert_eq!(file.official[0].score, None);
    let found = said(&file, "official-sheet");
    assert!(found[0].1.contains("which no answer of the form switches off"), "{found:?}");
    // Not applicable leaves its question out.
    let form = four("Version 4.1.4").said("COMP-01", "Vendor Response", "N/A").set(
        "COMP-01",
        "Potential Score",
        "N/A",
    );
    assert_eq!(form.points(), (3400.0, 3400.0));
}

#[test]
fn a_hostile_sheet_gives_no_score_and_its_cell() {
    let of = |text: &str| four("Version 4.1.2").set("COMP-01", "Default Value", text);
    for text in ["-5", "1e300", "much", "", "100.5", "\"20\""] {
        let file = of(text).check();
        assert_eq!(file.official[0].score, None, "{text}");
        assert_eq!(said(&file, "official-sheet")[0].0, "S-1.xlsx › (backend scoring)!K3", "{text}");
    }
    let twice = four("Version 4.1.2");
    let (line, width) = (twice.line("COMP-01"), 16);
    let mut twice = Form { ..twice };
    let again = twice.sheet.1[line].clone();
    assert_eq!(again.len(), width);
    twice.sheet.1.push(again);
    assert!(said(&twice.check(), "official-sheet")[0].1.contains("`COMP-01` stands twice"));
    let mut short = four("Version 4.1.2");
    short.sheet.1.remove(line);
    assert!(said(&short.check(), "official-sheet")[0].1.contains("it does not score COMP-01"));
    for header in ["Default Value", "Compliant Response", "Vendor Response", "Potential Score"] {
        let mut form = four("Version 4.1.4");
        let column = form.column(header);
        form.sheet.1[1][column] = "another".to_owned();
        let file = form.check();
        assert_eq!(file.official[0].score, None, "{header}");
        assert!(said(&file, "official-sheet")[0].1.contains(header));
    }
    let word = four("Version 4.1.2").set("COMP-01", "Importance Override", "none of your business");
    assert_eq!(word.score().score, None);
}

#[test]
fn a_sheet_of_other_answers_is_not_believed() {
    let stale = |edition| four(edition).set("COMP-01", "Vendor Response", "No");
    assert_eq!(stale("Version 4.1.2").score().score, None);
    let known = stale("Version 4.1.4");
    assert_eq!(known.points(), (3410.0, 3410.0), "by the edition's own weights");
    assert!(known.score().status.contains("was worked out with other answers: COMP-01"));
    // A blank answer earns nothing, whatever the form says; a sheet of blanks only is stale.
    let blank = four("Version 4.1.2").set("COMP-01", "Vendor Response", "");
    assert_eq!(blank.points(), (3400.0, 3410.0));
    let all = requirements("hecvat-4").iter();
    let blanks =
        all.fold(four("Version 4.1.2"), |form, one| form.set(&one.id, "Vendor Response", ""));
    assert_eq!(blanks.score().score, None);
}

#[test]
fn hecvat_3_counts_by_its_own_sheet() {
    let all = requirements("hecvat-3").iter().filter(|one| one.section != "HIPA");
    let most: u32 = all.map(|one| one.weight).sum();
    let most = f64::from(most);
    assert_eq!(three("Version 3.03").points(), (most, most));
    // DOCU-01 weighs 20. The form compares the word letter for letter.
    let no = three("Version 3.03").said("DOCU-01", "V_Answer", "no");
    assert_eq!(no.points(), (most - 20.0, most));
    let words = three("Version 3.03").said("DOCU-01", "V_Answer", "1) Yes");
    assert_eq!(words.points(), (most, most));
    let answered = no.set("DOCU-01", "Analyst Override Answer", "Yes");
    assert_eq!(answered.points(), (most, most));
    let adjusted = answered.set("DOCU-02", "Analyst Adjusted Weight", "35");
    assert_eq!(adjusted.points(), (most + 15.0, most + 15.0));
    let out = adjusted.set("DOCU-02", "Required", "0");
    assert_eq!(out.points(), (most - 20.0, most - 20.0));
    assert_eq!(out.set("DOCU-02", "Required", "2").score().score, None);
    // A question without points on the sheet earns nothing: some editions have such questions.
    let never = three("Version 3.03").set("DOCU-01", "Score", "");
    assert_eq!(never.points(), (most - 20.0, most));
}

/// Edition 3.00 calls incidents IH, which the crosswalk does not have: its answers are found beside their ids.
#[test]
fn questions_of_other_editions_are_answered_beside_their_ids() {
    let mut form = three("Version 3.00");
    for row in form.answers.1.iter_mut().chain(&mut form.sheet.1) {
        for cell in row.iter_mut().filter(|cell| cell.starts_with("HFIH")) {
            *cell = cell.trim_start_matches("HF").to_owned();
        }
    }
    let all = requirements("hecvat-3").iter().filter(|one| one.section != "HIPA");
    let most = f64::from(all.map(|one| one.weight).sum::<u32>());
    assert_eq!(form.points(), (most, most));
    let weight = requirements("hecvat-3").iter().find(|one| one.id == "HFIH-01").unwrap().weight;
    let form = form.said("IH-01", "V_Answer", "none");
    assert_eq!(form.points(), (most - f64::from(weight), most));
}

#[test]
fn sections_that_an_analyst_takes_out_are_named() {
    let form = three("Version 3.03");
    let values = vec![
        row(&["", "", "", "", "", "", "Score", "Max_Score"]),
        row(&["", "", "Company", "COMP*", "", "", "80", "80"]),
        row(&["", "", "Documentation", "DOCU*", "", "", "0", "0"]),
    ];
    let sheets = [
        (form.answers.0, form.answers.1.clone()),
        (form.sheet.0, form.sheet.1.clone()),
        ("Values", values),
    ];
    let file = checked(&sheets);
    let documents = requirements("hecvat-3").iter().filter(|one| one.section == "DOCU");
    let documents = f64::from(documents.map(|one| one.weight).sum::<u32>());
    let (score, most) = form.points();
    let found = &file.official[0];
    assert_eq!((found.score.unwrap().0, found.maximum.0), (score - documents, most - documents));
    assert!(found.status.contains("sections taken out 1: DOCU"), "{}", found.status);
}

#[test]
fn hecvat_lite_counts_what_an_analyst_rated() {
    let mut answers = vec![
        row(&["a title", "", "", "", "Version 2.10"]),
        row(&["Company", "", "Vendor Answers", "Additional Information"]),
    ];
    let mut sheet = vec![row(&[
        "Order",
        "ID",
        "Compliant Answer",
        "Vendor Answer",
        "Compliant",
        "Weight",
        "Score",
    ])];
    for one in requirements("hecvat-lite-2") {
        let wanted = one.compliant.as_deref().unwrap_or_default();
        let said = if wanted.is_empty() { "some words" } else { wanted };
        answers.push(row(&[&one.id, "do you?", said]));
        sheet.push(row(&["", &one.id, wanted, said, "0", &one.weight.to_string(), "0"]));
    }
    let lite = || Form {
        answers: ("HECVAT - Lite", answers.clone()),
        sheet: ("Questions", sheet.clone()),
    };
    // COMP-01 and COMP-02 weigh 10, COMP-07 20: they ask for text, which the analyst rates.
    assert_eq!(lite().points(), (1545.0, 1585.0));
    let rated = lite().set("COMP-07", "Compliant", "1");
    assert_eq!(rated.points(), (1565.0, 1585.0));
    assert!(rated.score().status.contains("answers marked by hand 1: COMP-07"));
    // A mark "compliant" beside an answer that is not compliant is ignored.
    let other = lite().said("DOCU-01", "Vendor Answer", "No").set("DOCU-01", "Compliant", "1");
    assert_eq!(other.points(), (1530.0, 1585.0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever a cell of the sheet holds, there is no panic, and a score is at most its maximum.
    #[test]
    fn any_text_in_a_sheet_is_survived(
        which in any::<prop::sample::Index>(),
        column in 0_usize..16,
        text in "[-0-9.eA-Za-z/ ]{0,12}",
    ) {
        let form = four("Version 4.1.2");
        let all = requirements("hecvat-4");
        let id = &all[which.index(all.len())].id;
        let found = form.set(id, FOUR[column], text.trim()).check();
        if let Some(official) = found.official.first() {
            let score = official.score.map_or(0.0, |score| score.0);
            prop_assert!(score <= official.maximum.0 && score >= 0.0);
        }
    }
}

//! The content written into a form is read back unchanged.

use std::sync::{Arc, LazyLock};

use flowdown::catalogue::{Catalogue, QuestionKind};
use flowdown::intake::response::{FileRef, Reader};
use flowdown::model::{FileStatus, Reading, Register, Tier};
use flowdown::outgoing::form::{FilledRow, Filling, FormOrder, Given, filled};
use jiff::civil::date;
use proptest::prelude::*;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::embedded().unwrap());

/// A row of a form made from a random number, and the reading expected for it.
fn row(question: &flowdown::catalogue::Question, chance: u16) -> (FilledRow, Reading) {
    let word = |text: &str, reading| (Some(Given::Text(text.to_owned())), reading);
    let (answer, reading) = match (chance % 8, question.kind) {
        (0, _) => (None, Reading::Blank),
        (1, _) => word("not applicable", Reading::NotApplicable),
        (_, QuestionKind::Number) => {
            let number = f64::from(chance) / 8.0;
            (Some(Given::Number(number)), Reading::Number(number))
        }
        (_, QuestionKind::Date) => {
            let day = date(2020 + i16::try_from(chance % 6).unwrap(), 2, 28);
            (Some(Given::Date(day)), Reading::Date(day))
        }
        (2..=4, _) => word("yes", Reading::Yes),
        (5, _) => word("partial", Reading::Partial),
        (6, _) => word("no", Reading::No),
        (_, _) => word("probably", Reading::Unreadable),
    };
    let text =
        |kept: bool, text: &str| if kept { format!("{text} {chance}") } else { String::new() };
    let filled = FilledRow {
        question: question.id.to_string(),
        answer,
        comment: text(chance.is_multiple_of(3), "=1+1; a remark"),
        evidence: text(chance.is_multiple_of(5), "report no."),
    };
    (filled, reading)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_filled_form_is_read_back_cell_by_cell(
        tier in 1_usize..5,
        chances in prop::collection::vec(any::<u16>(), 105),
    ) {
        let tier = Tier::from_level(tier).unwrap();
        let questionnaire = &CATALOGUE.questionnaires[0];
        let engagements = ["E-1".to_owned()];
        let order = FormOrder {
            supplier_id: "S-1",
            supplier_name: "Made-up Works",
            engagement_ids: &engagements,
            tier,
            as_of: date(2026, 10, 31),
            only: None,
            settled: "",
            before: None,
        };
        let asked = flowdown::outgoing::form::asked(&CATALOGUE, questionnaire, &order);
        let rows: Vec<_> = asked.iter().zip(&chances).map(|(question, chance)| row(question, *chance)).collect();
        let filling = Filling {
            completed_by: Some("A. Person".to_owned()),
            completed_on: Some(date(2026, 10, 1)),
            rows: rows.iter().map(|(filled, _)| filled.clone()).collect(),
        };
        let bytes = filled(&CATALOGUE, questionnaire, &order, &filling).unwrap();
        let register = Register::default();
        let reader = Reader::standalone(&CATALOGUE, &register);
        let file = FileRef { path: Arc::from("form.xlsx"), below: "form.xlsx", bytes: &bytes };
        let (report, response) = reader.read(&file);
        prop_assert_eq!(report.status, FileStatus::Accepted);
        prop_assert!(report.ledger.unaccounted.is_empty(), "{:?}", report.ledger.unaccounted);
        let response = response.unwrap();
        prop_assert_eq!(response.supplier.as_str(), "S-1");
        prop_assert_eq!(response.completed_on, Some(date(2026, 10, 1)));
        prop_assert_eq!(response.answers.len(), rows.len());
        for (given, (filled, reading)) in response.answers.iter().zip(&rows) {
            let question = &questionnaire.questions[given.question];
            prop_assert_eq!(question.id.as_str(), filled.question.as_str());
            prop_assert_eq!(given.reading, *reading);
            prop_assert_eq!(given.comment.as_deref().unwrap_or_default(), filled.comment.as_str());
            prop_assert_eq!(given.evidence.as_deref().unwrap_or_default(), filled.evidence.as_str());
        }
    }
}

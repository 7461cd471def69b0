//! The content of a form, read back by an ordinary reader.

#![expect(clippy::unwrap_used, reason = "a test that cannot build its file has failed")]

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use jiff::civil::date;

use super::*;
use crate::intake::form::INSTRUCTIONS;
use crate::model::Tier;

fn catalogue() -> Catalogue {
    Catalogue::embedded().unwrap()
}

fn order(tier: Tier) -> FormOrder<'static> {
    FormOrder {
        supplier_id: "S-001",
        supplier_name: "Brightwater Castings",
        engagement_ids: &[],
        tier,
        as_of: date(2026, 10, 31),
        only: None,
        settled: "",
        before: None,
    }
}

fn sheet(bytes: &[u8], name: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes.to_vec())).unwrap();
    book.worksheet_range(name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

fn texts(row: &[Data]) -> Vec<String> {
    row.iter().map(ToString::to_string).collect()
}

#[test]
fn a_form_has_its_headers_and_only_what_the_tier_needs() {
    let catalogue = catalogue();
    let ours = &catalogue.questionnaires[0];
    let mut before = 0;
    for tier in [Tier::Internal, Tier::Confidential, Tier::Restricted, Tier::Critical] {
        let rows = sheet(&form(&catalogue, ours, &order(tier)).unwrap(), "Questionnaire");
        assert_eq!(
            texts(&rows[0]),
            ["ID", "Domain", "Question", "Answer", "Comment", "Evidence", "Guidance"]
        );
        let asked = asked(&catalogue, ours, &order(tier));
        assert_eq!(rows.len(), asked.len() + 1);
        for (row, question) in rows[1..].iter().zip(asked) {
            assert_eq!(
                (row[0].to_string(), row[2].to_string()),
                (question.id.to_string(), question.text.clone())
            );
            assert_eq!(row[3], Data::Empty);
        }
        assert!(rows.len() > before, "{tier}");
        before = rows.len();
    }
}

#[test]
fn nothing_is_asked_at_public() {
    let catalogue = catalogue();
    let refused = form(&catalogue, &catalogue.questionnaires[0], &order(Tier::Public));
    assert!(matches!(refused, Err(FormError::NothingAsked { .. })));
}

#[test]
fn the_cover_names_the_supplier() {
    let catalogue = catalogue();
    let engagements = ["E-1".to_owned(), "E-2".to_owned()];
    let order = FormOrder { engagement_ids: &engagements, ..order(Tier::Critical) };
    let bytes = form(&catalogue, &catalogue.questionnaires[0], &order).unwrap();
    let rows: Vec<_> = sheet(&bytes, "Cover").iter().map(|row| texts(row)).collect();
    assert_eq!(rows[0], ["Supplier ID", "S-001"]);
    assert_eq!(rows[4], ["Engagement IDs", "E-1; E-2"]);
    assert_eq!(rows[6][0], "Completed on");
    assert_eq!(sheet(&bytes, "Instructions").len(), INSTRUCTIONS.len() + 2);
}

#[test]
fn a_filled_form_says_what_was_given() {
    let catalogue = catalogue();
    let row = |question: &str, answer| FilledRow {
        question: question.into(),
        answer: Some(answer),
        comment: "c".into(),
        evidence: "=1+1".into(),
    };
    let filling = Filling {
        completed_by: Some("Ada".into()),
        completed_on: Some(date(2026, 10, 5)),
        rows: vec![
            row("FD-OPS-04", Given::Date(date(2026, 3, 1))),
            row("FD-GOV-01", Given::Text("partial".into())),
            row("FD-OPS-03", Given::Number(12.5)),
        ],
    };
    let only = filling.rows.iter().map(|row| row.question.clone()).collect();
    let order = FormOrder { only: Some(&only), ..order(Tier::Critical) };
    let bytes = filled(&catalogue, &catalogue.questionnaires[0], &order, &filling).unwrap();
    let rows = sheet(&bytes, "Questionnaire");
    assert_eq!(texts(&rows[1])[3..6], ["partial", "c", "=1+1"]);
    assert_eq!(rows[2][3], Data::Float(12.5));
    assert!(matches!(&rows[3][3], Data::DateTime(day) if day.as_f64() == 46_082.0));
    let none = std::collections::BTreeSet::from(["FD-GOV-01".to_owned()]);
    let order = FormOrder { only: Some(&none), ..order };
    let refused = filled(&catalogue, &catalogue.questionnaires[0], &order, &filling);
    assert!(matches!(refused, Err(FormError::UnknownQuestion(id)) if id == "FD-OPS-04"));
}

#[test]
fn the_same_order_gives_the_same_bytes() {
    let catalogue = catalogue();
    let write = || form(&catalogue, &catalogue.questionnaires[0], &order(Tier::Critical)).unwrap();
    assert_eq!(write(), write());
}

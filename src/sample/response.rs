//! The returned form of one made-up supplier.

use super::dice::Dice;
use super::{Maker, Quality, SampleError, SampleOrder};
use crate::assessment::calendar::{add_days, add_months};
use crate::catalogue::questionnaire::Direction;
use crate::catalogue::{Catalogue, Question, QuestionKind};
use crate::model::{Polarity, Tier};
use crate::outgoing::form::{FilledRow, Filling, FormOrder, Given, asked, filled};

/// The form's file name and bytes; none for a silent supplier.
pub(super) fn write(
    maker: &Maker,
    order: &SampleOrder,
    catalogue: &Catalogue,
) -> Result<Option<(String, Vec<u8>)>, SampleError> {
    let quality = maker.quality();
    if quality == Quality::Silent {
        return Ok(None);
    }
    let questionnaire = catalogue.native().ok_or(SampleError::NoQuestionnaire)?;
    let mut dice = maker.dice(6);
    let id = maker.id();
    // Every supplier gets the whole form, so that the work per file is the same.
    let form = FormOrder {
        supplier_id: &id,
        supplier_name: &id,
        engagement_ids: &[],
        tier: Tier::Critical,
        as_of: order.as_of,
        only: None,
        settled: "",
        before: None,
    };
    let completed = add_days(order.as_of, -i32::try_from(dice.below(150)).unwrap_or(0));
    let rows = asked(catalogue, questionnaire, &form);
    let filling = Filling {
        completed_by: Some("security officer".to_owned()),
        completed_on: Some(completed),
        rows: rows.into_iter().map(|question| row(question, quality, &mut dice, order)).collect(),
    };
    let bytes = filled(catalogue, questionnaire, &form, &filling)?;
    Ok(Some((format!("{id}_{completed}.xlsx"), bytes)))
}

fn row(question: &Question, quality: Quality, dice: &mut Dice, order: &SampleOrder) -> FilledRow {
    let good = dice.chance(match quality {
        Quality::Good => 96,
        Quality::Average => 80,
        Quality::Poor | Quality::Silent => 45,
    });
    let blank = !good && dice.chance(20);
    let answer = match question.kind {
        _ if blank => None,
        QuestionKind::Text => None,
        QuestionKind::Choice => Some(choice(question, good, dice)),
        QuestionKind::Number => Some(Given::Number(number(question, good))),
        QuestionKind::Date => {
            Some(Given::Date(add_months(order.as_of, if good { -3 } else { -40 })))
        }
    };
    let named = good && dice.chance(70);
    FilledRow {
        question: question.id.to_string(),
        answer,
        comment: if dice.chance(30) {
            "see the attached description of our measures".to_owned()
        } else {
            String::new()
        },
        evidence: if named { format!("{}, edition 3", question.evidence) } else { String::new() },
    }
}

fn choice(question: &Question, good: bool, dice: &mut Dice) -> Given {
    let (best, worst) = match question.good {
        Polarity::Yes => ("yes", "no"),
        Polarity::No => ("no", "yes"),
    };
    let word = match (good, dice.chance(50)) {
        (true, _) => best,
        (false, true) => "partial",
        (false, false) => worst,
    };
    Given::Text(word.to_owned())
}

/// A number that counts as yes at the highest tier, or as no at the lowest.
fn number(question: &Question, good: bool) -> f64 {
    let Some(thresholds) = &question.thresholds else { return 1.0 };
    let best = thresholds.band(Tier::Critical).map_or(1.0, |band| band.yes_at);
    let worst = thresholds.band(Tier::Internal).map_or(1.0, |band| band.partial_at);
    match (good, thresholds.direction) {
        (true, _) => best,
        (false, Direction::AtMost) => worst * 2.0 + 1.0,
        (false, Direction::AtLeast) => (worst / 4.0).floor(),
    }
}

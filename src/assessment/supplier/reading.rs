//! The answer in one cell at a tier: words with their polarity, numbers and dates with thresholds.

use crate::catalogue::questionnaire::{Bands, Direction, QuestionKind};
use crate::model::{Answer, Date, Polarity, Reading, Tier};

/// The answer in a cell at a tier, after polarity and thresholds.
pub fn read_as(
    reading: Reading,
    good: Polarity,
    thresholds: Option<&Bands>,
    kind: QuestionKind,
    tier: Tier,
    as_of: Date,
) -> Answer {
    match (reading, good) {
        (Reading::Yes, _) | (Reading::Partial, _) | (Reading::No, _)
            if kind != QuestionKind::Choice =>
        {
            Answer::Unanswered
        }
        (Reading::Yes, Polarity::Yes) | (Reading::No, Polarity::No) => Answer::Yes,
        (Reading::No, Polarity::Yes) | (Reading::Yes, Polarity::No) => Answer::No,
        (Reading::Partial, _) => Answer::Partial,
        (Reading::NotApplicable, _) => Answer::NotApplicable,
        (Reading::Number(value), _) => {
            thresholds.map_or(Answer::Unanswered, |t| judge_number(value, t, tier))
        }
        (Reading::Date(date), _) => {
            thresholds.map_or(Answer::Unanswered, |t| judge_date(date, t, tier, as_of))
        }
        (Reading::Blank | Reading::Unreadable, _) => Answer::Unanswered,
    }
}

/// The tolerance within which a threshold counts as met, in the supplier's favour.
const TOLERANCE: f64 = 1e-12;

fn judge_number(value: f64, thresholds: &Bands, tier: Tier) -> Answer {
    let Some(band) = thresholds.band(tier) else {
        return Answer::Unanswered;
    };
    let meets = |limit: f64| match thresholds.direction {
        Direction::AtLeast => value >= limit - TOLERANCE,
        Direction::AtMost => value <= limit + TOLERANCE,
    };
    judge(meets(band.yes_at), meets(band.partial_at))
}

/// A date counts by its age in months; a future date is unanswered.
fn judge_date(date: Date, thresholds: &Bands, tier: Tier, as_of: Date) -> Answer {
    let Some(band) = thresholds.band(tier) else {
        return Answer::Unanswered;
    };
    if date > as_of {
        return Answer::Unanswered;
    }
    let meets = |months: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "checked whole when the catalogue is read"
        )]
        let reached = crate::assessment::calendar::add_months(date, months as i32);
        match thresholds.direction {
            Direction::AtLeast => as_of >= reached,
            Direction::AtMost => as_of <= reached,
        }
    };
    judge(meets(band.yes_at), meets(band.partial_at))
}

/// The last day on which a date counts as it does on `as_of`; `None` if that never changes.
pub fn date_counts_until(date: Date, thresholds: &Bands, tier: Tier, as_of: Date) -> Option<Date> {
    let now = judge_date(date, thresholds, tier, as_of);
    let band = thresholds.band(tier)?;
    #[expect(clippy::cast_possible_truncation, reason = "checked whole when the catalogue is read")]
    let reached = |months: f64| crate::assessment::calendar::add_months(date, months as i32);
    let before = |day: Date| crate::assessment::calendar::add_days(day, -1);
    // It can change on the date itself (if that is in the future), on the day its age is reached, or the day after
    // that.
    let days = [date, reached(band.yes_at), reached(band.partial_at)];
    let days = days.into_iter().flat_map(|day| [before(day), day]);
    let changes = |last: &Date| {
        let next = crate::assessment::calendar::add_days(*last, 1);
        *last >= as_of && judge_date(date, thresholds, tier, next) != now
    };
    days.filter(changes).min()
}

const fn judge(yes: bool, partial: bool) -> Answer {
    match (yes, partial) {
        (true, _) => Answer::Yes,
        (false, true) => Answer::Partial,
        (false, false) => Answer::No,
    }
}

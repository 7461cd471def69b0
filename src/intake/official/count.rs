//! Answers counted by kind and section, for forms that compute no score (CAIQ).

use super::{MethodResult, title};
use crate::catalogue::official::Official;
use crate::model::{FormRow, OfficialSection, Tally};

fn tally(rows: &[FormRow]) -> Tally {
    let mut tally = Tally::default();
    for row in rows {
        tally.add(row.reading);
    }
    tally
}

fn words(tally: &Tally) -> String {
    let mut words = format!(
        "yes {}, no {}, not applicable {}, unanswered {}",
        tally.yes, tally.no, tally.not_applicable, tally.unanswered
    );
    for (name, count) in [("partial", tally.partial), ("unreadable", tally.unreadable)] {
        if count > 0 {
            words.push_str(&format!(", {name} {count}"));
        }
    }
    words
}

/// A section of counted rows: how many are yes, and how many there are.
fn section(name: String, tally: Tally) -> OfficialSection {
    let [score, maximum] = [tally.yes, tally.all()].map(|count| count as f64);
    OfficialSection { section: name, score: Some(score), maximum, answers: Some(tally) }
}

/// Only counts: the form has no score.
pub(super) fn score(scheme: &Official, rows: &[FormRow]) -> MethodResult {
    let of = |id: &str| {
        let fit = scheme.section.iter().enumerate();
        let fit = fit.filter(|(_, entry)| id.starts_with(entry.id.as_str()));
        fit.max_by_key(|(_, entry)| entry.id.len()).map(|(at, _)| at)
    };
    // A tally for each section, and one for rows in no section.
    let mut tallies = vec![Tally::default(); scheme.section.len() + 1];
    for row in rows {
        tallies[of(&row.id).unwrap_or(scheme.section.len())].add(row.reading);
    }
    let names = scheme.section.iter().map(|entry| title(&entry.id, Some(entry)));
    let names = names.chain(["other".to_owned()]);
    let filled = names.zip(tallies).filter(|(_, tally)| tally.all() > 0);
    let sections = filled.map(|(name, tally)| section(name, tally)).collect();
    let whole = tally(rows);
    MethodResult { score: None, maximum: whole.all() as f64, status: words(&whole), sections }
}

//! Answers counted by kind and section, for forms that compute no score (CAIQ).

use super::{Outcome, title};
use crate::catalogue::official::Official;
use crate::model::{FormRow, OfficialSection, Tally};

fn tally<'r>(rows: impl Iterator<Item = &'r FormRow>) -> Tally {
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

/// A section of counted rows: how many say yes, of how many.
fn section(name: String, tally: Tally) -> OfficialSection {
    let [score, maximum] = [tally.yes, tally.all()].map(|count| count as f64);
    OfficialSection { section: name, score: Some(score), maximum, answers: Some(tally) }
}

/// There is no score: the form has none.
pub(super) fn score(scheme: &Official, rows: &[FormRow]) -> Outcome {
    let of = |id: &str| {
        scheme
            .section
            .iter()
            .filter(|entry| id.starts_with(entry.id.as_str()))
            .max_by_key(|entry| entry.id.len())
            .map(|entry| entry.id.as_str())
    };
    let mut sections: Vec<OfficialSection> = Vec::new();
    for entry in &scheme.section {
        let all = rows.iter().filter(|row| of(&row.id) == Some(&entry.id));
        let tally = tally(all);
        if tally.all() > 0 {
            sections.push(section(title(&entry.id, Some(entry)), tally));
        }
    }
    let apart = tally(rows.iter().filter(|row| of(&row.id).is_none()));
    if apart.all() > 0 {
        sections.push(section("other".to_owned(), apart));
    }
    let whole = tally(rows.iter());
    Outcome { score: None, maximum: whole.all() as f64, status: words(&whole), sections }
}

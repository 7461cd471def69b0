//! Which of several answers to one question is the worse.

use super::words::AnswerSet;
use crate::model::{Polarity, Reading};

/// Yes and no exchanged where the good answer is no.
pub const fn exchanged(reading: Reading, good: Polarity) -> Reading {
    match (reading, good) {
        (Reading::Yes, Polarity::No) => Reading::No,
        (Reading::No, Polarity::No) => Reading::Yes,
        (reading, _) => reading,
    }
}

/// The worse of two answers to one question; an unreadable answer is the worst, before a blank one.
pub fn worse(one: Reading, other: Reading, good: Polarity) -> Reading {
    let order = |reading: Reading| match exchanged(reading, good) {
        Reading::NotApplicable => 0,
        Reading::Yes => 1,
        Reading::Partial => 2,
        Reading::No => 3,
        Reading::Blank => 4,
        _ => 5,
    };
    if order(other) > order(one) { other } else { one }
}

/// The worst of several answers to one question: of yes, partial and no the worst; a yes or a partial beside a not
/// applicable counts as blank.
pub fn worst_of(answers: &[Reading], good: Polarity) -> Reading {
    match answers {
        [first, rest @ ..] if rest.iter().all(|one| one == first) => *first,
        _ => answers.iter().fold(AnswerSet::default(), |kinds, one| kinds.with(*one)).worst(good),
    }
}

/// The answer of the worst part: no before unanswered, before partial, before yes.
pub fn worst_part(said: &[Reading], good: Polarity) -> Reading {
    let bad = exchanged(Reading::No, good);
    let silent = said.iter().find(|one| matches!(one, Reading::Blank | Reading::Unreadable));
    match said {
        [] => Reading::Blank,
        [one] => *one,
        _ if said.contains(&bad) => bad,
        _ => silent.copied().unwrap_or_else(|| worst_given(said, good)),
    }
}

/// The worst of parts that are all answered. A not applicable part does not count beside others.
pub(super) fn worst_given(said: &[Reading], good: Polarity) -> Reading {
    let with_object: Vec<Reading> =
        said.iter().copied().filter(|one| *one != Reading::NotApplicable).collect();
    match &with_object[..] {
        [] => Reading::NotApplicable,
        [first, ..] if with_object.len() == 1 => *first,
        some => some.iter().fold(some[0], |one, other| worse(one, *other, good)),
    }
}

/// A blank or unreadable answer whose row holds an answer in another column: no if the other says no, otherwise
/// unchanged.
pub fn worst_silent(silent: Reading, other: Reading, good: Polarity) -> Reading {
    let bad = exchanged(Reading::No, good);
    if other == bad { bad } else { silent }
}

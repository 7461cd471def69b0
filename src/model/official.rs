//! Official scores: what other people's rules make of the answers to their own questionnaires. They stand
//! beside our score and change no decision.

use serde::{Deserialize, Serialize};

use super::{Place, Reading, Spot, Tally};

/// One row of a form, as its own scheme sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct FormRow {
    /// The question's id.
    pub id: Box<str>,
    /// The raw answer, as it stands: not trimmed, not understood.
    pub answer: Box<str>,
    /// The raw second answer, where the form has two.
    pub second: Box<str>,
    /// What we understand; of a repeated question the worst.
    pub reading: Reading,
    /// The question as it stands, and where; none: no text of it was found.
    pub wording: Option<(Box<str>, Spot)>,
}

/// A section of an official score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfficialSection {
    /// Its name.
    pub section: String,
    /// Its points, level or count; none: nothing in it counts.
    pub score: Option<f64>,
    /// The most that could be.
    pub maximum: f64,
    /// Answers by kind, for schemes that only count.
    pub answers: Option<Tally>,
}

/// A score that the file itself holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatedScore {
    /// The stored figure.
    pub score: f64,
    /// The stored maximum, where the form has one.
    pub maximum: Option<f64>,
    /// The score's cell.
    pub place: Place,
}

/// A score by an official scheme.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfficialScore {
    /// The scheme.
    pub scheme: String,
    /// Its title.
    pub title: String,
    /// Its points, level or count; none: the scheme gives no score.
    pub score: Option<f64>,
    /// The most that could be.
    pub maximum: f64,
    /// What the score means in the scheme's words.
    pub status: String,
    /// Its sections, in the scheme's order.
    pub sections: Vec<OfficialSection>,
    /// What the file itself computed.
    pub in_file: Option<StatedScore>,
}

impl OfficialScore {
    /// Score over maximum, 0 to 1 (below 0 where a scheme takes away more than there is).
    pub fn share(&self) -> Option<f64> {
        self.score.filter(|_| self.maximum > 0.0).map(|score| score / self.maximum)
    }
}

/// Points for people: whole, or with two decimals.
pub fn points(value: f64) -> String {
    let decimals = if value.fract() == 0.0 { 0 } else { 2 };
    format!("{value:.decimals$}")
}

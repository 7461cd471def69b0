//! Official scores: what the rules of a form's publisher make of its answers. They are shown beside our score and
//! change no decision.

use serde::{Deserialize, Serialize};

use super::{Place, Reading, Spot, Tally};

/// One row of a form, as its own scheme sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct FormRow {
    /// The question's id.
    pub id: Box<str>,
    /// The raw answer, neither trimmed nor interpreted.
    pub answer: Box<str>,
    /// The raw second answer, where the form has two.
    pub second: Box<str>,
    /// How we read it; the worst reading of a repeated question.
    pub reading: Reading,
    /// The text of the question and its cell; `None` if no text was found.
    pub wording: Option<(Box<str>, Spot)>,
}

/// A section of an official score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfficialSection {
    /// Its name.
    pub section: String,
    /// Its points, level or count; `None` if nothing in it counts.
    pub score: Option<f64>,
    /// The highest score possible.
    pub maximum: f64,
    /// The number of answers of each kind, for schemes that only count.
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
    /// Its points, level or count; `None` if the scheme gives no score.
    pub score: Option<f64>,
    /// The highest score possible.
    pub maximum: f64,
    /// What the score means in the scheme's words.
    pub status: String,
    /// Its sections, in the scheme's order.
    pub sections: Vec<OfficialSection>,
    /// The score that the file itself states.
    pub in_file: Option<StatedScore>,
}

impl OfficialScore {
    /// Score over maximum, 0 to 1; below 0 where a scheme deducts more than its maximum. `None` without a score or a
    /// maximum above 0.
    pub fn share(&self) -> Option<f64> {
        self.score.filter(|_| self.maximum > 0.0).map(|score| score / self.maximum)
    }
}

/// Points as text: without decimals if whole, otherwise with two.
pub fn points(value: f64) -> String {
    let decimals = if value.fract() == 0.0 { 0 } else { 2 };
    format!("{value:.decimals$}")
}

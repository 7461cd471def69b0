//! Tiers of information. A name has one meaning. A number has one only under the register's own header: elsewhere it
//! may rank suppliers, or count from the other end.

use super::row::RegisterRow;
use crate::diagnostic::did_you_mean;
use crate::intake::value::{self, cut, shown};
use crate::model::Tier;

/// The question to the user where 1 may be the most or the least.
const WHICH_WAY: &str = "which way round is meant: is 1 the most or the least sensitive? write public, internal, \
                         confidential, restricted or critical";

impl RegisterRow<'_, '_> {
    /// A tier by its name or a spelling of it; under *Information tier* also by its number.
    pub(super) fn tier(&mut self, key: &str) -> Option<Tier> {
        let value = self.value(key)?;
        let text = shown(value);
        let named = self.cx.vocabulary.value("tiers", &text);
        if let Some(tier) = named.and_then(of_name) {
            return Some(tier);
        }
        let (number, title) = (value::number(value), self.written_title(key));
        let is_own = self.cx.vocabulary.value("tier-headers", &title).is_some();
        if let Some(tier) = number.filter(|_| is_own).and_then(of_number) {
            return Some(tier);
        }
        let shown = cut(&text, 60);
        if number.map_or_else(|| is_rank(&text), |_| !is_own) {
            let message =
                format!("`{shown}` under `{}` may be a tier from either end", cut(&title, 60));
            self.problem(key, message, WHICH_WAY);
        } else {
            let help = did_you_mean(&text, Tier::ALL.iter().map(|tier| tier.name()));
            self.problem(key, format!("`{shown}` is no tier"), help);
        }
        None
    }
}

fn of_name(name: &str) -> Option<Tier> {
    name.parse().ok()
}

fn of_number(number: f64) -> Option<Tier> {
    Tier::ALL.into_iter().find(|tier| tier.level() as f64 == number)
}

/// Whether a text holds a number or a rank: `Tier 1`, `T1`, `Stufe II`, `Class A`, `3級`.
fn is_rank(text: &str) -> bool {
    let is_letter = |word: &str| word.len() == 1 && word.bytes().all(|b| b.is_ascii_alphabetic());
    let is_roman = |word: &str| {
        word.len() <= 4 && word.bytes().all(|b| matches!(b, b'I' | b'V' | b'X' | b'i' | b'v'))
    };
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    text.chars().any(char::is_numeric) || words.any(|word| is_letter(word) || is_roman(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_counts_is_a_rank() {
        for text in ["Tier 1", "T1", "4", "Stufe II", "class a", "3級", "レベル１", "P-2", "④"]
        {
            assert!(is_rank(text), "{text}");
        }
        for text in ["secret", "High", "restrited", "Gold", "very high"] {
            assert!(!is_rank(text), "{text}");
        }
    }
}

//! What the cells of a column hold, whatever its header says.

use crate::catalogue::Vocabulary;
use crate::intake::grid::{Cell, Value};
use crate::intake::value::{self, shown};
use crate::model::Reading;

/// Of ten filled cells, this many must be of one kind.
const MOST: usize = 8;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CellContent {
    Blank,
    Countries,
    Dates,
    Mails,
    Sensitivity,
    YesNo,
    Numbers,
    Text,
}

/// Whether a cell is of a kind.
type Test<'t> = &'t dyn Fn(&Cell) -> bool;

impl CellContent {
    /// What most of the filled cells hold.
    pub(super) fn of(cells: &[&Cell], vocabulary: &Vocabulary) -> Self {
        let tests: [(Self, Test<'_>); 6] = [
            (Self::Mails, &|cell| is_mail(&shown(&cell.value))),
            (Self::Dates, &|cell| is_date(cell, vocabulary)),
            (Self::YesNo, &|cell| is_yes_no(cell, vocabulary)),
            (Self::Countries, &|cell| vocabulary.country(&shown(&cell.value)).is_some()),
            (Self::Sensitivity, &|cell| names_sensitivity(&shown(&cell.value), vocabulary)),
            (Self::Numbers, &|cell| value::number(&cell.value).is_some()),
        ];
        if cells.is_empty() {
            return Self::Blank;
        }
        let most = |test: Test<'_>| {
            cells.iter().filter(|cell| test(cell)).count() * 10 >= cells.len() * MOST
        };
        tests.into_iter().find(|(_, test)| most(*test)).map_or(Self::Text, |(kind, _)| kind)
    }

    /// Its words in messages.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Blank => "nothing",
            Self::Countries => "countries",
            Self::Dates => "dates",
            Self::Mails => "mail addresses",
            Self::Sensitivity => "words for sensitivity",
            Self::YesNo => "yes and no",
            Self::Numbers => "numbers",
            Self::Text => "text",
        }
    }
}

/// Whether a text has the form of a mail address; nothing more is checked.
pub(super) fn is_mail(text: &str) -> bool {
    let Some((user, host)) = text.split_once('@') else { return false };
    let plain = |part: &str| {
        !part.is_empty()
            && part.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"@,;<>()".contains(c))
    };
    let labels = || host.split('.');
    plain(user) && plain(host) && labels().count() > 1 && labels().all(|label| !label.is_empty())
}

/// Ambiguous dates are dates, too.
fn is_date(cell: &Cell, vocabulary: &Vocabulary) -> bool {
    !matches!(value::date(&cell.value, vocabulary), Err(value::NoDate::Unreadable))
}

fn is_yes_no(cell: &Cell, vocabulary: &Vocabulary) -> bool {
    let answer = || vocabulary.answer(&shown(&cell.value));
    matches!(cell.value, Value::Bool(_)) || matches!(answer(), Some(Reading::Yes | Reading::No))
}

/// Whether a text is a word for sensitivity: of a tier, or of another scale.
fn names_sensitivity(text: &str, vocabulary: &Vocabulary) -> bool {
    ["tiers", "sensitivity"].iter().any(|group| vocabulary.value(group, text).is_some())
}

//! Where the id of a question is, and how it is read.

use std::borrow::Cow;
use std::sync::OnceLock;

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};
use regex::{RegexSet, RegexSetBuilder};
use unicode_normalization::UnicodeNormalization as _;

use super::sheets::{Fitting, LONGEST_ID};
use crate::catalogue::adapter::{FoundId, without_blanks};
use crate::catalogue::pattern::Pattern;
use crate::catalogue::{Adapter, Questionnaire};
use crate::intake::grid::{Cell, Value};
use crate::intake::value::shown;
use crate::model::{CellRef, QuestionIndex};

/// An id has a digit among this many first bytes.
const DIGIT_WITHIN: usize = 24;

/// The most bytes that the patterns of all adapters may take together when compiled.
const SIZE: usize = 8 << 20;

/// The ids of our own questionnaire, as people type them.
#[derive(Debug)]
pub(super) struct OwnIds {
    folded: HashMap<String, QuestionIndex>,
    /// Length in bytes of the longest.
    longest: usize,
}

fn fold(id: &str) -> String {
    if id.is_ascii() {
        return id.to_ascii_lowercase();
    }
    id.nfkc().flat_map(char::to_lowercase).collect()
}

impl OwnIds {
    pub(super) fn new(questionnaire: &Questionnaire) -> Self {
        let mut folded = HashMap::new();
        let mut doubled = HashSet::new();
        for (index, question) in QuestionIndex::each(&questionnaire.questions) {
            if folded.insert(fold(question.id.as_str()), index).is_some() {
                doubled.insert(fold(question.id.as_str()));
            }
        }
        // Ids that differ only in case must match exactly.
        folded.retain(|id, _| !doubled.contains(id));
        let longest = folded.keys().map(String::len).max().unwrap_or_default();
        Self { folded, longest }
    }

    /// The question with an id; case and compatibility forms are ignored.
    pub(super) fn index(&self, questionnaire: &Questionnaire, id: &str) -> Option<QuestionIndex> {
        // Up to four bytes of the text may fold to one.
        let may_be = id.len() <= self.longest * if id.is_ascii() { 1 } else { 4 };
        let folded = || self.folded.get(&fold(id)).copied();
        questionnaire.index(id).or_else(|| if may_be { folded() } else { None })
    }
}

/// The beginning of a cell's text in which an id is searched for.
pub(super) fn short(cell: &Cell) -> Cow<'_, str> {
    let text = shown(&cell.value);
    if text.len() <= LONGEST_ID {
        return text;
    }
    let end = (0..=LONGEST_ID).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    Cow::Owned(text[..end].to_owned())
}

/// Whether a text may be an id or begin with one: it has a digit among its first bytes, or a non-ASCII character, which
/// may fold to one. Every cell is tested.
pub(super) fn is_like(text: &str) -> bool {
    text.bytes().take(DIGIT_WITHIN).any(|byte| byte.is_ascii_digit() || !byte.is_ascii())
}

/// The id of a question, and the part of it that a row names.
pub(super) type NamedId = (String, Option<String>);

/// A cell that holds the id of a question by the pattern of one adapter.
#[derive(Debug, Clone)]
pub(super) struct IdCell {
    pub(super) sheet: u16,
    pub(super) at: CellRef,
    pub(super) id: NamedId,
}

/// Whether the id of a cell is read on demand, because no [`Like`] is made of the cell.
fn is_apart(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.len() > LONGEST_ID && shown(value).len() > LONGEST_ID,
        Value::Number(_) => false,
        Value::Bool(_) | Value::Date(..) | Value::Error(_) => true,
    }
}

/// The id in a cell of which no [`Like`] is made.
fn id_apart(adapter: &Adapter, cell: &Cell) -> Option<NamedId> {
    let text = short(cell);
    if is_like(&text) { adapter.id(&text).map(named) } else { None }
}

/// Whether a cell of which no [`Like`] is made holds an id of an adapter.
pub(super) fn stands_apart(adapter: &Adapter, cells: &[Cell]) -> bool {
    let mut apart = cells.iter().filter(|cell| is_apart(&cell.value));
    apart.any(|cell| id_apart(adapter, cell).is_some())
}

/// The id that a cell holds, among the cells of an adapter.
pub(super) fn id_at<'s>(
    known: &'s [IdCell],
    adapter: &Adapter,
    sheet: u16,
    cell: &Cell,
) -> Option<Cow<'s, NamedId>> {
    if is_apart(&cell.value) {
        return id_apart(adapter, cell).map(Cow::Owned);
    }
    let at = known.binary_search_by_key(&(sheet, cell.at), |one| (one.sheet, one.at)).ok()?;
    Some(Cow::Borrowed(&known[at].id))
}

fn named(found: FoundId<'_>) -> NamedId {
    (found.id.into_owned(), found.part.map(Cow::into_owned))
}

/// The id patterns of all adapters, matched at once: each cell that may hold an id is tested for every adapter, and
/// nearly all of them fail.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    patterns: Vec<Box<str>>,
    /// `None` if they are too large to be matched at once.
    set: OnceLock<Option<RegexSet>>,
}

impl Shapes {
    /// The number of adapters.
    pub(super) fn len(&self) -> usize {
        self.patterns.len()
    }

    pub(super) fn of<'c>(adapters: impl Iterator<Item = &'c Adapter>) -> Self {
        let patterns = adapters.map(|one| one.id_pattern().map_or("$^", Pattern::text).into());
        Self { patterns: patterns.collect(), set: OnceLock::new() }
    }

    /// For each adapter, by its number, the cells that may hold one of its ids.
    pub(super) fn fitting(&self, sheets: &[Vec<Like<'_>>]) -> Vec<Fitting> {
        let mut fitting = vec![Vec::new(); self.patterns.len()];
        for (sheet, cells) in (0..).zip(sheets) {
            for (index, cell) in (0..).zip(cells) {
                self.each(cell, |number| fitting[number].push((sheet, index)));
            }
        }
        fitting
    }

    /// The adapters for which the text of a cell, with or without its blanks, may be an id.
    fn each(&self, cell: &Like<'_>, mut fits: impl FnMut(usize)) {
        let make = || RegexSetBuilder::new(&self.patterns).size_limit(SIZE).build().ok();
        let Some(set) = self.set.get_or_init(make) else {
            return (0..self.patterns.len()).for_each(fits);
        };
        let text = set.matches(&cell.text);
        text.iter().for_each(&mut fits);
        if let Some(dense) = &cell.dense {
            let dense = set.matches(dense);
            dense.iter().filter(|number| !text.matched(*number)).for_each(fits);
        }
    }
}

/// A cell that may hold an id, ready to be tested for every adapter.
#[derive(Debug, Clone)]
pub(super) struct Like<'g> {
    pub(super) at: CellRef,
    pub(super) text: Cow<'g, str>,
    dense: Option<Box<str>>,
}

impl<'g> Like<'g> {
    pub(super) fn of(cell: &'g Cell) -> Option<Self> {
        let text = shown(&cell.value);
        let may_be = match &cell.value {
            Value::Text(_) => text.len() <= LONGEST_ID && is_like(&text),
            Value::Number(_) => true,
            _ => false,
        };
        may_be.then(|| {
            let dense = without_blanks(&text).map(String::into_boxed_str);
            Self { at: cell.at, text, dense }
        })
    }

    /// The id that it holds in the words of an adapter.
    pub(super) fn id(&self, adapter: &Adapter) -> Option<NamedId> {
        adapter.id_of(&self.text, self.dense.as_deref()).map(named)
    }
}

/// Whether a text numbers a part of the question above it: `a)`, `(ii)`, `b.`
pub(super) fn is_sub(text: &str) -> bool {
    let text = text.trim();
    let inner = text.trim_start_matches(['(', '[']);
    let core = inner.trim_end_matches([')', ']', '.', ':']);
    let marked = core.len() < text.len();
    let letters = core.bytes().all(|byte| byte.is_ascii_alphabetic());
    let roman = core.bytes().all(|byte| b"ivxIVX".contains(&byte));
    marked && letters && (core.len() == 1 || roman && (2..=4).contains(&core.len()))
}

#[cfg(test)]
mod tests {
    use super::is_sub;

    #[test]
    fn letters_with_a_bracket_count_parts() {
        for text in ["a)", "(b)", "c.", "[d]", "(iv)", "ii."] {
            assert!(is_sub(text), "{text}");
        }
        for text in ["a", "A1)", "1)", "no.", "", ")", "e.g."] {
            assert!(!is_sub(text), "{text}");
        }
    }
}

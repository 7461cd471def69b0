//! The header of a table: its rows, and what its words say about the columns.

use super::FinderWords;
use super::text::looks_like_id;
use crate::catalogue::Catalogue;
use crate::intake::grid::{Cell, Grid, Value};
use crate::intake::header;
use crate::intake::value::shown;

/// Characters of the longest header; longer texts are questions or instructions.
const LONGEST: usize = 80;

/// A question has more words than this, or more characters: some scripts put no blanks between words.
const ASKING_WORDS: usize = 3;
/// As [`ASKING_WORDS`].
const ASKING_CHARACTERS: usize = 24;
/// Words of the longest title whose meaning is not known.
const TITLE_WORDS: usize = 6;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Role {
    Evidence,
    Comment,
    Answer,
    Id,
    Question,
    Group,
}

/// A header and what its columns hold.
#[derive(Debug, Clone)]
pub(super) struct FormHeader {
    pub(super) first: u32,
    pub(super) last: u32,
    /// Columns with a meaning, in the order in which they were found.
    pub(super) roles: Vec<(Role, u32)>,
    /// Columns that say whether a question must be answered or applies.
    pub(super) flags: Vec<u32>,
}

impl FormHeader {
    fn has(&self, role: Role) -> bool {
        self.roles.iter().any(|(known, _)| *known == role)
    }

    /// The columns of a role, in the order in which they were found.
    pub(super) fn columns(&self, role: Role) -> impl Iterator<Item = u32> {
        self.roles.iter().filter(move |(known, _)| *known == role).map(|(_, column)| *column)
    }
}

/// The words of a header, in lower case.
fn parts(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let parts = lower.split(|c: char| !(c.is_alphanumeric() || c == '#'));
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// The meaning of a header text; `None` if it has none.
pub(super) fn role(text: &str, words: FinderWords<'_>) -> Option<Role> {
    if text.is_empty() || text.chars().count() > LONGEST {
        return None;
    }
    let parts = parts(text);
    let any = |list: &[String]| list.iter().any(|word| parts.contains(word));
    let headers = &words.mapping.headers;
    if any(&headers.none) || is_flag(text, words) {
        return None;
    }
    match words.vocabulary.header("form", text) {
        Some("evidence") => return Some(Role::Evidence),
        Some("comment") => return Some(Role::Comment),
        Some("answer" | "compliance") => return Some(Role::Answer),
        Some("id") => return Some(Role::Id),
        Some("question") => return Some(Role::Question),
        Some("domain") => return Some(Role::Group),
        Some(_) => return None,
        None => {}
    }
    let by_word = [
        (Role::Evidence, &headers.evidence),
        (Role::Comment, &headers.comment),
        (Role::Answer, &headers.answer),
        (Role::Id, &headers.id),
        (Role::Question, &headers.question),
        (Role::Group, &headers.group),
    ];
    // A sentence that contains such a word is no header.
    let short = parts.len() <= 6 && !text.ends_with(['?', '？', '.']) || any(&headers.id);
    by_word.into_iter().find(|(_, list)| short && any(list)).map(|(role, _)| role)
}

/// Whether a header says that its column tells whether a question must be answered or applies. Text in brackets does
/// not count, nor does a phrase within an answer: `Answer (Yes, No, Not applicable)` is no such header.
pub(super) fn is_flag(text: &str, words: FinderWords<'_>) -> bool {
    let bare = text.split(['(', '[', '（']).next().unwrap_or(text);
    let parts = parts(if bare.trim().is_empty() { text } else { bare });
    let in_answer = |at: usize| {
        let pair = |from: usize| parts.get(from..from + 2).map(|pair| pair.join(" "));
        let pairs = [at.checked_sub(1).and_then(pair), pair(at)];
        pairs.into_iter().flatten().any(|pair| words.vocabulary.answer(&pair).is_some())
    };
    let stands = |phrase: &String| {
        let phrase = self::parts(phrase);
        let cased = phrase.iter().flat_map(|part| part.chars()).any(|c| c.is_lowercase());
        if !cased {
            // Scripts without case put no blanks between words.
            return parts.concat().contains(&phrase.concat());
        }
        let mut windows = parts.windows(phrase.len().max(1)).enumerate();
        windows.any(|(at, window)| window == phrase.as_slice() && !in_answer(at))
    };
    words.mapping.headers.flag.iter().any(stands)
}

/// Whether a header says that its column is text of the form itself: sections, or notes for the reader.
pub fn is_own_text(text: &str, catalogue: &Catalogue) -> bool {
    let words = FinderWords { mapping: &catalogue.mapping, vocabulary: &catalogue.vocabulary };
    let none = parts(text).iter().any(|part| words.mapping.headers.none.contains(part));
    none || is_flag(text, words) || role(text, words) == Some(Role::Group)
}

/// The roles that a row gives to its columns.
pub(super) fn roles(cells: &[Cell], words: FinderWords<'_>) -> Vec<(Role, u32)> {
    let told = cells.iter().map(|cell| (role(&shown(&cell.value), words), cell.at.column));
    told.filter_map(|(role, column)| role.map(|role| (role, column))).collect()
}

/// The header with most meanings; the first of equals.
pub(super) fn find(grid: &Grid, words: FinderWords<'_>) -> Option<FormHeader> {
    let near: Vec<&[Cell]> = header::near(grid, words.mapping.table.header_rows).collect();
    let rank = |meanings: &[(Role, u32)]| {
        let (question, answer, kinds) = rank(meanings);
        ((question || answer) && kinds >= 2).then_some((question, answer, kinds))
    };
    let meaning = |cell: &Cell| role(&shown(&cell.value), words);
    let Some(found) = header::best(near.iter().copied(), meaning, rank) else {
        return assumed(&near, words);
    };
    let row = found.row();
    let at = near.iter().position(|cells| cells[0].at.row == row)?;
    let header = FormHeader { first: row, last: row, roles: found.meanings, flags: Vec::new() };
    Some(with_flags(grown(header, at, &near, words), &near, words))
}

/// A header whose words are unknown: above the first row that asks or answers, the row with most cells that holds
/// titles only.
fn assumed(near: &[&[Cell]], words: FinderWords<'_>) -> Option<FormHeader> {
    let is_title = |cell: &Cell| {
        let text = shown(&cell.value);
        matches!(cell.value, Value::Text(_))
            && text.chars().count() <= LONGEST
            && text.split_whitespace().count() <= TITLE_WORDS
            && !looks_like_id(&text)
            && words.vocabulary.answer(&text).is_none()
    };
    let asks = |cell: &Cell| {
        let text = shown(&cell.value);
        // `Mandatory?` is a title and asks nothing.
        let is_long = text.split_whitespace().nth(ASKING_WORDS).is_some()
            || text.chars().count() > ASKING_CHARACTERS;
        is_long && super::looks_like_question(&text, words.mapping)
            || words.vocabulary.answer(&text).is_some()
    };
    let above = near.iter().take_while(|cells| !cells.iter().any(asks));
    let titles = above.filter(|cells| cells.len() > 2 && cells.iter().all(is_title));
    let best = titles.reduce(|best, next| if next.len() > best.len() { next } else { best })?;
    let row = best[0].at.row;
    let header = FormHeader { first: row, last: row, roles: roles(best, words), flags: Vec::new() };
    Some(with_flags(header, near, words))
}

/// The header with the columns that it names as flags.
fn with_flags(mut header: FormHeader, near: &[&[Cell]], words: FinderWords<'_>) -> FormHeader {
    let rows = near.iter().filter(|cells| (header.first..=header.last).contains(&cells[0].at.row));
    let flags = rows.flat_map(|cells| cells.iter());
    let flags = flags.filter(|cell| is_flag(&shown(&cell.value), words));
    header.flags = flags.map(|cell| cell.at.column).collect();
    header
}

/// How much a header says: questions and answers first, then everything.
fn rank(roles: &[(Role, u32)]) -> (bool, bool, usize) {
    let mut kinds: Vec<Role> = roles.iter().map(|(role, _)| *role).collect();
    kinds.sort_unstable();
    kinds.dedup();
    (kinds.contains(&Role::Question), kinds.contains(&Role::Answer), kinds.len())
}

/// Extends the header by rows above and below that give meaning to columns without one.
fn grown(
    mut header: FormHeader,
    at: usize,
    near: &[&[Cell]],
    words: FinderWords<'_>,
) -> FormHeader {
    let most = words.mapping.table.header_height;
    for cells in near[..at].iter().rev() {
        let row = cells[0].at.row;
        if header.last - row >= most || !add(&mut header, cells, words) {
            break;
        }
        header.first = row;
    }
    for cells in near.iter().skip(at + 1) {
        let row = cells[0].at.row;
        if row - header.first >= most || !add(&mut header, cells, words) {
            break;
        }
        header.last = row;
    }
    header
}

/// Adds the meanings of a row to the header; false if the row does not belong to a header.
fn add(header: &mut FormHeader, cells: &[Cell], words: FinderWords<'_>) -> bool {
    let is_data = cells.iter().any(|cell| {
        let text = shown(&cell.value);
        super::looks_like_question(&text, words.mapping) || text.chars().count() > LONGEST
    });
    let taken = |column: u32| header.roles.iter().any(|(_, known)| *known == column);
    let more: Vec<(Role, u32)> = roles(cells, words)
        .into_iter()
        .filter(|(role, column)| !taken(*column) && !header.has(*role))
        .collect();
    // Sub-headings such as `Yes`, `No` below `Answer` belong to the header, too.
    let choices =
        cells.iter().filter(|cell| words.vocabulary.answer(&shown(&cell.value)).is_some()).count();
    let belongs = !is_data && (!more.is_empty() || choices >= 2 && choices == cells.len());
    if belongs {
        header.roles.extend(more);
    }
    belongs
}

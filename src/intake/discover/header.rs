//! The header of a table: which rows it takes, and what its words say of the columns.

use super::Words;
use crate::catalogue::Catalogue;
use crate::intake::grid::{Cell, Grid};
use crate::intake::value::shown;

/// Characters of the longest header; longer texts are questions or instructions.
const LONGEST: usize = 80;

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

/// A header.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub(super) first: u32,
    pub(super) last: u32,
    /// Columns with a meaning, in the order in which they were found.
    pub(super) roles: Vec<(Role, u32)>,
}

impl Header {
    fn has(&self, role: Role) -> bool {
        self.roles.iter().any(|(known, _)| *known == role)
    }

    /// How much a header says: questions and answers first, then everything.
    fn rank(&self) -> (bool, bool, usize) {
        let mut kinds: Vec<Role> = self.roles.iter().map(|(role, _)| *role).collect();
        kinds.sort_unstable();
        kinds.dedup();
        (self.has(Role::Question), self.has(Role::Answer), kinds.len())
    }

    /// The columns of a role, in the order in which they were found.
    pub(super) fn columns(&self, role: Role) -> impl Iterator<Item = u32> {
        self.roles.iter().filter(move |(known, _)| *known == role).map(|(_, column)| *column)
    }
}

/// The meaning of a header text; none if it has none.
pub(super) fn role(text: &str, words: Words<'_>) -> Option<Role> {
    if text.is_empty() || text.chars().count() > LONGEST {
        return None;
    }
    let lower = text.to_lowercase();
    let parts: Vec<&str> = lower
        .split(|c: char| !(c.is_alphanumeric() || c == '#'))
        .filter(|part| !part.is_empty())
        .collect();
    let any = |list: &[String]| list.iter().any(|word| parts.contains(&word.as_str()));
    let headers = &words.mapping.headers;
    if any(&headers.none) {
        return None;
    }
    match words.vocabulary.header("form", text) {
        Some("evidence") => return Some(Role::Evidence),
        Some("comment") => return Some(Role::Comment),
        Some("answer") => return Some(Role::Answer),
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
    // A sentence with such a word in it is no header.
    let short = parts.len() <= 6 && !text.ends_with(['?', '？', '.']) || any(&headers.id);
    by_word.into_iter().find(|(_, list)| short && any(list)).map(|(role, _)| role)
}

/// Whether a header says that its column is text of the form itself: sections, or what is for
/// whoever reads the form.
pub fn is_own_text(text: &str, catalogue: &Catalogue) -> bool {
    let words = Words { mapping: &catalogue.mapping, vocabulary: &catalogue.vocabulary };
    let lower = text.to_lowercase();
    let mut parts = lower.split(|c: char| !c.is_alphanumeric());
    let none = parts.any(|part| words.mapping.headers.none.iter().any(|word| word == part));
    none || role(text, words) == Some(Role::Group)
}

/// The roles that a row gives to its columns.
pub(super) fn roles(cells: &[Cell], words: Words<'_>) -> Vec<(Role, u32)> {
    let told = cells.iter().map(|cell| (role(&shown(&cell.value), words), cell.at.column));
    told.filter_map(|(role, column)| role.map(|role| (role, column))).collect()
}

/// The header that says most; the first of equals.
pub(super) fn find(grid: &Grid, words: Words<'_>) -> Option<Header> {
    let limit = words.mapping.table.header_rows;
    let near: Vec<&[Cell]> = grid.rows().take_while(|cells| cells[0].at.row < limit).collect();
    let single = near.iter().enumerate().filter_map(|(at, cells)| {
        let row = cells[0].at.row;
        let header = Header { first: row, last: row, roles: roles(cells, words) };
        let (question, answer, kinds) = header.rank();
        ((question || answer) && kinds >= 2).then_some((at, header))
    });
    let (at, header) =
        single.reduce(|best, next| if next.1.rank() > best.1.rank() { next } else { best })?;
    Some(grown(header, at, &near, words))
}

/// Takes the rows above and below in that give meaning to columns that have none yet.
fn grown(mut header: Header, at: usize, near: &[&[Cell]], words: Words<'_>) -> Header {
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

/// Adds what a row says that the header does not; false if the row is none of a header.
fn add(header: &mut Header, cells: &[Cell], words: Words<'_>) -> bool {
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

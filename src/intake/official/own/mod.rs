//! Weights from the form's own scoring sheet.
//!
//! A form that computes its score keeps the weights of its edition on a sheet, mostly a hidden one. They are read from
//! there, with what an analyst overrode, and counted as the form counts them. The sheet came with the file, so it is
//! trusted only as far as it can be checked: its answers must be those of the form, a weight must also be earned by the
//! form's answer, each weight must be valid, and no question that is known to be scored may be missing. Otherwise it
//! gives no score.

mod analyst;
mod entry;
mod remarks;
mod table;
mod unlisted;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use self::entry::{Entry, EntryReader, EntryRow};
use self::table::ScoreTable;
use self::unlisted::Unlisted;
use super::earned::{EarnedQuestion, complies};
use super::{FormRows, same};
use crate::catalogue::official::{Official, Requirement};
use crate::catalogue::scoring_sheet::ScoringSheet;
use crate::intake::form::Sheets;
use crate::model::Spot;

/// Why a scoring sheet is not used, and where.
pub(super) struct Trouble {
    pub(super) message: String,
    pub(super) spot: Spot,
}

/// What was found of a form's scoring sheet.
pub(super) enum Own<'g> {
    /// There is no such sheet.
    Absent,
    /// The sheet can't be used.
    Unusable(Trouble),
    /// The sheet was calculated with other answers than the form holds.
    Stale(Trouble),
    Read(Box<Scoring<'g>>),
}

/// A scoring sheet that was read.
pub(super) struct Scoring<'g> {
    entries: Vec<Entry<'g>>,
    /// Whether each entry earns its weight.
    earned: Vec<bool>,
    /// Sections that an analyst took out.
    off: Vec<String>,
    /// Ids with a weight that an analyst wrote into another table.
    rewritten: HashSet<String>,
    /// Its first row.
    pub(super) spot: Spot,
}

/// Whether a text is one of some words, ignoring case.
fn is_one<W: AsRef<str>>(words: impl IntoIterator<Item = W>, text: &str) -> bool {
    !text.trim().is_empty() && words.into_iter().any(|word| same(word.as_ref(), text.trim()))
}

/// The state while a sheet is read.
struct ReadingState<'r, 'g> {
    scheme: &'r Official,
    /// Whether the scheme's own weights are those of the form's edition.
    exact: bool,
    rows: &'r FormRows<'r>,
    unlisted: Unlisted<'g>,
    known: HashMap<&'r str, &'r Requirement>,
}

/// Reads the scoring sheet of a form.
pub(super) fn read<'g>(
    scheme: &Official,
    exact: bool,
    rows: &FormRows<'_>,
    sheets: &Sheets<'g>,
) -> Own<'g> {
    let Some(spec) = &scheme.scoring else { return Own::Absent };
    let words = entry::words(spec);
    let Some(table) = ScoreTable::find(sheets, &spec.sheet, &words) else { return Own::Absent };
    let known = scheme.requirement.iter().map(|one| (one.id.as_str(), one)).collect();
    let unlisted = Unlisted::new(rows, sheets);
    let look = ReadingState { scheme, exact, rows, unlisted, known };
    match look.entries(spec, &table) {
        Err(trouble) => Own::Unusable(trouble),
        Ok(sheet) => look.judge(spec, &table, sheet, sheets),
    }
}

/// The rows of a sheet.
#[derive(Default)]
struct SheetRows<'g> {
    entries: Vec<Entry<'g>>,
    unscored: HashSet<Cow<'g, str>>,
    /// Answers of questions that switch others off.
    switches: Vec<(Cow<'g, str>, Cow<'g, str>, u32)>,
}

impl<'r, 'g> ReadingState<'r, 'g> {
    fn entries(
        &self,
        spec: &ScoringSheet,
        table: &ScoreTable<'g>,
    ) -> Result<SheetRows<'g>, Trouble> {
        let missing = entry::missing(spec, table);
        if !missing.is_empty() {
            let message = format!("no column is headed `{}`", missing.join("`, `"));
            return Err(Trouble { message, spot: table.top() });
        }
        let switches: HashSet<&str> = self.switches();
        let reader = EntryReader { scheme: self.scheme, spec, table };
        let (mut read, mut seen) = (SheetRows::default(), HashSet::new());
        for row in table.rows().filter_map(|row| row.first()).map(|cell| cell.at.row) {
            let id = table.text(row, entry::ID);
            if switches.contains(id.as_ref()) {
                read.switches.push((id.clone(), reader.said(row), row));
            }
            let found = reader.read(row)?;
            if !matches!(found, EntryRow::Other) && !seen.insert(id.clone()) {
                let message = format!("`{id}` stands twice");
                return Err(Trouble { message, spot: table.spot(row, entry::ID) });
            }
            match found {
                EntryRow::Other => {}
                EntryRow::Unscored(id) => drop(read.unscored.insert(id)),
                EntryRow::Scored(entry) => read.entries.push(*entry),
            }
        }
        self.all_there(table, &read)?;
        Ok(read)
    }

    /// Questions whose answers switch others off.
    fn switches(&self) -> HashSet<&'r str> {
        let all = self.scheme.requirement.iter().flat_map(|one| {
            one.only_if.keys().chain(one.unless.keys().filter(|id| **id != one.id))
        });
        all.map(String::as_str).collect()
    }

    /// No question that is known to be scored may be missing: without its worst answers every form would be good.
    fn all_there(&self, table: &ScoreTable<'_>, read: &SheetRows<'_>) -> Result<(), Trouble> {
        let held: HashSet<&str> = read.entries.iter().map(|one| one.id.as_ref()).collect();
        let is_missing = |one: &&Requirement| {
            let id = one.id.as_str();
            let unscored = !self.exact && read.unscored.contains(id);
            !held.contains(id) && !unscored && (self.exact || self.rows.get(id).is_some())
        };
        let missing: Vec<&str> =
            self.scheme.requirement.iter().filter(is_missing).map(|one| one.id.as_str()).collect();
        let message = match missing.as_slice() {
            [] if read.entries.is_empty() => "it holds no question that is scored".to_owned(),
            [] => return Ok(()),
            some => format!("it does not score {}", super::few(some)),
        };
        Err(Trouble { message, spot: table.top() })
    }

    fn judge(
        &self,
        spec: &ScoringSheet,
        table: &ScoreTable<'g>,
        read: SheetRows<'g>,
        sheets: &Sheets<'g>,
    ) -> Own<'g> {
        if let Some(trouble) = self.other_answers(table, &read) {
            return Own::Stale(trouble);
        }
        if let Some(trouble) = self.switched(table, &read) {
            return Own::Unusable(trouble);
        }
        let earns = |one: &Entry<'_>| {
            let complies = |said: &str| complies(self.scheme.method, &one.wanted, said);
            one.awarded.unwrap_or_else(|| complies(&one.said) && complies(&self.answer(&one.id)))
        };
        let earned: Vec<bool> = read.entries.iter().map(earns).collect();
        let rewritten = spec.weights.as_ref().map(|all| analyst::weights(all, sheets));
        let mut scoring = Scoring {
            entries: read.entries,
            earned,
            off: Vec::new(),
            rewritten: rewritten.unwrap_or_default(),
            spot: table.top(),
        };
        if let Some(all) = &spec.sections {
            let maximum = |id: &str| scoring.maximum(id);
            scoring.off = analyst::sections_off(all, self.scheme, sheets, maximum);
        }
        Own::Read(Box::new(scoring))
    }

    /// The answer that the form holds.
    fn answer(&self, id: &str) -> Cow<'_, str> {
        match self.rows.get(id) {
            Some(row) => Cow::Borrowed(row.answer.as_ref()),
            None => self.unlisted.answer(id),
        }
    }

    /// A row whose answer is not the form's: a program wrote answers without calculating the formulas. A blank one
    /// earns nothing, which is how some editions leave a question out; but if most are blank, the sheet is stale.
    fn other_answers(&self, table: &ScoreTable<'g>, read: &SheetRows<'g>) -> Option<Trouble> {
        if !table.has(entry::ANSWER) {
            return None;
        }
        let all = read.entries.iter().map(|one| (&one.id, &one.said, one.row));
        let all = all.chain(read.switches.iter().map(|(id, said, row)| (id, said, *row)));
        let (mut answered, mut blank, mut first) = (0, 0, None);
        for (id, said, row) in all {
            let answer = self.answer(id);
            let (answer, said) = (answer.trim(), said.trim());
            answered += usize::from(!answer.is_empty());
            if is_answer(said, answer) {
                continue;
            }
            let trouble = || Trouble {
                message: format!(
                    "{id} is `{}` there and `{}` in the form",
                    super::short(said),
                    super::short(answer)
                ),
                spot: table.spot(row, entry::ANSWER),
            };
            if !said.is_empty() {
                return Some(trouble());
            }
            blank += 1;
            first = first.or_else(|| Some(trouble()));
        }
        first.filter(|_| 2 * blank > answered)
    }

    /// In a known edition, a question that the sheet leaves out although no answer of the form does so, or the other
    /// way round.
    fn switched(&self, table: &ScoreTable<'g>, read: &SheetRows<'g>) -> Option<Trouble> {
        let differs = |one: &&Entry<'_>| {
            let known = self.known.get(one.id.as_ref());
            known.is_some_and(|known| self.rows.counts(known) != one.counts)
        };
        let one = read.entries.iter().filter(|_| self.exact).find(differs)?;
        let message = if one.counts {
            format!("it counts {}, which an answer of the form switches off", one.id)
        } else {
            format!("it leaves out {}, which no answer of the form switches off", one.id)
        };
        Some(Trouble { message, spot: table.spot(one.row, entry::ID) })
    }
}

/// Whether the sheet's text is the form's answer: all of it, or its first character where a formula cuts it there.
fn is_answer(said: &str, answer: &str) -> bool {
    let first = || answer.chars().next().is_some_and(|one| said.chars().eq([one]));
    said == answer || said.to_lowercase() == answer.to_lowercase() || first()
}

impl Scoring<'_> {
    fn counting(&self) -> impl Iterator<Item = (&Entry<'_>, bool)> {
        let all = self.entries.iter().zip(self.earned.iter().copied());
        all.filter(|(one, _)| one.counts && !self.off.contains(&one.section))
    }

    fn maximum(&self, section: &str) -> f64 {
        let of = self.counting().filter(|(one, _)| one.section == section);
        of.fold(0.0, |sum, (one, _)| sum + one.weight)
    }

    /// The questions that count.
    pub(super) fn lines(&self) -> Vec<EarnedQuestion<'_>> {
        let all = self.counting();
        all.map(|(one, earned)| EarnedQuestion {
            section: &one.section,
            weight: one.weight,
            earned,
        })
        .collect()
    }
}

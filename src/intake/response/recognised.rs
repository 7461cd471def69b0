//! Recognises the form of a file.

use foldhash::HashSet;

use crate::catalogue::{Questionnaire, Vocabulary};
use crate::intake::form::{Form, FormReach, FormReader, Miss, Sheets, headers_of_answers};
use crate::model::Tally;

/// A file recognised as a form.
pub(super) struct Recognised<'c> {
    /// The id of its adapter; `native` is ours.
    pub(super) adapter: String,
    /// Its name in messages.
    pub(super) name: String,
    /// Its questionnaire; `None` if its questions reach no control.
    pub(super) asked: Option<&'c Questionnaire>,
    /// The questionnaire's position in the catalogue.
    pub(super) questionnaire: Option<u16>,
    /// Names by which a cover or the register may call its questionnaire.
    pub(super) titles: Vec<String>,
    /// What was read of it.
    pub(super) form: Form,
    /// The edition it states.
    pub(super) edition: Option<String>,
    /// The newest edition that is known.
    pub(super) newest: Option<String>,
    /// The number of answers of each kind, where none is scored.
    pub(super) unmapped: Option<Tally>,
}

impl<'c> Recognised<'c> {
    fn of(reader: &FormReader<'c>, form: Form) -> Self {
        let (adapter, asked) = (reader.adapter, reader.questionnaire);
        let mut titles: Vec<String> = Vec::new();
        if !adapter.own {
            titles.extend([adapter.id.clone(), adapter.title.clone()]);
        }
        titles.extend(asked.into_iter().flat_map(|one| [one.id.clone(), one.title.clone()]));
        let own = asked.filter(|_| adapter.own);
        Self {
            adapter: adapter.id.clone(),
            name: asked.map_or(&adapter.title, |one| &one.id).clone(),
            asked,
            questionnaire: reader.position,
            titles,
            edition: match own {
                Some(_) => form.cover.text("edition"),
                None => form.edition.clone(),
            },
            newest: own.map(|one| one.edition.clone()).or_else(|| adapter.edition.clone()),
            unmapped: asked.is_none().then_some(form.tally),
            form,
        }
    }
}

/// Why a file is no known form.
pub(super) struct Unknown {
    pub(super) reason: String,
    pub(super) help: String,
}

/// A form that a file fits.
type Fit<'r, 'c> = (&'r FormReader<'c>, Form);

/// The one form that a file is: ours, or else another publisher's, or else a list of no known form.
pub(super) fn recognise<'c>(
    readers: &[FormReader<'c>],
    sheets: &Sheets<'_>,
    vocabulary: &Vocabulary,
) -> Result<Recognised<'c>, Unknown> {
    let rank = |reader: &FormReader<'_>| (!reader.adapter.own, reader.adapter.general);
    let mut misses: Vec<Miss> = Vec::new();
    // Forms that the file can't be. What they lack is reported only if no other one fits.
    let mut untold: Vec<(usize, &FormReader<'c>)> = Vec::new();
    for same in readers.chunk_by(|one, other| rank(one) == rank(other)) {
        let mut fits: Vec<Fit<'_, 'c>> = Vec::new();
        let mut told: Vec<&FormReader<'c>> = Vec::new();
        for reader in same {
            if reader.is_untold(sheets) {
                untold.push((misses.len() + told.len() + untold.len(), reader));
            } else {
                told.push(reader);
            }
        }
        for read in read_all(&told, sheets) {
            match read {
                Ok(fit) => fits.push(fit),
                Err(miss) => misses.push(miss),
            }
        }
        yield_to_others(&mut fits);
        if let Some(recognised) = one_of(fits)? {
            return Ok(recognised);
        }
    }
    for (at, reader) in untold {
        if let Err(miss) = read_told(reader, sheets) {
            misses.insert(at.min(misses.len()), miss);
        }
    }
    Err(nothing(&misses, sheets, vocabulary))
}

/// Reads a file as each of some forms, in their order. The form that may find most questions is read first. Another one
/// that can find no more, and only in rows that were read, would leave the file to it and is not read at all.
fn read_all<'r, 'c>(
    readers: &[&'r FormReader<'c>],
    sheets: &Sheets<'_>,
) -> Vec<Result<Fit<'r, 'c>, Miss>> {
    let read = |at: usize| read_told(readers[at], sheets).map(|form| (readers[at], form));
    let reaches: Vec<Option<FormReach>> = readers.iter().map(|one| one.reach(sheets)).collect();
    let most = |at: &usize| reaches[*at].as_ref().map_or(0, |reach| reach.most);
    let mut all: Vec<Option<Result<Fit<'r, 'c>, Miss>>> = readers.iter().map(|_| None).collect();
    let Some(first) = (0..readers.len()).rev().max_by_key(most) else { return Vec::new() };
    let begun = First::new(first, all[first].insert(read(first)), readers);
    let yields = |at: &usize| begun.as_ref().is_some_and(|one| one.beats(*at, readers, &reaches));
    let left: Vec<usize> = (0..readers.len()).filter(|at| *at != first && !yields(at)).collect();
    left.into_iter().for_each(|at| all[at] = Some(read(at)));
    let found = |at: &usize| all[*at].as_ref()?.as_ref().ok().map(|(_, form)| form.found);
    // The forms that were left out were compared with the first one only.
    if (0..readers.len()).rev().max_by_key(found) != Some(first) {
        let rest: Vec<usize> = (0..readers.len()).filter(|at| all[*at].is_none()).collect();
        rest.into_iter().for_each(|at| all[at] = Some(read(at)));
    }
    all.into_iter().flatten().collect()
}

/// The form that was read first, unless another one would take the file from it by name.
struct First {
    at: usize,
    found: usize,
    rows: HashSet<(u16, u32)>,
}

impl First {
    fn new(
        at: usize,
        read: &Result<Fit<'_, '_>, Miss>,
        readers: &[&FormReader<'_>],
    ) -> Option<Self> {
        let (reader, form) = read.as_ref().ok()?;
        let stays = readers.iter().all(|one| !one.adapter.before.contains(&reader.adapter.id));
        stays.then(|| Self { at, found: form.found, rows: rows(form).collect() })
    }

    /// Whether another form would leave the file to it, whatever that form finds.
    fn beats(&self, at: usize, readers: &[&FormReader<'_>], reaches: &[Option<FormReach>]) -> bool {
        let less = |most: usize| most < self.found || most == self.found && at > self.at;
        let reach = reaches[at].as_ref().filter(|_| readers[at].adapter.before.is_empty());
        reach.is_some_and(|reach| {
            less(reach.most) && reach.rows.iter().all(|row| self.rows.contains(row))
        })
    }
}

/// Reads a file as a form. If other forms have the same ids, the file must hold some that only this one has.
fn read_told(reader: &FormReader<'_>, sheets: &Sheets<'_>) -> Result<Form, Miss> {
    let form = reader.read(sheets)?;
    if reader.adapter.is_told_by(form.rows.iter().map(|row| row.id.as_ref())) {
        return Ok(form);
    }
    Err(Miss {
        title: reader.adapter.title.clone(),
        found: 0,
        why: "it holds no id that only this form has".to_owned(),
        is_final: false,
    })
}

/// Removes the forms that leave the file to another one that fits.
fn yield_to_others(fits: &mut Vec<Fit<'_, '_>>) {
    let before: Vec<String> =
        fits.iter().flat_map(|(reader, _)| reader.adapter.before.iter().cloned()).collect();
    fits.retain(|(reader, _)| !before.contains(&reader.adapter.id));
}

/// The form with most questions. The other ones must have read mostly the same rows, or the file fits several.
fn one_of<'c>(mut fits: Vec<Fit<'_, 'c>>) -> Result<Option<Recognised<'c>>, Unknown> {
    let most = |fits: &[Fit<'_, 'c>]| (0..fits.len()).rev().max_by_key(|at| fits[*at].1.found);
    let Some(at) = most(&fits) else { return Ok(None) };
    let (reader, form) = fits.remove(at);
    let rows: HashSet<(u16, u32)> = rows(&form).collect();
    let elsewhere = |(other, read): &Fit<'_, '_>| {
        let apart = self::rows(read).filter(|row| !rows.contains(row)).count();
        (apart * 5 > read.answers.len()).then(|| other.adapter.title.clone())
    };
    let mut titles: Vec<String> = fits.iter().filter_map(elsewhere).collect();
    if titles.is_empty() || reader.adapter.own {
        return Ok(Some(Recognised::of(reader, form)));
    }
    titles.insert(0, reader.adapter.title.clone());
    Err(Unknown {
        reason: format!("the file fits several layouts: {}", titles.join(", ")),
        help: "take out the sheets that do not belong to the answers".to_owned(),
    })
}

/// The rows with answers.
fn rows(form: &Form) -> impl Iterator<Item = (u16, u32)> {
    form.answers.iter().map(|given| (given.spot.sheet, given.spot.cell.row))
}

/// No form fits: names the nearest one, what it lacks, and where answers are nevertheless.
fn nothing(misses: &[Miss], sheets: &Sheets<'_>, vocabulary: &Vocabulary) -> Unknown {
    if let Some(miss) = misses.iter().find(|miss| miss.is_final) {
        return Unknown {
            reason: miss.why.clone(),
            help: "make a file for each supplier, and put it into responses/<Supplier ID>/"
                .to_owned(),
        };
    }
    let nearest = misses.iter().enumerate().max_by_key(|(at, miss)| (miss.found, usize::MAX - at));
    let near = nearest.filter(|(_, miss)| miss.found > 0).map(|(_, miss)| miss);
    let near = near.map_or_else(String::new, |miss| {
        format!(
            "; nearest is {}, of which {} ids stand in it: {}",
            miss.title, miss.found, miss.why
        )
    });
    let columns = headers_of_answers(sheets, vocabulary);
    let columns = if columns.is_empty() {
        String::new()
    } else {
        let named: Vec<String> = columns.iter().map(|one| format!("`{one}`")).collect();
        format!("; known answers stand below {}", named.join(", "))
    };
    Unknown {
        reason: format!("no layout is known for this file{near}{columns}"),
        help: "ask the supplier to fill in our form (`flowdown request` writes it), or describe this one: `flowdown map FILE`".to_owned(),
    }
}

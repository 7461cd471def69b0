//! The sheet What we hold: counts of answers, files, remarks and certificates.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::cards::ScoreCards;
use super::cell::ScorecardCell;
use super::page::ScorecardSheet;
use super::words;
use crate::assessment::profile::Profile;
use crate::model::{Answer, FileReport, FileStatus, Finding, Tier, points};

/// The most remarks that are listed.
const REMARKS: usize = 200;

const WIDTHS: [f64; 8] = [42.0, 22.0, 14.0, 14.0, 17.0, 14.0, 14.0, 36.0];

pub(super) fn write(
    book: &mut Workbook,
    cards: &ScoreCards<'_>,
    profile: &Profile<'_>,
    tier: Tier,
) -> Result<(), XlsxError> {
    let mut sheet = ScorecardSheet::new(book, &cards.formats, "What we hold", &WIDTHS)?;
    sheet.title("What we hold from you")?;
    sheet.note(
        "Your own answers, files and certificates. Tell us where something is missing or wrong.",
    )?;
    answers(&mut sheet, cards, profile, tier)?;
    files(&mut sheet, cards, profile)?;
    official(&mut sheet, cards, profile)?;
    remarks(&mut sheet, cards, profile)?;
    certificates(&mut sheet, profile)
}

/// Writes the number of answers of each kind by subject, as they were understood; the last row has the totals.
fn answers(
    sheet: &mut ScorecardSheet<'_>,
    cards: &ScoreCards<'_>,
    profile: &Profile<'_>,
    tier: Tier,
) -> Result<(), XlsxError> {
    const KINDS: [Answer; 5] =
        [Answer::Yes, Answer::Partial, Answer::No, Answer::NotApplicable, Answer::Unanswered];
    let catalogue = cards.context.catalogue;
    sheet.heading("Your answers to what applies to you")?;
    if tier == Tier::Public {
        return sheet.note("Nothing is asked about what you receive.");
    }
    let heads = ["Subject", "Yes", "Partial", "No", "Not applicable", "Not answered", ""];
    sheet.heads(&numbered(heads), false)?;
    let mut counts = vec![[0_usize; 5]; catalogue.policy.domains.len()];
    let resolved = profile.resolved(tier);
    let applying = catalogue.controls.list().iter().zip(resolved);
    let kinds = cards.kinds_of(&profile.id);
    for (control, one) in applying.filter(|(control, _)| control.applies_to(tier, kinds)) {
        let kind = KINDS.iter().position(|kind| *kind == one.answer).unwrap_or(4);
        counts[control.domain][kind] += 1;
    }
    let row = |sheet: &mut ScorecardSheet<'_>, name: ScorecardCell<'_>, counts: &[usize; 5]| {
        let mut entries = vec![(0, name)];
        entries.extend((1..).zip(counts.iter().map(|count| ScorecardCell::Count(*count))));
        entries.push((6, ScorecardCell::Text("")));
        sheet.entries(&entries)
    };
    let mut total = [0_usize; 5];
    for (domain, counts) in catalogue.policy.domains.iter().zip(&counts) {
        if counts.iter().any(|count| *count > 0) {
            row(sheet, ScorecardCell::Text(&domain.title), counts)?;
            total.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
        }
    }
    row(sheet, ScorecardCell::Strong("All"), &total)
}

fn files(
    sheet: &mut ScorecardSheet<'_>,
    cards: &ScoreCards<'_>,
    profile: &Profile<'_>,
) -> Result<(), XlsxError> {
    sheet.heading("Your files")?;
    let files = cards.files.get(&profile.id).map_or(&[][..], Vec::as_slice);
    if files.is_empty() {
        return sheet.note("We hold no file from you that could be used.");
    }
    let heads =
        ["File", "It", "Completed on", "Questions", "Found in the file", "Rows that stand twice"];
    let mut heads = numbered(heads).to_vec();
    heads.push((6, "Cells not understood"));
    sheet.heads(&heads, false)?;
    for file in files {
        let usable = matches!(file.status, FileStatus::Accepted | FileStatus::Superseded);
        let count =
            |count| if usable { ScorecardCell::Count(count) } else { ScorecardCell::Text("") };
        sheet.entries(&numbered([
            ScorecardCell::Own(cards.file(profile, &file.file)),
            ScorecardCell::Text(status(profile, file)),
            ScorecardCell::Day(file.completed_on),
            count(file.expected),
            count(file.found),
            count(file.repeated),
            count(file.ledger.seen.saturating_sub(file.ledger.accounted)),
            ScorecardCell::Text(""),
        ]))?;
    }
    Ok(())
}

/// Writes the scores of the forms by the publishers' own rules.
fn official(
    sheet: &mut ScorecardSheet<'_>,
    cards: &ScoreCards<'_>,
    profile: &Profile<'_>,
) -> Result<(), XlsxError> {
    let files = cards.files.get(&profile.id).map_or(&[][..], Vec::as_slice);
    let mut all = files.iter().flat_map(|file| &file.official).peekable();
    if all.peek().is_none() {
        return Ok(());
    }
    sheet.heading("Your forms by their own rules")?;
    let heads = [(0, "Rules"), (1, "What they say"), (2, "Score"), (3, "Of"), (4, "In your file")];
    sheet.heads(&heads, false)?;
    for one in all {
        let score = one.score.map_or_else(|| "none".to_owned(), points);
        let stated = one.in_file.as_ref().map(|stated| points(stated.score));
        sheet.entries(&[
            (0, ScorecardCell::Text(&one.title)),
            (1, ScorecardCell::Text(&one.status)),
            (2, ScorecardCell::Own(score)),
            (3, ScorecardCell::Own(points(one.maximum))),
            (4, ScorecardCell::Own(stated.unwrap_or_default())),
        ])?;
    }
    Ok(())
}

/// The status of a file. Reasons are not shown: they may quote another supplier's text.
fn status(profile: &Profile<'_>, file: &FileReport) -> &'static str {
    let future = profile.future.iter().any(|response| response.file == file.file);
    match file.status {
        FileStatus::Refused => {
            "could not be opened: send it again, without a password, as a spreadsheet"
        }
        FileStatus::Quarantined => "is not clear: send it again on the form we sent you",
        FileStatus::Superseded => "is replaced by a newer one",
        FileStatus::Accepted if future => "is dated in the future",
        FileStatus::Accepted => "counts",
    }
}

fn remarks(
    sheet: &mut ScorecardSheet<'_>,
    cards: &ScoreCards<'_>,
    profile: &Profile<'_>,
) -> Result<(), XlsxError> {
    let files = cards.files.get(&profile.id).into_iter().flatten();
    let of_files = files.flat_map(|file| &file.findings);
    let of_answers = cards.findings.get(&profile.id).into_iter().flatten().copied();
    let known = of_files.chain(of_answers).filter_map(|one| Some((one, words::remark(one.code)?)));
    let mut known: Vec<(&Finding, (&str, &str))> = known.collect();
    // The same cell may be found again at another tier.
    known.dedup_by(|a, b| (a.0.code, &a.0.place) == (b.0.code, &b.0.place));
    if known.is_empty() {
        return Ok(());
    }
    sheet.heading("Remarks on your files")?;
    sheet.heads(&[(0, "What we saw"), (1, "Question"), (2, "Where"), (6, "What to do")], false)?;
    for (finding, (seen, todo)) in known.iter().take(REMARKS) {
        let place = finding.place.as_ref().map(|place| cards.place(profile, place));
        sheet.entries(&[
            (0, ScorecardCell::Text(seen)),
            (1, ScorecardCell::Own(cards.subject(finding))),
            (2, ScorecardCell::Own(place.unwrap_or_default())),
            (6, ScorecardCell::Text(todo)),
        ])?;
    }
    match known.len().saturating_sub(REMARKS) {
        0 => Ok(()),
        more => sheet.note(&format!("and {more} more")),
    }
}

fn certificates(sheet: &mut ScorecardSheet<'_>, profile: &Profile<'_>) -> Result<(), XlsxError> {
    sheet.heading("Your certificates")?;
    if profile.certificates.is_empty() {
        return sheet.note("We hold no certificate of yours.");
    }
    let heads = ["Scheme", "Edition", "Issued", "Ends", "Last surveillance", "It is"];
    let mut heads = numbered(heads).to_vec();
    heads.push((7, "What to do"));
    sheet.heads(&heads, false)?;
    for one in &profile.certificates {
        let weighed = &one.weighed;
        let (status, todo) = words::certificate_status(weighed.standing);
        let entries = numbered([
            ScorecardCell::Text(weighed.scheme.map_or("not listed", |(key, _)| key)),
            ScorecardCell::Own(edition(weighed.certificate.edition.as_deref())),
            ScorecardCell::Day(weighed.certificate.issued),
            ScorecardCell::Day(weighed.end),
            ScorecardCell::Day(weighed.certificate.surveillance),
            ScorecardCell::Text(status),
        ]);
        let mut entries = entries.to_vec();
        entries.push((7, ScorecardCell::Text(todo)));
        sheet.entries(&entries)?;
    }
    Ok(())
}

/// Cells side by side, from the first column on.
fn numbered<T, const N: usize>(cells: [T; N]) -> [(u16, T); N] {
    let mut column = 0..;
    cells.map(|cell| (column.next().unwrap_or_default(), cell))
}

/// The years of an edition only: the cell of the register is free text.
fn edition(text: Option<&str>) -> String {
    let digits = text.unwrap_or_default().split(|c: char| !c.is_ascii_digit());
    let years: Vec<&str> = digits.filter(|run| run.len() == 4).collect();
    years.join(", ")
}

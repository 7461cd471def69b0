//! What a file says, whatever its sender and the register.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::recognised::{Recognised, Unknown};
use super::{FileRef, Reader, integrity, listed, prefilled, report, wording};
use crate::catalogue::Catalogue;
use crate::catalogue::vocabulary::normalise;
use crate::intake::form::{self, Cover, Sheets};
use crate::intake::official;
use crate::intake::value::shown;
use crate::intake::workbook::{self, Format, Workbook};
use crate::model::{
    Code, Date, Finding, FormNotes, GivenAnswer, Ledger, OfficialScore, Place, Tally,
};

/// The content of a file. It depends on the file's bytes and path, the catalogue and the limits on files, but not on
/// the register, so it may be cached until the same file is read again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Content {
    /// Findings about what it carries besides its cells.
    pub(super) notes: Vec<Finding>,
    /// Names of its sheets, for spots; empty for a format without sheets.
    pub(super) sheets: Vec<Box<str>>,
    pub(super) what: What,
}

/// What a file is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum What {
    /// Not a spreadsheet, or a damaged one.
    Refused { reason: String, help: String },
    /// A spreadsheet whose form is not known.
    Unknown { reason: String, help: String, ledger: Ledger },
    /// A form.
    Form(Box<KnownForm>),
}

/// A form that is known.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct KnownForm {
    pub(super) adapter: String,
    /// Its name in messages.
    pub(super) name: String,
    /// Names by which a cover or the register may call its questionnaire.
    pub(super) titles: Vec<String>,
    /// The id of its questionnaire, and its position in the catalogue.
    pub(super) asked: Option<String>,
    pub(super) position: Option<u16>,
    pub(super) edition: Option<String>,
    pub(super) expected: usize,
    pub(super) found: usize,
    pub(super) added: usize,
    pub(super) repeated: usize,
    pub(super) unmapped: Option<Tally>,
    pub(super) official: Vec<OfficialScore>,
    pub(super) ledger: Ledger,
    pub(super) findings: Vec<Finding>,
    pub(super) answers: Vec<GivenAnswer>,
    pub(super) ids: Vec<Box<str>>,
    pub(super) said: Said,
    /// Without the day on which it was completed, which the register may know.
    pub(super) notes: FormNotes,
}

/// What a form's own cells say about its supplier and its completion.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Said {
    /// Ids of suppliers.
    pub(super) ids: Vec<String>,
    /// Names of suppliers.
    pub(super) names: Vec<String>,
    pub(super) questionnaires: Vec<String>,
    pub(super) engagements: Vec<String>,
    pub(super) completed_on: Result<Option<Date>, Undated>,
}

/// Why there is no date, and where.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Undated {
    pub(super) place: Option<Place>,
    pub(super) message: String,
}

impl Content {
    fn refused(reason: impl Into<String>, help: impl Into<String>) -> Self {
        let what = What::Refused { reason: reason.into(), help: help.into() };
        Self { notes: Vec::new(), sheets: Vec::new(), what }
    }

    /// Whether every index in it is valid in the catalogue. What this program cached for the same file and catalogue
    /// always fits; a cache entry from elsewhere may not.
    pub fn fits(&self, catalogue: &Catalogue) -> bool {
        let What::Form(known) = &self.what else { return true };
        let ids = known.ids.is_empty() || known.ids.len() == known.answers.len();
        let Some(position) = known.position else { return ids && known.answers.is_empty() };
        let asked = catalogue.questionnaires.get(usize::from(position));
        let questions = asked.map_or(0, |asked| asked.questions.len());
        ids && known.answers.iter().all(|given| given.question.get() < questions)
    }

    /// Lets all places share one text for the file, as they do when it is read.
    pub fn share(&mut self, path: &Arc<str>) {
        let (ledger, findings) = match &mut self.what {
            What::Refused { .. } => return,
            What::Unknown { ledger, .. } => (ledger, None),
            What::Form(known) => (&mut known.ledger, Some(&mut known.findings)),
        };
        let of_findings = findings.into_iter().flatten().filter_map(|one| one.place.as_mut());
        for place in ledger.unaccounted.iter_mut().chain(of_findings) {
            if place.file == *path {
                place.file = Arc::clone(path);
            }
        }
    }
}

impl Reader<'_> {
    /// Reads the content of a file.
    pub fn content(&self, file: &FileRef<'_>) -> Content {
        if let Some(reason) = report::by_product(file.name()) {
            return Content::refused(reason, "delete it");
        }
        match workbook::read(&file.path, file.bytes, &self.limits) {
            Ok(workbook) => self.of_workbook(file, &workbook),
            Err(error) => Content::refused(error.to_string(), error.help()),
        }
    }

    pub(super) fn of_workbook(&self, file: &FileRef<'_>, workbook: &Workbook) -> Content {
        let sheets = Sheets::new(&file.path, &workbook.sheets, workbook.format != Format::Csv);
        let what = match self.recognise(&sheets) {
            Ok(read) => What::Form(Box::new(self.known(file, &sheets, read))),
            Err(Unknown { reason, help }) => {
                What::Unknown { reason, help, ledger: form::nothing_accounted(&sheets) }
            }
        };
        let names = sheets.names.iter().map(|name| Box::from(&**name)).collect();
        Content { notes: report::contents(&file.path, workbook), sheets: names, what }
    }

    fn known(&self, file: &FileRef<'_>, sheets: &Sheets<'_>, read: Recognised<'_>) -> KnownForm {
        let said = self.said(&read.form.cover, sheets);
        let notes = self.notes(&read);
        let (official, mut findings) = self.score_officially(&read, sheets);
        findings.extend(integrity::look(&read, sheets, self.vocabulary));
        findings.extend(wording::look(&read, sheets, self.fingerprints));
        let more = remarks(&file.path, &read);
        findings.extend(read.form.findings);
        findings.extend(more);
        KnownForm {
            adapter: read.adapter,
            name: read.name,
            titles: read.titles,
            asked: read.asked.map(|asked| asked.id.clone()),
            position: read.questionnaire,
            edition: read.edition,
            expected: read.form.expected,
            found: read.form.found,
            added: read.form.added,
            repeated: read.form.repeated,
            unmapped: read.unmapped,
            official,
            ledger: read.form.ledger,
            findings,
            answers: read.form.answers,
            ids: read.form.ids,
            said,
            notes,
        }
    }

    /// What a form of ours says about itself.
    fn notes(&self, read: &Recognised<'_>) -> FormNotes {
        if !read.asked.is_some_and(|asked| asked.native) {
            return FormNotes::default();
        }
        FormNotes {
            edition: read.edition.as_deref().map(Box::from),
            reworded: read.form.reworded.clone(),
            prefilled: prefilled::of(&read.form.cover, None, self.vocabulary),
        }
    }

    /// The scores by the form's own schemes.
    fn score_officially(
        &self,
        read: &Recognised<'_>,
        sheets: &Sheets<'_>,
    ) -> (Vec<OfficialScore>, Vec<Finding>) {
        let Some(asked) = read.asked else { return Default::default() };
        let edition = read.edition.as_deref();
        let (rows, answers) = (read.form.rows.as_slice(), read.form.answers.as_slice());
        let form = official::Answered { questionnaire: asked, edition, rows, answers };
        official::scores(self.official, &form, sheets)
    }

    fn said(&self, cover: &Cover, sheets: &Sheets<'_>) -> Said {
        let texts = |key| cover.values(key).map(|entry| shown(&entry.value).into_owned()).collect();
        let (mut ids, mut names): (Vec<String>, Vec<String>) =
            (texts("supplier-id"), texts("supplier-name"));
        ids.retain(|text| self.vocabulary.names_something(text));
        names.retain(|text| !text.is_empty());
        Said {
            ids,
            names,
            questionnaires: texts("questionnaire"),
            engagements: cover.text("engagement-ids").as_deref().map_or_else(Vec::new, listed),
            completed_on: self.by_form(cover, sheets),
        }
    }
}

/// Findings about a form as a whole.
fn remarks(path: &Arc<str>, read: &Recognised<'_>) -> Vec<Finding> {
    let place = || Place::file(Arc::clone(path));
    let mut remarks = Vec::new();
    if let (Some(edition), Some(newest)) = (&read.edition, &read.newest)
        && normalise::header(edition) != normalise::header(newest)
    {
        let message = format!("the form states edition `{edition}`; edition {newest} is read");
        let help = "rows are read by their id; questions of other editions are listed";
        remarks.push(Finding::new(Code::EditionOther, message).at(place()).help(help));
    }
    if read.unmapped.is_some() {
        let message =
            format!("the questions of {} reach no control; nothing of it is scored", read.name);
        let help = "add a crosswalk to questionnaires/crosswalks and name it in the adapter";
        remarks.push(Finding::new(Code::FormUnmapped, message).at(place()).help(help));
    }
    remarks
}

//! A file below `responses/`: whose it is, when it was completed, what it answers.
//!
//! One bad file never stops a run: whatever keeps a file from being used becomes its reason.

mod across;
mod attribution;
mod completed;
mod integrity;
mod recognised;
mod report;
#[cfg(test)]
mod tests;
mod wording;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization as _;

pub use self::across::across;

use self::attribution::Rejection;
use self::recognised::{Recognised, Unknown};
use super::digest;
use super::form::foreign::Foreign;
use super::form::{self, Native, Sheets};
use super::official;
use super::portfolio::ResponseFile;
use super::workbook::{self, Format, Limits, Workbook};
use crate::catalogue::fingerprint::Fingerprints;
use crate::catalogue::vocabulary::normalise;
use crate::catalogue::{Catalogue, Official, Vocabulary};
use crate::model::{Code, FileReport, Finding, Register, Response, ResponseEntry, SupplierId};

/// A file with its bytes.
#[derive(Debug, Clone)]
pub struct FileRef<'b> {
    /// Path below the portfolio folder, with `/` between its parts.
    pub path: Arc<str>,
    /// Path below `responses/`.
    pub below: &'b str,
    /// What it holds.
    pub bytes: &'b [u8],
}

impl FileRef<'_> {
    /// The name without folders.
    fn name(&self) -> &str {
        self.below.rsplit('/').next().unwrap_or(self.below)
    }
}

/// Reads response files. Made once for a run; shared by its threads.
#[derive(Debug)]
pub struct Reader<'c> {
    vocabulary: &'c Vocabulary,
    official: &'c [Official],
    fingerprints: &'c [Fingerprints],
    natives: Vec<Native<'c>>,
    foreign: Vec<Foreign<'c>>,
    suppliers: HashSet<&'c str>,
    /// Suppliers by their names and aliases; none where several share one.
    names: HashMap<String, Option<&'c SupplierId>>,
    /// Whether files are looked at by themselves, without a register that knows the suppliers.
    standalone: bool,
    /// Rows of the Responses sheet by the file they name.
    entries: HashMap<String, Vec<&'c ResponseEntry>>,
    limits: Limits,
}

/// File names are compared in one of their spellings: some systems take letters and accents apart.
fn composed(name: &str) -> String {
    name.nfc().collect()
}

/// The ids in a cell, between `;` or `,`.
fn listed(text: &str) -> Vec<String> {
    let ids = text.split([';', ',']).map(str::trim).filter(|id| !id.is_empty());
    ids.map(str::to_owned).collect()
}

/// Suppliers by their names and aliases; none where several share one.
fn names(register: &Register) -> HashMap<String, Option<&SupplierId>> {
    let mut names: HashMap<String, Option<&SupplierId>> = HashMap::new();
    for supplier in &register.suppliers {
        for name in supplier.aliases.iter().chain([&supplier.name]) {
            let id = names.entry(normalise::header(name)).or_insert(Some(&supplier.id));
            *id = id.filter(|id| **id == supplier.id);
        }
    }
    names
}

impl<'c> Reader<'c> {
    /// A reader of what the catalogue asks, for the suppliers of the register.
    pub fn new(catalogue: &'c Catalogue, register: &'c Register) -> Self {
        let all = (0..=u16::MAX).zip(&catalogue.questionnaires);
        let natives = all.filter(|(_, questionnaire)| questionnaire.native);
        let mut entries: HashMap<String, Vec<&ResponseEntry>> = HashMap::new();
        for entry in &register.responses {
            entries.entry(composed(&entry.file)).or_default().push(entry);
        }
        Self {
            vocabulary: &catalogue.vocabulary,
            official: &catalogue.official,
            fingerprints: &catalogue.fingerprints,
            natives: natives
                .map(|(position, questionnaire)| Native::new(questionnaire, position))
                .collect(),
            foreign: Foreign::all(catalogue),
            suppliers: register.suppliers.iter().map(|supplier| supplier.id.as_str()).collect(),
            names: names(register),
            entries,
            standalone: false,
            limits: Limits::default(),
        }
    }

    /// A reader of single files, without a portfolio: whose they are is only what they say.
    pub fn standalone(catalogue: &'c Catalogue, register: &'c Register) -> Self {
        Self { standalone: true, ..Self::new(catalogue, register) }
    }

    /// Reads a file from the disk.
    pub fn open(&self, file: &ResponseFile) -> (FileReport, Option<Response>) {
        match file.load(&self.limits) {
            Ok(bytes) => self.read(&FileRef {
                path: Arc::clone(&file.path),
                below: file.below(),
                bytes: &bytes,
            }),
            Err(unread) => {
                let mut report = report::blank(Arc::clone(&file.path), unread.bytes, unread.sha256);
                report::refuse(&mut report, unread.reason, unread.help);
                (report, None)
            }
        }
    }

    /// Reads a file. Without a response the report says why.
    pub fn read(&self, file: &FileRef<'_>) -> (FileReport, Option<Response>) {
        let size = u64::try_from(file.bytes.len()).unwrap_or(u64::MAX);
        let mut report = report::blank(Arc::clone(&file.path), size, digest::of_bytes(file.bytes));
        if let Some(reason) = report::by_product(file.name()) {
            report::refuse(&mut report, reason, "delete it");
            return (report, None);
        }
        let response = match workbook::read(&file.path, file.bytes, &self.limits) {
            Ok(workbook) => self.read_workbook(file, &workbook, &mut report),
            Err(error) => {
                report::refuse(&mut report, error.to_string(), error.help());
                None
            }
        };
        report::name_supplier(&mut report);
        (report, response)
    }

    /// The fingerprints of the questions in a form of somebody else, as a table for a file of
    /// `questionnaires/fingerprints`.
    ///
    /// # Errors
    /// Why the file can't be read, or why it is no such form.
    pub fn fingerprints(&self, file: &FileRef<'_>) -> Result<String, String> {
        let workbook = workbook::read(&file.path, file.bytes, &self.limits);
        let workbook = workbook.map_err(|error| error.to_string())?;
        let sheets = Sheets::new(&file.path, &workbook.sheets, workbook.format != Format::Csv);
        match recognised::foreign(&self.foreign, &sheets, self.vocabulary) {
            Ok(read) => Ok(wording::table(&read)),
            Err(unknown) => Err(unknown.reason),
        }
    }

    fn read_workbook(
        &self,
        file: &FileRef<'_>,
        workbook: &Workbook,
        report: &mut FileReport,
    ) -> Option<Response> {
        let sheets = Sheets::new(&file.path, &workbook.sheets, workbook.format != Format::Csv);
        report::note_contents(report, workbook);
        let rows = self.rows_for(file);
        let read = match self.recognise(&sheets) {
            Ok(read) => read,
            Err(unknown) => {
                report.ledger = form::nothing_accounted(&sheets);
                report.supplier = self.supplier(file, &rows, None).ok();
                report::quarantine(report, unknown.reason, unknown.help);
                return None;
            }
        };
        let completed_on = self.completed_on(file, &rows, &read.form, &sheets, report);
        let supplier = self.supplier(file, &rows, Some(&read.form.cover));
        let other = self.other_questionnaire(&read, &rows);
        let (questionnaire, ids) = (read.questionnaire, read.ids.clone());
        self.score_officially(&read, &sheets, report);
        // What can't be looked through a second time was read a first time: nothing is hidden then.
        let hides = |sheets: &[usize]| {
            workbook::hidden_rows(workbook, file.bytes, &self.limits, sheets).unwrap_or_default()
        };
        report.findings.extend(integrity::look(&read, &sheets, self.vocabulary, hides));
        report.findings.extend(wording::look(&read, &sheets, self.fingerprints));
        let engagements =
            read.form.cover.text("engagement-ids").as_deref().map_or_else(Vec::new, listed);
        let answers = report::fill(report, read);
        report.completed_on = completed_on;
        match (supplier, other) {
            (Err(Rejection { reason, help }), _) | (Ok(_), Some(Rejection { reason, help })) => {
                report::quarantine(report, reason, help);
                None
            }
            (Ok(supplier), None) => {
                report.supplier = Some(supplier.clone());
                let (file, names) = (Arc::clone(&file.path), sheets.names);
                Some(Response {
                    file,
                    sheets: names,
                    supplier,
                    questionnaire: questionnaire?,
                    completed_on,
                    engagements,
                    answers,
                    ids,
                })
            }
        }
    }

    /// What the form's own schemes make of it.
    fn score_officially(
        &self,
        read: &Recognised<'_>,
        sheets: &Sheets<'_>,
        report: &mut FileReport,
    ) {
        let Some(asked) = read.asked else { return };
        let edition = read.edition.as_deref().or(read.newest.as_deref());
        let form = (asked.id.as_str(), edition);
        let (scores, findings) = official::scores(self.official, form, &read.rows, sheets);
        report.official = scores;
        report.findings.extend(findings);
    }

    /// Our own form, of which the sheets hold most questions; else the one form of somebody else
    /// that they fit.
    fn recognise(&self, sheets: &Sheets<'_>) -> Result<Recognised<'c>, Unknown> {
        let forms = self.natives.iter().filter_map(|native| {
            form::read(sheets, native, self.vocabulary).map(|form| (native, form))
        });
        let own = forms.reduce(|best, next| if next.1.found > best.1.found { next } else { best });
        match own {
            Some((native, form)) => Ok(Recognised::native(native, form)),
            None => recognised::foreign(&self.foreign, sheets, self.vocabulary),
        }
    }

    /// Rows of the Responses sheet that name a file, by its path or its bare name.
    fn rows_for(&self, file: &FileRef<'_>) -> Vec<&'c ResponseEntry> {
        let by_path = self.entries.get(&composed(file.below));
        let by_name = self.entries.get(&composed(file.name())).filter(|_| file.below.contains('/'));
        by_path.into_iter().chain(by_name).flatten().copied().collect()
    }

    /// A questionnaire that the register or the cover names and the file is not.
    fn other_questionnaire(
        &self,
        read: &Recognised<'_>,
        rows: &[&ResponseEntry],
    ) -> Option<Rejection> {
        let of_rows = rows.iter().filter_map(|row| row.questionnaire.clone());
        let of_cover = read
            .form
            .cover
            .values("questionnaire")
            .map(|entry| super::value::shown(&entry.value).into_owned());
        let mut named =
            of_rows.chain(of_cover).filter(|name| self.vocabulary.names_something(name));
        named.find(|name| !read.is_named(name)).map(|name| Rejection {
            reason: format!("it is said to answer `{name}` but holds questions of {}", read.name),
            help: "mend the questionnaire on the Responses sheet or on the cover".to_owned(),
        })
    }

    /// Rows of the Responses sheet that name no file; `files` are paths below `responses/`.
    pub fn unmatched<'f>(&self, files: impl IntoIterator<Item = &'f str>) -> Vec<Finding> {
        let mut known = HashSet::new();
        for file in files {
            known.extend([composed(file), composed(file.rsplit('/').next().unwrap_or(file))]);
        }
        let strays = self.entries.iter().filter(|(file, _)| !known.contains(*file));
        let mut strays: Vec<&ResponseEntry> = strays.flat_map(|(_, rows)| rows).copied().collect();
        strays.sort_unstable_by(|a, b| a.place.cmp(&b.place));
        let finding = |entry: &ResponseEntry| {
            let message = format!("there is no file `{}` below responses/", entry.file);
            Finding::new(Code::RegisterDangling, message)
                .at(entry.place.clone())
                .of(&entry.supplier)
        };
        strays.into_iter().map(finding).collect()
    }

    fn known(&self, id: &str) -> Option<SupplierId> {
        self.suppliers.get(id).map(SupplierId::new)
    }
}

//! A file below `responses/`: whose it is, when it was completed, what it answers.
//!
//! One bad file never stops a run: whatever keeps a file from being used becomes its reason.

mod across;
mod attribution;
mod completed;
mod content;
mod integrity;
#[cfg(test)]
mod laws;
mod prefilled;
mod recognised;
mod report;
#[cfg(test)]
mod tests;
mod wording;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use tracing::field::Empty;
use tracing::{Span, info_span};
use unicode_normalization::UnicodeNormalization as _;

pub use self::across::across;
pub use self::content::Content;
pub use self::prefilled::keep_days;

use self::attribution::Rejection;
use self::content::{KnownForm, What};
use self::recognised::{Recognised, Unknown};
use super::form::{FormReader, Sheets};
use super::portfolio::ResponseFile;
use super::workbook::{self, Format, Limits};
use crate::cache::{Cache, EntryKind};
use crate::catalogue::fingerprint::Fingerprints;
use crate::catalogue::vocabulary::normalise;
use crate::catalogue::{Catalogue, Official, Vocabulary};
use crate::digest::sha256;
use crate::model::{Code, FileReport, Finding, Register, Response, ResponseEntry, SupplierId};

/// A file with its bytes.
#[derive(Debug, Clone)]
pub struct FileRef<'b> {
    /// Path below the portfolio folder, with `/` between its parts.
    pub path: Arc<str>,
    /// Path below `responses/`.
    pub below: &'b str,
    /// Its bytes.
    pub bytes: &'b [u8],
}

impl FileRef<'_> {
    /// The name without folders.
    fn name(&self) -> &str {
        self.below.rsplit('/').next().unwrap_or(self.below)
    }

    /// What comes before `responses/` in its path: the name of its portfolio with `/`, if several are read as one.
    fn front(&self) -> &str {
        let before = self.path.strip_suffix(self.below);
        before.and_then(|path| path.strip_suffix("responses/")).unwrap_or_default()
    }
}

/// Reads response files. Made once per run and shared by its threads.
#[derive(Debug)]
pub struct Reader<'c> {
    catalogue: &'c Catalogue,
    vocabulary: &'c Vocabulary,
    official: &'c [Official],
    fingerprints: &'c [Fingerprints],
    forms: Vec<FormReader<'c>>,
    suppliers: HashSet<&'c str>,
    /// Suppliers by their names and aliases; `None` where several share one.
    names: HashMap<String, Option<&'c SupplierId>>,
    /// Whether files are read on their own, without a register that knows the suppliers.
    standalone: bool,
    /// Rows of the Responses sheet by the file they name.
    entries: HashMap<String, Vec<&'c ResponseEntry>>,
    limits: Limits,
    cache: &'c Cache,
}

/// The cache of a reader without one.
static OFF: Cache = Cache::off();

/// A file name in composed form (NFC), for comparison: some systems store letters and accents apart.
fn composed(name: &str) -> String {
    name.nfc().collect()
}

/// What a row of the Responses sheet is found by: the file that it names, in its own portfolio.
fn entry_key(portfolio: Option<&str>, file: &str) -> String {
    composed(&format!("{}/{file}", portfolio.unwrap_or_default()))
}

/// The ids in a cell, between `;` or `,`.
fn listed(text: &str) -> Vec<String> {
    let ids = text.split([';', ',']).map(str::trim).filter(|id| !id.is_empty());
    ids.map(str::to_owned).collect()
}

/// Suppliers by their names and aliases; `None` where several share one.
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
    /// A reader of the catalogue's forms, for the suppliers of the register.
    pub fn new(catalogue: &'c Catalogue, register: &'c Register) -> Self {
        let mut entries: HashMap<String, Vec<&ResponseEntry>> = HashMap::new();
        for entry in &register.responses {
            let key = entry_key(entry.portfolio.as_deref(), &entry.file);
            entries.entry(key).or_default().push(entry);
        }
        Self {
            catalogue,
            vocabulary: &catalogue.vocabulary,
            official: &catalogue.official,
            fingerprints: &catalogue.fingerprints,
            forms: FormReader::all(catalogue),
            suppliers: register.suppliers.iter().map(|supplier| supplier.id.as_str()).collect(),
            names: names(register),
            entries,
            standalone: false,
            limits: Limits::default(),
            cache: &OFF,
        }
    }

    /// A reader of single files, without a portfolio: only they say whose they are.
    pub fn standalone(catalogue: &'c Catalogue, register: &'c Register) -> Self {
        Self { standalone: true, ..Self::new(catalogue, register) }
    }

    /// The reader with other limits on a file.
    #[must_use]
    pub fn within(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// The limits on a file.
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The reader with a cache of the contents of files.
    #[must_use]
    pub fn remembering(self, cache: &'c Cache) -> Self {
        Self { cache, ..self }
    }

    /// Reads a file from the disk.
    pub fn open(&self, file: &ResponseFile) -> (FileReport, Option<Response>) {
        let _inside =
            info_span!(parent: None, "file", path = file.path.as_ref(), adapter = Empty, cached = Empty).entered();
        match file.load(&self.limits) {
            Ok(bytes) => {
                let path = Arc::clone(&file.path);
                self.read(&FileRef { path, below: file.below(), bytes: &bytes })
            }
            Err(unread) => {
                let mut report = report::blank(Arc::clone(&file.path), unread.bytes, unread.sha256);
                report::refuse(&mut report, unread.reason, unread.help);
                (report, None)
            }
        }
    }

    /// Reads a file. If there is no response, the report says why.
    pub fn read(&self, file: &FileRef<'_>) -> (FileReport, Option<Response>) {
        let size = u64::try_from(file.bytes.len()).unwrap_or(u64::MAX);
        let mut report = report::blank(Arc::clone(&file.path), size, sha256(file.bytes));
        let content = self.remembered(file, &report.sha256);
        let response = self.attribute(file, content, &mut report);
        Span::current().record("adapter", report.adapter.as_deref().unwrap_or("none"));
        report::name_supplier(&mut report);
        (report, response)
    }

    /// The content of a file, from the cache or else read and cached. It depends on the file's bytes, its path (the
    /// ending decides how text is read, and places name it), the limits, and all that every cache entry depends on.
    fn remembered(&self, file: &FileRef<'_>, sha256: &str) -> Content {
        let limits = format!("{:?}", self.limits);
        let parts = [b"response", file.path.as_bytes(), sha256.as_bytes(), limits.as_bytes()];
        let key = self.cache.key(&parts);
        let fits = |known: &Content| known.fits(self.catalogue);
        let mut cached = true;
        let read = || {
            cached = false;
            self.content(file)
        };
        let mut content = self.cache.get_or(EntryKind::Response, key, fits, read);
        Span::current().record("cached", cached);
        content.share(&file.path);
        content
    }

    /// Finds out whose file it is, and whether it is used.
    fn attribute(
        &self,
        file: &FileRef<'_>,
        content: Content,
        report: &mut FileReport,
    ) -> Option<Response> {
        report.findings = content.notes;
        let rows = self.rows_for(file);
        match content.what {
            What::Refused { reason, help } => {
                report::refuse(report, reason, help);
                None
            }
            What::Unknown { reason, help, ledger } => {
                report.ledger = ledger;
                report.supplier = self.supplier(file, &rows, None).ok();
                report::quarantine(report, reason, help);
                None
            }
            What::Form(known) => {
                let sheets = content.sheets.into_iter().map(Arc::from).collect();
                self.attribute_form(file, &rows, sheets, *known, report)
            }
        }
    }

    fn attribute_form(
        &self,
        file: &FileRef<'_>,
        rows: &[&ResponseEntry],
        sheets: Arc<[Arc<str>]>,
        mut known: KnownForm,
        report: &mut FileReport,
    ) -> Option<Response> {
        report.completed_on = self.completed_on(file, rows, &known.said, report);
        if let Some(form) = &mut known.notes.prefilled {
            form.completed_on = report.completed_on;
            // The form was made for its own portfolio.
            let front = file.front();
            if !self.standalone && !front.is_empty() {
                form.from = format!("{front}{}", form.from).into();
            }
        }
        let supplier = self.supplier(file, rows, Some(&known.said));
        let other = self.other_questionnaire(&known, rows);
        report.adapter = Some(known.adapter);
        report.questionnaire = known.asked;
        report.edition = known.edition;
        report.expected = known.expected;
        (report.found, report.added, report.repeated) = (known.found, known.added, known.repeated);
        report.unmapped = known.unmapped;
        report.official = known.official;
        report.ledger = known.ledger;
        report.findings.extend(known.findings);
        match (supplier, other) {
            (Err(Rejection { reason, help }), _) | (Ok(_), Some(Rejection { reason, help })) => {
                report::quarantine(report, reason, help);
                None
            }
            (Ok(supplier), None) => {
                report.supplier = Some(supplier.clone());
                Some(Response {
                    file: Arc::clone(&file.path),
                    sheets,
                    supplier,
                    questionnaire: known.position?,
                    completed_on: report.completed_on,
                    engagements: known.said.engagements,
                    answers: known.answers,
                    ids: known.ids,
                    notes: known.notes,
                })
            }
        }
    }

    /// The fingerprints of the questions in another publisher's form, as a table for a file of
    /// `questionnaires/fingerprints`.
    ///
    /// # Errors
    /// Why the file can't be read, or why it is no such form.
    pub fn fingerprints(&self, file: &FileRef<'_>) -> Result<String, String> {
        let workbook = workbook::read(&file.path, file.bytes, &self.limits);
        let workbook = workbook.map_err(|error| error.to_string())?;
        let sheets = Sheets::new(&file.path, &workbook.sheets, workbook.format != Format::Csv);
        match self.recognise(&sheets) {
            Ok(read) => Ok(wording::table(&read)),
            Err(unknown) => Err(unknown.reason),
        }
    }

    /// The form that the sheets are.
    fn recognise(&self, sheets: &Sheets<'_>) -> Result<Recognised<'c>, Unknown> {
        recognised::recognise(&self.forms, sheets, self.vocabulary)
    }

    /// Rows of the Responses sheet that name a file, by its path or its bare name.
    fn rows_for(&self, file: &FileRef<'_>) -> Vec<&'c ResponseEntry> {
        let of = |name| self.entries.get(&entry_key(file.front().strip_suffix('/'), name));
        let by_path = of(file.below);
        let by_name = of(file.name()).filter(|_| file.below.contains('/'));
        by_path.into_iter().chain(by_name).flatten().copied().collect()
    }

    /// A questionnaire that the register or the cover names, but that the file does not answer.
    fn other_questionnaire(&self, known: &KnownForm, rows: &[&ResponseEntry]) -> Option<Rejection> {
        let of_rows = rows.iter().filter_map(|row| row.questionnaire.as_ref());
        let mut named = of_rows
            .chain(&known.said.questionnaires)
            .filter(|name| self.vocabulary.names_something(name));
        let is_named = |text: &str| {
            let text = normalise::header(text);
            known.titles.iter().any(|title| normalise::header(title) == text)
        };
        named.find(|name| !is_named(name)).map(|name| Rejection {
            reason: format!("it is said to answer `{name}` but holds questions of {}", known.name),
            help: "mend the questionnaire on the Responses sheet or on the cover".to_owned(),
        })
    }

    /// Rows of the Responses sheet that name no file; `files` are paths below `responses/`, each with its portfolio if
    /// several are read as one.
    pub fn unmatched<'f>(
        &self,
        files: impl IntoIterator<Item = (Option<&'f str>, &'f str)>,
    ) -> Vec<Finding> {
        let mut known = HashSet::new();
        for (portfolio, file) in files {
            let name = file.rsplit('/').next().unwrap_or(file);
            known.extend([entry_key(portfolio, file), entry_key(portfolio, name)]);
        }
        let strays = self.entries.iter().filter(|(file, _)| !known.contains(*file));
        let mut strays: Vec<&ResponseEntry> = strays.flat_map(|(_, rows)| rows).copied().collect();
        strays.sort_unstable_by(|a, b| a.place.cmp(&b.place));
        let finding = |entry: &ResponseEntry| {
            let front = entry.portfolio.as_ref().map(|name| format!("{name}/")).unwrap_or_default();
            let message = format!("there is no file `{}` below {front}responses/", entry.file);
            Finding::new(Code::RegisterDangling, message)
                .at(entry.place.clone())
                .of(&entry.supplier)
        };
        strays.into_iter().map(finding).collect()
    }

    fn registered(&self, id: &str) -> Option<SupplierId> {
        self.suppliers.get(id).map(SupplierId::new)
    }
}

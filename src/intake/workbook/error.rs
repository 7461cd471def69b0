//! Why a file could not be read, and what to do about it.

use std::fmt;

use thiserror::Error;

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReadError {
    /// The file has no bytes.
    #[error("the file is empty")]
    Empty,
    /// More of something than the limits allow.
    #[error("{within}the file holds more than {limit} {what}")]
    TooLarge {
        /// What there is too much of, in the plural.
        what: &'static str,
        /// How much is allowed.
        limit: u64,
        /// The sheet or part with a colon; empty if it is not known.
        within: String,
    },
    /// Opens only with a password.
    #[error("the file is protected by a password")]
    Encrypted,
    /// Something else than a spreadsheet.
    #[error("the file is not a spreadsheet but {looks_like}")]
    NotASpreadsheet {
        /// What it is, by its content.
        looks_like: Lookalike,
    },
    /// A spreadsheet without a sheet of cells.
    #[error("the file holds no sheet with cells")]
    NoSheets,
    /// A spreadsheet that contradicts itself or ends too early.
    #[error("the file is damaged: {message}")]
    Damaged {
        /// What is wrong, as found by the reader.
        message: String,
    },
}

impl ReadError {
    /// The error for more of something, in the plural, than is allowed.
    pub(in crate::intake) fn too_large(what: &'static str, limit: u64) -> Self {
        Self::TooLarge { what, limit, within: String::new() }
    }

    /// The error for a part that contradicts the format; the message begins in lower case.
    pub(super) fn damaged(message: impl fmt::Display) -> Self {
        let text = message.to_string();
        let text = text.trim_end_matches('.');
        let mut letters = text.chars();
        let message = match letters.next() {
            Some(first) if !letters.as_str().starts_with(char::is_uppercase) => {
                first.to_lowercase().chain(letters).collect()
            }
            _ => text.to_owned(),
        };
        Self::Damaged { message }
    }

    /// The same error, with the sheet in which it was found.
    pub(super) fn in_sheet(self, name: &str) -> Self {
        self.at(format!("sheet `{name}`: "))
    }

    /// The same error, with the part of a package in which it was found.
    pub(super) fn in_part(self, name: &str) -> Self {
        self.at(format!("part `{name}`: "))
    }

    /// Adds a place unless the error has one: the innermost is kept.
    fn at(self, place: String) -> Self {
        match self {
            Self::Damaged { message }
                if !message.starts_with("sheet `") && !message.starts_with("part `") =>
            {
                Self::Damaged { message: format!("{place}{message}") }
            }
            Self::TooLarge { what, limit, within } if within.is_empty() => {
                Self::TooLarge { what, limit, within: place }
            }
            other => other,
        }
    }

    /// What to do next.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Empty => "ask the sender for the file again; it may have been lost on the way",
            Self::TooLarge { .. } => {
                "open it in a spreadsheet program, delete what does not belong to the form (images, \
                 formatted but empty rows) and save it as .xlsx; or raise the limit under [limits] in \
                 flowdown.toml"
            }
            Self::Encrypted => {
                "open it with the password, remove it (in Excel: File, Info, Protect Workbook, \
                 Encrypt with Password) and save it again"
            }
            Self::NotASpreadsheet { looks_like } => looks_like.help(),
            Self::NoSheets => {
                "ask the sender for the filled form; this workbook holds only charts or nothing"
            }
            Self::Damaged { .. } => {
                "open it in a spreadsheet program, let it repair the file and save it as .xlsx, or \
                 ask the sender for the file again"
            }
        }
    }
}

/// What a file that is no spreadsheet is, judged by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of each stand below")]
pub enum Lookalike {
    Word,
    PowerPoint,
    Outlook,
    Pdf,
    Html,
    WebArchive,
    SpreadsheetXml,
    FlatOpenDocument,
    Xml,
    RichText,
    Markdown,
    Json,
    PlainText,
    Numbers,
    OpenDocument,
    OldExcel,
    Zip,
    Archive,
    Image,
    Container,
    Bytes,
}

impl Lookalike {
    /// Its words in messages.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Word => "a Word document",
            Self::PowerPoint => "a PowerPoint presentation",
            Self::Outlook => "an Outlook message",
            Self::Pdf => "a PDF document",
            Self::Html => "a web page (HTML)",
            Self::WebArchive => "a web archive (MHTML)",
            Self::SpreadsheetXml => "an XML spreadsheet of Excel 2003",
            Self::FlatOpenDocument => "a flat OpenDocument file",
            Self::Xml => "an XML document",
            Self::RichText => "a rich text document (RTF)",
            Self::Markdown => "a Markdown table",
            Self::Json => "JSON",
            Self::PlainText => "plain text",
            Self::Numbers => "an Apple Numbers, Pages or Keynote document",
            Self::OpenDocument => "an OpenDocument file of another kind",
            Self::OldExcel => "an Excel file from before 1993",
            Self::Zip => "a zip archive",
            Self::Archive => "a packed archive",
            Self::Image => "an image",
            Self::Container => "an Office file of another kind",
            Self::Bytes => "data of an unknown kind",
        }
    }

    /// What to do next.
    const fn help(self) -> &'static str {
        match self {
            Self::Html
            | Self::WebArchive
            | Self::SpreadsheetXml
            | Self::FlatOpenDocument
            | Self::OldExcel => "open it in a spreadsheet program and save it as .xlsx",
            Self::Numbers => "in Numbers choose File, Export To, Excel and send that file",
            Self::Markdown => {
                "paste the table into a spreadsheet and save it as .xlsx or .csv; cells of a .csv \
                 file stand between commas, semicolons or tabs"
            }
            Self::Zip | Self::Archive => "unpack it and put the files inside in its place",
            Self::Outlook => "save the attachments of the message and put them in its place",
            _ => "ask the sender for the form as a spreadsheet (.xlsx, .xls, .ods or .csv)",
        }
    }
}

impl fmt::Display for Lookalike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

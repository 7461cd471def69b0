//! When a response was completed: the date of the Responses sheet, or else of the form's cell, or else of the file's
//! name.

use super::content::{Said, Undated};
use super::{FileRef, Reader};
use crate::intake::form::{Cover, Sheets};
use crate::intake::value::{cut, date, date_in_name, shown};
use crate::model::{Code, Date, FileReport, Finding, Place, ResponseEntry};

/// The one date of several mentions; `Err` with the two that differ.
fn agreed(dates: impl IntoIterator<Item = Date>) -> Result<Option<Date>, (Date, Date)> {
    let mut found = None;
    for date in dates {
        match found {
            Some(first) if first != date => return Err((first, date)),
            _ => found = Some(date),
        }
    }
    Ok(found)
}

impl Reader<'_> {
    /// The first source with a date decides, even if that can't be read: then the file is undated.
    pub(super) fn completed_on(
        &self,
        file: &FileRef<'_>,
        rows: &[&ResponseEntry],
        said: &Said,
        report: &mut FileReport,
    ) -> Option<Date> {
        let date = self.by_register(rows).and_then(|date| match date {
            Some(date) => Ok(Some(date)),
            None => said.completed_on.clone(),
        });
        let date = date.and_then(|date| match date {
            Some(date) => Ok(date),
            None => by_name(file),
        });
        date.map_err(|undated| {
            let place = undated.place.unwrap_or_else(|| Place::file(file.path.clone()));
            let finding = Finding::new(Code::ResponseUndated, undated.message).at(place);
            let help = "write the date on the register's Responses sheet, as 2026-10-31";
            report.findings.push(finding.help(help));
        })
        .ok()
    }

    fn by_register(&self, rows: &[&ResponseEntry]) -> Result<Option<Date>, Undated> {
        agreed(rows.iter().filter_map(|row| row.completed_on)).map_err(|(one, other)| Undated {
            place: rows.first().map(|row| row.place.clone()),
            message: format!("the Responses sheet says completed on {one} and on {other}"),
        })
    }

    /// The date in the form's own cells.
    pub(super) fn by_form(
        &self,
        cover: &Cover,
        sheets: &Sheets<'_>,
    ) -> Result<Option<Date>, Undated> {
        let mut dates = Vec::new();
        for entry in cover.values("completed-on") {
            let text = shown(&entry.value);
            if !self.vocabulary.names_something(&text) {
                continue;
            }
            let read = date(&entry.value, self.vocabulary);
            dates.push(read.map_err(|reason| Undated {
                place: Some(sheets.place(entry.spot)),
                message: format!("the completion date `{}` {}", cut(&text, 60), reason.words()),
            })?);
        }
        agreed(dates).map_err(|(one, other)| Undated {
            place: None,
            message: format!("the form says completed on {one} and on {other}"),
        })
    }
}

fn by_name(file: &FileRef<'_>) -> Result<Date, Undated> {
    let undated = |message: &str| Undated { place: None, message: message.to_owned() };
    match date_in_name(file.name()) {
        Ok(Some(date)) => Ok(date),
        Ok(None) => Err(undated("nothing says when the response was completed")),
        Err(_) => Err(undated("the file name holds two different dates")),
    }
}

//! A scorecard per supplier that can be sent to that supplier: what to fix, by when, what evidence would help, and what
//! we hold from it.
//!
//! A scorecard shows nothing about another supplier, no likelihood, no money, and nothing of how we decide. Sentences
//! of rules and findings may name other suppliers, so none of them is shown: [`words`] has its own for each rule. The
//! only free texts are the supplier's own name and the names of its own files and sheets; [`others`] finds those that
//! name another supplier.
//!
//! [`cards`] gathers what all scorecards share, [`fixes`] and [`holdings`] are the two sheets, [`page`] writes them.

mod cards;
mod cell;
mod fixes;
mod holdings;
mod others;
mod page;
mod words;

use rust_xlsxwriter::{Workbook, XlsxError};

pub use cards::ScoreCards;
use cell::ScorecardCell;
use fixes::{Fix, fixes};
use page::ScorecardSheet;

use super::facts::ReportError;
use crate::assessment::profile::Profile;
use crate::model::Tier;
use crate::sheet::text::short;

const WIDTHS: [f64; 8] = [20.0, 11.0, 32.0, 22.0, 12.0, 43.0, 34.0, 30.0];

impl ScoreCards<'_> {
    /// The scorecard of a supplier, as the bytes of an `.xlsx` file. Same input, same bytes.
    ///
    /// # Errors
    /// When the library fails.
    pub fn book(&self, profile: &Profile<'_>) -> Result<Vec<u8>, ReportError> {
        let title = title(profile);
        let mut book = page::workbook(&title, self.context.as_of)?;
        self.write(&mut book, profile, &title)?;
        Ok(book.save_to_buffer()?)
    }

    fn write(
        &self,
        book: &mut Workbook,
        profile: &Profile<'_>,
        title: &str,
    ) -> Result<(), ReportError> {
        let tier = self.tiers.get(&profile.id).copied().unwrap_or(Tier::Public);
        self.first_sheet(book, profile, title, tier)?;
        Ok(holdings::write(book, self, profile, tier)?)
    }

    fn first_sheet(
        &self,
        book: &mut Workbook,
        profile: &Profile<'_>,
        title: &str,
        tier: Tier,
    ) -> Result<(), XlsxError> {
        let fixes = fixes(self, profile);
        let mut sheet = ScorecardSheet::new(book, &self.formats, "What to fix", &WIDTHS)?;
        sheet.title(title)?;
        sheet.note(&format!(
            "As of {}. Supplier ID {}. What you receive is classed up to: {tier}. This page speaks of you only.",
            self.context.as_of, profile.id
        ))?;
        sheet.note(&summary(&fixes))?;
        if fixes.is_empty() {
            return Ok(());
        }
        sheet.note(
            "Question: its number in our questionnaire. Where: the cell of the file that you sent.",
        )?;
        sheet.heading("What to fix")?;
        sheet.heads(
            &[
                (0, "Needed"),
                (1, "By"),
                (2, "What it is about"),
                (3, "Question"),
                (4, "Your answer"),
                (5, "What to do"),
                (6, "Evidence that would help"),
                (7, "Where in your file"),
            ],
            true,
        )?;
        fixes.iter().try_for_each(|fix| sheet.entries(&entries(fix)))
    }
}

fn title(profile: &Profile<'_>) -> String {
    let name = profile.supplier.map_or(profile.id.as_str(), |supplier| supplier.name.as_str());
    format!("Scorecard of {}", short(name, cards::LETTERS))
}

fn summary(fixes: &[Fix]) -> String {
    let urgent = fixes.iter().filter(|fix| fix.urgent).count();
    match (urgent, fixes.len() - urgent) {
        (0, 0) => "Nothing to fix: thank you.".to_owned(),
        (0, later) => format!("{later} to fix by their day."),
        (urgent, 0) => format!("{urgent} to fix before we share more."),
        (urgent, later) => format!("{urgent} to fix before we share more, {later} by their day."),
    }
}

fn entries(fix: &Fix) -> [(u16, ScorecardCell<'_>); 8] {
    let needed = if fix.urgent {
        ScorecardCell::Strong("before we share more")
    } else {
        ScorecardCell::Text("by the day")
    };
    [
        (0, needed),
        (1, ScorecardCell::Day(fix.due)),
        (2, ScorecardCell::Text(&fix.about)),
        (3, ScorecardCell::Text(&fix.questions)),
        (4, ScorecardCell::Text(fix.said)),
        (5, ScorecardCell::Text(&fix.todo)),
        (6, ScorecardCell::Text(&fix.evidence)),
        (7, ScorecardCell::Text(&fix.place)),
    ]
}

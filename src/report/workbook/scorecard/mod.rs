//! A scorecard per supplier that can be sent to that supplier: what to fix, by when, what would
//! help, and what we hold from it.
//!
//! Nothing about anyone else, no likelihood, no money, and no word of how we decide. Sentences of
//! rules and findings name others, so none is passed on: [`words`] says everything anew from the
//! rule's name. The only free texts are the supplier's own name and the names of its own files and
//! sheets; [`others`] keeps back those that name somebody else.

mod fixes;
mod holdings;
mod others;
mod page;
mod paper;
mod words;

use std::collections::HashMap;

use rust_xlsxwriter::XlsxError;

use super::ReportError;
use crate::assessment::profile::Profile;
use crate::assessment::{Assessment, Context};
use crate::model::{Code, FileReport, Finding, Kinds, Place, SupplierId, Tier};
use crate::sheet::text::short;
use fixes::{Fix, RuleForSupplier, fixes};
use others::Others;
use paper::{Formats, ScorecardCell, ScorecardOutput, ScorecardSheet};

/// Letters of the name of a file or sheet.
const LETTERS: usize = 60;

const WIDTHS: [f64; 8] = [20.0, 11.0, 32.0, 22.0, 12.0, 43.0, 34.0, 30.0];

/// How a control is asked for in our own questionnaire.
#[derive(Debug, Default)]
struct OwnQuestions {
    ids: String,
    evidence: String,
}

/// Everything the scorecards are made of, gathered once.
#[derive(Debug)]
pub struct ScoreCards<'v> {
    context: &'v Context<'v>,
    formats: Formats,
    others: Others<'v>,
    /// By control, in catalogue order.
    asked: Vec<OwnQuestions>,
    /// Rules that name each supplier.
    named: HashMap<&'v SupplierId, Vec<RuleForSupplier<'v>>>,
    /// Rules about what each supplier passes on.
    giving: HashMap<&'v str, Vec<RuleForSupplier<'v>>>,
    /// The highest tier that reaches each supplier.
    tiers: HashMap<&'v SupplierId, Tier>,
    /// The kinds of information that reach each supplier.
    kinds: HashMap<&'v SupplierId, Kinds>,
    /// Its files, also those that could not be used.
    files: HashMap<&'v SupplierId, Vec<&'v FileReport>>,
    /// What was found in its answers.
    findings: HashMap<&'v SupplierId, Vec<&'v Finding>>,
}

impl<'v> ScoreCards<'v> {
    /// Gathers it.
    pub fn new(assessment: &'v Assessment<'v>, files: &'v [FileReport]) -> Self {
        let context = &assessment.context;
        let mut cards = Self {
            context,
            formats: Formats::new(),
            others: Others::new(context),
            asked: asked(context),
            named: HashMap::new(),
            giving: HashMap::new(),
            tiers: HashMap::new(),
            kinds: HashMap::new(),
            files: HashMap::new(),
            findings: HashMap::new(),
        };
        for result in &assessment.engagements {
            for line in &result.chain {
                let tier = cards.tiers.entry(&line.supplier).or_insert(line.tier);
                *tier = line.tier.max(*tier);
                let kinds = cards.kinds.entry(&line.supplier).or_default();
                *kinds = kinds.and(line.kinds);
            }
            for rule in &result.rules {
                let fired = (result, rule, rule.due);
                cards.named.entry(&rule.supplier).or_default().push(fired);
                if rule.rule.names_giver() && !rule.subject.is_empty() {
                    cards.giving.entry(&rule.subject).or_default().push(fired);
                }
            }
        }
        for file in files {
            if let Some(supplier) = &file.supplier {
                cards.files.entry(supplier).or_default().push(file);
            }
        }
        for finding in &assessment.findings {
            if let Some(supplier) =
                finding.supplier.as_ref().filter(|_| speaks_of_answers(finding.code))
            {
                cards.findings.entry(supplier).or_default().push(finding);
            }
        }
        cards
    }

    /// The kinds of information that reach a supplier.
    fn kinds_of(&self, supplier: &SupplierId) -> Kinds {
        self.kinds.get(supplier).copied().unwrap_or_default()
    }

    /// The suppliers that get a scorecard, in the order of the register: who takes part in an
    /// engagement, or sent a file. Whom only a chain names, and the register does not know, gets none.
    pub fn suppliers(&self) -> Vec<&'v Profile<'v>> {
        let profiles = self.context.profiles().iter().filter(|profile| profile.supplier.is_some());
        profiles
            .filter(|one| self.tiers.contains_key(&one.id) || self.files.contains_key(&one.id))
            .collect()
    }

    /// The scorecard of a supplier, as the bytes of an `.xlsx` file. Same input, same bytes.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn book(&self, profile: &Profile<'_>) -> Result<Vec<u8>, ReportError> {
        let title = title(profile);
        let mut paper = ScorecardOutput::book(&title, self.context.as_of)?;
        self.write(&mut paper, profile, &title)?;
        paper.finish()
    }

    /// SHA-256 over everything that the scorecard of a supplier says. Of two that are the same to the same program the
    /// scorecards are the same; it takes a small part of the time.
    ///
    /// # Errors
    /// Never in practice: only the writer of workbooks fails.
    pub fn digest(&self, profile: &Profile<'_>) -> Result<Vec<u8>, ReportError> {
        let title = title(profile);
        let mut paper = ScorecardOutput::digest(&title, self.context.as_of);
        self.write(&mut paper, profile, &title)?;
        paper.finish()
    }

    fn write(
        &self,
        paper: &mut ScorecardOutput,
        profile: &Profile<'_>,
        title: &str,
    ) -> Result<(), ReportError> {
        let tier = self.tiers.get(&profile.id).copied().unwrap_or(Tier::Public);
        self.first_sheet(paper, profile, title, tier)?;
        Ok(holdings::write(paper, self, profile, tier)?)
    }

    fn first_sheet(
        &self,
        paper: &mut ScorecardOutput,
        profile: &Profile<'_>,
        title: &str,
        tier: Tier,
    ) -> Result<(), XlsxError> {
        let fixes = fixes(self, profile);
        let mut sheet = ScorecardSheet::new(paper, &self.formats, "What to fix", &WIDTHS)?;
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

    /// A place in a supplier's own file, without our folders.
    fn place(&self, profile: &Profile<'_>, place: &Place) -> String {
        let file = self.file(profile, &place.file);
        let sheet = place.sheet.as_deref().map(|sheet| self.own(profile, sheet, "Sheet"));
        let cell = place.cell.map(|cell| cell.to_string());
        match (sheet, cell) {
            (Some(sheet), Some(cell)) => format!("{file} › {sheet}!{cell}"),
            (Some(one), None) | (None, Some(one)) => format!("{file} › {one}"),
            (None, None) => file,
        }
    }

    /// The name of a supplier's own file, without our folders.
    fn file(&self, profile: &Profile<'_>, path: &str) -> String {
        self.own(profile, path.rsplit('/').next().unwrap_or_default(), "your file")
    }

    /// A text that the supplier or we gave a file; another word where it names somebody else.
    fn own(&self, profile: &Profile<'_>, text: &str, otherwise: &str) -> String {
        if self.others.named_in(text, &profile.id) {
            otherwise.to_owned()
        } else {
            short(text, LETTERS)
        }
    }

    /// The question or control a finding speaks of; anything else is not passed on.
    fn subject(&self, finding: &Finding) -> String {
        let catalogue = self.context.catalogue;
        if let Some(control) = catalogue.controls.index(&finding.subject) {
            return self.asked[control].ids.clone();
        }
        let mut all = catalogue.questionnaires.iter();
        let known = all.any(|one| one.index(&finding.subject).is_some());
        if known { finding.subject.clone() } else { String::new() }
    }
}

/// Codes of findings about answers that are no file's.
const fn speaks_of_answers(code: Code) -> bool {
    matches!(code, Code::AnswerUnreadable | Code::NaRefused | Code::Contradiction)
}

fn asked(context: &Context<'_>) -> Vec<OwnQuestions> {
    let catalogue = context.catalogue;
    let mut asked: Vec<OwnQuestions> =
        catalogue.controls.list().iter().map(|_| OwnQuestions::default()).collect();
    let native = catalogue.questionnaires.iter().filter(|one| one.native);
    for question in native.flat_map(|one| &one.questions) {
        for reach in &question.reaches {
            let entry = &mut asked[reach.control];
            if !entry.ids.is_empty() {
                entry.ids.push_str(", ");
            }
            entry.ids.push_str(question.id.as_str());
            if entry.evidence.is_empty() {
                entry.evidence.clone_from(&question.evidence);
            }
        }
    }
    asked
}

fn title(profile: &Profile<'_>) -> String {
    let name = profile.supplier.map_or(profile.id.as_str(), |supplier| supplier.name.as_str());
    format!("Scorecard of {}", short(name, LETTERS))
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

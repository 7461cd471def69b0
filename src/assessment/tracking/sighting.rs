//! What one run found, with the identity of each finding.

use std::collections::HashMap;

use rayon::prelude::*;

use super::identity::{Identity, Kind};
use super::subject;
use crate::assessment::Assessment;
use crate::assessment::EngagementResult;
use crate::assessment::FiredRule;
use crate::model::{
    Date, FileReport, FileStatus, Finding, Outcome, Severity, SharedText, SupplierId,
};

/// The weight of a sighting: the outcome of a rule, or the severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// The severity of a finding.
    Finding(Severity),
    /// The outcome of a rule.
    Rule(Outcome),
}

/// Something that a run found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// Its identity.
    pub identity: Identity,
    /// The rule's or the code's word.
    pub rule: &'static str,
    /// The index of the rule that it follows from, among the engagement's rules.
    pub cause: Option<usize>,
    /// How bad it is.
    pub weight: Weight,
    /// Its weight in a word.
    pub outcome: &'static str,
    /// The waiver that accepts it.
    pub waiver: Option<SharedText>,
    /// The due day that this run has for it.
    pub due: Option<Date>,
    /// The reason.
    pub because: SharedText,
}

/// Everything that a run found.
#[derive(Debug, Default)]
pub struct Found {
    /// The sightings; `None` for what is not tracked from run to run, so that indexes stay the same.
    pub sightings: Vec<Option<Sighting>>,
    /// The index of the first rule of each engagement, by rank from 0.
    pub starts: Vec<usize>,
}

/// Everything that a run found: the rules of the engagements by rank, then the findings of the assessment, of the files
/// and of the register.
pub fn sightings(assessment: &Assessment<'_>, files: &[FileReport]) -> Found {
    let by_path: HashMap<&str, &FileReport> =
        files.iter().map(|file| (file.file.as_ref(), file)).collect();
    let report = |finding: &Finding| {
        let place = finding.place.as_ref()?;
        by_path.get(place.file.as_ref()).copied()
    };
    // In parallel, but collected in the order of the engagements: the result does not depend on threads.
    let rules: Vec<Vec<Option<Sighting>>> = assessment
        .engagements
        .par_iter()
        .map(|result| result.rules.iter().map(|rule| Some(of_rule(result, rule))).collect())
        .collect();
    let starts = rules.iter().scan(0, |next, rules| {
        let start = *next;
        *next += rules.len();
        Some(start)
    });
    let starts = starts.collect();
    let mut found: Vec<Option<Sighting>> = rules.into_iter().flatten().collect();
    found.extend(assessment.findings.iter().map(|one| of_finding(one, report(one))));
    let of_files = files.iter().flat_map(|file| file.findings.iter().map(move |one| (one, file)));
    // Findings of a superseded response no longer count.
    found.extend(of_files.map(|(one, file)| {
        let counts = file.status != FileStatus::Superseded;
        counts.then(|| of_finding(one, Some(file))).flatten()
    }));
    let register = &assessment.context.register.findings;
    found.extend(register.iter().map(|one| of_finding(one, None)));
    Found { sightings: found, starts }
}

fn of_rule(result: &EngagementResult<'_>, rule: &FiredRule<'_>) -> Sighting {
    Sighting {
        identity: Identity {
            kind: Kind::Rule,
            engagement: Some(result.engagement.id.shared()),
            supplier: Some(rule.supplier.shared()),
            rule: rule.key.rule.clone(),
            subject: rule.key.subject.clone(),
        },
        rule: rule.rule.word(),
        cause: rule.follows,
        weight: Weight::Rule(rule.outcome),
        outcome: rule.outcome.word(),
        waiver: rule.waiver.clone(),
        due: rule.due,
        because: rule.because.clone(),
    }
}

fn of_finding(finding: &Finding, file: Option<&FileReport>) -> Option<Sighting> {
    let supplier = finding.supplier.as_ref().or_else(|| file?.supplier.as_ref());
    // Without a known supplier, forms are distinguished by their files only.
    let form = file.filter(|_| supplier.is_some()).and_then(|file| file.questionnaire.as_deref());
    let (engagement, subject) = subject::of_finding(finding, form)?;
    let severity = finding.code.severity();
    Some(Sighting {
        identity: Identity {
            kind: Kind::Finding,
            engagement: engagement.map(SharedText::from),
            supplier: supplier.map(SupplierId::shared),
            rule: finding.code.word().into(),
            subject: subject.into(),
        },
        rule: finding.code.word(),
        cause: None,
        weight: Weight::Finding(severity),
        outcome: severity.word(),
        waiver: None,
        due: None,
        because: finding.message.as_str().into(),
    })
}

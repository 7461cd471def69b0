//! `scoring/effort.toml`: what a change costs on the path to approval, in effort points.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::control::Controls;
use super::decode::{Document, Step};
use super::policy::Policy;
use crate::diagnostic::{Problem, did_you_mean};
use crate::model::{Answer, EvidenceLevel};
use Step::Key;

/// Effort points: whole, so that sums and ties are exact.
pub type Points = u32;

/// The most points that one change may cost.
const MOST: Points = 1000;

/// Points to raise an answer to yes, by the control's weight.
pub type ByWeight = IndexMap<String, Points>;

/// Points to raise an answer to yes, by what it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AnswerEffort {
    /// It is no.
    pub no: ByWeight,
    /// It is not applicable, and that is accepted.
    pub not_applicable: ByWeight,
    /// It is partial.
    pub partial: ByWeight,
    /// There is none.
    pub unanswered: ByWeight,
}

/// Points to support the yes to a control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceEffort {
    /// A document is named.
    #[serde(rename = "E1")]
    pub e1: Points,
    /// Somebody independent assures it.
    #[serde(rename = "E2")]
    pub e2: Points,
    /// We test it.
    #[serde(rename = "E3")]
    pub e3: Points,
}

/// A control of its own effort. What is left out counts as everywhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ControlEffort {
    /// From no to yes.
    #[serde(default)]
    pub no: Option<Points>,
    /// From not applicable to yes.
    #[serde(default)]
    pub not_applicable: Option<Points>,
    /// From partial to yes.
    #[serde(default)]
    pub partial: Option<Points>,
    /// From no answer to yes.
    #[serde(default)]
    pub unanswered: Option<Points>,
    /// A document is named.
    #[serde(default, rename = "E1")]
    pub e1: Option<Points>,
    /// Somebody independent assures it.
    #[serde(default, rename = "E2")]
    pub e2: Option<Points>,
    /// We test it.
    #[serde(default, rename = "E3")]
    pub e3: Option<Points>,
}

/// Points for certificates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CertificateEffort {
    /// A new certificate.
    pub supply: Points,
    /// One that is there is renewed, or its scope is widened.
    pub renew: Points,
    /// A new certificate of some schemes, by key.
    #[serde(default)]
    pub schemes: IndexMap<String, Points>,
}

/// Points for responses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResponseEffort {
    /// The first response of a supplier.
    pub obtain: Points,
    /// An old response is confirmed or sent again.
    pub refresh: Points,
}

/// Points for what must stand in writing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperEffort {
    /// Our obligations are flowed down on an edge.
    pub flow_down: Points,
    /// We consent to an edge.
    pub consent: Points,
    /// An export licence.
    pub licence: Points,
    /// A transfer mechanism.
    pub mechanism: Points,
    /// Some mechanisms, by word.
    #[serde(default)]
    pub mechanisms: IndexMap<String, Points>,
}

/// Points for notice hours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeEffort {
    /// Other hours are agreed with one party.
    pub agree: Points,
    /// The fewest hours that can be agreed.
    pub least_hours: f64,
}

/// Points for changes of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChainEffort {
    /// An unknown party is entered in the register.
    pub register: Points,
    /// A row states the tier that is really passed on.
    pub state_tier: Points,
    /// A row states the kinds that are really passed on.
    pub state_kinds: Points,
    /// A row that leads nowhere or back is taken out.
    pub take_out_row: Points,
    /// Information no longer takes a way that is too long.
    pub shorten: Points,
    /// A subcontractor is left out.
    pub leave_out: Points,
}

/// Points for beginning lower.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LowerTierEffort {
    /// The work begins with information of a lower tier.
    pub start: Points,
}

/// The file `effort.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Effort {
    /// To raise an answer.
    pub answers: AnswerEffort,
    /// To support an answer.
    pub evidence: EvidenceEffort,
    /// Controls of their own effort, by id.
    #[serde(default)]
    pub controls: IndexMap<String, ControlEffort>,
    /// Certificates.
    pub certificates: CertificateEffort,
    /// Responses.
    pub responses: ResponseEffort,
    /// What must stand in writing.
    pub papers: PaperEffort,
    /// Notice hours.
    pub notice: NoticeEffort,
    /// The chain.
    pub chain: ChainEffort,
    /// A lower tier to start with.
    pub lower_tier: LowerTierEffort,
}

impl Effort {
    /// Points to raise a control's answer to yes; 0 if it is yes already.
    pub fn answer(&self, id: &str, weight: u32, from: Answer) -> Points {
        let own = self.controls.get(id);
        let (table, own) = match from {
            Answer::Yes => return 0,
            Answer::No => (&self.answers.no, own.and_then(|own| own.no)),
            Answer::Partial => (&self.answers.partial, own.and_then(|own| own.partial)),
            Answer::Unanswered => (&self.answers.unanswered, own.and_then(|own| own.unanswered)),
            Answer::NotApplicable => {
                (&self.answers.not_applicable, own.and_then(|own| own.not_applicable))
            }
        };
        own.or_else(|| table.get(&weight.to_string()).copied()).unwrap_or(MOST)
    }

    /// Points to support a control at a level; 0 for a claim.
    pub fn evidence(&self, id: &str, level: EvidenceLevel) -> Points {
        let own = self.controls.get(id);
        match level {
            EvidenceLevel::E0 => 0,
            EvidenceLevel::E1 => own.and_then(|own| own.e1).unwrap_or(self.evidence.e1),
            EvidenceLevel::E2 => own.and_then(|own| own.e2).unwrap_or(self.evidence.e2),
            EvidenceLevel::E3 => own.and_then(|own| own.e3).unwrap_or(self.evidence.e3),
        }
    }

    /// Points for a new certificate of a scheme.
    pub fn certificate(&self, scheme: &str) -> Points {
        self.certificates.schemes.get(scheme).copied().unwrap_or(self.certificates.supply)
    }

    /// Points for a transfer mechanism.
    pub fn mechanism(&self, word: &str) -> Points {
        self.papers.mechanisms.get(word).copied().unwrap_or(self.papers.mechanism)
    }
}

/// Checks the file against policy and controls. Every problem goes to the list.
pub fn check(
    effort: &Effort,
    document: &Document<'_>,
    policy: &Policy,
    controls: &Controls,
    problems: &mut Vec<Problem>,
) {
    let mut check = EffortCheck { document, problems };
    let answers = [
        ("no", &effort.answers.no),
        ("not-applicable", &effort.answers.not_applicable),
        ("partial", &effort.answers.partial),
        ("unanswered", &effort.answers.unanswered),
    ];
    for (key, table) in answers {
        check.weights(key, table, policy);
    }
    for (id, own) in &effort.controls {
        check.known(&["controls", id], controls.index(id).is_some(), controls.ids());
        let keys = ["no", "not-applicable", "partial", "unanswered", "E1", "E2", "E3"];
        let points =
            [own.no, own.not_applicable, own.partial, own.unanswered, own.e1, own.e2, own.e3];
        for (key, points) in keys.into_iter().zip(points) {
            points.into_iter().for_each(|points| check.points(&["controls", id, key], points));
        }
    }
    for (key, points) in &effort.certificates.schemes {
        let path = ["certificates", "schemes", key];
        let known = policy.schemes.keys().map(String::as_str);
        check.known(&path, policy.schemes.contains_key(key), known);
        check.points(&path, *points);
    }
    for (word, points) in &effort.papers.mechanisms {
        let path = ["papers", "mechanisms", word];
        let known = policy.mechanisms.keys().map(String::as_str);
        check.known(&path, policy.mechanisms.contains_key(word), known);
        check.points(&path, *points);
    }
    for (table, key, points) in single(effort) {
        check.points(&[table, key], points);
    }
    let hours = effort.notice.least_hours;
    if !(hours.is_finite() && (0.0..=10_000.0).contains(&hours)) {
        let message = format!("`least_hours` is {hours}, outside 0 to 10000");
        check.report(&["notice", "least_hours"], message, "write hours".to_owned());
    }
}

/// Every entry that is not in a map: table, key, points.
const fn single(effort: &Effort) -> [(&'static str, &'static str, Points); 19] {
    let (papers, chain) = (&effort.papers, &effort.chain);
    [
        ("evidence", "E1", effort.evidence.e1),
        ("evidence", "E2", effort.evidence.e2),
        ("evidence", "E3", effort.evidence.e3),
        ("certificates", "supply", effort.certificates.supply),
        ("certificates", "renew", effort.certificates.renew),
        ("responses", "obtain", effort.responses.obtain),
        ("responses", "refresh", effort.responses.refresh),
        ("papers", "flow_down", papers.flow_down),
        ("papers", "consent", papers.consent),
        ("papers", "licence", papers.licence),
        ("papers", "mechanism", papers.mechanism),
        ("notice", "agree", effort.notice.agree),
        ("chain", "register", chain.register),
        ("chain", "state_tier", chain.state_tier),
        ("chain", "state_kinds", chain.state_kinds),
        ("chain", "take_out_row", chain.take_out_row),
        ("chain", "shorten", chain.shorten),
        ("chain", "leave_out", chain.leave_out),
        ("lower_tier", "start", effort.lower_tier.start),
    ]
}

/// Collects the problems of the file.
struct EffortCheck<'c, 'f> {
    document: &'c Document<'f>,
    problems: &'c mut Vec<Problem>,
}

impl EffortCheck<'_, '_> {
    fn report(&mut self, path: &[&str], message: String, help: String) {
        let path: Vec<Step<'_>> = path.iter().map(|key| Key(key)).collect();
        self.problems.push(self.document.problem(&path, message, help));
    }

    /// 0 points are refused: a change that costs nothing would be chosen or dropped without a reason.
    fn points(&mut self, path: &[&str], points: Points) {
        if !(1..=MOST).contains(&points) {
            let key = path.last().copied().unwrap_or_default();
            let message = format!("`{key}` costs {points} points, outside 1 to {MOST}");
            self.report(path, message, "write a whole number within the range".to_owned());
        }
    }

    fn known<'k>(
        &mut self,
        path: &[&str],
        holds: bool,
        known: impl Iterator<Item = &'k str> + Clone,
    ) {
        if !holds {
            let key = path.last().copied().unwrap_or_default();
            self.report(path, format!("`{key}` is not known"), did_you_mean(key, known));
        }
    }

    fn weights(&mut self, key: &str, table: &ByWeight, policy: &Policy) {
        let weights: Vec<String> = policy.controls.weights.iter().map(u32::to_string).collect();
        for (weight, points) in table {
            let path = ["answers", key, weight.as_str()];
            self.known(&path, weights.contains(weight), weights.iter().map(String::as_str));
            self.points(&path, *points);
        }
        for weight in weights.iter().filter(|weight| !table.contains_key(*weight)) {
            let message = format!("`{key}` says nothing about weight {weight}");
            self.report(&["answers", key], message, "give points for every weight".to_owned());
        }
    }
}

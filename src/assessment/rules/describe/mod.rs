//! A rule that fired, in words: subject, reason, action, due day and place. The sentences are those of
//! `scoring/rules.toml`; this module only fills in the facts.

mod facts;
pub(super) mod subject;

use std::borrow::Cow;

pub use subject::{key, key_of, shown};

use super::evaluation::Evaluation;
use super::gate::Hit;
use super::verdict::Verdict;
use crate::assessment::context::Context;
use crate::assessment::scene::Scene;
use crate::assessment::supplier::profile::Profile;
use crate::model::{Date, Fact, Field, Outcome, Place, Rule, SharedText, SupplierId, Tier};

/// A rule that fired, as shown to people.
#[derive(Debug, Clone, PartialEq)]
pub struct FiredRule<'a> {
    /// The rule.
    pub rule: Rule,
    /// The index of the case whose sentences are used, among the rule's cases.
    pub case: usize,
    /// Its outcome after waivers.
    pub outcome: Outcome,
    /// The supplier it names.
    pub supplier: SupplierId,
    /// The control, domain, certificate, file, incident or other party; may be empty.
    pub subject: Cow<'a, str>,
    /// Its identity over runs.
    pub key: crate::assessment::memory::ConditionKey,
    /// The reason as a plain sentence.
    pub because: SharedText,
    /// The action.
    pub remedy: SharedText,
    /// The due day, for a condition or a hold.
    pub due: Option<Date>,
    /// The waiver that changed its outcome.
    pub waiver: Option<SharedText>,
    /// The place of the fact.
    pub place: Option<Place>,
    /// The tier at which it was tested.
    pub tier: Tier,
    /// The index of the rule that it follows from, among the engagement's rules.
    pub follows: Option<usize>,
}

/// Describes a verdict of an evaluation; `due` is its due day.
pub fn describe<'a>(
    context: &Context<'a>,
    own: &Evaluation<'_, 'a>,
    index: usize,
    due: Option<Date>,
) -> FiredRule<'a> {
    let verdict = &own.verdicts[index];
    let hit = verdict.hit;
    let supplier = own.supplier(&hit);
    let teller = RuleTeller { context, own, hit, profile: context.profile(supplier) };
    let (case, facts) = teller.facts();
    let words = context.catalogue.sentences.of(hit.rule, case);
    FiredRule {
        rule: hit.rule,
        case,
        outcome: verdict.outcome,
        supplier: supplier.clone(),
        subject: shown(context, &own.scene, &own.verdicts, &hit),
        key: key(context, &own.scene, &own.verdicts, index),
        because: context.share(&teller.reason(verdict, words.reason.fill(&facts))),
        remedy: context.share(&words.action.fill(&facts)),
        due,
        waiver: verdict.waiver.map(|waiver| context.share(&waiver.id)),
        place: subject::place(context, &own.scene, &own.verdicts, &hit),
        tier: hit.tier,
        follows: verdict.follows,
    }
}

/// The data that the sentences need.
struct RuleTeller<'t, 'a> {
    context: &'t Context<'a>,
    own: &'t Evaluation<'t, 'a>,
    hit: Hit,
    profile: &'t Profile<'a>,
}

impl<'t, 'a> RuleTeller<'t, 'a> {
    fn scene(&self) -> &'t Scene<'t, 'a> {
        &self.own.scene
    }

    /// A reason with its additions: the advice to ask counsel if the law is not certain, and the waiver that accepts
    /// it.
    fn reason(&self, verdict: &Verdict<'_>, mut reason: String) -> String {
        let sentences = &self.context.catalogue.sentences;
        if self.needs_counsel() {
            reason.push_str(&sentences.phrases.counsel);
        }
        if let Some(waiver) = verdict.waiver {
            let most = self.context.catalogue.policy.waivers.max_months;
            let end = super::waiver::end(waiver, most).to_string();
            let facts =
                [Fact::text(Field::End, end), Fact::text(Field::Waiver, waiver.id.as_str())];
            reason.push_str(&sentences.accepted.fill(&facts));
        }
        reason
    }
}

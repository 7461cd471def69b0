//! The due days of an engagement's conditions and holds: one day for each condition over its own decision, its stages
//! and earlier runs (docs/method.md §§7, 8).

use super::describe::{key, shown};
use super::evaluation::Evaluation;
use super::gate::Subject;
use super::verdict::Verdict;
use super::waiver;
use crate::assessment::calendar::add_days;
use crate::assessment::context::Context;
use crate::assessment::memory::{ConditionDays, ConditionKey, earliest};
use crate::model::{Date, DueDay, Outcome, Rule, SharedText, SupplierId};

/// A condition of a decision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConditionLine {
    /// The rule.
    pub rule: Rule,
    /// The supplier it names.
    pub supplier: SupplierId,
    /// The subject; may be empty.
    pub subject: SharedText,
    /// Its identity over runs.
    pub key: ConditionKey,
    /// The due day.
    pub due: Option<Date>,
}

/// Whether an outcome has a due day.
const fn is_dated(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Condition | Outcome::Hold)
}

/// An evaluation with the condition keys of its verdicts, and the day from which its own due days count.
#[derive(Debug)]
pub(in crate::assessment) struct DatedEvaluation<'e, 's, 'a> {
    pub(in crate::assessment) evaluation: &'e Evaluation<'s, 'a>,
    keys: Vec<ConditionKey>,
    from: Date,
}

impl<'e, 's, 'a> DatedEvaluation<'e, 's, 'a> {
    /// The evaluation's own due days count from `first`, or from the as-of date if that is later.
    pub(in crate::assessment) fn new(
        context: &Context<'a>,
        evaluation: &'e Evaluation<'s, 'a>,
        first: Date,
    ) -> Self {
        let (scene, verdicts) = (&evaluation.scene, &evaluation.verdicts);
        let keys = (0..verdicts.len()).map(|index| key(context, scene, verdicts, index)).collect();
        Self { evaluation, keys, from: context.as_of.max(first) }
    }

    fn named(&self) -> impl Iterator<Item = (&'e Verdict<'a>, &ConditionKey)> {
        self.evaluation.verdicts.iter().zip(&self.keys)
    }

    /// Adds the due days of the verdicts and those that earlier runs set for them. A verdict that follows from another
    /// adds no day of its own.
    pub(in crate::assessment) fn feed(&self, context: &Context<'_>, days: &mut ConditionDays) {
        for (verdict, key) in self.named() {
            let own = self.own(context, verdict).filter(|_| verdict.follows.is_none());
            if let Some(day) = earliest(verdict.remembered, own) {
                let known = days.entry(key.clone()).or_insert(day);
                *known = day.min(*known);
            }
        }
    }

    /// The due day of a condition or a hold by its tier, if its rule has a memory.
    fn own(&self, context: &Context<'_>, verdict: &Verdict<'_>) -> Option<Date> {
        let remembered = verdict.hit.rule.due_day() == DueDay::Remembered;
        let dated = is_dated(verdict.outcome);
        let days = context.catalogue.policy.tier(verdict.hit.tier).due_days?;
        (remembered && dated).then(|| add_days(self.from, days))
    }

    /// The due day of a verdict, before waivers and whatever it follows from.
    fn day(&self, context: &Context<'_>, days: &ConditionDays, index: usize) -> Option<Date> {
        let verdict = &self.evaluation.verdicts[index];
        match (verdict.hit.rule.due_day(), verdict.hit.subject) {
            (DueDay::Never, _) => None,
            (DueDay::CertificateEnd, Subject::Certificate(Some(certificate))) => {
                let profile = context.profile(self.evaluation.supplier(&verdict.hit));
                profile.certificates[certificate].weighed.end
            }
            (DueDay::CertificateEnd, _) => None,
            (DueDay::Remembered, _) => {
                let own = self.own(context, verdict)?;
                Some(days.get(&self.keys[index]).map_or(own, |day| own.min(*day)))
            }
        }
    }

    /// The due day of each verdict as it is shown everywhere. A verdict that follows from another has the day of its
    /// cause; one that a waiver accepts has the later of its own and the waiver's last day.
    pub(in crate::assessment) fn due(
        &self,
        context: &Context<'_>,
        days: &ConditionDays,
    ) -> Vec<Option<Date>> {
        let most = context.catalogue.policy.waivers.max_months;
        let accepted = |index: usize, day: Option<Date>| {
            let waiver = self.evaluation.verdicts[index].waiver;
            waiver.map_or(day, |waiver| day.max(Some(waiver::end(waiver, most))))
        };
        let shown = |index: usize| accepted(index, self.day(context, days, index));
        let verdicts = self.evaluation.verdicts.iter().enumerate();
        verdicts
            .map(|(index, verdict)| match verdict.follows {
                Some(cause) if is_dated(verdict.outcome) => accepted(index, shown(cause)),
                Some(_) => None,
                None => shown(index),
            })
            .collect()
    }

    /// The conditions of a decision, in the order of rules.
    pub(in crate::assessment) fn lines(
        &self,
        context: &Context<'a>,
        due: &[Option<Date>],
    ) -> Vec<ConditionLine> {
        let own = self.evaluation;
        let open = own.verdicts.iter().zip(&self.keys).zip(due);
        let open = open.filter(|((verdict, _), _)| verdict.outcome == Outcome::Condition);
        let mut lines: Vec<ConditionLine> = open
            .map(|((verdict, key), due)| ConditionLine {
                rule: verdict.hit.rule,
                supplier: own.supplier(&verdict.hit).clone(),
                subject: context.share(&shown(context, &own.scene, &own.verdicts, &verdict.hit)),
                key: key.clone(),
                due: *due,
            })
            .collect();
        fn order(one: &ConditionLine) -> (&str, &SupplierId, &str, Option<Date>) {
            (one.rule.word(), &one.supplier, &one.subject, one.due)
        }
        lines.sort_by(|a, b| order(a).cmp(&order(b)));
        lines
    }
}

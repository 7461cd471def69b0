//! What follows from what: a hit that is caused by another one counts, but is shown below its cause (docs/method.md
//! §7).

use std::cmp::Reverse;
use std::collections::HashMap;

use super::gate::Subject;
use super::verdict::Verdict;
use crate::assessment::context::Context;
use crate::model::{Branch, DomainIndex, Family, NodeIndex, Rule};

/// Marks each verdict that follows from another with its cause.
pub(in crate::assessment) fn mark(context: &Context<'_>, verdicts: &mut [Verdict<'_>]) {
    let policy = &context.catalogue.policy;
    let silent: HashMap<Option<NodeIndex>, usize> = verdicts
        .iter()
        .enumerate()
        .filter(|(_, verdict)| verdict.hit.rule == Rule::ResponseMissing)
        .map(|(index, verdict)| (verdict.hit.node, index))
        .collect();
    let causes = weak_domains(context, verdicts);
    for verdict in verdicts {
        let hit = verdict.hit;
        let implied = policy.response_missing_implies.contains(&hit.rule) && !is_partial(verdict);
        let cause = silent.get(&hit.node).copied().filter(|_| implied);
        verdict.follows = cause.or_else(|| match hit.subject {
            Subject::Domain(domain) => causes.get(&(hit.node, domain)).copied(),
            _ => None,
        });
    }
}

/// Whether a certificate exists and is worth a part of what is required: that is not caused by a missing response.
fn is_partial(verdict: &Verdict<'_>) -> bool {
    verdict.hit.rule.branches().contains(&Branch::Partial)
        && matches!(verdict.hit.subject, Subject::Certificate(Some(_)))
}

/// The first rule about a control's answer in each domain of a node, in the order in which rules are listed.
fn weak_domains(
    context: &Context<'_>,
    verdicts: &[Verdict<'_>],
) -> HashMap<(Option<NodeIndex>, DomainIndex), usize> {
    let controls = context.catalogue.controls.list();
    let mut first: HashMap<(Option<NodeIndex>, DomainIndex), usize> = HashMap::new();
    let key = |index: usize| {
        let Verdict { hit, outcome, .. } = verdicts[index];
        let id = match hit.subject {
            Subject::Control(control) => controls[control].id.as_str(),
            _ => "",
        };
        (Reverse(outcome), hit.rule.word(), id)
    };
    for (index, verdict) in verdicts.iter().enumerate() {
        let Subject::Control(control) = verdict.hit.subject else { continue };
        if verdict.hit.rule.family() != Family::Control {
            continue;
        }
        let known = first.entry((verdict.hit.node, controls[control].domain)).or_insert(index);
        if key(index) < key(*known) {
            *known = index;
        }
    }
    first
}

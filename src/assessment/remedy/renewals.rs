//! Certificates that a supplier could renew or get.

use super::action::Action;
use super::judge::Judge;
use crate::assessment::chain::Position;
use crate::assessment::rules::gate::Subject;
use crate::assessment::supplier::certificate::Standing;
use crate::catalogue::effort::Points;
use crate::catalogue::policy::Equivalence;
use crate::model::{Branch, CertificateIndex, ControlIndex, Rule};

/// The most ways to a certificate that are tried; of more, the cheapest.
const CERTIFICATES: usize = 4;

/// A certificate that the supplier has or could get: the change, its cost, and its effect.
struct CertificateOption {
    action: Option<Action>,
    cost: Points,
    worth: Equivalence,
    assures: Vec<bool>,
}

impl CertificateOption {
    /// Whether another one has at least the same effect for at most the same cost.
    fn is_beaten_by(&self, other: &Self) -> bool {
        let wider = |(own, other): (&bool, &bool)| *other || !*own;
        other.cost <= self.cost
            && other.worth <= self.worth
            && self.assures.iter().zip(&other.assures).all(wider)
    }
}

/// The ways to certificates that no other way beats, and whether all of them are listed.
pub(super) fn certificates(judge: &Judge<'_, '_>) -> (Vec<Action>, bool) {
    let policy = &judge.context.catalogue.policy;
    let Position { tier, kinds, .. } = judge.scene.positions[judge.node];
    let controls = judge.context.catalogue.controls.list();
    let applying: Vec<ControlIndex> = ControlIndex::all(controls.len())
        .filter(|index| controls[*index].applies_to(tier, kinds))
        .collect();
    let mut candidates = held(judge, &applying);
    let supplier = &judge.profile(judge.context).id;
    for (key, scheme) in &policy.schemes {
        let action = Action::Supply { supplier: supplier.clone(), scheme: key.clone() };
        let assures = |control: &ControlIndex| {
            controls[*control].annex_a.iter().any(|reference| scheme.annex_a.covers(reference))
        };
        candidates.push(CertificateOption {
            cost: action.points(judge.context.catalogue),
            action: Some(action),
            worth: scheme.equivalence.at(tier),
            assures: applying.iter().map(assures).collect(),
        });
    }
    let beaten = |at: usize| {
        candidates.iter().enumerate().any(|(other, candidate)| {
            let beats = candidates[at].is_beaten_by(candidate);
            // Of two equal ones the first stays.
            other != at && beats && (other < at || !candidate.is_beaten_by(&candidates[at]))
        })
    };
    let useless = |one: &CertificateOption| {
        one.worth == Equivalence::No && !one.assures.iter().any(|assured| *assured)
    };
    let mut kept: Vec<&CertificateOption> = (0..candidates.len())
        .filter(|at| !beaten(*at))
        .map(|at| &candidates[at])
        .filter(|one| one.action.is_some() && !useless(one))
        .collect();
    kept.sort_by_key(|one| one.cost);
    let all = kept.len() <= CERTIFICATES;
    (kept.into_iter().take(CERTIFICATES).filter_map(|one| one.action.clone()).collect(), all)
}

/// The supplier's own certificates: those that count cost nothing, the others can be renewed.
fn held(judge: &Judge<'_, '_>, applying: &[ControlIndex]) -> Vec<CertificateOption> {
    let controls = judge.context.catalogue.controls.list();
    let profile = judge.profile(judge.context);
    let (scene, tier) = (judge.scene, judge.scene.positions[judge.node].tier);
    let processing = scene.processing(judge.context, judge.node);
    let expiring_forbidden =
        judge.forbids(Rule::CertificateExpiring, Branch::Any, Subject::Certificate(None));
    let listed = CertificateIndex::each(&profile.certificates);
    let mut listed: Vec<_> =
        listed.filter_map(|(index, one)| Some((index, one, one.weighed.scheme?))).collect();
    // Which of two equal certificates is renewed must not depend on the order of the rows.
    listed.sort_by_key(|(_, one, (key, _))| {
        (*key, one.weighed.end, one.weighed.standing, &one.weighed.certificate.excluded)
    });
    listed
        .into_iter()
        .map(|(index, one, (_, scheme))| {
            let counts = one.weighed.in_standing()
                && one.weighed.in_scope(&scene.engagement.id, &processing)
                && !(expiring_forbidden && one.weighed.standing == Some(Standing::Expiring));
            let renew = Action::Renew { supplier: profile.id.clone(), certificate: index };
            let assures = |control: &ControlIndex| one.weighed.assures(&controls[*control].annex_a);
            CertificateOption {
                cost: if counts { 0 } else { renew.points(judge.context.catalogue) },
                action: (!counts).then_some(renew),
                worth: scheme.equivalence.at(tier),
                assures: applying.iter().map(assures).collect(),
            }
        })
        .collect()
}

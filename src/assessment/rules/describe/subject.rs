//! The subject of a hit in a word, and the place of its fact.

use std::borrow::Cow;

use crate::assessment::context::Context;
use crate::assessment::memory::{self, ConditionKey};
use crate::assessment::rules::gate::{Hit, Subject};
use crate::assessment::rules::verdict::{Verdict, supplier};
use crate::assessment::scene::Scene;
use crate::assessment::supplier::profile::Profile;
use crate::model::{
    About, CertificateIndex, ControlIndex, Place, ResponseIndex, SharedText, SupplierId,
};

/// The identity of a hit as a condition over runs.
pub fn key(
    context: &Context<'_>,
    scene: &Scene<'_, '_>,
    verdicts: &[Verdict<'_>],
    index: usize,
) -> ConditionKey {
    let hit = verdicts[index].hit;
    let Subject::Condition(of) = hit.subject else {
        return key_of(context, scene, &hit);
    };
    let condition = key(context, scene, verdicts, of);
    let subject = memory::of_condition(verdicts[of].hit.rule, &condition.subject);
    let (subject, rule) = (context.share(&subject), context.share(hit.rule.memory()));
    ConditionKey { subject, rule, ..condition }
}

/// The identity over runs of a hit that is not about another hit.
pub fn key_of(context: &Context<'_>, scene: &Scene<'_, '_>, hit: &Hit) -> ConditionKey {
    let named = supplier(scene.graph, hit);
    let subject = known_as(context, named, hit, &shown(context, scene, &[], hit));
    let rule = context.share(hit.rule.memory());
    ConditionKey { supplier: named.clone(), rule, subject }
}

/// The subject of a hit in the form that stays the same over runs.
fn known_as(context: &Context<'_>, supplier: &SupplierId, hit: &Hit, shown: &str) -> SharedText {
    context.share(match (hit.rule.about_what(), hit.subject) {
        (About::Certificate, _) => "",
        (About::Response, Subject::Response(index)) => {
            questionnaire(context, supplier, index).unwrap_or(shown)
        }
        _ => shown,
    })
}

/// The questionnaire that a response answers.
fn questionnaire<'c>(
    context: &'c Context<'_>,
    supplier: &SupplierId,
    response: ResponseIndex,
) -> Option<&'c str> {
    let response = context.profile(supplier).statements.responses.get(response.get())?;
    let asked = context.catalogue.questionnaires.get(usize::from(response.questionnaire))?;
    Some(&asked.id)
}

/// The subject of a hit: a control, a domain, a file, a scheme, another party … Empty if it is the supplier as a whole.
pub fn shown<'a>(
    context: &Context<'a>,
    scene: &Scene<'_, 'a>,
    verdicts: &[Verdict<'_>],
    hit: &Hit,
) -> Cow<'a, str> {
    let catalogue = context.catalogue;
    let profile = context.profile(supplier(scene.graph, hit));
    let graph = scene.graph;
    match hit.subject {
        Subject::Node | Subject::Certificate(None) | Subject::Edge(None) => "".into(),
        Subject::Control(control) => catalogue.controls.list()[control].id.as_str().into(),
        Subject::Domain(domain) => catalogue.policy.domains[domain].domain.as_str().into(),
        Subject::Response(response) => {
            profile.statements.responses[response].file.to_string().into()
        }
        Subject::Certificate(Some(certificate)) => scheme(profile, certificate).to_owned().into(),
        Subject::Edge(Some(edge)) => graph.edges[edge].row.from.as_str().into(),
        Subject::BackEdge(index) => graph.back[index].from.as_str().into(),
        Subject::Unreached(index) => graph.unreached[index].from.as_str().into(),
        Subject::Country(_, country) => {
            country.map_or_else(String::new, |country| country.to_string()).into()
        }
        Subject::Incident(incident) => profile.incidents[incident].id.as_str().into(),
        Subject::Condition(of) => {
            let Some(Verdict { hit: condition, .. }) = verdicts.get(of) else { return "".into() };
            let about = shown(context, scene, verdicts, condition);
            format!("{} {about}", condition.rule).trim_end().to_owned().into()
        }
    }
}

/// The key of a certificate's scheme, or the register's text if the scheme is not listed.
pub(crate) fn scheme<'p>(profile: &'p Profile<'_>, certificate: CertificateIndex) -> &'p str {
    let weighed = &profile.certificates[certificate].weighed;
    weighed.scheme.map_or(weighed.certificate.scheme.as_str(), |(key, _)| key)
}

/// The place of a hit's fact; `None` if it is the supplier's own row.
pub(crate) fn place(
    context: &Context<'_>,
    scene: &Scene<'_, '_>,
    verdicts: &[Verdict<'_>],
    hit: &Hit,
) -> Option<Place> {
    let named: &SupplierId = supplier(scene.graph, hit);
    let profile = context.profile(named);
    let graph = scene.graph;
    let at_supplier = || profile.supplier.map(|supplier| supplier.place.clone());
    match hit.subject {
        Subject::Control(control) => control_place(profile, hit, control),
        Subject::Response(response) => {
            Some(Place::file(profile.statements.responses[response].file.clone()))
        }
        Subject::Certificate(Some(certificate)) => {
            Some(profile.certificates[certificate].weighed.certificate.place.clone())
        }
        Subject::Certificate(None) => {
            profile.certificates.first().map(|one| one.weighed.certificate.place.clone())
        }
        Subject::Edge(Some(edge)) | Subject::Country(Some(edge), _) => {
            Some(graph.edges[edge].row.place.clone())
        }
        Subject::Edge(None) | Subject::Country(None, _) => Some(scene.engagement.place.clone()),
        Subject::BackEdge(index) => Some(graph.back[index].place.clone()),
        Subject::Unreached(index) => Some(graph.unreached[index].place.clone()),
        Subject::Incident(incident) => Some(profile.incidents[incident].place.clone()),
        Subject::Condition(of) => place(context, scene, verdicts, &verdicts[of].hit),
        Subject::Domain(_) => None,
        Subject::Node => node_place(scene, hit),
    }
    .or_else(at_supplier)
}

/// The first cell that decided a control; if none did, the first that was read for it.
fn control_place(profile: &Profile<'_>, hit: &Hit, control: ControlIndex) -> Option<Place> {
    let resolved = profile.resolved(hit.tier);
    let row = resolved.get(control.get())?.first()?;
    let response = profile.statements.responses[row.response];
    Some(response.place(response.answers.get(row.answer.get())?.spot))
}

/// The place of a rule about a node as a whole: the link that leads to it, or the engagement; `None` for the supplier's
/// own row.
fn node_place(scene: &Scene<'_, '_>, hit: &Hit) -> Option<Place> {
    use crate::model::{Clears, Family};
    let at_engagement = || scene.engagement.place.clone();
    let first_link = || {
        let edge = scene.graph.arriving[hit.node?].first()?;
        Some(scene.graph.edges[*edge].row.place.clone())
    };
    match (hit.rule.family(), hit.rule.cleared_by()) {
        (Family::Notice, _) => first_link().or_else(|| Some(at_engagement())),
        (Family::Likelihood | Family::Kinds, _) => Some(at_engagement()),
        (Family::Chain, Clears::Shape) if hit.rule.names_giver() => first_link(),
        _ => None,
    }
}

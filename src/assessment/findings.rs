//! Findings besides the gate rules: refused N/A, contradictions, certificates, waivers.

use std::collections::HashSet;

use rayon::prelude::*;

use super::context::Context;
use super::decision::EngagementResult;
use super::ended::Ended;
use crate::assessment::rules::waiver::{Lapse, end, lapse};
use crate::assessment::supplier::certificate::EditionFinding;
use crate::assessment::supplier::evidence::worth;
use crate::assessment::supplier::profile::Profile;
use crate::assessment::supplier::resolve::AnswerRow;
use crate::model::{
    Code, Covers, Finding, Kinds, LinkIndex, NodeIndex, Place, Reading, Rule, Tier, Waiver,
};

/// All findings of an assessment, in the order of the register.
pub(super) fn findings(
    context: &Context<'_>,
    results: &[EngagementResult<'_>],
    ended: &[Ended<'_>],
) -> Vec<Finding> {
    let mut used = vec![Used::default(); context.profiles().len()];
    for line in results.iter().flat_map(|result| &result.chain) {
        let one = &mut used[context.position(&line.supplier)];
        one.named = true;
        let kinds = &mut one.at[line.tier.level()];
        *kinds = Some(kinds.map_or(line.kinds, |known| known.and(line.kinds)));
    }
    for party in ended.iter().flat_map(|one| &one.parties) {
        used[context.position(party.supplier)].named = true;
    }
    // In parallel, but collected in the order of the profiles: the result does not depend on threads.
    let by_supplier: Vec<Vec<Finding>> = context
        .profiles()
        .par_iter()
        .zip(&used)
        .map(|(profile, used)| of_supplier(context, profile, used))
        .collect();
    let mut found: Vec<Finding> = by_supplier.into_iter().flatten().collect();
    evidence(context, &mut found);
    waivers(context, results, &mut found);
    found.extend(results.iter().filter_map(lapses));
    found.extend(transfers(context, results));
    let mut seen = HashSet::new();
    let mut new: Vec<bool> = Vec::with_capacity(found.len());
    for one in &found {
        let (code, place) = (one.code.word(), one.place.as_ref());
        new.push(seen.insert((code, one.supplier.as_ref(), &one.subject, place, &one.message)));
    }
    let mut new = new.into_iter();
    found.retain(|_| new.next().unwrap_or(true));
    found
}

/// How a supplier is used.
#[derive(Debug, Clone, Default)]
struct Used {
    /// Whether a chain names it, even one of an engagement that is over.
    named: bool,
    /// The kinds that reach it at each tier; `None` if it is used in no chain at that tier.
    at: [Option<Kinds>; Tier::ALL.len()],
}

/// The finding for an allowed decision that ends before the engagement begins.
fn lapses(result: &EngagementResult<'_>) -> Option<Finding> {
    let engagement = result.engagement;
    let lapses = result.decision.allows() && result.valid_until < engagement.start;
    let (until, start) = (result.valid_until, engagement.start);
    let message = format!("the decision holds until {until}, the engagement starts on {start}");
    let finding = Finding::new(Code::LapsesBeforeStart, message).of(&engagement.supplier);
    let finding = finding.about(engagement.id.as_str()).at(engagement.place.clone());
    lapses.then(|| finding.help("Decide again before it starts, on newer facts"))
}

/// The findings about one supplier at the tiers at which it is used.
fn of_supplier(context: &Context<'_>, profile: &Profile<'_>, used: &Used) -> Vec<Finding> {
    let mut found = Vec::new();
    if !used.named && profile.supplier.is_some() {
        let message = "no engagement and no chain names this supplier";
        let place = profile.supplier.map(|supplier| supplier.place.clone());
        found.push(
            finding(Code::SupplierIdle, profile, message, place)
                .help("Take it out, or enter what it receives"),
        );
    }
    responses(profile, &mut found);
    future_dates(context, profile, &mut found);
    for tier in Tier::ALL {
        if let Some(kinds) = used.at[tier.level()] {
            answers(context, profile, (tier, kinds), &mut found);
        }
    }
    certificates(profile, &mut found);
    found
}

fn finding(
    code: Code,
    profile: &Profile<'_>,
    message: impl Into<String>,
    place: Option<Place>,
) -> Finding {
    let finding = Finding::new(code, message).of(&profile.id);
    match place {
        Some(place) => finding.at(place),
        None => finding,
    }
}

fn responses(profile: &Profile<'_>, found: &mut Vec<Finding>) {
    let mut said = std::collections::HashSet::new();
    // Answers of several days in one form are several responses with one file.
    for response in profile.future.iter().filter(|one| said.insert(one.file.clone())) {
        let on = response.returned_on().map_or_else(String::new, |on| on.to_string());
        let message =
            format!("the response is dated {on}, after the as-of date; it does not count");
        let place = Some(Place::file(response.file.clone()));
        found.push(
            finding(Code::ResponseFuture, profile, message, place)
                .help("Correct the date, or assess on a later day"),
        );
    }
    for (old, new) in profile.superseded.iter().filter(|(old, _)| said.insert(old.file.clone())) {
        let message = format!("a newer response counts instead: {}", new.file);
        let place = Some(Place::file(old.file.clone()));
        found.push(finding(Code::ResponseSuperseded, profile, message, place));
    }
}

/// Adds a finding for each date answer in the future, which counts as unanswered.
fn future_dates(context: &Context<'_>, profile: &Profile<'_>, found: &mut Vec<Finding>) {
    for response in &profile.statements.responses {
        let questions =
            &context.catalogue.questionnaires[usize::from(response.questionnaire)].questions;
        for given in &response.answers {
            let Reading::Date(date) = given.reading else { continue };
            if date > context.as_of {
                let message = format!("`{date}` lies in the future; it is read as unanswered");
                let place = Some(response.place(given.spot));
                let subject = questions[given.question].id.as_str();
                let help = "ask for the date it was last done";
                found.push(
                    finding(Code::AnswerUnreadable, profile, message, place)
                        .about(subject)
                        .help(help),
                );
            }
        }
    }
}

fn answers(
    context: &Context<'_>,
    profile: &Profile<'_>,
    (tier, kinds): (Tier, Kinds),
    found: &mut Vec<Finding>,
) {
    let place = |row: &AnswerRow| {
        let response = profile.statements.responses[row.response];
        response.answers.get(row.answer.get()).map(|given| response.place(given.spot))
    };
    let remarks = profile.remarks(tier).iter();
    let controls = context.catalogue.controls.list();
    for remark in remarks.filter(|remark| controls[remark.control].is_about(kinds)) {
        let control = &controls[remark.control];
        if let Some(row) = &remark.refused {
            let message = format!(
                "not applicable is not accepted for {}; it counts as unanswered",
                control.title
            );
            found.push(
                finding(Code::NaRefused, profile, message, place(row))
                    .about(control.id.as_str())
                    .help("Ask for yes, partial or no, or for the reason in the comment where the control accepts one"),
            );
        }
        if let Some((first, second)) = &remark.contradiction {
            let other = place(second).map_or_else(String::new, |place| place.to_string());
            let message =
                format!("two answers about {} differ; the other stands at {other}", control.title);
            found.push(
                finding(Code::Contradiction, profile, message, place(first))
                    .about(control.id.as_str())
                    .help("Ask which one is true"),
            );
        }
    }
}

fn certificates(profile: &Profile<'_>, found: &mut Vec<Finding>) {
    for one in &profile.certificates {
        let weighed = &one.weighed;
        let row = weighed.certificate;
        let mut push = |code, message: String, help: &str| {
            found.push(
                finding(code, profile, message, Some(row.place.clone()))
                    .about(row.scheme.clone())
                    .help(help),
            );
        };
        let Some(standing) = weighed.standing else {
            push(
                Code::SchemeUnknown,
                format!(
                    "the scheme `{}` is not listed by the policy; it counts for nothing",
                    row.scheme
                ),
                "Write a scheme of the policy, or add it to scoring/certificates.toml",
            );
            continue;
        };
        if standing != crate::assessment::supplier::certificate::Standing::Valid {
            let until = weighed.end.map_or_else(String::new, |end| format!(" (ends {end})"));
            push(
                Code::CertificateStanding,
                format!("the certificate is {}{until}", standing.word()),
                "Ask for the current certificate",
            );
        }
        match weighed.edition {
            EditionFinding::Blank => push(
                Code::CertificateEdition,
                "the edition is blank; it passes".to_owned(),
                "Enter the edition from the certificate",
            ),
            EditionFinding::Unlisted => push(
                Code::CertificateEdition,
                "the edition names no year the policy lists; it passes".to_owned(),
                "Check the edition",
            ),
            EditionFinding::Fine => {}
        }
        if weighed.end_assumed {
            let end = weighed.end.map_or_else(String::new, |end| end.to_string());
            push(
                Code::CertificateAssumedEnd,
                format!("no end is stated; {end} is assumed from the issue date"),
                "Enter the end from the certificate",
            );
        }
        if row.covers == Covers::Nothing {
            push(
                Code::CertificateScope,
                "Covers is blank: the certificate covers no engagement".to_owned(),
                "Enter `all` or the engagements its scope holds",
            );
        }
    }
}

fn evidence(context: &Context<'_>, found: &mut Vec<Finding>) {
    for record in &context.register.evidence {
        let worth = worth(record, &context.catalogue.policy.evidence, context.as_of);
        if worth.lowered && context.catalogue.controls.index(record.control.as_str()).is_some() {
            let dated =
                record.dated.map_or_else(|| "undated".to_owned(), |dated| format!("dated {dated}"));
            let finding = Finding::new(
                Code::EvidenceStale,
                format!("the evidence is {dated}; it counts as {}", worth.level),
            );
            found.push(
                finding
                    .of(&record.supplier)
                    .about(record.control.as_str())
                    .at(record.place.clone())
                    .help("Renew the test or the assurance"),
            );
        }
    }
}

fn waivers(context: &Context<'_>, results: &[EngagementResult<'_>], found: &mut Vec<Finding>) {
    let policy = &context.catalogue.policy.waivers;
    for waiver in &context.register.waivers {
        let mut push = |code, message: String, help: &str| {
            let finding = Finding::new(code, message).of(&waiver.supplier).about(waiver.id.clone());
            found.push(finding.at(waiver.place.clone()).help(help));
        };
        let rule = waiver.subject.trim().to_lowercase().parse::<Rule>().ok();
        if rule.is_some_and(|rule| policy.not_waivable.contains(&rule)) {
            push(
                Code::WaiverForbidden,
                format!("`{}` can't be waived", waiver.subject),
                "Mend the cause instead",
            );
        } else if !names_fired(context, waiver, results) {
            push(
                Code::WaiverUnmatched,
                format!(
                    "`{}` of {} did not fire: the waiver changes nothing",
                    waiver.subject, waiver.supplier
                ),
                "Take it out, or correct its supplier, engagement or rule",
            );
        }
        match lapse(waiver, policy.max_months, context.as_of) {
            Some(Lapse::Expired) => push(
                Code::WaiverExpired,
                format!("the waiver ended on {}", end(waiver, policy.max_months)),
                "Decide anew",
            ),
            Some(Lapse::SelfApproved) => push(
                Code::WaiverSelfApproved,
                "requester and approver are the same person: the waiver does not count".to_owned(),
                "Have somebody else decide",
            ),
            Some(Lapse::NotYet) => push(
                Code::WaiverNotYet,
                format!("the waiver is approved only on {}", waiver.approved_on),
                "Correct the date, or assess on a later day",
            ),
            None => {}
        }
        if end(waiver, policy.max_months) < waiver.expires {
            push(
                Code::WaiverTooLong,
                format!(
                    "a waiver counts for at most {} months from its approval: until {}",
                    policy.max_months,
                    end(waiver, policy.max_months)
                ),
                "Shorten it",
            );
        }
    }
}

/// Whether a waiver matches any rule that fired.
fn names_fired(context: &Context<'_>, waiver: &Waiver, results: &[EngagementResult<'_>]) -> bool {
    let subject = waiver.subject.trim();
    let covers = &context.catalogue.policy.waivers.a_control_covers;
    results
        .iter()
        .filter(|result| waiver.covers(&result.engagement.id))
        .flat_map(|result| &result.rules)
        .filter(|rule| rule.supplier == waiver.supplier)
        .any(|rule| {
            rule.rule.word().eq_ignore_ascii_case(subject)
                || (covers.contains(&rule.rule) && rule.subject.eq_ignore_ascii_case(subject))
        })
}

/// The findings for adequacy decisions of limited scope that a transfer relies on.
fn transfers(context: &Context<'_>, results: &[EngagementResult<'_>]) -> Vec<Finding> {
    use super::scene::Scene;

    use crate::assessment::chain::transfer::{Passage, limited_scope};
    let policy = &context.catalogue.policy;
    let of_one = |result: &EngagementResult<'_>| {
        let mut found = Vec::new();
        let engagement = result.engagement;
        let Some((_, regime)) = engagement.origin.and_then(|origin| policy.regime(origin)) else {
            return found;
        };
        let graph = context.chain(engagement);
        let scene = Scene::new(engagement, &graph, engagement.tier, true);
        let edges = LinkIndex::each(&graph.edges);
        let edges = edges.map(|(index, edge)| (edge.to, Some(index), &edge.row.place));
        for (node, edge, place) in
            std::iter::once((NodeIndex::PRIME, None, &engagement.place)).chain(edges)
        {
            let to = graph.nodes[node];
            let countries = scene.countries(context, node, edge);
            let passage = Passage {
                kinds: scene.carried(edge),
                origin: engagement.origin,
                countries: &countries,
                mechanisms: scene.papers(edge).0,
                licence: false,
            };
            for (country, remark) in limited_scope(passage, regime) {
                let name = context.catalogue.vocabulary.country_name(country);
                let message = format!("the adequacy of {name} is of limited scope: {remark}");
                let finding =
                    Finding::new(Code::TransferNote, message).of(to).about(engagement.id.as_str());
                found.push(
                    finding
                        .at(place.clone())
                        .help("Check with counsel that the transfer is within it"),
                );
            }
        }
        found
    };
    results.par_iter().flat_map_iter(of_one).collect()
}

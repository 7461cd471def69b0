//! The tests for the reasons, one by one.

use std::collections::BTreeMap;

use super::reason::{DueReason, EngagementPart, Reason};
use crate::assessment::calendar::add_months;
use crate::assessment::context::Context;
use crate::assessment::rules::waiver::{Lapse, end, lapse};
use crate::assessment::supplier::certificate::{Standing, Weighed};
use crate::assessment::supplier::profile::Profile;
use crate::assessment::supplier::responses::Responses;
use crate::model::{Date, EngagementId, Response, ResponseIndex, SupplierId, Tier};

/// One supplier, whose reasons are being collected.
struct Case<'c, 'a> {
    context: &'c Context<'a>,
    profile: &'c Profile<'a>,
    parts: &'c [EngagementPart<'a>],
    /// The highest tier that reaches it.
    tier: Tier,
    horizon: Date,
    found: Vec<Reason>,
}

/// Every reason to ask a supplier: by day, kind, engagement and subject.
pub(super) fn of<'a>(
    context: &Context<'a>,
    id: &SupplierId,
    parts: &[EngagementPart<'a>],
    tier: Tier,
    horizon: Date,
) -> Vec<Reason> {
    let profile = context.profile(id);
    let mut case = Case { context, profile, parts, tier, horizon, found: Vec::new() };
    if case.responses().is_empty() {
        case.silent();
    } else {
        case.response_stale();
        case.cadence();
        case.new_engagement();
        case.raised_tier();
        case.incident_since();
    }
    case.certificate_ending();
    case.waiver_ending();
    case.found.sort();
    case.found
}

impl<'a> Case<'_, 'a> {
    fn as_of(&self) -> Date {
        self.context.as_of
    }

    /// The responses that count.
    fn responses(&self) -> &[&'a Response] {
        &self.profile.statements.responses
    }

    /// The newest of them; an undated response counts as the oldest.
    fn newest(&self) -> Option<&'a Response> {
        let key = |one: &&&Response| (one.completed_on, one.file.clone());
        self.responses().iter().max_by_key(key).copied()
    }

    /// The completion day of the newest dated response.
    fn answered_on(&self) -> Option<Date> {
        self.responses().iter().filter_map(|one| one.completed_on).max()
    }

    fn add(&mut self, reason: DueReason, day: Date, subject: Option<&str>, because: String) {
        let subject = subject.map(str::to_owned);
        self.found.push(Reason { day, reason, engagement: None, subject, because });
    }

    fn is_stale(&self, response: ResponseIndex) -> bool {
        self.profile.statements.is_stale(response, self.tier)
    }

    fn silent(&mut self) {
        let since = self.parts.iter().map(|part| part.engagement.start).min();
        let future = self.profile.future.iter().filter_map(|one| one.completed_on).min();
        let because = match future {
            Some(on) => format!("no response counts yet: the one there is was completed on {on}"),
            None => "no response that can be used".to_owned(),
        };
        self.add(DueReason::Silent, since.unwrap_or(self.context.as_of), None, because);
    }

    /// The responses that decide a control that applies at its tier.
    fn deciding(&self) -> Responses {
        let (catalogue, tier) = (self.context.catalogue, self.tier);
        let resolved = self.profile.resolved(tier);
        let controls = catalogue.controls.list().iter();
        let applying = resolved.iter().zip(controls).filter(|(_, one)| one.applies_at(tier));
        applying.map(|(resolved, _)| resolved.deciding).collect()
    }

    /// Adds the stale responses that decide a control. If no response is fresh, adds the newest too, even if it decides
    /// nothing: a blank form that is long stale must not spare its supplier the question.
    fn response_stale(&mut self) {
        let deciding = self.deciding();
        let months = self.context.catalogue.policy.tier(self.tier).stale_months;
        let any_fresh = ResponseIndex::all(self.responses().len()).any(|at| !self.is_stale(at));
        let newest = self.newest().filter(|_| !any_fresh).map(|one| one.file.clone());
        for at in ResponseIndex::all(self.responses().len()) {
            let counts =
                deciding.contains(at) || newest.as_ref() == Some(&self.responses()[at].file);
            if !counts || !self.is_stale(at) {
                continue;
            }
            let response = self.responses()[at];
            let (day, because) = match response.completed_on {
                Some(on) => {
                    let last = add_months(on, months);
                    (last, format!("answers of {on} count for {months} months at {}", self.tier))
                }
                None => (self.as_of(), "nothing says when the answers were given".to_owned()),
            };
            self.add(DueReason::ResponseStale, day, Some(&response.file), because);
        }
    }

    fn cadence(&mut self) {
        let months = self.context.catalogue.policy.tier(self.tier).cadence_months;
        let dated = ResponseIndex::all(self.responses().len())
            .filter_map(|at| Some((self.responses()[at].completed_on?, at)));
        let Some((on, _)) = dated.max().filter(|(_, at)| !self.is_stale(*at)) else { return };
        let day = add_months(on, months);
        if day <= self.horizon {
            let because =
                format!("at {} everybody is asked every {months} months, last on {on}", self.tier);
            self.add(DueReason::Cadence, day, None, because);
        }
    }

    fn certificate_ending(&mut self) {
        let counts = |one: &Weighed<'_>| {
            use Standing::{Expired, Expiring, Valid};
            matches!(one.standing, Some(Valid | Expiring | Expired))
                && self.parts.iter().any(|part| one.in_scope(&part.engagement.id, &part.processing))
        };
        // Of two certificates with the same end the last by name is taken, so that the order of the register's rows has
        // no effect.
        let mut latest: BTreeMap<&str, (Date, String)> = BTreeMap::new();
        let all = self.profile.certificates.iter().map(|one| &one.weighed);
        for one in all.filter(|one| counts(one)) {
            let Some(((scheme, _), end)) = one.scheme.zip(one.end) else { continue };
            let number = one.certificate.number.as_deref().unwrap_or_default();
            let name = format!("{} {number}", one.certificate.scheme.trim()).trim_end().to_owned();
            let known = latest.entry(scheme).or_default();
            *known = std::mem::take(known).max((end, name));
        }
        let ending = latest.into_values().filter(|(end, _)| *end <= self.horizon);
        let ending: Vec<(Date, String)> = ending.collect();
        for (end, name) in ending {
            let verb = if end < self.as_of() { "ended" } else { "ends" };
            let because = format!("the certificate {verb} on {end}, and no later one is filed");
            self.add(DueReason::CertificateEnding, end, Some(&name), because);
        }
    }

    fn is_party(&self, id: &EngagementId) -> bool {
        self.parts.iter().any(|part| part.engagement.id == *id)
    }

    fn waiver_ending(&mut self) {
        let months = self.context.catalogue.policy.waivers.max_months;
        for waiver in self.context.waivers(&self.profile.id) {
            let here = waiver.engagement.as_ref().is_none_or(|id| self.is_party(id));
            let never = matches!(
                lapse(waiver, months, self.as_of()),
                Some(Lapse::SelfApproved | Lapse::NotYet)
            );
            let last = end(waiver, months);
            let settled = last < self.as_of() && self.answered_on().is_some_and(|on| on > last);
            if !here || never || last > self.horizon || settled {
                continue;
            }
            let verb = if last < self.as_of() { "ended" } else { "ends" };
            self.found.push(Reason {
                day: last,
                reason: DueReason::WaiverEnding,
                engagement: waiver.engagement.clone(),
                subject: Some(waiver.id.clone()),
                because: format!("the waiver of {} {verb} on {last}", waiver.subject.trim()),
            });
        }
    }

    fn new_engagement(&mut self) {
        let Some(newest) = self.newest() else { return };
        for part in self.parts {
            let (id, start) = (&part.engagement.id, part.engagement.start);
            let because = if newest.engagements.is_empty() {
                let Some(on) = newest.completed_on.filter(|on| start > *on) else { continue };
                format!("it began after the answers of {on}, which name no engagement")
            } else if newest.engagements.iter().all(|known| known != id.as_str()) {
                format!("the form was filled in for {}", newest.engagements.join(", "))
            } else {
                continue;
            };
            let (reason, engagement) = (DueReason::NewEngagement, Some(id.clone()));
            self.found.push(Reason { day: start, reason, engagement, subject: None, because });
        }
    }

    fn raised_tier(&mut self) {
        let catalogue = self.context.catalogue;
        let natives = self.responses().iter().filter_map(|one| {
            let asked = catalogue.questionnaires.get(usize::from(one.questionnaire))?;
            asked.native.then_some((*one, asked))
        });
        let Some((form, asked)) =
            natives.max_by_key(|(one, _)| (one.returned_on(), one.file.clone()))
        else {
            return;
        };
        let from = |question| asked.applies_from(question, &catalogue.controls);
        // Answers of several days in one form are several responses with one file.
        let whole = self.responses().iter().filter(|one| one.file == form.file);
        let held = whole.flat_map(|one| &one.answers);
        let held = held.filter_map(|given| asked.questions.get(given.question.get()));
        let Some(held) = held.map(from).max().filter(|held| *held < self.tier) else { return };
        let between = |tier: Tier| tier > held && tier <= self.tier;
        if asked.questions.iter().map(from).any(between) {
            let at: Vec<&str> = self
                .parts
                .iter()
                .filter(|part| part.tier == self.tier)
                .map(|part| part.engagement.id.as_str())
                .collect();
            let because = format!(
                "its form asks what {held} needs; {} needs what {} does",
                at.join(", "),
                self.tier
            );
            self.add(DueReason::RaisedTier, self.as_of(), None, because);
        }
    }

    fn incident_since(&mut self) {
        let Some(on) = self.answered_on() else { return };
        for incident in &self.profile.incidents {
            if incident.detected > on && incident.detected <= self.as_of() {
                let because = format!("detected after the answers of {on}");
                self.add(DueReason::IncidentSince, incident.detected, Some(&incident.id), because);
            }
        }
    }
}

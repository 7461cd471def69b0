//! A fired rule in words: what it is about, why, what to do, by when, and where it stands.

mod edges;

use std::borrow::Cow;

use super::context::{Context, notice_hours};
use super::decision::due;
use super::evaluation::{Evaluation, Verdict};
use super::gate::{Hit, Subject};
use super::node::ControlLine;
use super::profile::Profile;
use crate::model::{Answer, Date, EvidenceLevel, Outcome, Place, Rule, SupplierId, Tier};

/// A fired rule as people read it.
#[derive(Debug, Clone, PartialEq)]
pub struct FiredRule<'a> {
    /// The rule.
    pub rule: Rule,
    /// What it says, after waivers.
    pub outcome: Outcome,
    /// The supplier it names.
    pub supplier: SupplierId,
    /// The control, domain, certificate, file, incident or other party it is about; may be empty.
    pub subject: Cow<'a, str>,
    /// Why it fired: a plain sentence.
    pub because: String,
    /// What to do.
    pub remedy: Cow<'a, str>,
    /// By when, for a condition or a hold.
    pub due: Option<Date>,
    /// The waiver that changed its outcome.
    pub waiver: Option<String>,
    /// Where the fact stands.
    pub place: Option<Place>,
    /// The tier it was tested at.
    pub tier: Tier,
}

/// What a rule says about its subject.
struct Words<'a> {
    subject: Cow<'a, str>,
    because: String,
    remedy: Cow<'a, str>,
    place: Option<Place>,
}

impl<'a> Words<'a> {
    fn new(because: impl Into<String>, remedy: impl Into<Cow<'a, str>>) -> Self {
        let (because, remedy) = (because.into(), remedy.into());
        Self { subject: Cow::Borrowed(""), because, remedy, place: None }
    }

    fn about(mut self, subject: impl Into<Cow<'a, str>>) -> Self {
        self.subject = subject.into();
        self
    }

    fn at(mut self, place: Option<Place>) -> Self {
        self.place = place;
        self
    }
}

/// Puts a verdict into words.
pub fn describe<'a>(
    context: &Context<'a>,
    own: &Evaluation<'_, 'a>,
    verdict: &Verdict<'a>,
) -> FiredRule<'a> {
    let hit = verdict.hit;
    let supplier = own.supplier(&hit);
    let teller = Teller { context, own, hit, profile: context.profile(supplier) };
    let words = teller.words();
    let mut because = words.because;
    if let Some(waiver) = verdict.waiver {
        let end = super::waiver::end(waiver, context.catalogue.policy.waivers.max_months);
        because.push_str(&format!("; accepted risk until {end} (waiver {})", waiver.id));
    }
    FiredRule {
        rule: hit.rule,
        outcome: verdict.outcome,
        supplier: supplier.clone(),
        subject: words.subject,
        because,
        remedy: words.remedy,
        due: due(context, verdict.outcome, hit.tier),
        waiver: verdict.waiver.map(|waiver| waiver.id.clone()),
        place: words.place,
        tier: hit.tier,
    }
}

/// Knows everything a sentence needs.
struct Teller<'t, 'a> {
    context: &'t Context<'a>,
    own: &'t Evaluation<'t, 'a>,
    hit: Hit,
    profile: &'t Profile<'a>,
}

/// Hours without a needless fraction.
fn hours(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    format!("{rounded} h")
}

/// A share as a percentage with one decimal.
fn percent(value: f64) -> String {
    format!("{:.1} %", value * 100.0)
}

impl<'a> Teller<'_, 'a> {
    fn words(&self) -> Words<'a> {
        match self.hit.subject {
            Subject::Control(control) => self.control(control),
            Subject::Domain(domain) => self.domain(domain),
            Subject::Response(response) => self.response(response),
            Subject::Certificate(certificate) => self.certificate(certificate),
            Subject::Incident(incident) => self.incident(incident),
            Subject::Country(edge, country) => self.country(edge, country),
            Subject::Edge(edge) => self.edge(edge),
            Subject::BackEdge(index) => self.back_edge(index),
            Subject::Unreached(index) => self.unreached(index),
            Subject::Node => self.node(),
        }
    }

    fn supplier_place(&self) -> Option<Place> {
        self.profile.supplier.map(|supplier| supplier.place.clone())
    }

    fn node(&self) -> Words<'a> {
        let policy = &self.context.catalogue.policy;
        let numbers = &policy.thresholds;
        let score = self.hit.node.map(|node| &self.own.scores[node]);
        let words = match self.hit.rule {
            Rule::ResponseMissing => Words::new(
                "there is no accepted response from this supplier",
                "Send the questionnaire and enter the returned file, or mend the file in quarantine",
            ),
            Rule::CoverageLow => {
                let coverage = score.and_then(|score| score.coverage()).unwrap_or(0.0);
                let least = percent(numbers.coverage_min);
                Words::new(
                    format!(
                        "{} of the applying weight is answered, at least {least} is needed",
                        percent(coverage)
                    ),
                    "Ask for the unanswered questions",
                )
            }
            Rule::NaShareHigh => {
                let share = score
                    .map_or(0.0, |score| score.weights.not_applicable / score.weights.applying);
                let most = percent(numbers.na_share_max);
                Words::new(
                    format!(
                        "{} of the applying weight is called not applicable, at most {most} may be",
                        percent(share)
                    ),
                    "Ask for an answer where the control has an object at this supplier",
                )
            }
            Rule::AppetiteExceeded => self.appetite(),
            Rule::ChainDepth => {
                let depth = self.hit.node.map_or(0, |node| self.own.scene.positions[node].depth);
                let most = policy.tier(self.hit.tier).chain_depth_max.unwrap_or(0);
                Words::new(
                    format!(
                        "it stands {depth} levels below the prime; {most} are allowed at {}",
                        self.hit.tier
                    ),
                    "Shorten the chain, or pass on information of a lower tier",
                )
            }
            Rule::ChainUnknown => Words::new(
                format!("{} stands in the chain but not in the register", self.profile.id),
                "Enter the supplier in the register and ask it for a response",
            )
            .at(self.first_edge_place()),
            Rule::NoticeSlack => self.slack(),
            rule => Words::new(rule.about(), "Look at the facts named"),
        };
        if words.place.is_some() { words } else { words.at(self.supplier_place()) }
    }

    fn first_edge_place(&self) -> Option<Place> {
        let node = self.hit.node?;
        let edge = self.own.scene.graph.arriving[node].first()?;
        Some(self.own.scene.graph.edges[*edge].row.place.clone())
    }

    fn appetite(&self) -> Words<'a> {
        let policy = &self.context.catalogue.policy;
        let appetite = policy.tier(self.hit.tier).appetite.unwrap_or(0.0);
        let limit = policy.thresholds.appetite_chain_factor * appetite;
        let (largest, chain) =
            self.own.likelihood.map_or((0.0, 0.0), |chain| (chain.largest, chain.moments.mean));
        let because = if largest > appetite + policy.arithmetic.tolerance {
            format!(
                "the largest likelihood of one party is {}, above the appetite of {} at {}",
                percent(largest),
                percent(appetite),
                self.hit.tier
            )
        } else {
            format!(
                "the likelihood of the chain is {}, above {} at {}",
                percent(chain),
                percent(limit),
                self.hit.tier
            )
        };
        Words::new(because, "Raise the weakest domains, disclose information of a lower tier, or let the role named sign")
            .at(Some(self.own.scene.engagement.place.clone()))
    }

    fn slack(&self) -> Words<'a> {
        let node = self.hit.node.unwrap_or(0);
        let slack = self.own.scene.slack(self.context, node).unwrap_or(0.0);
        let available = self.own.scene.available_hours(self.context).unwrap_or(0.0);
        let agreed = available - slack;
        let because = format!(
            "the notice hours down to it add up to {}; {} are left after our reserve ({} too many)",
            hours(agreed),
            hours(available),
            hours(-slack),
        );
        let place =
            self.first_edge_place().unwrap_or_else(|| self.own.scene.engagement.place.clone());
        Words::new(because, "Agree shorter notice along the path").at(Some(place))
    }

    fn control_line(&self, control: usize) -> Option<&ControlLine> {
        let score = &self.own.scores[self.hit.node?];
        let at = score.lines.binary_search_by_key(&control, ControlLine::control).ok()?;
        score.lines.get(at)
    }

    /// The first cell that decided a control, or that was heard where nothing did.
    fn control_place(&self, control: usize) -> Option<Place> {
        let (catalogue, as_of) = (self.context.catalogue, self.context.as_of);
        let row = self.profile.resolved(catalogue, self.hit.tier, as_of).get(control)?.first()?;
        let response = self.profile.statements.responses[usize::from(row.response)];
        Some(response.place(response.answers.get(row.answer as usize)?.spot))
    }

    fn control(&self, control: usize) -> Words<'a> {
        let catalogue = self.context.catalogue;
        let entry = &catalogue.controls.list()[control];
        let line = self.control_line(control);
        let level = line.map_or(EvidenceLevel::E0, |line| line.support.level);
        let answer = line.map_or(Answer::Unanswered, |line| line.answer);
        let because = match answer {
            Answer::Yes => {
                let tier = catalogue.policy.tier(self.hit.tier);
                let heavy = catalogue.policy.is_heavy(entry.weight);
                let least = if heavy { tier.evidence_min_heavy } else { tier.evidence_min_other };
                let title = |level| catalogue.policy.evidence.of(level).title.as_str();
                let least = least.unwrap_or(EvidenceLevel::E0);
                format!(
                    "{} is answered yes, supported by a {} ({level}); {} ({least}) is needed",
                    entry.title,
                    title(level),
                    title(least)
                )
            }
            Answer::Unanswered => {
                format!("{} is required at {} and unanswered", entry.title, self.hit.tier)
            }
            other => {
                format!("{} is required at {} and answered {other}", entry.title, self.hit.tier)
            }
        };
        let remedy: Cow<'a, str> = match answer {
            Answer::Yes => {
                format!("Supply evidence: {}", self.context.wanted_evidence(control)).into()
            }
            Answer::Unanswered => format!("Answer the question. {}", entry.remedy).into(),
            _ => entry.remedy.as_str().into(),
        };
        let place = self.control_place(control).or_else(|| self.supplier_place());
        Words::new(because, remedy).about(entry.id.as_str()).at(place)
    }

    fn domain(&self, domain: usize) -> Words<'a> {
        let policy = &self.context.catalogue.policy;
        let entry = &policy.domains[domain];
        let scored = self
            .hit
            .node
            .and_then(|node| self.own.scores[node].domains.iter().find(|one| one.domain == domain));
        let strength = scored.map_or(0.0, |one| one.observations.strength());
        let attainable = scored
            .map_or(1.0, |one| one.attainable * policy.thresholds.domain_weak_attainable_factor);
        let least = policy.tier(self.hit.tier).domain_strength_min.unwrap_or(0.0).min(attainable);
        Words::new(
            format!(
                "the strength of {} ({}) is {strength:.3}, below {least:.3}",
                entry.title, entry.domain
            ),
            "Raise the answers of this domain, or support them with evidence",
        )
        .about(entry.domain.as_str())
        .at(self.supplier_place())
    }

    fn response(&self, index: usize) -> Words<'a> {
        let response = self.profile.statements.responses[index];
        let months = self.context.catalogue.policy.tier(self.hit.tier).stale_months;
        let because = match response.completed_on {
            Some(on) => format!(
                "a response completed on {on} decides controls; at {} it speaks for {months} months",
                self.hit.tier
            ),
            None => "a response without a completion date decides controls".to_owned(),
        };
        Words::new(because, "Ask for an up-to-date response, dated and complete")
            .about(response.file.as_ref())
            .at(Some(Place::file(response.file.clone())))
    }

    fn certificate(&self, index: Option<usize>) -> Words<'a> {
        let Some(index) = index else {
            let because = match self.profile.certificates.len() {
                0 => format!(
                    "no certificate is registered; ISO/IEC 27001 or equivalent is asked at {}",
                    self.hit.tier
                ),
                _ => format!(
                    "no certificate in standing and in scope is worth anything beside ISO/IEC 27001 at {}",
                    self.hit.tier
                ),
            };
            let place =
                self.profile.certificates.first().map(|one| one.weighed.certificate.place.clone());
            return Words::new(because, "Supply an accredited ISO/IEC 27001 certificate, or an equivalent one, whose scope covers the engagement")
                .at(place.or_else(|| self.supplier_place()));
        };
        let weighed = &self.profile.certificates[index].weighed;
        let key = weighed.scheme.map_or(weighed.certificate.scheme.as_str(), |(key, _)| key);
        let end = weighed.end.map_or_else(|| "an unknown day".to_owned(), |end| end.to_string());
        let (because, remedy) = if self.hit.rule == Rule::CertificateExpiring {
            (
                format!("every equivalent certificate is about to end, the last on {end}"),
                "Supply the renewed certificate",
            )
        } else {
            (
                format!(
                    "the best certificate is {key}, worth part of ISO/IEC 27001 at {}",
                    self.hit.tier
                ),
                "Supply a certificate that is fully equivalent at this tier",
            )
        };
        Words::new(because, remedy).about(key).at(Some(weighed.certificate.place.clone()))
    }

    fn incident(&self, index: usize) -> Words<'a> {
        let incident = self.profile.incidents[index];
        let took = hours(notice_hours(incident, self.context.as_of));
        let agreed =
            self.hit.node.and_then(|node| self.own.scene.smallest_notice(node)).unwrap_or(0.0);
        let because = match incident.notified {
            Some(_) => format!(
                "the incident of {} was notified after {took}; {} were agreed",
                incident.detected,
                hours(agreed)
            ),
            None => format!(
                "the incident of {} was not notified for {took}; {} were agreed",
                incident.detected,
                hours(agreed)
            ),
        };
        Words::new(because, "Ask for the cause of the delay and a drill of the notification")
            .about(incident.id.as_str())
            .at(Some(incident.place.clone()))
    }
}

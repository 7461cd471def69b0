//! The facts of a hit: the case of its rule, and the values for the placeholders of its sentences.

use super::RuleTeller;
use super::subject::scheme;
use crate::assessment::calendar::days_between;
use crate::assessment::context::notice_hours;
use crate::assessment::rules::gate::Subject;
use crate::assessment::supplier::node::ControlLine;
use crate::catalogue::policy::Confidence;
use crate::model::{
    CertificateIndex, ControlIndex, Country, DomainIndex, EvidenceLevel, Fact, Field, LinkIndex,
    NodeIndex, ResponseIndex, Rule,
};

/// The index of a case among those of its rule, with its facts.
pub(super) type SentenceCase<'a> = (usize, Vec<Fact<'a>>);

impl<'a> RuleTeller<'_, 'a> {
    /// The case and the facts of the hit.
    pub(super) fn facts(&self) -> SentenceCase<'a> {
        let (case, mut facts) = match self.hit.subject {
            Subject::Control(control) => (0, self.control(control)),
            Subject::Domain(domain) => (0, self.domain(domain)),
            Subject::Response(response) => self.response(response),
            Subject::Certificate(certificate) => self.certificate(certificate),
            Subject::Incident(incident) => self.incident(incident),
            Subject::Country(_, country) => self.country(country),
            Subject::Edge(edge) => (0, self.edge(edge)),
            Subject::BackEdge(index) => {
                let row = self.scene().graph.back[index];
                (0, parties(row.from.as_str(), row.to.as_str()))
            }
            Subject::Unreached(index) => {
                let row = self.scene().graph.unreached[index];
                (1, parties(row.from.as_str(), row.to.as_str()))
            }
            Subject::Condition(of) => (0, self.condition(of)),
            Subject::Node => self.node(),
        };
        facts.push(Fact::text(Field::Tier, self.hit.tier.name()));
        (case, facts)
    }

    fn control_line(&self, control: ControlIndex) -> Option<&ControlLine> {
        let score = &self.own.scores[self.hit.node?];
        let at = score.lines.binary_search_by_key(&control, ControlLine::control).ok()?;
        score.lines.get(at)
    }

    fn control(&self, control: ControlIndex) -> Vec<Fact<'a>> {
        let catalogue = self.context.catalogue;
        let entry = &catalogue.controls.list()[control];
        let line = self.control_line(control);
        let have = line.map_or(EvidenceLevel::E0, |line| line.support.level);
        let tier = catalogue.policy.tier(self.hit.tier);
        let heavy = catalogue.policy.is_heavy(entry.weight);
        let need = if heavy { tier.evidence_min_heavy } else { tier.evidence_min_other };
        let need = need.unwrap_or(EvidenceLevel::E0);
        let title = |level| catalogue.policy.evidence.of(level).title.as_str();
        let answer = line.map_or_else(String::new, |line| line.answer.to_string());
        vec![
            Fact::text(Field::Title, entry.title.as_str()),
            Fact::text(Field::Answer, answer),
            Fact::text(Field::Remedy, entry.remedy.as_str()),
            Fact::text(Field::Wanted, self.context.wanted_evidence(control)),
            Fact::text(Field::Have, title(have)),
            Fact::text(Field::HaveLevel, have.name()),
            Fact::text(Field::Need, title(need)),
            Fact::text(Field::NeedLevel, need.name()),
        ]
    }

    fn domain(&self, domain: DomainIndex) -> Vec<Fact<'a>> {
        let policy = &self.context.catalogue.policy;
        let entry = &policy.domains[domain];
        let domains = self.hit.node.map(|node| &self.own.scores[node].domains);
        let scored = domains.and_then(|all| all.iter().find(|one| one.domain == domain));
        let strength = scored.map_or(0.0, |one| one.observations.strength());
        let attainable = scored
            .map_or(1.0, |one| one.attainable * policy.thresholds.domain_weak_attainable_factor);
        let least = policy.tier(self.hit.tier).domain_strength_min.unwrap_or(0.0).min(attainable);
        vec![
            Fact::text(Field::Title, entry.title.as_str()),
            Fact::text(Field::Domain, entry.domain.as_str()),
            Fact::number(Field::Strength, strength),
            Fact::number(Field::Least, least),
        ]
    }

    fn response(&self, index: ResponseIndex) -> SentenceCase<'a> {
        let months = self.context.catalogue.policy.tier(self.hit.tier).stale_months;
        let months = Fact::count(Field::Months, months);
        match self.profile.statements.responses[index].completed_on {
            Some(on) => (0, vec![Fact::day(Field::Completed, on), months]),
            None => (1, vec![months]),
        }
    }

    fn certificate(&self, index: Option<CertificateIndex>) -> SentenceCase<'a> {
        let Some(index) = index else {
            let any = !self.profile.certificates.is_empty();
            return (usize::from(any), Vec::new());
        };
        let end = self.profile.certificates[index].weighed.end;
        let unknown = &self.context.catalogue.sentences.phrases.unknown_day;
        let end = end.map_or_else(|| unknown.clone(), |end| end.to_string());
        let facts = vec![
            Fact::text(Field::Scheme, scheme(self.profile, index).to_owned()),
            Fact::text(Field::End, end),
        ];
        // Of a rule with several cases, the last is the one with a certificate.
        (self.hit.rule.cases().len() - 1, facts)
    }

    fn incident(&self, index: usize) -> SentenceCase<'a> {
        let incident = self.profile.incidents[index];
        let agreed = self.hit.node.and_then(|node| self.scene().smallest_notice(node));
        let facts = vec![
            Fact::day(Field::Detected, incident.detected),
            Fact::number(Field::Took, notice_hours(incident, self.context.as_of)),
            Fact::number(Field::Agreed, agreed.unwrap_or(0.0)),
        ];
        (usize::from(incident.notified.is_none()), facts)
    }

    fn country(&self, country: Option<Country>) -> SentenceCase<'a> {
        let catalogue = self.context.catalogue;
        let phrases = &catalogue.sentences.phrases;
        let name = country.map_or_else(
            || phrases.unknown_country.clone(),
            |country| catalogue.vocabulary.country_name(country),
        );
        let regime =
            self.scene().engagement.origin.and_then(|origin| catalogue.policy.regime(origin));
        let law = regime.map_or(phrases.no_regime.as_str(), |(_, regime)| regime.title.as_str());
        let accepted = regime.map(|(_, regime)| regime.mechanisms.join(", "));
        let facts = vec![
            Fact::text(Field::Country, name),
            Fact::text(Field::Law, law),
            Fact::text(Field::Mechanisms, accepted.unwrap_or_default()),
        ];
        (usize::from(country.is_none()), facts)
    }

    /// Whether the hit relies on a law of which we are not certain.
    pub(super) fn needs_counsel(&self) -> bool {
        let origin = self.scene().engagement.origin;
        let regime = origin.and_then(|origin| self.context.catalogue.policy.regime(origin));
        matches!(self.hit.subject, Subject::Country(..))
            && regime.is_some_and(|(_, regime)| regime.confidence == Confidence::L)
    }

    fn edge(&self, edge: Option<LinkIndex>) -> Vec<Fact<'a>> {
        let scene = self.scene();
        let row = edge.map(|edge| scene.graph.edges[edge].row);
        let us = self.context.catalogue.sentences.phrases.us.as_str();
        let agreed = row.map_or(scene.engagement.notice_agreed, |row| row.notice_agreed);
        let longest = self.context.catalogue.policy.tier(self.hit.tier).notice_hours_max;
        let mut facts = parties(
            row.map_or(us, |row| row.from.as_str()),
            row.map_or(scene.engagement.supplier.as_str(), |row| row.to.as_str()),
        );
        facts.push(Fact::number(Field::Agreed, agreed.unwrap_or(0.0)));
        facts.push(Fact::number(Field::Available, longest.unwrap_or(0.0)));
        let stated = row.and_then(|row| row.tier);
        facts.extend(stated.map(|tier| Fact::text(Field::Stated, tier.name())));
        let raised = edge.map(|edge| scene.raised_kinds(edge).to_string());
        facts.extend(raised.map(|kinds| Fact::text(Field::Kinds, kinds)));
        facts
    }

    fn condition(&self, of: usize) -> Vec<Fact<'a>> {
        let verdict = &self.own.verdicts[of];
        let about =
            super::subject::shown(self.context, self.scene(), &self.own.verdicts, &verdict.hit);
        let about = if about.is_empty() { String::new() } else { format!(" ({about})") };
        let due = verdict.remembered.unwrap_or(self.context.as_of);
        vec![
            Fact::text(Field::Rule, verdict.hit.rule.word()),
            Fact::text(Field::Subject, about),
            Fact::day(Field::Due, due),
            Fact::count(Field::Days, days_between(due, self.context.as_of)),
        ]
    }

    fn node(&self) -> SentenceCase<'a> {
        let node = self.hit.node.unwrap_or(NodeIndex::PRIME);
        match self.hit.rule {
            Rule::CoverageLow | Rule::NaShareHigh => (0, self.shares(node)),
            Rule::AppetiteExceeded => self.appetite(),
            Rule::NoticeSlack => (0, self.slack(node)),
            Rule::ChainDepth => {
                let most = self.context.catalogue.policy.tier(self.hit.tier).chain_depth_max;
                let depth = Fact::count(Field::Depth, self.scene().positions[node].depth);
                (0, vec![depth, Fact::count(Field::Most, most.unwrap_or(0))])
            }
            _ => (0, vec![Fact::text(Field::Taker, self.profile.id.as_str().to_owned())]),
        }
    }

    fn shares(&self, node: NodeIndex) -> Vec<Fact<'a>> {
        let numbers = &self.context.catalogue.policy.thresholds;
        let weights = &self.own.scores[node].weights;
        let (share, limit) = match self.hit.rule {
            Rule::CoverageLow => (weights.coverage().unwrap_or(0.0), numbers.coverage_min),
            _ => (weights.not_applicable / weights.applying, numbers.na_share_max),
        };
        vec![Fact::number(Field::Share, share), Fact::number(Field::Limit, limit)]
    }

    fn appetite(&self) -> SentenceCase<'a> {
        let policy = &self.context.catalogue.policy;
        let appetite = policy.tier(self.hit.tier).appetite.unwrap_or(0.0);
        let (largest, chain) =
            self.own.likelihood.map_or((0.0, 0.0), |chain| (chain.largest, chain.moments.mean));
        let of_party = largest > appetite + policy.arithmetic.tolerance;
        let (likelihood, limit) = if of_party {
            (largest, appetite)
        } else {
            (chain, policy.thresholds.appetite_chain_factor * appetite)
        };
        let facts =
            vec![Fact::number(Field::Likelihood, likelihood), Fact::number(Field::Limit, limit)];
        (usize::from(!of_party), facts)
    }

    fn slack(&self, node: NodeIndex) -> Vec<Fact<'a>> {
        let slack = self.scene().slack(self.context, node).unwrap_or(0.0);
        let available = self.scene().available_hours(self.context).unwrap_or(0.0);
        vec![
            Fact::number(Field::Agreed, available - slack),
            Fact::number(Field::Available, available),
            Fact::number(Field::Excess, -slack),
        ]
    }
}

fn parties<'a>(giver: &'a str, taker: &'a str) -> Vec<Fact<'a>> {
    vec![Fact::text(Field::Giver, giver), Fact::text(Field::Taker, taker)]
}

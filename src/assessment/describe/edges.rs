//! What rules about edges of the chain say: obligations, consent, clocks and transfers.

use super::{Teller, Words, hours};
use crate::model::{Place, Rule, Tier};

impl<'a> Teller<'_, 'a> {
    fn edge_place(&self, edge: Option<usize>) -> Place {
        match edge {
            None => self.own.scene.engagement.place.clone(),
            Some(edge) => self.own.scene.graph.edges[edge].row.place.clone(),
        }
    }

    fn giver(&self, edge: Option<usize>) -> String {
        edge.map_or_else(
            || "us".to_owned(),
            |edge| self.own.scene.graph.edges[edge].row.from.to_string(),
        )
    }

    pub(super) fn edge(&self, edge: Option<usize>) -> Words<'a> {
        let giver = self.giver(edge);
        let row = edge.map(|edge| self.own.scene.graph.edges[edge].row);
        let agreed = row.map_or(self.own.scene.engagement.notice_agreed, |row| row.notice_agreed);
        let longest =
            self.context.catalogue.policy.tier(self.hit.tier).notice_hours_max.unwrap_or(0.0);
        let (because, remedy) = match self.hit.rule {
            Rule::FlowDownMissing => (
                format!("{giver} has not flowed the obligations down to it in writing"),
                "Have the obligations put into the subcontract, and enter the proof",
            ),
            Rule::OnwardConsent => (
                format!("there is no consent to {giver} passing information on to it"),
                "Decide on the consent, or stop the passing on",
            ),
            Rule::NoticeMissing => (
                format!("it has agreed no breach notice hours with {giver}"),
                "Agree notice in hours",
            ),
            Rule::NoticeLong => (
                format!(
                    "it has agreed {} of notice with {giver}; at most {} are allowed at {}",
                    hours(agreed.unwrap_or(0.0)),
                    hours(longest),
                    self.hit.tier
                ),
                "Agree shorter notice",
            ),
            Rule::ChainTierRaised => (
                format!(
                    "{giver} is registered as passing on {} but receives less",
                    row.and_then(|row| row.tier).map_or("", Tier::name)
                ),
                "Correct the tier in the register, or the engagement's",
            ),
            rule => (rule.about().to_owned(), "Look at the facts named"),
        };
        Words::new(because, remedy)
            .about(row.map_or("", |row| row.from.as_str()))
            .at(Some(self.edge_place(edge)))
    }

    pub(super) fn back_edge(&self, index: usize) -> Words<'a> {
        let row = self.own.scene.graph.back[index];
        Words::new(
            format!("{} passes information back to {}, which stands above it", row.from, row.to),
            "Take the row out of the register if it is a mistake, or end the circle",
        )
        .about(row.from.as_str())
        .at(Some(row.place.clone()))
    }

    pub(super) fn unreached(&self, index: usize) -> Words<'a> {
        let row = self.own.scene.graph.unreached[index];
        Words::new(
            format!(
                "{} is registered as passing information to {}, but nothing reaches {}",
                row.from, row.to, row.from
            ),
            "Enter who passes the information to the giver, or take the row out",
        )
        .about(row.from.as_str())
        .at(Some(row.place.clone()))
    }

    pub(super) fn country(
        &self,
        edge: Option<usize>,
        country: Option<crate::model::Country>,
    ) -> Words<'a> {
        let policy = &self.context.catalogue.policy;
        let vocabulary = &self.context.catalogue.vocabulary;
        let name = country.map_or_else(
            || "an unknown country".to_owned(),
            |country| vocabulary.country_name(country),
        );
        let origin = self.own.scene.engagement.origin;
        let regime = origin.and_then(|origin| policy.regime(origin));
        let law = regime.map_or("no regime of the policy", |(_, regime)| regime.title.as_str());
        let (because, remedy) = match self.hit.rule {
            Rule::TransferMechanism => (
                format!("personal data go to {name} without adequacy or an accepted mechanism ({law})"),
                regime.map_or_else(String::new, |(_, regime)| format!("Agree one of: {}", regime.mechanisms.join(", "))),
            ),
            Rule::TransferUnknown => (
                "personal data are transferred, but their origin is under no regime of the policy or no country is known".to_owned(),
                "Enter the origin country and where the party processes".to_owned(),
            ),
            Rule::Localisation => (
                format!("information that {law} wants stored locally goes to {name}"),
                "Keep it in the country, or obtain the named exception".to_owned(),
            ),
            _ => (
                format!("export-controlled information goes to {name} without a licence reference"),
                "Enter the licence, or keep the information within the export area".to_owned(),
            ),
        };
        let unsure = regime.is_some_and(|(_, regime)| {
            regime.confidence == crate::catalogue::policy::Confidence::L
        });
        let counsel = if unsure { " (check with counsel)" } else { "" };
        let subject = country.map_or_else(String::new, |country| country.to_string());
        Words::new(format!("{because}{counsel}"), remedy)
            .about(subject)
            .at(Some(self.edge_place(edge)))
    }
}

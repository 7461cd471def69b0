//! Sheets Engagements and Phases.

use super::row::RegisterRow;
use crate::model::{DealId, Engagement, EngagementId, Phase, SupplierId};

pub(super) fn engagement(row: &mut RegisterRow<'_, '_>) -> Option<Engagement> {
    let id = row.text("engagement-id");
    if let Some(id) = &id {
        let place = row.place_of("engagement-id");
        row.cx.claim("engagement", id, place);
        row.cx.add_engagement(id);
    }
    let supplier = prime(row);
    let deal = row.text("deal-id");
    let tier = row.tier("information-tier");
    if let Some((id, tier)) = id.as_ref().zip(tier) {
        row.cx.tiers.insert(id.clone(), tier);
    }
    let kinds = row.kinds("information-kinds");
    let origin = row.country("origin-country");
    let start = row.date("start");
    let end = row.date("end");
    if start.zip(end).is_some_and(|(start, end)| start > end) {
        row.problem("end", "the engagement ends before it starts", "mend Start or End");
    }
    let partial = Engagement {
        id: EngagementId::new(id.as_deref().unwrap_or_default()),
        supplier: SupplierId::new(supplier.as_deref().unwrap_or_default()),
        deal: DealId::new(deal.as_deref().unwrap_or_default()),
        purpose: row.text("purpose"),
        tier: tier.unwrap_or(crate::model::Tier::Critical),
        kinds,
        origin,
        processing: row.countries("processing-countries"),
        access: row.countries("access-countries"),
        mechanisms: row.mechanisms("transfer-mechanism"),
        licence: licence(row),
        start: start.unwrap_or_default(),
        end,
        volume: row.number("volume", "above 0", |volume| volume > 0.0).unwrap_or(1.0),
        value_at_risk: row.number("value-at-risk", "of at least 0", |value| value >= 0.0),
        currency: row.currency("currency"),
        notice_agreed: row.hours("notice-hours-agreed"),
        notice_owed: row.hours("notice-hours-owed"),
        reserve: row.hours("reserve-hours"),
        owner: row.text("owner"),
        place: row.place(),
    };
    let complete = id.is_some() && supplier.is_some() && deal.is_some() && tier.is_some();
    (complete && origin.is_some() && start.is_some()).then_some(partial)
}

/// The supplier of an engagement; an unknown one is a problem.
fn prime(row: &mut RegisterRow<'_, '_>) -> Option<String> {
    let id = row.text("supplier-id")?;
    if row.cx.suppliers.contains(&id) {
        return Some(id);
    }
    row.unknown_id("supplier-id", &id, "supplier");
    None
}

/// The export licence, if the cell names something.
pub(super) fn licence(row: &mut RegisterRow<'_, '_>) -> Option<String> {
    let text = row.text("licence-reference")?;
    row.cx.vocabulary.names_something(&text).then_some(text)
}

pub(super) fn phase(row: &mut RegisterRow<'_, '_>) -> Option<Phase> {
    let engagement = row.text("engagement-id");
    let name = row.text("phase");
    let tier = row.tier("information-tier");
    let starts = row.date("starts");
    let purpose = row.text("purpose");
    let recipients = row.text("permitted-recipients");
    let engagement = engagement?;
    if !row.cx.engagements.contains(&engagement) {
        row.unknown_id("engagement-id", &engagement, "engagement");
        return None;
    }
    row.check_own("engagement-id", &engagement);
    let own = row.cx.tiers.get(&engagement).copied();
    if let Some((own, tier)) = own.zip(tier).filter(|(own, tier)| tier > own) {
        let message = format!("the stage is {tier}, above the engagement's tier, {own}");
        row.problem(
            "information-tier",
            message,
            "raise the engagement's tier, or lower the stage's",
        );
    }
    let engagement = EngagementId::new(engagement);
    Some(Phase {
        engagement,
        name: name?,
        tier: tier?,
        starts,
        purpose,
        recipients,
        place: row.place(),
    })
}

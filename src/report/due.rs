//! The suppliers that must be asked, as text for people and as JSON for programs.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::assessment::due::{Due, DueReason, DueSupplier, Reason};
use crate::diagnostic::Lines;
use crate::model::{Date, EngagementId, SupplierId, Tier};
use crate::sheet::text::clean;

/// The format line of the JSON form.
const FORMAT: &str = "flowdown-due/1";

/// One reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DueReasonView {
    /// What it is.
    pub reason: DueReason,
    /// The day it falls due.
    pub day: Date,
    /// The engagement it is about, where it is about one.
    pub engagement: Option<EngagementId>,
    /// The file, certificate, waiver or incident it is about.
    pub subject: Option<String>,
    /// Why.
    pub because: String,
}

/// A supplier that must be asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DueSupplierView {
    /// Its id.
    pub supplier: SupplierId,
    /// Its name.
    pub name: String,
    /// The highest tier that reaches it.
    pub tier: Tier,
    /// Whom to ask.
    pub contact: Option<String>,
    /// The day of its first reason.
    pub day: Date,
    /// Days since; below 0 while the day is still to come.
    pub overdue_days: i32,
    /// Why, the earliest first.
    pub reasons: Vec<DueReasonView>,
}

/// A party of chains that is not in the register.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Unregistered {
    /// The id by which chains name it.
    pub supplier: SupplierId,
    /// The engagements whose chains do.
    pub engagements: Vec<EngagementId>,
}

/// Who must be asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DueView {
    /// `flowdown-due/1`.
    #[schemars(extend("const" = FORMAT))]
    pub format: Cow<'static, str>,
    /// The day it speaks of.
    pub as_of: Date,
    /// Days that were looked ahead.
    pub within_days: u16,
    /// The suppliers, the most urgent first.
    pub suppliers: Vec<DueSupplierView>,
    /// Suppliers that were looked at and need not be asked.
    pub not_due: usize,
    /// Parties of chains that can't be asked, as the register does not know them.
    pub unregistered: Vec<Unregistered>,
}

/// The JSON Schema of [`DueView`].
pub fn schema() -> String {
    crate::schema::of::<DueView>()
}

fn reason(reason: &Reason) -> DueReasonView {
    DueReasonView {
        reason: reason.reason,
        day: reason.day,
        engagement: reason.engagement.clone(),
        subject: reason.subject.clone(),
        because: reason.because.clone(),
    }
}

fn supplier(one: &DueSupplier<'_>, as_of: Date) -> DueSupplierView {
    DueSupplierView {
        supplier: one.supplier.id.clone(),
        name: one.supplier.name.clone(),
        tier: one.tier,
        contact: one.supplier.contact.clone(),
        day: one.day(),
        overdue_days: one.overdue_days(as_of),
        reasons: one.reasons.iter().map(reason).collect(),
    }
}

/// The suppliers that must be asked, as they are printed as JSON.
pub fn view(due: &Due<'_>, as_of: Date, within: u16) -> DueView {
    let unregistered = due.unregistered.iter().map(|(id, engagements)| Unregistered {
        supplier: (*id).clone(),
        engagements: engagements.iter().map(|id| (*id).clone()).collect(),
    });
    DueView {
        format: FORMAT.into(),
        as_of,
        within_days: within,
        suppliers: due.suppliers.iter().map(|one| supplier(one, as_of)).collect(),
        not_due: due.not_due,
        unregistered: unregistered.collect(),
    }
}

/// How far away a day is: `943 days over`, `today`, `in 12 days`.
pub fn distance(overdue_days: i32) -> String {
    match overdue_days {
        0 => "today".to_owned(),
        1 => "1 day over".to_owned(),
        -1 => "in 1 day".to_owned(),
        days if days > 0 => format!("{days} days over"),
        days => format!("in {} days", -days),
    }
}

/// The suppliers that must be asked: a paragraph each, with a line for each reason.
pub fn text(view: &DueView) -> Lines {
    let (count, within) = (view.suppliers.len(), view.within_days);
    let mut text = Lines::new();
    text.line(format_args!(
        "{count} supplier{} to ask, as of {} and {within} days ahead; {} others need not be asked",
        if count == 1 { "" } else { "s" },
        view.as_of,
        view.not_due
    ));
    for one in &view.suppliers {
        let contact = one.contact.as_deref().map_or(String::new(), |to| format!("  {}", clean(to)));
        text.line(format_args!(
            "{:<10} {:<13} {}  {:<14} {}{contact}",
            clean(one.supplier.as_str()),
            one.tier,
            one.day,
            distance(one.overdue_days),
            clean(&one.name)
        ));
        for reason in &one.reasons {
            let engagement = reason.engagement.as_ref().map(EngagementId::as_str);
            let about = [engagement, reason.subject.as_deref()].into_iter().flatten();
            let about: String = about.map(|text| format!("{}: ", clean(text))).collect();
            text.line(format_args!(
                "    {} {:<18}  {about}{}",
                reason.day,
                reason.reason,
                clean(&reason.because)
            ));
        }
    }
    for one in &view.unregistered {
        let engagements: Vec<&str> = one.engagements.iter().map(EngagementId::as_str).collect();
        text.line(format_args!(
            "{} can't be asked: the chain of {} names it and the register does not know it; enter it first",
            clean(one.supplier.as_str()),
            clean(&engagements.join(", "))
        ));
    }
    text
}

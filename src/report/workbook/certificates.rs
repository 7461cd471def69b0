//! The sheet Certificates: the status of each certificate on the as-of date, and what it counts for.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Workbook, XlsxError};

use super::page::SheetPlan;
use super::table::Pager;
use super::view::View;
use crate::assessment::certificate::Weighed;
use crate::assessment::profile::Profile;
use crate::catalogue::policy::Equivalence;
use crate::model::{Covers, EngagementId, Place};
use crate::sheet::cell::{SheetCell, SheetColumn, column};
use crate::sheet::style::{ColumnKind, width};

const COLUMNS: [SheetColumn<'_>; 18] = [
    column("Supplier ID", ColumnKind::Text, width::ID),
    column("Supplier", ColumnKind::Wrap, width::NAME),
    column("Scheme as written", ColumnKind::Wrap, width::WORD),
    column("Scheme", ColumnKind::Text, width::ID),
    column("Edition", ColumnKind::Wrap, width::FIGURE),
    column("Certificate status", ColumnKind::Text, width::WORD),
    column("Highest tier in use", ColumnKind::Text, width::TIER),
    column("Worth there beside ISO/IEC 27001", ColumnKind::Text, width::ID),
    column("Issued", ColumnKind::Date, width::DATE),
    column("Expires", ColumnKind::Date, width::DATE),
    column("End assumed", ColumnKind::Text, width::FIGURE),
    column("Last surveillance", ColumnKind::Date, width::DATE),
    column("Covers", ColumnKind::Wrap, width::ID),
    column("Sites", ColumnKind::Wrap, width::ID),
    column("Certification body", ColumnKind::Wrap, width::WORD),
    column("Accreditation", ColumnKind::Wrap, width::ID),
    column("Findings", ColumnKind::Wrap, width::SENTENCE),
    column("Place", ColumnKind::Wrap, width::WORD),
];

/// Remarks on rows of the register, by place.
type RemarksByPlace<'v> = BTreeMap<&'v Place, Vec<&'v str>>;

pub(super) fn write(book: &mut Workbook, view: &View<'_>) -> Result<(), XlsxError> {
    let plan = SheetPlan {
        name: "Certificates",
        title: "Certificates".to_owned(),
        note: format!(
            "Certificate status on {}. Only valid and expiring certificates count, and only for the engagements and sites they cover.",
            view.facts.as_of
        ),
        frozen: Some(2),
        widths: &[],
        long: view.is_large(),
        large: true,
    };
    let remarks = remarks(view);
    let profiles = view.assessment.context.profiles().iter();
    let rows = profiles.flat_map(|profile| {
        let remarks = &remarks;
        profile.certificates.iter().map(move |one| row(view, profile, &one.weighed, remarks))
    });
    Pager::new(book, view, plan)?.table(&COLUMNS, rows)
}

fn remarks<'v>(view: &View<'v>) -> RemarksByPlace<'v> {
    let mut remarks = RemarksByPlace::new();
    for finding in &view.assessment.findings {
        if let Some(place) = &finding.place {
            remarks.entry(place).or_default().push(&finding.message);
        }
    }
    remarks
}

fn row<'v>(
    view: &'v View<'v>,
    profile: &'v Profile<'v>,
    weighed: &Weighed<'v>,
    remarks: &RemarksByPlace<'v>,
) -> [SheetCell<'v>; 18] {
    let row = weighed.certificate;
    let tier = view.use_index(&profile.id).map(|index| view.uses[index].tier);
    let worth = weighed.scheme.zip(tier).map(|((_, scheme), tier)| scheme.equivalence.at(tier));
    let status = weighed.standing.map_or("not listed", |standing| standing.word());
    [
        profile.id.as_str().into(),
        view.name(&profile.id).into(),
        row.scheme.as_str().into(),
        weighed.scheme.map(|(key, _)| key).into(),
        row.edition.as_deref().into(),
        SheetCell::Marked(status.into(), view.style.certificate_status(weighed.standing)),
        tier.map_or("not in use", |tier| tier.name()).into(),
        worth.map(equivalence).into(),
        row.issued.into(),
        weighed.end.into(),
        weighed.end_assumed.then_some("assumed").into(),
        row.surveillance.into(),
        covers(&row.covers).into(),
        row.sites.as_deref().into(),
        row.body.as_deref().into(),
        row.accreditation.as_deref().into(),
        remarks.get(&row.place).map(|all| all.join("; ")).into(),
        row.place.to_string().into(),
    ]
}

/// The word for a certificate's equivalence.
pub(super) const fn equivalence(worth: Equivalence) -> &'static str {
    match worth {
        Equivalence::Full => "full",
        Equivalence::Partial => "partial",
        Equivalence::No => "nothing",
    }
}

fn covers(covers: &Covers) -> String {
    match covers {
        Covers::Nothing => "nothing".to_owned(),
        Covers::All => "all".to_owned(),
        Covers::Engagements(list) => {
            let ids: Vec<&str> = list.iter().map(EngagementId::as_str).collect();
            ids.join(", ")
        }
    }
}

//! Sheets Certificates and Evidence.

use super::lists::entries;
use super::row::RegisterRow;
use crate::catalogue::policy::is_annex_a;
use crate::diagnostic::did_you_mean;
use crate::intake::value::{cut, trimmed};
use crate::model::{
    Certificate, CertificateStatus, Code, ControlId, Country, Covers, EngagementId, EvidenceRecord,
    RecordLevel, SupplierId,
};

pub(super) fn certificate(row: &mut RegisterRow<'_, '_>) -> Option<Certificate> {
    let supplier = row.text("supplier-id");
    let scheme = row.text("scheme");
    let sites = row.text("sites");
    let certificate = Certificate {
        supplier: SupplierId::new(supplier.as_deref().unwrap_or_default()),
        scheme: scheme.clone().unwrap_or_default(),
        edition: row.text("edition"),
        number: row.text("number"),
        scope: row.text("scope"),
        covers: covers(row),
        site_countries: sites
            .as_deref()
            .map(|sites| countries_named(row, sites))
            .unwrap_or_default(),
        sites,
        body: row.text("certification-body"),
        accreditation: row.text("accreditation"),
        issued: row.date("issued"),
        expires: row.date("expires"),
        surveillance: row.date("last-surveillance"),
        status: status(row),
        excluded: excluded(row),
        place: row.place(),
    };
    let (supplier, _) = supplier.zip(scheme)?;
    row.knows_supplier("supplier-id", &supplier).then_some(certificate)
}

fn covers(row: &mut RegisterRow<'_, '_>) -> Covers {
    let Some(text) = row.text("covers") else { return Covers::Nothing };
    let vocabulary = row.cx.vocabulary;
    if vocabulary.value("all", &text).is_some() {
        return Covers::All;
    }
    let ids: Vec<&str> = entries(&text).filter(|id| vocabulary.names_something(id)).collect();
    for id in &ids {
        row.knows_engagement("covers", id);
    }
    if ids.is_empty() {
        Covers::Nothing
    } else {
        Covers::Engagements(ids.into_iter().map(EngagementId::new).collect())
    }
}

/// Countries that a list of sites names: `Munich, Germany; Lyon (FR)`.
fn countries_named(row: &RegisterRow<'_, '_>, sites: &str) -> Vec<Country> {
    let parts = sites.split([';', ',', '\n', '(', ')', '；', '，', '、']).map(trimmed);
    let named = parts.chain([sites]).filter_map(|part| row.cx.vocabulary.country(part));
    let mut countries: Vec<Country> = named.collect();
    countries.sort_unstable();
    countries.dedup();
    countries
}

/// A blank status is active. An unknown word counts as suspended.
fn status(row: &mut RegisterRow<'_, '_>) -> CertificateStatus {
    let Some(text) = row.text("status") else { return CertificateStatus::Active };
    match row.cx.vocabulary.value("certificate-status", &text) {
        Some("active") => CertificateStatus::Active,
        Some(_) => CertificateStatus::Suspended,
        None => {
            let help = did_you_mean(&text, row.cx.vocabulary.value_keys("certificate-status"));
            let message = format!("`{}` is no status; it counts as suspended", cut(&text, 60));
            row.finding(Code::RegisterValueUnknown, "status", message, help);
            CertificateStatus::Suspended
        }
    }
}

/// Annex A references: `8.10` or `A.8.10`.
fn excluded(row: &mut RegisterRow<'_, '_>) -> Vec<String> {
    let Some(text) = row.reference("excluded-controls") else { return Vec::new() };
    let mut found = Vec::new();
    for entry in
        entries(&text).filter(|entry| row.cx.vocabulary.names_something(entry)).collect::<Vec<_>>()
    {
        let reference = entry
            .strip_prefix(['A', 'a'])
            .map_or(entry, |rest| rest.trim_start_matches(['.', ' ']));
        if is_annex_a(reference) {
            found.push(reference.to_owned());
        } else {
            let message =
                format!("`{}` is no Annex A reference; it excludes nothing", cut(entry, 60));
            let help = "write references of the 2022 edition, e.g. 8.10";
            row.finding(Code::RegisterValueUnknown, "excluded-controls", message, help);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

pub(super) fn evidence(row: &mut RegisterRow<'_, '_>) -> Option<EvidenceRecord> {
    let supplier = row.text("supplier-id");
    let control = row.reference("control");
    let level = level(row);
    let reference = row.text("reference");
    let dated = row.date("dated");
    let reviewer = row.text("reviewed-by");
    let (supplier, control, level) = (supplier?, control?, level?);
    let known = row.knows_supplier("supplier-id", &supplier);
    let control = known_control(row, &control).filter(|_| known)?;
    Some(EvidenceRecord {
        supplier: SupplierId::new(supplier),
        control,
        level,
        reference,
        dated,
        reviewer,
        place: row.place(),
    })
}

/// The control with an id, ignoring case; an unknown id becomes a finding.
fn known_control(row: &mut RegisterRow<'_, '_>, id: &str) -> Option<ControlId> {
    let controls = row.cx.controls;
    let found = controls.ids().find(|known| known.eq_ignore_ascii_case(id));
    if found.is_none() {
        let message = format!("`{}` is no control; the evidence counts for nothing", cut(id, 60));
        row.finding(
            Code::EvidenceUnknownControl,
            "control",
            message,
            did_you_mean(id, controls.ids()),
        );
    }
    found.map(ControlId::new)
}

fn level(row: &mut RegisterRow<'_, '_>) -> Option<RecordLevel> {
    let text = row.text("level")?;
    let level = match row.cx.vocabulary.value("levels", &text) {
        Some("document") => Some(RecordLevel::Document),
        Some("independent") => Some(RecordLevel::Independent),
        Some("own-test") => Some(RecordLevel::OwnTest),
        _ => None,
    };
    if level.is_none() {
        let help = did_you_mean(&text, ["document", "independent", "own-test"]);
        row.problem("level", format!("`{}` is no level of evidence", cut(&text, 60)), help);
    }
    level
}

//! Tables `certificates`, `findings` and `files`: the records that the decisions rest on.

use std::fmt;

use polars::prelude::*;

use super::frame::{FrameBuilder, joined};
use crate::assessment::certificate::EditionFinding;
use crate::assessment::profile::AssuringCertificate;
use crate::model::{CertificateStatus, Covers, FileReport, Finding};

/// The engagements that a certificate covers, as the register writes them.
struct Scope<'t>(&'t Covers);

impl fmt::Display for Scope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Covers::Nothing => Ok(()),
            Covers::All => f.write_str("all"),
            Covers::Engagements(list) => joined(list).map_or(Ok(()), |list| list.fmt(f)),
        }
    }
}

/// The table with one row for each certificate, with its status on the as-of date.
///
/// # Errors
/// Never in practice: only if two columns have the same name.
pub(super) fn certificates(rows: &[&AssuringCertificate<'_>]) -> PolarsResult<DataFrame> {
    FrameBuilder::of(rows)
        .text("supplier", |row| Some(row.weighed.certificate.supplier.as_str()))
        .text("scheme", |row| Some(&row.weighed.certificate.scheme))
        .text("key", |row| row.weighed.scheme.map(|(key, _)| key))
        .text("edition", |row| row.weighed.certificate.edition.as_deref())
        .text("edition_remark", |row| match row.weighed.edition {
            EditionFinding::Fine => None,
            EditionFinding::Blank => Some("blank"),
            EditionFinding::Unlisted => Some("unlisted"),
        })
        .text("number", |row| row.weighed.certificate.number.as_deref())
        .text("scope", |row| row.weighed.certificate.scope.as_deref())
        .shown("covers", |row| Some(Scope(&row.weighed.certificate.covers)))
        .text("sites", |row| row.weighed.certificate.sites.as_deref())
        .text("body", |row| row.weighed.certificate.body.as_deref())
        .text("accreditation", |row| row.weighed.certificate.accreditation.as_deref())
        .text("status", |row| match row.weighed.certificate.status {
            CertificateStatus::Active => Some("active"),
            CertificateStatus::Suspended => Some("suspended"),
        })
        .shown("issued", |row| row.weighed.certificate.issued)
        .shown("expires", |row| row.weighed.certificate.expires)
        .shown("surveillance", |row| row.weighed.certificate.surveillance)
        .shown("end", |row| row.weighed.end)
        .flag("end_assumed", |row| row.weighed.end.map(|_| row.weighed.end_assumed))
        .text("standing", |row| row.weighed.standing.map(|standing| standing.word()))
        .flag("in_standing", |row| row.weighed.standing.map(|standing| standing.is_in_standing()))
        .count("controls", |row| row.controls.iter().filter(|assures| **assures).count())
        .shown("excluded", |row| joined(&row.weighed.certificate.excluded))
        .shown("place", |row| Some(&row.weighed.certificate.place))
        .frame()
}

/// A finding with its id; `None` if it is not tracked from run to run.
pub(super) type Followed<'t> = (&'t Finding, Option<&'t str>);

/// The table with one row for each finding.
///
/// # Errors
/// Those of [`certificates`].
pub(super) fn findings(rows: &[Followed<'_>]) -> PolarsResult<DataFrame> {
    FrameBuilder::of(rows)
        .text("id", |row| row.1)
        .text("code", |row| Some(row.0.code.word()))
        .text("severity", |row| Some(row.0.code.severity().word()))
        .text("supplier", |row| row.0.supplier.as_ref().map(|supplier| supplier.as_str()))
        .text("subject", |row| Some(&row.0.subject))
        .text("message", |row| Some(&row.0.message))
        .text("help", |row| Some(&row.0.help))
        .shown("place", |row| row.0.place.as_ref())
        .frame()
}

/// The table with one row for each file below `responses/`, used or not.
///
/// # Errors
/// Those of [`certificates`].
pub(super) fn files(rows: &[&FileReport]) -> PolarsResult<DataFrame> {
    FrameBuilder::of(rows)
        .text("file", |row| Some(&row.file))
        .count("bytes", |row| usize::try_from(row.bytes).unwrap_or(usize::MAX))
        .text("sha256", |row| Some(&row.sha256))
        .text("status", |row| Some(row.status.word()))
        .text("reason", |row| Some(&row.reason))
        .text("adapter", |row| row.adapter.as_deref())
        .text("questionnaire", |row| row.questionnaire.as_deref())
        .text("edition", |row| row.edition.as_deref())
        .text("supplier", |row| row.supplier.as_ref().map(|supplier| supplier.as_str()))
        .shown("completed_on", |row| row.completed_on)
        .count("questions_expected", |row| row.expected)
        .count("questions_found", |row| row.found)
        .count("questions_added", |row| row.added)
        .count("questions_repeated", |row| row.repeated)
        .count("cells_seen", |row| row.ledger.seen)
        .count("cells_accounted", |row| row.ledger.accounted)
        .count("cells_unaccounted", |row| row.ledger.unaccounted.len())
        .count("findings", |row| row.findings.len())
        .frame()
}

//! Tables `certificates`, `findings` and `files`: the records that the decisions rest on.

use std::fmt;

use polars::prelude::PolarsResult;

use super::frame::{Frame, FrameBuilder, joined};
use super::stamp::Stamp;
use crate::assessment::certificate::EditionFinding;
use crate::assessment::profile::AssuringCertificate;
use crate::assessment::tracking::Tracked;
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
pub(super) fn certificates(
    rows: &[&AssuringCertificate<'_>],
    stamp: &Stamp<'_>,
) -> PolarsResult<Frame> {
    FrameBuilder::of(rows, stamp)
        .word("supplier", |row| Some(row.weighed.certificate.supplier.as_str()))
        .word("scheme", |row| Some(&row.weighed.certificate.scheme))
        .word("key", |row| row.weighed.scheme.map(|(key, _)| key))
        .word("edition", |row| row.weighed.certificate.edition.as_deref())
        .word("edition_remark", |row| match row.weighed.edition {
            EditionFinding::Fine => None,
            EditionFinding::Blank => Some("blank"),
            EditionFinding::Unlisted => Some("unlisted"),
        })
        .text("number", |row| row.weighed.certificate.number.as_deref())
        .text("scope", |row| row.weighed.certificate.scope.as_deref())
        .shown("covers", |row| Some(Scope(&row.weighed.certificate.covers)))
        .text("sites", |row| row.weighed.certificate.sites.as_deref())
        .word("body", |row| row.weighed.certificate.body.as_deref())
        .word("accreditation", |row| row.weighed.certificate.accreditation.as_deref())
        .word("status", |row| match row.weighed.certificate.status {
            CertificateStatus::Active => Some("active"),
            CertificateStatus::Suspended => Some("suspended"),
        })
        .day("issued", |row| row.weighed.certificate.issued)
        .day("expires", |row| row.weighed.certificate.expires)
        .day("surveillance", |row| row.weighed.certificate.surveillance)
        .day("ends", |row| row.weighed.end)
        .flag("ends_assumed", |row| row.weighed.end.map(|_| row.weighed.end_assumed))
        .word("standing", |row| row.weighed.standing.map(|standing| standing.word()))
        .flag("in_standing", |row| row.weighed.standing.map(|standing| standing.is_in_standing()))
        .count("controls", |row| row.controls.iter().filter(|assures| **assures).count())
        .shown("excluded", |row| joined(&row.weighed.certificate.excluded))
        .shown("place", |row| Some(&row.weighed.certificate.place))
        .frame()
}

/// A finding with its history; `None` if it is not tracked from run to run.
pub(super) type Followed<'t> = (&'t Finding, Option<&'t Tracked>);

/// The table with one row for each finding.
///
/// # Errors
/// Those of [`certificates`].
pub(super) fn findings(rows: &[Followed<'_>], stamp: &Stamp<'_>) -> PolarsResult<Frame> {
    FrameBuilder::of(rows, stamp)
        .text("id", |row| row.1.map(|tracked| tracked.id.as_str()))
        .day("first_seen", |row| row.1.map(|tracked| tracked.first_seen))
        .count("times_seen", |row| row.1.map(|tracked| tracked.times_seen as usize))
        .word("code", |row| Some(row.0.code.word()))
        .word("severity", |row| Some(row.0.code.severity().word()))
        .word("supplier", |row| row.0.supplier.as_ref().map(|supplier| supplier.as_str()))
        .word("subject", |row| Some(&row.0.subject))
        .text("message", |row| Some(&row.0.message))
        .word("help", |row| Some(&row.0.help))
        .shown("place", |row| row.0.place.as_ref())
        .frame()
}

/// The table with one row for each file below `responses/`, used or not.
///
/// # Errors
/// Those of [`certificates`].
pub(super) fn files(rows: &[&FileReport], stamp: &Stamp<'_>) -> PolarsResult<Frame> {
    FrameBuilder::of(rows, stamp)
        .text("file", |row| Some(&row.file))
        .count("bytes", |row| usize::try_from(row.bytes).unwrap_or(usize::MAX))
        .text("sha256", |row| Some(&row.sha256))
        .word("status", |row| Some(row.status.word()))
        .text("reason", |row| Some(&row.reason))
        .word("adapter", |row| row.adapter.as_deref())
        .word("questionnaire", |row| row.questionnaire.as_deref())
        .word("edition", |row| row.edition.as_deref())
        .word("supplier", |row| row.supplier.as_ref().map(|supplier| supplier.as_str()))
        .day("completed_on", |row| row.completed_on)
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

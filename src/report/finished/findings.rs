//! `findings.json` read back. It may have been made by somebody else: what is no id, no day or no known word is refused.

use serde::Deserialize;

use crate::assessment::tracking::id::is_id;
use crate::assessment::tracking::{Identity, Kind, Standing, Tracked};
use crate::model::Date;
use crate::report::findings::{CLOSED, FORMAT, OPEN};

/// A finding as it was written.
#[derive(Deserialize)]
struct Kept {
    id: String,
    kind: String,
    rule: String,
    outcome: String,
    engagement: Option<String>,
    supplier: Option<String>,
    subject: Option<String>,
    first_seen: Date,
    times_seen: u32,
    last_seen: Date,
    due: Option<Date>,
    waiver: Option<String>,
    status: String,
    closed_on: Option<Date>,
    reopened: Option<Date>,
    because: String,
}

#[derive(Deserialize)]
struct Whole {
    format: String,
    as_of: Date,
    findings: Vec<Kept>,
}

/// The findings in a file, and the day they speak of.
pub(super) fn read(bytes: &[u8]) -> Result<(Date, Vec<Tracked>), String> {
    let whole: Whole =
        serde_json::from_slice(bytes).map_err(|error| format!("it is damaged ({error})"))?;
    if whole.format != FORMAT {
        return Err(format!("its format is `{}`; this program reads {FORMAT}", whole.format));
    }
    let findings: Result<Vec<Tracked>, String> = whole.findings.into_iter().map(tracked).collect();
    Ok((whole.as_of, findings?))
}

fn tracked(kept: Kept) -> Result<Tracked, String> {
    let kind = [Kind::Rule, Kind::Finding].into_iter().find(|kind| kind.word() == kept.kind);
    let kind = kind.ok_or_else(|| format!("it is damaged (`{}` is no kind)", kept.kind))?;
    if !is_id(&kept.id) {
        return Err(format!("it is damaged (`{}` is no id of a finding)", kept.id));
    }
    let standing = match (kept.status.as_str(), kept.closed_on) {
        (OPEN, None) => Standing::Open,
        (CLOSED, Some(on)) => Standing::Closed(on),
        _ => return Err(format!("it is damaged ({} is neither open nor closed)", kept.id)),
    };
    Ok(Tracked {
        id: kept.id,
        identity: Identity {
            kind,
            engagement: kept.engagement,
            supplier: kept.supplier,
            rule: kept.rule,
            subject: kept.subject.unwrap_or_default(),
        },
        outcome: kept.outcome,
        waiver: kept.waiver,
        first_seen: kept.first_seen,
        times_seen: kept.times_seen,
        last_seen: kept.last_seen,
        due: kept.due,
        standing,
        reopened: kept.reopened,
        because: kept.because,
    })
}

//! `findings.json` read back. It may be forged: what is no id, no day or no known word is refused.

use serde::Deserialize;

use crate::assessment::Memory;
use crate::assessment::memory::ConditionKey;
use crate::assessment::tracking::id::is_id;
use crate::assessment::tracking::{Identity, Kind, Standing, Tracked};
use crate::model::{Date, EngagementId, Rule, SupplierId};
use crate::run_folder::findings::{CLOSED, FORMAT, OPEN};

/// A finding as it was written.
#[derive(Deserialize)]
struct KeptFinding {
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
    #[serde(default)]
    follows: Option<String>,
    because: String,
}

/// A remembered condition as it was written.
#[derive(Deserialize)]
struct KeptCondition {
    engagement: String,
    supplier: String,
    rule: String,
    subject: Option<String>,
    due: Date,
}

#[derive(Deserialize)]
struct FindingsDocument {
    format: String,
    as_of: Date,
    findings: Vec<KeptFinding>,
    /// Programs before this one wrote none.
    conditions: Option<Vec<KeptCondition>>,
}

/// What a run found and remembers.
#[derive(Debug, PartialEq, Eq)]
pub struct KeptFindings {
    /// The findings with their past.
    pub findings: Vec<Tracked>,
    /// The due days that it remembers; none: the program that wrote it kept none.
    pub conditions: Option<Memory>,
}

/// The findings in a file, and the day they speak of.
pub(super) fn read(bytes: &[u8]) -> Result<(Date, KeptFindings), String> {
    let whole: FindingsDocument =
        serde_json::from_slice(bytes).map_err(|error| format!("it is damaged ({error})"))?;
    if whole.format != FORMAT {
        return Err(format!("its format is `{}`; this program reads {FORMAT}", whole.format));
    }
    let findings: Result<Vec<Tracked>, String> = whole.findings.into_iter().map(tracked).collect();
    let conditions = whole.conditions.map(memory);
    Ok((whole.as_of, KeptFindings { findings: findings?, conditions }))
}

fn memory(kept: Vec<KeptCondition>) -> Memory {
    let mut memory = Memory::default();
    for one in kept {
        let key = ConditionKey {
            supplier: SupplierId::new(one.supplier),
            rule: one.rule,
            subject: one.subject.unwrap_or_default(),
        };
        let days = memory.0.entry(EngagementId::new(one.engagement)).or_default();
        days.insert(key, one.due);
    }
    memory
}

/// The word that names a finding's rule over runs.
fn over_runs(kind: Kind, word: &str) -> String {
    match Rule::from_word(word) {
        Some(rule) if kind == Kind::Rule => rule.memory().to_owned(),
        _ => word.to_owned(),
    }
}

fn tracked(kept: KeptFinding) -> Result<Tracked, String> {
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
            rule: over_runs(kind, &kept.rule),
            subject: kept.subject.unwrap_or_default(),
        },
        rule: kept.rule,
        outcome: kept.outcome,
        waiver: kept.waiver,
        first_seen: kept.first_seen,
        times_seen: kept.times_seen,
        last_seen: kept.last_seen,
        due: kept.due,
        standing,
        reopened: kept.reopened,
        follows: kept.follows,
        because: kept.because,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::tracking::Tracking;
    use crate::run_folder::findings::write;

    const AS_OF: Date = Date::constant(2026, 10, 31);

    fn written(entries: Vec<Tracked>) -> String {
        let mut bytes = Vec::new();
        let mut tracking = Tracking::default();
        tracking.entries = entries;
        write(&mut bytes, &tracking, AS_OF).expect("memory takes all");
        String::from_utf8(bytes).expect("JSON is text")
    }

    fn one(standing: Standing, subject: &str) -> Tracked {
        Tracked {
            id: "F-0123456789".to_owned(),
            identity: Identity {
                kind: Kind::Finding,
                engagement: None,
                supplier: Some("S-1".to_owned()),
                rule: "certificate-standing".to_owned(),
                subject: subject.to_owned(),
            },
            rule: "certificate-standing".to_owned(),
            outcome: "warning".to_owned(),
            waiver: None,
            first_seen: Date::constant(2026, 4, 30),
            times_seen: 3,
            last_seen: AS_OF,
            due: Some(Date::constant(2026, 7, 31)),
            standing,
            reopened: Some(Date::constant(2026, 1, 31)),
            follows: None,
            because: "=HYPERLINK(\"x\")\nand more".to_owned(),
        }
    }

    #[test]
    fn what_was_written_is_read_back() {
        let all = vec![one(Standing::Open, "ISO27001"), one(Standing::Closed(AS_OF), "")];
        let kept = |findings| KeptFindings { findings, conditions: Some(Memory::default()) };
        assert_eq!(read(written(all.clone()).as_bytes()), Ok((AS_OF, kept(all))));
        assert_eq!(read(written(Vec::new()).as_bytes()), Ok((AS_OF, kept(Vec::new()))));
    }

    #[test]
    fn what_this_program_does_not_write_is_refused() {
        let whole = written(vec![one(Standing::Open, "ISO27001")]);
        for (from, to, said) in [
            ("flowdown-findings/1", "flowdown-findings/2", "its format is"),
            ("F-0123456789", "F-01", "no id"),
            ("\"kind\":\"finding\"", "\"kind\":\"rumour\"", "no kind"),
            ("\"status\":\"open\"", "\"status\":\"closed\"", "neither open nor closed"),
            ("2026-07-31", "2026-07-32", "damaged"),
            ("\"times_seen\":3", "\"times_seen\":-3", "damaged"),
        ] {
            assert!(whole.contains(from), "{from}");
            let error = read(whole.replace(from, to).as_bytes()).expect_err(to);
            assert!(error.contains(said), "{to}: {error}");
        }
    }
}

//! Reads `findings.json` back. It may be forged: an invalid id, day, kind or status is refused; a rule or an outcome of
//! another version is kept as text.

use crate::assessment::Memory;
use crate::assessment::memory::ConditionKey;
use crate::assessment::tracking::id::is_id;
use crate::assessment::tracking::{Identity, Kind, Standing, Tracked};
use crate::model::{Date, Known, SharedText};
use crate::run_folder::findings::{
    FORMAT, FindingFigures, FindingRule, FindingStatus, Findings, RememberedCondition,
};

/// The findings and due days of a run.
#[derive(Debug, PartialEq, Eq)]
pub struct KeptFindings {
    /// The findings with their history.
    pub findings: Vec<Tracked>,
    /// The due days; `None` if an older version of the program kept none.
    pub conditions: Option<Memory>,
}

/// The findings of a file, and its as-of date.
pub(super) fn read(bytes: &[u8]) -> Result<(Date, KeptFindings), String> {
    let whole: Findings<'_> =
        serde_json::from_slice(bytes).map_err(|error| format!("it is damaged ({error})"))?;
    if whole.format != FORMAT {
        return Err(format!("its format is `{}`; this program reads {FORMAT}", whole.format));
    }
    let findings: Result<Vec<Tracked>, String> = whole.findings.into_iter().map(tracked).collect();
    let conditions = whole.conditions.map(memory);
    Ok((whole.as_of, KeptFindings { findings: findings?, conditions }))
}

fn memory(kept: Vec<RememberedCondition<'_>>) -> Memory {
    let mut memory = Memory::default();
    for one in kept {
        let key = ConditionKey {
            supplier: one.supplier,
            rule: one.rule.into_owned().into(),
            subject: one.subject.unwrap_or_default().into_owned().into(),
        };
        let days = memory.0.entry(one.engagement).or_default();
        days.insert(key, one.due);
    }
    memory
}

/// The word that identifies a finding's rule over runs.
fn over_runs(kind: Kind, rule: &Known<FindingRule>) -> SharedText {
    match rule.member() {
        Some(FindingRule::Rule(rule)) if kind == Kind::Rule => rule.memory().into(),
        _ => rule.word().into(),
    }
}

fn tracked(kept: FindingFigures<'_>) -> Result<Tracked, String> {
    let kind = kept.kind;
    if !is_id(&kept.id) {
        return Err(format!("it is damaged (`{}` is no id of a finding)", kept.id));
    }
    let standing = match (kept.status, kept.closed_on) {
        (FindingStatus::Open, None) => Standing::Open,
        (FindingStatus::Closed, Some(on)) => Standing::Closed(on),
        _ => return Err(format!("it is damaged ({} is neither open nor closed)", kept.id)),
    };
    Ok(Tracked {
        id: kept.id.into_owned().into(),
        identity: Identity {
            kind,
            engagement: kept.engagement.map(|id| id.shared()),
            supplier: kept.supplier.map(|id| id.shared()),
            rule: over_runs(kind, &kept.rule),
            subject: kept.subject.unwrap_or_default().into_owned().into(),
        },
        rule: kept.rule.word().into(),
        outcome: kept.outcome.word().into(),
        waiver: kept.waiver.map(|one| one.into_owned().into()),
        first_seen: kept.first_seen,
        times_seen: kept.times_seen,
        last_seen: kept.last_seen,
        due: kept.due,
        standing,
        reopened: kept.reopened,
        follows: kept.follows.map(|one| one.into_owned().into()),
        because: kept.because.into_owned().into(),
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
            id: "F-0123456789".into(),
            identity: Identity {
                kind: Kind::Finding,
                engagement: None,
                supplier: Some("S-1".into()),
                rule: "certificate-standing".into(),
                subject: subject.into(),
            },
            rule: "certificate-standing".into(),
            outcome: "warning".into(),
            waiver: None,
            first_seen: Date::constant(2026, 4, 30),
            times_seen: 3,
            last_seen: AS_OF,
            due: Some(Date::constant(2026, 7, 31)),
            standing,
            reopened: Some(Date::constant(2026, 1, 31)),
            follows: None,
            because: "=HYPERLINK(\"x\")\nand more".into(),
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
            ("\"kind\":\"finding\"", "\"kind\":\"rumour\"", "unknown variant `rumour`"),
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

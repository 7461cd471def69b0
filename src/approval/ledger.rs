//! The ledger as a whole: its entries in order, each linked to the line before.

use std::io;
use std::path::PathBuf;

use super::entry::{ApprovalEntry, FORMAT};
use crate::digest::sha256;

/// The longest ledger that is read, in bytes.
pub(super) const LONGEST: u64 = 256 * 1024 * 1024;

/// The longest line that is read, in bytes: about 100,000 conditions.
const LONGEST_LINE: usize = 8 * 1024 * 1024;

/// Why a ledger can't be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// A line is damaged or was edited. Nothing in the ledger counts.
    #[error("{path}:{line}: {reason}", path = .path.display())]
    Line {
        /// The path of the ledger.
        path: PathBuf,
        /// The number of the line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
        /// What the user can do about it.
        help: &'static str,
    },
    /// An entry is invalid and can't be appended.
    #[error("{0}")]
    Entry(String),
    /// An input or output error.
    #[error("{path}: {source}", path = .path.display())]
    Io {
        /// The path of the ledger.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
}

impl LedgerError {
    /// What the user can do about it.
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Line { help, .. } => help,
            Self::Entry(_) => "write it in other words, in plain text",
            Self::Io { .. } => "make the portfolio folder and the file in it writable",
        }
    }
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The number of the line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: String,
    /// What the user can do about it.
    pub help: &'static str,
}

const COPY: &str =
    "put the file back from a copy: no approval counts until every line is as it was written";
const UNFINISHED: &str = "put the file back from a copy, or remove this last line if a program was stopped while it wrote";
const NEWER: &str = "use the program that wrote it, or a newer one";

/// The entries of a ledger whose chain of digests is whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApprovalLedger {
    entries: Vec<ApprovalEntry>,
    last: Option<String>,
}

impl ApprovalLedger {
    /// Parses a ledger and checks of every line that its content is unchanged and that it follows the line after which
    /// it was written.
    ///
    /// An attacker who rewrites all lines from one on can't be detected from the file alone: keep copies, or the digest
    /// of the last line.
    ///
    /// # Errors
    /// The first line that is damaged, edited, truncated, or out of its place.
    pub fn parse(bytes: &[u8]) -> Result<Self, Flaw> {
        let mut ledger = Self::default();
        let mut rest = bytes;
        while !rest.is_empty() {
            let line = ledger.entries.len() + 1;
            let flaw = |reason: String, help| Flaw { line, reason, help };
            let Some(end) = memchr::memchr(b'\n', rest) else {
                return Err(flaw("the line is cut off: it has no end".to_owned(), UNFINISHED));
            };
            let (text, after) = (&rest[..end], &rest[end + 1..]);
            let entry = entry(text).map_err(|(reason, help)| flaw(reason, help))?;
            if entry.previous != ledger.last {
                let reason = "it does not follow the line before it: a line was taken out, put in or moved, or the line before was changed";
                return Err(flaw(reason.to_owned(), COPY));
            }
            ledger.entries.push(entry);
            ledger.last = Some(sha256(text));
            rest = after;
        }
        Ok(ledger)
    }

    /// The entries in the order of the file.
    pub fn entries(&self) -> &[ApprovalEntry] {
        &self.entries
    }

    /// The SHA-256 of the last line; `None` if the ledger is empty.
    pub fn last(&self) -> Option<&str> {
        self.last.as_deref()
    }

    /// The entries as they follow this ledger, and the text to be appended for them.
    ///
    /// # Errors
    /// When one of them is invalid.
    pub(super) fn followed_by(
        &self,
        drafts: Vec<ApprovalEntry>,
    ) -> Result<(Vec<ApprovalEntry>, String), String> {
        let (mut entries, mut text, mut last) = (Vec::new(), String::new(), self.last.clone());
        for draft in drafts {
            if let Some(flaw) = draft.flaw() {
                return Err(flaw);
            }
            let entry = draft.after(last);
            let line = entry.line();
            if line.len() > LONGEST_LINE {
                return Err(format!("the entry is longer than {LONGEST_LINE} bytes"));
            }
            last = Some(sha256(line.as_bytes()));
            text.push_str(&line);
            text.push('\n');
            entries.push(entry);
        }
        Ok((entries, text))
    }
}

/// The entry of a line that is byte for byte as this program writes it.
fn entry(line: &[u8]) -> Result<ApprovalEntry, (String, &'static str)> {
    if line.len() > LONGEST_LINE {
        return Err((format!("the line is longer than {LONGEST_LINE} bytes"), COPY));
    }
    if line.is_empty() {
        return Err(("the line is blank".to_owned(), COPY));
    }
    let found: ApprovalEntry =
        serde_json::from_slice(line).map_err(|error| match format_of(line) {
            Some(format) if format != FORMAT => newer(&format),
            // The column in serde's message counts from the start of the line.
            _ => (format!("the line is damaged ({error})"), COPY),
        })?;
    if found.format != FORMAT {
        return Err(newer(&found.format));
    }
    if found.line().as_bytes() != line || found.id != found.own_id() {
        return Err((
            "the line was edited: its id does not belong to what it says".to_owned(),
            COPY,
        ));
    }
    match found.flaw() {
        Some(flaw) => Err((flaw, COPY)),
        None => Ok(found),
    }
}

fn newer(format: &str) -> (String, &'static str) {
    (
        format!(
            "the format of the line is `{}`; this program reads {FORMAT}",
            format.escape_debug()
        ),
        NEWER,
    )
}

/// The format that a line names, even if the rest of it can't be parsed.
fn format_of(line: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct FormatLine {
        format: String,
    }
    serde_json::from_slice::<FormatLine>(line).ok().map(|named| named.format)
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::super::entry::{AcceptedCondition, ApprovalDecision, ApprovalSubject};
    use super::*;
    use crate::model::{Date, Tier};

    pub(in crate::approval) fn draft(engagement: &str) -> ApprovalEntry {
        ApprovalEntry {
            format: ApprovalEntry::format(),
            id: String::new(),
            subject: ApprovalSubject::Engagement(engagement.to_owned()),
            decision_digest: "d1".to_owned(),
            run: "r1".to_owned(),
            decision: ApprovalDecision::Approve,
            tier: Tier::Restricted,
            conditions: vec![AcceptedCondition {
                id: "F-0123456789".to_owned(),
                due: Some(Date::constant(2026, 12, 1)),
            }],
            by: "Jane Roe".to_owned(),
            role: "deal owner".to_owned(),
            on: Date::constant(2026, 11, 2),
            note: Some("=1+1 \"quoted\"\nsecond line".to_owned()),
            previous: None,
        }
    }

    fn written(engagements: &[&str]) -> String {
        let drafts = engagements.iter().map(|one| draft(one)).collect();
        ApprovalLedger::default().followed_by(drafts).expect("good entries").1
    }

    fn flaw(text: &str) -> Flaw {
        ApprovalLedger::parse(text.as_bytes()).expect_err("it is no ledger")
    }

    #[test]
    fn what_was_written_is_read_back() {
        let text = written(&["E-1", "E-2", "E-3"]);
        let ledger = ApprovalLedger::parse(text.as_bytes()).expect("whole");
        let subjects: Vec<String> =
            ledger.entries().iter().map(|one| one.subject.to_string()).collect();
        assert_eq!(subjects, ["engagement E-1", "engagement E-2", "engagement E-3"]);
        // Entries appended in two calls form one ledger.
        let more = ledger.followed_by(vec![draft("E-4")]).expect("good").1;
        assert_eq!(text.clone() + &more, written(&["E-1", "E-2", "E-3", "E-4"]));
        assert_eq!(ApprovalLedger::parse(b"").expect("empty"), ApprovalLedger::default());
        let last = text.lines().last().expect("three");
        assert_eq!(ledger.last(), Some(sha256(last.as_bytes()).as_str()));
    }

    #[test]
    fn each_harm_is_named_with_its_line() {
        let text = written(&["E-1", "E-2", "E-3"]);
        let lines: Vec<&str> = text.lines().collect();
        let joined = |order: &[usize]| -> String {
            order.iter().map(|at| format!("{}\n", lines[*at])).collect()
        };
        // Taken out, swapped, duplicated, started in the middle.
        for (order, line) in
            [(&[0, 2][..], 2), (&[1, 0, 2], 1), (&[0, 2, 1], 2), (&[0, 0, 1, 2], 2), (&[1, 2], 1)]
        {
            let found = flaw(&joined(order));
            assert!(
                found.line == line && found.reason.contains("does not follow"),
                "{order:?} {found:?}"
            );
        }
        let edited = text.replacen("\"E-2\"", "\"E-9\"", 1);
        assert!(flaw(&edited).line == 2 && flaw(&edited).reason.contains("edited"));
        let cut = &text[..text.len() - 20];
        assert!(flaw(cut).line == 3 && flaw(cut).reason.contains("cut off"));
        let blank = text.replacen('\n', "\n\n", 1);
        assert!(flaw(&blank).line == 2 && flaw(&blank).reason.contains("blank"));
        let newer = text.replacen("approval/1", "approval/2", 1);
        assert!(flaw(&newer).line == 1 && flaw(&newer).reason.contains("flowdown-approval/2"));
        let damaged = text.replacen("\"by\"", "\"bye\"", 1);
        assert!(flaw(&damaged).line == 1 && flaw(&damaged).reason.contains("damaged"));
        let windows = text.replace('\n', "\r\n");
        assert_eq!(flaw(&windows).line, 1);
    }

    #[test]
    fn what_can_not_stand_in_a_ledger_is_refused() {
        let refused = |change: fn(&mut ApprovalEntry)| {
            let mut one = draft("E-1");
            change(&mut one);
            ApprovalLedger::default().followed_by(vec![one]).expect_err("refused")
        };
        assert_eq!(refused(|one| one.by = " ".to_owned()), "the name is blank");
        assert_eq!(
            refused(|one| one.role = "a\u{1b}[2J".to_owned()),
            "the role holds control characters"
        );
        assert_eq!(
            refused(|one| one.by = "x".repeat(201)),
            "the name is longer than 200 characters"
        );
        assert_eq!(
            refused(|one| one.note = Some("x".repeat(4_001))),
            "the note is longer than 4000 characters"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]
        #[test]
        fn a_ledger_with_one_bit_changed_is_refused(
            count in 1_usize..5, note in "\\PC{0,12}", at in any::<prop::sample::Index>(), bit in 0_u8..8,
        ) {
            let drafts = (0..count).map(|one| {
                let note = Some(format!("n{note}"));
                ApprovalEntry { note, ..draft(&format!("E-{one}")) }
            });
            let (_, text) = ApprovalLedger::default().followed_by(drafts.collect()).expect("good");
            let mut bytes = text.into_bytes();
            prop_assert!(ApprovalLedger::parse(&bytes).is_ok());
            let at = at.index(bytes.len());
            let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
            bytes[at] ^= 1 << bit;
            let found = ApprovalLedger::parse(&bytes).expect_err("one bit is other");
            // The error names the changed line, or, if a line break was lost, the line that now holds both.
            prop_assert_eq!(found.line, line);
        }

        #[test]
        fn a_line_taken_out_before_the_last_is_found(count in 2_usize..6, out in any::<prop::sample::Index>()) {
            let names: Vec<String> = (0..count).map(|one| format!("E-{one}")).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let text = written(&names);
            let out = out.index(count - 1);
            let kept: String = text.lines().enumerate().filter(|(at, _)| *at != out).map(|(_, line)| format!("{line}\n")).collect();
            prop_assert_eq!(flaw(&kept).line, out + 1);
        }
    }
}

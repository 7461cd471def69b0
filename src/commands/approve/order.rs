//! The decision to record: from the command line, or from a memo that a person filled in.

use std::path::Path;

use crate::approval::{ApprovalDecision, ApprovalSubject};
use crate::cli::{ApproveArgs, Global};
use crate::commands::named_run::no_run;
use crate::commands::outcome::CommandError;
use crate::commands::setting::load;
use crate::disk;
use crate::intake::workbook::Limits;
use crate::model::{Date, Tier};
use crate::report::memo::{self, Filled};
use crate::run_folder::file_name::file_names;
use crate::run_folder::finished::{FinishedRun, RecordedDecisions};

/// The conditions that are accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Accept {
    /// All that are open.
    All,
    /// Those with these finding ids.
    Some(Vec<String>),
}

/// The decision to record.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) subject: ApprovalSubject,
    pub(super) decision: ApprovalDecision,
    pub(super) by: String,
    pub(super) role: String,
    /// `None` for today.
    pub(super) on: Option<Date>,
    pub(super) note: Option<String>,
    pub(super) accept: Accept,
    pub(super) tier: Option<Tier>,
}

impl Order {
    /// Reads it from the command line or from the memo.
    pub(super) fn read(
        global: &Global,
        args: &ApproveArgs,
        run: &FinishedRun,
        decisions: &RecordedDecisions,
    ) -> Result<Self, CommandError> {
        match &args.from {
            Some(copy) => Self::of_memo(global, args, copy, (run, decisions)),
            None => Ok(Self::of_arguments(args)),
        }
    }

    fn of_arguments(args: &ApproveArgs) -> Self {
        let text = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
        let subject = match &args.engagement {
            Some(engagement) => ApprovalSubject::Engagement(engagement.clone()),
            None => ApprovalSubject::Deal(text(&args.deal)),
        };
        Self {
            subject,
            decision: args.decision.unwrap_or(ApprovalDecision::Decline),
            by: text(&args.by),
            role: text(&args.role),
            on: args.on,
            note: args.note.clone(),
            accept: if args.accept_all { Accept::All } else { Accept::Some(args.accept.clone()) },
            tier: args.tier,
        }
    }

    fn of_memo(
        global: &Global,
        args: &ApproveArgs,
        copy: &Path,
        (run, decisions): (&FinishedRun, &RecordedDecisions),
    ) -> Result<Self, CommandError> {
        let name = copy.display().to_string();
        let bytes = bytes(copy)?;
        let deal = deal_of(&name, &bytes, decisions)?;
        let own = run.book(&deal.1).map_err(no_run)?;
        let catalogue = load(global, None)?;
        let filled = memo::read(&own, (&name, &bytes), &catalogue.vocabulary)?;
        let Filled { decision, by, role, on, accepted } = filled;
        Ok(Self {
            subject: ApprovalSubject::Deal(deal.0),
            decision,
            by,
            role,
            on: Some(on),
            note: args.note.clone(),
            // Accepted conditions beside a refusal have no meaning.
            accept: Accept::Some(if decision == ApprovalDecision::Approve {
                accepted
            } else {
                Vec::new()
            }),
            tier: None,
        })
    }
}

/// The deal of a filled-in memo, and the path of its workbook in the run.
fn deal_of(
    name: &str,
    copy: &[u8],
    decisions: &RecordedDecisions,
) -> Result<(String, String), CommandError> {
    let mut deals: Vec<&str> = decisions.keys().iter().map(|key| key.deal.as_str()).collect();
    deals.sort_unstable();
    deals.dedup();
    let named = memo::deal(name, copy)?;
    let names = file_names(&deals);
    let found = deals.iter().zip(names).find(|(deal, _)| **deal == named);
    let Some((deal, file)) = found else {
        let message = format!("{name}: the run holds no deal `{}`", named.escape_debug());
        return Err(CommandError::failed(message, "name the run that wrote the workbook"));
    };
    Ok(((*deal).to_owned(), format!("deals/{file}.xlsx")))
}

/// The bytes of a filled-in memo, unless the file is too long to be one of our workbooks.
fn bytes(path: &Path) -> Result<Vec<u8>, CommandError> {
    let failed = |message: String| {
        let message = format!("{}: {message}", path.display());
        CommandError::failed(message, "name a copy of a workbook that the run wrote below deals/")
    };
    disk::read(path, Limits::default().max_file_bytes).map_err(|error| failed(error.to_string()))
}

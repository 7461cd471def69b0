//! The memo of a deal's workbook: its labels, and how a filled-in copy is read back.
//!
//! A person fills in a copy. Every other cell must be as the run wrote it. So a person can't sign another page than the
//! run's, and no restriction that was written beside the cells is lost.

use crate::approval::ApprovalDecision;
use crate::catalogue::Vocabulary;
use crate::catalogue::vocabulary::same_person;
use crate::diagnostic::{Problem, Problems, Whereabouts, did_you_mean};
use crate::intake::grid::{Cell, Grid, Value};
use crate::intake::value::{self, cut, shown};
use crate::intake::workbook::{self, Limits};
use crate::model::{CellRef, Date, Place, Reading};

/// The name of the sheet Memo.
pub const MEMO: &str = "Memo";
/// The name of the sheet that says which finding is accepted in which cell of the memo.
pub const CONDITIONS: &str = "Conditions";

/// The header of that sheet's first column.
pub const MEMO_CELL: &str = "Memo cell";
/// The header of its second column.
pub const FINDING: &str = "ID";

/// The heading of the part that a person fills in.
pub const SIGNATURE: &str = "Signature";
/// The label of the decision.
pub const DECISION: &str = "Decision";
/// The label of the name.
pub const BY: &str = "Name";
/// The label of the role.
pub const ROLE: &str = "Role";
/// The label of the day.
pub const DATE: &str = "Date";

/// The word that accepts a condition.
pub const YES: &str = "yes";

/// The choice if every engagement is allowed.
pub const AS_DECIDED: &str = "disclose as decided above";
/// The choice if a decision is to escalate.
pub const ESCALATED_TOO: &str = "disclose also what is escalated";
/// The choice if an engagement is held or rejected.
pub const ALLOWED_ONLY: &str = "disclose only what is allowed above";
/// The choice to refuse.
pub const DECLINE: &str = "do not disclose";

/// The longest part of a cell that a message shows, in characters.
const SHOWN: usize = 40;

/// What a person filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The decision.
    pub decision: ApprovalDecision,
    /// The name of the person.
    pub by: String,
    /// The role of the person.
    pub role: String,
    /// The day of the signature.
    pub on: Date,
    /// The ids of the accepted findings.
    pub accepted: Vec<String>,
}

/// The columns of the labels and of the cells right of them.
const LABEL: u32 = 0;
const FIELD: u32 = 1;
const RIGHT_LABEL: u32 = 3;
const RIGHT_FIELD: u32 = 4;

/// The cells that a person fills in.
struct Fields {
    decision: CellRef,
    by: CellRef,
    role: CellRef,
    on: CellRef,
    signature: CellRef,
    /// Each with the ids of the findings that it accepts.
    ticks: Vec<(CellRef, Vec<String>)>,
}

impl Fields {
    fn find(memo: &Grid, conditions: &Grid) -> Option<Self> {
        let labelled = |column: u32, label: &str, after: u32| {
            let is_it = |cell: &&Cell| {
                cell.at.column == column && cell.at.row >= after && shown(&cell.value) == label
            };
            memo.cells.iter().find(is_it).map(|cell| cell.at.row)
        };
        let heading = labelled(LABEL, SIGNATURE, 0)? + 1;
        let field = |label| Some(CellRef::new(labelled(LABEL, label, heading)?, FIELD));
        Some(Self {
            decision: field(DECISION)?,
            by: field(BY)?,
            role: field(ROLE)?,
            signature: field(SIGNATURE)?,
            on: CellRef::new(labelled(RIGHT_LABEL, DATE, heading)?, RIGHT_FIELD),
            ticks: ticks(conditions),
        })
    }

    fn contains(&self, at: CellRef) -> bool {
        let own = [self.decision, self.by, self.role, self.on, self.signature];
        own.contains(&at) || self.ticks.iter().any(|(tick, _)| *tick == at)
    }
}

fn ticks(conditions: &Grid) -> Vec<(CellRef, Vec<String>)> {
    let mut ticks: Vec<(CellRef, Vec<String>)> = Vec::new();
    for row in conditions.rows() {
        let text = |column: u32| {
            row.iter().find(|cell| cell.at.column == column).map(|cell| shown(&cell.value))
        };
        // The rows of the title, the note and the header name no cell.
        let (Some(cell), Some(id)) =
            (text(0).and_then(|text| CellRef::parse(text.as_bytes())), text(1))
        else {
            continue;
        };
        match ticks.iter_mut().find(|(tick, _)| *tick == cell) {
            Some((_, ids)) => ids.push(id.into_owned()),
            None => ticks.push((cell, vec![id.into_owned()])),
        }
    }
    ticks
}

/// The beginning of the first line of the sheet Conditions, which names the deal in full.
const OF_DEAL: &str = "Conditions of deal ";

/// The first line of the sheet Conditions.
pub fn title(deal: &str) -> String {
    format!("{OF_DEAL}{deal}")
}

/// The deal that a copy names. [`read`] checks that it is the run's.
///
/// # Errors
/// When the copy is not a workbook of a deal.
pub fn deal(name: &str, copy: &[u8]) -> Result<String, Problems> {
    let book = open(name, copy)?;
    let sheet = book.sheets.iter().find(|sheet| *sheet.name == *CONDITIONS);
    let first = sheet.and_then(|sheet| sheet.get(CellRef::new(0, 0)));
    let named = first.and_then(|cell| shown(&cell.value).strip_prefix(OF_DEAL).map(str::to_owned));
    named.ok_or_else(|| {
        let help = "fill in a copy of the workbook that the run wrote below deals/";
        Problems(vec![Problem::file(name, "it is no workbook of a deal", help)])
    })
}

/// A copy that is being read.
struct Copy<'c> {
    name: &'c str,
    memo: &'c Grid,
    vocabulary: &'c Vocabulary,
    problems: Vec<Problem>,
}

/// Reads a filled-in copy of a memo; `own` is the workbook as the run wrote it.
///
/// # Errors
/// Every cell that is missing, can't be read, or differs from what the run wrote.
pub fn read(
    own: &[u8],
    (name, copy): (&str, &[u8]),
    vocabulary: &Vocabulary,
) -> Result<Filled, Problems> {
    let own = open("the run's workbook", own)?;
    let copy = open(name, copy)?;
    let sheet = |book: &workbook::Workbook, wanted: &str, file: &str| {
        let found = book.sheets.iter().find(|sheet| *sheet.name == *wanted).cloned();
        found.ok_or_else(|| {
            let message = format!("it holds no sheet `{wanted}`");
            let help = "fill in a copy of the workbook that the run wrote below deals/";
            Problems(vec![Problem::file(file, message, help)])
        })
    };
    let (own_memo, own_conditions) = (sheet(&own, MEMO, name)?, sheet(&own, CONDITIONS, name)?);
    let (memo, conditions) = (sheet(&copy, MEMO, name)?, sheet(&copy, CONDITIONS, name)?);
    let fields = Fields::find(&own_memo, &own_conditions).ok_or_else(|| {
        let help = "assess the portfolio again with this program";
        Problems(vec![Problem::file(
            name,
            "an older program wrote the run's memo: it has no cells to fill in",
            help,
        )])
    })?;
    let mut copy = Copy { name, memo: &memo, vocabulary, problems: Vec::new() };
    copy.compare(&own_memo, &memo, |at| fields.contains(at));
    copy.compare(&own_conditions, &conditions, |_| false);
    let filled = copy.filled(&fields);
    match filled {
        Some(filled) if copy.problems.is_empty() => Ok(filled),
        _ => Err(Problems(copy.problems)),
    }
}

fn open(name: &str, bytes: &[u8]) -> Result<workbook::Workbook, Problems> {
    workbook::read(name, bytes, &Limits::default())
        .map_err(|error| Problems(vec![Problem::file(name, error.to_string(), error.help())]))
}

impl Copy<'_> {
    fn problem(&mut self, sheet: &str, at: CellRef, message: impl Into<String>, help: &str) {
        let place = Place { file: self.name.into(), sheet: Some(sheet.into()), cell: Some(at) };
        let (at, message) = (Whereabouts::Cell(place), message.into());
        self.problems.push(Problem { at, message, help: help.to_owned() });
    }

    /// Compares the cells that are not to be filled in with those of the run.
    fn compare(&mut self, own: &Grid, copy: &Grid, open: impl Fn(CellRef) -> bool) {
        let text = |grid: &Grid, at| grid.get(at).map(|cell| shown(&cell.value).into_owned());
        for cell in own.cells.iter().filter(|cell| !open(cell.at)) {
            let written = shown(&cell.value);
            if text(copy, cell.at).as_deref() != Some(&*written) {
                let message = format!("the run wrote `{}` here", cut(&written, SHOWN));
                let help = "copy the run's workbook again, and fill in the yellow cells alone";
                self.problem(&own.name, cell.at, message, help);
            }
        }
        for cell in copy.cells.iter().filter(|cell| !open(cell.at) && own.get(cell.at).is_none()) {
            if !shown(&cell.value).is_empty() {
                let text = shown(&cell.value);
                let message = format!("`{}` stands where nothing is filled in", cut(&text, SHOWN));
                self.problem(&own.name, cell.at, message, "take it out, and say it with --note");
            }
        }
    }

    fn filled(&mut self, fields: &Fields) -> Option<Filled> {
        let decision = self.decision(fields.decision);
        let by = self.text(fields.by, "name");
        let role = self.text(fields.role, "role");
        let on = self.day(fields.on);
        self.signature(fields.signature, by.as_deref());
        let accepted = self.accepted(&fields.ticks);
        Some(Filled { decision: decision?, by: by?, role: role?, on: on?, accepted })
    }

    /// The value that a person entered; `None` if the cell is blank or holds a formula, whose value may change later.
    fn value(&mut self, at: CellRef) -> Option<Value> {
        let cell = self.memo.get(at)?.clone();
        if cell.formula {
            self.problem(MEMO, at, "the cell holds a formula", "write the value itself");
            return None;
        }
        Some(cell.value).filter(|value| !shown(value).is_empty())
    }

    /// The value of a cell that must be filled in.
    fn needed(&mut self, at: CellRef, what: &str) -> Option<Value> {
        let before = self.problems.len();
        let value = self.value(at);
        if value.is_none() && self.problems.len() == before {
            self.problem(MEMO, at, format!("the {what} is blank"), "fill it in");
        }
        value
    }

    fn text(&mut self, at: CellRef, what: &str) -> Option<String> {
        self.needed(at, what).map(|value| shown(&value).into_owned())
    }

    fn decision(&mut self, at: CellRef) -> Option<ApprovalDecision> {
        let text = self.text(at, "decision")?;
        let choices = [AS_DECIDED, ESCALATED_TOO, ALLOWED_ONLY, DECLINE];
        match choices.iter().find(|choice| text.eq_ignore_ascii_case(choice)) {
            Some(choice) if *choice == DECLINE => Some(ApprovalDecision::Decline),
            Some(_) => Some(ApprovalDecision::Approve),
            None => {
                let message = format!("`{}` is no choice of the list", cut(&text, SHOWN));
                let help = did_you_mean(&text, choices);
                self.problem(MEMO, at, message, &help);
                None
            }
        }
    }

    fn day(&mut self, at: CellRef) -> Option<Date> {
        let value = self.needed(at, "date")?;
        match value::date(&value, self.vocabulary) {
            Ok(day) => Some(day),
            Err(reason) => {
                let message = format!("`{}` {}", cut(&shown(&value), SHOWN), reason.words());
                self.problem(MEMO, at, message, "write the day as 2026-11-02");
                None
            }
        }
    }

    /// A name typed in the place for the signature must be the signer's; any other text is refused.
    fn signature(&mut self, at: CellRef, by: Option<&str>) {
        if let (Some(value), Some(by)) = (self.value(at), by)
            && !same_person(by, &shown(&value))
        {
            let message = format!("`{}` is not the name above", cut(&shown(&value), SHOWN));
            self.problem(MEMO, at, message, "leave it blank, and say more with --note");
        }
    }

    fn accepted(&mut self, ticks: &[(CellRef, Vec<String>)]) -> Vec<String> {
        let mut accepted = Vec::new();
        for (at, ids) in ticks {
            let Some(value) = self.value(*at) else { continue };
            let text = shown(&value);
            match self.vocabulary.answer(&text) {
                Some(Reading::Yes) => accepted.extend(ids.iter().cloned()),
                Some(Reading::No) => {}
                _ if matches!(value, Value::Bool(true)) || text.eq_ignore_ascii_case("x") => {
                    accepted.extend(ids.iter().cloned());
                }
                _ if matches!(value, Value::Bool(false)) => {}
                _ => {
                    let message = format!("`{}` neither accepts nor refuses", cut(&text, SHOWN));
                    self.problem(MEMO, *at, message, "write yes, or leave it blank");
                }
            }
        }
        accepted
    }
}

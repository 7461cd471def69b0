//! The part of the memo that a person fills in: the decision, the name, the role, the day, and the conditions that are
//! accepted.
//!
//! `flowdown approve --from` reads these cells back ([`crate::report::memo`] holds their labels).

use rust_xlsxwriter::{
    ColNum, DataValidation, DataValidationRule, Format, RowNum, Worksheet, XlsxError,
};

use super::super::view::View;
use super::group::Deal;
use super::memo_page::{MemoPage, WIDTHS};
use super::summary::{self, Acceptable};
use crate::model::excel::LONGEST_CHOICES;
use crate::model::{CellRef, Outcome};
use crate::report::memo::{
    ALLOWED_ONLY, AS_DECIDED, BY, DATE, DECISION, DECLINE, ESCALATED_TOO, ROLE, SIGNATURE, YES,
};
use crate::sheet::fillable;

/// The column in which conditions are accepted: the last.
pub(super) const TICK: ColNum = WIDTHS.len() as ColNum - 1;

/// The height of a line to fill in and of the place to sign, in points.
const FILL: f64 = 20.0;
const SIGN: f64 = 30.0;

/// A cell in which conditions are accepted.
#[derive(Debug)]
pub(super) struct AcceptanceCell {
    /// The cell.
    pub cell: CellRef,
    /// The findings that it accepts.
    pub findings: Vec<Acceptable>,
}

/// Writes a line of conditions, with a cell to accept them if they can be accepted.
pub(super) fn line(
    page: &mut MemoPage<'_>,
    view: &View<'_>,
    cells: &[(ColNum, &str, &Format)],
    findings: Vec<Acceptable>,
) -> Result<Option<AcceptanceCell>, XlsxError> {
    let memo = &view.style.memo;
    let row = page.at();
    let format = if findings.is_empty() { &memo.faint } else { &memo.open };
    page.row(&[cells, &[(TICK, "", format)]].concat())?;
    if findings.is_empty() {
        return Ok(None);
    }
    choose(page.sheet, (row, TICK), &[YES], "yes: accepted, to be met by its day.")?;
    Ok(Some(AcceptanceCell { cell: CellRef::new(row, u32::from(TICK)), findings }))
}

/// Writes the part of the page that a person fills in.
pub(super) fn write(
    page: &mut MemoPage<'_>,
    view: &View<'_>,
    deal: &Deal<'_>,
) -> Result<(), XlsxError> {
    let memo = &view.style.memo;
    page.heading(&view.style, SIGNATURE)?;
    page.row(&[(0, &format!("Signs for the deal: {}", summary::signer(view, deal)), &memo.label)])?;
    let decision = summary::decision(deal);
    let approve = if decision.allows() {
        AS_DECIDED
    } else if decision.0 == Outcome::Escalate {
        ESCALATED_TOO
    } else {
        ALLOWED_ONLY
    };
    let row = page.at();
    page.tall(&[(0, DECISION, &memo.label), (1, "", &memo.open)], FILL)?;
    choose(page.sheet, (row, 1), &[approve, DECLINE], "Choose what is decided.")?;
    let row = page.at();
    page.tall(&fields([BY, DATE], [&memo.label, &memo.open, &memo.right]), FILL)?;
    date(page.sheet, (row, 4), view, &memo.open)?;
    let row = page.at();
    page.tall(&[(0, ROLE, &memo.label), (1, "", &memo.open)], FILL)?;
    let roles = view.policy().signers.roles();
    choose(page.sheet, (row, 1), &roles, "Choose the role in which you sign.")?;
    page.tall(&[(0, "Signature", &memo.label), (1, "", &memo.sign)], SIGN)?;
    page.gap(6.0)?;
    page.row(&[(0, "Fill in a copy of this workbook and record it with `flowdown approve RUN --from COPY`; the run keeps its own. \
                     Every condition must be accepted. Likelihoods and losses are planning figures: their order matters more than \
                     their level. What stands behind this page: sheets Ranking, Chain, Obligations, Findings and Conditions.", &memo.faint)])
}

/// Two labels, each with a cell to fill in at its right.
fn fields<'f>(
    labels: [&'f str; 2],
    [label, open, right]: [&'f Format; 3],
) -> [(ColNum, &'f str, &'f Format); 4] {
    [(0, labels[0], label), (1, "", open), (3, labels[1], right), (4, "", open)]
}

/// Adds a drop-down list; if its entries are too long for one, only the message.
fn choose(
    sheet: &mut Worksheet,
    (row, column): (RowNum, ColNum),
    words: &[&str],
    message: &str,
) -> Result<(), XlsxError> {
    let length: usize = words.iter().map(|word| word.encode_utf16().count() + 1).sum();
    let fits = length <= LONGEST_CHOICES && words.iter().all(|word| !word.contains(','));
    let rule = DataValidation::new().set_input_message(message)?;
    let rule = if fits {
        rule.allow_list_strings(words)?.set_error_message("Please choose from the list.")?
    } else {
        rule
    };
    sheet.add_data_validation(row, column, row, column, &rule)?;
    Ok(())
}

fn date(
    sheet: &mut Worksheet,
    (row, column): (RowNum, ColNum),
    view: &View<'_>,
    open: &Format,
) -> Result<(), XlsxError> {
    let format = open.clone().set_num_format(fillable::DATE);
    sheet.set_cell_format(row, column, &format)?;
    let rule = DataValidation::new()
        .allow_date(DataValidationRule::GreaterThanOrEqualTo(fillable::day(view.facts.as_of)?))
        .set_input_message("The day of the signature, e.g. 2026-11-02.")?
        .set_error_message("Please write a day from the day of this run on.")?;
    sheet.add_data_validation(row, column, row, column, &rule)?;
    Ok(())
}

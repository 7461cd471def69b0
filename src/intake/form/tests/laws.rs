//! Laws of every form.

use proptest::prelude::*;

use super::*;

/// Cells that a form may hold, known and unknown.
fn any_cell() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(String::new()),
        2 => "FD-(GOV|ACC)-0[1-9]",
        2 => prop_oneof![Just("Yes"), Just("No"), Just("Partial"), Just("N/A"), Just("="), Just("#REF!")].prop_map(str::to_owned),
        2 => prop_oneof![Just("ID"), Just("Answer"), Just("Comment"), Just("Supplier ID"), Just("Edition")].prop_map(str::to_owned),
        2 => "[a-z ]{0,6}",
        1 => (0..99_i32).prop_map(|number| number.to_string()),
    ]
}

fn any_sheet() -> impl Strategy<Value = Grid> {
    let rows = prop::collection::vec(prop::collection::vec(any_cell(), 1..6), 0..12);
    let name = prop_oneof![Just("Cover"), Just("Questionnaire"), Just("Lists"), Just("Other")];
    (name, rows, any::<bool>()).prop_map(|(name, mut rows, header)| {
        if header {
            rows.insert(0, ["ID", "Answer", "Comment"].map(str::to_owned).to_vec());
        }
        let lines: Vec<String> = rows.iter().map(|row| format!("|{}|", row.join("|"))).collect();
        sheet(name, &lines.join("\n"))
    })
}

fn cells(grids: &[Grid]) -> usize {
    grids.iter().map(|grid| grid.cells.len() + grid.empty_formulas.len()).sum()
}

/// The answers of a form, whatever their order.
fn said(form: &Form) -> Vec<String> {
    let mut said: Vec<String> = form
        .answers
        .iter()
        .map(|answer| {
            format!(
                "{} {:?} {:?} {:?}",
                answer.question.get(),
                answer.reading,
                answer.comment,
                answer.evidence
            )
        })
        .collect();
    said.sort();
    said
}

proptest! {
    #[test]
    fn every_cell_is_accounted_or_listed(grids in prop::collection::vec(any_sheet(), 1..4)) {
        let sheets = Sheets::new(&Arc::from("a.xlsx"), &grids, true);
        let ledger = match native().read(&sheets) {
            Ok(form) => form.ledger,
            Err(_) => nothing_accounted(&sheets),
        };
        prop_assert_eq!(ledger.seen, cells(&grids));
        prop_assert_eq!(ledger.seen, ledger.accounted + ledger.unaccounted.len());
    }

    #[test]
    fn the_order_of_sheets_changes_no_answer(grids in prop::collection::vec(any_sheet(), 1..4)) {
        let turned: Vec<Grid> = grids.iter().rev().cloned().collect();
        let (one, other) = (read_grids(&grids), read_grids(&turned));
        prop_assert_eq!(one.as_ref().map(said), other.as_ref().map(said));
        prop_assert_eq!(one.map(|form| form.ledger.accounted), other.map(|form| form.ledger.accounted));
    }

    #[test]
    fn the_order_of_rows_changes_no_answer(order in Just((0..9_usize).collect::<Vec<_>>()).prop_shuffle()) {
        let row = |index: &usize| match index {
            0..=5 => format!("| FD-GOV-0{} | Yes | c{index} | |", index % 3 + 1),
            6 => "| Governance | | | |".to_owned(),
            7 => "| X-1 | No | | |".to_owned(),
            _ => "| ID | Answer | Comment | Evidence |".to_owned(),
        };
        let drawing = |order: &[usize]| {
            let rows: Vec<String> = order.iter().map(row).collect();
            sheet("Q", &format!("| ID | Answer | Comment | Evidence |\n{}", rows.join("\n")))
        };
        let (one, other) = (form(&[drawing(&[0, 1, 2, 3, 4, 5, 6, 7, 8])]), form(&[drawing(&order)]));
        prop_assert_eq!(said(&one), said(&other));
        prop_assert_eq!(one.ledger.accounted, other.ledger.accounted);
        prop_assert_eq!((one.found, one.repeated, one.added), (other.found, other.repeated, other.added));
    }
}

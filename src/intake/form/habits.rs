//! What the cells of each answer column have in common.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::intake::answer::Habit;

/// The habits of the answer columns of a sheet.
pub(super) type Habits = BTreeMap<u32, Habit>;

/// The habit of a column; the default for a column without answers.
pub(super) fn habit(habits: &Habits, column: u32) -> &Habit {
    static NONE: LazyLock<Habit> = LazyLock::new(Habit::default);
    habits.get(&column).unwrap_or(&NONE)
}

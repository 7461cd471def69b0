//! The suppliers that a command writes something for.

use std::collections::BTreeSet;

use crate::assessment::Context;
use crate::assessment::due::due;

/// The suppliers that are named, and, with `within`, due in so many days; `None`: all.
pub(super) fn wanted<'a>(
    named: &'a [String],
    within: Option<u16>,
    context: &Context<'a>,
) -> Option<BTreeSet<&'a str>> {
    let named = named.iter().map(String::as_str).collect::<BTreeSet<_>>();
    let named = (!named.is_empty()).then_some(named);
    let Some(within) = within else { return named };
    let due = due(context, within);
    let due: BTreeSet<&str> = due.suppliers.iter().map(|one| one.supplier.id.as_str()).collect();
    Some(match named {
        Some(named) => named.intersection(&due).copied().collect(),
        None => due,
    })
}

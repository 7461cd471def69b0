//! Suppliers that were renamed between two runs: found by the aliases in the newer register, never guessed.

use std::collections::{HashMap, HashSet};

use crate::model::{Register, Response, SupplierId};

/// The new ids by the old ones. A supplier counts as renamed if the newer register does not have its id, exactly one
/// supplier there has it as an alias, and the older register does not have that supplier.
pub fn renamed(older: &Register, newer: &Register) -> HashMap<SupplierId, SupplierId> {
    let ids = |register: &Register| -> HashSet<SupplierId> {
        register.suppliers.iter().map(|supplier| supplier.id.clone()).collect()
    };
    let (old, new) = (ids(older), ids(newer));
    let gone = older.suppliers.iter().filter(|supplier| !new.contains(&supplier.id));
    let found = gone.filter_map(|supplier| {
        let called = |alias: &String| alias.trim() == supplier.id.as_str();
        let mut heirs = newer.suppliers.iter().filter(|heir| heir.aliases.iter().any(called));
        let heir = heirs.next().filter(|heir| !old.contains(&heir.id))?;
        heirs.next().is_none().then(|| (supplier.id.clone(), heir.id.clone()))
    });
    let found: Vec<_> = found.collect();
    // Two suppliers that became one are not a renaming.
    let alone = |new: &SupplierId| found.iter().filter(|(_, other)| other == new).count() == 1;
    found.iter().filter(|(_, new)| alone(new)).cloned().collect()
}

/// Gives the suppliers of an older run their ids in the newer one.
pub fn rename(
    register: &mut Register,
    responses: &mut [Response],
    ids: &HashMap<SupplierId, SupplierId>,
) {
    if ids.is_empty() {
        return;
    }
    let change = |id: &mut SupplierId| {
        if let Some(new) = ids.get(id) {
            *id = new.clone();
        }
    };
    register.suppliers.iter_mut().for_each(|row| change(&mut row.id));
    register.suppliers.iter_mut().filter_map(|row| row.parent.as_mut()).for_each(change);
    register.engagements.iter_mut().for_each(|row| change(&mut row.supplier));
    for row in &mut register.subcontracts {
        change(&mut row.from);
        change(&mut row.to);
    }
    register.certificates.iter_mut().for_each(|row| change(&mut row.supplier));
    register.evidence.iter_mut().for_each(|row| change(&mut row.supplier));
    register.waivers.iter_mut().for_each(|row| change(&mut row.supplier));
    register.incidents.iter_mut().for_each(|row| change(&mut row.supplier));
    register.responses.iter_mut().for_each(|row| change(&mut row.supplier));
    responses.iter_mut().for_each(|response| change(&mut response.supplier));
}

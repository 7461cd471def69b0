//! Sheet Suppliers.

use super::context::RegisterContext;
use super::joined::SupplierRow;
use super::row::RegisterRow;
use crate::model::{Code, Finding, Supplier, SupplierId};

pub(super) fn read(row: &mut RegisterRow<'_, '_>) -> Option<SupplierRow> {
    let id = row.text("supplier-id");
    if let Some(id) = &id {
        let place = row.place_of("supplier-id");
        row.cx.claim_here("supplier", id, place);
        row.cx.suppliers.insert(id.clone());
    }
    let name = row.text("name");
    let country = row.country("country");
    let parent = row.text("parent-id").filter(|parent| row.cx.vocabulary.names_something(parent));
    let contact = row.text("contact");
    let email = row.text("email");
    let language = row.text("language");
    let aliases = row.list("aliases");
    let cells = SupplierRow::cells(row);
    let supplier = Supplier {
        id: SupplierId::new(id?),
        name: name?,
        country: Some(country?),
        parent: parent.map(SupplierId::new),
        contact,
        email,
        language,
        aliases,
        place: row.place(),
    };
    Some(SupplierRow { supplier, cells })
}

/// Removes and reports unknown parents. Done after the last row, since a parent may be below its child.
pub(super) fn check_parents(suppliers: &mut [SupplierRow], cx: &mut RegisterContext<'_>) {
    for SupplierRow { supplier, cells } in suppliers {
        let stray = supplier.parent.take_if(|parent| !cx.suppliers.contains(parent.as_str()));
        if let Some(parent) = stray {
            let near = cx.near_id(parent.as_str(), "supplier");
            let help = near.map_or_else(String::new, |near| format!("did you mean `{near}`?"));
            let message = format!("the parent `{parent}` is no supplier of the register");
            let finding = Finding::new(Code::RegisterDangling, message).help(help);
            // Of several registers, one may name the parent and another not.
            let cell = cells.iter().find(|(key, _)| *key == "parent-id").map(|(_, cell)| cell);
            let place = cell.unwrap_or(&supplier.place).clone();
            cx.findings.push(finding.at(place).of(&supplier.id));
        }
    }
}

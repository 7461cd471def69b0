use super::*;
use crate::intake::testing::{catalogue, sheet};

fn taken(drawing: &str) -> Inventory {
    let grids = [sheet("Vendors 2026", drawing)];
    read(&grids, None, &catalogue().vocabulary).unwrap_or_else(|error| panic!("{error}"))
}

/// The use of each column, and each supplier with what is known of it.
fn picture(inventory: &Inventory) -> String {
    let columns = inventory.columns.iter().map(|column| {
        let fate = match column.fate {
            Fate::Used(key) => format!("used as {key}"),
            Fate::Remark => "remark".to_owned(),
            Fate::NotUsed => "not used".to_owned(),
        };
        format!("{} {}: {fate}, {}\n", column.letters(), column.title, column.why)
    });
    let suppliers = inventory.suppliers.iter().map(|one| {
        let cells = one.cells.iter().map(|(key, text)| format!("{key}={text}"));
        format!("{}: {}\n", one.id, cells.collect::<Vec<_>>().join(" "))
    });
    columns.chain(suppliers).collect()
}

fn why(inventory: &Inventory, row: u32) -> String {
    let row = inventory.rows.iter().find(|one| one.row == row - 1);
    row.map_or_else(|| panic!("no row"), |row| row.why.join("; "))
}

#[test]
fn columns_are_known_by_name_and_by_what_they_hold() {
    let inventory = taken("
        | Vendor inventory, 2026 |
        | Vendor # | Vendor      | Where   | Who           | Tier   | Hosted in | Reviewed    | Cloud? | Owner | Spare |
        | V001     | Alder Tools | Germany | a@alder.test  | Tier 1 | Ireland   | @2026-07-01 | Yes    | Kim   |       |
        | V002     | Birch Lines | FR      | b@birch.test  | Tier 3 | US        | @2026-06-01 | No     | Tom   |       |
        | 2 vendors |
        |          | Total       |         |               |        |           |             |        | 2     |       |
    ");
    insta::assert_snapshot!(picture(&inventory), @"
    A Vendor #: used as supplier-id, by its header
    B Vendor: used as name, by its header
    C Where: used as country, by what it holds: please check
    D Who: used as email, by what it holds: please check
    E Tier: remark, words for sensitivity: which tier each means is for you to say (Tier 1: 1, Tier 3: 1)
    F Hosted in: remark, holds countries; the register has no such column of suppliers
    G Reviewed: remark, holds dates; the register has no such column of suppliers
    H Cloud?: remark, holds yes and no; the register has no such column of suppliers
    I Owner: remark, belongs to an engagement, under Owner
    J Spare: not used, no cell is filled
    V001: name=Alder Tools country=DE email=a@alder.test
    V002: name=Birch Lines country=FR email=b@birch.test
    ");
    assert_eq!(why(&inventory, 1), "the row stands above the header");
    assert_eq!(why(&inventory, 5), "one cell alone: a heading or a footer");
    assert_eq!(why(&inventory, 6), "the row counts the others");
}

#[test]
fn what_is_no_country_stays_open() {
    let inventory = taken(
        "
        | Lieferant | Land      | Kontakt       |
        | Erle      | Global    | x@erle.test   |
        | Buche     | Schweiz   | Frau Muster   |
        | Ahorn     |           | y@ahorn.test  |
    ",
    );
    assert_eq!(inventory.suppliers[0].get("country"), None);
    assert_eq!(inventory.suppliers[1].get("country"), Some("CH"));
    assert_eq!(inventory.suppliers[0].get("contact"), Some("x@erle.test"));
    assert_eq!(why(&inventory, 2), "`Global` is no country; the id was made from the name");
}

#[test]
fn made_ids_do_not_depend_on_other_rows() {
    let many = taken(
        "
        | Name    | Service |
        | Erle AG | a       |
        | Buche   | b       |
        | Erle-AG | c       |
        | 榛木     | d       |
    ",
    );
    let ids: Vec<&str> = many.suppliers.iter().map(|one| one.id.as_str()).collect();
    assert!(ids[0].starts_with("ERLE-AG-") && ids[2].starts_with("ERLE-AG-"), "{ids:?}");
    assert_ne!(ids[0], ids[2]);
    assert_eq!(ids[1], "BUCHE");
    assert!(ids[3].starts_with("S-"), "{ids:?}");
    let other_order = taken(
        "
        | Name    | Service |
        | 榛木     | d       |
        | Erle-AG | c       |
        | Erle AG | a       |
        | Buche   | b       |
    ",
    );
    let find = |name: &str| {
        let mut all = other_order.suppliers.iter();
        all.find(|one| one.get("name") == Some(name)).map(|one| one.id.as_str())
    };
    for one in &many.suppliers {
        assert_eq!(find(one.get("name").unwrap_or_default()), Some(one.id.as_str()));
    }
}

#[test]
fn rows_of_one_supplier_are_joined_and_one_id_is_not_shared() {
    let inventory = taken(
        "
        | Vendor ID | Vendor Name | Contact | Parent company |
        | 7         | Erle        |         |                |
        | 7         | Erle        | Kim     | Wald           |
        | 7         | Buche       | Tom     | Erle AG        |
        | W         | Wald        | n/a     | Wald           |
    ",
    );
    insta::assert_snapshot!(picture(&inventory), @"
    A Vendor ID: used as supplier-id, by its header
    B Vendor Name: used as name, by its header
    C Contact: used as contact, by its header
    D Parent company: used as parent-id, by its header
    7: name=Erle contact=Kim parent-id=W
    BUCHE: name=Buche contact=Tom parent-id=7
    W: name=Wald
    ");
    assert_eq!(why(&inventory, 3), "a further row of this supplier");
    assert_eq!(why(&inventory, 4), "`7` is another supplier's id; this one was made");
    assert_eq!(why(&inventory, 5), "the parent `Wald` is no other supplier of the list");
}

#[test]
fn a_list_without_names_is_refused_with_what_was_seen() {
    let vocabulary = &catalogue().vocabulary;
    let grids = [sheet("A", "| Risk | Owner |\n| fire | Kim |")];
    let none = read(&grids, None, vocabulary).err().map(|error| error.to_string());
    assert_eq!(
        none.as_deref(),
        Some("no column of supplier names was found; the first rows say `Risk`, `Owner`")
    );
    let none = read(&grids, Some("B"), vocabulary).err().map(|error| error.to_string());
    assert_eq!(none.as_deref(), Some("there is no sheet `B`; there are A"));
}

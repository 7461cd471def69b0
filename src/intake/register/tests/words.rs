//! Cells of a register as people write them.

use super::*;

/// The tiers of engagements, one for each word, under a header; or the problems.
fn tiers(header: &str, tiers: &[&str]) -> Vec<String> {
    let mut drawing =
        format!("| Engagement ID | Supplier ID | Deal ID | {header} | Origin country | Start |\n");
    for (at, tier) in tiers.iter().enumerate() {
        drawing.push_str(&format!("| E{at} | S1 | D1 | {tier} | DE | @2026-01-15 |\n"));
    }
    let read = read_sheets(vec![sheet("Suppliers", SUPPLIERS), sheet("Engagements", &drawing)]);
    match read {
        Ok(register) => register.engagements.iter().map(|one| one.tier.to_string()).collect(),
        Err(Problems(problems)) => problems.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn a_number_is_a_tier_under_the_registers_own_header_only() {
    assert_eq!(
        tiers("Information tier", &["1", "\"4\"", "public"]),
        ["internal", "critical", "public"]
    );
    for own in ["INFORMATION-TIER *", "Informationsstufe", "信息等级"] {
        assert_eq!(tiers(own, &["0"]), ["public"], "{own}");
    }
    for header in ["Tier", "Classification", "Data classification", "Sensitivity", "Schutzklasse"] {
        assert_eq!(tiers(header, &["Restricted", "vertraulich"]), ["restricted", "confidential"]);
        for words in ["Tier 1", "T1", "3", "\"4\"", "Stufe 2", "Level III", "2級"] {
            let said = tiers(header, &["internal", words, words]);
            assert_eq!(said.len(), 2, "{header} {words}");
            assert!(said.iter().all(|one| one.contains("which way round")), "{said:?}");
            assert!(said[1].starts_with("register.xlsx › Engagements!D4"), "{said:?}");
        }
    }
    let own = tiers("Information tier", &["Tier 1", "7"]);
    assert!(own[0].contains("which way round") && own[1].contains("`7` is no tier"), "{own:?}");
}

#[test]
fn suppliers_that_may_be_one_are_said() {
    let found = |suppliers: &str| {
        let sheets = vec![sheet("Suppliers", suppliers), sheet("Engagements", ENGAGEMENTS)];
        let register = read_sheets(sheets).unwrap_or_else(|problems| panic!("{problems}"));
        let alike = register.findings.iter().filter(|one| one.code == Code::SupplierAlike);
        let pair = |one: &crate::model::Finding| {
            format!("{}~{}", one.supplier.as_ref().map_or("", |id| id.as_str()), one.subject)
        };
        alike.map(pair).collect::<Vec<_>>().join(" ")
    };
    let rows =
        |rows: &str| format!("| Supplier ID | Name | Country | Parent ID | Aliases |\n{rows}");
    let one = "| S1 | Alder Tools Ltd | GB | | |";
    for (other, expected) in [
        ("| S2 | Birch Lines | GB | | |", ""),
        ("| s1 | Birch Lines | GB | | |", "s1~S1"),
        ("| S2 | Alder Tools Ltd | GB | | |", "S2~S1"),
        ("| S2 | ALDER TOOLS LIMITED. | GB | | |", "S2~S1"),
        ("| S2 | Alder Tools GmbH | DE | | |", "S2~S1"),
        ("| S2 | Birch Lines | GB | | alder tools |", "S2~S1"),
        ("| S2 | Birch Lines | GB | | S1 |", "S2~S1"),
        // Companies of a group, as the register says.
        ("| S2 | Alder Tools GmbH | DE | S1 | |", ""),
    ] {
        assert_eq!(found(&rows(&format!("{one}\n{other}"))), expected, "{other}");
        assert_eq!(found(&rows(&format!("{other}\n{one}"))), expected, "{other} first");
    }
}

#[test]
fn of_two_columns_of_one_meaning_the_first_counts() {
    let register = read_sheets(vec![
        sheet("Suppliers", "
            | ID | Supplier ID | company_name | legal_name    | Country |
            | 1  | S1          | Alder Tools  | Alder Holding | DE      |
        "),
        sheet("Engagements", "
            | Engagement ID | Supplier ID | Deal ID | Classification | Sensitivity  | Origin country | Start       | Starts      |
            | E1            | S1          | D1      | internal       | restricted   | DE             | @2026-01-15 | @2026-01-15 |
        "),
    ]);
    let register = register.unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(register.suppliers[0].name, "Alder Tools");
    assert_eq!(register.engagements[0].tier, Tier::Internal);
    let said: Vec<String> =
        register.findings.iter().map(|one| format!("{} {}", one.code, one.message)).collect();
    insta::assert_snapshot!(said.join("\n"), @"
    header-repeated the column `ID` means what `Supplier ID` means, which counts; it was not read; it says something else in 1 rows, first `1` at Suppliers!A2
    register-column-unknown the column `legal_name` means what `company_name` means, which counts; it was not read
    header-repeated the column `Sensitivity` means what `Classification` means, which counts; it was not read; it says something else in 1 rows, first `restricted` at Engagements!E2
    register-column-unknown the column `Starts` means what `Start` means, which counts; it was not read
    ");
}

#[test]
fn a_number_sign_makes_an_id_of_a_name() {
    let suppliers = "
        | Vendor # | Vendor      | Country |
        | S1       | Alder Tools | DE      |
    ";
    let read = read_sheets(vec![sheet("Suppliers", suppliers), sheet("Engagements", ENGAGEMENTS)]);
    let register = read.unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(register.suppliers[0].id.as_str(), "S1");
    assert_eq!(register.suppliers[0].name, "Alder Tools");
}

/// The processing countries, kinds and mechanisms of an engagement, or the problems.
fn listed(countries: &str, kinds: &str, mechanisms: &str) -> String {
    let drawing = format!("
        | Engagement ID | Supplier ID | Deal ID | Information tier | Origin country | Start | Processing countries | Information kinds | Transfer mechanism |
        | E1 | S1 | D1 | internal | DE | @2026-01-15 | {countries} | {kinds} | {mechanisms} |
    ");
    match read_sheets(vec![sheet("Suppliers", SUPPLIERS), sheet("Engagements", &drawing)]) {
        Ok(register) => {
            let one = &register.engagements[0];
            format!("{:?} {:?} {:?}", one.processing, one.kinds, one.mechanisms)
        }
        Err(problems) => problems.to_string(),
    }
}

#[test]
fn lists_are_divided_as_people_divide_them() {
    let expected = "[DE, US] [PersonalData, SourceCode] [\"bcr\", \"scc\"]";
    for divider in [";", ", ", " / ", "/", "；", " • "] {
        let of = |one: &str, other: &str| format!("{one}{divider}{other}");
        let found = listed(&of("DE", "USA"), &of("PII", "source code"), &of("SCC", "BCR"));
        assert_eq!(found, expected, "{divider}");
    }
    let names = listed("Bosnia & Herzegovina; Trinidad and Tobago/FR; Korea, Republic of", "", "");
    assert_eq!(names, "[BA, FR, KR, TT] [] []");
}

#[test]
fn a_region_is_no_country() {
    for region in ["EU", "EEA", "Europe", "Global", "worldwide", "Weltweit", "UE", "全球", "EU/EWR"]
    {
        let said = listed(region, "", "");
        assert!(
            said.contains(&format!("`{region}` is no country: it stands for several")),
            "{said}"
        );
        assert!(said.contains("divided by `;`, e.g. DE; FR"), "{said}");
    }
    let said = listed("DE; XQ", "", "");
    assert!(said.contains("`XQ` is no country (help: write a list"), "{said}");
    assert!(listed("Germny", "", "").contains("did you mean `Germany`?"));
}

#[test]
fn a_list_of_suppliers_is_no_register() {
    let inventory = "
        | Vendor ID | Vendor Name | Category | Tier   |
        | V001      | Alder Tools | Cloud    | Tier 1 |
    ";
    let Err(Problems(problems)) = read_sheets(vec![sheet("Vendor Inventory", inventory)]) else {
        panic!("no problem")
    };
    insta::assert_snapshot!(problems[0].to_string(), @"register.xlsx › Vendor Inventory: this is a list of suppliers (`Vendor ID`, `Vendor Name`, `Category`, `Tier`), and no register: it has no sheet Engagements (help: `flowdown init FOLDER --from register.xlsx` makes a register of it in a new folder)");
    assert_eq!(problems.len(), 1);
}

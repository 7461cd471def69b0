//! The subcontracting chain as table B_05.02 of the register of information under DORA.
//!
//! The table (Implementing Regulation (EU) 2024/2956) has a row for each link of each contract's chain: the direct
//! provider at rank 1, its subcontractors from rank 2 on, each with the party it serves. What our register does not
//! hold stays empty and is listed: the type of service and the legal entity identifiers. Our supplier ids take their
//! place, so that the chain can be read and completed.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Rule;
use crate::run_folder::csv_table::{self, inert};
use crate::run_folder::finished::DecidedChain;

/// The file name of the table.
pub const TABLE: &str = "b_05.02.csv";
/// The file name of the list of open items.
pub const OPEN: &str = "b_05.02-open.csv";

/// The columns of the table with their meaning; those with `*` identify a row.
pub const COLUMNS: [(&str, &str); 7] = [
    ("c0010", "contract reference *"),
    ("c0020", "type of ICT service *"),
    ("c0030", "identification code of the provider *"),
    ("c0040", "type of that code"),
    ("c0050", "rank: 1 for the direct provider, 2 and up for subcontractors *"),
    ("c0060", "identification code of the party that is served; at rank 1 the provider itself *"),
    ("c0070", "type of that code"),
];

/// The table and the items that it leaves open.
#[derive(Debug)]
pub struct Subcontracting {
    /// The table as CSV.
    pub table: Vec<u8>,
    /// The open items as CSV: column, subject, what to enter.
    pub open: Vec<u8>,
    /// The number of rows of the table.
    pub rows: usize,
    /// The number of contracts whose service type is open.
    pub contracts: usize,
    /// The number of suppliers whose identifier is open.
    pub suppliers: usize,
    /// The engagements whose chain has a gap or a cycle, so that the table can't hold all of it.
    pub incomplete: Vec<String>,
}

/// A link of a chain.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Link<'c> {
    rank: u32,
    provider: &'c str,
    served: &'c str,
}

/// Makes the table of the chains of a run: contracts by reference, links by rank.
///
/// # Errors
/// When a CSV record can't be written.
pub fn subcontracting(chains: &[DecidedChain]) -> Result<Subcontracting, csv::Error> {
    let contracts: BTreeMap<&str, &DecidedChain> =
        chains.iter().map(|chain| (chain.engagement.as_str(), chain)).collect();
    let mut table = csv_table::writer(Vec::new());
    table.write_record(COLUMNS.map(|(column, _)| column))?;
    let (mut suppliers, mut rows) = (BTreeSet::new(), 0);
    for (contract, chain) in &contracts {
        for link in links(chain) {
            table.write_record([
                inert(contract).as_str(),
                "",
                inert(link.provider).as_str(),
                "",
                link.rank.to_string().as_str(),
                inert(link.served).as_str(),
                "",
            ])?;
            suppliers.insert(link.provider);
            rows += 1;
        }
    }
    let gap = |chain: &&DecidedChain| {
        let mut rules = chain.rules.iter();
        rules.any(|one| one.rule == Rule::ChainCycle || one.rule == Rule::ChainUnknown)
    };
    Ok(Subcontracting {
        table: table.into_inner().map_err(|error| csv::Error::from(error.into_error()))?,
        open: open(&contracts, &suppliers)?,
        rows,
        contracts: contracts.len(),
        suppliers: suppliers.len(),
        incomplete: contracts
            .values()
            .copied()
            .filter(gap)
            .map(|one| one.engagement.to_string())
            .collect(),
    })
}

/// The links of a chain: the prime at rank 1, and each link below it one rank below its giver.
fn links(chain: &DecidedChain) -> Vec<Link<'_>> {
    let depth: BTreeMap<&str, u32> =
        chain.chain.iter().map(|node| (node.supplier.as_str(), node.depth)).collect();
    let prime = chain.supplier.as_str();
    let mut links = vec![Link { rank: 1, provider: prime, served: prime }];
    links.extend(chain.subcontracts.iter().map(|link| {
        let above = depth.get(link.from.as_str()).copied().unwrap_or_default();
        Link {
            rank: above.saturating_add(2),
            provider: link.to.as_str(),
            served: link.from.as_str(),
        }
    }));
    links.sort();
    links
}

fn open(
    contracts: &BTreeMap<&str, &DecidedChain>,
    suppliers: &BTreeSet<&str>,
) -> Result<Vec<u8>, csv::Error> {
    let mut list = csv_table::writer(Vec::new());
    list.write_record(["columns", "about", "enter"])?;
    for contract in contracts.keys() {
        list.write_record(["c0020", &inert(contract), "type of ICT service (S01 to S19)"])?;
    }
    for supplier in suppliers {
        let enter = "LEI or EUID in place of our supplier id";
        list.write_record(["c0030 c0060", &inert(supplier), enter])?;
        list.write_record(["c0040 c0070", &inert(supplier), "type of the code"])?;
    }
    list.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn chain(value: serde_json::Value) -> DecidedChain {
        serde_json::from_value(value).expect("a chain")
    }

    #[test]
    fn ids_that_look_like_formulas_are_text() {
        let chains = [chain(json!({
            "engagement": "=1+1", "supplier": "@S", "subcontracts": [{"from": "@S", "to": "-2"}],
            "chain": [{"supplier": "@S", "depth": 0}, {"supplier": "-2", "depth": 1}],
            "rules": [{"rule": "chain-cycle"}],
        }))];
        let made = subcontracting(&chains).expect("a table");
        let table = String::from_utf8(made.table).expect("text");
        assert_eq!(
            table,
            "\"c0010\",\"c0020\",\"c0030\",\"c0040\",\"c0050\",\"c0060\",\"c0070\"\n\
             \"'=1+1\",\"\",\"'@S\",\"\",\"1\",\"'@S\",\"\"\n\
             \"'=1+1\",\"\",\"'-2\",\"\",\"2\",\"'@S\",\"\"\n"
        );
        assert_eq!((made.rows, made.suppliers, made.incomplete), (2, 2, vec!["=1+1".to_owned()]));
    }
}

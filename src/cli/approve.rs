//! The arguments of `approve`.

use std::path::PathBuf;

use clap::Args;

use super::parse::{parse_date, parse_tier};
use crate::approval::ApprovalDecision;
use crate::model::{Date, Tier};

/// Arguments of `approve`.
#[derive(Debug, Args)]
pub struct ApproveArgs {
    /// The run folder
    #[arg(required_unless_present = "list")]
    pub run: Option<PathBuf>,
    /// All engagements of this deal
    #[arg(long, value_name = "ID", conflicts_with = "engagement")]
    pub deal: Option<String>,
    /// This engagement
    #[arg(long, value_name = "ID", required_unless_present_any = ["deal", "from", "list"])]
    pub engagement: Option<String>,
    /// What was decided: approve or decline
    #[arg(long, value_name = "DECISION", value_parser = parse_decision, required_unless_present_any = ["from", "list"])]
    pub decision: Option<ApprovalDecision>,
    /// Who decided
    #[arg(long, value_name = "NAME", required_unless_present_any = ["from", "list"])]
    pub by: Option<String>,
    /// In which role: a word of the policy's ladder of signers
    #[arg(long, value_name = "ROLE", required_unless_present_any = ["from", "list"])]
    pub role: Option<String>,
    /// Conditions that are accepted, by the ids of their findings
    #[arg(long, value_name = "FINDING", value_delimiter = ',', conflicts_with = "accept_all")]
    pub accept: Vec<String>,
    /// Accept every open condition
    #[arg(long)]
    pub accept_all: bool,
    /// Highest tier that is approved [default: as high as the decision allows]
    #[arg(long, value_name = "TIER", value_parser = parse_tier)]
    pub tier: Option<Tier>,
    /// What the person has to say
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// The day of the signature [default: the as-of date]
    #[arg(long, value_name = "DAY", value_parser = parse_date)]
    pub on: Option<Date>,
    /// Read name, role, decision, date and accepted conditions from a filled-in copy of a deal's workbook
    #[arg(long, value_name = "WORKBOOK", conflicts_with_all = ["deal", "engagement", "decision", "by", "role", "accept", "accept_all", "on", "tier", "list"])]
    pub from: Option<PathBuf>,
    /// Print what the ledger holds
    #[arg(long)]
    pub list: bool,
    /// The portfolio folder with the ledger; of several always the same [default: the one that the run stands in]
    #[arg(long, value_name = "DIR")]
    pub portfolio: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

fn parse_decision(text: &str) -> Result<ApprovalDecision, String> {
    text.to_lowercase().parse().map_err(|_| "write approve or decline".to_owned())
}

//! The arguments of the commands that read run folders.

use std::path::PathBuf;

use clap::Args;

use super::parse::parse_tier;
use crate::model::Tier;

/// Arguments of `compare`.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// The older run folder
    #[arg(value_name = "OLDER")]
    pub before: PathBuf,
    /// The newer run folder
    #[arg(value_name = "NEWER")]
    pub after: PathBuf,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `replay`.
#[derive(Debug, Args)]
pub struct ReplayArgs {
    /// Run folders
    #[arg(value_name = "RUN", required = true)]
    pub runs: Vec<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `calibrate`.
#[derive(Debug, Args)]
pub struct CalibrateArgs {
    /// Run folders, two or more
    #[arg(value_name = "RUN", required = true)]
    pub runs: Vec<PathBuf>,
    /// Write the policy with the proposed base rates into a new folder
    #[arg(long, value_name = "DIR", requires = "edition")]
    pub write: Option<PathBuf>,
    /// The edition of the new policy
    #[arg(long, value_name = "TEXT", requires = "write")]
    pub edition: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The run folder
    pub run: PathBuf,
    /// The portfolio it was made of: its files are looked at too; each of several portfolios is named
    #[arg(long, value_name = "DIR")]
    pub portfolio: Vec<PathBuf>,
    /// Assess the portfolio again, and compare byte for byte
    #[arg(long, requires = "portfolio")]
    pub rerun: bool,
    /// Where earlier runs are [default: the folder that holds the run]
    #[arg(long, value_name = "DIR")]
    pub runs: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `gate`.
#[derive(Debug, Args)]
pub struct GateArgs {
    /// The run folder
    pub run: PathBuf,
    /// This engagement
    #[arg(long, value_name = "ID", required_unless_present = "deal", conflicts_with = "deal")]
    pub engagement: Option<String>,
    /// Every engagement of this deal; the worst counts
    #[arg(long, value_name = "ID")]
    pub deal: Option<String>,
    /// Tier of what is to be disclosed [default: the tier in force on the day]
    #[arg(long, value_name = "TIER", value_parser = parse_tier)]
    pub tier: Option<Tier>,
    /// Refuse without a recorded approval that counts
    #[arg(long)]
    pub signed: bool,
    /// The portfolio folder with the ledger of approvals; of several always the same [default: the one that the run stands in]
    #[arg(long, value_name = "DIR")]
    pub portfolio: Option<PathBuf>,
    /// Who is to receive it: must be on a list of an open stage, where there is one
    #[arg(long, value_name = "NAME")]
    pub recipient: Option<String>,
    /// What it is for: must be the purpose of the engagement or of an open stage
    #[arg(long, value_name = "TEXT")]
    pub purpose: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `export`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").args(["tables", "dora"]).required(true).multiple(true))]
pub struct ExportArgs {
    /// Run folders: one, or several of different days for `--tables`
    #[arg(value_name = "RUN", required = true)]
    pub runs: Vec<PathBuf>,
    /// Where to write the chains of the run as DORA's table B_05.02
    #[arg(long, value_name = "DIR")]
    pub dora: Option<PathBuf>,
    /// Where to lay out the tables of the runs for query engines: TABLE/as_of=DAY/part.parquet
    #[arg(long, value_name = "DIR")]
    pub tables: Option<PathBuf>,
    /// Replace files that are already there
    #[arg(long)]
    pub force: bool,
}

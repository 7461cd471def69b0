//! The command line: types only. Every doc comment is the help text.

mod approve;
mod parse;
mod runs;

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

pub use approve::ApproveArgs;
pub use runs::{CalibrateArgs, CompareArgs, ExportArgs, GateArgs, ReplayArgs, VerifyArgs};

use crate::model::Date;
use parse::parse_date;

/// Reads returned supplier security questionnaires, scores them against what each supplier
/// receives, and decides deals by rules that can be traced to a cell.
#[derive(Debug, Parser)]
#[command(
    name = "flowdown",
    version,
    max_term_width = 100,
    after_help = "Exit status: 0 done; 1 a gate, a check or verify said no; 2 wrong usage, or an invalid policy, questionnaire or register (nothing was written); 3 done, but some inputs could not be used."
)]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// The day everything is judged on [default: today]
    #[arg(long, global = true, value_name = "YYYY-MM-DD", value_parser = parse_date)]
    pub as_of: Option<Date>,
    /// Folder of the policy, in place of the one inside the program
    #[arg(long, global = true, value_name = "DIR")]
    pub scoring: Option<PathBuf>,
    /// Folder of questionnaires and vocabulary, in place of the one inside the program
    #[arg(long, global = true, value_name = "DIR")]
    pub questionnaires: Option<PathBuf>,
    /// Threads to work with [default: one per processor]; the result does not depend on it
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Say nothing but results and errors
    #[arg(long, global = true, action = ArgAction::SetTrue, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say on standard error what happens inside: files, times of each part, what the cache knew; twice for more
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// Colours in messages
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start a portfolio folder: a register to fill in, and a place for responses
    #[command(after_help = "Example:\n  flowdown init suppliers-2026")]
    Init(InitArgs),
    /// Say who must be asked and why, the most urgent first
    #[command(
        after_help = "Examples:\n  flowdown due suppliers-2026\n  flowdown due suppliers-2026 --within 90 --json\n\nExit status: 0; 3 if files could not be used, as their suppliers may only seem silent."
    )]
    Due(DueArgs),
    /// Write the questionnaire for a supplier, or for all, cut to what each receives
    #[command(
        after_help = "Examples:\n  flowdown request suppliers-2026 --to forms\n  flowdown request suppliers-2026 --supplier S-014 --to forms\n  flowdown request suppliers-2026 --due --to forms"
    )]
    Request(RequestArgs),
    /// Read returned files and say what was found in them, without assessing
    #[command(
        after_help = "Examples:\n  flowdown check suppliers-2026\n  flowdown check returned.xlsx --json\n  flowdown check suppliers-2026 --strict"
    )]
    Check(CheckArgs),
    /// Read a portfolio, score every supplier, and write the run folder
    #[command(
        after_help = "Examples:\n  flowdown assess suppliers-2026\n  flowdown assess suppliers-2026 --as-of 2026-10-31 --out runs --force\n  flowdown assess emea apac americas --out runs\n\nSeveral folders, each with a register of its own, are one run: a supplier with the same id in several is one supplier. They must not contradict each other."
    )]
    Assess(AssessArgs),
    /// Write a scorecard for each supplier of a run, to be sent to it: what to fix, by when, and what we hold
    #[command(
        after_help = "Examples:\n  flowdown feedback out/2026-10-31 --to feedback\n  flowdown feedback out/2026-10-31 --supplier S-014 --to feedback\n  flowdown feedback out/2026-10-31 --due --to feedback\n\nEverything is taken from the run, which must be as it was written. A scorecard names no other supplier, no money and no likelihood."
    )]
    Feedback(FeedbackArgs),
    /// Show how a figure comes about, line by line, down to the cell
    #[command(
        after_help = "Examples:\n  flowdown explain suppliers-2026 --engagement E-07\n  flowdown explain suppliers-2026 --supplier S-014 --json"
    )]
    Explain(ExplainArgs),
    /// Say whether a disclosure is allowed, as a run decided it: status 0 for yes, 1 for no
    #[command(
        after_help = "Examples:\n  flowdown gate out/2026-10-31 --engagement E-104\n  flowdown gate out/2026-10-31 --engagement E-104 --tier internal --json\n  flowdown gate out/2026-10-31 --deal D-LYRA --as-of 2026-11-15\n\nExit status: 0 it may be disclosed on this day: the engagement, or its open stage, is approved or approved with conditions; 1 it may not: another decision, the last valid day is over, the tier was not assessed or is above the ceiling, no approval counts where --signed or the policy asks for one, or the run was changed; 2 no run folder, or it does not know the engagement or deal."
    )]
    Gate(GateArgs),
    /// Record what a person decided about a run's decision, in the portfolio's ledger
    #[command(
        after_help = "Examples:\n  flowdown approve out/2026-10-31 --engagement E-104 --decision approve --by \"Jane Roe\" --role \"head of procurement and security\" --accept-all\n  flowdown approve out/2026-10-31 --from signed/D-LYRA.xlsx\n  flowdown approve out/2026-10-31 --deal D-LYRA --decision decline --by \"Jane Roe\" --role \"deal owner\"\n  flowdown approve --list --portfolio suppliers-2026\n\nWhat is recorded stays: a later entry can decline, none can be taken back. Exit status: 0 recorded; 2 nothing was recorded."
    )]
    Approve(ApproveArgs),
    /// Say what moved between two runs, and why: causes that add up to the move
    #[command(
        after_help = "Examples:\n  flowdown compare out/2026-07-31 out/2026-10-31\n  flowdown compare out/2026-07-31 out/2026-10-31 --json\n\nBoth runs must be as they were written. What they decided stays as it is recorded."
    )]
    Compare(CompareArgs),
    /// Decide past runs under other rules: what would have differed, and what would have been flagged before it happened
    #[command(
        after_help = "Example:\n  flowdown replay out/2026-04-30 out/2026-07-31 out/2026-10-31 --scoring draft/scoring\n\nWithout --scoring the embedded rules are used. Incidents are those of the registers of these runs; what came after the last run is not known."
    )]
    Replay(ReplayArgs),
    /// Propose one factor on the base rates from the incidents between past runs
    #[command(
        after_help = "Examples:\n  flowdown calibrate out/2026-04-30 out/2026-07-31 out/2026-10-31\n  flowdown calibrate out/2026-* --write next/scoring --edition 2026-12\n\nWithout --scoring the newest run's own policy is calibrated. Nothing is written unless --write says where."
    )]
    Calibrate(CalibrateArgs),
    /// Say whether a run is as it was written, and so are the runs before it: status 0 for yes, 1 for no
    #[command(
        after_help = "Examples:\n  flowdown verify out/2026-10-31\n  flowdown verify out/2026-10-31 --portfolio suppliers-2026 --rerun\n\nExit status: 0 all as recorded; 1 something differs, or a run of the chain is not there; 2 no run folder, or the portfolio can't be assessed again by these rules."
    )]
    Verify(VerifyArgs),
    /// Write runs for other systems: the tables for query engines, the chains as table B_05.02 of DORA's register
    #[command(
        after_help = "Examples:\n  flowdown export out/2026-07-31 out/2026-10-31 --tables lake\n  flowdown export out/2026-10-31 --dora register-of-information\n\nAll files are written, or none. Exit status: 0 written; 1 a run was changed; 2 the files are there already, or a run can't be used."
    )]
    Export(ExportArgs),
    /// Describe a form that is not known: propose links to our controls, then accept them
    #[command(
        after_help = "Examples:\n  flowdown map returned.xlsx --out works-map.xlsx\n  flowdown map --accept works-map.xlsx --to rules/questionnaires\n  flowdown check returned.xlsx --questionnaires rules/questionnaires\n\nNothing is linked until a person chooses it in the workbook. Exit status: 0 written; 2 the workbook or folder can't be used (nothing was written); 3 the file holds no questions, or its form is known already."
    )]
    Map(MapArgs),
    /// Print what is asked and what it is worth, or write it out to change it
    #[command(
        after_help = "Examples:\n  flowdown catalogue controls\n  flowdown catalogue policy --json\n  flowdown catalogue --export my-rules"
    )]
    Catalogue(CatalogueArgs),
    /// Write a made-up portfolio of any size, for trials and benchmarks
    #[command(after_help = "Example:\n  flowdown sample trial --suppliers 1000 --seed 7")]
    Sample(SampleArgs),
    /// Print shell completions
    #[command(
        after_help = "Example:\n  flowdown completions bash > ~/.local/share/bash-completion/completions/flowdown"
    )]
    Completions(CompletionsArgs),
    /// Print the manual page
    #[command(after_help = "Example:\n  flowdown manual > flowdown.1")]
    Manual,
}

/// Arguments of `init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The folder to make
    pub folder: PathBuf,
    /// Take the suppliers over from a list: an inventory, an export (.xlsx .xlsm .xlsb .xls .ods .csv .tsv)
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// The sheet of the list [default: the one whose header says most]
    #[arg(long, value_name = "SHEET", requires = "from")]
    pub sheet: Option<String>,
    /// Only say what would become of the list's columns and rows
    #[arg(long, requires = "from")]
    pub dry_run: bool,
}

/// Arguments of `due`.
#[derive(Debug, Args)]
pub struct DueArgs {
    /// The portfolio folder
    pub portfolio: PathBuf,
    /// Days to look ahead
    #[arg(long, value_name = "DAYS", default_value_t = crate::assessment::due::WITHIN)]
    pub within: u16,
    /// List instead the decisions that change by themselves within this many days if nothing comes in
    #[arg(long, value_name = "DAYS")]
    pub decisions: Option<u16>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `request`.
#[derive(Debug, Args)]
pub struct RequestArgs {
    /// The portfolio folder
    pub portfolio: PathBuf,
    /// Only for this supplier
    #[arg(long, value_name = "ID")]
    pub supplier: Vec<String>,
    /// Only for suppliers that are due, with their last answers filled in to be confirmed
    #[arg(long)]
    pub due: bool,
    /// Days to look ahead for who is due
    #[arg(long, value_name = "DAYS", requires = "due", default_value_t = crate::assessment::due::WITHIN)]
    pub within: u16,
    /// Where to write the forms
    #[arg(long, value_name = "DIR", default_value = "requests")]
    pub to: PathBuf,
    /// Ask everything, also what accepted answers settle
    #[arg(long)]
    pub whole: bool,
    /// Replace forms that are already there
    #[arg(long)]
    pub force: bool,
}

/// Arguments of `feedback`.
#[derive(Debug, Args)]
pub struct FeedbackArgs {
    /// The run folder
    pub run: PathBuf,
    /// Only for this supplier
    #[arg(long, value_name = "ID")]
    pub supplier: Vec<String>,
    /// Only for suppliers that were due on the day of the run
    #[arg(long)]
    pub due: bool,
    /// Days to look ahead for who is due
    #[arg(long, value_name = "DAYS", requires = "due", default_value_t = crate::assessment::due::WITHIN)]
    pub within: u16,
    /// Where to write the scorecards
    #[arg(long, value_name = "DIR", default_value = "feedback")]
    pub to: PathBuf,
    /// Replace scorecards that are already there
    #[arg(long)]
    pub force: bool,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// A portfolio folder, or files
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Exit with 1 if a file was not accepted, or a cell is unaccounted for or was not read as a plain answer
    #[arg(long)]
    pub strict: bool,
}

/// Arguments of `assess`.
#[derive(Debug, Args)]
pub struct AssessArgs {
    /// The portfolio folder, or several that are read as one
    #[arg(required = true, value_name = "PORTFOLIO")]
    pub portfolios: Vec<PathBuf>,
    /// Where to put the run folder [default: `out` in the portfolio; needed with several]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// The run before this one, or `none` [default: the newest of an earlier day in the output folder]
    #[arg(long, value_name = "RUN")]
    pub previous: Option<PathBuf>,
    /// Replace a run of the same day
    #[arg(long)]
    pub force: bool,
    /// Neither use nor keep what is worked out in `.flowdown-cache` beside the portfolio
    #[arg(long)]
    pub no_cache: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The portfolio folder
    pub portfolio: PathBuf,
    /// This engagement
    #[arg(long, value_name = "ID", required_unless_present = "supplier")]
    pub engagement: Option<String>,
    /// Every engagement whose prime is this supplier
    #[arg(long, value_name = "ID")]
    pub supplier: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `map`.
#[derive(Debug, Args)]
pub struct MapArgs {
    /// The form to describe, blank or filled in
    #[arg(required_unless_present = "accept", conflicts_with = "accept")]
    pub form: Option<PathBuf>,
    /// Where to write the workbook [default: the form's name with `-map.xlsx`]
    #[arg(long, value_name = "WORKBOOK", conflicts_with = "accept")]
    pub out: Option<PathBuf>,
    /// Read the workbook back and write an adapter and a crosswalk
    #[arg(long, value_name = "WORKBOOK")]
    pub accept: Option<PathBuf>,
    /// Folder of questionnaires to write them into; a new one gets the default files first
    #[arg(long, value_name = "DIR", default_value = "questionnaires", requires = "accept")]
    pub to: PathBuf,
    /// The form, if it is no longer where the workbook says
    #[arg(long, value_name = "FORM", requires = "accept")]
    pub from: Option<PathBuf>,
    /// Print the fingerprints of the questions of a known form, for `questionnaires/fingerprints`
    #[arg(long, conflicts_with_all = ["accept", "out"])]
    pub fingerprints: bool,
    /// Replace files that are already there
    #[arg(long)]
    pub force: bool,
}

/// What to print of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CatalogueTopic {
    /// What a supplier must do.
    Controls,
    /// What is asked.
    Questions,
    /// Which question of which questionnaire reaches which control.
    Crosswalks,
    /// Every number of the method.
    Policy,
    /// What a change costs on the path to approval.
    Effort,
}

/// Arguments of `catalogue`.
#[derive(Debug, Args)]
pub struct CatalogueArgs {
    /// What to print
    #[arg(required_unless_present = "export")]
    pub topic: Option<CatalogueTopic>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Write the folders `scoring` and `questionnaires` below DIR
    #[arg(long, value_name = "DIR")]
    pub export: Option<PathBuf>,
}

/// Arguments of `sample`.
#[derive(Debug, Args)]
pub struct SampleArgs {
    /// The folder to make
    pub folder: PathBuf,
    /// How many suppliers
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub suppliers: u32,
    /// The same seed gives the same portfolio
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// With subcontracting chains
    #[arg(long)]
    pub chains: bool,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: clap_complete::Shell,
}

//! Where the ledger of approvals is.

use std::path::{Path, PathBuf};

use super::outcome::CommandError;
use crate::approval::{LEDGER, LedgerError};
use crate::intake::portfolio::is_portfolio;

/// How many folders above a run are searched for a portfolio: `out`, and its parents.
const ABOVE: usize = 3;

/// The ledger of the named portfolio, else of the portfolio that contains the run; `None` if none does. A run of several
/// portfolios mostly stands in none of them.
pub(super) fn of_run(run: &Path, portfolio: Option<&Path>) -> Option<PathBuf> {
    let named = portfolio.map(Path::to_owned);
    let found = || {
        let run = run.canonicalize().ok()?;
        let mut above = run.ancestors().skip(1).take(ABOVE);
        above.find(|folder| is_portfolio(folder)).map(Path::to_owned)
    };
    named.or_else(found).map(|folder| folder.join(LEDGER))
}

/// The message for a run outside any portfolio.
pub(super) const NOWHERE: &str = "no folder above the run is a portfolio; name it with --portfolio";

/// The error for a ledger that can't be used.
pub(super) fn unusable(error: LedgerError) -> CommandError {
    CommandError::failed(error.to_string(), error.help())
}

//! The log of a command, shown with `-v`.

use std::io;

use tracing::Level;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::fmt::time::uptime;

use super::terminal::complain;
use crate::diagnostic::Lines;

/// Logs each part of the work to standard error as it ends, with its duration; with `-vv` also each look-up in the
/// cache.
pub(super) fn show(verbose: u8) {
    let level = match verbose {
        0 => return,
        1 => Level::INFO,
        _ => Level::DEBUG,
    };
    // A second command in one process keeps the log of the first.
    let _ = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_span_events(FmtSpan::CLOSE)
        .with_timer(uptime())
        .with_ansi(false)
        .with_target(false)
        .with_writer(|| Messages)
        .try_init();
}

/// Standard error, with the terminal's control characters escaped: names of files come from outside.
struct Messages;

impl io::Write for Messages {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        complain(&Lines::from_iter([text.trim_end_matches('\n')]));
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

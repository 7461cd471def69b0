//! What happens inside a command, for those who ask with `-v`.

use std::io;

use tracing::Level;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::fmt::time::uptime;

use super::terminal::complain;
use crate::diagnostic::Lines;

/// Shows on standard error each part of the work as it ends, with the time it took; asked twice, what the cache was asked, too.
pub(super) fn show(verbose: u8) {
    let level = match verbose {
        0 => return,
        1 => Level::INFO,
        _ => Level::DEBUG,
    };
    // A second command of one process shows what the first one asked for.
    let _ = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_span_events(FmtSpan::CLOSE)
        .with_timer(uptime())
        .with_ansi(false)
        .with_target(false)
        .with_writer(|| Messages)
        .try_init();
}

/// Standard error: names of files come from outside.
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

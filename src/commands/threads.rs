//! The worker threads.

use std::error::Error as _;
use std::num::NonZeroUsize;
use std::sync::Mutex;

use super::outcome::CommandError;
use super::terminal::Terminal;

/// The help if the system starts too few threads.
const HELP: &str =
    "allow this user more processes and memory (`ulimit -u`, `ulimit -v`), or use --threads 1";

/// Messages of libraries that fail to start threads of their own.
const SIGNS: [&str; 2] = ["could not spawn threads", "ThreadPoolBuildError"];

/// Starts the worker threads, but no more than the system allows.
pub(super) fn start(threads: Option<u16>, terminal: &Terminal) -> Result<(), CommandError> {
    let processors = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let wanted = threads.map_or_else(processors, usize::from);
    // rayon's global pool can't be built twice, so the number of threads is tried first.
    let given = startable(wanted);
    // Half of them are left to libraries that start threads of their own.
    let used = if given < wanted { given / 2 } else { given };
    if used < wanted {
        terminal.note(&format!("{wanted} threads can't be started: {} at work", used.max(1)));
    }
    let builder = rayon::ThreadPoolBuilder::new().num_threads(used.max(1));
    let builder = if used == 0 { builder.use_current_thread() } else { builder };
    match builder.build_global() {
        // An error without a source means that the pool exists already, as when tests run several commands.
        Err(error) => error.source().map_or(Ok(()), |cause| {
            Err(CommandError::failed(format!("no threads can be started: {cause}"), HELP))
        }),
        Ok(()) => Ok(()),
    }
}

/// How many of the wanted threads the system can run at the same time.
fn startable(wanted: usize) -> usize {
    let gate = Mutex::new(());
    std::thread::scope(|scope| {
        let closed = gate.lock();
        let wait = || drop(gate.lock());
        let start = |_: &usize| std::thread::Builder::new().spawn_scoped(scope, wait).is_ok();
        let started = (0..wanted).take_while(start).count();
        drop(closed);
        started
    })
}

/// The message for a panic that is not a bug: a library could not start a thread.
pub(super) fn lack(panic: &str) -> Option<[String; 2]> {
    let lacks = SIGNS.iter().any(|sign| panic.contains(sign));
    lacks.then(|| ["error: the system starts no more threads".to_owned(), format!("help: {HELP}")])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_are_counted_as_they_start() {
        assert_eq!((startable(0), startable(3)), (0, 3));
    }

    #[test]
    fn only_a_lack_of_threads_is_no_bug() {
        assert!(lack("called `Result::unwrap()` on an `Err` value: 1").is_none());
        assert!(
            lack("could not spawn threads: ThreadPoolBuildError { kind: IOError(…) }").is_some()
        );
    }
}

//! A run folder read back: no record leads out of it, and nothing in it is believed.
#![no_main]

use flowdown_fuzz::run_folder::finished::FinishedRun;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let folder = tempfile::tempdir().unwrap();
    let mut files = input.split(|byte| *byte == 0xFF);
    for name in ["run.json", "decisions.json", "findings.json", "state.json.gz"] {
        std::fs::write(folder.path().join(name), files.next().unwrap_or_default()).unwrap();
    }
    if let Ok(run) = FinishedRun::open(folder.path()) {
        let _ = (run.changes(), run.strangers(), run.decisions(), run.findings(), run.snapshot());
    }
});

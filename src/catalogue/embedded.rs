//! The data files inside the program: the defaults that `--scoring` and `--questionnaires` replace.

use std::io;
use std::path::Path;

macro_rules! embedded {
    ($($name:literal),+ $(,)?) => {
        /// Every data file with its text, sorted by name.
        pub const EMBEDDED: &[(&str, &str)] =
            &[$(($name, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/", $name)))),+];
    };
}

embedded![
    "questionnaires/README.md",
    "questionnaires/adapters/README.md",
    "questionnaires/adapters/adapter.schema.json",
    "questionnaires/adapters/caiq-3.0.1.toml",
    "questionnaires/adapters/caiq-4.toml",
    "questionnaires/adapters/cmmc-level-1-17.toml",
    "questionnaires/adapters/cmmc-level-1.toml",
    "questionnaires/adapters/cyfun-2025.toml",
    "questionnaires/adapters/flowdown.toml",
    "questionnaires/adapters/hecvat-3.toml",
    "questionnaires/adapters/hecvat-4.toml",
    "questionnaires/adapters/hecvat-lite-2.toml",
    "questionnaires/adapters/isa-6.toml",
    "questionnaires/adapters/nist-800-171-rev-3.toml",
    "questionnaires/adapters/nist-800-171.toml",
    "questionnaires/adapters/plain-list.toml",
    "questionnaires/adapters/scored-list.toml",
    "questionnaires/adapters/sig.toml",
    "questionnaires/adapters/unnumbered-list.toml",
    "questionnaires/crosswalks/README.md",
    "questionnaires/crosswalks/caiq-3.0.1.toml",
    "questionnaires/crosswalks/caiq-4.toml",
    "questionnaires/crosswalks/cmmc-level-1-17.toml",
    "questionnaires/crosswalks/cmmc-level-1.toml",
    "questionnaires/crosswalks/crosswalk.schema.json",
    "questionnaires/crosswalks/cyfun-2025.toml",
    "questionnaires/crosswalks/hecvat-3.toml",
    "questionnaires/crosswalks/hecvat-4.toml",
    "questionnaires/crosswalks/hecvat-lite-2.toml",
    "questionnaires/crosswalks/isa-6.toml",
    "questionnaires/crosswalks/nist-800-171.toml",
    "questionnaires/crosswalks/sig.toml",
    "questionnaires/fingerprints/README.md",
    "questionnaires/fingerprints/caiq-3.0.1.toml",
    "questionnaires/fingerprints/caiq-4.toml",
    "questionnaires/fingerprints/fingerprint.schema.json",
    "questionnaires/fingerprints/hecvat-3.toml",
    "questionnaires/fingerprints/hecvat-4.toml",
    "questionnaires/fingerprints/hecvat-lite-2.toml",
    "questionnaires/flowdown.toml",
    "questionnaires/mapping.schema.json",
    "questionnaires/mapping.toml",
    "questionnaires/official/caiq-3.0.1.toml",
    "questionnaires/official/caiq-4.toml",
    "questionnaires/official/cmmc-level-1-17.toml",
    "questionnaires/official/cmmc-level-1.toml",
    "questionnaires/official/cyfun-2025.toml",
    "questionnaires/official/hecvat-3.toml",
    "questionnaires/official/hecvat-4.toml",
    "questionnaires/official/hecvat-lite-2.toml",
    "questionnaires/official/isa-6.toml",
    "questionnaires/official/nist-800-171.toml",
    "questionnaires/official/official.schema.json",
    "questionnaires/questionnaire.schema.json",
    "questionnaires/vocabulary.schema.json",
    "questionnaires/vocabulary.toml",
    "scoring/README.md",
    "scoring/calibration.schema.json",
    "scoring/calibration.toml",
    "scoring/certificates.schema.json",
    "scoring/certificates.toml",
    "scoring/controls.schema.json",
    "scoring/controls.toml",
    "scoring/domains.schema.json",
    "scoring/domains.toml",
    "scoring/effort.schema.json",
    "scoring/effort.toml",
    "scoring/evidence.schema.json",
    "scoring/evidence.toml",
    "scoring/gates.schema.json",
    "scoring/gates.toml",
    "scoring/likelihood.schema.json",
    "scoring/likelihood.toml",
    "scoring/obligations.schema.json",
    "scoring/obligations.toml",
    "scoring/policy.schema.json",
    "scoring/policy.toml",
    "scoring/rules.schema.json",
    "scoring/rules.toml",
    "scoring/signers.schema.json",
    "scoring/signers.toml",
    "scoring/tiers.schema.json",
    "scoring/tiers.toml",
    "scoring/transfers.schema.json",
    "scoring/transfers.toml",
    "scoring/waivers.schema.json",
    "scoring/waivers.toml",
];

/// Writes the data files below a folder, in `scoring/` and `questionnaires/`, and returns how many there are.
///
/// # Errors
/// If a file can't be written, or one of them already exists: nothing is overwritten.
pub fn export(folder: &Path) -> io::Result<usize> {
    for (name, _) in EMBEDDED {
        let path = folder.join(name);
        if path.exists() {
            let message = format!("{} is already there", path.display());
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
        }
    }
    for (name, text) in EMBEDDED {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, text)?;
    }
    Ok(EMBEDDED.len())
}

/// Writes the data files of `scoring` or `questionnaires` into a folder, which should be empty: files are overwritten.
///
/// # Errors
/// If a file can't be written.
pub fn export_into(name: &str, folder: &Path) -> io::Result<()> {
    let below = |file: &'static str| file.strip_prefix(name)?.strip_prefix('/');
    for (file, text) in EMBEDDED.iter().filter_map(|(file, text)| Some((below(file)?, text))) {
        let path = folder.join(file);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, text)?;
    }
    Ok(())
}

//! The step from responses to decisions.

use std::collections::HashMap;

use crate::assessment::{Assessment, Inputs, assess};
use crate::model::{FileReport, FileStatus};

/// Assesses a portfolio, and marks the files that a newer response supersedes.
pub fn judge<'p>(inputs: Inputs<'p>, files: &mut [FileReport]) -> Assessment<'p> {
    let assessment = assess(inputs);
    let replaced: HashMap<&str, &str> = assessment
        .context
        .profiles()
        .iter()
        .flat_map(|profile| {
            profile.superseded.iter().map(|(old, new)| (old.file.as_ref(), new.file.as_ref()))
        })
        .collect();
    for file in files.iter_mut().filter(|file| file.status == FileStatus::Accepted) {
        if let Some(newer) = replaced.get(file.file.as_ref()) {
            file.status = FileStatus::Superseded;
            file.reason = format!("a newer response counts: {newer}");
        }
    }
    assessment
}

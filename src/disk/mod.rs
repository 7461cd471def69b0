//! Reading ordinary files up to a size limit, and writing files all or nothing.

mod read;
mod write;

pub use read::{DiskError, ordinary, read, read_text};
pub use write::{Clash, StagedFiles, WriteError, write_all};

//! Files on the disk: ordinary ones, read within bounds, and written whole or not at all.

mod read;
mod write;

pub use read::{DiskError, ordinary, read, read_text};
pub use write::{Clash, WriteError, write_all};

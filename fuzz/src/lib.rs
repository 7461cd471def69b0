//! What the targets share: the modules that read what comes from outside, and packages with one part replaced.

#[path = "../../src/approval/mod.rs"]
pub mod approval;
#[path = "../../src/assessment/mod.rs"]
pub mod assessment;
#[path = "../../src/cache/mod.rs"]
pub mod cache;
#[path = "../../src/catalogue/mod.rs"]
pub mod catalogue;
#[path = "../../src/diagnostic/mod.rs"]
pub mod diagnostic;
#[path = "../../src/digest.rs"]
pub mod digest;
#[path = "../../src/disk/mod.rs"]
pub mod disk;
#[path = "../../src/intake/mod.rs"]
pub mod intake;
#[path = "../../src/model/mod.rs"]
pub mod model;
#[path = "../../src/run_folder/mod.rs"]
pub mod run_folder;
#[path = "../../src/schema.rs"]
pub mod schema;

pub mod package;

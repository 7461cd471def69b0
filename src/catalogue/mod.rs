//! What is asked and what an answer is worth: TOML files turned into valid types.
//!
//! [`Catalogue::load`] reads `scoring/` and `questionnaires/` (the embedded ones or the user's folders), reports every
//! problem with its line, and returns a catalogue only if there is none.

pub mod adapter;
pub mod calibration;
pub mod control;
pub mod crosswalk;
mod decode;
pub mod effort;
mod embedded;
pub mod fingerprint;
pub mod mapping;
pub mod obligations;
pub mod official;
mod parts;
pub mod pattern;
pub mod policy;
mod positions;
pub mod questionnaire;
pub mod schema;
pub mod scoring_sheet;
pub mod sentences;
mod source;
mod telling;
pub mod vocabulary;

mod load;

pub use adapter::{Adapter, Part};
pub use calibration::Calibration;
pub use control::{Control, Controls};
pub use effort::Effort;
pub use embedded::{EMBEDDED, EmbeddedFile, export, export_into};
pub use load::Catalogue;
pub use mapping::Mapping;
pub use obligations::Obligations;
pub use official::Official;
pub use policy::Policy;
pub use positions::Positions;
pub use questionnaire::{Bands, Question, QuestionKind, Questionnaire, Reach};
pub use sentences::{AskTemplate, Sentences, Template};
pub use source::{DataFile, Source};
pub use vocabulary::Vocabulary;

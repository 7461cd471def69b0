//! A workbook in, one response or register out.
//!
//! ```text
//! portfolio   which files there are
//! workbook    bytes → grids
//! grid        a sheet as the list of its cells
//! value       a cell → text, number, date
//! answer      what an answer cell says
//! header      a sheet → the row that names its columns
//! register    grids → the register, or every problem of it
//! inventory   grids → the suppliers of a list that is kept elsewhere
//! form        grids → answers, cover and the ledger of cells
//! official    rows of a form → the score by its own scheme
//! discover    grids of an unknown form → its questions
//! proposal    a question → controls it may be about
//! accepted    the workbook of `map`, read back
//! response    a file → what is known of it, and the answers if it can be used
//! ```
//!
//! Only this module uses calamine. Nothing here knows what an answer is worth to us.

pub mod accepted;
pub mod answer;
pub mod discover;
pub mod form;
pub mod grid;
pub mod header;
pub mod inventory;
pub mod official;
pub mod portfolio;
pub mod proposal;
pub mod register;
pub mod response;
#[cfg(test)]
mod testing;
pub mod value;
pub mod workbook;

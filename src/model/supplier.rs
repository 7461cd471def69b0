//! Third parties.

use serde::{Deserialize, Serialize};

use super::{Country, Place, SupplierId};

/// A row of the register's Suppliers sheet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Supplier {
    /// Its id, unique in the register.
    pub id: SupplierId,
    /// Its name, as people know it.
    pub name: String,
    /// The country of its seat; it processes there unless the register says otherwise.
    pub country: Option<Country>,
    /// The supplier it belongs to.
    pub parent: Option<SupplierId>,
    /// The person to ask.
    pub contact: Option<String>,
    /// The address to write to.
    #[serde(default)]
    pub email: Option<String>,
    /// The language to write in.
    #[serde(default)]
    pub language: Option<String>,
    /// Earlier or other ids of it.
    pub aliases: Vec<String>,
    /// Its row.
    #[serde(skip)]
    pub place: Place,
}

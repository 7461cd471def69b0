//! Whose file it is. All sources that name a supplier must agree.

use super::content::Said;
use super::{FileRef, Reader};
use crate::catalogue::vocabulary::normalise;
use crate::diagnostic::closest;
use crate::intake::value::cut;
use crate::model::{ResponseEntry, SupplierId};

/// Why a file can't be used, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rejection {
    pub(super) reason: String,
    pub(super) help: String,
}

/// What may follow the id at the start of a file's name.
const ENDS: [char; 4] = ['.', '-', '_', ' '];

impl Reader<'_> {
    /// The supplier that all sources agree on.
    pub(super) fn supplier(
        &self,
        file: &FileRef<'_>,
        rows: &[&ResponseEntry],
        said: Option<&Said>,
    ) -> Result<SupplierId, Rejection> {
        let (ids, names) =
            said.map_or_else(Default::default, |said| (&said.ids[..], &said.names[..]));
        if self.standalone {
            let named = ids.iter().chain(names).next();
            return Ok(SupplierId::new(named.map_or("not named", String::as_str)));
        }
        let mut voices: Vec<(&str, SupplierId)> = Vec::new();
        voices.extend(
            rows.iter().map(|row| ("the register's Responses sheet", row.supplier.clone())),
        );
        for text in ids {
            let id = self.registered(text).ok_or_else(|| self.unknown(text))?;
            voices.push(("the form", id));
        }
        // A name that the register does not know may be that of a parent or a product: it is ignored.
        let named = names.iter().filter_map(|name| self.names.get(&normalise::header(name)));
        let without_id = !voices.iter().any(|(voice, _)| *voice == "the form");
        let named = named.flatten().filter(|_| without_id);
        voices.extend(named.map(|id| ("the name in the form", (*id).clone())));
        voices.extend(self.by_folder(file).map(|id| ("the folder", id)));
        voices.extend(self.by_name(file).map(|id| ("the file name", id)));
        let Some((_, first)) = voices.first() else { return Err(nobody()) };
        if voices.iter().any(|(_, id)| id != first) {
            return Err(disagreement(&voices));
        }
        Ok(first.clone())
    }

    /// Only the first folder below `responses/` counts, and only if its name is an id.
    fn by_folder(&self, file: &FileRef<'_>) -> Option<SupplierId> {
        let (folder, _) = file.below.split_once('/')?;
        self.registered(folder).or_else(|| self.registered(&super::composed(folder)))
    }

    /// The longest id at the start of the file's name that ends where a word ends.
    fn by_name(&self, file: &FileRef<'_>) -> Option<SupplierId> {
        let longest = |name: &str| {
            let ends =
                name.char_indices().rev().filter(|(_, c)| ENDS.contains(c) || c.is_whitespace());
            ends.map(|(end, _)| &name[..end]).find_map(|start| self.registered(start))
        };
        longest(file.name()).or_else(|| longest(&super::composed(file.name())))
    }

    fn unknown(&self, id: &str) -> Rejection {
        let mut known: Vec<&str> = self.suppliers.iter().copied().collect();
        known.sort_unstable();
        let help = match closest(id, known) {
            Some(near) => format!(
                "did you mean `{near}`? mend the cover, or add the supplier to the register"
            ),
            None => "mend the cover, or add the supplier to the register".to_owned(),
        };
        Rejection {
            reason: format!(
                "the form names the supplier `{}`, which is not in the register",
                cut(id, 60)
            ),
            help,
        }
    }
}

fn nobody() -> Rejection {
    Rejection {
        reason: "nothing says which supplier sent it".to_owned(),
        help: "put it into responses/<Supplier ID>/, or name it on the register's Responses sheet"
            .to_owned(),
    }
}

fn disagreement(voices: &[(&str, SupplierId)]) -> Rejection {
    let mut said: Vec<String> =
        voices.iter().map(|(source, id)| format!("{source} says `{id}`")).collect();
    said.dedup();
    Rejection {
        reason: format!("it is not clear which supplier sent it: {}", said.join(", ")),
        help: "mend what is wrong; all sources that speak must agree".to_owned(),
    }
}

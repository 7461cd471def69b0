//! What a run takes from the cache instead of computing it, and what each entry depends on.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::path::Path;

use super::Material;
use crate::assessment::{Context, EngagementResult, Remedy, remedy};
use crate::cache::{self, Cache, EntryKind, Key};
use crate::catalogue::Catalogue;
use crate::model::SupplierId;

/// Opens the cache of a portfolio. Every entry depends on the program and on all files of the catalogue.
///
/// # Errors
/// When it can't be made, or the program file can't be read.
pub fn cache(portfolio: &Path, catalogue: &Catalogue) -> io::Result<Cache> {
    let files = catalogue.files.iter();
    let parts: Vec<&[u8]> =
        files.flat_map(|file| [file.name.as_bytes(), file.sha256().as_bytes()]).collect();
    Cache::open(&portfolio.join(cache::FOLDER), cache::program()?.with(&parts))
}

/// The paths to approval in the cache. A path depends on what [`crate::assessment::remedy::remedy`] names: the day, the
/// register, the due days that earlier runs set for the engagement, and the responses of the parties. A supplier's
/// responses depend on the bytes and paths of its files and on the register; pre-filled answers depend on other files
/// too, but of the same supplier only.
pub(super) struct Paths<'m> {
    cache: &'m Cache,
    /// The key of day and register.
    common: Key,
    /// Path and SHA-256 of the files of each supplier, in the order of the paths.
    files: HashMap<&'m SupplierId, Vec<(&'m str, &'m str)>>,
}

impl<'m> Paths<'m> {
    pub(super) fn new(cache: &'m Cache, context: &Context<'_>, material: Material<'m>) -> Self {
        let as_of = context.as_of.to_string();
        // Every input that is not a response: the register, and what decides how it is read.
        let others = material.inputs.iter().filter(|file| !file.path.starts_with(RESPONSES));
        let register = others.flat_map(|file| [file.path.as_bytes(), file.sha256.as_bytes()]);
        let parts: Vec<&[u8]> = [as_of.as_bytes()].into_iter().chain(register).collect();
        let digests = material.files.iter().map(|file| (&*file.file, file.sha256.as_str()));
        let digests: HashMap<&str, &str> = digests.collect();
        let mut files: HashMap<&SupplierId, Vec<(&str, &str)>> = HashMap::new();
        for response in material.responses {
            let path = &*response.file;
            let sha256 = digests.get(path).copied().unwrap_or_default();
            files.entry(&response.supplier).or_default().push((path, sha256));
        }
        files.values_mut().for_each(|files| files.sort_unstable());
        Self { cache, common: cache.key(&parts), files }
    }

    /// The path to approval of an engagement, from the cache or computed and kept.
    pub(super) fn path(&self, context: &Context<'_>, result: &EngagementResult<'_>) -> Remedy {
        let key = self.key(context, result);
        self.cache.get_or(EntryKind::Path, key, |_| true, || remedy::remedy(context, result))
    }

    fn key(&self, context: &Context<'_>, result: &EngagementResult<'_>) -> Key {
        let engagement = result.engagement;
        let rows = context.subcontracts(&engagement.id);
        let named = rows.iter().flat_map(|row| [&row.from, &row.to]);
        let parties: BTreeSet<&SupplierId> = named.chain([&engagement.supplier]).collect();
        let mut parts: Vec<&[u8]> =
            vec![b"path", self.common.bytes(), engagement.id.as_str().as_bytes()];
        for party in parties {
            // An empty part separates the files of one party from those of the next.
            parts.extend([&b""[..], party.as_str().as_bytes()]);
            for (path, sha256) in self.files.get(party).into_iter().flatten() {
                parts.extend([path.as_bytes(), sha256.as_bytes()]);
            }
        }
        // An overdue condition fires a rule of its own, so the due days are part of the key.
        let days = context.memory.of(&engagement.id).into_iter().flatten();
        let days: Vec<String> = days.map(|(key, day)| format!("{key:?} {day}")).collect();
        parts.extend(days.iter().map(String::as_bytes));
        self.cache.key(&parts)
    }
}

/// The prefix of the paths of responses.
const RESPONSES: &str = "responses/";

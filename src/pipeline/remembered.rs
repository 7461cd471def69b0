//! What a run takes from the cache instead of computing it, and what each entry depends on.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io;
use std::path::Path;

use super::Material;
use crate::assessment::{Context, EngagementResult, Remedy, remedy};
use crate::cache::{self, Cache, EntryKind, Key};
use crate::catalogue::Catalogue;
use crate::model::SupplierId;
use crate::run_folder::snapshot::{Member, SnapshotPart};

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

/// What of an assessment is in the cache. A path to approval depends on what [`crate::assessment::remedy::remedy`] names: the day, the
/// register, the due days that earlier runs set for the engagement, and the responses of the parties. A supplier's
/// responses depend on the bytes and paths of its files and on the register; pre-filled answers depend on other files
/// too, but of the same supplier only. So does a packed response. The workbook of a deal depends on day and register, the
/// portfolio's name, and what it says of decisions and findings.
pub(super) struct Remembered<'m> {
    cache: &'m Cache,
    /// The key of day and register.
    common: Key,
    /// The portfolio's name.
    name: &'m str,
    /// Path and SHA-256 of the files of each supplier, in the order of the paths.
    files: HashMap<&'m SupplierId, Vec<(&'m str, &'m str)>>,
}

impl<'m> Remembered<'m> {
    pub(super) fn new(cache: &'m Cache, context: &Context<'_>, material: Material<'m>) -> Self {
        let as_of = context.as_of.to_string();
        // Every input that is not a response: the register, and what decides how it is read.
        let responses: HashSet<&str> = material.files.iter().map(|file| &*file.file).collect();
        let others = material.inputs.iter().filter(|file| !responses.contains(file.path.as_str()));
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
        Self { cache, common: cache.key(&parts), name: material.name, files }
    }

    /// The path to approval of an engagement, from the cache or computed and kept.
    pub(super) fn path(&self, context: &Context<'_>, result: &EngagementResult<'_>) -> Remedy {
        let key = self.key(context, result);
        self.cache.get_or(EntryKind::Path, key, |_| true, || remedy::remedy(context, result))
    }

    /// The workbook of a deal, from the cache or made and kept.
    pub(super) fn book<E>(
        &self,
        content: impl FnOnce() -> Vec<String>,
        make: impl FnOnce() -> Result<Vec<u8>, E>,
    ) -> Result<Vec<u8>, E> {
        if self.cache.is_off() {
            return make();
        }
        let mut parts: Vec<&[u8]> = vec![b"book", self.common.bytes(), self.name.as_bytes()];
        let content = content();
        parts.extend(content.iter().map(String::as_bytes));
        self.cache.bytes_or(EntryKind::Book, self.cache.key(&parts), make)
    }

    /// A part of the snapshot, from the cache or made and kept.
    pub(super) fn packed(&self, part: SnapshotPart<'_>, make: &Member<'_>) -> io::Result<Vec<u8>> {
        let key = match part {
            SnapshotPart::Rules => self.cache.key(&[b"rules"]),
            SnapshotPart::Response(response, number) => {
                let number = number.to_le_bytes();
                let own = [&b"packed"[..], response.file.as_bytes(), &number];
                let common = [&self.common.bytes()[..]].into_iter();
                let parts: Vec<&[u8]> =
                    common.chain(own).chain(self.parts_of(&response.supplier)).collect();
                self.cache.key(&parts)
            }
        };
        self.cache.bytes_or(EntryKind::Packed, key, make)
    }

    /// The files of a supplier, as parts of a key.
    fn parts_of<'p>(&'p self, supplier: &'p SupplierId) -> impl Iterator<Item = &'p [u8]> {
        // An empty part separates the files of one supplier from those of the next.
        let name = [&b""[..], supplier.as_str().as_bytes()];
        let files = self.files.get(supplier).into_iter().flatten();
        name.into_iter()
            .chain(files.flat_map(|(path, sha256)| [path.as_bytes(), sha256.as_bytes()]))
    }

    fn key(&self, context: &Context<'_>, result: &EngagementResult<'_>) -> Key {
        let engagement = result.engagement;
        let rows = context.subcontracts(&engagement.id);
        let named = rows.iter().flat_map(|row| [&row.from, &row.to]);
        let parties: BTreeSet<&SupplierId> = named.chain([&engagement.supplier]).collect();
        let mut parts: Vec<&[u8]> =
            vec![b"path", self.common.bytes(), engagement.id.as_str().as_bytes()];
        for party in parties {
            parts.extend(self.parts_of(party));
        }
        // An overdue condition fires a rule of its own, so the due days are part of the key.
        let days = context.memory.of(&engagement.id).into_iter().flatten();
        let days: Vec<String> = days.map(|(key, day)| format!("{key:?} {day}")).collect();
        parts.extend(days.iter().map(String::as_bytes));
        self.cache.key(&parts)
    }
}

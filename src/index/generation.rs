//! One generation: a folder that holds the whole index and is never changed.
//!
//! ```text
//! gen-000123/
//!   manifest.json  what wrote it, and the seals of all files below and its own
//!   catalog.bin    pages without their text
//!   files.bin      what was seen of each file
//!   terms/         tantivy's files
//! ```
//!
//! Files that did not change are hard links to the last generation's, which is
//! safe because tantivy replaces files and never rewrites them.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::index::disk::Disk;
use crate::index::seal::{self, FileSeal};

/// The version of everything in a generation; other versions are rebuilt.
pub const FORMAT_VERSION: u32 = 6;

pub(super) const MANIFEST: &str = "manifest.json";
const CATALOG: &str = "catalog.bin";
const FILES: &str = "files.bin";
const TERMS: &str = "terms";

/// tantivy's lists of its own files: of the segments, and of all that it wrote.
const LISTS: [&str; 2] = ["meta.json", ".managed.json"];

/// What wrote a generation, and what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT_VERSION`] of the program that wrote it.
    pub format: u32,
    /// The version of the program, for people.
    pub sou: String,
    /// Of the analyzer that cut the text.
    pub analyzer: String,
    /// Of the site's configuration and the rules that read it.
    pub site: String,
    /// When it was published, RFC 3339, UTC.
    pub published: String,
    /// In the index.
    pub n_pages: usize,
    /// The generation that it is of: `gen-000123`.
    pub generation: String,
    /// Every other file of the generation, by its path in it.
    pub files: BTreeMap<String, FileSeal>,
}

impl Manifest {
    /// What a run writes whatever has changed, in bytes.
    pub fn lists_bytes(&self) -> u64 {
        [CATALOG, FILES].iter().filter_map(|&name| self.files.get(name)).map(|seal| seal.len_bytes).sum()
    }

    /// Of tantivy's files, which a run rewrites only where it puts segments together, in bytes.
    pub fn terms_bytes(&self) -> u64 {
        let all: u64 = self.files.values().map(|seal| seal.len_bytes).sum();
        all - self.lists_bytes()
    }
}

/// What every version of the manifest begins with.
#[derive(Deserialize)]
struct Format {
    format: u32,
}

/// One generation on disk.
#[derive(Debug, Clone)]
pub struct Generation {
    disk: Disk,
    folder: PathBuf,
    number: u64,
    /// What the pointer says of its manifest, if it came by the pointer.
    manifest_hash: Option<String>,
}

impl Generation {
    /// The generation of this number, in this folder.
    pub(super) fn new(disk: &Disk, folder: PathBuf, number: u64) -> Self {
        Self { disk: disk.clone(), folder, number, manifest_hash: None }
    }

    /// The same, whose manifest must have this hash.
    pub(super) fn with_manifest_hash(self, hash: String) -> Self {
        Self { manifest_hash: Some(hash), ..self }
    }

    /// As `gen-000123`.
    pub fn name(&self) -> String {
        name_of(self.number)
    }

    /// Counted from 1; a later generation has a higher number.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where tantivy's files are.
    pub fn terms(&self) -> PathBuf {
        self.folder.join(TERMS)
    }

    /// What it is on.
    pub fn disk(&self) -> &Disk {
        &self.disk
    }

    /// Reads what wrote it.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] if it is not what was written, [`Error::Incompatible`]
    /// if another version of the program wrote it.
    pub fn manifest(&self) -> Result<Manifest> {
        let path = self.folder.join(MANIFEST);
        let text = self.manifest_text()?;
        let manifest = Self::read_manifest(&path, &text)?;
        let damaged = |detail: String| Error::Damaged { path: path.clone(), detail };
        if let Some(expected) = &self.manifest_hash {
            let found = seal::hash(&text);
            if *expected != found {
                return Err(damaged(format!("the pointer expects the hash `{expected}`, found `{found}`")));
            }
        }
        if manifest.generation != name_of(self.number) {
            let (expected, found) = (name_of(self.number), &manifest.generation);
            return Err(damaged(format!("expected the manifest of `{expected}`, found that of `{found}`")));
        }
        Ok(manifest)
    }

    /// The text of its manifest.
    pub(super) fn manifest_text(&self) -> Result<Vec<u8>> {
        let path = self.folder.join(MANIFEST);
        self.disk.read(&path).map_err(|error| seal::cannot_read(&path, error))
    }

    /// Reads the text of a manifest, of whichever generation, that came from `path`.
    pub(super) fn read_manifest(path: &Path, text: &[u8]) -> Result<Manifest> {
        seal::check_json(path, text)?;
        let damaged = |error: serde_json::Error| {
            let detail = error.to_string();
            Error::Damaged { path: path.to_owned(), detail }
        };
        let format: Format = serde_json::from_slice(text).map_err(damaged)?;
        if format.format != FORMAT_VERSION {
            return Err(Error::Incompatible {
                folder: path.parent().unwrap_or(path).to_owned(),
                what: "format",
                found: format.format.to_string(),
                expected: FORMAT_VERSION.to_string(),
            });
        }
        serde_json::from_slice(text).map_err(damaged)
    }

    /// Reads all of tantivy's files and compares them with the manifest; the
    /// other two are when they are read.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] about a file that is missing or not what was written.
    pub fn check_terms(&self, manifest: &Manifest) -> Result<()> {
        let is_of_terms = |name: &str| name != CATALOG && name != FILES;
        let files = manifest.files.iter().filter(|(name, _)| is_of_terms(name));
        let files: Vec<_> = files.map(|(name, seal)| (self.folder.join(name), seal)).collect();
        seal::check_files(&self.disk, &files)
    }

    /// Reads the catalog, and checks it against the manifest.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is not what was written.
    pub fn catalog<T: DeserializeOwned>(&self, manifest: &Manifest) -> Result<T> {
        self.read_checked(CATALOG, manifest)
    }

    /// Reads what was seen of each file, and checks it against the manifest.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is not what was written.
    pub fn files<T: DeserializeOwned>(&self, manifest: &Manifest) -> Result<T> {
        self.read_checked(FILES, manifest)
    }

    fn read_checked<T: DeserializeOwned>(&self, name: &str, manifest: &Manifest) -> Result<T> {
        let path = self.folder.join(name);
        let damaged = |detail: String| Error::Damaged { path: path.clone(), detail };
        let expected = manifest.files.get(name).ok_or_else(|| damaged("the manifest lacks it".to_owned()))?;
        let bytes = self.disk.read(&path).map_err(|error| seal::cannot_read(&path, error))?;
        expected.check(&path, &FileSeal::of(&bytes))?;
        postcard::from_bytes(&bytes).map_err(|error| damaged(error.to_string()))
    }

    /// What it takes on disk, in bytes, links counted as if they were copies.
    pub fn size_bytes(&self) -> u64 {
        let size_of = |folder: &Path| -> u64 {
            let entries = self.disk.list(folder).unwrap_or_default();
            let files = entries.iter().filter(|entry| !entry.is_folder);
            files.filter_map(|entry| self.disk.len_bytes(&entry.path).ok()).sum()
        };
        size_of(&self.folder) + size_of(&self.terms())
    }
}

/// A generation being written; removed by the next run if it is never published.
#[derive(Debug)]
pub struct Draft {
    generation: Generation,
    /// Seals of files that are sealed and durable already, by their path: those
    /// of the last generation, and those that we wrote ourselves.
    sealed: BTreeMap<String, FileSeal>,
}

impl Draft {
    /// Makes the folder, with tantivy's files of `base` linked into it; `base`
    /// has been checked against its manifest.
    pub(super) fn begin(generation: Generation, base: Option<(&Generation, &Manifest)>) -> Result<Self> {
        let mut draft = Self { generation, sealed: BTreeMap::new() };
        let (disk, terms) = (&draft.generation.disk, draft.generation.terms());
        disk.create_folder(&terms).map_err(Error::io("create", &terms))?;
        if let Some((base, manifest)) = base {
            draft.sealed = link_files(disk, base, manifest, &draft.generation)?;
        }
        Ok(draft)
    }

    /// The generation as it stands.
    pub fn generation(&self) -> &Generation {
        &self.generation
    }

    /// Writes the catalog.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn write_catalog<T: Serialize>(&mut self, catalog: &T) -> Result<()> {
        self.write_sealed(CATALOG, catalog)
    }

    /// Writes what was seen of each file.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn write_files<T: Serialize>(&mut self, files: &T) -> Result<()> {
        self.write_sealed(FILES, files)
    }

    fn write_sealed<T: Serialize>(&mut self, name: &str, value: &T) -> Result<()> {
        let bytes = postcard::to_stdvec(value).expect("records hold only types that postcard can write");
        self.write(name, &bytes)?;
        self.sealed.insert(name.to_owned(), FileSeal::of(&bytes));
        Ok(())
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.generation.folder.join(name);
        self.generation.disk.write(&path, bytes).map_err(Error::io("write", path))
    }

    /// Whether a generation may have a file of this name, besides its manifest.
    pub(super) fn may_hold(name: &str) -> bool {
        let is_plain = |name: &str| {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
            !name.is_empty() && name != "." && name != ".." && name.bytes().all(is_plain)
        };
        name == CATALOG || name == FILES || name.strip_prefix("terms/").is_some_and(is_plain)
    }

    /// Takes a file for its own that others wrote to its place and synced, if it is
    /// what `seal` says.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] if it is not.
    pub(super) fn adopt(&mut self, name: &str, seal: &FileSeal) -> Result<()> {
        let path = self.generation.folder.join(name);
        let found = FileSeal::of_file(&self.generation.disk, &path).map_err(Error::io("read", &path))?;
        seal.check(&path, &found)?;
        self.sealed.insert(name.to_owned(), found);
        Ok(())
    }

    /// Removes tantivy's files that are not of the segments in the index, whose
    /// names `living` has: what is sealed once is linked into every generation after.
    ///
    /// # Errors
    ///
    /// If the folder cannot be listed or a file not removed.
    pub(super) fn remove_strays(&self, living: &HashSet<PathBuf>) -> Result<()> {
        let (disk, terms) = (&self.generation.disk, self.generation.terms());
        for entry in disk.list(&terms).map_err(Error::io("list", &terms))? {
            let is_list = LISTS.contains(&entry.name.as_str());
            if !is_list && !living.contains(Path::new(&entry.name)) {
                disk.remove_file(&entry.path).map_err(Error::io("remove", &entry.path))?;
            }
        }
        Ok(())
    }

    /// Removes what was written.
    ///
    /// # Errors
    ///
    /// If the folder cannot be removed.
    pub fn discard(self) -> Result<()> {
        let folder = &self.generation.folder;
        self.generation.disk.remove_folder(folder).map_err(Error::io("remove", folder))
    }

    /// Makes tantivy's files durable, reads back those that are new, and writes
    /// the manifest; `manifest` needs no `generation` and no `files`. Gives it
    /// complete, with the hash of its text for the pointer.
    ///
    /// # Errors
    ///
    /// If anything cannot be written or read.
    pub fn seal(&self, manifest: Manifest) -> Result<(Manifest, String)> {
        let (disk, terms) = (&self.generation.disk, self.generation.terms());
        let mut files = BTreeMap::new();
        for name in [CATALOG, FILES] {
            files.extend(self.sealed.get(name).map(|seal| (name.to_owned(), seal.clone())));
        }
        for entry in disk.list(&terms).map_err(Error::io("list", &terms))? {
            let name = format!("{TERMS}/{}", entry.name);
            let seal = match self.sealed.get(&name) {
                Some(seal) => seal.clone(),
                None => {
                    disk.sync(&entry.path).map_err(Error::io("sync", &entry.path))?;
                    FileSeal::of_file(disk, &entry.path).map_err(Error::io("read", &entry.path))?
                }
            };
            files.insert(name, seal);
        }
        let manifest = Manifest { generation: self.generation.name(), files, ..manifest };
        let text = seal::sealed_json(&manifest);
        self.write(MANIFEST, &text)?;
        for folder in [&terms, &self.generation.folder] {
            disk.sync_folder(folder).map_err(Error::io("sync", folder))?;
        }
        Ok((manifest, seal::hash(&text)))
    }
}

pub(super) fn name_of(number: u64) -> String {
    format!("gen-{number:06}")
}

pub(super) fn number_of(name: &str) -> Option<u64> {
    let digits = name.strip_prefix("gen-")?;
    let is_number = digits.len() >= 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { digits.parse().ok() } else { None }
}

/// Links tantivy's files of `base` into `draft`; gives the seals of those that
/// are durable already and will not be replaced.
fn link_files(
    disk: &Disk,
    base: &Generation,
    manifest: &Manifest,
    draft: &Generation,
) -> Result<BTreeMap<String, FileSeal>> {
    let mut linked = BTreeMap::new();
    for (name, seal) in manifest.files.iter().filter(|(name, _)| name.starts_with(TERMS)) {
        let (from, to) = (base.folder.join(name), draft.folder.join(name));
        // File systems without links, or with too many of one file, get a copy.
        if disk.link(&from, &to).is_err() {
            disk.copy(&from, &to).map_err(Error::io("copy", &to))?;
        }
        // The two lists of files, which a commit replaces.
        let is_replaced = name.ends_with(".json");
        if !is_replaced {
            linked.insert(name.clone(), seal.clone());
        }
    }
    Ok(linked)
}

//! One generation: a folder that holds the whole index and is never changed.
//!
//! ```text
//! gen-000123/
//!   manifest.json  what wrote it, and the hashes of the two files below
//!   catalog.bin    pages without their text
//!   files.bin      what was seen of each file
//!   terms/         tantivy's files
//! ```
//!
//! Files that did not change are hard links to the last generation's, which is
//! safe because tantivy replaces files and never rewrites them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::index::disk::Disk;

/// The version of everything in a generation; other versions are rebuilt.
pub const FORMAT_VERSION: u32 = 1;

const MANIFEST: &str = "manifest.json";
const CATALOG: &str = "catalog.bin";
const FILES: &str = "files.bin";
const TERMS: &str = "terms";

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
    /// Of `catalog.bin`, in hexadecimal.
    pub catalog_hash: String,
    /// Of `files.bin`, in hexadecimal.
    pub files_hash: String,
}

/// One generation on disk.
#[derive(Debug, Clone)]
pub struct Generation {
    disk: Disk,
    folder: PathBuf,
    number: u64,
}

impl Generation {
    /// The generation of this number, in this folder.
    pub(super) fn new(disk: &Disk, folder: PathBuf, number: u64) -> Self {
        Self { disk: disk.clone(), folder, number }
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
    /// If it cannot be read or understood.
    pub fn manifest(&self) -> Result<Manifest> {
        let path = self.folder.join(MANIFEST);
        let text = self.disk.read(&path).map_err(Error::io("read", &path))?;
        serde_json::from_slice(&text).map_err(|error| Error::Damaged { path, detail: error.to_string() })
    }

    /// Reads the catalog, and checks it against the manifest.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is not what was written.
    pub fn catalog<T: DeserializeOwned>(&self, manifest: &Manifest) -> Result<T> {
        self.read_checked(CATALOG, &manifest.catalog_hash)
    }

    /// Reads what was seen of each file, and checks it against the manifest.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is not what was written.
    pub fn files<T: DeserializeOwned>(&self, manifest: &Manifest) -> Result<T> {
        self.read_checked(FILES, &manifest.files_hash)
    }

    fn read_checked<T: DeserializeOwned>(&self, name: &str, expected_hash: &str) -> Result<T> {
        let path = self.folder.join(name);
        let bytes = self.disk.read(&path).map_err(Error::io("read", &path))?;
        let found = blake3::hash(&bytes).to_hex();
        if found.as_str() != expected_hash {
            let detail = format!("expected the hash `{expected_hash}`, found `{found}`");
            return Err(Error::Damaged { path, detail });
        }
        postcard::from_bytes(&bytes).map_err(|error| Error::Damaged { path, detail: error.to_string() })
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
    /// Names of tantivy's files that are the last generation's, durable already.
    linked: BTreeSet<String>,
}

impl Draft {
    pub(super) fn begin(generation: Generation, base: Option<&Generation>) -> Result<Self> {
        let mut draft = Self { generation, linked: BTreeSet::new() };
        let (disk, terms) = (&draft.generation.disk, draft.generation.terms());
        disk.create_folder(&terms).map_err(Error::io("create", &terms))?;
        if let Some(base) = base {
            draft.linked = link_files(disk, &base.terms(), &terms)?;
        }
        Ok(draft)
    }

    /// The generation as it stands.
    pub fn generation(&self) -> &Generation {
        &self.generation
    }

    /// Writes the catalog; gives its hash.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn write_catalog<T: Serialize>(&self, catalog: &T) -> Result<String> {
        self.write_hashed(CATALOG, catalog)
    }

    /// Writes what was seen of each file; gives its hash.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn write_files<T: Serialize>(&self, files: &T) -> Result<String> {
        self.write_hashed(FILES, files)
    }

    fn write_hashed<T: Serialize>(&self, name: &str, value: &T) -> Result<String> {
        let bytes = postcard::to_stdvec(value).expect("records hold only types that postcard can write");
        self.write(name, &bytes)?;
        Ok(blake3::hash(&bytes).to_hex().to_string())
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.generation.folder.join(name);
        self.generation.disk.write(&path, bytes).map_err(Error::io("write", path))
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

    /// Writes the manifest and makes everything durable.
    ///
    /// # Errors
    ///
    /// If anything cannot be written.
    pub fn seal(&self, manifest: &Manifest) -> Result<()> {
        let text = serde_json::to_vec_pretty(manifest).expect("a manifest is printable");
        self.write(MANIFEST, &text)?;
        let (disk, terms) = (&self.generation.disk, self.generation.terms());
        for entry in disk.list(&terms).map_err(Error::io("list", &terms))? {
            if !self.linked.contains(&entry.name) {
                disk.sync(&entry.path).map_err(Error::io("sync", &entry.path))?;
            }
        }
        for folder in [&terms, &self.generation.folder] {
            disk.sync_folder(folder).map_err(Error::io("sync", folder))?;
        }
        Ok(())
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

/// Links tantivy's files into another folder; gives the names of those that are
/// durable already and will not be replaced.
fn link_files(disk: &Disk, from: &Path, to: &Path) -> Result<BTreeSet<String>> {
    let mut linked = BTreeSet::new();
    for entry in disk.list(from).map_err(Error::io("list", from))? {
        let target = to.join(&entry.name);
        // File systems without links, or with too many of one file, get a copy.
        if disk.link(&entry.path, &target).is_err() {
            disk.copy(&entry.path, &target).map_err(Error::io("copy", &target))?;
        }
        // The two lists of files, which a commit replaces.
        let is_replaced = entry.name.ends_with(".json");
        if !is_replaced {
            linked.insert(entry.name);
        }
    }
    Ok(linked)
}

//! Immutable generations and the pointer to the published one.
//!
//! ```text
//! index/
//!   CURRENT          one line: gen-000123
//!   .lock            held by the run that writes
//!   gen-000123/      never changed once it has this name
//!     manifest.json  what wrote it, and the hashes of the two files below
//!     catalog.bin    pages without their text
//!     files.bin      what was seen of each file
//!     terms/         tantivy's files
//!   gen-000124.tmp/  being written, or left by a run that was killed
//! ```
//!
//! A reader that has opened a generation is never disturbed: publishing is one
//! rename, of `CURRENT`. Files that did not change are hard links to the last
//! generation's, which is safe because tantivy replaces files and never
//! rewrites them.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The version of everything in a generation; other versions are rebuilt.
pub const FORMAT_VERSION: u32 = 1;

/// How many generations stay beside the published one, to go back to.
const N_OLD_GENERATIONS: usize = 2;

const CURRENT: &str = "CURRENT";
const LOCK: &str = ".lock";
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    folder: PathBuf,
    number: u64,
}

impl Generation {
    /// The published generation of the index in `index`.
    ///
    /// # Errors
    ///
    /// [`Error::NoIndex`] if nothing is published, [`Error::Damaged`] if the
    /// pointer names no generation.
    pub fn published(index: &Path) -> Result<Self> {
        let pointer = index.join(CURRENT);
        let name = match fs::read_to_string(&pointer) {
            Ok(name) => name,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(Error::NoIndex { folder: index.to_owned() });
            }
            Err(error) => return Err(Error::io("read", pointer)(error)),
        };
        // A name that is not ours might lead out of the folder.
        let Some(number) = number_of(name.trim_end()) else {
            let detail = format!("expected a name such as `gen-000123`, found `{}`", name.trim_end());
            return Err(Error::Damaged { path: pointer, detail });
        };
        Ok(Self { folder: index.join(name_of(number)), number })
    }

    /// As `gen-000123`.
    pub fn name(&self) -> String {
        name_of(self.number)
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where tantivy's files are.
    pub fn terms(&self) -> PathBuf {
        self.folder.join(TERMS)
    }

    /// Reads what wrote it.
    ///
    /// # Errors
    ///
    /// If it cannot be read or understood.
    pub fn manifest(&self) -> Result<Manifest> {
        let path = self.folder.join(MANIFEST);
        let text = fs::read(&path).map_err(Error::io("read", &path))?;
        serde_json::from_slice(&text).map_err(|error| Error::Damaged { path, detail: error.to_string() })
    }

    /// Reads the catalog, and checks it against the manifest.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is not what was written.
    pub fn catalog<T: DeserializeOwned>(&self, manifest: &Manifest) -> Result<T> {
        read_checked(self.folder.join(CATALOG), &manifest.catalog_hash)
    }

    /// Reads what was seen of each file, and checks it against the manifest.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is not what was written.
    pub fn files<T: DeserializeOwned>(&self, manifest: &Manifest) -> Result<T> {
        read_checked(self.folder.join(FILES), &manifest.files_hash)
    }

    /// What it takes on disk, in bytes, links counted as if they were copies.
    pub fn size_bytes(&self) -> u64 {
        let size_of = |folder: &Path| -> u64 {
            let Ok(entries) = fs::read_dir(folder) else { return 0 };
            entries.flatten().filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum()
        };
        size_of(&self.folder) + size_of(&self.terms())
    }
}

/// A generation being written; removed by the next run if it is never published.
#[derive(Debug)]
pub struct Draft {
    index: PathBuf,
    generation: Generation,
}

impl Draft {
    /// Starts the generation after all that are there, with tantivy's files of
    /// `base` linked into it.
    ///
    /// # Errors
    ///
    /// If the folder cannot be made or a file neither linked nor copied.
    pub fn begin(index: &Path, base: Option<&Generation>) -> Result<Self> {
        let number = numbers(index)?.into_iter().max().unwrap_or(0) + 1;
        let folder = index.join(format!("{}.tmp", name_of(number)));
        let draft = Self { index: index.to_owned(), generation: Generation { folder, number } };
        let terms = draft.generation.terms();
        fs::create_dir_all(&terms).map_err(Error::io("create", &terms))?;
        if let Some(base) = base {
            link_files(&base.terms(), &terms)?;
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
        write_hashed(self.generation.folder.join(CATALOG), catalog)
    }

    /// Writes what was seen of each file; gives its hash.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn write_files<T: Serialize>(&self, files: &T) -> Result<String> {
        write_hashed(self.generation.folder.join(FILES), files)
    }

    /// Removes what was written.
    ///
    /// # Errors
    ///
    /// If the folder cannot be removed.
    pub fn discard(self) -> Result<()> {
        let folder = &self.generation.folder;
        fs::remove_dir_all(folder).map_err(Error::io("remove", folder))
    }

    /// Makes everything durable, gives the generation its name, points to it,
    /// and removes what is too old.
    ///
    /// # Errors
    ///
    /// If anything cannot be written; the last generation stays published.
    pub fn publish(self, manifest: &Manifest) -> Result<Generation> {
        let text = serde_json::to_vec_pretty(manifest).expect("a manifest is printable");
        write_synced(&self.generation.folder.join(MANIFEST), &text)?;
        sync_folder(&self.generation.terms())?;
        sync_folder(&self.generation.folder)?;
        let folder = self.index.join(name_of(self.generation.number));
        fs::rename(&self.generation.folder, &folder).map_err(Error::io("rename", &folder))?;
        sync_folder(&self.index)?;
        let published = Generation { folder, number: self.generation.number };
        point_to(&self.index, &published)?;
        remove_old(&self.index, published.number)?;
        Ok(published)
    }
}

/// Holds the right to write the index; given back when dropped, or when the process ends.
#[derive(Debug)]
pub struct WriteLock {
    _file: File,
}

impl WriteLock {
    /// Takes the right to write, making the folder if it is missing.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] if another process has it.
    pub fn take(index: &Path) -> Result<Self> {
        fs::create_dir_all(index).map_err(Error::io("create", index))?;
        let path = index.join(LOCK);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(Error::io("open", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(fs::TryLockError::WouldBlock) => Err(Error::Locked { folder: index.to_owned() }),
            Err(fs::TryLockError::Error(error)) => Err(Error::io("lock", path)(error)),
        }
    }
}

/// Removes what killed runs left. Only for the holder of the lock.
///
/// # Errors
///
/// If a folder cannot be listed or removed.
pub fn remove_leftovers(index: &Path) -> Result<()> {
    for entry in fs::read_dir(index).map_err(Error::io("list", index))? {
        let entry = entry.map_err(Error::io("list", index))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix(".tmp") else { continue };
        let path = entry.path();
        if number_of(stem).is_some() {
            fs::remove_dir_all(&path).map_err(Error::io("remove", &path))?;
        } else if stem == CURRENT {
            fs::remove_file(&path).map_err(Error::io("remove", &path))?;
        }
    }
    Ok(())
}

fn name_of(number: u64) -> String {
    format!("gen-{number:06}")
}

fn number_of(name: &str) -> Option<u64> {
    let digits = name.strip_prefix("gen-")?;
    let is_number = digits.len() >= 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { digits.parse().ok() } else { None }
}

/// The numbers of all complete generations.
fn numbers(index: &Path) -> Result<Vec<u64>> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(index).map_err(Error::io("list", index))? {
        let entry = entry.map_err(Error::io("list", index))?;
        numbers.extend(entry.file_name().to_str().and_then(number_of));
    }
    Ok(numbers)
}

fn link_files(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).map_err(Error::io("list", from))? {
        let entry = entry.map_err(Error::io("list", from))?;
        let name = entry.file_name();
        // Locks belong to the folder they lie in, and so do tantivy's
        // half-written files, whose names begin with `.tmp`.
        let is_lock = name.to_string_lossy().ends_with(".lock");
        if is_lock || name.to_string_lossy().starts_with(".tmp") {
            continue;
        }
        let target = to.join(&name);
        // File systems without links, or with too many of one file, get a copy.
        if fs::hard_link(entry.path(), &target).is_err() {
            fs::copy(entry.path(), &target).map_err(Error::io("copy", &target))?;
        }
    }
    Ok(())
}

fn point_to(index: &Path, generation: &Generation) -> Result<()> {
    let temporary = index.join(format!("{CURRENT}.tmp"));
    write_synced(&temporary, format!("{}\n", generation.name()).as_bytes())?;
    let pointer = index.join(CURRENT);
    fs::rename(&temporary, &pointer).map_err(Error::io("rename", &pointer))?;
    sync_folder(index)
}

fn remove_old(index: &Path, published: u64) -> Result<()> {
    let mut old: Vec<u64> = numbers(index)?.into_iter().filter(|&number| number < published).collect();
    old.sort_unstable_by(|a, b| b.cmp(a));
    for number in old.into_iter().skip(N_OLD_GENERATIONS) {
        let folder = index.join(name_of(number));
        fs::remove_dir_all(&folder).map_err(Error::io("remove", &folder))?;
    }
    Ok(())
}

fn write_hashed<T: Serialize>(path: PathBuf, value: &T) -> Result<String> {
    let bytes = postcard::to_stdvec(value).expect("records hold only types that postcard can write");
    write_synced(&path, &bytes)?;
    Ok(blake3::hash(&bytes).to_hex().to_string())
}

fn read_checked<T: DeserializeOwned>(path: PathBuf, expected_hash: &str) -> Result<T> {
    let bytes = fs::read(&path).map_err(Error::io("read", &path))?;
    let found = blake3::hash(&bytes).to_hex();
    if found.as_str() != expected_hash {
        let detail = format!("expected the hash `{expected_hash}`, found `{found}`");
        return Err(Error::Damaged { path, detail });
    }
    postcard::from_bytes(&bytes).map_err(|error| Error::Damaged { path, detail: error.to_string() })
}

fn write_synced(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = File::create(path).map_err(Error::io("create", path))?;
    file.write_all(bytes).map_err(Error::io("write", path))?;
    file.sync_all().map_err(Error::io("sync", path))
}

/// A rename is durable only when the folder it happened in is.
fn sync_folder(folder: &Path) -> Result<()> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::io("sync", folder))
}

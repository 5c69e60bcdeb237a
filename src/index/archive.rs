//! A generation as one file, to be moved to another machine or kept: `tar` in `gzip`.
//!
//! The manifest comes first. It names every other file with its length and hash,
//! so whoever reads the archive knows what may follow before any of it is written,
//! and refuses whatever else comes: a link, a folder, a name that leads out, a file
//! twice, a byte too many. Nothing is published before all of it was checked and
//! the whole was opened and asked. That is about damage and mistakes; an archive of
//! somebody who is not trusted should not be imported, because it decides what is found.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use tar::{Archive, Builder, Entry, EntryType, Header};

use crate::error::{Error, Result};
use crate::index::generation::{Draft, Generation, MANIFEST, Manifest};
use crate::index::reader::{OpenIndex, check};
use crate::index::smoke;
use crate::index::store::{Store, WriteLock};

/// The longest manifest that is read, in bytes: at a hundred for each file.
const MAX_MANIFEST_BYTES: u64 = 4 * 1024 * 1024;

/// The most files that an archive may have; an index has some dozens.
const MAX_FILES: usize = 10_000;

/// What the disk keeps free beside an index that is imported, in bytes.
const MARGIN_BYTES: u64 = 64 * 1024 * 1024;

/// How much is copied at a time, in bytes.
const CHUNK_BYTES: usize = 256 * 1024;

/// What was written to an archive or read from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The generation: as it was called where it was exported, as it is called
    /// where it was imported.
    pub generation: String,
    /// In the index.
    pub n_pages: usize,
    /// Of its files, in bytes.
    pub size_bytes: u64,
}

/// Writes the published generation of `store` to `to`, after every file of it was checked.
///
/// # Errors
///
/// If there is none, if it is damaged, or if `to`, called `place` in messages,
/// cannot be written.
pub fn export(store: &Store, to: impl Write, place: &Path) -> Result<Moved> {
    let generation = store.published()?;
    let manifest = generation.manifest()?;
    generation.check_terms(&manifest)?;
    let failed = || Error::io("write", place);
    let mut tar = Builder::new(GzEncoder::new(to, Compression::fast()));
    let modified: u64 =
        manifest.published.parse::<Timestamp>().map_or(0, |time| time.as_second().max(0) as u64);
    let text = generation.manifest_text()?;
    let mut size_bytes = text.len() as u64;
    let mut header = header(size_bytes, modified);
    tar.append_data(&mut header, MANIFEST, text.as_slice()).map_err(failed())?;
    for (name, seal) in &manifest.files {
        let path = generation.folder().join(name);
        let file = store.disk().open(&path).map_err(Error::io("read", &path))?;
        let mut header = self::header(seal.len_bytes, modified);
        let mut source = Source { file: file.take(seal.len_bytes), failure: None };
        let appended = tar.append_data(&mut header, name, &mut source);
        if let Some(error) = source.failure {
            return Err(Error::io("read", path)(error));
        }
        appended.map_err(failed())?;
        size_bytes += seal.len_bytes;
    }
    let mut to = tar.into_inner().and_then(GzEncoder::finish).map_err(failed())?;
    to.flush().map_err(failed())?;
    Ok(Moved { generation: generation.name(), n_pages: manifest.n_pages, size_bytes })
}

/// A file that is copied, and why it could not be read to its end: whoever copies
/// it says the same of both sides.
struct Source<R> {
    file: R,
    failure: Option<io::Error>,
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read(buffer).map_err(|error| {
            let kind = error.kind();
            if kind != io::ErrorKind::Interrupted {
                self.failure = Some(error);
            }
            kind.into()
        })
    }
}

fn header(len_bytes: u64, modified: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Regular);
    header.set_size(len_bytes);
    header.set_mode(0o644);
    header.set_mtime(modified);
    header
}

/// Publishes what [`export`] wrote as the next generation of `store`. The analyzer
/// with this fingerprint must have written it.
///
/// # Errors
///
/// If `from`, called `place` in messages, is no sound export, if other rules wrote
/// it, if there is no room for it, or if another run is at work. What was published
/// before stays published then.
pub fn import(store: &Store, from: impl Read, place: &Path, analyzer_fingerprint: &str) -> Result<Moved> {
    let lock = store.lock(Duration::ZERO)?;
    store.remove_leftovers(&lock)?;
    let incoming = Incoming { place: place.to_owned(), store, lock: &lock, analyzer_fingerprint };
    let imported = incoming.import(from).map_err(|error| match error {
        // What is wrong with the copy is wrong with the archive, and is found there.
        Error::Damaged { .. } | Error::Engine { .. } => incoming.refused(error.first_line()),
        error => error,
    });
    if imported.is_err() && store.remove_leftovers(&lock).is_err() {
        // The next run removes them; what went wrong first is what matters.
    }
    imported
}

/// An archive being read.
struct Incoming<'a> {
    place: PathBuf,
    store: &'a Store,
    lock: &'a WriteLock,
    analyzer_fingerprint: &'a str,
}

impl Incoming<'_> {
    fn import(&self, from: impl Read) -> Result<Moved> {
        let mut archive = Archive::new(GzDecoder::new(from));
        // Raw: an entry that carries the name of the next one is not obeyed, but refused.
        let mut entries = archive.entries().map_err(|error| self.unreadable(&error))?.raw(true);
        let first = entries.next().ok_or_else(|| self.refused("it is empty".to_owned()))?;
        let manifest = self.manifest(first.map_err(|error| self.unreadable(&error))?)?;
        self.check_manifest(&manifest)?;
        let mut draft = self.store.begin(None)?;
        let mut missing: BTreeSet<&str> = manifest.files.keys().map(String::as_str).collect();
        for entry in entries {
            let mut entry = entry.map_err(|error| self.unreadable(&error))?;
            let name = self.name(&entry)?;
            let Some(seal) = manifest.files.get(&name).filter(|_| missing.remove(name.as_str())) else {
                return Err(self
                    .refused(format!("`{}` is no file of the index, or comes twice", name.escape_debug())));
            };
            if entry.size() != seal.len_bytes {
                let (expected, found) = (seal.len_bytes, entry.size());
                return Err(
                    self.refused(format!("expected `{name}` to have {expected} bytes, found {found}"))
                );
            }
            self.write(&draft, &name, &mut entry)?;
            draft.adopt(&name, seal)?;
        }
        if let Some(name) = missing.first() {
            return Err(self.refused(format!("`{name}` is missing")));
        }
        let size_bytes = manifest.files.values().map(|seal| seal.len_bytes).sum();
        let n_pages = manifest.n_pages;
        let (manifest, hash) = draft.seal(manifest)?;
        smoke::check(&OpenIndex::open_generation(draft.generation().clone(), manifest)?)?;
        let published = self.store.publish(draft, &hash, &[], self.lock)?;
        Ok(Moved { generation: published.name(), n_pages, size_bytes })
    }

    /// Reads the first entry, which must be the manifest.
    fn manifest(&self, mut entry: Entry<'_, impl Read>) -> Result<Manifest> {
        let name = self.name(&entry)?;
        if name != MANIFEST {
            return Err(self.refused(format!("expected `{MANIFEST}` first, found `{}`", name.escape_debug())));
        }
        if entry.size() > MAX_MANIFEST_BYTES {
            let found = entry.size();
            return Err(self.refused(format!(
                "expected a manifest of at most {MAX_MANIFEST_BYTES} bytes, found {found}"
            )));
        }
        let mut text = Vec::new();
        entry.read_to_end(&mut text).map_err(|error| self.unreadable(&error))?;
        Generation::read_manifest(&self.place, &text)
    }

    /// Refuses what could not be an index of ours, or has no room, before anything is written.
    fn check_manifest(&self, manifest: &Manifest) -> Result<()> {
        check(manifest, self.analyzer_fingerprint, &self.place)?;
        if manifest.files.len() > MAX_FILES {
            return Err(
                self.refused(format!("expected at most {MAX_FILES} files, found {}", manifest.files.len()))
            );
        }
        if let Some(name) = manifest.files.keys().find(|name| !Draft::may_hold(name)) {
            return Err(self.refused(format!("`{}` is no name of a file of an index", name.escape_debug())));
        }
        let lengths = manifest.files.values().map(|seal| seal.len_bytes);
        let needed_bytes = lengths.fold(MARGIN_BYTES, u64::saturating_add);
        let folder = self.store.folder();
        let free_bytes =
            self.store.disk().free_bytes(folder).map_err(Error::io("look at the room in", folder))?;
        if needed_bytes > free_bytes {
            let detail =
                format!("it needs {needed_bytes} bytes, and `{}` has {free_bytes} left", folder.display());
            return Err(self.refused(detail));
        }
        Ok(())
    }

    /// The name of an entry that is a plain file.
    fn name(&self, entry: &Entry<'_, impl Read>) -> Result<String> {
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        match entry.header().entry_type() {
            EntryType::Regular => Ok(name),
            other => Err(self
                .refused(format!("expected plain files, found `{}` of type {other:?}", name.escape_debug()))),
        }
    }

    fn write(&self, draft: &Draft, name: &str, entry: &mut impl Read) -> Result<()> {
        let path = draft.generation().folder().join(name);
        let mut file = self.store.disk().create_new(&path).map_err(Error::io("create", &path))?;
        let mut buffer = vec![0; CHUNK_BYTES];
        loop {
            match entry.read(&mut buffer) {
                Ok(0) => break,
                Ok(n_bytes) => file.write_all(&buffer[..n_bytes]).map_err(Error::io("write", &path))?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.unreadable(&error)),
            }
        }
        file.sync().map_err(Error::io("sync", &path))
    }

    fn unreadable(&self, error: &io::Error) -> Error {
        self.refused(format!("it cannot be read: {error}"))
    }

    fn refused(&self, detail: String) -> Error {
        Error::NoExport { path: self.place.clone(), detail }
    }
}

//! The folder of an index: its generations, the pointer to the published one,
//! and the lock of whoever writes.
//!
//! ```text
//! index/
//!   CURRENT          one line: gen-000123 and the hash of its manifest
//!   status.json      how the last run ended
//!   .sou.lock        held by the run that writes
//!   gen-000123/      never changed once it has this name
//!   gen-000124.4711.tmp/  being written by a process, or left when it was killed
//! ```
//!
//! Publishing is one rename, of `CURRENT`. It names a hash too, because one bit
//! turned over in a number names another generation. Whoever has a generation open is not
//! disturbed by it, nor by the removal of old ones.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::content::source::INDEX_LOCK_NAME;
use crate::error::{Error, Result};
use crate::index::disk::Disk;
use crate::index::disk_lock::LockedFile;
use crate::index::generation::{Draft, Generation, Manifest, name_of, number_of};
use crate::index::status::Status;

/// How many generations stay beside the published one, to go back to.
const N_OLD_GENERATIONS: usize = 2;

const CURRENT: &str = "CURRENT";
/// How often a run that waits for another looks whether that has ended.
const LOCK_POLL: Duration = Duration::from_millis(100);

const STATUS: &str = "status.json";

/// The folder of an index on disk.
#[derive(Debug, Clone)]
pub struct Store {
    disk: Disk,
    folder: PathBuf,
}

impl Store {
    /// The index in `folder`, which need not be there.
    pub fn at(folder: &Path) -> Self {
        Self::on(&Disk::default(), folder)
    }

    /// The index in `folder` of `disk`.
    pub fn on(disk: &Disk, folder: &Path) -> Self {
        Self { disk: disk.clone(), folder: folder.to_owned() }
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What it is on.
    pub fn disk(&self) -> &Disk {
        &self.disk
    }

    /// The published generation.
    ///
    /// # Errors
    ///
    /// [`Error::NoIndex`] if nothing is published, [`Error::Damaged`] if the
    /// pointer names no generation, or is gone and generations are not.
    pub fn published(&self) -> Result<Generation> {
        let pointer = self.folder.join(CURRENT);
        let name = match self.disk.read(&pointer) {
            Ok(name) => String::from_utf8_lossy(&name).into_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(match self.generations()?.is_empty() {
                    true => Error::NoIndex { folder: self.folder.clone() },
                    false => no_pointer(pointer),
                });
            }
            Err(error) => return Err(Error::io("read", pointer)(error)),
        };
        // A name that is not ours might lead out of the folder.
        let named = name.strip_suffix('\n').and_then(|line| {
            let (name, hash) = line.split_once(' ')?;
            Some((number_of(name)?, hash))
        });
        let Some((number, hash)) = named else {
            let found = name.trim_end().escape_debug();
            let detail = format!("expected a name such as `gen-000123` and a hash, found `{found}`");
            return Err(Error::Damaged { path: pointer, detail });
        };
        Ok(self.generation(number).with_manifest_hash(hash.to_owned()))
    }

    /// Whether there is anything to ask: something is published, or was, or may be
    /// where this user is not let in.
    pub fn exists(&self) -> bool {
        self.published().is_ok()
            || match self.generations() {
                Ok(found) => !found.is_empty(),
                Err(Error::Io { source, .. }) => source.kind() == io::ErrorKind::PermissionDenied,
                Err(_) => false,
            }
    }

    /// All complete generations, the newest first; none if the folder is missing.
    ///
    /// # Errors
    ///
    /// If the folder cannot be listed.
    pub fn generations(&self) -> Result<Vec<Generation>> {
        let entries = match self.disk.list(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            listed => listed.map_err(Error::io("list", &self.folder))?,
        };
        let mut numbers: Vec<u64> = entries.iter().filter_map(|entry| number_of(&entry.name)).collect();
        numbers.sort_unstable_by(|a, b| b.cmp(a));
        Ok(numbers.into_iter().map(|number| self.generation(number)).collect())
    }

    fn generation(&self, number: u64) -> Generation {
        Generation::new(&self.disk, self.folder.join(name_of(number)), number)
    }

    /// Takes the right to write, making the folder if it is missing, and waits
    /// for whoever has it for `patience`. The kernel gives it back when its owner
    /// ends, however that happens.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] if another process has it still.
    pub fn lock(&self, patience: Duration) -> Result<WriteLock> {
        self.disk.create_folder(&self.folder).map_err(Error::io("create", &self.folder))?;
        let path = self.folder.join(INDEX_LOCK_NAME);
        let started = Instant::now();
        loop {
            if let Some(file) = self.disk.lock(&path).map_err(Error::io("lock", &path))? {
                let lock = WriteLock { file };
                // Whoever removed the file in the meantime has another one.
                if lock.is_held()? {
                    return Ok(lock);
                }
            }
            let left = patience.saturating_sub(started.elapsed());
            if left.is_zero() {
                return Err(Error::Locked { folder: self.folder.clone() });
            }
            std::thread::sleep(left.min(LOCK_POLL));
        }
    }

    /// Removes what killed runs left. Only for the holder of the lock.
    ///
    /// # Errors
    ///
    /// If a folder cannot be listed or removed.
    pub fn remove_leftovers(&self, lock: &WriteLock) -> Result<()> {
        if !lock.is_held()? {
            return Err(Error::Locked { folder: self.folder.clone() });
        }
        for entry in self.disk.list(&self.folder).map_err(Error::io("list", &self.folder))? {
            let Some(stem) = entry.name.strip_suffix(".tmp") else { continue };
            let is_draft = stem.split_once('.').is_some_and(|(name, _)| number_of(name).is_some());
            let is_ours = [CURRENT, STATUS].contains(&stem) || is_draft || number_of(stem).is_some();
            let removed = match (is_ours, entry.is_folder) {
                (false, _) => continue,
                (true, true) => self.disk.remove_folder(&entry.path),
                (true, false) => self.disk.remove_file(&entry.path),
            };
            removed.map_err(Error::io("remove", &entry.path))?;
        }
        Ok(())
    }

    /// Starts the generation after all that are there, with tantivy's files of
    /// `base` linked into it.
    ///
    /// # Errors
    ///
    /// If the folder cannot be made or a file neither linked nor copied.
    pub fn begin(&self, base: Option<(&Generation, &Manifest)>) -> Result<Draft> {
        let number = self.generations()?.first().map_or(0, Generation::number) + 1;
        // Two runs never write into one folder, even if somebody removed the lock.
        let folder = self.folder.join(format!("{}.{}.tmp", name_of(number), std::process::id()));
        Draft::begin(Generation::new(&self.disk, folder, number), base)
    }

    /// Gives a draft that is sealed its name, points to it, and removes what nobody
    /// needs beside it: what is too old, and what is known to be damaged. `manifest_hash` is what sealing gave.
    ///
    /// # Errors
    ///
    /// If anything cannot be written; the last generation stays published.
    /// [`Error::Locked`] if somebody removed the file that was locked, because
    /// another run may be at work then.
    pub fn publish(
        &self,
        draft: Draft,
        manifest_hash: &str,
        damaged: &[u64],
        lock: &WriteLock,
    ) -> Result<Generation> {
        if !lock.is_held()? {
            return Err(Error::Locked { folder: self.folder.clone() });
        }
        let published = self.generation(draft.generation().number());
        let (from, to) = (draft.generation().folder(), published.folder());
        self.disk.rename(from, to).map_err(Error::io("rename", to))?;
        self.disk.sync_folder(&self.folder).map_err(Error::io("sync", &self.folder))?;
        let pointer = self.folder.join(CURRENT);
        let is_first = !self.disk.exists(&pointer).map_err(Error::io("look at", &pointer))?;
        let line = format!("{} {manifest_hash}\n", published.name());
        self.disk.replace(&pointer, line.as_bytes()).map_err(Error::io("write", &pointer))?;
        let retired = self.retire(&published, damaged)?;
        self.disk.sync_folder(&self.folder).map_err(Error::io("sync", &self.folder))?;
        if is_first {
            self.sync_folders_above()?;
        }
        for folder in retired {
            self.disk.remove_folder(&folder).map_err(Error::io("remove", &folder))?;
        }
        Ok(published)
    }

    /// Takes their names from generations that nobody needs beside `published`: those
    /// that are too old or known to be damaged, and newer ones, to which no pointer
    /// came to lead because their runs were killed. Gives the folders that may be
    /// removed once this folder is synced; what is removed while it has its name, and
    /// not to the end, would be a generation that is damaged.
    fn retire(&self, published: &Generation, damaged: &[u64]) -> Result<Vec<PathBuf>> {
        let mut n_kept = 0;
        let is_needed = |other: &Generation| {
            let is_sound_and_old = other.number() < published.number() && !damaged.contains(&other.number());
            n_kept += usize::from(is_sound_and_old);
            other.number() == published.number() || (is_sound_and_old && n_kept <= N_OLD_GENERATIONS)
        };
        let (_, others): (Vec<_>, Vec<_>) = self.generations()?.into_iter().partition(is_needed);
        let rename = |other: Generation| {
            let to = self.folder.join(format!("{}.tmp", other.name()));
            self.disk.rename(other.folder(), &to).map_err(Error::io("rename", &to))?;
            Ok(to)
        };
        others.into_iter().map(rename).collect()
    }

    /// Removes generations that a run which was killed has left beside `published`,
    /// which must be sound. Only for the holder of the lock.
    ///
    /// # Errors
    ///
    /// If a folder cannot be listed, renamed or removed.
    pub fn remove_strays(&self, published: &Generation, lock: &WriteLock) -> Result<()> {
        if !lock.is_held()? {
            return Err(Error::Locked { folder: self.folder.clone() });
        }
        let retired = self.retire(published, &[])?;
        if !retired.is_empty() {
            self.disk.sync_folder(&self.folder).map_err(Error::io("sync", &self.folder))?;
        }
        for folder in retired {
            self.disk.remove_folder(&folder).map_err(Error::io("remove", &folder))?;
        }
        Ok(())
    }

    /// Makes durable that the folder itself is there: it may have been made for
    /// this index, and some of those above it too.
    fn sync_folders_above(&self) -> Result<()> {
        let folder = std::path::absolute(&self.folder).map_err(Error::io("find", &self.folder))?;
        for above in folder.ancestors().skip(1) {
            match self.disk.sync_folder(above) {
                Ok(()) => {}
                // Nobody makes a folder in one that he may not open, or that cannot be
                // written: from here on up all were there before.
                Err(error) if is_not_ours(error.kind()) => return Ok(()),
                Err(error) => return Err(Error::io("sync", above)(error)),
            }
        }
        Ok(())
    }

    /// How the last run ended; `None` if none did yet.
    ///
    /// # Errors
    ///
    /// If it cannot be read or understood.
    pub fn status(&self) -> Result<Option<Status>> {
        let path = self.folder.join(STATUS);
        let text = match self.disk.read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            text => text.map_err(Error::io("read", &path))?,
        };
        let status = serde_json::from_slice(&text);
        status.map(Some).map_err(|error| Error::Damaged { path, detail: error.to_string() })
    }

    /// Says how a run ended. Only for the holder of the lock.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn write_status(&self, status: &Status, _lock: &WriteLock) -> Result<()> {
        let path = self.folder.join(STATUS);
        let mut text = serde_json::to_vec_pretty(status).expect("a status is printable");
        text.push(b'\n');
        self.disk.replace(&path, &text).map_err(Error::io("write", path))
    }
}

/// What is wrong where there are generations and nothing that points to one.
fn no_pointer(pointer: PathBuf) -> Error {
    Error::Damaged { path: pointer, detail: "expected the name of a generation, found no file".to_owned() }
}

fn is_not_ours(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{InvalidInput, PermissionDenied, ReadOnlyFilesystem, Unsupported};
    matches!(kind, InvalidInput | PermissionDenied | ReadOnlyFilesystem | Unsupported)
}

/// Holds the right to write the index; given back when dropped, or when the process ends.
#[derive(Debug)]
pub struct WriteLock {
    file: LockedFile,
}

impl WriteLock {
    /// Whether it keeps others out: a lock on a file that was removed does not.
    fn is_held(&self) -> Result<bool> {
        self.file.is_in_place().map_err(Error::io("look at", INDEX_LOCK_NAME))
    }
}

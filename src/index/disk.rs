//! The seam: every file operation of this floor, tantivy's too, goes through a [`Disk`].
//!
//! A process may be killed between any two operations, a disk may be full or
//! broken at any of them, and after a power cut any of them that was not synced
//! may not have happened. All of that is tested by an observer that is asked
//! before each operation: it counts, lets it fail, ends the process, or writes
//! down what was done, to be played back in another order. Without an observer
//! a `Disk` is `std::fs` and one branch.
//!
//! Reading a site has a seam of its own, `content::source`.

use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::index::disk_lock::LockedFile;

/// How much is read at a time from a file that is not needed whole, in bytes.
const CHUNK_BYTES: usize = 256 * 1024;

/// One file operation, about to be done. Paths are whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation<'a> {
    /// Opens a file for reading.
    Open(&'a Path),
    /// Reads the next part of an open file, or all of it.
    Read(&'a Path),
    /// Maps a file into memory, for the library to read whenever it likes.
    Map(&'a Path),
    /// Asks whether something is there, and what.
    Look(&'a Path),
    /// Lists a folder.
    List(&'a Path),
    /// Makes a file, or empties it.
    Create(&'a Path),
    /// Appends to a file that was created before.
    Write {
        /// The file.
        path: &'a Path,
        /// All that is appended.
        bytes: &'a [u8],
    },
    /// Makes a file's bytes durable.
    Sync(&'a Path),
    /// Makes durable which names a folder holds.
    SyncFolder(&'a Path),
    /// Gives something another name, in place of what had it.
    Rename {
        /// What it was called.
        from: &'a Path,
        /// What it is called then.
        to: &'a Path,
    },
    /// Gives a file a second name.
    Link {
        /// The name it has.
        from: &'a Path,
        /// The name it has too.
        to: &'a Path,
    },
    /// Takes a name away from a file.
    RemoveFile(&'a Path),
    /// Makes one folder.
    CreateFolder(&'a Path),
    /// Removes one folder, which is empty.
    RemoveFolder(&'a Path),
    /// Tries to lock a file, making it if it is missing.
    Lock(&'a Path),
    /// Asks how much the file system has left.
    FreeSpace(&'a Path),
}

/// What an observer decides about an operation.
#[derive(Debug)]
pub enum Verdict {
    /// It is done.
    Proceed,
    /// It is not done, and fails so.
    Fail(io::Error),
    /// For [`Operation::Write`]: only the first bytes are written, and then it
    /// fails. Any other operation fails without being done.
    Torn {
        /// How many bytes are written.
        n_bytes: usize,
        /// How it fails.
        error: io::Error,
    },
    /// For [`Operation::FreeSpace`]: so much is left. Any other operation is done.
    Left {
        /// In bytes.
        n_bytes: u64,
    },
}

type Observer = dyn Fn(&Operation<'_>) -> Verdict + Send + Sync;

/// The file system, and who is asked before each operation. Cheap to clone.
#[derive(Clone, Default)]
pub struct Disk {
    observer: Option<Arc<Observer>>,
}

impl fmt::Debug for Disk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.observer.is_some() { "Disk(observed)" } else { "Disk" })
    }
}

/// Something in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name; bytes that are not UTF-8 are replaced, as no name of ours has any.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// Whether it is a folder; a link to one is not.
    pub is_folder: bool,
}

impl Disk {
    /// The file system, with `observer` asked before each operation, from any
    /// thread. For tests; `Disk::default()` is the file system itself.
    pub fn observed(observer: impl Fn(&Operation<'_>) -> Verdict + Send + Sync + 'static) -> Self {
        Self { observer: Some(Arc::new(observer)) }
    }

    /// Asks the observer.
    fn ask(&self, operation: &Operation<'_>) -> io::Result<()> {
        match self.observer.as_ref().map(|observer| observer(operation)) {
            None | Some(Verdict::Proceed | Verdict::Left { .. }) => Ok(()),
            Some(Verdict::Fail(error) | Verdict::Torn { error, .. }) => Err(error),
        }
    }

    /// Reads a whole file.
    pub fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.ask(&Operation::Open(path))?;
        let mut file = File::open(path)?;
        self.ask(&Operation::Read(path))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Opens a file, to be read in parts.
    pub fn open(&self, path: &Path) -> io::Result<DiskReader> {
        self.ask(&Operation::Open(path))?;
        Ok(DiskReader { file: File::open(path)?, path: path.to_owned(), disk: self.clone() })
    }

    /// Hands a file to `each` in parts, in their order.
    pub fn read_in_parts(&self, path: &Path, mut each: impl FnMut(&[u8])) -> io::Result<()> {
        self.ask(&Operation::Open(path))?;
        let mut file = File::open(path)?;
        let mut buffer = vec![0; CHUNK_BYTES];
        loop {
            self.ask(&Operation::Read(path))?;
            match file.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(n_bytes) => each(&buffer[..n_bytes]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// To be called before the library maps a file.
    pub fn before_map(&self, path: &Path) -> io::Result<()> {
        self.ask(&Operation::Map(path))
    }

    /// Whether there is anything at `path`.
    pub fn exists(&self, path: &Path) -> io::Result<bool> {
        self.ask(&Operation::Look(path))?;
        path.try_exists()
    }

    /// The length of a file, in bytes.
    pub fn len_bytes(&self, path: &Path) -> io::Result<u64> {
        self.ask(&Operation::Look(path))?;
        fs::metadata(path).map(|metadata| metadata.len())
    }

    /// What is in a folder, by name.
    pub fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.ask(&Operation::List(folder))?;
        let entry = |entry: io::Result<fs::DirEntry>| {
            let entry = entry?;
            Ok(Entry {
                name: entry.file_name().to_string_lossy().into_owned(),
                path: entry.path(),
                is_folder: entry.file_type()?.is_dir(),
            })
        };
        let mut entries: Vec<Entry> = fs::read_dir(folder)?.map(entry).collect::<io::Result<_>>()?;
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(entries)
    }

    /// Makes a file, or empties the one that is there.
    pub fn create(&self, path: &Path) -> io::Result<DiskFile> {
        self.ask(&Operation::Create(path))?;
        Ok(DiskFile { file: File::create(path)?, path: path.to_owned(), disk: self.clone() })
    }

    /// Makes a file that must not be there.
    pub fn create_new(&self, path: &Path) -> io::Result<DiskFile> {
        self.ask(&Operation::Create(path))?;
        Ok(DiskFile { file: File::create_new(path)?, path: path.to_owned(), disk: self.clone() })
    }

    /// Makes `path` hold `bytes`, durably.
    pub fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = self.create(path)?;
        file.write_all(bytes)?;
        file.sync()
    }

    /// Makes `path` hold `bytes` instead of what it held: never a part of them,
    /// and durably once the folder is synced. Uses the name with `.tmp` after it.
    pub fn replace(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut temporary = path.as_os_str().to_owned();
        temporary.push(".tmp");
        let temporary = PathBuf::from(temporary);
        let replaced = self.write(&temporary, bytes).and_then(|()| self.rename(&temporary, path));
        if replaced.is_err() && self.remove_file(&temporary).is_err() {
            // The next run removes it; what went wrong first is what matters.
        }
        replaced
    }

    /// Copies a file.
    pub fn copy(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut target = self.create_new(to)?;
        let mut written = Ok(());
        self.read_in_parts(from, |bytes| {
            if written.is_ok() {
                written = target.write_all(bytes);
            }
        })?;
        written?;
        target.sync()
    }

    /// Makes the bytes of a file durable that was written before.
    pub fn sync(&self, path: &Path) -> io::Result<()> {
        self.ask(&Operation::Sync(path))?;
        File::open(path)?.sync_all()
    }

    /// Makes durable which names a folder holds. Renames, links and new files
    /// are not, without.
    pub fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.ask(&Operation::SyncFolder(folder))?;
        // Windows has no such thing, and its folders need none.
        if cfg!(windows) { Ok(()) } else { File::open(folder)?.sync_all() }
    }

    /// Gives a file or folder another name.
    pub fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.ask(&Operation::Rename { from, to })?;
        fs::rename(from, to)
    }

    /// Gives a file a second name.
    pub fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.ask(&Operation::Link { from, to })?;
        fs::hard_link(from, to)
    }

    /// Removes a file.
    pub fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.ask(&Operation::RemoveFile(path))?;
        fs::remove_file(path)
    }

    /// Makes a folder and those above it, where they are missing.
    pub fn create_folder(&self, path: &Path) -> io::Result<()> {
        if path.as_os_str().is_empty() || path.is_dir() {
            return Ok(());
        }
        if let Some(parent) = path.parent() {
            self.create_folder(parent)?;
        }
        self.ask(&Operation::CreateFolder(path))?;
        match fs::create_dir(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
            made => made,
        }
    }

    /// Removes a folder with all that is in it; links are removed, not followed.
    pub fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        for entry in self.list(folder)? {
            match entry.is_folder {
                true => self.remove_folder(&entry.path)?,
                false => self.remove_file(&entry.path)?,
            }
        }
        self.ask(&Operation::RemoveFolder(folder))?;
        fs::remove_dir(folder)
    }

    /// Locks a file, making it if it is missing; `None` if another process has
    /// it. The kernel gives the lock back when the file is dropped or the process ends.
    pub fn lock(&self, path: &Path) -> io::Result<Option<LockedFile>> {
        self.ask(&Operation::Lock(path))?;
        let file = File::options().create(true).truncate(false).read(true).write(true).open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(LockedFile::of(file, path))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// How much the file system of `path` has left for this user, in bytes.
    pub fn free_bytes(&self, path: &Path) -> io::Result<u64> {
        let operation = Operation::FreeSpace(path);
        match self.observer.as_ref().map(|observer| observer(&operation)) {
            Some(Verdict::Left { n_bytes }) => Ok(n_bytes),
            Some(Verdict::Fail(error) | Verdict::Torn { error, .. }) => Err(error),
            None | Some(Verdict::Proceed) => fs4::available_space(path),
        }
    }
}

/// A file being read. Not buffered.
#[derive(Debug)]
pub struct DiskReader {
    file: File,
    path: PathBuf,
    disk: Disk,
}

impl Read for DiskReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.disk.ask(&Operation::Read(&self.path))?;
        self.file.read(buffer)
    }
}

/// A file being written. Not buffered; what was written is durable after [`sync`](Self::sync).
#[derive(Debug)]
pub struct DiskFile {
    file: File,
    path: PathBuf,
    disk: Disk,
}

impl DiskFile {
    /// Makes what was written durable.
    pub fn sync(&mut self) -> io::Result<()> {
        self.disk.ask(&Operation::Sync(&self.path))?;
        self.file.sync_all()
    }
}

impl Write for DiskFile {
    /// Writes all of `bytes`, so that an observer sees what is written.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(observer) = &self.disk.observer else { return self.file.write(bytes) };
        match observer(&Operation::Write { path: &self.path, bytes }) {
            Verdict::Proceed | Verdict::Left { .. } => self.file.write_all(bytes).map(|()| bytes.len()),
            Verdict::Fail(error) => Err(error),
            Verdict::Torn { n_bytes, error } => {
                self.file.write_all(&bytes[..n_bytes.min(bytes.len())])?;
                Err(error)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
#[path = "disk_tests.rs"]
mod tests;

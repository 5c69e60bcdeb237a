//! Where tantivy reads and writes: its `Directory`, on a [`Disk`].
//!
//! tantivy's own one asks readers for a lock, which a read-only file system or
//! the files of another user refuse, and which whoever is stopped while holding
//! it keeps from all others. Here nobody takes a lock: a generation never
//! changes once it has a name, and before that only the run that writes it knows
//! its folder, under a lock of ours.
//!
//! Nothing is synced here either: a draft is worth nothing before it is
//! published, and publishing syncs every file of it.

use std::fmt;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, MmapDirectory, TerminatingWrite, WatchCallback,
    WatchHandle, WritePtr,
};

use crate::index::disk::{Disk, DiskFile};

/// What a directory is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    Read,
    ReadAndWrite,
}

/// The folder of tantivy's files in one generation.
#[derive(Clone)]
pub struct TermsDirectory {
    disk: Disk,
    folder: PathBuf,
    access: Access,
    /// Maps files; mapping is the one thing of it that is used.
    mapped: MmapDirectory,
}

impl TermsDirectory {
    /// The files of a generation that is complete: nothing is ever written.
    pub fn for_reading(disk: &Disk, folder: &Path) -> Result<Self, OpenDirectoryError> {
        Self::open(disk, folder, Access::Read)
    }

    /// The files of a draft.
    pub fn for_writing(disk: &Disk, folder: &Path) -> Result<Self, OpenDirectoryError> {
        Self::open(disk, folder, Access::ReadAndWrite)
    }

    fn open(disk: &Disk, folder: &Path, access: Access) -> Result<Self, OpenDirectoryError> {
        let mapped = MmapDirectory::open(folder)?;
        Ok(Self { disk: disk.clone(), folder: folder.to_owned(), access, mapped })
    }

    fn may_write(&self) -> io::Result<()> {
        match self.access {
            Access::ReadAndWrite => Ok(()),
            Access::Read => {
                Err(io::Error::new(io::ErrorKind::ReadOnlyFilesystem, "a generation is never changed"))
            }
        }
    }
}

impl fmt::Debug for TermsDirectory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TermsDirectory").field(&self.folder).finish()
    }
}

impl tantivy::Directory for TermsDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let full_path = self.folder.join(path);
        self.disk.before_map(&full_path).map_err(|error| OpenReadError::wrap_io_error(error, full_path))?;
        self.mapped.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        let removed = self.may_write().and_then(|()| self.disk.remove_file(&self.folder.join(path)));
        removed.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => DeleteError::FileDoesNotExist(path.to_owned()),
            _ => DeleteError::IoError { io_error: Arc::new(error), filepath: path.to_owned() },
        })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        let full_path = self.folder.join(path);
        self.disk.exists(&full_path).map_err(|error| OpenReadError::wrap_io_error(error, full_path))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let created = self.may_write().and_then(|()| self.disk.create_new(&self.folder.join(path)));
        let file = created.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => OpenWriteError::FileAlreadyExists(path.to_owned()),
            _ => OpenWriteError::wrap_io_error(error, path.to_owned()),
        })?;
        Ok(BufWriter::new(Box::new(TermsFile(file))))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.disk.read(&self.folder.join(path)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_owned()),
            _ => OpenReadError::wrap_io_error(error, path.to_owned()),
        })
    }

    /// A new file in place of the old one, which may be a link into the last
    /// generation and must stay as it is.
    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.may_write()?;
        let full_path = self.folder.join(path);
        let temporary = full_path.with_extension("tmp");
        self.disk.create(&temporary)?.write_all(data)?;
        self.disk.rename(&temporary, &full_path)
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, _lock: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _watch_callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

/// A file that tantivy writes.
struct TermsFile(DiskFile);

impl Write for TermsFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl TerminatingWrite for TermsFile {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        Ok(())
    }
}

//! A file that is locked: the right to write an index.
//!
//! The kernel keeps the lock and gives it back when its owner ends, however that
//! happens, so a lock file that was left behind keeps nobody out.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// A file that is locked for as long as this is kept.
#[derive(Debug)]
pub struct LockedFile {
    file: File,
    path: PathBuf,
}

impl LockedFile {
    /// A file that was locked, and where it was found.
    pub(super) fn of(file: File, path: &Path) -> Self {
        Self { file, path: path.to_owned() }
    }

    /// Whether its path still leads to it, and not to another file that somebody
    /// else may have locked.
    pub fn is_in_place(&self) -> io::Result<bool> {
        match fs::metadata(&self.path) {
            Ok(there) => Ok(is_same_file(&there, &self.file.metadata()?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }
}

impl Drop for LockedFile {
    /// Gives the lock back at once. Closing the file does so only when no child of
    /// this process has it: one that was forked by another thread has it until it
    /// has become another program.
    fn drop(&mut self) {
        if self.file.unlock().is_err() {
            // Then closing it does.
        }
    }
}

#[cfg(unix)]
fn is_same_file(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Elsewhere a file that is open cannot be removed.
#[cfg(not(unix))]
fn is_same_file(_one: &fs::Metadata, _other: &fs::Metadata) -> bool {
    true
}

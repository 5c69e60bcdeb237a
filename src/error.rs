//! What can go wrong above the pure floors, in three families: the user's
//! (a query, a setting), the environment's (a path, a disk, an index written by
//! another version) and our own.
//!
//! Floors 1 to 3 never fail: they return a value and `Diagnostic`s. Everything
//! that does fail carries the path, field or query it failed on, and is
//! reported once, at the edge.

use std::io;
use std::path::PathBuf;

/// The result of everything that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something could not be done.
///
/// The `Display` text is lowercase, has no final stop, names what was expected
/// and what was found, and ends, where there is something to do about it, in a
/// line that begins with `hint:`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read, written or found.
    #[error("cannot {action} `{}`: {source}", path.display())]
    Io {
        /// What was being done, as an infinitive: `read`, `create`, `rename`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

impl Error {
    /// Wraps what the operating system said with what was being done to which path.
    pub fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }
}

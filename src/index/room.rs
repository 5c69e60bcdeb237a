//! Whether there is room for a run, before it begins.
//!
//! A run that fills the disk fails and takes away what it wrote, and the last
//! generation answers on; but until it fails all others on that disk have no room
//! either. So what cannot end well is not begun, and what can be put off is.

use crate::content::source::MAX_FILE_BYTES;
use crate::document::SourceFile;
use crate::error::{Error, Result};
use crate::index::generation::Manifest;
use crate::index::store::Store;

/// How much index a byte of a file makes, at most: the sites we know make 0.8 to 2.
const INDEX_BYTES_A_BYTE: u64 = 3;

/// When a run puts segments together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merging {
    /// While others are written, on threads of the library: for an index that begins
    /// with nothing, and deletes nothing.
    Meanwhile,
    /// When all that the run writes and deletes is committed. The library loses the
    /// first deletion of a writer for a segment that had the last one of the writer
    /// before, if such segments are put together at the same time (tantivy 0.27: both
    /// deletions have one number, and who comes later takes it for done).
    Afterwards,
    /// To a run that has more room: the index is whole without, only in more files.
    Postponed,
}

/// Refuses to begin what would fill the disk of `store`, and says when there is
/// room for putting segments together. `base` is of the generation that is built
/// upon, `stale` what is read.
///
/// Segments that were put together stay until the whole is published, and in
/// generations after that, so a run that does so may write the whole index once more.
///
/// # Errors
///
/// [`Error::NoSpace`] if there is not enough. A file system that does not say how
/// much it has left is tried.
pub fn check(store: &Store, base: Option<&Manifest>, stale: &[SourceFile]) -> Result<Merging> {
    let folder = store.folder();
    let merging = if base.is_none() { Merging::Meanwhile } else { Merging::Afterwards };
    let Ok(free_bytes) = store.disk().free_bytes(folder) else { return Ok(merging) };
    // What is too large is left out unread, whatever room it would take.
    let read_bytes: u64 =
        stale.iter().map(|file| file.size_bytes).filter(|&size_bytes| size_bytes <= MAX_FILE_BYTES).sum();
    let new_bytes = read_bytes * INDEX_BYTES_A_BYTE;
    let needed_bytes = new_bytes + base.map_or(0, Manifest::lists_bytes) * 2;
    if free_bytes < needed_bytes {
        return Err(Error::NoSpace { folder: folder.to_owned(), needed_bytes, free_bytes });
    }
    let merged_bytes = new_bytes + base.map_or(0, Manifest::terms_bytes);
    Ok(if free_bytes < needed_bytes + merged_bytes { Merging::Postponed } else { merging })
}

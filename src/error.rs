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
    #[error("cannot {action} `{}`: {source}{}", path.display(), hint_for(source.kind()))]
    Io {
        /// What was being done, as an infinitive: `read`, `create`, `rename`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// There is no site where one was expected: the disk may not be mounted.
    #[error("there is no site in `{}`: {source}\nhint: nothing was changed; name the site's folder, or mount it, and run again", folder.display())]
    NoSite {
        /// The folder that cannot be listed.
        folder: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// Many pages are gone from the site at once.
    #[error("{n_gone} of the {n_before} pages of `{}` are gone, which looks like an accident\nhint: nothing was changed; if they are meant to be gone, run `sou index --allow-shrink`", site.display())]
    Shrunk {
        /// The site's root.
        site: PathBuf,
        /// How many of its pages are gone.
        n_gone: usize,
        /// How many there were.
        n_before: usize,
    },
    /// All would be built again, and pages would be lost only because they cannot be looked at.
    #[error("`{}` cannot be read, and building all again would lose {n_pages} of the pages of `{}`\nhint: nothing was changed; `sou check` says why it cannot; `sou index --allow-shrink` goes on without them", path.display(), site.display())]
    Hidden {
        /// The site's root.
        site: PathBuf,
        /// The first file or folder that cannot be read, relative to the root.
        path: PathBuf,
        /// How many pages of the index there would be no more.
        n_pages: usize,
    },
    /// The disk is too full to begin.
    #[error("the next index in `{}` may take {needed_bytes} bytes, and {free_bytes} are free\nhint: make room; the last index answers meanwhile", folder.display())]
    NoSpace {
        /// The folder of the index.
        folder: PathBuf,
        /// What may be needed.
        needed_bytes: u64,
        /// What there is.
        free_bytes: u64,
    },
    /// There is no index where one was expected.
    #[error("there is no index in `{}`\nhint: run `sou index` to make one", folder.display())]
    NoIndex {
        /// The folder that should hold the generations.
        folder: PathBuf,
    },
    /// Another process is writing this index.
    #[error("another run is writing the index in `{}`\nhint: `--wait` waits until it ends", folder.display())]
    Locked {
        /// The folder that holds the generations.
        folder: PathBuf,
    },
    /// The index was written by rules that this program does not follow.
    #[error(
        "the index in `{}` was written with {what} `{found}`, and this run has `{expected}`\nhint: run `sou index` with the same settings (`--site` names the folder of `sou.yml`): it rebuilds what it must", folder.display()
    )]
    Incompatible {
        /// The folder that holds the generations.
        folder: PathBuf,
        /// What differs: `format` or `analyzer`.
        what: &'static str,
        /// What the index says.
        found: String,
        /// What this program would write.
        expected: String,
    },
    /// A file of the index is not what it was when it was published.
    #[error("`{}` is damaged: {detail}\nhint: run `sou index`: it builds again what is damaged", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was expected and what was found.
        detail: String,
    },
    /// The published generation is damaged, and an older one answers in its place.
    #[error("{}; `{serving}` answers instead, as the site was at {published}\nhint: run `sou index`: it publishes a sound one", source.first_line())]
    FellBack {
        /// The generation that answers.
        serving: String,
        /// When that was published.
        published: String,
        /// What is wrong with the published one.
        source: std::sync::Arc<Error>,
    },
    /// A file is not what `sou export` writes, or is of another index than this.
    #[error("`{}` cannot be imported: {detail}\nhint: `sou export FILE` makes one that can; nothing was changed", path.display())]
    NoExport {
        /// The file.
        path: PathBuf,
        /// What was expected and what was found.
        detail: String,
    },
    /// The search library refused.
    #[error("the index in `{}` cannot be used: {source}\nhint: run `sou index --full` to build it again", folder.display())]
    Engine {
        /// The generation's folder.
        folder: PathBuf,
        /// What the library said.
        source: tantivy::TantivyError,
    },
    /// The query is longer than anybody types.
    #[error(
        "the query has {len_bytes} bytes, and at most {max_bytes} are looked at\nhint: search for a part of it"
    )]
    QueryTooLong {
        /// What came.
        len_bytes: usize,
        /// What is allowed.
        max_bytes: usize,
    },
}

impl Error {
    /// Whether the site was refused, because it looks as if something had gone wrong with it.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::NoSite { .. } | Self::Shrunk { .. } | Self::Hidden { .. })
    }

    /// Wraps what the operating system said when it was asked for a site in `folder`.
    pub fn no_site(folder: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let folder = folder.into();
        move |source| Self::NoSite { folder, source }
    }

    /// The message without its hint.
    pub fn first_line(&self) -> String {
        let message = self.to_string();
        message.split('\n').next().unwrap_or_default().to_owned()
    }

    /// Wraps what the operating system said with what was being done to which path.
    pub fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }

    /// Wraps what the search library said about the generation in `folder`.
    pub fn engine(folder: impl Into<PathBuf>) -> impl FnOnce(tantivy::TantivyError) -> Self {
        let folder = folder.into();
        move |source| Self::Engine { folder, source }
    }
}

/// What helps against the operating system's commonest refusals; empty for the others.
fn hint_for(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::PermissionDenied => "\nhint: run as the user who owns it, or let this user do so",
        io::ErrorKind::ReadOnlyFilesystem => "\nhint: name a folder that can be written, or mount it so",
        io::ErrorKind::StorageFull => "\nhint: make room, and run again",
        _ => "",
    }
}

//! The one place of floors 1 to 3 that touches the disk: lists a tree and reads files.
//!
//! A site's folder may hold anything: links in a circle, pipes that block
//! whoever opens them, names that are no text, files that change while they are
//! read. Nothing of it stops a run, and nothing that cannot be looked at is
//! mistaken for something that is gone.

use std::ffi::OsString;
use std::fs::{self, DirEntry, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::content::diagnostic::{Diagnostic, Severity};

/// The largest file that is read, in bytes: the longest real page met had 1 MB.
pub const MAX_FILE_BYTES: u64 = 10 * 1024 * 1024;

/// What every folder that holds an index of ours has, from its first run on: the file
/// that a run locks.
pub const INDEX_LOCK_NAME: &str = ".sou.lock";

/// How often a file that changes while it is read is read again.
const MAX_RETRIES: usize = 2;

/// Where the bytes of names that are not UTF-8 are kept: byte `b` as this and
/// `b`, in the last private plane, which no keyboard writes.
const ESCAPE_BASE: u32 = 0x10_FE00;

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
    #[error("expected at most {MAX_FILE_BYTES} bytes, found {size_bytes}")]
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
///
/// Links are not followed: a link is not a copy, and may lead out of the site or
/// in a circle. Pipes, sockets and devices are never opened. Whatever is left
/// out although `rules` would keep it has a diagnostic.
pub fn walk(root: &Path, below: &str, rules: &WalkRules<'_>) -> Walk {
    let mut walk = Walk::default();
    let mut folders = vec![below.trim_matches('/').to_owned()];
    while let Some(folder) = folders.pop() {
        if let Err(error) = list(root, &folder, rules, &mut walk, &mut folders) {
            let shown = if folder.is_empty() { "." } else { &folder };
            let hint = "pages below it that are known already are kept";
            walk.warn(shown, format!("cannot list the folder: {error}"), Some(hint));
            walk.unreadable.push(folder);
        }
    }
    walk.files.sort_by(|a, b| a.path.cmp(&b.path));
    walk.unreadable.sort();
    walk.diagnostics.sort_by(|a, b| a.path.cmp(&b.path));
    walk
}

impl Walk {
    fn warn(&mut self, path: &str, message: String, hint: Option<&str>) {
        self.diagnostics.push(Diagnostic {
            severity: Severity::Warning,
            path: path.to_owned(),
            line: 0,
            message,
            hint: hint.map(str::to_owned),
        });
    }
}

fn list(
    root: &Path,
    folder: &str,
    rules: &WalkRules<'_>,
    walk: &mut Walk,
    folders: &mut Vec<String>,
) -> io::Result<()> {
    let entries = fs::read_dir(locate(root, folder))?.collect::<io::Result<Vec<DirEntry>>>()?;
    if !folder.is_empty() && holds_an_index(entries.iter().map(DirEntry::file_name)) {
        return Ok(());
    }
    for entry in entries {
        let name = escape_name(&entry.file_name());
        let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        // Of the entry itself, not of what a link leads to.
        let metadata = match entry.metadata() {
            Ok(metadata) => metadata,
            // Removed since the folder was listed: as good as never there.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => {
                if (rules.keep)(&path) || (rules.enter)(&path) {
                    walk.warn(&path, format!("cannot look at the file: {error}"), None);
                    walk.unreadable.push(path);
                }
                continue;
            }
        };
        if metadata.is_dir() {
            if (rules.enter)(&path) {
                folders.push(path);
            }
        } else if !(rules.keep)(&path) {
            // A linked folder of pages is worth a word; a linked picture is not.
            let leads_to_folder = || fs::metadata(entry.path()).is_ok_and(|target| target.is_dir());
            if metadata.is_symlink() && (rules.enter)(&path) && leads_to_folder() {
                walk.warn(&path, "found a symbolic link to a folder".to_owned(), Some(LINK_HINT));
            }
        } else if metadata.is_file() {
            walk.files.push(file_entry(path, &metadata));
        } else {
            let hint = metadata.is_symlink().then_some(LINK_HINT);
            walk.warn(&path, format!("expected a regular file, found a {}", kind_name(&metadata)), hint);
        }
    }
    Ok(())
}

/// Whether a folder with these names in it holds an index of ours: that is no part of
/// the site, even where the settings do not know of it because it is another site's,
/// or another server's. One that was copied may have come without its lock.
fn holds_an_index(names: impl Iterator<Item = OsString>) -> bool {
    let (mut has_pointer, mut has_generation) = (false, false);
    for name in names {
        if name == INDEX_LOCK_NAME {
            return true;
        }
        has_pointer |= name == "CURRENT";
        has_generation |= name
            .to_str()
            .and_then(|name| name.strip_prefix("gen-"))
            .is_some_and(|number| number.len() >= 6 && number.bytes().all(|byte| byte.is_ascii_digit()));
    }
    has_pointer && has_generation
}

/// Whether the folder at `path` holds an index of ours, so that [`walk`] passes over it.
pub fn is_index_folder(root: &Path, path: &str) -> bool {
    let entries = fs::read_dir(locate(root, path));
    entries.is_ok_and(|entries| holds_an_index(entries.flatten().map(|entry| entry.file_name())))
}

const LINK_HINT: &str = "links are not followed; put the files themselves here";

fn file_entry(path: String, metadata: &Metadata) -> FileEntry {
    FileEntry {
        path,
        size_bytes: metadata.len(),
        modified: metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH),
        changed_ns: changed_ns(metadata),
    }
}

#[cfg(unix)]
fn changed_ns(metadata: &Metadata) -> i128 {
    use std::os::unix::fs::MetadataExt;
    i128::from(metadata.ctime()) * 1_000_000_000 + i128::from(metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn changed_ns(_metadata: &Metadata) -> i128 {
    0
}

/// What something that is no regular file is called.
fn kind_name(metadata: &Metadata) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        let kind = metadata.file_type();
        if kind.is_fifo() {
            return "named pipe";
        }
        if kind.is_socket() {
            return "socket";
        }
        if kind.is_char_device() || kind.is_block_device() {
            return "device";
        }
    }
    if metadata.is_symlink() {
        "symbolic link"
    } else if metadata.is_dir() {
        "folder"
    } else {
        "special file"
    }
}

/// Reads a whole file, and what the file system knew of it while it was read.
///
/// A file that changes meanwhile is read again, so that the bytes are never half
/// old and half new; a file that is missing is looked for twice, because editors
/// replace files by removing them first.
///
/// # Errors
///
/// See [`ReadFailure`].
pub fn read(root: &Path, path: &str) -> Result<(Vec<u8>, FileEntry), ReadFailure> {
    let place = locate(root, path);
    for attempt in 0..=MAX_RETRIES {
        let mut file = match open(&place) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if attempt > 0 {
                    return Err(ReadFailure::Missing);
                }
                continue;
            }
            Err(error) => {
                // Opening a link fails by design; its own metadata says so better.
                return match fs::symlink_metadata(&place) {
                    Ok(metadata) if !metadata.is_file() => Err(ReadFailure::NotAFile(kind_name(&metadata))),
                    _ => Err(error.into()),
                };
            }
        };
        let before = file.metadata()?;
        if !before.is_file() {
            return Err(ReadFailure::NotAFile(kind_name(&before)));
        }
        if before.len() > MAX_FILE_BYTES {
            return Err(ReadFailure::TooLarge { size_bytes: before.len() });
        }
        let mut bytes = Vec::with_capacity(usize::try_from(before.len()).unwrap_or(0) + 1);
        // One more than allowed, so that a file that grows is noticed and not read for ever.
        (&mut file).take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
        let after = file_entry(path.to_owned(), &file.metadata()?);
        if after == file_entry(path.to_owned(), &before) && after.size_bytes == bytes.len() as u64 {
            return Ok((bytes, after));
        }
    }
    Err(ReadFailure::Changing)
}

/// Opens a file for reading without following a link and without waiting for a pipe.
fn open(place: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(libc::O_NONBLOCK | libc::O_NOFOLLOW);
    }
    options.open(place)
}

/// Whether `path` is a folder; links to folders are.
pub fn is_folder(root: &Path, path: &str) -> bool {
    locate(root, path).is_dir()
}

/// Whether `path` is a regular file; links to files are not.
pub fn is_file(root: &Path, path: &str) -> bool {
    fs::symlink_metadata(locate(root, path)).is_ok_and(|metadata| metadata.is_file())
}

/// Reads a file that another one names, if it is within the root; `None` if it is
/// not, or cannot be read.
pub fn read_within(root: &Path, path: &str) -> Option<Vec<u8>> {
    // A folder on the way may be a link that leads out.
    let real = locate(root, path).canonicalize().ok()?;
    if !real.starts_with(root.canonicalize().ok()?) {
        return None;
    }
    read(root, path).ok().map(|(bytes, _)| bytes)
}

/// What the file system knows of a regular file; `None` if there is none at `path`.
pub fn look(root: &Path, path: &str) -> Option<FileEntry> {
    let metadata = fs::symlink_metadata(locate(root, path)).ok()?;
    metadata.is_file().then(|| file_entry(path.to_owned(), &metadata))
}

/// A name as text, from which [`locate`] makes the same name again.
#[cfg(unix)]
fn escape_name(name: &std::ffi::OsStr) -> String {
    use std::os::unix::ffi::OsStrExt;
    let mut text = String::new();
    for chunk in name.as_bytes().utf8_chunks() {
        for c in chunk.valid().chars() {
            // A name that holds the private characters themselves is kept byte by byte.
            if unescaped(c).is_some() {
                let mut buffer = [0; 4];
                text.extend(c.encode_utf8(&mut buffer).bytes().map(escaped));
            } else {
                text.push(c);
            }
        }
        text.extend(chunk.invalid().iter().copied().map(escaped));
    }
    text
}

#[cfg(not(unix))]
fn escape_name(name: &std::ffi::OsStr) -> String {
    name.to_string_lossy().into_owned()
}

fn escaped(byte: u8) -> char {
    char::from_u32(ESCAPE_BASE + u32::from(byte)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn unescaped(c: char) -> Option<u8> {
    u32::from(c).checked_sub(ESCAPE_BASE).and_then(|byte| u8::try_from(byte).ok())
}

/// Where a path of [`FileEntry`] is on disk.
#[cfg(unix)]
pub fn locate(root: &Path, path: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    if path.is_empty() {
        return root.to_owned();
    }
    if !path.chars().any(|c| unescaped(c).is_some()) {
        return root.join(path);
    }
    let mut bytes = Vec::with_capacity(path.len());
    let mut buffer = [0; 4];
    for c in path.chars() {
        match unescaped(c) {
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes()),
        }
    }
    root.join(std::ffi::OsString::from_vec(bytes))
}

/// Where a path of [`FileEntry`] is on disk.
#[cfg(not(unix))]
pub fn locate(root: &Path, path: &str) -> PathBuf {
    if path.is_empty() { root.to_owned() } else { root.join(path) }
}

#[cfg(all(test, unix))]
mod tests;

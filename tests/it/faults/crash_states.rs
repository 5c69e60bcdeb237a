//! What may be on a disk after its power was cut.
//!
//! A [`Recorder`] writes down every operation of a run. What a sync covers is on
//! the disk after it; of all else every single change may be there or not, whatever
//! came after it: a name that was made, given, moved or taken away, a file that was
//! emptied, a part of what was written, or zeros in its place. File systems with a
//! journal promise more; this is what all of them promise.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sou::index::Disk;
use sou::index::disk::{Operation, Verdict};

use crate::indexed::Random;

mod tests;

/// A file or folder, whatever its names are; the folder that everything is in is 0.
type Inode = usize;

const ROOT: Inode = 0;

/// One thing that a disk may have done when its power is cut, or not.
#[derive(Debug, Clone)]
enum Change {
    /// A folder has a name, for this or for nothing.
    Name { folder: Inode, name: OsString, inode: Option<Inode> },
    /// A name of a folder becomes another one, at once.
    Renamed { folder: Inode, from: OsString, to: OsString, inode: Inode },
    /// A file is empty.
    Emptied { file: Inode },
    /// A file has these bytes at this place.
    Written { file: Inode, at: usize, bytes: Vec<u8> },
}

impl Change {
    /// What has to be synced for it to last.
    fn of(&self) -> Inode {
        match *self {
            Change::Name { folder, .. } | Change::Renamed { folder, .. } => folder,
            Change::Emptied { file } | Change::Written { file, .. } => file,
        }
    }
}

/// What is there, as the process that is at work sees it.
#[derive(Debug, Default)]
struct Live {
    /// By folder, the names in it.
    folders: BTreeMap<Inode, BTreeMap<OsString, Inode>>,
    /// By file, how many bytes it has.
    len_bytes: BTreeMap<Inode, usize>,
    /// By the next change, what was synced before it.
    syncs: Vec<(usize, Inode)>,
    changes: Vec<Change>,
    n_inodes: usize,
}

impl Live {
    fn find(&self, below_root: &Path) -> Option<Inode> {
        let mut inode = ROOT;
        for name in below_root {
            inode = *self.folders.get(&inode)?.get(name)?;
        }
        Some(inode)
    }

    #[track_caller]
    fn folder_and_name<'a>(&self, below_root: &'a Path) -> (Inode, &'a OsStr) {
        let folder = below_root.parent().and_then(|parent| self.find(parent));
        let folder = folder.unwrap_or_else(|| panic!("{} is in no folder", below_root.display()));
        (folder, below_root.file_name().expect("nothing is done to the root"))
    }

    fn set(&mut self, below_root: &Path, inode: Option<Inode>) {
        let (folder, name) = self.folder_and_name(below_root);
        let name = name.to_owned();
        let names = self.folders.entry(folder).or_default();
        match inode {
            Some(inode) => drop(names.insert(name.clone(), inode)),
            None => drop(names.remove(&name)),
        }
        self.changes.push(Change::Name { folder, name, inode });
    }

    fn new_inode(&mut self) -> Inode {
        self.n_inodes += 1;
        self.n_inodes
    }

    /// Takes note of an operation that is about to be done below `root`.
    fn note(&mut self, operation: &Operation<'_>, root: &Path) {
        let below = |path: &Path| path.strip_prefix(root).expect("all is done below the root").to_owned();
        match operation {
            // Folders above the root are durable.
            Operation::SyncFolder(path) if !path.starts_with(root) => {}
            Operation::Create(path) | Operation::Lock(path) => {
                let path = below(path);
                match (self.find(&path), operation) {
                    (Some(_), Operation::Lock(_)) => {}
                    (Some(file), _) => {
                        self.len_bytes.insert(file, 0);
                        self.changes.push(Change::Emptied { file });
                    }
                    (None, _) => {
                        let file = self.new_inode();
                        self.len_bytes.insert(file, 0);
                        self.set(&path, Some(file));
                    }
                }
            }
            Operation::Write { path, bytes } => {
                let file = self.find(&below(path)).expect("what is written to was created");
                let len_bytes = self.len_bytes.get_mut(&file).expect("it is a file");
                let at = *len_bytes;
                *len_bytes += bytes.len();
                self.changes.push(Change::Written { file, at, bytes: bytes.to_vec() });
            }
            Operation::Sync(path) | Operation::SyncFolder(path) => {
                let inode = self.find(&below(path)).expect("what is synced is there");
                self.syncs.push((self.changes.len(), inode));
            }
            Operation::Rename { from, to } => {
                let (from, to) = (below(from), below(to));
                let inode = self.find(&from).expect("what is renamed is there");
                let (folder, from_name) = self.folder_and_name(&from);
                let (to_folder, to_name) = self.folder_and_name(&to);
                assert_eq!(folder, to_folder, "two folders cannot be synced at once");
                let (from, to) = (from_name.to_owned(), to_name.to_owned());
                let names = self.folders.entry(folder).or_default();
                names.remove(&from);
                names.insert(to.clone(), inode);
                self.changes.push(Change::Renamed { folder, from, to, inode });
            }
            Operation::Link { from, to } => {
                let inode = self.find(&below(from)).expect("what is linked is there");
                self.set(&below(to), Some(inode));
            }
            Operation::RemoveFile(path) | Operation::RemoveFolder(path) => self.set(&below(path), None),
            Operation::CreateFolder(path) => {
                let folder = self.new_inode();
                self.folders.insert(folder, BTreeMap::new());
                self.set(&below(path), Some(folder));
            }
            Operation::Open(_)
            | Operation::Read(_)
            | Operation::Map(_)
            | Operation::Look(_)
            | Operation::List(_)
            | Operation::FreeSpace(_) => {}
        }
    }
}

/// Writes down all that is done below a folder.
#[derive(Clone)]
pub struct Recorder {
    root: PathBuf,
    live: Arc<Mutex<Live>>,
}

impl Recorder {
    /// Of a folder that is there, and empty, and durable.
    pub fn of(root: &Path) -> Self {
        let mut live = Live::default();
        live.folders.insert(ROOT, BTreeMap::new());
        Self { root: root.to_owned(), live: Arc::new(Mutex::new(live)) }
    }

    /// A disk whose operations are written down.
    pub fn disk(&self) -> Disk {
        self.disk_that_refuses(|_| false)
    }

    /// A disk whose operations are written down, but for those that it refuses.
    pub fn disk_that_refuses(
        &self,
        refuses: impl Fn(&Operation<'_>) -> bool + Send + Sync + 'static,
    ) -> Disk {
        let recorder = self.clone();
        Disk::observed(move |operation| {
            if refuses(operation) {
                return Verdict::Fail(io::ErrorKind::StorageFull.into());
            }
            let mut live = recorder.live.lock().unwrap_or_else(PoisonError::into_inner);
            live.note(operation, &recorder.root);
            Verdict::Proceed
        })
    }

    /// How many changes were made so far.
    pub fn n_changes(&self) -> usize {
        self.live.lock().unwrap_or_else(PoisonError::into_inner).changes.len()
    }

    /// All that was recorded.
    pub fn history(self) -> History {
        let live = std::mem::take(&mut *self.live.lock().unwrap_or_else(PoisonError::into_inner));
        let lasts_from = live
            .changes
            .iter()
            .enumerate()
            .map(|(at, change)| {
                let covers = |&&(next, inode): &&(usize, Inode)| next > at && inode == change.of();
                live.syncs.iter().find(covers).map_or(usize::MAX, |&(next, _)| next)
            })
            .collect();
        History { changes: live.changes, lasts_from }
    }
}

/// Everything that was done, in its order, and when it was sure to last.
pub struct History {
    changes: Vec<Change>,
    /// By change: after how many changes in all it was synced.
    lasts_from: Vec<usize>,
}

/// When the power is cut, where a sync follows a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// In the sync: it may have done nothing yet.
    BeforeSync,
    /// After it.
    AfterSync,
}

/// What became of one change that was not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// It was done.
    Kept,
    /// It was not.
    Dropped,
    /// Of what was written, so many sixteenths were.
    Torn(u8),
    /// The file has its length, and zeros where the bytes should be.
    Zeros,
}

impl History {
    /// How many changes there were.
    pub fn len(&self) -> usize {
        self.changes.len()
    }

    /// Which of the first `n_changes` may not have lasted.
    pub fn open(&self, n_changes: usize, moment: Moment) -> Vec<usize> {
        let lasts_until = match moment {
            Moment::BeforeSync => n_changes,
            Moment::AfterSync => n_changes + 1,
        };
        (0..n_changes).filter(|&at| self.lasts_from[at] >= lasts_until).collect()
    }

    /// Whether a change is one of the names of the index itself: of its generations
    /// and its pointer.
    pub fn is_about_names_of_index(&self, at: usize, index: &OsStr) -> bool {
        let is_index = |change: &Change| {
            matches!(change, Change::Name { folder: ROOT, name, inode: Some(inode) }
                if name == index && *inode == self.changes[at].of())
        };
        self.changes[..at].iter().any(is_index)
    }

    /// Some fate for a change.
    pub fn draw(&self, at: usize, random: &mut Random) -> Fate {
        match (&self.changes[at], random.below(8)) {
            (_, 0..4) => Fate::Kept,
            (Change::Written { .. }, 4) => Fate::Zeros,
            (Change::Written { .. }, 5) => Fate::Torn(1 + random.below(15) as u8),
            _ => Fate::Dropped,
        }
    }

    /// The names, and the bytes of the files, after the first `n_changes`, where of
    /// those that are open only these were done.
    fn play(&self, n_changes: usize, fates: &BTreeMap<usize, Fate>) -> Played {
        let mut folders: BTreeMap<Inode, BTreeMap<OsString, Inode>> = BTreeMap::new();
        let mut files: BTreeMap<Inode, Vec<u8>> = BTreeMap::new();
        for (at, change) in self.changes[..n_changes].iter().enumerate() {
            let fate = fates.get(&at).copied().unwrap_or(Fate::Kept);
            match (change, fate) {
                (_, Fate::Dropped) => {}
                (Change::Name { folder, name, inode: Some(inode) }, _) => {
                    folders.entry(*folder).or_default().insert(name.clone(), *inode);
                }
                (Change::Name { folder, name, inode: None }, _) => {
                    folders.entry(*folder).or_default().remove(name);
                }
                (Change::Renamed { folder, from, to, inode }, _) => {
                    let names = folders.entry(*folder).or_default();
                    names.remove(from);
                    names.insert(to.clone(), *inode);
                }
                (Change::Emptied { file }, _) => files.entry(*file).or_default().clear(),
                (Change::Written { file, at, bytes }, fate) => {
                    let n_kept = match fate {
                        Fate::Torn(sixteenths) => bytes.len() * usize::from(sixteenths) / 16,
                        _ => bytes.len(),
                    };
                    let content = files.entry(*file).or_default();
                    // What came before and was dropped is a hole.
                    content.resize(content.len().max(at + n_kept), 0);
                    if fate != Fate::Zeros {
                        content[*at..at + n_kept].copy_from_slice(&bytes[..n_kept]);
                    }
                }
            }
        }
        Played { folders, files, is_folder: self.folders() }
    }

    /// Which inodes are folders: those that something is in, or that were made as one.
    fn folders(&self) -> BTreeSet<Inode> {
        let of = |change: &Change| match change {
            Change::Name { folder, .. } | Change::Renamed { folder, .. } => Some(*folder),
            _ => None,
        };
        self.changes.iter().filter_map(of).collect()
    }

    /// One state that the disk may be in.
    pub fn state(&self, n_changes: usize, fates: &BTreeMap<usize, Fate>) -> State {
        let played = self.play(n_changes, fates);
        let mut state = State::default();
        played.walk(ROOT, Path::new(""), &mut state);
        state
    }
}

struct Played {
    folders: BTreeMap<Inode, BTreeMap<OsString, Inode>>,
    files: BTreeMap<Inode, Vec<u8>>,
    is_folder: BTreeSet<Inode>,
}

impl Played {
    fn walk(&self, folder: Inode, path: &Path, state: &mut State) {
        for (name, inode) in self.folders.get(&folder).into_iter().flatten() {
            let path = path.join(name);
            if self.is_folder.contains(inode) {
                state.folders.push(path.clone());
                self.walk(*inode, &path, state);
            } else {
                state.files.insert(path, self.files.get(inode).cloned().unwrap_or_default());
            }
        }
    }
}

/// What is found on a disk: its folders, those above before those below, and its files.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub struct State {
    folders: Vec<PathBuf>,
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl State {
    /// What is below a folder, as it is.
    pub fn of_folder(root: &Path) -> Self {
        let mut state = Self::default();
        let mut left = vec![PathBuf::new()];
        while let Some(folder) = left.pop() {
            for entry in fs::read_dir(root.join(&folder)).expect("it can be listed") {
                let path = folder.join(entry.expect("it can be listed").file_name());
                if root.join(&path).is_dir() {
                    state.folders.push(path.clone());
                    left.push(path);
                } else {
                    let bytes = fs::read(root.join(&path)).expect("it can be read");
                    state.files.insert(path, bytes);
                }
            }
        }
        state.folders.sort();
        state
    }

    /// Tells this state from others.
    pub fn fingerprint(&self) -> u64 {
        BuildHasherDefault::<DefaultHasher>::default().hash_one(self)
    }

    /// Makes it, in a folder that is empty.
    pub fn write(&self, root: &Path) {
        for folder in &self.folders {
            fs::create_dir(root.join(folder)).expect("a folder can be made");
        }
        for (path, bytes) in &self.files {
            fs::write(root.join(path), bytes).expect("a file can be written");
        }
    }
}

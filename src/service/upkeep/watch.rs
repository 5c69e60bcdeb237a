//! Notices that files of the site were saved. The only user of notify.
//!
//! What exactly changed is not looked at: a run finds that out by itself in the
//! time it takes to list the site. So editors that save by renaming, a checkout of
//! a thousand files and events that were lost are all one case: something changed.
//!
//! Where the operating system tells nothing (no more watches to be had, a file
//! system that has none), the site is looked through every few seconds instead.

use std::path::{Component, Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Config, Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::content::source::INDEX_LOCK_NAME;
use crate::error::{Error, Result};
use crate::service::upkeep::queue::Reason;
use crate::service::upkeep::{Upkeep, Watching};

/// How long it must be quiet before a run begins: an editor saves in several
/// steps, within a few milliseconds.
const QUIET: Duration = Duration::from_millis(100);

/// How long a run waits for quiet at most, so that a file that is written without
/// end does not put it off for ever.
const MAX_UNREST: Duration = Duration::from_secs(2);

/// How often the root itself is looked at: it may be a link that a deployment has
/// turned to another folder, which is no event in either.
const ROOT_CHECK: Duration = Duration::from_secs(1);

/// How often the site is looked through where nobody tells. Looking through 6,000
/// files takes under a tenth of a second.
const POLL: Duration = Duration::from_secs(5);

/// Folders in which nothing that is saved is content, and which are written to a lot.
const IGNORED_FOLDERS: [&str; 6] = [".git", ".hg", ".svn", ".jj", ".cache", "node_modules"];

/// Asks `upkeep` for a run whenever something below `root` was saved, on a thread
/// of its own, until `upkeep` stops. `index`, if it is below the root, does not count.
///
/// # Errors
///
/// If no thread can be started. A root that cannot be watched is polled.
pub fn watch(root: PathBuf, index: &Path, upkeep: Upkeep) -> Result<()> {
    let index = index.canonicalize().unwrap_or_else(|_| index.to_owned());
    // Before this returns, so that what is saved from now on is noticed.
    let (sender, receiver) = sync_channel(1);
    let mut watcher = RootWatcher::new(root, index, sender);
    watcher.renew();
    upkeep.set_watching(watcher.watching());
    thread::Builder::new()
        .name("sou-watch".to_owned())
        .spawn(move || watch_until_stopped(watcher, &receiver, &upkeep))
        .map_err(Error::io("start a thread to watch", "sou-watch"))?;
    Ok(())
}

fn watch_until_stopped(mut watcher: RootWatcher, receiver: &Receiver<()>, upkeep: &Upkeep) {
    let mut unrest = Unrest::default();
    let mut root_checked = Instant::now();
    let mut polled = Instant::now();
    while !upkeep.is_stopping() {
        let pause = unrest.left(Instant::now()).unwrap_or(ROOT_CHECK).min(ROOT_CHECK);
        match receiver.recv_timeout(pause) {
            Ok(()) => unrest.note(Instant::now()),
            Err(RecvTimeoutError::Timeout) => {}
            // The watcher holds the other end.
            Err(RecvTimeoutError::Disconnected) => return,
        }
        let now = Instant::now();
        if now.duration_since(root_checked) >= ROOT_CHECK {
            root_checked = now;
            if watcher.has_moved() {
                watcher.renew();
                upkeep.set_watching(watcher.watching());
                unrest.note(now);
            }
        }
        if watcher.watching() == Watching::Polling && now.duration_since(polled) >= POLL {
            polled = now;
            upkeep.ask(Reason::Change);
        }
        if unrest.left(now).is_some_and(|left| left.is_zero()) {
            unrest = Unrest::default();
            upkeep.ask(Reason::Change);
        }
    }
}

/// When something was saved, and when the last was.
#[derive(Debug, Clone, Copy, Default)]
struct Unrest(Option<(Instant, Instant)>);

impl Unrest {
    fn note(&mut self, now: Instant) {
        self.0 = Some((self.0.map_or(now, |(first, _)| first), now));
    }

    /// How long to wait until the run may begin; `None` if nothing was saved.
    fn left(self, now: Instant) -> Option<Duration> {
        let (first, last) = self.0?;
        let end = (last + QUIET).min(first + MAX_UNREST);
        Some(end.saturating_duration_since(now))
    }
}

/// Watches the folder that the root is at the moment.
struct RootWatcher {
    root: PathBuf,
    index: PathBuf,
    sender: SyncSender<()>,
    watched: Option<Identity>,
    watcher: Option<RecommendedWatcher>,
}

/// Which folder a path leads to: its real path, and where there are inodes, its own.
type Identity = (PathBuf, u64, u64);

impl RootWatcher {
    fn new(root: PathBuf, index: PathBuf, sender: SyncSender<()>) -> Self {
        Self { root, index, sender, watched: None, watcher: None }
    }

    fn watching(&self) -> Watching {
        if self.watcher.is_some() { Watching::Events } else { Watching::Polling }
    }

    /// Whether the root leads elsewhere than when it was last looked at.
    fn has_moved(&self) -> bool {
        identity(&self.root) != self.watched
    }

    /// Watches the folder that the root is now.
    fn renew(&mut self) {
        self.watcher = None;
        self.watched = identity(&self.root);
        // A root that is not there will be: looking at it again every second finds that out.
        let Some((real, ..)) = &self.watched else { return };
        match self.watch(real) {
            Ok(watcher) => self.watcher = Some(watcher),
            Err(error) => tracing::warn!(
                error = error.to_string(),
                every_secs = POLL.as_secs(),
                "cannot watch the site; looking through it instead"
            ),
        }
    }

    fn watch(&self, real: &Path) -> notify::Result<RecommendedWatcher> {
        let (root, index, sender) = (real.to_owned(), self.index.clone(), self.sender.clone());
        let told = move |event: notify::Result<Event>| {
            let counts = match event {
                Ok(event) => is_change(&event, &root, &index),
                Err(error) => {
                    tracing::debug!(error = error.to_string(), "watching the site");
                    true
                }
            };
            if counts && sender.try_send(()).is_err() {
                // One is waiting to be seen already; it stands for both.
            }
        };
        let mut watcher = RecommendedWatcher::new(told, Config::default().with_follow_symlinks(false))?;
        watcher.watch(real, RecursiveMode::Recursive)?;
        Ok(watcher)
    }
}

fn identity(root: &Path) -> Option<Identity> {
    let real = root.canonicalize().ok()?;
    let metadata = real.metadata().ok()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        Some((real, metadata.dev(), metadata.ino()))
    }
    #[cfg(not(unix))]
    {
        metadata.is_dir().then_some((real, 0, 0))
    }
}

/// Whether an event says that the content of the site may have changed. That a
/// file was read is none: a run reads, and would call for the next.
fn is_change(event: &Event, root: &Path, index: &Path) -> bool {
    if event.need_rescan() {
        return true;
    }
    let is_only_looked_at = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => false,
        EventKind::Access(_) => true,
        _ => false,
    };
    !is_only_looked_at && event.paths.iter().any(|path| is_content(path, root, index))
}

fn is_content(path: &Path, root: &Path, index: &Path) -> bool {
    let Ok(below) = path.strip_prefix(root) else { return true };
    let is_ignored =
        |part: Component<'_>| part.as_os_str().to_str().is_some_and(|name| IGNORED_FOLDERS.contains(&name));
    !path.starts_with(index) && !below.components().any(is_ignored) && !is_of_another_index(path, root)
}

/// Whether it is of an index that is not ours: two servers that each keep an index
/// inside the same site would call for runs of one another for ever.
fn is_of_another_index(path: &Path, root: &Path) -> bool {
    let above = path.ancestors().skip(1).take_while(|above| above.starts_with(root) && *above != root);
    above.into_iter().any(|above| above.join(INDEX_LOCK_NAME).exists())
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, DataChange, ModifyKind, RemoveKind, RenameMode};

    use super::*;

    #[test]
    fn a_run_waits_for_quiet_but_not_for_ever() {
        let start = Instant::now();
        let after = |ms: u64| start + Duration::from_millis(ms);
        let mut unrest = Unrest::default();
        assert_eq!(unrest.left(start), None, "nothing was saved");
        unrest.note(start);
        assert_eq!(unrest.left(after(40)), Some(Duration::from_millis(60)));
        unrest.note(after(90));
        assert_eq!(unrest.left(after(100)), Some(Duration::from_millis(90)));
        assert_eq!(unrest.left(after(190)), Some(Duration::ZERO));
        for ms in (0..2_000).step_by(50) {
            unrest.note(after(ms));
        }
        assert_eq!(unrest.left(after(2_000)), Some(Duration::ZERO), "a file written without end");
    }

    #[test]
    fn only_what_may_be_content_counts() {
        let root = Path::new("/站点");
        let index = Path::new("/站点/index");
        let saved = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        let closed = EventKind::Access(AccessKind::Close(AccessMode::Write));
        let opened = EventKind::Access(AccessKind::Open(AccessMode::Any));
        for (kind, path, counts) in [
            (saved, "/站点/_posts/滚动更新.md", true),
            (closed, "/站点/_posts/雙協議棧.md", true),
            (opened, "/站点/_posts/滚动更新.md", false),
            (EventKind::Create(CreateKind::Folder), "/站点/content/新", true),
            (EventKind::Remove(RemoveKind::File), "/站点/content/Ｋ８Ｓ.md", true),
            (EventKind::Modify(ModifyKind::Name(RenameMode::To)), "/站点/content/a.md", true),
            (saved, "/站点/.vitepress/config.js", true),
            (saved, "/站点/index/CURRENT", false),
            (saved, "/站点/indexes/关于索引.md", true),
            (saved, "/站点/.git/index", false),
            (saved, "/站点/themes/x/node_modules/y.md", false),
            (EventKind::Any, "/站点", true),
        ] {
            let event = Event::new(kind).add_path(PathBuf::from(path));
            assert_eq!(is_change(&event, root, index), counts, "{kind:?} {path}");
        }
        let site = tempfile::tempdir().expect("a folder can be made");
        let other = site.path().join("另一个索引");
        std::fs::create_dir(&other).expect("a folder can be made");
        assert!(is_content(&other.join("status.json"), site.path(), index));
        std::fs::write(other.join(INDEX_LOCK_NAME), "").expect("a file can be written");
        assert!(!is_content(&other.join("status.json"), site.path(), index), "it is another index");
        assert!(!is_content(&other.join("gen-000001/terms"), site.path(), index));
        assert!(is_content(&site.path().join("status.json"), site.path(), index));
        let lost = Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan);
        assert!(is_change(&lost, root, index));
    }
}

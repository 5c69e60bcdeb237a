//! The index: whether it is there, sound, fresh, and written by the rules of today.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use crate::cli::commands::doctor::{Findings, shown};
use crate::cli::commands::index::size;
use crate::cli::environment::Environment;
use crate::cli::output::counted;
use crate::cli::settings::Settings;
use crate::cli::{commands, index_folder};
use crate::content::source::INDEX_LOCK_NAME;
use crate::document::SiteReader;
use crate::index::{OpenIndex, RunResult, Store};

/// How far in the future an index may have been published: clocks differ a little.
const MAX_AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// How long a change may wait before it is worth a word.
const MAX_BEHIND: SignedDuration = SignedDuration::from_hours(1);

/// Looks at the index; gives what one generation takes on disk, in bytes.
/// `index_command` is what makes it.
pub(super) fn look(
    settings: &Settings,
    environment: &Environment,
    site: Option<&SiteReader>,
    index_command: &str,
    findings: &mut Findings,
) -> u64 {
    let folder = &settings.index;
    if let Ok(Some(found)) = index_folder::first_foreign_entry(folder) {
        let message = format!("{} is no folder for an index: it holds `{found}`", shown(folder));
        findings.fail("index", message, "name an empty or a new folder with `index:` in `sou.yml`");
        return 0;
    }
    if !crate::index::exists(folder) {
        let message = format!("there is none in {}", shown(folder));
        findings.fail("index", message, format!("`{index_command}` makes one"));
        return 0;
    }
    look_at_rights(folder, findings);
    let writer = look_at_lock(folder, findings);
    look_at_leftovers(folder, writer, findings);
    let store = Store::at(folder);
    let open = OpenIndex::open(&store, &commands::analyzer(settings).fingerprint());
    let size_bytes = match &open {
        Ok(open) => look_at_generation(open, settings, environment.now, findings),
        Err(error) => {
            findings.error("index", error, &format!("`{index_command}` makes it again"));
            0
        }
    };
    look_at_last_run(&store, environment.now, findings);
    if let (Ok(open), Some(site)) = (&open, site) {
        look_at_freshness(open, site, environment.now, index_command, findings);
    }
    size_bytes
}

fn look_at_rights(folder: &Path, findings: &mut Findings) {
    // A file without a name: nothing of it is seen, and nothing is left.
    match tempfile::tempfile_in(folder) {
        Ok(_) => findings.ok("rights", format!("this user may write {}", shown(folder))),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
            ) =>
        {
            let message = format!("this user may only read {}", shown(folder));
            findings.warn(
                "rights",
                message,
                "enough to search and to serve; run `sou index` as the user who owns it",
            );
        }
        Err(error) => {
            let message = format!("cannot write {}: {error}", shown(folder));
            findings.fail("rights", message, "look at the disk: `df`, `dmesg`");
        }
    }
}

/// The process that writes the index now, where the system says so. The lock is
/// not tried: that would be in the way of a run that begins at this moment.
fn look_at_lock(folder: &Path, findings: &mut Findings) -> Option<u32> {
    let process = holder(&folder.join(INDEX_LOCK_NAME))?;
    findings.ok("lock", format!("a run of process {process} is writing the index"));
    Some(process)
}

#[cfg(target_os = "linux")]
fn holder(lock: &Path) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;
    let inode = fs::metadata(lock).ok()?.ino().to_string();
    let locks = fs::read_to_string("/proc/locks").ok()?;
    // `1: FLOCK  ADVISORY  WRITE 1234 08:01:123456 0 EOF`
    let mut of_lock = locks.lines().filter_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let is_it = *fields.get(1)? == "FLOCK" && fields.get(5)?.rsplit(':').next() == Some(inode.as_str());
        if is_it { fields.get(4)?.parse().ok() } else { None }
    });
    of_lock.next()
}

#[cfg(not(target_os = "linux"))]
fn holder(_lock: &Path) -> Option<u32> {
    None
}

fn look_at_leftovers(folder: &Path, writer: Option<u32>, findings: &mut Findings) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let left: Vec<String> = names.filter(|name| name.ends_with(".tmp")).collect();
    if let (Some(first), None) = (left.first(), writer) {
        let message = format!("`{first}` is of a run that was killed, or of one that is at work");
        findings.warn("leftovers", message, "the next run removes it");
    }
}

fn look_at_generation(open: &OpenIndex, settings: &Settings, now: Timestamp, findings: &mut Findings) -> u64 {
    let size_bytes = open.generation().size_bytes();
    let name = open.generation().name();
    let pages = counted(open.pages().len(), "page", "pages");
    match open.fallback() {
        Some(error) => {
            let message = format!("{}; `{name}` answers instead", error.first_line());
            findings.fail("index", message, "`sou index` publishes a sound one; then look at the disk");
        }
        None => findings
            .ok("index", format!("{name}, {pages}, {}, every file as it was written", size(size_bytes))),
    }
    findings.ok("analyzer", "the index was cut by the rules of today");
    let written = open.vocabulary();
    if (&written.words, &written.synonyms) != (&settings.words, &settings.synonyms) {
        let message = "the index was written with other words or synonyms than the settings have now";
        findings.warn("words", message.to_owned(), "`sou index` cuts again the pages that they touch");
    }
    let published: Result<Timestamp, _> = open.manifest().published.parse();
    if published.is_ok_and(|published| published.duration_since(now) > MAX_AHEAD) {
        let message = format!("the index was published in the future: {}", open.manifest().published);
        findings.warn(
            "clock",
            message,
            "the clock of this machine went back, or that of the one that indexes is ahead",
        );
    }
    size_bytes
}

fn look_at_last_run(store: &Store, now: Timestamp, findings: &mut Findings) {
    let status = match store.status() {
        Ok(Some(status)) => status,
        Ok(None) => return,
        Err(error) => {
            findings.warn("last run", error.first_line(), "the next run writes it anew");
            return;
        }
    };
    let ago = ago(status.started, now);
    match (status.result, status.error) {
        (RunResult::Published, _) => findings.ok("last run", format!("{ago}: published a new index")),
        (RunResult::NothingNew, _) => findings.ok("last run", format!("{ago}: nothing new")),
        (_, error) => {
            let message = format!("{ago}: {}", error.unwrap_or_default());
            findings.error("last run", &message, "`sou index` tries again");
        }
    }
}

/// Which files of the site the index has not seen as they are now.
fn look_at_freshness(
    open: &OpenIndex,
    site: &SiteReader,
    now: Timestamp,
    index_command: &str,
    findings: &mut Findings,
) {
    if open.manifest().site != site.fingerprint() {
        let message = "the configuration of the site or a setting has changed since the last run";
        findings.warn("fresh", message, format!("`{index_command}` reads the whole site again"));
        return;
    }
    let seen = &open.files().by_path;
    let changed = site.files().iter().filter(|file| {
        seen.get(&file.path)
            .is_none_or(|seen| seen.size_bytes != file.size_bytes || seen.modified != file.modified)
    });
    let (mut n_changed, mut oldest) = (0, now);
    for file in changed {
        n_changed += 1;
        oldest = oldest.min(Timestamp::try_from(file.modified).unwrap_or(now));
    }
    let there: HashSet<&str> = site.files().iter().map(|file| file.path.as_str()).collect();
    // A run keeps what it cannot look at.
    let is_gone = |path: &&String| !there.contains(path.as_str()) && !site.is_unreadable(path);
    let n_gone = seen.keys().filter(is_gone).count();
    if n_changed == 0 && n_gone > 0 {
        let files = counted(n_gone, "file is", "files are");
        findings.warn(
            "fresh",
            format!("{files} gone since the last run"),
            format!("`{index_command}` takes them out"),
        );
        return;
    }
    if n_changed == 0 {
        findings.ok("fresh", "the index has every file as it is now");
        return;
    }
    let files = counted(n_changed, "file has", "files have");
    let message = format!("{files} changed since the last run, the oldest {}", ago(oldest, now));
    if now.duration_since(oldest) < MAX_BEHIND {
        findings.ok("fresh", format!("{message}; the next run reads them"));
    } else {
        let advice = format!(
            "`{index_command}` reads them; if that should happen by itself, see `sou serve --watch` and `--every`, or a timer"
        );
        findings.warn("fresh", message, advice);
    }
}

/// How long before `now`, in the largest unit that fits.
fn ago(then: Timestamp, now: Timestamp) -> String {
    let seconds = now.duration_since(then).as_secs().max(0);
    match seconds {
        0..60 => format!("{seconds} s ago"),
        60..3_600 => format!("{} min ago", seconds / 60),
        3_600..172_800 => format!("{} h ago", seconds / 3_600),
        _ => format!("{} days ago", seconds / 86_400),
    }
}

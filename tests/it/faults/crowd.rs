//! Many at once on one index: two runs, a run that is frozen, readers that come and
//! go, servers that stay, a reader who is another user, one who may only read.
//!
//! Every reader always gets one edition, whole, and never an older one than before.
//! A run that finds another at work says so with its exit code, or waits.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::{Editions, Over, check_whole, edition, edition_of, folder, n_cases, opened, proven};
use crate::indexed::Random;
use crate::serving::Server;
use crate::support::{run_sou, sou};

/// The exit code of a run that finds another at work.
const BUSY: i32 = 75;

const N_READERS: usize = 8;

/// How long a reader rests between two looks, so that others get on.
const REST: Duration = Duration::from_millis(10);

/// Looks again and again, from the outside.
fn look(index: &Path, is_over: &AtomicBool, n_looks: &AtomicUsize) {
    let mut last = String::new();
    while !is_over.load(Ordering::SeqCst) {
        let engine = opened(index).expect("somebody always answers");
        assert!(engine.fallback().is_none(), "it is the published one");
        edition_of(&engine).expect("it is one edition");
        let generation = engine.info().generation;
        assert!(generation >= last, "{generation} after {last}");
        last = generation;
        n_looks.fetch_add(1, Ordering::SeqCst);
        std::thread::sleep(REST);
    }
}

/// The arguments of a run that brings `index` to an edition.
fn arguments<'a>(editions: &'a Editions, number: usize, index: &'a Path) -> [&'a str; 5] {
    let site = editions.site(number).to_str().expect("a temporary folder is UTF-8");
    ["index", "--quiet", site, "--index", index.to_str().expect("a temporary folder is UTF-8")]
}

fn start(editions: &Editions, number: usize, index: &Path) -> Child {
    let mut command = sou(index, &arguments(editions, number, index));
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary can be run")
}

/// A run that waits for all others, and does what is left.
#[track_caller]
fn finish(editions: &Editions, number: usize, index: &Path) {
    let mut arguments = arguments(editions, number, index).to_vec();
    arguments.push("--wait");
    run_sou(index, &arguments).expect_code(0);
}

/// Three runs at once, one of them patient; how many were told to come again.
fn run_at_once(editions: &Editions, number: usize, index: &Path) -> usize {
    let children = [start(editions, number, index), start(editions, number, index)];
    finish(editions, number, index);
    let codes = children.map(|mut child| child.wait().expect("a run ends").code());
    for code in codes {
        assert!(code == Some(0) || code == Some(BUSY), "a run ended with {code:?}");
    }
    codes.iter().filter(|code| **code == Some(BUSY)).count()
}

/// A run that is frozen, at some time, while others look and run; how many were
/// told to come again.
#[cfg(unix)]
fn freeze(
    editions: &Editions,
    (before, number): (usize, usize),
    index: &Path,
    (whole_run, random): (Duration, &mut Random),
) -> usize {
    let mut frozen = start(editions, number, index);
    std::thread::sleep(whole_run * u32::try_from(random.below(100)).expect("a small number") / 100);
    // It may have ended already, and is waited for: nobody else has its number.
    signal("-STOP", &frozen);
    let found = edition(index).expect("who reads is not kept from it");
    assert!(found == before || found == number, "{found} answers");
    let second = start(editions, number, index).wait().expect("nobody waits for who is frozen").code();
    assert!(second == Some(0) || second == Some(BUSY), "a run ended with {second:?}");
    let found = edition(index).expect("who reads is not kept from it");
    assert!(found == number || (found == before && second == Some(BUSY)), "{found} answers");
    match random.below(2) {
        0 => signal("-CONT", &frozen),
        _ => frozen.kill().expect("what is frozen can be killed"),
    }
    frozen.wait().expect("it ends");
    finish(editions, number, index);
    usize::from(second == Some(BUSY))
}

#[cfg(unix)]
fn signal(signal: &str, child: &Child) {
    let status = Command::new("kill").arg(signal).arg(child.id().to_string()).status();
    assert!(status.expect("`kill` can be run").success(), "it is there until it is waited for");
}

/// A second way to a folder, through which nothing can be written.
struct ReadOnly(TempDir);

impl ReadOnly {
    /// `None` where this user may not make one.
    fn of(there: &Path) -> Option<Self> {
        let here = folder();
        let mount = |arguments: &[&str], path: &[&Path]| {
            let status = Command::new("mount").args(arguments).args(path).stderr(Stdio::null()).status();
            status.is_ok_and(|status| status.success())
        };
        if !mount(&["--bind"], &[there, here.path()]) {
            return None;
        }
        let read_only = Self(here);
        mount(&["-o", "remount,bind,ro"], &[read_only.0.path()]).then_some(read_only)
    }
}

impl Drop for ReadOnly {
    fn drop(&mut self) {
        let status = Command::new("umount").arg("--lazy").arg(self.0.path()).status();
        assert!(status.is_ok_and(|status| status.success()), "what was mounted can be taken away");
    }
}

/// Whether this user can become one who owns nothing.
fn may_be_somebody_else() -> bool {
    let probe = as_somebody_else(&["--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    probe.is_ok_and(|status| status.success())
}

fn as_somebody_else(arguments: &[&str]) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--", env!("CARGO_BIN_EXE_sou")]);
    command.args(arguments).current_dir("/");
    command
}

#[cfg(unix)]
fn let_everybody_in(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).expect("it is ours");
}

#[cfg(unix)]
#[test]
fn a_crowd_loses_nothing() {
    const N_EDITIONS: usize = 4;
    let (editions, index) = (Editions::new(N_EDITIONS), folder());
    let index = index.path();
    let_everybody_in(index);
    let started = Instant::now();
    finish(&editions, 0, index);
    let whole_run = started.elapsed();
    let index_text = index.to_str().expect("a temporary folder is UTF-8");
    let n_servers = n_cases(2, 8);
    let servers: Vec<Server> = (0..n_servers).map(|_| Server::start(editions.site(0), index, &[])).collect();
    let (read_only, has_others) = (ReadOnly::of(index), may_be_somebody_else());
    let (is_over, n_looks) = (AtomicBool::new(false), AtomicUsize::new(0));
    let n_rounds = n_cases(4, 200);
    let mut n_busy = 0;
    let mut random = Random::seeded(3);
    std::thread::scope(|scope| {
        let _over = Over(&is_over);
        for _ in 0..N_READERS {
            scope.spawn(|| look(index, &is_over, &n_looks));
        }
        for round in 1..=n_rounds {
            let (before, number) = ((round - 1) % N_EDITIONS, round % N_EDITIONS);
            n_busy += match round % 2 {
                0 => run_at_once(&editions, number, index),
                _ => freeze(&editions, (before, number), index, (whole_run, &mut random)),
            };
            check_whole(index, number, &format!("round {round}"));
            if let Some(read_only) = &read_only {
                assert_eq!(edition(read_only.0.path()), Ok(number), "where nothing can be written");
            }
            if has_others {
                let q = format!("\"版本{number}\"");
                let found = as_somebody_else(&["search", &q, "--json", "--index", index_text]).output();
                let found = found.expect("it was tried before");
                assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stderr));
            }
            for server in &servers {
                assert_eq!(server.count("双协议栈"), 1, "a server always answers");
            }
        }
    });
    let last = opened(index).expect("it answers").info().generation;
    for server in &servers {
        server.wait_until("the last edition answers", |server| server.json("/health")["generation"] == *last);
        assert_eq!(server.count(&format!("\"版本{}\"", n_rounds % N_EDITIONS)), 2);
    }
    let told = |is_tried: bool| if is_tried { "" } else { " (not tried: only root may)" };
    proven(
        "crowd",
        &format!(
            "{n_rounds} rounds of two runs at once or one frozen, {n_busy} told to come again, {N_READERS} readers with {} looks, {n_servers} servers, a reader of another user{}, one on a read-only mount{}",
            n_looks.load(Ordering::SeqCst),
            told(has_others),
            told(read_only.is_some()),
        ),
    );
}

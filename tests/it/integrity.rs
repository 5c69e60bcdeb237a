//! What an index withstands; that damage is found at all, `faults` proves.
//!
//! 1. The newest generation that is sound answers in place of a damaged one, and says so.
//! 2. A run makes a damaged index sound again, by itself.
//! 3. Who reads writes nothing, and needs no right to.
//! 4. One run at a time; whoever comes second is told, or waits.
//! 5. How the last run ended is on disk.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use expect_test::expect;
use sou::index::build::{BuildOptions, build, exists};
use sou::index::{RunResult, Store};
use sou::search::Engine;
use tempfile::TempDir;

use crate::indexed::{ANALYZER, ask, build_options, open, paths, run, typed};
use crate::support::{files_below, site, write_files};

const SITE: &str = "
//- content/滚动.md
---
title: 滚动更新
date: 2024-11-01
---
先停一个 Pod，再起一个。
//- content/雙棧.md
---
title: 雙協議棧
---
每個主機有兩種位址。
//- content/Ｋ８Ｓ.md
Ｋ８Ｓ集群 Pod调度。
";

/// A site and its index after `n_runs` runs, of which each but the first found one page changed.
fn place(n_runs: usize) -> (TempDir, TempDir) {
    let (site, index) = (site(SITE), tempfile::tempdir().expect("a temporary folder can be made"));
    run(site.path(), index.path());
    for number in 1..n_runs {
        write_files(site.path(), &format!("//- content/雙棧.md\n---\ntitle: 第 {number} 版\n---\n論壇"));
        run(site.path(), index.path());
    }
    (site, index)
}

/// Damages the published generation of `index` alone: a new file takes the place of the old one.
fn damage(index: &Path, name: &str) {
    let store = Store::at(index);
    let path = store.published().expect("there is one").folder().join(name);
    let mut bytes = fs::read(&path).expect("it can be read");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    fs::remove_file(&path).expect("it can be removed");
    fs::write(&path, bytes).expect("it can be written");
}

#[test]
fn an_older_generation_answers_in_place_of_a_damaged_one() {
    for name in ["manifest.json", "catalog.bin", "files.bin", "terms/meta.json"] {
        let (site, index) = place(2);
        damage(index.path(), name);
        let engine = open(index.path());
        assert_eq!(engine.info().generation, "gen-000001", "{name}");
        assert_eq!(paths(&ask(&engine, &typed("双协议栈"))), ["content/雙棧.md"], "{name}");
        let said = engine.fallback().expect("it is said").to_string();
        assert!(said.contains(name) && said.contains("gen-000001") && said.contains("\nhint: "), "{said}");
        let report = run(site.path(), index.path());
        assert_eq!(
            (report.generation.as_str(), report.n_pages, report.n_read),
            ("gen-000003", 3, 1),
            "{name}"
        );
        let engine = open(index.path());
        assert!(engine.fallback().is_none());
        assert_eq!(paths(&ask(&engine, &typed("第 1 版"))), ["content/雙棧.md"], "{name}");
        assert!(!index.path().join("gen-000002").exists(), "the damaged one is removed");
        assert!(index.path().join("gen-000001").exists(), "the sound one is kept");
    }
}

#[test]
fn a_pointer_that_leads_nowhere_is_found_and_made_again() {
    let (_site, index) = place(2);
    let line = fs::read_to_string(index.path().join("CURRENT")).expect("it can be read");
    let older = line.replace("gen-000002", "gen-000001");
    let rows: &[Option<&str>] = &[
        None,
        Some(""),
        Some("\n"),
        Some("gen-000002"),
        Some("gen-000002\n"),
        Some("gen-000007 00000000000000000000000000000000\n"),
        Some("../gen-000001 00000000000000000000000000000000\n"),
        Some("/etc/passwd 0\n"),
        Some("\u{0}\u{1}搜索\n"),
        Some(&older),
    ];
    for row in rows {
        let pointer = index.path().join("CURRENT");
        match row {
            None => fs::remove_file(&pointer).expect("it can be removed"),
            Some(text) => fs::write(&pointer, text).expect("it can be written"),
        }
        assert!(exists(index.path()), "{row:?}");
        let engine = open(index.path());
        assert_eq!(engine.info().generation, "gen-000002", "{row:?}");
        let said = engine.fallback().expect("it is said").to_string();
        assert!(said.contains("CURRENT") || said.contains("manifest.json"), "{row:?}: {said}");
    }
    let (site, index) = place(1);
    fs::write(index.path().join("CURRENT"), "").expect("it can be written");
    let report = run(site.path(), index.path());
    assert_eq!((report.published, report.changed, report.n_read), (true, false, 0));
    assert!(open(index.path()).fallback().is_none(), "a run that finds nothing new heals it all the same");
}

#[test]
fn an_index_without_a_sound_generation_is_built_again() {
    let (site, index) = place(3);
    // What is linked is damaged in all generations at once.
    for (path, bytes) in
        files_below(index.path()).iter().filter(|(path, _)| path.to_string_lossy().contains("terms"))
    {
        fs::write(path, &bytes[..bytes.len() / 2]).expect("it can be written");
    }
    Engine::open(index.path(), Arc::clone(&ANALYZER)).expect_err("nothing is sound");
    let report = run(site.path(), index.path());
    assert_eq!((report.generation.as_str(), report.n_read), ("gen-000004", 3));
    assert_eq!(paths(&ask(&open(index.path()), &typed("论坛"))), ["content/雙棧.md"]);
    let store = Store::at(index.path());
    let left: Vec<String> = store
        .generations()
        .expect("they can be listed")
        .iter()
        .map(sou::index::generation::Generation::name)
        .collect();
    assert_eq!(left, ["gen-000004"]);
}

#[test]
fn who_reads_writes_nothing() {
    let (_site, index) = place(2);
    let before = files_below(index.path());
    let engine = open(index.path());
    engine.warm_up();
    assert_eq!(ask(&engine, &typed("论坛")).total, 1);
    assert_eq!(files_below(index.path()), before);
}

/// As a user who owns nothing here and may write nothing.
#[cfg(unix)]
#[test]
fn another_user_may_ask() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::process::Command;

    let (_site, index) = place(2);
    fs::set_permissions(index.path(), fs::Permissions::from_mode(0o755)).expect("it is ours");
    let binary = Path::new(env!("CARGO_BIN_EXE_sou"));
    let probe = Command::new("setpriv")
        .args(["--reuid=65534", "--clear-groups", "--"])
        .arg(binary)
        .arg("--version")
        .output();
    if !probe.is_ok_and(|probe| probe.status.success()) {
        eprintln!("not tried: only root can become somebody else, and needs `setpriv`");
        return;
    }
    let output = Command::new("setpriv")
        .args(["--reuid=65534", "--clear-groups", "--"])
        .arg(binary)
        .args(["search", "论坛", "--json", "--index"])
        .arg(index.path())
        .current_dir("/")
        .output()
        .expect("it can be run");
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && stdout.contains("content/雙棧.md"), "{stdout}{stderr}");
}

#[test]
fn one_run_at_a_time() {
    let (site, index) = place(1);
    let held = Store::at(index.path()).lock(Duration::ZERO).expect("nobody has it");
    let options = build_options(site.path(), index.path());
    let error = build(&options, &ANALYZER, &|_| {}).expect_err("another run has the lock");
    expect![[r#"
        another run is writing the index in `INDEX`
        hint: `--wait` waits until it ends"#]]
    .assert_eq(&error.to_string().replace(&*index.path().to_string_lossy(), "INDEX"));
    assert_eq!(open(index.path()).info().docs, 3, "who reads is not disturbed");
    std::thread::scope(|scope| {
        scope.spawn(move || {
            std::thread::sleep(Duration::from_millis(150));
            drop(held);
        });
        let patient = BuildOptions { patience: Duration::from_secs(60), ..options };
        build(&patient, &ANALYZER, &|_| {}).expect("it waits");
    });
}

#[test]
fn a_lock_that_somebody_removed_lets_nobody_publish() {
    let (site, index) = place(1);
    let path = index.path().join(".sou.lock");
    write_files(site.path(), "//- content/新.md\n新的一頁");
    let is_removed = std::sync::atomic::AtomicBool::new(false);
    let removing = |_| {
        if !is_removed.swap(true, std::sync::atomic::Ordering::Relaxed) {
            fs::remove_file(&path).expect("it can be removed");
        }
    };
    let options = build_options(site.path(), index.path());
    build(&options, &ANALYZER, &removing).expect_err("another run may be at work");
    assert_eq!(open(index.path()).info().docs, 3);
    assert_eq!(run(site.path(), index.path()).n_pages, 4);
}

#[test]
fn how_a_run_ended_can_be_read() {
    let (site, index) = place(1);
    let store = Store::at(index.path());
    let status = || store.status().expect("it can be read").expect("there is one");
    let first = status();
    assert_eq!((first.result, first.n_pages, first.n_read), (RunResult::Published, 3, 3));
    assert_eq!((first.generation.as_deref(), first.error.as_deref()), (Some("gen-000001"), None));
    run(site.path(), index.path());
    let second = status();
    assert_eq!((second.result, second.n_pages, second.n_read), (RunResult::NothingNew, 3, 0));
    let nowhere = build_options(&site.path().join("没有"), index.path());
    let error = build(&nowhere, &ANALYZER, &|_| {}).expect_err("there is no site");
    let third = status();
    assert_eq!((third.n_pages, third.error), (3, Some(error.to_string())));
    assert_eq!((third.generation, third.last_success), (first.generation, second.last_success));
}

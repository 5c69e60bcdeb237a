//! A server that is left alone: it keeps its index up to date by itself.
//!
//! 1. With `--watch`, what is saved is found, however an editor saves, however many
//!    files at once, when the root is a link that is turned elsewhere, and where the
//!    operating system tells nothing.
//! 2. With `--every`, what was saved is found after a while.
//! 3. `POST /api/v1/reindex` is there for whoever knows the secret, and many who ask
//!    at once share a run.
//! 4. A run that fails is told in the status, and the old index goes on answering.
//! 5. What another process publishes is followed; what is damaged is not, and said.
//! 6. A server that is told to stop ends well, whatever it is doing.
//!
//! Nothing here is timed: a test waits until something is so, for a minute at most.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::serving::Server;
use crate::support::{site, write_files};

const SITE: &str = "
//- content/滚动更新.md
---
title: 滚动更新
lang: zh-Hans
---
先换一个 Pod，再换下一个。
//- content/雙協議棧.md
---
title: 雙協議棧
lang: zh-Hant
---
每個 Pod 都有兩種位址。
";

const SECRET: &str = "五月的秘密 5f3a9c01";

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}

/// A file with [`SECRET`] in it.
fn secret_file(folder: &Path) -> String {
    let path = folder.join("secret");
    fs::write(&path, format!("{SECRET}\n")).expect("a file can be written");
    path.to_str().expect("a temporary folder is UTF-8").to_owned()
}

#[test]
fn what_is_saved_is_found() {
    let site = site(SITE);
    // Inside the site, as by default: what a run writes must not call for the next run.
    let server = Server::start(site.path(), &site.path().join("index"), &["--watch"]);
    assert_eq!(server.json("/api/v1/status")["upkeep"]["watching"], "events");
    assert_eq!(server.count("位址"), 1);

    let saved = site.path().join("content/雙協議棧.md");
    fs::write(&saved, "---\ntitle: 雙協議棧\nlang: zh-Hant\n---\n論壇裡有人問。").expect("it can be saved");
    server.wait_for_pages("论坛", 1);
    assert_eq!(server.count("位址"), 0, "the old text went with it");

    // As an editor does it: a new file beside, renamed over the old one.
    let beside = site.path().join("content/.雙協議棧.md.swp");
    fs::write(&beside, "---\ntitle: 雙協議棧\nlang: zh-Hant\n---\n聊天室裡有人問。")
        .expect("it can be saved");
    fs::rename(&beside, &saved).expect("it can be renamed");
    server.wait_for_pages("聊天室", 1);

    fs::remove_file(&saved).expect("it can be removed");
    server.wait_for_pages("雙協議棧", 0);
    assert_eq!(server.count("滚动更新"), 1, "the other page stays");
}

#[test]
fn many_files_at_once_in_new_folders_are_found() {
    let site = site(SITE);
    let index = folder();
    let server = Server::start(site.path(), index.path(), &["--watch"]);
    let many: String = (0..200)
        .map(|number| format!("//- content/{}/{}/文章{number}.md\n檢出的文章\n", number % 7, number % 3))
        .collect();
    write_files(site.path(), &many);
    server.wait_for_pages("检出的文章", 200);
}

#[cfg(unix)]
#[test]
fn a_root_that_is_a_link_is_followed_when_it_is_turned() {
    let (old, new) = (site(SITE), site("//- content/新.md\n---\nlang: zh-Hans\n---\n新版本的站点。\n"));
    let (links, index) = (folder(), folder());
    let link = links.path().join("current");
    std::os::unix::fs::symlink(old.path(), &link).expect("a link can be made");
    let server = Server::start(&link, index.path(), &["--watch"]);
    assert_eq!(server.count("滚动更新"), 1);
    write_files(old.path(), "//- content/旧.md\n旧版本的新文章。\n");
    server.wait_for_pages("旧版本", 1);

    let beside = links.path().join("next");
    std::os::unix::fs::symlink(new.path(), &beside).expect("a link can be made");
    fs::rename(&beside, &link).expect("a link can be turned");
    server.wait_for_pages("新版本", 1);
    write_files(new.path(), "//- content/又.md\n新版本的第二篇。\n");
    server.wait_for_pages("第二篇", 1);
}

/// A command that runs what comes after it where there are no watches to be had;
/// `None` where this cannot be arranged.
#[cfg(target_os = "linux")]
fn without_watches() -> Option<Command> {
    let refuse = "echo 0 > /proc/sys/user/max_inotify_instances && exec \"$0\" \"$@\"";
    let command = |program: &str| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "sh", "-c", refuse, program]);
        command
    };
    let probe = command("true").stdout(Stdio::null()).stderr(Stdio::null()).status();
    probe.is_ok_and(|status| status.success()).then(|| command(env!("CARGO_BIN_EXE_sou")))
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_saved_is_found_where_nobody_tells() {
    let Some(command) = without_watches() else {
        eprintln!("not tried: no user namespace can be made here, so watches cannot be refused");
        return;
    };
    let site = site(SITE);
    let index = folder();
    let server = Server::start_by(command, site.path(), index.path(), &["--watch"]);
    assert_eq!(server.json("/api/v1/status")["upkeep"]["watching"], "polling");
    write_files(site.path(), "//- content/新.md\n沒有人說的文章。\n");
    server.wait_for_pages("没有人说", 1);
    fs::remove_file(site.path().join("content/新.md")).expect("it can be removed");
    server.wait_for_pages("没有人说", 0);
}

#[test]
fn what_was_saved_is_found_when_it_is_time() {
    let site = site(SITE);
    let index = folder();
    let server = Server::start(site.path(), index.path(), &["--every", "1s"]);
    let status = server.json("/api/v1/status");
    assert_eq!(
        (&status["upkeep"]["every_secs"], &status["upkeep"]["watching"]),
        (&Value::from(1), &Value::Null)
    );
    write_files(site.path(), "//- content/新.md\n定时索引的文章。\n");
    server.wait_for_pages("定时索引", 1);
    let last = server.json("/api/v1/status")["upkeep"]["last"].clone();
    assert_eq!(last["reason"], "interval", "{last:#}");
}

#[test]
fn what_another_process_publishes_is_followed_unless_it_is_damaged() {
    let site = site(SITE);
    let index = folder();
    let server = Server::start(site.path(), index.path(), &[]);
    let index_again = |text: &str| {
        write_files(site.path(), text);
        let (site, index) = (site.path().to_str().expect("UTF-8"), index.path().to_str().expect("UTF-8"));
        crate::support::run_sou(Path::new(site), &["index", "--quiet", "--index", index]).expect_code(0);
    };
    index_again("//- content/新.md\n别的进程索引的文章。\n");
    server.wait_for_pages("别的进程", 1);
    assert_eq!(server.json("/health")["last_reload_error"], Value::Null);

    // A pointer to nothing: what answers goes on, and it is said without a path.
    let pointer = index.path().join("CURRENT");
    let sound = fs::read(&pointer).expect("something is published");
    fs::write(&pointer, "gen-000099 0\n").expect("the pointer can be written");
    server.wait_until("the trouble is told of", |server| {
        !server.json("/health")["last_reload_error"].is_null()
    });
    assert_eq!((server.count("别的进程"), server.count("滚动更新")), (1, 1));
    let (_, body) = server.send("GET", "/health", &[], "");
    assert!(!body.contains(index.path().to_str().expect("UTF-8")), "a path is for the log only: {body}");

    fs::write(&pointer, sound).expect("the pointer can be written");
    index_again("//- content/又.md\n恢復之後的文章。\n");
    server.wait_for_pages("恢复之后", 1);
    server.wait_until("it is well again", |server| server.json("/health")["last_reload_error"].is_null());
}

#[test]
fn a_server_that_was_told_nothing_indexes_nothing() {
    let site = site(SITE);
    let index = folder();
    let server = Server::start(site.path(), index.path(), &[]);
    assert_eq!(server.json("/api/v1/status")["upkeep"], Value::Null);
    let bearer = format!("Bearer {SECRET}");
    let (status, body) = server.send("POST", "/api/v1/reindex", &[("Authorization", &bearer)], "");
    assert_eq!(status, 404, "{body}");
    assert!(body.contains("\"code\":\"not_found\""), "{body}");
}

#[test]
fn who_knows_the_secret_may_ask_for_a_run() {
    let site = site(SITE);
    let (index, secrets) = (folder(), folder());
    let server =
        Server::start(site.path(), index.path(), &["--webhook-secret-file", &secret_file(secrets.path())]);
    write_files(site.path(), "//- content/新.md\n推送之後的文章。\n");
    let bearer = format!("Bearer {SECRET}");
    let wrong = format!("{bearer}x");
    for headers in [
        &[][..],
        &[("Authorization", wrong.as_str())],
        &[("Authorization", SECRET)],
        &[("X-Gitlab-Token", "")],
        &[("X-Hub-Signature-256", "sha256=00")],
        &[("X-Hub-Signature-256", "sha256=0000000000000000000000000000000000000000000000000000000000000000")],
    ] {
        let (status, body) = server.send("POST", "/api/v1/reindex", headers, "{}");
        assert_eq!(status, 401, "{headers:?}: {body}");
        let problem: Value = serde_json::from_str(&body).expect("a problem is JSON");
        assert_eq!((&problem["code"], &problem["status"]), (&"unauthorized".into(), &401.into()), "{body}");
    }
    assert_eq!(server.json("/api/v1/status")["upkeep"]["last"], Value::Null, "nothing ran");
    let (status, _) = server.send("GET", "/api/v1/reindex", &[("Authorization", &bearer)], "");
    assert_eq!(status, 405);

    let (status, body) = server.send("POST", "/api/v1/reindex", &[("Authorization", &bearer)], "");
    assert_eq!(status, 202, "{body}");
    let accepted: Value = serde_json::from_str(&body).expect("the answer is JSON");
    assert_eq!((&accepted["run"], &accepted["status_url"]), (&1.into(), &"/api/v1/status".into()), "{body}");
    server.wait_for_pages("推送之后", 1);
    server.wait_until("the run is told of", |server| {
        let last = &server.json("/api/v1/status")["upkeep"]["last"];
        (&last["reason"], &last["outcome"], &last["docs"])
            == (&"webhook".into(), &"published".into(), &3.into())
    });
    let (status, _) = server.send("POST", "/api/v1/reindex", &[("X-Gitlab-Token", SECRET)], "{}");
    assert_eq!(status, 202);
}

#[test]
fn many_who_ask_at_once_share_a_run() {
    let site = site(SITE);
    let (index, secrets) = (folder(), folder());
    let server =
        Server::start(site.path(), index.path(), &["--webhook-secret-file", &secret_file(secrets.path())]);
    let bearer = format!("Bearer {SECRET}");
    let mut runs = Vec::new();
    for _ in 0..50 {
        let (status, body) = server.send("POST", "/api/v1/reindex", &[("Authorization", &bearer)], "");
        assert_eq!(status, 202, "{body}");
        let accepted: Value = serde_json::from_str(&body).expect("the answer is JSON");
        runs.push(accepted["run"].as_u64().expect("a number"));
    }
    assert!(runs.is_sorted(), "{runs:?}");
    let last = *runs.last().expect("some asked");
    server.wait_until("the last run ends", |server| {
        server.json("/api/v1/status")["upkeep"]["last"]["number"].as_u64() == Some(last)
    });
}

#[test]
fn a_run_that_fails_is_told_and_the_old_index_answers() {
    let site = site(SITE);
    let (index, secrets) = (folder(), folder());
    let server =
        Server::start(site.path(), index.path(), &["--webhook-secret-file", &secret_file(secrets.path())]);
    let away = site.path().with_extension("away");
    fs::rename(site.path(), &away).expect("a site can be taken away");
    let bearer = format!("Bearer {SECRET}");
    assert_eq!(server.send("POST", "/api/v1/reindex", &[("Authorization", &bearer)], "").0, 202);
    server.wait_until("the failure is told of", |server| {
        server.json("/api/v1/status")["upkeep"]["last"]["outcome"] == "failed"
    });
    let (_, body) = server.send("GET", "/api/v1/status", &[], "");
    assert!(!body.contains(site.path().to_str().expect("UTF-8")), "a path is for the log only: {body}");
    assert_eq!(server.count("滚动更新"), 1);
    fs::rename(&away, site.path()).expect("a site can be brought back");
    assert_eq!(server.send("POST", "/api/v1/reindex", &[("Authorization", &bearer)], "").0, 202);
    server.wait_until("it is well again", |server| {
        let upkeep = &server.json("/api/v1/status")["upkeep"];
        upkeep["n_failed"] == 0 && upkeep["last"]["outcome"] == "unchanged"
    });
}

#[cfg(unix)]
#[test]
fn a_server_that_is_told_to_stop_ends_well() {
    let site = site(SITE);
    let index = folder();
    let mut server = Server::start(site.path(), index.path(), &["--watch", "--every", "1s"]);
    write_files(site.path(), "//- content/新.md\n停止之前的文章。\n");
    server.wait_for_pages("停止之前", 1);
    write_files(site.path(), "//- content/又.md\n停止當時的文章。\n");
    let terminated = Command::new("kill").arg(server.child.id().to_string()).status();
    assert!(terminated.expect("`kill` can be run").success());
    let ended = server.child.wait().expect("the server ends");
    assert_eq!(ended.code(), Some(0), "{ended:?}");
    // Whether or not the last run was finished, what is there is an index.
    let server = Server::start(site.path(), index.path(), &[]);
    assert_eq!((server.count("停止之前"), server.count("停止当时")), (1, 1));
}

#[test]
fn a_secret_that_can_be_guessed_is_refused() {
    let site = site(SITE);
    let folder = folder();
    let path = folder.path().join("secret");
    fs::write(&path, "secret").expect("a file can be written");
    let args = ["serve", "--addr", "127.0.0.1:0", "--webhook-secret-file", path.to_str().expect("UTF-8")];
    let ran = crate::support::run_sou(site.path(), &args).expect_code(2);
    assert!(ran.stderr.contains("is too short: expected at least 16 bytes"), "{}", ran.report());
    assert!(!site.path().join("index").exists(), "{}", ran.report());
}

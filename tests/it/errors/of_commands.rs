//! What can go wrong at the command line: `Failure` and `SettingError`.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::net::TcpListener;
use std::os::unix::ffi::OsStringExt as _;
use std::path::Path;
use std::process::Command;

use expect_test::{Expect, expect};
use tempfile::TempDir;

use super::{Row, check};
use crate::support::{run_sou, site, sou};

const SITE: &str = "//- content/滚动.md\n---\ntitle: 滚动更新\n---\n先停一个。\n";

fn indexed() -> TempDir {
    let site = site(SITE);
    run_sou(site.path(), &["index"]).expect_code(0);
    site
}

/// What a command says on stderr that ends with this code, the folder put in brackets.
#[track_caller]
fn said(mut command: Command, folder: &Path, code: i32) -> String {
    let output = command.output().expect("the binary can be run");
    let stderr = String::from_utf8(output.stderr).expect("sou talks UTF-8");
    assert_eq!(output.status.code(), Some(code), "{command:?}\n{stderr}");
    let stderr = stderr.replace(&*folder.to_string_lossy(), "[FOLDER]");
    // A server tells of the index first.
    let start = stderr.find("error: ").unwrap_or_else(|| panic!("no error in {stderr:?}"));
    stderr[start..].trim_end().to_owned()
}

#[track_caller]
fn row(variant: &'static str, folder: &Path, args: &[&str], code: i32, expected: Expect) -> Row {
    Row { variant, said: said(sou(folder, args), folder, code), expected }
}

fn listening() -> Row {
    let site = indexed();
    let taken = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let addr = taken.local_addr().expect("it has an address").to_string();
    let mut row = row(
        "Listen",
        site.path(),
        &["serve", "--addr", &addr],
        2,
        expect![[r#"
        error: cannot listen on `[ADDRESS]`: Address already in use (os error 98)
        hint: choose another with `--addr`; port 0 takes any free one"#]],
    );
    row.said = row.said.replace(&addr, "[ADDRESS]");
    row
}

fn without_a_folder() -> Row {
    let place = tempfile::tempdir().expect("a temporary folder can be made");
    let mut command = Command::new("sh");
    let gone = place.path().join("没了");
    fs::create_dir(&gone).expect("a folder can be made");
    command
        .current_dir(&gone)
        .args(["-c", "rmdir \"$PWD\" && exec \"$0\" search x"])
        .arg(env!("CARGO_BIN_EXE_sou"));
    Row {
        variant: "CurrentFolder",
        said: said(command, place.path(), 2),
        expected: expect!["error: cannot tell the current folder: No such file or directory (os error 2)"],
    }
}

fn without_utf_8() -> Row {
    let site = site(SITE);
    let mut command = sou(site.path(), &["index"]);
    command.env("SOU_LANGUAGE", OsString::from_vec(vec![0xff, 0xfe]));
    Row {
        variant: "EnvironmentNotUtf8",
        said: said(command, site.path(), 2),
        expected: expect!["error: the environment variable `SOU_LANGUAGE` is not UTF-8"],
    }
}

fn on_a_full_device() -> Row {
    let site = indexed();
    let mut command = sou(site.path(), &["search", "滚动"]);
    command.stdout(OpenOptions::new().write(true).open("/dev/full").expect("there is such a device"));
    Row {
        variant: "Output",
        said: said(command, site.path(), 2),
        expected: expect!["error: cannot write the output: No space left on device (os error 28)"],
    }
}

#[test]
fn every_failure_of_a_command_comes_about() {
    let (empty, site, indexed) = (tempfile::tempdir().expect("a folder"), site(SITE), indexed());
    fs::write(indexed.path().join("短"), "secret\n").expect("a file can be written");
    fs::write(indexed.path().join("慢.yml"), "- q: 搜\n  frist: a.md\n").expect("a file can be written");
    fs::write(indexed.path().join("单.yml"), "- q: 搜\n  first: content/滚动.md\n")
        .expect("a file can be written");
    fs::create_dir(site.path().join("别的")).expect("a folder can be made");
    fs::write(site.path().join("别的/日记.txt"), "我的").expect("a file can be written");
    run_sou(site.path(), &["init"]).expect_code(0);
    let here = indexed.path();
    let rows = vec![
        row(
            "Work",
            empty.path(),
            &["index", "没有"],
            3,
            expect![[r#"
            error: there is no site in `[FOLDER]/没有`: entity not found
            hint: nothing was changed; name the site's folder, or mount it, and run again"#]],
        ),
        row(
            "Setting",
            here,
            &["search", "搜", "--config", "没有.yml"],
            2,
            expect!["error: --config: there is no file `[FOLDER]/没有.yml`"],
        ),
        row(
            "NoIndex",
            site.path(),
            &["search", "搜"],
            2,
            expect![[r#"
                error: there is no index in `[FOLDER]/index`
                hint: `sou index` makes one"#]],
        ),
        row(
            "IndexFolderTaken",
            site.path(),
            &["index", "--index", "别的"],
            2,
            expect![[r#"
                error: `[FOLDER]/别的` is no folder for an index: it holds `日记.txt`
                hint: name an empty or a new folder with `--index`, `SOU_INDEX` or `index:` in `sou.yml`"#]],
        ),
        row(
            "SettingsExist",
            site.path(),
            &["init"],
            2,
            expect![[r#"
                error: there is a `[FOLDER]/sou.yml` already
                hint: `sou init --force` replaces it"#]],
        ),
        row(
            "DatesReversed",
            here,
            &["search", "搜", "--from", "2024-02-01", "--to", "2024-01-01"],
            2,
            expect!["error: `--to 2024-01-01` is before `--from 2024-02-01`: no page can be dated so"],
        ),
        row(
            "NoSuchCommand",
            here,
            &["man", "搜索"],
            2,
            expect![[r#"
            error: `搜索` is no command of sou
            hint: `sou --help` lists them"#]],
        ),
        listening(),
        row(
            "SecretTooShort",
            here,
            &["serve", "--addr", "127.0.0.1:0", "--webhook-secret-file", "短"],
            2,
            expect![[r#"
                error: the secret in `[FOLDER]/短` is too short: expected at least 16 bytes
                hint: `openssl rand -hex 32` makes one"#]],
        ),
        without_a_folder(),
        without_utf_8(),
        row(
            "Golden",
            here,
            &["eval", "慢.yml"],
            2,
            expect![
                "error: cannot use `慢.yml`: entry 1: expected one of `q`, `first`, `relevant`, `class`, `lang`, `tag`, `tags`, `note`, found `frist`"
            ],
        ),
        row(
            "NotASet",
            here,
            &["eval", "单.yml", "--together"],
            2,
            expect![
                "error: `--together` puts test sets into one index, and `单.yml` is a list of queries for the site's"
            ],
        ),
        on_a_full_device(),
    ];
    check("Failure", rows);
}

#[test]
fn every_error_of_settings_comes_about() {
    let rows = |text: &str, variant, expected| {
        let site = site(SITE);
        fs::write(site.path().join("sou.yml"), text).expect("a file can be written");
        row(variant, site.path(), &["search", "搜"], 2, expected)
    };
    let site = site(SITE);
    let here = site.path();
    fs::create_dir(here.join("文件夹")).expect("a folder can be made");
    let checked = vec![
        rows(
            "time_zone: 火星\n",
            "WrongValue",
            expect![
                "error: [FOLDER]/sou.yml:1: `time_zone` expects the name of a time zone, such as `Asia/Shanghai`, found `火星`"
            ],
        ),
        rows(
            "generator: [1]\n",
            "WrongValue",
            expect![
                "error: [FOLDER]/sou.yml:1: `generator` expects one of `jekyll`, `hugo`, `hexo`, `zola`, `docusaurus`, `vitepress`, `astro`, `mkdocs`, `mdbook`, `pelican`, `obsidian`, `plain`, found a list"
            ],
        ),
        rows(
            "synonyms:\n  - [k8s, kubernetes]\n  - 一个\n",
            "WrongItem",
            expect![
                "error: [FOLDER]/sou.yml:3: `synonyms` expects two or more words, such as `[k8s, kubernetes]` or `pod => 容器组`, found `一个`"
            ],
        ),
        rows(
            "标题: 甲\nlangauge: zh\n",
            "UnknownKey",
            expect![[r#"
            error: [FOLDER]/sou.yml:1: `标题` is no setting
            hint: `sou config show` lists every setting"#]],
        ),
        rows(
            "language: [zh\n",
            "Syntax",
            expect![
                "error: [FOLDER]/sou.yml:1: expected YAML, found an error: did not find expected ',' or ']'"
            ],
        ),
        row(
            "NoFile",
            here,
            &["search", "搜", "--config", "没有.yml"],
            2,
            expect!["error: --config: there is no file `[FOLDER]/没有.yml`"],
        ),
        row(
            "Unreadable",
            here,
            &["search", "搜", "--config", "文件夹"],
            2,
            expect!["error: cannot read `[FOLDER]/文件夹`: Is a directory (os error 21)"],
        ),
    ];
    check("SettingError", checked);
}

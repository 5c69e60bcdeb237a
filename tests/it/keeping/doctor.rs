//! What `sou doctor` and `sou verify` say of a site and its index.

use std::fs;
use std::path::Path;

use expect_test::{Expect, expect};
use serde_json::Value;

use crate::support::{run_sou, run_sou_with, site, write_files};

use super::{SITE, damage, indexed, published};

/// Nothing of this machine: its port may be taken.
const ADDR: [(&str, &str); 1] = [("SOU_ADDR", "127.0.0.1:0")];

/// The findings of `sou doctor` that are not as they should be, with what to do,
/// a line each.
#[track_caller]
fn check_doctor(folder: &Path, variables: &[(&str, &str)], code: i32, expected: Expect) {
    let variables = [variables, &ADDR[..]].concat();
    let ran = run_sou_with(folder, &["doctor", "--json"], &variables).expect_code(code);
    let examination: Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
    let findings = examination["findings"].as_array().expect("a list");
    assert!(
        findings.iter().any(|finding| finding["check"] == "clock"),
        "it looks at everything: {}",
        ran.report()
    );
    let mut shown = String::new();
    for finding in findings.iter().filter(|finding| finding["level"] != "ok") {
        let text = |name: &str| finding[name].as_str().unwrap_or("nothing").to_owned();
        shown.push_str(&format!(
            "{} {}: {}\n  → {}\n",
            text("level"),
            text("check"),
            text("message"),
            text("advice")
        ));
    }
    let here = folder.display().to_string();
    expected.assert_eq(&shown.replace(&here, "[FOLDER]"));
}

#[test]
fn a_site_that_is_well() {
    let site = indexed();
    check_doctor(site.path(), &[], 0, expect![""]);
    let ran = run_sou_with(site.path(), &["doctor"], &ADDR).expect_code(0);
    for line in ["ok    generator", "ok    files", "ok    index", "ok    analyzer", "ok    fresh"] {
        assert!(ran.stdout.contains(line), "{line}: {}", ran.report());
    }
    let columns: Vec<Option<usize>> =
        ran.stdout.lines().filter(|line| line.starts_with("ok")).map(|line| line[6..].find("  ")).collect();
    assert!(columns.iter().all(Option::is_some), "every message begins in its column: {}", ran.report());
}

#[test]
fn a_site_without_an_index() {
    check_doctor(
        site(SITE).path(),
        &[],
        1,
        expect![[r#"
            fail index: there is none in `[FOLDER]/index`
              → `sou index` makes one
        "#]],
    );
}

#[test]
fn a_site_that_is_not_there_and_settings_that_are_none() {
    let folder = indexed();
    check_doctor(
        folder.path(),
        &[("SOU_SITE", "没有"), ("SOU_INDEX", "index"), ("SOU_INDX", "x")],
        1,
        expect![[r#"
            warn settings: the variable `SOU_INDX` is no setting
              → did you mean `SOU_INDEX`?
            fail site: there is no folder `[FOLDER]/没有`
              → name the folder of the site: `sou doctor SITE`, `SOU_SITE` or `site:` in `sou.yml`
        "#]],
    );
    fs::write(folder.path().join("sou.yml"), "adr: x\n").expect("a file can be written");
    let ran = run_sou(folder.path(), &["doctor"]).expect_code(1);
    assert!(ran.stdout.starts_with("fail  settings  "), "{}", ran.report());
    assert!(ran.stdout.contains("→ did you mean `addr`?"), "{}", ran.report());
}

#[test]
fn a_folder_without_markdown() {
    let folder = site("//- 照片.jpg\n不是文章\n");
    check_doctor(
        folder.path(),
        &[],
        1,
        expect![[r#"
            fail files: no Markdown file was found
              → if the pages lie elsewhere, say so with `content:` in `sou.yml`; if the generator is another, with `generator:`
            fail index: there is none in `[FOLDER]/index`
              → `sou index` makes one
        "#]],
    );
}

#[test]
fn an_index_of_other_words_and_one_that_is_damaged() {
    let site = indexed();
    let ran = run_sou_with(site.path(), &["doctor"], &[ADDR[0], ("SOU_WORDS", "云原生")]).expect_code(0);
    assert!(ran.stdout.contains("warn  words"), "{}", ran.report());
    damage(&published(site.path()).join("catalog.bin"));
    let ran = run_sou_with(site.path(), &["doctor"], &ADDR).expect_code(1);
    assert!(ran.stdout.contains("catalog.bin"), "{}", ran.report());
    assert!(ran.stdout.contains("→ run `sou index`"), "{}", ran.report());
}

#[test]
fn what_was_saved_long_ago_and_never_indexed() {
    let site = indexed();
    let path = site.path().join("content/舊文.md");
    fs::write(&path, "很久以前的文章。").expect("a file can be written");
    let long_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    let file = fs::File::options().write(true).open(&path).expect("it is there");
    file.set_modified(long_ago).expect("its time can be set");
    let ran = run_sou_with(site.path(), &["doctor"], &ADDR).expect_code(0);
    assert!(
        ran.stdout.contains("warn  fresh") && ran.stdout.contains("1 file has changed"),
        "{}",
        ran.report()
    );
    run_sou(site.path(), &["index"]).expect_code(0);
    let ran = run_sou_with(site.path(), &["doctor"], &ADDR).expect_code(0);
    assert!(ran.stdout.contains("ok    fresh"), "{}", ran.report());
}

#[test]
fn a_server_that_is_not_there() {
    let site = indexed();
    // A port that was free a moment ago, and that nobody has taken since.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let addr = listener.local_addr().expect("a listener has an address").to_string();
    drop(listener);
    let ran = run_sou(site.path(), &["doctor", "--server", "--addr", &addr]).expect_code(1);
    assert!(ran.stdout.starts_with(&format!("fail  server  no Sou answers at {addr}")), "{}", ran.report());
}

#[cfg(unix)]
#[test]
fn a_secret_that_everybody_reads() {
    use std::os::unix::fs::PermissionsExt;
    let site = indexed();
    let path = site.path().join("secret");
    fs::write(&path, "五月的秘密五月的秘密").expect("a file can be written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("a mode can be set");
    check_doctor(
        site.path(),
        &[("SOU_WEBHOOK_SECRET_FILE", "secret")],
        0,
        expect![[r#"
            warn secret: every user of this machine can read `[FOLDER]/secret`
              → `chmod 600 [FOLDER]/secret`
        "#]],
    );
}

#[test]
fn every_generation_is_looked_at() {
    let site = indexed();
    write_files(site.path(), "//- content/新.md\n新的文章。\n");
    run_sou(site.path(), &["index"]).expect_code(0);
    let ran = run_sou(site.path(), &["verify"]).expect_code(0);
    assert!(ran.stdout.starts_with("ok    gen-000002, published: 3 pages"), "{}", ran.report());
    assert!(ran.stdout.contains("ok    gen-000001: 2 pages"), "{}", ran.report());
    damage(&site.path().join("index/gen-000001/files.bin"));
    let ran = run_sou(site.path(), &["verify"]).expect_code(1);
    assert!(ran.stdout.starts_with("ok    gen-000002"), "{}", ran.report());
    assert!(
        ran.stdout.contains("fail  gen-000001: `") && ran.stdout.contains("files.bin"),
        "{}",
        ran.report()
    );
    let json = run_sou(site.path(), &["verify", "--json"]).expect_code(1);
    let json: Value = serde_json::from_str(&json.stdout).expect("it is JSON");
    assert_eq!(json["generations"][0]["error"], Value::Null, "{json:#}");
    fs::write(site.path().join("index/CURRENT"), "../../etc\n").expect("the pointer can be written");
    let ran = run_sou(site.path(), &["verify"]).expect_code(1);
    assert!(ran.stdout.starts_with("fail  `") && ran.stdout.contains("CURRENT"), "{}", ran.report());
    run_sou(tempfile::tempdir().expect("a folder").path(), &["verify"]).expect_code(2);
}

//! What an owner does with an index besides building it: looking whether it is
//! well, and moving it.
//!
//! 1. `sou doctor` names what is wrong and what to do, and ends with 1 if anything
//!    does not work; whatever is broken, it looks at the rest too.
//! 2. `sou verify` names every generation that is damaged.
//! 3. What was exported and imported answers as before.
//! 4. A file that is no sound export changes nothing.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use expect_test::{Expect, expect};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::Value;
use tar::{Builder, EntryType, Header};
use tempfile::TempDir;

use crate::support::{Ran, run_sou, run_sou_with, site, write_files};

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
每個 Pod 都有兩種位址，Ｋ８Ｓ集群也是。
";

#[track_caller]
fn indexed() -> TempDir {
    let site = site(SITE);
    run_sou(site.path(), &["index"]).expect_code(0);
    site
}

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

/// The folder of the published generation.
fn published(site: &Path) -> PathBuf {
    let pointer = fs::read_to_string(site.join("index/CURRENT")).expect("something is published");
    site.join("index").join(pointer.split_whitespace().next().expect("the pointer names a generation"))
}

/// Turns one bit over, in a file that no other generation shares.
fn damage(path: &Path) {
    let mut bytes = fs::read(path).expect("it is there");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::remove_file(path).expect("it can be removed");
    fs::write(path, bytes).expect("it can be written");
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

/// An index that was exported, as a file in a folder of its own.
fn exported(site: &Path) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let file = folder.path().join("搜索.tar.gz");
    let ran = run_sou(site, &["export", file.to_str().expect("UTF-8")]).expect_code(0);
    assert!(ran.stderr.starts_with("exported gen-000001: 2 pages"), "{}", ran.report());
    (folder, file)
}

fn import(folder: &Path, file: &Path) -> Ran {
    run_sou(folder, &["import", file.to_str().expect("UTF-8")])
}

#[test]
fn what_is_moved_answers_as_before() {
    let site = indexed();
    let (_kept, file) = exported(site.path());
    let other = tempfile::tempdir().expect("a temporary folder can be made");
    for number in 1..=3 {
        let ran = import(other.path(), &file).expect_code(0);
        assert!(ran.stderr.starts_with(&format!("imported gen-00000{number}: 2 pages")), "{}", ran.report());
    }
    run_sou(other.path(), &["verify"]).expect_code(0);
    for q in ["双协议栈", "k8s", "滾動更新"] {
        let [here, there] =
            [site.path(), other.path()].map(|folder| run_sou(folder, &["search", q]).expect_code(0));
        assert_eq!(here.stdout, there.stdout, "{q}");
    }
    // The same site there goes on from it: nothing is read again but what changed.
    write_files(other.path(), SITE);
    run_sou(other.path(), &["index"]).expect_code(0);
}

#[test]
fn an_index_of_other_words_answers_with_its_own() {
    let site = indexed();
    let (_kept, file) = exported(site.path());
    let other = tempfile::tempdir().expect("a temporary folder can be made");
    let file = file.to_str().expect("UTF-8");
    let ran = run_sou_with(other.path(), &["import", file], &[("SOU_WORDS", "云原生")]).expect_code(0);
    assert!(ran.stderr.contains("imported gen-000001: 2 pages"), "{}", ran.report());
    run_sou_with(other.path(), &["search", "pod"], &[("SOU_WORDS", "云原生")]).expect_code(0);
}

#[test]
fn without_an_index_there_is_nothing_to_export() {
    let folder = site(SITE);
    let ran = run_sou(folder.path(), &["export", "out.tar.gz"]).expect_code(2);
    assert!(ran.stderr.contains("hint: `sou index` makes one"), "{}", ran.report());
    assert!(!folder.path().join("out.tar.gz").exists());
}

/// A file of an archive: its name, its kind, what it links to, its bytes, and the
/// length that its header claims.
#[derive(Clone)]
struct File {
    name: Vec<u8>,
    kind: EntryType,
    link: Option<&'static str>,
    bytes: Vec<u8>,
    claimed_bytes: u64,
}

impl File {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let claimed_bytes = bytes.len() as u64;
        Self { name: name.into(), kind: EntryType::Regular, link: None, bytes: bytes.to_vec(), claimed_bytes }
    }
}

/// The files of an export, in their order.
fn unpacked(file: &Path) -> Vec<File> {
    let mut archive = tar::Archive::new(GzDecoder::new(fs::File::open(file).expect("it is there")));
    let entries = archive.entries().expect("it is an archive").map(|entry| {
        let mut entry = entry.expect("it is whole");
        let name = entry.path().expect("a name").to_str().expect("UTF-8").to_owned();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut bytes).expect("it is whole");
        File::new(&name, &bytes)
    });
    entries.collect()
}

/// An archive of these files, whatever their names are.
fn packed(files: &[File]) -> Vec<u8> {
    let mut tar = Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for file in files {
        let mut header = Header::new_gnu();
        header.as_mut_bytes()[..file.name.len()].copy_from_slice(&file.name);
        header.set_entry_type(file.kind);
        if let Some(link) = file.link {
            header.set_link_name(link).expect("a short name");
        }
        header.set_size(file.claimed_bytes);
        header.set_mode(0o777);
        header.set_cksum();
        tar.append(&header, Cursor::new(&file.bytes)).expect("it is in memory");
    }
    tar.into_inner().and_then(GzEncoder::finish).expect("it is in memory")
}

#[test]
fn what_is_no_sound_export_changes_nothing() {
    let site = indexed();
    let (_kept, file) = exported(site.path());
    let sound = unpacked(&file);
    assert_eq!(sound[0].name, b"manifest.json", "the manifest comes first");
    let last = sound.len() - 1;
    let with = |change: &dyn Fn(&mut Vec<File>)| {
        let mut files = sound.clone();
        change(&mut files);
        packed(&files)
    };
    let added = |name: &str| with(&|files| files.push(File::new(name, b"x")));
    let of_kind = |kind, link| {
        with(&|files: &mut Vec<File>| {
            let file = &mut files[last];
            (file.kind, file.link, file.bytes, file.claimed_bytes) = (kind, Some(link), Vec::new(), 0);
        })
    };
    let text = String::from_utf8(sound[0].bytes.clone()).expect("a manifest is UTF-8");
    let whole = fs::read(&file).expect("it is there");
    let hostile: Vec<(&str, Vec<u8>)> = vec![
        ("empty", Vec::new()),
        ("no archive", "这不是归档".into()),
        ("cut short", whole[..whole.len() / 2].to_vec()),
        ("no files", packed(&[])),
        ("the manifest missing", packed(&sound[1..])),
        ("a file missing", packed(&sound[..last])),
        ("a file twice", with(&|files| files.push(files[last].clone()))),
        ("a name that leads out", added("../../escaped")),
        ("a name that leads out, deeper", added("terms/../../../escaped")),
        ("an absolute name", added("/escaped")),
        ("a name of a folder above", added("..")),
        (
            "a name that is no text",
            with(&|files| {
                let mut file = File::new("", b"x");
                file.name = b"terms/\xff\xfe".to_vec();
                files.push(file);
            }),
        ),
        ("a file that nobody asked for", added("terms/另外.md")),
        ("a link", of_kind(EntryType::Symlink, "/etc/passwd")),
        ("a hard link", of_kind(EntryType::Link, "manifest.json")),
        ("a folder", of_kind(EntryType::Directory, "x")),
        ("a device", of_kind(EntryType::Char, "x")),
        ("a long name", of_kind(EntryType::GNULongName, "x")),
        ("a header of headers", of_kind(EntryType::XHeader, "x")),
        ("a bit turned over", with(&|files| files[last].bytes[0] ^= 1)),
        (
            "a byte too many",
            with(&|files| {
                files[last].bytes.push(0);
                files[last].claimed_bytes += 1;
            }),
        ),
        ("a length of a thousand gigabytes", with(&|files| files[last].claimed_bytes = 1 << 40)),
        ("a manifest of a thousand gigabytes", with(&|files| files[0].claimed_bytes = 1 << 40)),
        (
            "a manifest that was edited",
            with(&|files| {
                files[0] =
                    File::new("manifest.json", text.replace("\"n_pages\": 2", "\"n_pages\": 3").as_bytes());
            }),
        ),
        (
            "another version",
            with(&|files| {
                files[0] =
                    File::new("manifest.json", text.replace("\"format\": ", "\"format\": 9").as_bytes());
            }),
        ),
    ];
    let parent = tempfile::tempdir().expect("a temporary folder can be made");
    let other = parent.path().join("a/b");
    fs::create_dir_all(&other).expect("a folder can be made");
    let bad = parent.path().join("坏.tar.gz");
    for (what, bytes) in &hostile {
        fs::write(&bad, bytes).expect("a file can be written");
        let ran = import(&other, &bad).expect_code(2);
        assert!(
            ran.stderr.starts_with("error: `") && ran.stderr.contains("hint: "),
            "{what}: {}",
            ran.report()
        );
        assert!(!ran.stderr.contains("panicked"), "{what}: {}", ran.report());
        let left: Vec<_> = fs::read_dir(other.join("index"))
            .map(|entries| entries.flatten().map(|entry| entry.file_name()).collect())
            .unwrap_or_default();
        let is_clean =
            left.iter().all(|name| [".sou.lock", ".gitignore", "README.md"].iter().any(|own| name == own));
        assert!(is_clean, "{what} leaves {left:?}");
    }
    let mut names: Vec<_> =
        fs::read_dir(parent.path()).expect("it is there").flatten().map(|e| e.file_name()).collect();
    names.sort();
    assert_eq!(names, ["a", "坏.tar.gz"], "nothing was written outside");
    // The same folder takes a sound one.
    import(&other, &file).expect_code(0);
    run_sou(&other, &["search", "雙協議棧"]).expect_code(0);
}

#[test]
fn a_compression_bomb_is_not_unpacked() {
    let site = indexed();
    let (_kept, file) = exported(site.path());
    let sound = unpacked(&file);
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    let mut header = Header::new_gnu();
    header.set_path("manifest.json").expect("a short name");
    header.set_size(sound[0].bytes.len() as u64);
    header.set_mode(0o644);
    header.set_cksum();
    bomb.write_all(header.as_bytes()).expect("it is in memory");
    // Blocks of zeros end an archive; these go on as a file that has no name.
    for _ in 0..64 {
        bomb.write_all(&vec![b'x'; 1 << 20]).expect("it is in memory");
    }
    let bytes = bomb.finish().expect("it is in memory");
    assert!(bytes.len() < 1 << 20, "it is small");
    let other = tempfile::tempdir().expect("a temporary folder can be made");
    let bad = other.path().join("炸弹.tar.gz");
    fs::write(&bad, bytes).expect("a file can be written");
    let ran = import(other.path(), &bad).expect_code(2);
    assert!(ran.stderr.contains("hint: "), "{}", ran.report());
}

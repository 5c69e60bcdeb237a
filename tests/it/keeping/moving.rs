//! An index as one file: what was exported and imported answers as before, and what is no sound export changes nothing.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use tar::{Builder, EntryType, Header};
use tempfile::TempDir;

use crate::support::{Ran, run_sou, run_sou_with, site, write_files};

use super::{SITE, indexed};

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

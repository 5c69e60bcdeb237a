//! Whatever stands in the small files of an index, or in an archive of one, to an
//! index that answers or says why not.
//!
//! Input: a letter that chooses what is written where, then what is written:
//! `a` the pointer, `b` the manifest, `c` a manifest with these JSON fields and a
//! seal that is right, `d` the status, `e` the catalog; `f` a catalog and `g` a list of files
//! that are only decoded; `h` an archive, compressed for it; `i` the sound archive with bytes
//! changed: two bytes for where, one for what.
//!
//! The index has two generations of which one stays sound.
//!
//! 1. Nothing panics; what answers is one of the two editions, whole; one of them
//!    does answer, unless other rules are said to have written it.
//! 2. The next run makes the index sound, whatever was there.
//! 3. An archive that is refused changes nothing and leaves nothing.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sou::index::build::build;
use sou::index::catalog::{Catalog, Files};
use sou::index::{Store, archive};
use sou::search::{Engine, PageLine};
use sou::{Error, error};
use tempfile::TempDir;
use twox_hash::xxhash3_128::Hasher;

use super::{ANALYZER, Input, build_options, write_site};

/// A sound index in memory.
struct Sound {
    site: TempDir,
    /// By path in the index.
    files: BTreeMap<PathBuf, Vec<u8>>,
    /// What the two generations list.
    editions: [Vec<PageLine>; 2],
    /// The archive of the second one, not compressed.
    archive: Vec<u8>,
}

const PAGES: [[(&str, &str); 2]; 2] = [
    [("content/滚动.md", "# 滚动更新\n\n先停一个。\n"), ("content/雙棧.md", "# 雙協議棧\n\n兩種位址。\n")],
    [("content/滚动.md", "# 滚动更新\n\n先停一个。\n"), ("content/雙棧.md", "# 改了\n\n論壇。\n")],
];

static SOUND: LazyLock<Sound> = LazyLock::new(|| {
    let (site, index) = (folder(), folder());
    let editions = PAGES.map(|pages| {
        write_site(site.path(), &pages);
        run(site.path(), index.path());
        listed(index.path()).expect("it is sound")
    });
    let mut compressed = Vec::new();
    archive::export(&Store::at(index.path()), &mut compressed, Path::new("出口")).expect("it is sound");
    let mut archive = Vec::new();
    GzDecoder::new(compressed.as_slice()).read_to_end(&mut archive).expect("it was compressed");
    Sound { site, files: files(index.path()), editions, archive }
});

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}

fn run(site: &Path, index: &Path) {
    build(&build_options(site, index), &ANALYZER, &|_| {}).expect("the site can be indexed");
}

fn listed(index: &Path) -> error::Result<Vec<PageLine>> {
    Engine::open(index, Arc::clone(&ANALYZER)).map(|engine| engine.pages(true))
}

/// All files below `root`, by their path in it.
fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut left = vec![PathBuf::new()];
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(root.join(&folder)).expect("it can be listed") {
            let path = folder.join(entry.expect("it can be listed").file_name());
            match fs::read(root.join(&path)) {
                Ok(bytes) => drop(files.insert(path, bytes)),
                Err(_) => left.push(path),
            }
        }
    }
    files
}

/// Checks one input.
pub fn check(bytes: &[u8]) {
    let mut input = Input(bytes);
    let kind = input.pick(b"abcdefghi");
    let written = input.rest();
    match kind {
        b'f' => return check_decoded::<Catalog>(written),
        b'g' => return check_decoded::<Files>(written),
        b'h' => return check_import(written),
        b'i' => {
            let mut archive = SOUND.archive.clone();
            for patch in written.chunks_exact(3) {
                let at = usize::from(u16::from_le_bytes([patch[0], patch[1]]));
                let len_bytes = archive.len();
                archive[at % len_bytes] = patch[2];
            }
            return check_import(&archive);
        }
        _ => {}
    }
    let index = folder();
    write_index(index.path());
    let newest = index.path().join("gen-000002");
    match kind {
        b'a' => write(&index.path().join("CURRENT"), written),
        b'b' => write(&newest.join("manifest.json"), written),
        b'c' => write_manifest(index.path(), written),
        b'd' => write(&index.path().join("status.json"), written),
        _ => write(&newest.join("catalog.bin"), written),
    }
    check_opened(index.path());
    if let Err(error) = Store::at(index.path()).status() {
        assert!(error.to_string().contains("status.json"), "{error}");
    }
    run(SOUND.site.path(), index.path());
    assert_eq!(listed(index.path()).expect("the run made it sound"), SOUND.editions[1]);
    let engine = Engine::open(index.path(), Arc::clone(&ANALYZER)).expect("it is sound");
    assert!(engine.fallback().is_none(), "the published one answers");
}

fn write_index(root: &Path) {
    for (path, bytes) in &SOUND.files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder can be made");
        write(&path, bytes);
    }
}

fn write(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).expect("a file can be written");
}

/// One of the editions answers, or the message says what to do.
fn check_opened(index: &Path) {
    match listed(index) {
        Ok(pages) => assert!(SOUND.editions.contains(&pages), "{pages:?}"),
        Err(error @ Error::Incompatible { .. }) => assert!(error.to_string().contains("\nhint: "), "{error}"),
        Err(error) => panic!("an older generation is sound, and nothing answers: {error}"),
    }
}

/// The manifest of the newest generation with the fields that are given, sealed again.
fn write_manifest(index: &Path, given: &[u8]) {
    let path = index.join("gen-000002/manifest.json");
    let text = fs::read(&path).expect("it is there");
    let mut manifest: Value = serde_json::from_slice(&text).expect("it is JSON");
    let Ok(Value::Object(given)) = serde_json::from_slice(given) else { return };
    let fields = manifest.as_object_mut().expect("it has fields");
    fields.shift_remove("seal");
    for (key, value) in given.into_iter().filter(|(key, _)| key != "seal") {
        match (fields.get_mut(&key), value) {
            (Some(Value::Object(files)), Value::Object(more)) => files.extend(more),
            (_, value) => drop(fields.insert(key, value)),
        }
    }
    let mut text = serde_json::to_string_pretty(&manifest).expect("JSON is printable");
    text.truncate(text.trim_end_matches('}').trim_end().len());
    let seal = hash(text.as_bytes());
    text.push_str(&format!(",\n  \"seal\": \"{seal}\"\n}}\n"));
    write(&path, text.as_bytes());
    write(&index.join("CURRENT"), format!("gen-000002 {}\n", hash(text.as_bytes())).as_bytes());
}

fn hash(bytes: &[u8]) -> String {
    format!("{:032x}", Hasher::oneshot(bytes))
}

/// What can be decoded can be written, and is the same when it is decoded again.
fn check_decoded<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(bytes: &[u8]) {
    let Ok(decoded) = postcard::from_bytes::<T>(bytes) else { return };
    let written = postcard::to_stdvec(&decoded).expect("what was decoded can be written");
    let again: T = postcard::from_bytes(&written).expect("what was written can be decoded");
    assert_eq!(again, decoded);
}

/// Imports an archive into an index that has one edition, and into none.
fn check_import(archive: &[u8]) {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(archive).expect("memory can be written");
    let compressed = encoder.finish().expect("memory can be written");
    let index = folder();
    write_index(index.path());
    let before = files(index.path());
    let place = Path::new("出口.tar.gz");
    let store = Store::at(index.path());
    match archive::import(&store, compressed.as_slice(), place, &ANALYZER.fingerprint()) {
        Ok(moved) => {
            assert_eq!(moved.generation, "gen-000003");
            assert_eq!(listed(index.path()).expect("what was imported answers"), SOUND.editions[1]);
        }
        Err(error) => {
            let said = error.to_string();
            assert!(said.contains("hint: "), "{said}");
            assert!(files(index.path()) == before, "it was refused, and something changed: {said}");
        }
    }
}

//! The bodies of the fuzz targets, without a fuzzer: each holds for every input of
//! `fuzz/seeds`, which we wrote, for every one of `fuzz/found`, which broke something
//! once, and for inputs made of both and of the target's dictionary.
//!
//! 1. A target has a body, a file in `fuzz`, seeds and a dictionary.
//! 2. Its body holds for all of those inputs.
//! 3. A body can fail: each refuses what is wrong on purpose.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};

use crate::bodies;
use crate::faults::n_cases;

/// A body, and how many inputs it is given by chance: a few here, all by `tests/prove`.
struct Target {
    name: &'static str,
    check: fn(&[u8]),
    n_few: usize,
    n_all: usize,
}

const TARGETS: [Target; 8] = [
    Target { name: "decode_bytes", check: bodies::decode_bytes::check, n_few: 200, n_all: 100_000 },
    Target { name: "front_matter", check: bodies::front_matter::check, n_few: 400, n_all: 200_000 },
    Target { name: "query", check: bodies::query::check, n_few: 100, n_all: 20_000 },
    Target { name: "snippet", check: bodies::snippet::check, n_few: 300, n_all: 200_000 },
    Target { name: "addresses", check: bodies::addresses::check, n_few: 100, n_all: 20_000 },
    Target { name: "manifest", check: bodies::manifest::check, n_few: 40, n_all: 5_000 },
    Target { name: "http_raw", check: bodies::http_raw::check, n_few: 100, n_all: 20_000 },
    Target { name: "index_ops", check: bodies::index_ops::check, n_few: 6, n_all: 500 },
];

fn fuzz_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

/// The files of a folder, in order of name; none if there is no folder.
fn inputs(folder: &str, target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = fuzz_folder().join(folder).join(target);
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let bytes = fs::read(&path).expect("an input can be read");
        (path, bytes)
    };
    paths.into_iter().map(read).collect()
}

/// The words of a dictionary in libFuzzer's form: one in quotation marks each line.
fn dictionary(target: &str) -> Vec<Vec<u8>> {
    let path = fuzz_folder().join("dictionaries").join(format!("{target}.dict"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| word(line).unwrap_or_else(|| panic!("{}: `{line}` is no word", path.display())))
        .collect()
}

fn word(line: &str) -> Option<Vec<u8>> {
    let mut rest = line.strip_prefix('"')?.strip_suffix('"')?.bytes();
    let mut bytes = Vec::new();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'\\' => match rest.next()? {
                b'x' => {
                    let digits = [rest.next()?, rest.next()?];
                    u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
                }
                escaped @ (b'\\' | b'"') => escaped,
                _ => return None,
            },
            b'"' => return None,
            plain => plain,
        });
    }
    Some(bytes)
}

/// What is done to a seed; places are parts of 2^16 of what is there by then.
#[derive(Debug, Clone)]
enum Edit {
    Insert { at: u16, word: Vec<u8> },
    Remove { at: u16, n_bytes: usize },
    Set { at: u16, byte: u8 },
    Double { at: u16, n_bytes: usize },
}

impl Edit {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let place = |at: u16, len: usize| usize::from(at) * len / 65_536;
        match self {
            Self::Insert { at, word } => {
                let at = place(*at, bytes.len() + 1);
                bytes.splice(at..at, word.iter().copied());
            }
            Self::Remove { at, n_bytes } => {
                let at = place(*at, bytes.len() + 1);
                let end = (at + n_bytes).min(bytes.len());
                bytes.drain(at..end);
            }
            Self::Set { at, byte } => {
                let at = place(*at, bytes.len());
                if let Some(old) = bytes.get_mut(at) {
                    *old = *byte;
                }
            }
            Self::Double { at, n_bytes } => {
                let at = place(*at, bytes.len() + 1);
                let piece = bytes[at..(at + n_bytes).min(bytes.len())].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
}

/// Seeds of the target, changed in some places; now and then nothing but noise.
fn any_input(seeds: Vec<Vec<u8>>, words: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let word = prop_oneof![4 => prop::sample::select(words), 1 => prop::collection::vec(any::<u8>(), 1..8)];
    let edit = prop_oneof![
        6 => (any::<u16>(), word).prop_map(|(at, word)| Edit::Insert { at, word }),
        2 => (any::<u16>(), 1_usize..24).prop_map(|(at, n_bytes)| Edit::Remove { at, n_bytes }),
        2 => (any::<u16>(), any::<u8>()).prop_map(|(at, byte)| Edit::Set { at, byte }),
        1 => (any::<u16>(), 1_usize..200).prop_map(|(at, n_bytes)| Edit::Double { at, n_bytes }),
    ];
    let edited =
        (prop::sample::select(seeds), prop::collection::vec(edit, 0..16)).prop_map(|(seed, edits)| {
            let mut bytes = seed;
            edits.iter().for_each(|edit| edit.apply(&mut bytes));
            bytes
        });
    prop_oneof![9 => edited, 1 => prop::collection::vec(any::<u8>(), 0..300)]
}

#[track_caller]
fn check(name: &str) {
    let target = TARGETS.iter().find(|target| target.name == name).expect("it is one of the targets");
    let seeds = inputs("seeds", name);
    let found = inputs("found", name);
    for (path, bytes) in seeds.iter().chain(&found) {
        let held = std::panic::catch_unwind(|| (target.check)(bytes));
        assert!(held.is_ok(), "{} breaks what is said above", path.display());
    }
    let n_cases = n_cases(target.n_few, target.n_all);
    let config = Config {
        cases: u32::try_from(n_cases).expect("a small number"),
        failure_persistence: None,
        max_shrink_time: 60_000,
        ..Config::default()
    };
    let (n_seeds, n_found) = (seeds.len(), found.len());
    let seeds: Vec<Vec<u8>> = seeds.into_iter().map(|(_, bytes)| bytes).collect();
    let outcome = TestRunner::new(config).run(&any_input(seeds, dictionary(name)), |bytes| {
        (target.check)(&bytes);
        Ok(())
    });
    outcome.unwrap_or_else(|failure| match failure {
        TestError::Fail(reason, bytes) => {
            panic!("{name}: {reason}\nsmallest input: {}", bytes.escape_ascii())
        }
        TestError::Abort(reason) => panic!("{name}: {reason}"),
    });
    println!(
        "fuzz {name}: {n_seeds} seeds, {n_found} inputs found before, {n_cases} made by chance: all hold"
    );
}

#[test]
fn decode_bytes_holds() {
    check("decode_bytes");
}

#[test]
fn front_matter_holds() {
    check("front_matter");
}

#[test]
fn query_holds() {
    check("query");
}

#[test]
fn snippet_holds() {
    check("snippet");
}

#[test]
fn addresses_holds() {
    check("addresses");
}

#[test]
fn manifest_holds() {
    check("manifest");
}

#[test]
fn http_raw_holds() {
    check("http_raw");
}

#[test]
fn index_ops_holds() {
    check("index_ops");
}

#[test]
fn a_target_has_all_that_it_needs() {
    let names: BTreeSet<String> = TARGETS.iter().map(|target| target.name.to_owned()).collect();
    let listed = |folder: &str| -> BTreeSet<String> {
        let entries = fs::read_dir(fuzz_folder().join(folder)).expect("it can be listed");
        let paths = entries.map(|entry| entry.expect("it can be listed").path());
        paths.map(|path| path.file_stem().expect("it has a name").to_string_lossy().into_owned()).collect()
    };
    for folder in ["targets", "seeds", "dictionaries"] {
        assert_eq!(listed(folder), names, "fuzz/{folder}");
    }
    let manifest = fs::read_to_string(fuzz_folder().join("Cargo.toml")).expect("it can be read");
    let this_file =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file!())).expect("it can be read");
    for name in &names {
        assert!(manifest.contains(&format!("name = \"{name}\"\npath = \"targets/{name}.rs\"")), "{name}");
        assert!(this_file.contains(&format!("fn {name}_holds() {{")), "{name} is not run");
        assert!(inputs("seeds", name).len() >= 4, "{name} has few seeds");
        assert!(dictionary(name).len() >= 10, "{name} has few words");
    }
    let strays: Vec<String> =
        listed("found").difference(&names).filter(|name| *name != "README").cloned().collect();
    assert_eq!(strays, Vec::<String>::new(), "what was found belongs to a target");
}

#[test]
fn what_is_wrong_is_seen() {
    use sou::search::Segment;
    let segment = |text: &str, marked| Segment { text: text.to_owned(), marked };
    let breaks = |check: &(dyn Fn() + std::panic::RefUnwindSafe)| std::panic::catch_unwind(check).is_err();
    let wrong: [(&str, &(dyn Fn() + std::panic::RefUnwindSafe)); 4] = [
        ("an empty segment", &|| bodies::snippet::check_segments(&[segment("", true)])),
        ("two marks side by side", &|| {
            bodies::snippet::check_segments(&[segment("滚", true), segment("动", true)])
        }),
        ("a snippet of another text", &|| bodies::snippet::check_is_piece("论坛", "論壇")),
        ("a snippet with something left out", &|| bodies::snippet::check_is_piece("滚更新", "滚动更新")),
    ];
    for (what, check) in wrong {
        assert!(breaks(check), "{what} is not seen");
    }
}

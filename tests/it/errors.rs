//! Every way to fail is brought about by something that people, disks or clients
//! do, and says what is wrong with what, and what to do.
//!
//! 1. No enum of errors of the sources and no variant of one is forgotten here.
//! 2. What is said is what the variant says: its words, in their order, with the
//!    file, field or query in them.
//! 3. Every code that a client may be told is told to one.
//!
//! On Linux, because some of it takes a device that is full, or a folder that is gone.

mod of_commands;
mod of_files;
mod of_index;
mod of_service;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use expect_test::Expect;

/// An enum of errors, and the file below `src` that it is in.
struct Kind {
    name: &'static str,
    file: &'static str,
}

/// All of them. `GoldenError` is one sentence and a line, and comes as `Failure::Golden`.
const KINDS: [Kind; 5] = [
    Kind { name: "Error", file: "error.rs" },
    Kind { name: "Failure", file: "cli/failure.rs" },
    Kind { name: "SettingError", file: "cli/settings/error.rs" },
    Kind { name: "ReadFailure", file: "content/source.rs" },
    Kind { name: "GoldenError", file: "search/eval/golden.rs" },
];

/// One way to fail: the variant, what was said, and what should be.
struct Row {
    variant: &'static str,
    said: String,
    expected: Expect,
}

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn source(file: &str) -> String {
    fs::read_to_string(sources().join(file)).unwrap_or_else(|error| panic!("src/{file}: {error}"))
}

/// The variants of an enum, each with the words of its message: what stands between
/// the places that are filled in; none where the message is another error's.
fn variants(kind: &Kind) -> Vec<(String, Vec<String>)> {
    let text = source(kind.file);
    let head = format!("pub enum {} {{\n", kind.name);
    let start =
        text.find(&head).unwrap_or_else(|| panic!("`{}` is in no line of src/{}", kind.name, kind.file));
    let body = &text[start + head.len()..];
    let body = &body[..body.find("\n}").expect("an enum ends")];
    let mut variants = Vec::new();
    let mut message = String::new();
    for line in body.split_inclusive('\n') {
        let is_variant = line.starts_with("    ") && line[4..].starts_with(|c: char| c.is_ascii_uppercase());
        if is_variant {
            let name: String = line[4..].chars().take_while(|c| c.is_alphanumeric()).collect();
            variants.push((name, words(&message)));
            message.clear();
        } else {
            message.push_str(line);
        }
    }
    variants
}

/// What stands between the places of the first text in quotation marks of an attribute.
fn words(attribute: &str) -> Vec<String> {
    let Some(start) = attribute.find("#[error(").map(|at| at + "#[error(".len()) else { return Vec::new() };
    let Some(text) = attribute[start..].trim_start().strip_prefix('"') else { return Vec::new() };
    let mut words = vec![String::new()];
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let last = words.last_mut().expect("there is one from the beginning");
        match character {
            '"' => break,
            '{' => {
                characters.by_ref().find(|&c| c == '}');
                words.push(String::new());
            }
            '\\' => match characters.next() {
                Some('n') => last.push('\n'),
                // A line that goes on in the next one.
                Some('\n') => while characters.next_if(|c| c.is_whitespace()).is_some() {},
                Some(escaped) => last.push(escaped),
                None => break,
            },
            plain => last.push(plain),
        }
    }
    words
}

/// Whether a message is the one of these words.
fn is_of(said: &str, words: &[String]) -> bool {
    let mut rest = said;
    words.iter().all(|word| match rest.find(word.as_str()) {
        Some(at) => {
            rest = &rest[at + word.len()..];
            true
        }
        None => false,
    })
}

/// Checks all rows of one enum.
#[track_caller]
fn check(name: &str, rows: Vec<Row>) {
    let kind = KINDS.iter().find(|kind| kind.name == name).expect("it is one of them");
    let variants = variants(kind);
    let listed: BTreeSet<&str> = variants.iter().map(|(variant, _)| variant.as_str()).collect();
    let produced: BTreeSet<&str> = rows.iter().map(|row| row.variant).collect();
    assert_eq!(produced, listed, "every variant of `{name}` is produced here");
    for Row { variant, said, expected } in rows {
        let (_, words) = variants.iter().find(|(listed, _)| listed == variant).expect("it is listed");
        assert!(is_of(&said, words), "`{name}::{variant}` says {words:?}, and not:\n{said}");
        let first = said.trim_start_matches("error: ").chars().next();
        assert!(first.is_some_and(|c| !c.is_uppercase()) && !said.trim_end().ends_with('.'), "{said}");
        expected.assert_eq(&said);
    }
}

/// Every file of the sources, by its path below `src`.
fn files() -> Vec<String> {
    let mut files = Vec::new();
    let mut left = vec![PathBuf::new()];
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(sources().join(&folder)).expect("the sources can be listed") {
            let path = folder.join(entry.expect("the sources can be listed").file_name());
            match sources().join(&path).is_dir() {
                true => left.push(path),
                false => files.push(path.to_string_lossy().into_owned()),
            }
        }
    }
    files
}

#[test]
fn no_kind_of_error_is_forgotten() {
    let mut found = BTreeSet::new();
    for file in files().iter().filter(|file| file.ends_with(".rs")) {
        let text = source(file);
        assert!(
            !text.contains("std::error::Error for "),
            "src/{file}: an error that says its words elsewhere"
        );
        for (at, _) in text.match_indices("thiserror::Error") {
            let after = &text[at..];
            let name = ["pub enum ", "pub struct "].iter().filter_map(|begin| {
                let at = after.find(begin)?;
                let name = after[at + begin.len()..].split([' ', '{', '(']).next()?;
                Some((at, name))
            });
            let (_, name) = name.min().unwrap_or_else(|| panic!("src/{file}: an error without a name"));
            found.insert((name.to_owned(), file.clone()));
        }
    }
    let listed = KINDS.iter().map(|kind| (kind.name.to_owned(), kind.file.to_owned())).collect();
    assert_eq!(found, listed);
}

#[test]
fn what_is_forgotten_is_seen() {
    let text =
        "    /// A.\n    #[error(\n        \"cannot `{}`\\nhint: \\\n         `{x}`\", y.z()\n    )]\n";
    assert_eq!(words(text), ["cannot `", "`\nhint: `", "`"]);
    assert!(is_of("cannot `a`\nhint: `b`", &words(text)));
    assert!(!is_of("cannot `a`", &words(text)));
    assert_eq!(words("    #[error(transparent)]\n"), Vec::<String>::new());
    let names: Vec<String> = variants(&KINDS[3]).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Missing", "TooLarge", "NotAFile", "Changing", "Io"]);
    let forgotten = std::panic::catch_unwind(|| check("Failure", Vec::new()));
    assert!(forgotten.is_err(), "a variant that nothing produces is seen");
}

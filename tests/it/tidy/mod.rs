//! The house keeps its own rules (`ARCHITECTURE.md`), checked on the text of its files:
//!
//! 1. A floor uses only floors below it; the command line and the service meet in one file.
//! 2. A library is named only by the files that own it.
//! 3. Only the edge touches the disk, the environment and the clock.
//! 4. A file says what it is in its first line, and is short enough to be read; tests and benches too.
//! 5. Nothing is unfinished, silenced, or printed past `cli::output`.
//! 6. Nothing names the machine it was written on.
//!
//! Every rule is also shown a snippet that breaks it, because a check that cannot
//! fail checks nothing.

mod code;

use std::fs;
use std::path::Path;

use self::code::{blank_comments_and_texts, blank_tests, places};

/// A floor and what it may use besides itself. `error` is everybody's.
const FLOORS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("content", &[]),
    ("document", &["text", "content"]),
    ("index", &["text", "content", "document"]),
    ("search", &["text", "content", "document", "index"]),
    ("service", &["text", "content", "document", "index", "search"]),
    ("cli", &["text", "content", "document", "index", "search"]),
];

/// Where the command line and the service meet.
const MEETING_PLACE: &str = "cli/commands/serve.rs";

/// A library and the beginnings of the paths, below `src/`, that may name it.
const FENCES: &[(&str, &[&str])] = &[
    ("aho_corasick", &["text/", "search/marks.rs"]),
    ("anstream", &["cli/"]),
    ("anstyle", &["cli/"]),
    ("axum", &["service/"]),
    (
        "blake3",
        &["text/", "content/source", "document/reader", "document/built/", "index/", "service/secret"],
    ),
    ("chardetng", &["content/decode"]),
    ("clap", &["cli/"]),
    ("clap_complete", &["cli/"]),
    ("clap_mangen", &["cli/"]),
    ("encoding_rs", &["content/decode"]),
    ("ferrous_opencc", &["text/"]),
    ("flate2", &["cli/commands/eval", "index/archive"]),
    ("frostem", &["text/stem"]),
    ("fs4", &["index/disk"]),
    ("hmac", &["service/secret"]),
    ("html5ever", &["content/html_page/tree"]),
    ("hyper", &["service/"]),
    ("hyper_util", &["service/"]),
    ("icu_segmenter", &["text/boundary", "text/segment/"]),
    ("indicatif", &["cli/"]),
    ("jieba_rs", &["text/segment/han"]),
    ("notify", &["service/upkeep/watch"]),
    // `text/pinyin` owns it; the rest of the floor names that module, which is called the same.
    ("pinyin", &["text/"]),
    ("postcard", &["index/"]),
    ("pulldown_cmark", &["content/markdown"]),
    ("rustix", &["service/upkeep/"]),
    ("serde_yaml", &["content/front_matter"]),
    ("sha2", &["service/secret"]),
    // `error.rs` carries its errors whole instead of as texts.
    ("tar", &["index/archive"]),
    ("tantivy", &["index/", "search/", "error.rs"]),
    ("toml", &["content/"]),
    ("tower", &["service/"]),
    ("twox_hash", &["index/seal"]),
    ("whatlang", &["text/detect"]),
];

/// What touches the world, and the beginnings of the paths that may.
const EDGES: &[(&str, &[&str])] = &[
    ("std::fs", &["content/source", "index/disk", "service/", "cli/"]),
    ("File::open(", &["content/source", "index/disk", "service/", "cli/"]),
    ("std::env", &["cli/environment.rs", "cli/mod.rs"]),
    ("SystemTime::now(", &["index/", "service/", "cli/"]),
    ("Timestamp::now(", &["index/", "service/", "cli/"]),
    ("Zoned::now(", &["index/", "service/", "cli/"]),
];

/// What no file of the product says outside its tests, and what to do instead.
const UNFINISHED: &[(&str, &str)] = &[
    ("todo!(", "write it, or leave it out"),
    ("unimplemented!(", "write it, or leave it out"),
    ("dbg!(", "take it out"),
    (".unwrap()", "`expect` states why it cannot fail"),
    ("let _ =", "handle the result, or say why there is nothing to handle"),
    ("#[allow(", "`#[expect(…, reason = …)]` goes away when it is not needed"),
    ("println!(", "data goes through `cli::output`"),
    ("print!(", "data goes through `cli::output`"),
];

/// First folders of paths that exist on one machine only.
const MACHINE_FOLDERS: &[&str] = &["home", "root", "Users", "tmp"];

/// The most lines that a file has.
const MAX_LINES: usize = 400;

#[test]
fn the_house_is_tidy() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    assert!(files.len() > 20, "the sources were found");
    files.sort();
    let broken: Vec<String> = files.iter().flat_map(|(path, text)| check(path, text)).collect();
    assert!(broken.is_empty(), "{} rules are broken:\n{}", broken.len(), broken.join("\n"));
}

#[test]
fn tests_and_benches_can_be_read_too() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["tests/it", "benches"] {
        let mut files = Vec::new();
        collect(root, &root.join(folder), &mut files);
        assert!(!files.is_empty(), "the files of `{folder}` were found");
        files.sort();
        let broken: Vec<String> = files.iter().flat_map(|(path, text)| check_shape(path, text)).collect();
        assert!(broken.is_empty(), "{} rules are broken:\n{}", broken.len(), broken.join("\n"));
    }
}

/// Every Rust file below `folder`, by its path from `root`, `/` between folders.
fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("the sources can be listed") {
        let path = entry.expect("the sources can be listed").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let below = path.strip_prefix(root).expect("a source is below the root");
            let below = below.to_string_lossy().replace('\\', "/");
            files.push((below, fs::read_to_string(&path).expect("a source can be read")));
        }
    }
}

/// What is wrong with one file, each as `src/path:line: what`.
fn check(path: &str, text: &str) -> Vec<String> {
    let code = blank_tests(&blank_comments_and_texts(text));
    let is_test = path.ends_with("tests.rs") || path.contains("/tests/");
    let mut broken = check_shape(&format!("src/{path}"), text);
    let mut say = |offset: usize, what: String| {
        let line = text[..offset].matches('\n').count() + 1;
        broken.push(format!("src/{path}:{line}: {what}"));
    };
    check_floors(path, &code, &mut say);
    check_fences(path, &code, &mut say);
    for folder in MACHINE_FOLDERS {
        let begin = format!("/{folder}/");
        for (offset, _) in text.match_indices(&begin) {
            say(offset, format!("`{begin}` is a path of one machine"));
        }
    }
    if is_test {
        return broken;
    }
    for (name, owners) in EDGES {
        if !owners.iter().any(|owner| path.starts_with(owner)) {
            for offset in places(&code, name) {
                say(offset, format!("`{name}` belongs in {}", owners.join(", ")));
            }
        }
    }
    for (name, instead) in UNFINISHED {
        for offset in places(&code, name) {
            say(offset, format!("`{name}`: {instead}"));
        }
    }
    broken
}

/// Rule 4, of a file by its path from the root of the repository.
fn check_shape(path: &str, text: &str) -> Vec<String> {
    let mut broken = Vec::new();
    if !text.starts_with("//! ") {
        broken.push(format!("{path}:1: the first line says what the file is, after `//! `"));
    }
    let n_lines = text.lines().count();
    if n_lines > MAX_LINES {
        broken.push(format!("{path}:1: {n_lines} lines; what has more than {MAX_LINES} is two things"));
    }
    broken
}

/// Rule 1.
fn check_floors(path: &str, code: &str, say: &mut impl FnMut(usize, String)) {
    let floor = path.split('/').next().unwrap_or_default();
    let Some((_, below)) = FLOORS.iter().find(|(name, _)| *name == floor) else { return };
    for (offset, _) in code.match_indices("crate::") {
        for used in first_names(&code[offset + "crate::".len()..]) {
            let is_floor = FLOORS.iter().any(|(name, _)| *name == used);
            let meets = path == MEETING_PLACE && used == "service";
            if is_floor && used != floor && !below.contains(&used) && !meets {
                say(offset, format!("`{floor}` does not know `{used}`"));
            }
        }
    }
}

/// The names that a path goes on with: one, or those of a group in braces.
fn first_names(rest: &str) -> Vec<&str> {
    fn name(text: &str) -> &str {
        let end = text.find(|character: char| !character.is_alphanumeric() && character != '_');
        &text[..end.unwrap_or(text.len())]
    }
    let Some(group) = rest.strip_prefix('{') else { return vec![name(rest)] };
    let mut depth = 0;
    let mut names = Vec::new();
    let mut start = 0;
    for (offset, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                names.push(name(group[start..offset].trim()));
                start = offset + 1;
                if character == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    names
}

/// Rule 2. A library is named where a path begins with it.
fn check_fences(path: &str, code: &str, say: &mut impl FnMut(usize, String)) {
    for (library, owners) in FENCES {
        if owners.iter().any(|owner| path.starts_with(owner)) {
            continue;
        }
        for offset in places(code, library) {
            let before = code[..offset].trim_end();
            let after = code[offset + library.len()..].trim_start();
            let begins_a_path = after.starts_with("::") && !before.ends_with("::") && !before.ends_with('.');
            let is_imported = before.ends_with("use") && (after.starts_with(';') || after.starts_with("as "));
            if begins_a_path || is_imported {
                say(offset, format!("`{library}` is owned by {}", owners.join(", ")));
            }
        }
    }
}

#[test]
fn every_rule_can_be_broken() {
    let long = format!("//! Too long.\n{}", "\n".repeat(MAX_LINES));
    let broken: &[(&str, &str, &str)] = &[
        ("text/fold.rs", "//! 折叠\nuse crate::content::Diagnostic;", "`text` does not know `content`"),
        ("content/page.rs", "//! 页\nuse crate::text::Analyzer;", "`content` does not know `text`"),
        (
            "document/url.rs",
            "//! U\nfn f() { crate::search::Engine::open(); }",
            "`document` does not know `search`",
        ),
        (
            "index/a.rs",
            "//! A\nuse crate::{error::{Error, Result}, cli::Exit};",
            "`index` does not know `cli`",
        ),
        ("service/a.rs", "//! A\nuse crate::cli::Exit;", "`service` does not know `cli`"),
        ("cli/commands/tags.rs", "//! T\nuse crate::service::serve;", "`cli` does not know `service`"),
        ("text/a.rs", "//! A\nuse jieba_rs::Jieba;", "`jieba_rs` is owned by text/segment/han"),
        ("search/a.rs", "//! A\nfn f() { let x = serde_yaml::from_str(t); }", "`serde_yaml` is owned by"),
        ("cli/a.rs", "//! A\nuse tantivy as engine;", "`tantivy` is owned by"),
        ("document/a.rs", "//! A\nuse std::fs;", "`std::fs` belongs in"),
        ("search/a.rs", "//! A\nfn f() { std::env::var(x) }", "`std::env` belongs in"),
        ("document/a.rs", "//! A\nfn f() { jiff::Timestamp::now() }", "`Timestamp::now(` belongs in"),
        ("text/a.rs", "// 没有说明\nfn f() {}", "src/text/a.rs:1: the first line says"),
        ("text/a.rs", &long, "401 lines"),
        ("text/segment/tests.rs", &long, "src/text/segment/tests.rs:1: 401 lines"),
        ("text/a.rs", "//! A\nfn f() {\n    todo!()\n}", "src/text/a.rs:3: `todo!(`"),
        ("text/a.rs", "//! A\nfn f() { unimplemented!() }", "`unimplemented!(`"),
        ("text/a.rs", "//! A\nfn f() { dbg!(1); }", "`dbg!(`"),
        ("text/a.rs", "//! 甲\nfn f() { g('\"').unwrap(); }", "`.unwrap()`"),
        ("text/a.rs", "//! A\nfn f() { let _ = g(); }", "`let _ =`"),
        ("text/a.rs", "//! A\n#[allow(dead_code)]\nfn f() {}", "`#[allow(`"),
        ("text/a.rs", "//! A\nfn f() { println!(); }", "`println!(`"),
        ("text/a.rs", "//! A\nfn f() { print!(\"搜\"); }", "`print!(`"),
        (
            "text/tests.rs",
            "//! A\nconst P: &str = \"/home/someone/站点\";",
            "`/home/` is a path of one machine",
        ),
        (
            "text/a.rs",
            "//! A\n#[cfg(test)]\nmod tests { }\nfn f() { g().unwrap() }",
            "src/text/a.rs:4: `.unwrap()`",
        ),
    ];
    for (path, text, expected) in broken {
        let said = check(path, text);
        assert!(said.len() == 1 && said[0].contains(expected), "{text}\nexpected {expected}\nfound {said:?}");
    }
}

#[test]
fn what_only_looks_like_a_breach_is_none() {
    let sound: &[(&str, &str)] = &[
        ("text/a.rs", "//! See crate::cli, serde_yaml::Value, todo!().\n/* tantivy::x */ fn f() {}"),
        (
            "text/a.rs",
            "//! A\nconst T: &str = \"use crate::cli; 滚动\\\" .unwrap()\"; const R: &str = r#\"todo!(\"#;",
        ),
        ("text/a.rs", "//! A\nfn f<'a>(x: &'a str) { crate::error::f(x, 'a', '\\'', '搜') }"),
        ("text/a.rs", "//! A\n#[cfg(test)]\nmod tests {\n fn f() { g().unwrap(); { let _ = h(); } }\n}\n"),
        ("text/a.rs", "//! A\n#[cfg(test)]\nmod tests;\nfn f() { eprintln!(); }"),
        ("text/tests.rs", "//! A\nfn f() { g().unwrap(); }"),
        ("search/a.rs", "//! A\nfn f() { crate::text::pinyin::of(x); self.toml::<u8>(); mypinyin::f() }"),
        ("cli/commands/serve.rs", "//! A\nuse crate::service::{AppState, serve};"),
        ("service/mod.rs", "//! A\nuse crate::{error::Result, search::{Engine, Sort}};"),
    ];
    for (path, text) in sound {
        assert_eq!(check(path, text), Vec::<String>::new(), "{text}");
    }
}

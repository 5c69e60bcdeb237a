//! W7: names of files, whatever bytes they are of.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;

use super::{Place, row};
use crate::support::run_sou;

/// Names of pages without `.md`, and a word that each page has.
const NAMES: [(&[u8], &str); 15] = [
    ("滚动更新".as_bytes(), "甲一"),
    ("雙協議棧".as_bytes(), "甲二"),
    ("ＫＢＳ　全角".as_bytes(), "甲三"),
    ("が".as_bytes(), "甲四"),
    ("か\u{3099}".as_bytes(), "甲五"),
    ("caf\u{e9}".as_bytes(), "甲六"),
    ("cafe\u{301}".as_bytes(), "甲七"),
    ("👩‍👩‍👧".as_bytes(), "甲八"),
    (b"100% a?b#c&d", "甲九"),
    (b"-rf", "乙一"),
    (b"%2e%2e", "乙二"),
    (b"new\nline\x1b[2J\x07", "乙三"),
    (b"\xff\xfe half \xe4\xb8", "乙四"),
    (b"'\"`$(id)\\", "乙五"),
    ("\u{202e}dm.gnp\u{200b}".as_bytes(), "乙六"),
];

#[test]
fn w7_every_name_is_found_and_has_an_address() {
    let place = Place::new("//- content/首页.md\n首页\n");
    let content = place.root().join("content");
    let long = ["长".repeat(84), "x".repeat(252)];
    let mut names: Vec<(Vec<u8>, String)> =
        NAMES.iter().map(|(name, word)| (name.to_vec(), (*word).to_owned())).collect();
    names.extend(
        long.iter().zip(["丙一", "丙二"]).map(|(name, word)| (name.clone().into_bytes(), word.to_owned())),
    );
    for (name, word) in &names {
        let file = [name.as_slice(), b".md"].concat();
        fs::write(content.join(OsStr::from_bytes(&file)), format!("---\ntitle: 題\n---\n{word}的正文\n"))
            .expect("this system has such names");
    }
    // As deep as a path may be, and its page.
    let mut deep = content.clone();
    while deep.as_os_str().len() < 3_900 {
        deep.push("文件夹".repeat(9));
        fs::create_dir(&deep).expect("a folder can be made");
    }
    fs::write(deep.join("深.md"), "深處的正文").expect("a page can be written");
    let report = place.run();
    let engine = place.engine();
    assert_eq!(engine.pages(false).len(), names.len() + 2, "{:?}", report.diagnostics);
    for (name, word) in
        names.iter().map(|(name, word)| (name.as_slice(), word.as_str())).chain([(&b"deep"[..], "深處")])
    {
        let found = super::found(&engine, &format!("\"{word}的正文\""));
        assert_eq!(found.len(), 1, "{} is not found", name.escape_ascii());
        let page = engine.document(&found[0]).expect("it is sound").expect("it is there").page;
        let is_address =
            page.url.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}#?".contains(&byte));
        assert!(page.url.starts_with('/') && is_address, "{:?}", page.url);
    }
    // Two files that look the same have addresses of their own.
    let mut urls: Vec<String> = engine.pages(false).into_iter().filter_map(|page| page.url).collect();
    urls.sort();
    urls.dedup();
    assert_eq!(urls.len(), names.len() + 2);
    // No name brings its line breaks and controls to a terminal or a log.
    let index = place.index().to_str().expect("UTF-8");
    for args in [
        &["pages"][..],
        &["check"],
        &["index", "--full"],
        &["search", "正文"],
        &["pages", "--json"],
        &["index", "--full", "--dry-run", "-v"],
    ] {
        let ran = run_sou(place.root(), &[args, &["--index", index]].concat());
        assert!(ran.code == 0, "{}", ran.report());
        for line in ran.stdout.lines().chain(ran.stderr.lines()) {
            let control = line.chars().find(|c| c.is_control() && *c != '\t');
            assert_eq!(control, None, "{args:?}: {line:?}");
            assert!(!line.starts_with("line"), "{args:?}: a name made a line of its own: {line:?}");
        }
    }
    row("W7", names.len() + 1);
}

//! W1, W2, W4, W5: roots and trees that are not what they were.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::{Place, folder, row};
use crate::faults::n_cases;

/// All files below a folder, with their bytes, but the status, which says how a run ended.
fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut left = vec![root.to_owned()];
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(folder).expect("it can be listed") {
            let path = entry.expect("it can be listed").path();
            match path.is_dir() {
                true => left.push(path),
                false if path.ends_with("status.json") => {}
                false => drop(files.insert(path.clone(), fs::read(path).expect("it can be read"))),
            }
        }
    }
    files
}

/// So many pages, each with a number of its own.
fn pages(n_pages: usize) -> String {
    (0..n_pages).map(|number| format!("//- content/{number:03}.md\n第 {number} 頁，論壇。\n")).collect()
}

#[test]
fn w1_a_root_that_is_not_there_empties_no_index() {
    type Harm = fn(&Path);
    let harms: [(&str, Harm); 5] = [
        ("the root is gone", |root| {
            fs::rename(root, root.with_extension("弄丢了")).expect("it can be moved")
        }),
        ("the root is a file", |root| {
            fs::remove_dir_all(root).expect("it can be removed");
            fs::write(root, "不是文件夹").expect("a file can be written");
        }),
        ("the root is empty", |root| {
            fs::remove_dir_all(root).expect("it can be removed");
            fs::create_dir(root).expect("a folder can be made");
        }),
        ("the content is gone", |root| fs::remove_dir_all(root.join("content")).expect("it can be removed")),
        ("the root is a link that leads nowhere", |root| {
            fs::remove_dir_all(root).expect("it can be removed");
            symlink("没有", root).expect("a link can be made");
        }),
    ];
    for (what, harm) in harms {
        let place = Place::new(&pages(9).replace("//- ", "//- 站点/"));
        let root = place.root().join("站点");
        let mut options = place.options();
        options.site.clone_from(&root);
        let run = || sou::index::build(&options, &crate::indexed::ANALYZER, &|_| {});
        run().expect("the site can be indexed");
        let before = files(place.index());
        harm(&root);
        let error = run().expect_err(what);
        assert!(error.is_refusal() && error.to_string().contains("\nhint: "), "{what}: {error}");
        assert!(files(place.index()) == before, "{what}: the index is another");
        assert_eq!(place.found("論壇").len(), 9, "{what}");
    }
    row("W1", harms.len());
}

#[test]
fn w2_many_pages_gone_at_once_are_not_believed() {
    // More than 30 % and more than 5 pages, or all.
    let rows = [
        (100, 30, true),
        (100, 31, false),
        (20, 6, true),
        (20, 7, false),
        (10, 5, true),
        (6, 5, true),
        (6, 6, false),
        (1, 1, false),
    ];
    for (n_pages, n_gone, is_believed) in rows {
        let place = Place::new(&pages(n_pages));
        place.run();
        for number in 0..n_gone {
            fs::remove_file(place.root().join(format!("content/{number:03}.md"))).expect("it can be removed");
        }
        let n_left = if is_believed { n_pages - n_gone } else { n_pages };
        assert_eq!(place.try_run().is_ok(), is_believed, "{n_gone} of {n_pages}");
        assert_eq!(place.pages().len(), n_left, "{n_gone} of {n_pages}");
    }
    row("W2", rows.len());
}

#[test]
fn w4_what_is_no_file_is_left_out_with_a_word_and_never_waited_for() {
    let place = Place::new("//- content/页面.md\n論壇\n//- content/folder.md/里面.md\n論壇也在\n");
    let content = place.root().join("content");
    let mut left_out = vec![
        "content/pipe.md",
        "content/socket.md",
        "content/zero.md",
        "content/null.md",
        "content/nowhere.md",
    ];
    let made = Command::new("mkfifo").arg(content.join("pipe.md")).status();
    assert!(made.is_ok_and(|made| made.success()), "a pipe can be made");
    let _socket = UnixListener::bind(content.join("socket.md")).expect("a socket can be made");
    for (target, link) in [("/dev/zero", "zero.md"), ("/dev/null", "null.md"), ("没有", "nowhere.md")] {
        symlink(target, content.join(link)).expect("a link can be made");
    }
    let node = Command::new("mknod").arg(content.join("device.md")).args(["c", "1", "5"]).output();
    if node.is_ok_and(|node| node.status.success()) {
        left_out.push("content/device.md");
    } else {
        eprintln!("W4: a device: not tried: nobody but root may make one, and not everywhere");
    }
    let report = place.run();
    assert_eq!(place.found("論壇"), ["content/folder.md/里面.md", "content/页面.md"]);
    assert_eq!(place.pages().len(), 2);
    for path in &left_out {
        let said = report
            .diagnostics
            .iter()
            .any(|remark| remark.path == *path && remark.message.contains("found a "));
        assert!(said, "nothing is said of {path}: {:?}", report.diagnostics);
    }
    row("W4", left_out.len() + 1);
}

/// What is put into a tree, at one of a few places.
#[derive(Debug, Clone)]
enum Node {
    File,
    Folder,
    /// A link to another place of the tree, or to one beside it.
    Link(usize, bool),
    HardLink(usize),
}

const PLACES: [&str; 8] = ["甲", "甲/乙", "甲/乙/丙", "甲/丁.md", "戊.md", "己", "己/庚.md", "甲/乙/辛.md"];

/// Plants a tree, as far as it can be: what has no folder to be in is left out.
fn plant(root: &Path, outside: &Path, nodes: &[(usize, Node)]) {
    for (place, node) in nodes {
        let path = root.join(PLACES[*place]);
        // Whether something can be made there depends on what is there already.
        let made = match node {
            Node::File => fs::write(&path, format!("論壇 {place}")),
            Node::Folder => fs::create_dir(&path),
            Node::Link(to, is_inside) => {
                symlink((if *is_inside { root } else { outside }).join(PLACES[*to]), &path)
            }
            Node::HardLink(to) => fs::hard_link(root.join(PLACES[*to]), &path),
        };
        if made.is_err() {
            continue;
        }
    }
}

/// The files that are reached through folders and nothing else.
fn plain_files(root: &Path) -> Vec<String> {
    let mut files = Vec::new();
    let mut left = vec![root.to_owned()];
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(folder).expect("it can be listed") {
            let path = entry.expect("it can be listed").path();
            let kind = fs::symlink_metadata(&path).expect("it is there").file_type();
            if kind.is_dir() {
                left.push(path);
            } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "md") {
                let below = path.strip_prefix(root).expect("it is below the root");
                files.push(below.to_string_lossy().into_owned());
            }
        }
    }
    files.sort();
    files
}

#[test]
fn w5_links_are_not_followed_and_circles_end() {
    let outside = folder();
    for place in ["甲", "甲/乙", "甲/乙/丙", "己"] {
        fs::create_dir(outside.path().join(place)).expect("a folder can be made");
    }
    for place in PLACES.iter().filter(|place| place.ends_with(".md")) {
        fs::write(outside.path().join(place), "外面的秘密").expect("a file can be written");
    }
    let node = prop_oneof![
        3 => Just(Node::File),
        3 => Just(Node::Folder),
        3 => (0..PLACES.len(), any::<bool>()).prop_map(|(to, is_inside)| Node::Link(to, is_inside)),
        1 => (0..PLACES.len()).prop_map(Node::HardLink),
    ];
    let trees = prop::collection::vec((0..PLACES.len(), node), 0..16);
    let n_trees = n_cases(24, 2_000);
    let cases = u32::try_from(n_trees).expect("a small number");
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&trees, |nodes| {
        let place = Place::new("");
        plant(place.root(), outside.path(), &nodes);
        place.run();
        assert_eq!(place.pages(), plain_files(place.root()));
        assert_eq!(place.found("秘密"), Vec::<String>::new(), "what is outside of the root stays there");
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    row("W5", n_trees);
}

//! Trees and files that are awkward on purpose.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use super::*;

fn everything() -> WalkRules<'static> {
    WalkRules { enter: &|_| true, keep: &|path| path.ends_with(".md") }
}

fn paths(walk: &Walk) -> Vec<&str> {
    walk.files.iter().map(|file| file.path.as_str()).collect()
}

#[test]
fn a_tree_is_listed_in_order_of_path() {
    let site = tempfile::tempdir().unwrap();
    let root = site.path();
    fs::create_dir_all(root.join("中文/文件夹.md")).unwrap();
    for path in ["b.md", "中文/页面.md", "中文/文件夹.md/内.md", "a.txt"] {
        fs::write(root.join(path), path).unwrap();
    }
    let walk = walk(root, "", &everything());
    assert_eq!(paths(&walk), ["b.md", "中文/文件夹.md/内.md", "中文/页面.md"]);
    assert!(walk.diagnostics.is_empty() && walk.unreadable.is_empty());
    assert!(walk.files[0].changed_ns > 0);
    let (bytes, entry) = read(root, "中文/页面.md").unwrap();
    assert_eq!(bytes, "中文/页面.md".as_bytes());
    assert_eq!(entry, walk.files[2]);
}

#[test]
fn links_and_sockets_are_remarked_on_and_not_read() {
    let site = tempfile::tempdir().unwrap();
    let root = site.path();
    fs::write(root.join("页面.md"), "x").unwrap();
    std::os::unix::fs::symlink("页面.md", root.join("link.md")).unwrap();
    std::os::unix::fs::symlink(".", root.join("circle")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(root.join("socket.md")).unwrap();
    let walk = walk(root, "", &everything());
    assert_eq!(paths(&walk), ["页面.md"]);
    let remarks: Vec<String> =
        walk.diagnostics.iter().map(|remark| format!("{}: {}", remark.path, remark.message)).collect();
    assert_eq!(
        remarks,
        [
            "circle: found a symbolic link to a folder",
            "link.md: expected a regular file, found a symbolic link",
            "socket.md: expected a regular file, found a socket",
        ]
    );
    assert!(matches!(read(root, "link.md"), Err(ReadFailure::NotAFile("symbolic link"))));
    assert!(matches!(read(root, "socket.md"), Err(ReadFailure::NotAFile("socket"))));
    assert!(matches!(read(root, "circle"), Err(ReadFailure::NotAFile("symbolic link"))));
    assert!(matches!(read(root, "missing.md"), Err(ReadFailure::Missing)));
    assert!(matches!(read(root, ""), Err(ReadFailure::NotAFile("folder"))));
}

#[test]
fn a_missing_folder_is_unreadable_and_not_empty() {
    let site = tempfile::tempdir().unwrap();
    let walk = walk(site.path(), "content", &everything());
    assert_eq!(walk.unreadable, ["content"]);
    assert_eq!(walk.diagnostics.len(), 1);
}

#[test]
fn a_file_too_large_is_refused_unread() {
    let site = tempfile::tempdir().unwrap();
    let file = File::create(site.path().join("大.md")).unwrap();
    file.set_len(MAX_FILE_BYTES + 1).unwrap();
    let failure = read(site.path(), "大.md").unwrap_err();
    assert_eq!(failure.to_string(), "expected at most 10485760 bytes, found 10485761");
}

#[test]
fn names_that_are_no_text_are_found_again() {
    let site = tempfile::tempdir().unwrap();
    for name in
        [&b"\xff\xe4\xb8.md"[..], b"100%#?\n-.md", "\u{10fe41}私.md".as_bytes(), "e\u{301}.md".as_bytes()]
    {
        fs::write(site.path().join(OsStr::from_bytes(name)), name).unwrap();
    }
    let walk = walk(site.path(), "", &everything());
    assert_eq!(walk.files.len(), 4);
    for file in &walk.files {
        let (bytes, _) = read(site.path(), &file.path).unwrap();
        assert_eq!(locate(Path::new(""), &file.path).as_os_str().as_bytes(), bytes);
    }
}

//! W3: what another user has closed keeps its pages, and is named.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use super::{Place, row};

/// A run and its questions as a user who owns nothing, if this one may become that;
/// as this one where it is bound by modes itself.
fn as_nobody(args: &[&str], site: &Path, index: &Path) -> Option<Output> {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    let mut command = match is_root {
        true => {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=65534", "--clear-groups", "--", env!("CARGO_BIN_EXE_sou")]);
            command
        }
        false => Command::new(env!("CARGO_BIN_EXE_sou")),
    };
    command.args(args).arg("--index").arg(index).env("SOU_SITE", site).current_dir("/").output().ok()
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("it is ours");
}

#[test]
fn w3_what_cannot_be_read_keeps_its_pages() {
    let pages: String =
        (0..8).map(|number| format!("//- content/關/{number}.md\n關上的論壇 {number}\n")).collect();
    let place = Place::new(&format!("//- content/開.md\n開著的論壇\n//- content/單.md\n單獨的論壇\n{pages}"));
    let (root, index) = (place.root(), place.index());
    set_mode(root, 0o755);
    set_mode(index, 0o777);
    let Some(output) = as_nobody(&["index"], root, index).filter(|output| output.status.success()) else {
        eprintln!("W3: not tried: only root can become somebody else, and needs `setpriv`");
        return;
    };
    assert!(String::from_utf8_lossy(&output.stderr).contains("10 pages"), "{output:?}");
    let (folder, file) = (root.join("content/關"), root.join("content/單.md"));
    set_mode(&folder, 0o000);
    fs::write(&file, "寫過了，誰也讀不到").expect("it can be written");
    set_mode(&file, 0o000);
    fs::write(root.join("content/開.md"), "開著的論壇，改過了").expect("it can be written");
    let run = as_nobody(&["index"], root, index).expect("it ran before");
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(run.status.success(), "{said}");
    assert!(said.contains("2 warnings"), "{said}");
    let check = as_nobody(&["check"], root, index).expect("it ran before");
    let listed = String::from_utf8_lossy(&check.stdout).into_owned();
    for named in
        ["content/關: warning: cannot list the folder", "content/單.md: warning: cannot read the file"]
    {
        assert!(listed.contains(named), "{listed}");
    }
    assert_eq!(place.pages().len(), 10, "all pages are kept");
    assert_eq!(place.found("關上的論壇").len(), 8);
    assert_eq!(place.found("單獨的論壇"), ["content/單.md"], "as it was when it could be read");
    assert_eq!(place.found("改過了"), ["content/開.md"], "what can be read is read");
    for args in [["index", "--full"].as_slice(), &["index", "--full", "--dry-run"]] {
        let refused = as_nobody(args, root, index).expect("it ran before");
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(3), "{said}");
        assert!(said.contains("`content/單.md` cannot be read, and"), "{said}");
        assert!(said.contains("would lose 9 of the pages"), "{said}");
    }
    assert_eq!(place.pages().len(), 10, "nor are they lost where all is built again");
    let doctor = as_nobody(&["doctor"], root, index).expect("it ran before");
    let findings = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert!(findings.contains("`content/關` cannot be looked at"), "{findings}");
    assert!(
        !findings.contains("gone since the last run"),
        "what cannot be looked at is not gone: {findings}"
    );
    set_mode(index, 0o700);
    let closed = as_nobody(&["search", "論壇"], root, index).expect("it ran before");
    let said = String::from_utf8_lossy(&closed.stderr).into_owned();
    assert_eq!(closed.status.code(), Some(2), "{said}");
    assert!(said.contains("Permission denied") && said.contains("\nhint: run as the user who"), "{said}");
    set_mode(index, 0o777);
    set_mode(&folder, 0o755);
    set_mode(&file, 0o644);
    place.run();
    assert_eq!(place.found("誰也讀不到"), ["content/單.md"]);
    row("W3", 7);
}

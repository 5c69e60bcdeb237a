//! What an observer of a [`Disk`] sees, and what it can do.

use std::sync::Mutex;

use super::*;

/// What was asked, without the folder that it happened in.
fn told(folder: &Path, work: impl FnOnce(&Disk)) -> Vec<String> {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let disk = {
        let (seen, folder) = (Arc::clone(&seen), folder.to_string_lossy().into_owned());
        Disk::observed(move |operation| {
            seen.lock().unwrap().push(format!("{operation:?}").replace(&folder, ""));
            Verdict::Proceed
        })
    };
    work(&disk);
    let seen = seen.lock().unwrap();
    seen.clone()
}

#[test]
fn an_observer_sees_every_operation_in_its_order() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let seen = told(folder, |disk| {
        disk.create_folder(&folder.join("甲/乙")).unwrap();
        disk.replace(&folder.join("甲/乙/丙"), b"abc").unwrap();
        disk.link(&folder.join("甲/乙/丙"), &folder.join("甲/丁")).unwrap();
        disk.sync_folder(&folder.join("甲")).unwrap();
        assert_eq!(disk.read(&folder.join("甲/丁")).unwrap(), b"abc");
        disk.remove_folder(&folder.join("甲")).unwrap();
    });
    expect_test::expect![[r#"
        CreateFolder("/甲")
        CreateFolder("/甲/乙")
        Create("/甲/乙/丙.tmp")
        Write { path: "/甲/乙/丙.tmp", bytes: [97, 98, 99] }
        Sync("/甲/乙/丙.tmp")
        Rename { from: "/甲/乙/丙.tmp", to: "/甲/乙/丙" }
        Link { from: "/甲/乙/丙", to: "/甲/丁" }
        SyncFolder("/甲")
        Open("/甲/丁")
        Read("/甲/丁")
        List("/甲")
        RemoveFile("/甲/丁")
        List("/甲/乙")
        RemoveFile("/甲/乙/丙")
        RemoveFolder("/甲/乙")
        RemoveFolder("/甲")"#]]
    .assert_eq(&seen.join("\n"));
}

#[test]
fn what_an_observer_refuses_is_not_done() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("满.bin");
    let full = || io::Error::from(io::ErrorKind::StorageFull);
    let disk = Disk::observed(move |operation| match operation {
        Operation::Write { .. } => Verdict::Torn { n_bytes: 2, error: full() },
        Operation::Rename { .. } => Verdict::Fail(full()),
        _ => Verdict::Proceed,
    });
    assert_eq!(disk.write(&path, b"abc").unwrap_err().kind(), io::ErrorKind::StorageFull);
    assert_eq!(fs::read(&path).unwrap(), b"ab", "the write was torn");
    assert!(disk.rename(&path, &place.path().join("别处")).is_err());
    assert!(path.exists());
}

#[test]
fn what_could_not_be_replaced_is_as_it_was() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("状态.json");
    fs::write(&path, b"old").unwrap();
    let full = || io::Error::from(io::ErrorKind::StorageFull);
    let on_writing = Disk::observed(move |operation| match operation {
        Operation::Write { .. } => Verdict::Torn { n_bytes: 2, error: full() },
        _ => Verdict::Proceed,
    });
    let on_renaming = Disk::observed(move |operation| match operation {
        Operation::Rename { .. } => Verdict::Fail(full()),
        _ => Verdict::Proceed,
    });
    for disk in [on_writing, on_renaming] {
        assert_eq!(disk.replace(&path, b"new").unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "nothing is left beside it");
    }
}

#[test]
fn a_lock_is_held_by_one() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join(".lock");
    let disk = Disk::default();
    let held = disk.lock(&path).unwrap();
    assert!(held.is_some());
    assert!(disk.lock(&path).unwrap().is_none());
    drop(held);
    assert!(disk.lock(&path).unwrap().is_some());
}

#[test]
fn a_file_system_has_room() {
    let place = tempfile::tempdir().unwrap();
    assert!(Disk::default().free_bytes(place.path()).unwrap() > 0);
}

//! What is played back must be what a disk may hold, and no less: a simulation that
//! loses too little proves nothing.

use std::io::Write as _;

use super::*;

#[test]
fn what_was_synced_lasts_and_all_else_may_not() {
    let place = tempfile::tempdir().expect("a temporary folder can be made");
    let recorder = Recorder::of(place.path());
    let disk = recorder.disk();
    let at = |name: &str| place.path().join(name);
    // Changes 0 and 1: a name, and bytes that are never synced.
    disk.create(&at("粗心")).and_then(|mut file| file.write_all(b"abcdefgh")).expect("it can be written");
    // 2 and 3: a name, and bytes that are; 4: another name.
    disk.write(&at("新.tmp"), b"abc").expect("it can be written");
    disk.rename(&at("新.tmp"), &at("新")).expect("it can be renamed");
    disk.sync_folder(place.path()).expect("it can be synced");
    // 5: no name any more.
    disk.remove_file(&at("粗心")).expect("it can be removed");
    let history = recorder.history();
    assert_eq!(history.len(), 6);
    assert_eq!(history.open(5, Moment::BeforeSync), [0, 1, 2, 4]);
    assert_eq!(history.open(5, Moment::AfterSync), [1]);
    assert_eq!(history.open(6, Moment::AfterSync), [1, 5]);
    let check = |n_changes: usize, fates: &[(usize, Fate)], expected: &[(&str, &[u8])]| {
        let state = history.state(n_changes, &fates.iter().copied().collect());
        let found: Vec<(&str, &[u8])> = state
            .files
            .iter()
            .map(|(path, bytes)| (path.to_str().expect("UTF-8"), bytes.as_slice()))
            .collect();
        assert_eq!(found, expected, "{n_changes} changes, {fates:?}");
    };
    check(6, &[], &[("新", b"abc")]);
    check(6, &[(5, Fate::Dropped)], &[("新", b"abc"), ("粗心", b"abcdefgh")]);
    check(5, &[(1, Fate::Dropped)], &[("新", b"abc"), ("粗心", b"")]);
    check(5, &[(1, Fate::Torn(8))], &[("新", b"abc"), ("粗心", b"abcd")]);
    check(5, &[(1, Fate::Zeros)], &[("新", b"abc"), ("粗心", &[0; 8])]);
    // Before the folder was synced the new name may be missing, or the file whole.
    check(5, &[(4, Fate::Dropped)], &[("新.tmp", b"abc"), ("粗心", b"abcdefgh")]);
    check(5, &[(0, Fate::Dropped), (2, Fate::Dropped), (4, Fate::Dropped)], &[]);
    assert_eq!(history.state(6, &BTreeMap::new()), State::of_folder(place.path()), "it is what was done");
}

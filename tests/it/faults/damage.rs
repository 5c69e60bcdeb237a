//! The bytes of an index change on the disk, or files of it are gone, cut off or swapped.
//!
//! Whatever it is, it is found before a question is answered from it: an index of one
//! generation says so and does not open, one of two answers from the other and says so.
//! The next run makes it sound again.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use crate::faults::{Editions, edition_of, faults, folder, n_cases, opened, proven, run_as};
use crate::support::files_below;

/// How many damages of the longest files are tried by `cargo test`, spread over them.
const N_FLIPS: usize = 64;

/// After every how many damages a run repairs the index: each takes a run.
const REPAIRED_EVERY: usize = 97;

/// One damage: what is done, and the bytes of the file after it; `None` removes it.
type Damage = (String, Option<Vec<u8>>);

/// What can happen to a file by itself.
fn damages(bytes: &[u8]) -> Vec<Damage> {
    let mut damages = vec![("gone".to_owned(), None)];
    let step = (bytes.len() / n_cases(N_FLIPS, usize::MAX)).max(1);
    for at in (0..bytes.len()).step_by(step) {
        let mut flipped = bytes.to_vec();
        flipped[at] ^= 1 << (at % 8);
        damages.push((format!("bit {} of byte {at}", at % 8), Some(flipped)));
    }
    let cuts = (0..bytes.len().min(65)).chain((1..16).map(|part| bytes.len() * part / 16));
    damages.extend(cuts.map(|len| (format!("{len} bytes left"), Some(bytes[..len].to_vec()))));
    damages.push(("zeros".to_owned(), Some(vec![0; bytes.len()])));
    damages.push(("one byte more".to_owned(), Some([bytes, b"\n"].concat())));
    damages
}

/// Puts `bytes` in place of a file, whose other names keep theirs; `None` removes it.
fn put(path: &Path, bytes: Option<&[u8]>) {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => panic!("{}: {error}", path.display()),
        _ => {}
    }
    if let Some(bytes) = bytes {
        fs::write(path, bytes).expect("it can be written");
    }
}

/// What is wrong with how a damaged index of `n_generations` is read.
fn missed(index: &Path, path: &Path, n_generations: usize) -> Option<String> {
    match catch_unwind(AssertUnwindSafe(|| opened(index))) {
        Err(_) => Some("a panic".to_owned()),
        Ok(Err(error)) if n_generations > 1 => Some(format!("nothing answers: {error}")),
        Ok(Err(error)) if error.to_string().contains("\nhint: ") => None,
        Ok(Err(error)) => Some(format!("no hint in: {error}")),
        Ok(Ok(engine)) if engine.fallback().is_none() => Some("nothing is said".to_owned()),
        // The newest answers where only what points to it is damaged.
        Ok(Ok(engine)) => match edition_of(&engine) {
            Ok(edition) if edition == 0 || path.ends_with("CURRENT") => None,
            Ok(edition) => Some(format!("edition {edition} answers")),
            Err(trouble) => Some(trouble),
        },
    }
}

#[test]
fn damage_is_found_before_anything_is_answered() {
    let editions = Editions::new(2);
    let (mut n_damages, mut n_files, mut n_repairs, mut wrong) = (0, 0, 0, Vec::new());
    for n_generations in [1, 2] {
        let index = folder();
        let index = index.path();
        (0..n_generations).for_each(|number| drop(editions.run(number, index)));
        let published = fs::read_to_string(index.join("CURRENT")).expect("it can be read");
        let published = published.split_whitespace().next().expect("it names a generation").to_owned();
        let sound: BTreeMap<PathBuf, Vec<u8>> = files_below(index);
        let is_answered_from =
            |path: &&PathBuf| path.ends_with("CURRENT") || path.starts_with(index.join(&published));
        for path in sound.keys().filter(is_answered_from) {
            n_files += 1;
            let bytes = &sound[path];
            let others = sound.iter().filter(|(_, others)| *others != bytes);
            let swaps =
                others.map(|(other, others)| (format!("holds {}", other.display()), Some(others.clone())));
            for (what, damaged) in damages(bytes).into_iter().chain(swaps) {
                if damaged.as_ref() == Some(bytes) {
                    continue;
                }
                put(path, damaged.as_deref());
                n_damages += 1;
                let mut trouble = missed(index, path, n_generations);
                if trouble.is_none() && n_damages % REPAIRED_EVERY == 0 {
                    n_repairs += 1;
                    trouble = repaired(&editions, n_generations - 1, &sound, index).err();
                }
                wrong.extend(trouble.map(|trouble| format!("{}: {what}: {trouble}", path.display())));
            }
            put(path, Some(bytes));
        }
        assert_eq!(faults(index, n_generations - 1), Ok(()), "all is as it was");
    }
    assert!(wrong.is_empty(), "{} of {n_damages}:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
    assert!(n_damages >= 5_000, "{n_damages} damages were tried");
    proven(
        "damage",
        &format!(
            "{n_damages} bits flipped, files cut off, gone, swapped or zeros, in {n_files} files of an index, \
             all found; {n_repairs} repaired by a run"
        ),
    );
}

/// Runs over a copy of a damaged index, and says what is wrong with it after that.
fn repaired(
    editions: &Editions,
    number: usize,
    sound: &BTreeMap<PathBuf, Vec<u8>>,
    index: &Path,
) -> Result<(), String> {
    let copy = folder();
    for path in sound.keys() {
        let to = copy.path().join(path.strip_prefix(index).expect("it is below"));
        fs::create_dir_all(to.parent().expect("it is in a folder")).expect("a folder can be made");
        if path.exists() {
            fs::copy(path, to).expect("it can be copied");
        }
    }
    run_as(&editions.options(number, copy.path())).map_err(|error| error.to_string())?;
    faults(copy.path(), number)
}

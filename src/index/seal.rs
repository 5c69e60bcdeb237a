//! How damage is noticed: a hash of every file, and of the list of hashes itself.
//!
//! Opening an index asks nothing of most of its bytes: of a thousand single bits
//! turned over in tantivy's files, four of five were served as if nothing had
//! happened. So every file is read and hashed before the first query, which
//! costs about as much as reading it. XXH3 because this is about disks, not
//! about forgers: whoever can write the index can write its hashes too.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use twox_hash::xxhash3_128::Hasher;

use crate::error::{Error, Result};
use crate::index::disk::Disk;

/// What a file must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSeal {
    /// In bytes.
    pub len_bytes: u64,
    /// XXH3 of 128 bits, in hexadecimal.
    pub hash: String,
}

/// What the last line of a sealed text is, before and after the hash of all above it.
const SEAL_BEFORE: &str = ",\n  \"seal\": \"";
const SEAL_AFTER: &str = "\"\n}\n";
const HASH_CHARS: usize = 32;

/// The hash of `bytes`, in hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    format!("{:032x}", Hasher::oneshot(bytes))
}

impl FileSeal {
    /// The seal of a file that holds `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self { len_bytes: bytes.len() as u64, hash: hash(bytes) }
    }

    /// The seal of a file, read in parts.
    pub fn of_file(disk: &Disk, path: &Path) -> io::Result<Self> {
        let mut hasher = Hasher::new();
        let mut len_bytes = 0;
        disk.read_in_parts(path, |bytes| {
            hasher.write(bytes);
            len_bytes += bytes.len() as u64;
        })?;
        Ok(Self { len_bytes, hash: format!("{:032x}", hasher.finish_128()) })
    }

    /// Refuses a file at `path` whose seal is `found`.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] if it is not this one.
    pub fn check(&self, path: &Path, found: &FileSeal) -> Result<()> {
        let detail = if self.len_bytes != found.len_bytes {
            format!("expected {} bytes, found {}", self.len_bytes, found.len_bytes)
        } else if self.hash != found.hash {
            format!("expected the hash `{}`, found `{}`", self.hash, found.hash)
        } else {
            return Ok(());
        };
        Err(Error::Damaged { path: path.to_owned(), detail })
    }
}

/// Reads every file and compares it with its seal, several files at a time.
///
/// # Errors
///
/// About one of the files that cannot be read or are not what they must be.
pub fn check_files(disk: &Disk, files: &[(PathBuf, &FileSeal)]) -> Result<()> {
    let next = AtomicUsize::new(0);
    let failure = Mutex::new(None);
    let work = || {
        while let Some((path, seal)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let found = FileSeal::of_file(disk, path).map_err(|error| cannot_read(path, error));
            if let Err(error) = found.and_then(|found| seal.check(path, &found)) {
                *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                next.store(files.len(), Ordering::Relaxed);
            }
        }
    };
    let n_threads = std::thread::available_parallelism().map_or(1, usize::from).min(files.len());
    std::thread::scope(|scope| {
        for _ in 1..n_threads {
            scope.spawn(work);
        }
        work();
    });
    failure.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}

/// A file that should be there and is not is damage; anything else is the disk's.
pub fn cannot_read(path: &Path, error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::NotFound => {
            Error::Damaged { path: path.to_owned(), detail: "expected a file, found none".to_owned() }
        }
        _ => Error::io("read", path)(error),
    }
}

/// `value` as JSON whose last entry, `seal`, is the hash of all before it: whatever
/// becomes of a byte of it is noticed, whichever version of the program reads it.
pub fn sealed_json<T: Serialize>(value: &T) -> Vec<u8> {
    let mut text = serde_json::to_string_pretty(value).expect("what is sealed is printable");
    let end = text.trim_end_matches('}').trim_end().len();
    text.truncate(end);
    let seal = hash(text.as_bytes());
    text.push_str(&format!("{SEAL_BEFORE}{seal}{SEAL_AFTER}"));
    text.into_bytes()
}

/// Checks the seal of what [`sealed_json`] made.
///
/// # Errors
///
/// [`Error::Damaged`] about `path` if it is broken or missing.
pub fn check_json(path: &Path, text: &[u8]) -> Result<()> {
    let damaged = |detail: String| Error::Damaged { path: path.to_owned(), detail };
    let tail_bytes = SEAL_BEFORE.len() + HASH_CHARS + SEAL_AFTER.len();
    let split = text.len().checked_sub(tail_bytes).map(|at| text.split_at(at));
    let Some((body, tail)) = split else {
        return Err(damaged(format!("expected a seal at its end, found {} bytes in all", text.len())));
    };
    let expected = format!("{SEAL_BEFORE}{}{SEAL_AFTER}", hash(body));
    if tail == expected.as_bytes() {
        return Ok(());
    }
    let tail = String::from_utf8_lossy(tail);
    Err(damaged(format!("expected it to end in `{}`, found `{}`", one_line(&expected), one_line(&tail))))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Serialize)]
    struct Example {
        名: &'static str,
        数: u32,
    }

    fn sealed() -> Vec<u8> {
        sealed_json(&Example { 名: "搜", 数: 3 })
    }

    #[test]
    fn a_sealed_text_is_json() {
        expect_test::expect![[r#"
            {
              "名": "搜",
              "数": 3,
              "seal": "98331b8b01c6bed7404f4d77df936c0c"
            }
        "#]]
        .assert_eq(&String::from_utf8(sealed()).unwrap());
        serde_json::from_slice::<serde_json::Value>(&sealed()).unwrap();
        check_json(Path::new("x"), &sealed()).unwrap();
    }

    #[test]
    fn every_bit_and_every_length_is_sealed() {
        let text = sealed();
        for at in 0..text.len() {
            assert!(check_json(Path::new("x"), &text[..at]).is_err(), "{at} bytes");
            for bit in 0..8 {
                let mut damaged = text.clone();
                damaged[at] ^= 1 << bit;
                assert!(check_json(Path::new("x"), &damaged).is_err(), "bit {bit} of byte {at}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_file_read_in_parts_has_the_hash_of_its_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
            let place = tempfile::tempdir().unwrap();
            let path = place.path().join("文件");
            std::fs::write(&path, &bytes).unwrap();
            prop_assert_eq!(FileSeal::of_file(&Disk::default(), &path).unwrap(), FileSeal::of(&bytes));
        }
    }
}

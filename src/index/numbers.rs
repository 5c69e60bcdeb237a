//! The numbers of pages: kept as long as a page can be told to be the same.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::index::catalog::{FileRecord, PageId};

/// Where the numbers of pages that are new to the index come from.
#[derive(Debug, Clone, Copy)]
pub struct Ids<'a> {
    /// Of the first file that is read; the others follow.
    pub next_page: PageId,
    /// Pages that may be found again.
    pub moved: &'a Moved,
}

/// Pages whose files are gone, by what those said: the same under another name
/// is the same page, and keeps its number.
#[derive(Debug, Default)]
pub struct Moved {
    n_gone: usize,
    by_hash: Mutex<HashMap<String, Vec<PageId>>>,
}

impl Ids<'_> {
    /// The number of a page that the last run did not see under this name, read
    /// at place `at`.
    pub fn of_new(&self, content_hash: &str, at: usize) -> PageId {
        self.moved.take(content_hash).unwrap_or(self.next_page + at as u64)
    }
}

impl Moved {
    /// The file of the page `id` is gone.
    pub fn add(&mut self, file: &FileRecord, id: PageId) {
        self.n_gone += 1;
        let by_hash = self.by_hash.get_mut().unwrap_or_else(PoisonError::into_inner);
        by_hash.entry(file.content_hash.clone()).or_default().push(id);
    }

    fn take(&self, content_hash: &str) -> Option<PageId> {
        self.by_hash.lock().unwrap_or_else(PoisonError::into_inner).get_mut(content_hash)?.pop()
    }

    /// How many are gone for good, and how many were found again.
    pub fn count(self) -> (usize, usize) {
        let left = self.by_hash.into_inner().unwrap_or_else(PoisonError::into_inner);
        let n_left = left.values().map(Vec::len).sum();
        (n_left, self.n_gone - n_left)
    }
}

//! Refuses to believe that a site has suddenly lost its pages.
//!
//! A disk that is not mounted is an empty folder, and a checkout of the wrong
//! branch has other pages. A timer that indexes every ten minutes would make an
//! empty index of either, long before anybody looks.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::error::{Error, Result};
use crate::index::catalog::{FileRecord, Files};

/// What part of the pages may go at once, in percent.
pub const MAX_GONE_PERCENT: usize = 30;

/// How many pages may go at once from the smallest site.
pub const MAX_GONE_PAGES: usize = 5;

/// What becomes of an index whose site has lost many pages at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shrink {
    /// The run fails and the index stays as it is.
    #[default]
    Refuse,
    /// The site is believed.
    Allow,
}

/// The pages of the last index.
#[derive(Debug, Clone, Default)]
pub struct Before {
    n_pages: usize,
    /// By path, the hash of the file; empty if only the number is known.
    hashes: HashMap<String, String>,
}

impl Before {
    /// What the last run saw.
    pub fn of(files: &Files) -> Self {
        let pages = files.by_path.iter().filter(|(_, file)| file.page().is_some());
        let hashes: HashMap<String, String> =
            pages.map(|(path, file)| (path.clone(), file.content_hash.clone())).collect();
        Self { n_pages: hashes.len(), hashes }
    }

    /// An index of which only its size is known.
    pub fn of_size(n_pages: usize) -> Self {
        Self { n_pages, hashes: HashMap::new() }
    }

    /// How many of the pages are not in `files`, by name or by what they say: a
    /// page that was moved is not gone.
    pub fn n_gone<'a>(&self, files: impl IntoIterator<Item = (&'a str, &'a FileRecord)>) -> usize {
        let (mut paths, mut hashes) = (HashSet::new(), HashSet::new());
        for (path, file) in files.into_iter().filter(|(_, file)| file.page().is_some()) {
            paths.insert(path);
            hashes.insert(file.content_hash.as_str());
        }
        if self.hashes.is_empty() {
            return self.n_pages.saturating_sub(paths.len());
        }
        let is_gone = |(path, hash): &(&String, &String)| {
            !paths.contains(path.as_str()) && !hashes.contains(hash.as_str())
        };
        self.hashes.iter().filter(is_gone).count()
    }

    /// Refuses `files` if too many pages are gone.
    ///
    /// # Errors
    ///
    /// [`Error::Shrunk`] if no page is left, or more than [`MAX_GONE_PERCENT`]
    /// percent and more than [`MAX_GONE_PAGES`] are gone.
    pub fn check<'a>(
        &self,
        site: &Path,
        files: impl IntoIterator<Item = (&'a str, &'a FileRecord)> + Clone,
    ) -> Result<()> {
        let n_gone = self.n_gone(files.clone());
        let is_many = n_gone > MAX_GONE_PAGES && n_gone * 100 > self.n_pages * MAX_GONE_PERCENT;
        let is_empty = || files.into_iter().all(|(_, file)| file.page().is_none());
        if is_many || (self.n_pages > 0 && is_empty()) {
            return Err(Error::Shrunk { site: site.to_owned(), n_gone, n_before: self.n_pages });
        }
        Ok(())
    }
}

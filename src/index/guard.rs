//! Refuses to believe that a site has suddenly lost its pages.
//!
//! A disk that is not mounted is an empty folder, and a checkout of the wrong
//! branch has other pages. A timer that indexes every ten minutes would make an
//! empty index of either, long before anybody looks.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::error::{Error, Result};
use crate::index::catalog::{Fate, FileRecord, Files};

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
    /// Of the analyzer that wrote the index; `None` if it is not known.
    analyzer: Option<String>,
}

impl Before {
    /// What the last run saw, which the analyzer of this fingerprint wrote down.
    pub fn of(files: &Files, analyzer: &str) -> Self {
        let pages = files.by_path.iter().filter(|(_, file)| file.page().is_some());
        let hashes: HashMap<String, String> =
            pages.map(|(path, file)| (path.clone(), file.content_hash.clone())).collect();
        Self { n_pages: hashes.len(), hashes, analyzer: Some(analyzer.to_owned()) }
    }

    /// An index of which only its size is known.
    pub fn of_size(n_pages: usize) -> Self {
        Self { n_pages, ..Self::default() }
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

    /// Refuses to build all again from `files` if a page would be lost only because its file, or
    /// one of `folders` above it, cannot be read: it cannot be taken from the last index either.
    ///
    /// An index of another analyzer than `analyzer` answers nobody who asks by today's rules, so
    /// there all that can be read is better than nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Hidden`] if there is such a page.
    pub fn check_hidden<'a>(
        &self,
        site: &Path,
        analyzer: &str,
        folders: &[String],
        files: impl IntoIterator<Item = (&'a str, &'a FileRecord)>,
    ) -> Result<()> {
        if self.analyzer.as_deref() != Some(analyzer) {
            return Ok(());
        }
        let unread = files.into_iter().filter(|(_, file)| matches!(file.fate, Fate::Unreadable(..)));
        let hidden: HashSet<&str> =
            unread.map(|(path, _)| path).chain(folders.iter().map(String::as_str)).collect();
        let hiding: Vec<&str> = self.hashes.keys().filter_map(|path| hides(&hidden, path)).collect();
        match hiding.iter().min() {
            Some(first) => {
                Err(Error::Hidden { site: site.to_owned(), path: first.into(), n_pages: hiding.len() })
            }
            None => Ok(()),
        }
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

/// Which of `hidden` a path is, or is below.
fn hides<'a>(hidden: &HashSet<&'a str>, path: &str) -> Option<&'a str> {
    let above = path.rmatch_indices('/').map(|(at, _)| &path[..at]);
    std::iter::once(path).chain(above).find_map(|folder| hidden.get(folder).copied())
}

//! One open index, ready to answer.

use std::path::Path;
use std::sync::Arc;

use crate::error::Result;
use crate::search::{DocumentView, IndexInfo, PageLine, Results, SearchRequest, TagCount};
use crate::text::Analyzer;

/// One open generation and the analyzer that wrote it. Shared by threads; never changes.
#[derive(Debug)]
pub struct Engine {
    analyzer: Arc<Analyzer>,
}

impl Engine {
    /// Opens the published generation of the index in `folder`.
    ///
    /// # Errors
    ///
    /// If there is no index, if it cannot be read, or if it was written by
    /// another analyzer than `analyzer`; the text names the command that helps.
    pub fn open(folder: &Path, analyzer: Arc<Analyzer>) -> Result<Self> {
        let _ = folder;
        Ok(Self { analyzer })
    }

    /// Which generation `folder` publishes now (`gen-000123`), to see whether
    /// this engine is still current. Reads one small file.
    ///
    /// # Errors
    ///
    /// If there is no index or its pointer cannot be read.
    pub fn published_generation(folder: &Path) -> Result<String> {
        let _ = folder;
        todo!()
    }

    /// Which index this is.
    pub fn info(&self) -> IndexInfo {
        todo!()
    }

    /// Answers one question. Values beyond the limits of `request` are clamped.
    ///
    /// # Errors
    ///
    /// If the query is longer than `MAX_QUERY_BYTES` or the index cannot be read.
    pub fn search(&self, request: &SearchRequest) -> Result<Results> {
        let _ = (request, &self.analyzer);
        todo!()
    }

    /// Every tag of the site, the most frequent first, then by name.
    pub fn tags(&self) -> Vec<TagCount> {
        todo!()
    }

    /// Every page, by path; `all` adds the files that are left out, and why.
    pub fn pages(&self, all: bool) -> Vec<PageLine> {
        todo!()
    }

    /// The page whose file is `path`.
    ///
    /// # Errors
    ///
    /// If the index cannot be read.
    pub fn document(&self, path: &str) -> Result<Option<DocumentView>> {
        let _ = path;
        todo!()
    }
}

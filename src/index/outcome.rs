//! What a run ends with, for the report of it.

use crate::index::catalog::{Files, PageRecord};
use crate::index::generation::Generation;
use crate::index::reader::OpenIndex;

/// What a run ends with.
#[derive(Debug)]
pub struct Outcome {
    /// Published now.
    pub generation: Generation,
    /// In order of path.
    pub pages: Vec<PageRecord>,
    /// What was seen of each file.
    pub files: Files,
    /// Whether that generation is of this run.
    pub published: bool,
    /// Whether any page came, went or changed, or the owner's words did.
    pub changed: bool,
    /// Pages that were cut again because the owner's words changed.
    pub n_recut: usize,
    /// Pages that went.
    pub n_removed: usize,
    /// Pages whose files have another name.
    pub n_moved: usize,
}

impl Outcome {
    /// The last generation stays.
    pub fn nothing_new(base: &OpenIndex) -> Self {
        Self {
            generation: base.generation().clone(),
            pages: base.pages().to_vec(),
            files: base.files().clone(),
            published: false,
            changed: false,
            n_recut: 0,
            n_removed: 0,
            n_moved: 0,
        }
    }
}

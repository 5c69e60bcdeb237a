//! Why a file that somebody asks for is none of the site's files.
//!
//! The walk passes over what the generator would not look at and keeps no list
//! of it, which would be longer than that of the pages; so it is found out when
//! somebody asks.

use serde::{Deserialize, Serialize};

use crate::content::source::{self, ReadFailure};
use crate::document::address::below;
use crate::document::generator::{MARKDOWN, has_extension};
use crate::document::reader::SiteReader;

/// Why a file is none of the site's files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum Overlooked {
    /// There is no such file.
    Missing,
    /// It cannot be read, or is a link, a folder or a device.
    Unreadable {
        /// What was expected and what was found.
        detail: String,
    },
    /// It does not end as Markdown files do.
    NotMarkdown,
    /// It is in none of the folders that hold content.
    OutsideContent {
        /// Those that do, relative to the root.
        folders: Vec<String>,
    },
    /// The generator does not enter the folder.
    FolderNotEntered {
        /// Relative to the root.
        folder: String,
    },
    /// The folder holds an index of ours, and is no part of the site.
    InAnIndex {
        /// Relative to the root.
        folder: String,
    },
    /// The generator passes over files of this name, or its configuration excludes it.
    NotKept,
    /// It came after the site was opened, or its folder could not be listed.
    Unseen,
}

impl SiteReader {
    /// Whether `path` is one of [`unreadable`](Self::unreadable), or below one.
    pub fn is_unreadable(&self, path: &str) -> bool {
        let is_at_or_below = |place: &String| {
            path.strip_prefix(place.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.unreadable.iter().any(is_at_or_below)
    }

    /// Why `path`, relative to the root, is none of [`files`](Self::files);
    /// `None` if it is one of them.
    pub fn overlooked(&self, path: &str) -> Option<Overlooked> {
        if self.files.binary_search_by(|file| file.path.as_str().cmp(path)).is_ok() {
            return None;
        }
        let leads_out = path.starts_with('/') || path.split('/').any(|piece| piece == "..");
        if leads_out || path.is_empty() {
            return Some(Overlooked::Missing);
        }
        match source::read(&self.root, path) {
            Ok(_) => {}
            Err(ReadFailure::Missing) => return Some(Overlooked::Missing),
            // A file where a folder is expected is how `a.md/b.md` is missing.
            Err(ReadFailure::Io(error)) if error.kind() == std::io::ErrorKind::NotADirectory => {
                return Some(Overlooked::Missing);
            }
            Err(failure) => return Some(Overlooked::Unreadable { detail: failure.to_string() }),
        }
        if !has_extension(path, &MARKDOWN) {
            return Some(Overlooked::NotMarkdown);
        }
        let folders = self.rules.folders();
        let Some(content) = folders.iter().find(|folder| below(path, folder).is_some()) else {
            return Some(Overlooked::OutsideContent { folders });
        };
        let borders = path.match_indices('/').map(|(border, _)| &path[..border]);
        let inside = borders.filter(|folder| folder.len() > content.len());
        if let Some(folder) = inside.clone().find(|folder| source::is_index_folder(&self.root, folder)) {
            return Some(Overlooked::InAnIndex { folder: folder.to_owned() });
        }
        let mut inside = inside;
        if let Some(folder) = inside.find(|folder| !self.rules.enters(folder)) {
            return Some(Overlooked::FolderNotEntered { folder: folder.to_owned() });
        }
        Some(if self.rules.keeps(path) { Overlooked::Unseen } else { Overlooked::NotKept })
    }
}

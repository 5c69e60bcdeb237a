//! The folder that holds the index, before the index floor puts anything in it.
//!
//! Its own file because of one promise: a folder that holds something else is
//! never taken for an index, whatever a setting says.

use std::fs;
use std::io;
use std::path::Path;

use crate::cli::Failure;
use crate::cli::failure::Result;
use crate::error::Error;

/// What the folder says of itself; the repository's own `index/README.md`.
const README: &str = include_str!("../../index/README.md");

/// Keeps generations out of the site's repository.
const GITIGNORE: &str = include_str!("../../index/.gitignore");

/// Makes `folder` ready for an index: creates it and puts a README and a
/// `.gitignore` in it, where they are missing.
///
/// # Errors
///
/// If it cannot be created or written, or if it holds anything that no index
/// has: then nothing is touched.
pub fn ensure_index_folder(folder: &Path) -> Result<()> {
    if let Some(found) = first_foreign_entry(folder)? {
        return Err(Failure::IndexFolderTaken { folder: folder.to_owned(), found });
    }
    fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
    for (name, text) in [("README.md", README), (".gitignore", GITIGNORE)] {
        let path = folder.join(name);
        if !path.try_exists().map_err(Error::io("read", &path))? {
            fs::write(&path, text).map_err(Error::io("write", &path))?;
        }
    }
    Ok(())
}

/// The first name, in order, that an index folder does not have; `None` if the
/// folder is missing, empty, or an index.
pub fn first_foreign_entry(folder: &Path) -> Result<Option<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io("read", folder)(error).into()),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(Error::io("read", folder))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    if names.iter().any(|name| name == "CURRENT") {
        return Ok(None);
    }
    names.sort();
    Ok(names.into_iter().find(|name| !is_own_name(name)))
}

/// Whether a folder that was never published may have an entry of this name:
/// ours, a run's, a generation's, or hidden (locks, temporary files, a mount's `.lost+found`).
fn is_own_name(name: &str) -> bool {
    matches!(name, "README.md" | "lost+found" | "status.json" | "status.json.tmp")
        || name.starts_with('.')
        || name.starts_with("gen-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_folder_explains_itself_and_ignores_its_generations() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("搜索").join("index");
        ensure_index_folder(&folder).unwrap();
        assert_eq!(fs::read_to_string(folder.join("README.md")).unwrap(), README);
        assert_eq!(fs::read_to_string(folder.join(".gitignore")).unwrap(), GITIGNORE);
    }

    #[test]
    fn what_is_written_in_an_index_folder_stays() {
        let parent = tempfile::tempdir().unwrap();
        fs::write(parent.path().join("README.md"), "我们的说明").unwrap();
        fs::write(parent.path().join("CURRENT"), "gen-000001").unwrap();
        fs::write(parent.path().join("notes.txt"), "").unwrap();
        ensure_index_folder(parent.path()).unwrap();
        assert_eq!(fs::read_to_string(parent.path().join("README.md")).unwrap(), "我们的说明");
    }

    #[test]
    fn a_folder_of_other_things_is_refused_untouched() {
        let parent = tempfile::tempdir().unwrap();
        fs::write(parent.path().join("文章.md"), "正文").unwrap();
        let refused = ensure_index_folder(parent.path()).unwrap_err().to_string();
        assert!(refused.contains("文章.md"), "{refused}");
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
    }
}

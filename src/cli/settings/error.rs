//! Why settings cannot be used, in words that name the place.

use std::io;
use std::path::PathBuf;

use crate::cli::settings::Origin;
use crate::cli::settings::value::Raw;

/// Why settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingError {
    /// A value is not what the setting takes.
    #[error("{origin}: `{key}` expects {expected}, found {found}")]
    WrongValue {
        /// Where it was written.
        origin: Origin,
        /// The setting.
        key: &'static str,
        /// What it takes.
        expected: String,
        /// What was written.
        found: Raw,
    },
    /// An item of a list is not what the setting takes.
    #[error("{origin}: `{key}` expects {expected}, found `{found}`")]
    WrongItem {
        /// Where it was written.
        origin: Origin,
        /// The setting.
        key: &'static str,
        /// What it takes.
        expected: String,
        /// What was written.
        found: String,
    },
    /// A key of a file is no setting.
    #[error("{}: `{key}` is no setting{}", Origin::File(path.clone(), *line), did_you_mean(*suggestion))]
    UnknownKey {
        /// The file.
        path: PathBuf,
        /// Counted from 1; 0 if unknown.
        line: u32,
        /// As written.
        key: String,
        /// The nearest setting.
        suggestion: Option<&'static str>,
    },
    /// A file is not YAML, or no mapping.
    #[error("{}: {message}", Origin::File(path.clone(), *line))]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Counted from 1; 0 if it is about the whole file.
        line: u32,
        /// What was expected and what was found.
        message: String,
    },
    /// The file named for settings is not there.
    #[error("{origin}: there is no file `{}`", path.display())]
    NoFile {
        /// Where it was named.
        origin: Origin,
        /// The file.
        path: PathBuf,
    },
    /// A file could not be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

fn did_you_mean(suggestion: Option<&str>) -> String {
    match suggestion {
        Some(key) => format!("\nhint: did you mean `{key}`?"),
        None => "\nhint: `sou config show` lists every setting".to_owned(),
    }
}

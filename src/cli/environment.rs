//! What the process was started with, read once, so that everything else is a
//! function of it and can be tested without touching the process.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;

use crate::cli::Failure;
use crate::cli::failure::Result;
use crate::document::LanguageTag;

/// What every environment name of a setting begins with.
pub const PREFIX: &str = "SOU_";

/// What the process was started with.
#[derive(Debug, Clone, PartialEq)]
pub struct Environment {
    /// Variables whose names begin with [`PREFIX`], by name.
    pub variables: BTreeMap<String, String>,
    /// Absolute.
    pub current_folder: PathBuf,
    /// What the person reads, by `LC_ALL`, `LC_MESSAGES` or `LANG`.
    pub reader_language: Option<LanguageTag>,
    /// How many threads the machine runs at once, at least 1.
    pub n_cores: usize,
    /// When the command began.
    pub now: Timestamp,
}

impl Environment {
    /// Reads that of this process.
    ///
    /// # Errors
    ///
    /// If there is no current folder, or a variable of ours is not UTF-8.
    pub fn of_this_process() -> Result<Self> {
        let mut variables = BTreeMap::new();
        for (name, value) in std::env::vars_os() {
            let Some(name) = name.to_str().filter(|name| name.starts_with(PREFIX)) else { continue };
            let value =
                value.into_string().map_err(|_| Failure::EnvironmentNotUtf8 { name: name.to_owned() })?;
            variables.insert(name.to_owned(), value);
        }
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|value| !value.is_empty());
        Ok(Self {
            variables,
            current_folder: std::env::current_dir().map_err(Failure::CurrentFolder)?,
            reader_language: locale.as_deref().and_then(language_of_locale),
            n_cores: std::thread::available_parallelism().map_or(1, usize::from),
            now: Timestamp::now(),
        })
    }
}

/// The language of a POSIX locale: `zh_TW.UTF-8` is `zh-TW`; `C` and `POSIX` have none.
pub fn language_of_locale(locale: &str) -> Option<LanguageTag> {
    let name = locale.split(['.', '@']).next().unwrap_or_default();
    if matches!(name, "" | "C" | "POSIX") {
        return None;
    }
    LanguageTag::parse(name)
}

//! Settings: flag over environment over file over default, checked once.
//!
//! [`table`] names every setting; [`resolve`] finds the value of each and where
//! it came from, and gives the typed [`Settings`] that commands work with.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use crate::cli::environment::{Environment, PREFIX};
use crate::cli::settings::table::{SETTINGS, Setting, setting};
use crate::cli::settings::value::{Raw, Value, below, named};
use crate::document::SiteOptions;

pub mod file;

pub mod table;

pub mod value;

#[cfg(test)]
mod tests;

/// Everything a command needs to know, checked; paths are absolute.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The site's root.
    pub site: PathBuf,
    /// How the site is read; the index's own folder is among the excluded.
    pub site_options: SiteOptions,
    /// The folder of the index.
    pub index: PathBuf,
    /// At least 1.
    pub threads: usize,
    /// Words of the site's owner: those of `words`, then those of `words_file`.
    pub words: Vec<String>,
    /// Groups of words that mean the same.
    pub synonyms: Vec<Vec<String>>,
    /// Where the service listens, as `HOST:PORT`.
    pub addr: String,
    /// Where the site is, without a final `/`.
    pub site_url: Option<String>,
    /// Origins whose pages may ask the service.
    pub cors_origins: Vec<String>,
    /// How often the server indexes by itself.
    pub every: Option<Duration>,
    /// Whether the server indexes when a file is saved.
    pub watch: bool,
    /// The file of the secret that lets others ask for a run.
    pub webhook_secret_file: Option<PathBuf>,
    /// How much is logged; one of [`table::LOG_LEVELS`].
    pub log: String,
    /// Each setting, its value and where it came from, in the order of the table.
    pub resolved: Vec<Resolved>,
    /// Variables that look like settings and are none, each with the nearest that is.
    pub unknown_variables: Vec<(String, Option<String>)>,
}

/// One setting with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    /// Its row.
    pub setting: &'static Setting,
    /// `None` if it is not set and has no default.
    pub value: Option<Value>,
    /// Where the value came from.
    pub origin: Origin,
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A flag, as typed: `--time-zone`; or an argument: `SITE`.
    Flag(String),
    /// A variable, by name.
    Environment(String),
    /// A file and the line in it, counted from 1.
    File(PathBuf, u32),
    /// The table.
    Default,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flag(name) | Self::Environment(name) => f.write_str(name),
            Self::File(path, 0) => write!(f, "{}", path.display()),
            Self::File(path, line) => write!(f, "{}:{line}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

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

/// What was typed, before anything is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Typed {
    /// The file named by `--config`.
    pub config: Option<PathBuf>,
    /// Settings given as flags or arguments: the row, the name typed, the texts.
    pub flags: Vec<(&'static Setting, String, Vec<String>)>,
}

/// Finds and checks every setting.
///
/// The file is the one named by `--config` or `SOU_CONFIG`, else `sou.yml` at
/// the site's root, which may be missing.
///
/// # Errors
///
/// At the first wrong key, type or value, named with its place.
pub fn resolve(typed: &Typed, environment: &Environment) -> Result<Settings, SettingError> {
    let here = &environment.current_folder;
    // A root named in the file itself cannot say where the file is.
    let mut site = here.clone();
    if let Some(Value::Path(path)) = find(table_row("site"), typed, environment, None)?.value {
        site = path;
    }
    let (path, entries) = read_file(typed, environment, &site)?;
    let file = entries.as_ref().map(|entries| (path.as_path(), entries.as_slice()));
    let resolved = SETTINGS
        .iter()
        .map(|setting| find(setting, typed, environment, file))
        .collect::<Result<Vec<Resolved>, SettingError>>()?;
    let unknown_variables = unknown_variables(environment);
    typed_settings(resolved, unknown_variables, environment.n_cores)
}

/// The variable that names the file of settings.
pub fn config_variable() -> String {
    format!("{PREFIX}CONFIG")
}

fn table_row(key: &'static str) -> &'static Setting {
    setting(key).expect("the table has a row for every key that the code names")
}

/// Reads the file of settings; `None` if none was named and the site has none.
fn read_file(
    typed: &Typed,
    environment: &Environment,
    site: &Path,
) -> Result<(PathBuf, Option<Vec<file::FileEntry>>), SettingError> {
    let variable = config_variable();
    let named = match (&typed.config, environment.variables.get(&variable)) {
        (Some(path), _) => Some((Origin::Flag("--config".to_owned()), path.clone())),
        (None, Some(path)) => Some((Origin::Environment(variable), PathBuf::from(path))),
        (None, None) => None,
    };
    match named {
        Some((origin, path)) => {
            let path = environment.current_folder.join(path);
            match file::read(&path)? {
                Some(entries) => Ok((path, Some(entries))),
                None => Err(SettingError::NoFile { origin, path }),
            }
        }
        None => {
            let path = site.join(file::FILE_NAME);
            let entries = file::read(&path)?;
            Ok((path, entries))
        }
    }
}

/// The value of one setting by the first source that has it.
fn find(
    setting: &'static Setting,
    typed: &Typed,
    environment: &Environment,
    file: Option<(&Path, &[file::FileEntry])>,
) -> Result<Resolved, SettingError> {
    let here = environment.current_folder.as_path();
    let variable = setting.environment_name();
    let in_file = file.and_then(|(path, entries)| {
        entries.iter().find(|entry| entry.setting.key == setting.key).map(|entry| (path, entry))
    });
    let (raw, origin, base) =
        if let Some((_, name, texts)) = typed.flags.iter().find(|(row, ..)| row.key == setting.key) {
            (Raw::from_flag(setting.kind, texts), Origin::Flag(name.clone()), here)
        } else if let Some(text) = environment.variables.get(&variable) {
            (Raw::from_environment(setting.kind, text), Origin::Environment(variable), here)
        } else if let Some((path, entry)) = in_file {
            let base = path.parent().unwrap_or(here);
            (entry.raw.clone(), Origin::File(path.to_owned(), entry.line), base)
        } else if let Some(text) = setting.default {
            (Raw::Text(text.to_owned()), Origin::Default, here)
        } else {
            return Ok(Resolved { setting, value: None, origin: Origin::Default });
        };
    match value::check(setting.kind, &raw, base) {
        Ok(value) => Ok(Resolved { setting, value: Some(value), origin }),
        Err(expected) => Err(SettingError::WrongValue { origin, key: setting.key, expected, found: raw }),
    }
}

/// Variables of our prefix that no setting has.
fn unknown_variables(environment: &Environment) -> Vec<(String, Option<String>)> {
    let mut known: Vec<String> = SETTINGS.iter().map(Setting::environment_name).collect();
    known.push(config_variable());
    let unknown = environment.variables.keys().filter(|name| !known.contains(name));
    unknown
        .map(|name| {
            let nearest = file::nearest(name, known.iter().map(String::as_str));
            (name.clone(), nearest.map(str::to_owned))
        })
        .collect()
}

/// Turns checked values into typed ones.
fn typed_settings(
    mut resolved: Vec<Resolved>,
    unknown_variables: Vec<(String, Option<String>)>,
    n_cores: usize,
) -> Result<Settings, SettingError> {
    if let Some(row) = resolved.iter_mut().find(|row| row.setting.key == "threads" && row.value.is_none()) {
        row.value = Some(Value::Count(n_cores.max(1)));
    }
    let values = Values(&resolved);
    let site = values.path("site").expect("`site` has a default");
    let index = values.path("index").expect("`index` has a default");
    let mut words = values.list("words");
    if let Some(path) = values.path("words_file") {
        words.extend(read_words(&path)?);
    }
    let mut exclude = values.list("exclude");
    exclude.extend(glob_of_index(&site, &index));
    let site_options = SiteOptions {
        generator: values.text("generator").map(|name| named(&name)),
        content: values.text("content").map(PathBuf::from),
        language: values.text("language"),
        time_zone: values.text("time_zone"),
        base_path: values.text("base_path"),
        exclude,
        read: values.text("read").map(|name| named(&name)).unwrap_or_default(),
        build: values.path("build").map(|build| below(&site, build)),
        main_selector: values.text("main_selector"),
    };
    let site_url = values.text("site_url").map(|url| url.trim_end_matches('/').to_owned());
    let settings = Settings {
        site_options,
        threads: values.count("threads").unwrap_or(1),
        synonyms: values.groups("synonyms"),
        addr: values.text("addr").expect("`addr` has a default"),
        cors_origins: values.list("cors_origins"),
        every: values.duration("every"),
        watch: values.is_on("watch"),
        webhook_secret_file: values.path("webhook_secret_file"),
        log: values.text("log").expect("`log` has a default"),
        site,
        index,
        words,
        site_url,
        unknown_variables,
        resolved: Vec::new(),
    };
    Ok(Settings { resolved, ..settings })
}

/// Looks values up by key; a wrong key is a mistake in this file, and panics in its tests.
struct Values<'a>(&'a [Resolved]);

impl Values<'_> {
    fn get(&self, key: &'static str) -> Option<&Value> {
        let row = self.0.iter().find(|row| row.setting.key == key);
        row.expect("the table has a row for every key that the code names").value.as_ref()
    }

    fn text(&self, key: &'static str) -> Option<String> {
        self.get(key).map(Value::to_string)
    }

    fn path(&self, key: &'static str) -> Option<PathBuf> {
        match self.get(key) {
            Some(Value::Path(path)) => Some(path.clone()),
            _ => None,
        }
    }

    fn count(&self, key: &'static str) -> Option<usize> {
        match self.get(key) {
            Some(Value::Count(count)) => Some(*count),
            _ => None,
        }
    }

    fn duration(&self, key: &'static str) -> Option<Duration> {
        match self.get(key) {
            Some(Value::Duration(duration)) => Some(*duration),
            _ => None,
        }
    }

    fn is_on(&self, key: &'static str) -> bool {
        self.get(key) == Some(&Value::Switch(true))
    }

    fn list(&self, key: &'static str) -> Vec<String> {
        match self.get(key) {
            Some(Value::List(list)) => list.clone(),
            _ => Vec::new(),
        }
    }

    fn groups(&self, key: &'static str) -> Vec<Vec<String>> {
        match self.get(key) {
            Some(Value::Groups(groups)) => groups.clone(),
            _ => Vec::new(),
        }
    }
}

/// The index's folder explains itself in Markdown; where it is inside the site it is no page.
fn glob_of_index(site: &Path, index: &Path) -> Option<String> {
    let inside = index.strip_prefix(site).ok()?;
    let part = |part: Component<'_>| match part {
        Component::Normal(name) => name.to_str().map(str::to_owned),
        // Beyond a `..`, only the file system knows what is inside what.
        _ => None,
    };
    let parts: Vec<String> = inside.components().map(part).collect::<Option<_>>()?;
    (!parts.is_empty()).then(|| format!("{}/**", parts.join("/")))
}

/// Words of a file, one a line, without empty lines and those that begin with `#`.
fn read_words(path: &Path) -> Result<Vec<String>, SettingError> {
    let text = fs::read_to_string(path)
        .map_err(|source| SettingError::Unreadable { path: path.to_owned(), source })?;
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    Ok(lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect())
}

//! Settings: flag over environment over file over default, checked once.
//!
//! [`table`] names every setting; [`resolve`] finds the value of each and where
//! it came from, and gives the typed [`Settings`] that commands work with.

use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use crate::cli::environment::{Environment, PREFIX};
use crate::cli::settings::table::{SETTINGS, Setting, setting};
use crate::cli::settings::value::{Raw, Value, Wrong, below, named};
use crate::document::SiteOptions;
use crate::index::vocabulary::SynonymRule;

mod error;

pub mod file;

pub mod table;

pub mod value;

mod vocabulary;

#[cfg(test)]
mod tests;

pub use error::SettingError;

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
    /// What means the same, in the order written.
    pub synonyms: Vec<SynonymRule>,
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
    /// What was written and does nothing, each with its place.
    pub remarks: Vec<String>,
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
    /// Where each item of a list came from, if that is known better.
    item_origins: Vec<Origin>,
}

impl Resolved {
    fn origin_of_item(&self, number: usize) -> Origin {
        self.item_origins.get(number).unwrap_or(&self.origin).clone()
    }
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
            let (value, origin, item_origins) = (None, Origin::Default, Vec::new());
            return Ok(Resolved { setting, value, origin, item_origins });
        };
    let item_origins = match (&origin, in_file) {
        (Origin::File(path, _), Some((_, entry))) => {
            entry.item_lines.iter().map(|&line| Origin::File(path.clone(), line)).collect()
        }
        _ => Vec::new(),
    };
    let resolved = Resolved { setting, value: None, origin, item_origins };
    match value::check(setting.kind, &raw, base) {
        Ok(value) => Ok(Resolved { value: Some(value), ..resolved }),
        Err(Wrong { expected, item: None }) => {
            Err(SettingError::WrongValue { origin: resolved.origin, key: setting.key, expected, found: raw })
        }
        Err(Wrong { expected, item: Some((number, found)) }) => {
            let origin = resolved.origin_of_item(number);
            Err(SettingError::WrongItem { origin, key: setting.key, expected, found })
        }
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
    let mut remarks = values.remarks("words", &vocabulary::remarks_on_words(&words));
    if let Some(path) = values.path("words_file") {
        let (lines, of_file): (Vec<u32>, Vec<String>) = vocabulary::read_words(&path)?.into_iter().unzip();
        let place = |number: usize| Origin::File(path.clone(), lines[number]);
        remarks.extend(vocabulary::at_their_places(&vocabulary::remarks_on_words(&of_file), place));
        words.extend(of_file);
    }
    let synonyms = values.synonyms("synonyms");
    let on_rules = synonyms.iter().map(vocabulary::remark_on_rule).enumerate();
    let on_rules: Vec<(usize, String)> =
        on_rules.filter_map(|(number, remark)| Some((number, remark?))).collect();
    remarks.extend(values.remarks("synonyms", &on_rules));
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
        synonyms,
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
        remarks,
        resolved: Vec::new(),
    };
    Ok(Settings { resolved, ..settings })
}

/// Looks values up by key; a wrong key is a mistake in this file, and panics in its tests.
struct Values<'a>(&'a [Resolved]);

impl Values<'_> {
    fn row(&self, key: &'static str) -> &Resolved {
        let row = self.0.iter().find(|row| row.setting.key == key);
        row.expect("the table has a row for every key that the code names")
    }

    fn get(&self, key: &'static str) -> Option<&Value> {
        self.row(key).value.as_ref()
    }

    /// Remarks on the items of a list, with where they stand.
    fn remarks(&self, key: &'static str, remarks: &[(usize, String)]) -> Vec<String> {
        vocabulary::at_their_places(remarks, |number| self.row(key).origin_of_item(number))
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

    fn synonyms(&self, key: &'static str) -> Vec<SynonymRule> {
        match self.get(key) {
            Some(Value::Synonyms(rules)) => rules.clone(),
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

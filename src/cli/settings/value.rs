//! From what was written to a checked value, or to what was expected instead.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::SignedDuration;
use serde_json::json;

use crate::cli::settings::table::Kind;
use crate::cli::settings::vocabulary;
use crate::document::LanguageTag;
use crate::index::vocabulary::SynonymRule;

/// A value as a person wrote it, before it is known to be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Raw {
    /// One scalar, as text.
    Text(String),
    /// Several scalars.
    List(Vec<String>),
    /// Scalars and lists of scalars, a scalar as a list of one.
    Groups(Vec<Vec<String>>),
    /// A mapping, or something nested deeper; never right.
    Nested,
}

/// A checked value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// One text, a path relative to the site included.
    Text(String),
    /// An absolute path.
    Path(PathBuf),
    /// At least 1.
    Count(usize),
    /// At least a second.
    Duration(Duration),
    /// Yes or no.
    Switch(bool),
    /// In the order written.
    List(Vec<String>),
    /// In the order written.
    Synonyms(Vec<SynonymRule>),
}

impl Value {
    /// As `sou config show --json` prints it.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Text(text) => json!(text),
            Self::Path(path) => json!(path.to_string_lossy()),
            Self::Count(count) => json!(count),
            Self::Duration(_) => json!(self.to_string()),
            Self::Switch(is_on) => json!(is_on),
            Self::List(list) => json!(list),
            Self::Synonyms(rules) => rules
                .iter()
                .map(|rule| match rule {
                    SynonymRule::Group(words) => json!(words),
                    one_way @ SynonymRule::OneWay { .. } => json!(one_way.to_string()),
                })
                .collect(),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Path(path) => write!(f, "{}", path.display()),
            Self::Count(count) => write!(f, "{count}"),
            Self::Duration(duration) => match SignedDuration::try_from(*duration) {
                Ok(duration) => write!(f, "{duration:#}"),
                Err(_) => write!(f, "{}s", duration.as_secs()),
            },
            Self::Switch(is_on) => write!(f, "{is_on}"),
            Self::List(list) => f.write_str(&list.join(", ")),
            Self::Synonyms(rules) => {
                let rules: Vec<String> = rules.iter().map(ToString::to_string).collect();
                f.write_str(&rules.join("; "))
            }
        }
    }
}

impl fmt::Display for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "`{text}`"),
            Self::List(_) => f.write_str("a list"),
            Self::Groups(_) => f.write_str("a list of lists"),
            Self::Nested => f.write_str("a mapping"),
        }
    }
}

impl Raw {
    /// Splits the text of an environment variable as its kind says.
    pub fn from_environment(kind: Kind, text: &str) -> Self {
        match kind {
            Kind::List | Kind::Origins => Self::List(split(text, ',')),
            Kind::Synonyms => Self::List(split(text, ';')),
            _ => Self::Text(text.to_owned()),
        }
    }

    /// Joins the values of a flag that was given once or several times.
    pub fn from_flag(kind: Kind, texts: &[String]) -> Self {
        match kind {
            Kind::List | Kind::Origins | Kind::Synonyms => Self::List(texts.to_vec()),
            _ => Self::Text(texts.last().cloned().unwrap_or_default()),
        }
    }
}

/// Why a value is not what its setting takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// What was expected, to be read after "expects".
    pub expected: String,
    /// Which item of a list it is about, counted from 0, and what it is; `None`
    /// if it is about the whole.
    pub item: Option<(usize, String)>,
}

impl From<String> for Wrong {
    fn from(expected: String) -> Self {
        Self { expected, item: None }
    }
}

/// Checks what was written; relative paths are counted from `base`, an absolute folder.
///
/// # Errors
///
/// What was expected instead, and of which item.
pub fn check(kind: Kind, raw: &Raw, base: &Path) -> Result<Value, Wrong> {
    match (kind, raw) {
        (Kind::List, Raw::Text(text)) => Ok(Value::List(vec![text.clone()])),
        (Kind::List, Raw::List(list)) => Ok(Value::List(list.clone())),
        (Kind::List, _) => Err(expected(kind).into()),
        (Kind::Origins, Raw::Text(text)) => check_origins(std::slice::from_ref(text)),
        (Kind::Origins, Raw::List(list)) => check_origins(list),
        (Kind::Origins, _) => Err(expected(kind).into()),
        (Kind::Synonyms, Raw::Text(text)) => check_synonyms(&[vec![text.clone()]]),
        (Kind::Synonyms, Raw::List(list)) => {
            check_synonyms(&list.iter().map(|text| vec![text.clone()]).collect::<Vec<_>>())
        }
        (Kind::Synonyms, Raw::Groups(groups)) => check_synonyms(groups),
        (Kind::Synonyms, _) => Err(expected(kind).into()),
        (_, Raw::Text(text)) => Ok(check_text(kind, text.trim(), base)?),
        (_, _) => Err(expected(kind).into()),
    }
}

/// What a value of `kind` is, to be read after "expects".
fn expected(kind: Kind) -> String {
    match kind {
        Kind::Path => "a path".to_owned(),
        Kind::SiteFolder => "a folder inside the site, relative to its root".to_owned(),
        Kind::Count => "a whole number of at least 1".to_owned(),
        Kind::Address => "an address and a port, such as `127.0.0.1:7700`".to_owned(),
        Kind::Url => "an address that begins with `http://` or `https://`".to_owned(),
        Kind::UrlPath => "a path that begins with `/`, such as `/blog`".to_owned(),
        Kind::Language => "a language tag, such as `zh-CN`".to_owned(),
        Kind::TimeZone => "the name of a time zone, such as `Asia/Shanghai`".to_owned(),
        Kind::Duration => "a time from `1s` to `168h`, such as `10m` or `1h 30m`".to_owned(),
        Kind::Switch => "`true` or `false`".to_owned(),
        Kind::Selector => "a CSS selector of names, `#id`, `.class` and `[attribute=value]`".to_owned(),
        Kind::OneOf(words) => format!("one of `{}`", words.join("`, `")),
        Kind::List => "a list of texts".to_owned(),
        Kind::Origins => ORIGINS.to_owned(),
        Kind::Synonyms => SYNONYMS.to_owned(),
    }
}

const SYNONYMS: &str = "a list of groups such as `[k8s, kubernetes]` or `pod => 容器组`";

const ORIGINS: &str = "`*` or origins without a path, such as `https://example.com`";

fn check_text(kind: Kind, text: &str, base: &Path) -> Result<Value, String> {
    let right = match kind {
        Kind::Path => (!text.is_empty()).then(|| Value::Path(absolute(base, text))),
        Kind::SiteFolder => is_inside(text).then(|| Value::Text(text.to_owned())),
        Kind::Count => text.parse().ok().filter(|&count| count > 0).map(Value::Count),
        Kind::Address => is_address(text).then(|| Value::Text(text.to_owned())),
        Kind::Url => is_url(text).then(|| Value::Text(text.to_owned())),
        Kind::UrlPath => is_url_path(text).then(|| Value::Text(text.to_owned())),
        Kind::Language => LanguageTag::parse(text).map(|tag| Value::Text(tag.as_str().to_owned())),
        Kind::TimeZone => jiff::tz::TimeZone::get(text).is_ok().then(|| Value::Text(text.to_owned())),
        Kind::Duration => duration(text).map(Value::Duration),
        Kind::Switch => match text {
            "true" | "yes" | "on" | "1" => Some(Value::Switch(true)),
            "false" | "no" | "off" | "0" => Some(Value::Switch(false)),
            _ => None,
        },
        Kind::Selector => crate::content::Selector::parse(text).is_ok().then(|| Value::Text(text.to_owned())),
        Kind::OneOf(words) => words.contains(&text).then(|| Value::Text(text.to_owned())),
        // `check` has dealt with these.
        Kind::List | Kind::Origins | Kind::Synonyms => None,
    };
    right.ok_or_else(|| expected(kind))
}

/// `text` from `base`, without `.` components, so that messages read well.
fn absolute(base: &Path, text: &str) -> PathBuf {
    base.join(text).components().collect()
}

/// The longest time that is taken: a week. Whoever writes more has mistaken the unit.
const MAX_DURATION: Duration = Duration::from_secs(7 * 24 * 60 * 60);

fn duration(text: &str) -> Option<Duration> {
    let duration: SignedDuration = text.parse().ok()?;
    let duration = Duration::try_from(duration).ok()?;
    (Duration::from_secs(1)..=MAX_DURATION).contains(&duration).then_some(duration)
}

fn is_inside(text: &str) -> bool {
    use std::path::Component::{CurDir, Normal};
    !text.is_empty() && Path::new(text).components().all(|part| matches!(part, CurDir | Normal(_)))
}

fn is_address(text: &str) -> bool {
    text.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
}

fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && !text.contains(char::is_whitespace))
}

fn is_url_path(text: &str) -> bool {
    text.starts_with('/') && !text.starts_with("//") && !text.contains(['?', '#'])
}

fn check_origins(list: &[String]) -> Result<Value, Wrong> {
    let is_origin = |text: &String| {
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        text == "*" || host.is_some_and(|host| is_url(text) && !host.contains('/'))
    };
    if list.iter().all(is_origin) { Ok(Value::List(list.to_vec())) } else { Err(ORIGINS.to_owned().into()) }
}

fn check_synonyms(items: &[Vec<String>]) -> Result<Value, Wrong> {
    let rule = |(number, item): (usize, &Vec<String>)| {
        vocabulary::synonym_rule(item).map_err(|found| Wrong {
            expected: "two or more words, such as `[k8s, kubernetes]` or `pod => 容器组`".to_owned(),
            item: Some((number, found)),
        })
    };
    items.iter().enumerate().map(rule).collect::<Result<_, Wrong>>().map(Value::Synonyms)
}

/// Trimmed parts, without empty ones.
fn split(text: &str, separator: char) -> Vec<String> {
    text.split(separator).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// What one word of the table means, as it is written everywhere.
pub(super) fn named<T: serde::de::DeserializeOwned>(name: &str) -> T {
    let value = serde_json::from_value(serde_json::Value::from(name));
    value.expect("the table names only what there is")
}

/// `path` relative to `folder` if it is inside, so that a site can be moved.
pub(super) fn below(folder: &Path, path: PathBuf) -> PathBuf {
    match path.strip_prefix(folder) {
        Ok(inside) if inside.as_os_str().is_empty() => PathBuf::from("."),
        Ok(inside) => inside.to_owned(),
        Err(_) => path,
    }
}

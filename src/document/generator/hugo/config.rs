//! Hugo's configuration: `hugo.toml` and its kin, and the folder `config/`.

use std::path::Path;

use globset::GlobSet;
use serde_json::{Map, Value};

use crate::content::Diagnostic;
use crate::document::LanguageTag;
use crate::document::address::split_extension;
use crate::document::config::{self, Config, Flag, flag_at, list_at, map_at, text_at};
use crate::document::generator::globs;

const EXTENSIONS: [&str; 4] = ["toml", "yaml", "yml", "json"];

/// One of the site's languages, with the settings that hold for it.
#[derive(Debug)]
pub(super) struct SiteLanguage {
    /// As in file names and addresses: lower case.
    pub(super) key: String,
    /// What pages in it are tagged with; `None` if nothing says.
    pub(super) tag: Option<LanguageTag>,
    /// Whether its pages are left out.
    pub(super) is_disabled: bool,
    /// Before its addresses: `zh-cn`, or empty for the default language.
    pub(super) prefix: String,
    /// The site's settings with the language's own over them, keys in lower case.
    pub(super) settings: Map<String, Value>,
}

/// A folder, or a single file, that becomes part of `content/`.
#[derive(Debug, Clone)]
pub(super) struct ContentRoot {
    /// Relative to the site's root.
    pub(super) path: String,
    /// What is there.
    pub(super) kind: RootKind,
    /// Where below `content/` it is mounted; usually empty, the name of a page for a file.
    pub(super) target: String,
    /// Index of the language of files that name none.
    pub(super) language_index: usize,
    /// Which of its files it takes in.
    pub(super) files: MountedFiles,
}

/// What becomes part of `content/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RootKind {
    /// All that is below a folder.
    Folder,
    /// The same in a theme.
    Theme,
    /// One file, which may be named otherwise there: `README.md` is `content/about.md`.
    File,
}

/// Which files of a mounted folder are taken in, by their path below it.
#[derive(Debug, Clone, Default)]
pub(super) struct MountedFiles {
    include: Option<GlobSet>,
    exclude: GlobSet,
}

impl MountedFiles {
    /// Reads `files`, where `!` leaves out, or `includeFiles` and `excludeFiles`.
    fn read(mount: &Map<String, Value>, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let (mut include, mut exclude) = (list_at(mount, "includefiles"), list_at(mount, "excludefiles"));
        for pattern in list_at(mount, "files") {
            match pattern.trim().strip_prefix('!') {
                Some(pattern) => exclude.push(pattern.trim().to_owned()),
                None => include.push(pattern),
            }
        }
        let mut set = |patterns: Vec<String>| globs(patterns, "hugo.toml", diagnostics);
        Self { include: (!include.is_empty()).then(|| set(include)), exclude: set(exclude) }
    }

    /// Whether the file at `relative` is taken in.
    pub(super) fn takes(&self, relative: &str) -> bool {
        let relative = relative.to_lowercase();
        self.include.as_ref().is_none_or(|include| include.is_match(&relative))
            && !self.exclude.is_match(&relative)
    }
}

/// Reads and merges everything that configures the site; keys in lower case.
pub(super) fn read(root: &Path) -> Config {
    let mut config = Config::default();
    for name in ["config", "hugo"] {
        for extension in EXTENSIONS {
            if let Some(found) = config::read_file(root, &format!("{name}.{extension}")) {
                lay_over(&mut config, found, &[]);
            }
        }
    }
    for folder in ["config/_default", "config/production"] {
        read_folder(root, folder, &mut config);
    }
    config
}

/// Reads `config/_default/`: a file there is a part of the configuration and has
/// its name, `languages.zh.toml` is `languages.zh`.
fn read_folder(root: &Path, folder: &str, config: &mut Config) {
    let rules = crate::content::source::WalkRules { enter: &|_| false, keep: &|_| true };
    if !config::exists(root, folder) {
        return;
    }
    // The files named as the whole come first, so that the parts win.
    let mut files: Vec<String> = crate::content::source::walk(root, folder, &rules)
        .files
        .into_iter()
        .map(|file| file.path)
        .filter(|path| EXTENSIONS.contains(&split_extension(path).1))
        .collect();
    let stem = |path: &str| split_extension(crate::document::address::name_of(path)).0.to_lowercase();
    files.sort_by_key(|path| !matches!(stem(path).as_str(), "hugo" | "config"));
    for path in files {
        let Some(found) = config::read_file(root, &path) else { continue };
        let stem = stem(&path);
        if matches!(stem.as_str(), "hugo" | "config") {
            lay_over(config, found, &[]);
        } else {
            let keys: Vec<&str> = stem.split('.').collect();
            // `menus.zh.toml` and `params.zh.toml` belong to a language; neither decides anything here.
            lay_over(config, found, &keys);
        }
    }
}

/// Lays a file's fields over `config`, below `keys`.
fn lay_over(config: &mut Config, found: Config, keys: &[&str]) {
    let mut fields = config::lower_keys(found.fields);
    for key in keys.iter().rev() {
        // `config/_default/languages.toml` may, but need not, repeat its own name.
        if fields.len() == 1 && fields.get(*key).is_some_and(Value::is_object) {
            continue;
        }
        fields = Map::from_iter([((*key).to_owned(), Value::Object(fields))]);
    }
    config::merge(&mut config.fields, fields);
    config.diagnostics.extend(found.diagnostics);
}

/// The languages of a site, the default one first.
pub(super) fn languages(settings: &Map<String, Value>) -> Vec<SiteLanguage> {
    let default_key = text_at(settings, "defaultcontentlanguage").map(|key| key.to_lowercase());
    let default_is_named = default_key.is_some();
    let default_key = default_key.unwrap_or_else(|| "en".to_owned());
    let in_subfolder = flag_at(settings, "defaultcontentlanguageinsubdir", Flag::Off);
    let disabled = list_at(settings, "disablelanguages");
    let configured = map_at(settings, "languages");
    let mut keys: Vec<String> = configured.map(|map| map.keys().cloned().collect()).unwrap_or_default();
    let is_multilingual = !keys.is_empty();
    if !keys.contains(&default_key) {
        keys.insert(0, default_key.clone());
    }
    keys.sort_by_key(|key| *key != default_key);
    keys.into_iter()
        .map(|key| {
            let own = configured.and_then(|map| map.get(&key)).and_then(Value::as_object).cloned();
            let is_configured = own.is_some();
            let own = own.unwrap_or_default();
            let code = ["languagecode", "locale"].iter().find_map(|name| text_at(&own, name));
            let site_code = || ["languagecode", "locale"].iter().find_map(|name| text_at(settings, name));
            let is_default = key == default_key;
            let tag = code
                .and_then(|code| LanguageTag::parse(&code))
                .or_else(|| {
                    (is_configured || default_is_named || !is_default).then(|| LanguageTag::parse(&key))?
                })
                .or_else(|| {
                    (is_default && !is_multilingual).then(site_code)?.and_then(|c| LanguageTag::parse(&c))
                });
            let mut merged = settings.clone();
            merged.remove("languages");
            // Of these a language has its own or the site's, never some of each.
            if own.contains_key("permalinks") {
                merged.remove("permalinks");
            }
            config::merge(&mut merged, own);
            SiteLanguage {
                tag,
                is_disabled: disabled.iter().any(|name| name.eq_ignore_ascii_case(&key))
                    || flag_at(&merged, "disabled", Flag::Off),
                prefix: if is_default && !in_subfolder { String::new() } else { key.clone() },
                settings: merged,
                key,
            }
        })
        .collect()
}

/// The folders and files that hold content: those of `module.mounts`, else each
/// language's own.
pub(super) fn content_roots(
    site: &Path,
    settings: &Map<String, Value>,
    languages: &[SiteLanguage],
    asked: Option<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<ContentRoot> {
    let whole = |path: String, language_index: usize| ContentRoot {
        path,
        kind: RootKind::Folder,
        target: String::new(),
        language_index,
        files: MountedFiles::default(),
    };
    if let Some(folder) = asked {
        return vec![whole(folder, 0)];
    }
    let mounts = config::at(settings, "module.mounts").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut roots: Vec<ContentRoot> = Vec::new();
    for mount in mounts.iter().filter_map(Value::as_object) {
        let (Some(source), Some(target)) = (text_at(mount, "source"), text_at(mount, "target")) else {
            continue;
        };
        let Some(target) =
            crate::document::address::below(&format!("{target}/"), "content").map(str::to_owned)
        else {
            continue;
        };
        // Newer versions name the languages of a mount by patterns; those of a folder are one.
        let language = text_at(mount, "lang")
            .or_else(|| list_at(mount, "sites.matrix.languages").into_iter().next())
            .map(|key| key.to_lowercase());
        let language_index =
            language.and_then(|key| languages.iter().position(|language| language.key == key)).unwrap_or(0);
        let path = clean(&source);
        let is_file = crate::content::source::is_file(site, &path);
        let files = MountedFiles::read(mount, diagnostics);
        roots.push(ContentRoot {
            kind: if is_file { RootKind::File } else { RootKind::Folder },
            path,
            target: target.trim_matches('/').to_owned(),
            language_index,
            files,
        });
    }
    if roots.is_empty() {
        for (language_index, language) in languages.iter().enumerate() {
            let folder =
                clean(&text_at(&language.settings, "contentdir").unwrap_or_else(|| "content".to_owned()));
            if roots.iter().all(|root| root.path != folder) {
                roots.push(whole(folder, language_index));
            }
        }
    }
    // A theme may bring pages of its own, which those of the site come before.
    for theme in theme_folders(settings) {
        let folder = clean(&format!("{theme}/content"));
        if config::exists(site, &folder) {
            roots.push(ContentRoot { kind: RootKind::Theme, ..whole(folder, 0) });
        }
    }
    // The longest folder that a file lies in is the one that counts.
    roots.sort_by_key(|root| std::cmp::Reverse(root.path.len()));
    roots
}

/// The folders of the themes, the one that comes first being asked first.
pub(super) fn theme_folders(settings: &Map<String, Value>) -> Vec<String> {
    let themes = text_at(settings, "themesdir").unwrap_or_else(|| "themes".to_owned());
    list_at(settings, "theme").into_iter().map(|theme| format!("{themes}/{theme}")).collect()
}

fn clean(folder: &str) -> String {
    folder.replace('\\', "/").trim_start_matches("./").trim_matches('/').to_owned()
}

/// The patterns of files that the site ignores.
pub(super) fn ignored(settings: &Map<String, Value>, path: &str) -> (regex::RegexSet, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let patterns: Vec<String> = list_at(settings, "ignorefiles")
        .into_iter()
        .filter(|pattern| match regex::RegexBuilder::new(pattern).size_limit(PATTERN_BYTES).build() {
            Ok(_) => true,
            Err(error) => {
                let message =
                    format!("expected a regular expression in `ignoreFiles`, found `{pattern}`: {error}");
                diagnostics.push(config::warning(path, 0, &message, "the pattern ignores nothing"));
                false
            }
        })
        .collect();
    (regex::RegexSet::new(patterns).unwrap_or_else(|_| regex::RegexSet::empty()), diagnostics)
}

/// The most memory a pattern of `ignoreFiles` may be compiled to, in bytes.
const PATTERN_BYTES: usize = 1 << 20;

//! Which versions of Hugo a site is built with: those before 0.123, or those since.
//!
//! Its pages and its configuration hardly say so; what builds the site elsewhere does,
//! because whoever publishes by it has to name a version. So that is read, and what only
//! one of the two accepts.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Map, Value};

use crate::content::source::{WalkRules, walk};
use crate::document::config::{self, text_at};

/// Which versions of Hugo a site is built with, where that makes a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Era {
    /// Before 0.123: `headless` counts in bundles only, sections have no slug, `url` no
    /// tokens, and `id`s are made of a heading as written.
    Old,
    /// Since.
    Modern,
}

/// The first version, after `0.`, that reads sites in the modern way.
const FIRST_MODERN: u32 = 123;

/// Files that name the version which publishes the site, each by the habits of its tool.
const NAMING_FILES: [&str; 10] = [
    ".hvm",
    ".tool-versions",
    "netlify.toml",
    "vercel.json",
    "package.json",
    "amplify.yml",
    ".gitlab-ci.yml",
    ".travis.yml",
    "Dockerfile",
    "docker-compose.yml",
];

/// Where the workflows of GitHub are.
const WORKFLOWS: &str = ".github/workflows";

/// A version beside the name: `HUGO_VERSION = "0.111.3"`, `hugo-version: '0.111.3'`,
/// `"hugo-extended": "^0.111.3"`, `klakegg/hugo:0.111.3-ext`.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)hugo[^\n]{0,40}?[^0-9.]0\.(?P<minor>\d{2,3})\b").expect("the pattern is valid")
});

/// A version alone.
static ALONE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^v?0\.(?P<minor>\d{2,3})\b").expect("the pattern is valid"));

/// What the site at `root` with these settings, keys in lower case, is built with; modern
/// if nothing says.
pub(super) fn of_site(root: &Path, settings: &Map<String, Value>) -> Era {
    of_settings(settings).or_else(|| of_files(root)).unwrap_or(Era::Modern)
}

/// What the configuration says.
fn of_settings(settings: &Map<String, Value>) -> Option<Era> {
    let minor = |key: &str| {
        let version = text_at(settings, &format!("module.hugoversion.{key}"))?;
        ALONE.captures(version.trim())?["minor"].parse::<u32>().ok()
    };
    let gives_old_build = |cascade: &Value| cascade.as_object().is_some_and(|map| map.contains_key("_build"));
    let is_old = settings.contains_key("paginate")
        || minor("max").is_some_and(|minor| minor < FIRST_MODERN)
        || settings.get("cascade").is_some_and(|cascade| match cascade {
            Value::Array(several) => several.iter().any(gives_old_build),
            single => gives_old_build(single),
        });
    let is_modern = || minor("min").is_some_and(|minor| minor >= FIRST_MODERN);
    if is_old { Some(Era::Old) } else { is_modern().then_some(Era::Modern) }
}

/// What the files say that publish the site; the first that names a version counts.
fn of_files(root: &Path) -> Option<Era> {
    let mut paths: Vec<String> = NAMING_FILES.map(str::to_owned).to_vec();
    if config::exists(root, WORKFLOWS) {
        let rules =
            WalkRules { enter: &|_| false, keep: &|path| path.ends_with(".yml") || path.ends_with(".yaml") };
        paths.extend(walk(root, WORKFLOWS, &rules).files.into_iter().map(|file| file.path));
    }
    paths.into_iter().find_map(|path| {
        // Whether such a file can be read is its own tool's business.
        let text = config::read_text(root, &path, &mut Vec::new())?;
        let pattern = if path == ".hvm" { &ALONE } else { &NAMED };
        let minor: u32 = pattern.captures(&text)?["minor"].parse().ok()?;
        Some(if minor < FIRST_MODERN { Era::Old } else { Era::Modern })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_publishes_a_site_names_the_version() {
        for (path, text, expected) in [
            ("netlify.toml", "[build.environment]\nHUGO_VERSION = \"0.111.3\"\n", Some(Era::Old)),
            ("package.json", "{\"devDependencies\": {\"hugo-extended\": \"^0.133.0\"}}", Some(Era::Modern)),
            (
                ".github/workflows/发布.yml",
                "  uses: peaceiris/actions-hugo@v2.4.13\n  with:\n    hugo-version: '0.119.0'\n",
                Some(Era::Old),
            ),
            (".hvm", "v0.99.1/extended\n", Some(Era::Old)),
            ("Dockerfile", "FROM klakegg/hugo:0.111.3-ext\n", Some(Era::Old)),
            ("netlify.toml", "command = \"hugo --minify\"\nNODE_VERSION = \"20.10\"\n", None),
            (".github/workflows/a.yml", "hugo-version: latest\n", None),
        ] {
            let site = tempfile::tempdir().expect("a temporary folder can be made");
            let file = site.path().join(path);
            std::fs::create_dir_all(file.parent().expect("it has a folder")).expect("a folder can be made");
            std::fs::write(&file, text).expect("a file can be written");
            assert_eq!(of_files(site.path()), expected, "{path}: {text}");
        }
    }

    #[test]
    fn settings_name_the_version_too() {
        let of = |text: &str| of_settings(&serde_json::from_str(text).expect("valid JSON"));
        assert_eq!(of(r#"{"paginate": 10}"#), Some(Era::Old));
        assert_eq!(of(r#"{"module": {"hugoversion": {"min": "0.128.0"}}}"#), Some(Era::Modern));
        assert_eq!(of(r#"{"module": {"hugoversion": {"min": "0.80.0"}}}"#), None);
        assert_eq!(of(r#"{"cascade": [{"_build": {"render": "never"}}]}"#), Some(Era::Old));
        assert_eq!(of(r#"{"title": "例"}"#), None);
    }
}

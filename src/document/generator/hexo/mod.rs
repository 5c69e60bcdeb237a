//! Hexo: `_config.yml` and `source/_posts/`.
//!
//! Rules are those of Hexo 8; `tests/generators/hexo` holds them to it.

mod categories;
mod clock;
mod pattern;
mod settings;

use globset::GlobSet;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};
use sha1::{Digest, Sha1};

use crate::content::anchor::slugize;
use crate::content::front_matter::FrontMatter;
use crate::content::source::FileEntry;
use crate::content::{AnchorStyle, Diagnostic, Dialect, ParsedDate, value};
use crate::document::LanguageTag;
use crate::document::address::{
    base_of_path, base_of_url, below, decode_path, folder_of, join, name_of, split_extension,
};
use crate::document::config::{Flag, flag_at, list_at, text_at};
use crate::document::fields::Fields;
use crate::document::generator::schedule::{self, Hides};
use crate::document::generator::{
    Language, Opening, Placed, Placement, Rules, Source, Untitled, common, translation,
};
use crate::document::site::{GeneratorKind, LeftOut};
use clock::{Clock, Written};
use pattern::{file_name_pattern, placeholder};

const EXTENSIONS: [&str; 7] = ["md", "markdown", "mkd", "mkdn", "mdwn", "mdtxt", "mdtext"];

#[derive(Debug)]
struct Hexo {
    settings: Map<String, Value>,
    source: String,
    base: String,
    clock: Clock,
    anchors: AnchorStyle,
    dialect: Dialect,
    now: Timestamp,
    /// `new_post_name` without its extension, as a pattern with named groups.
    file_name: regex::Regex,
    included: GlobSet,
    excluded: GlobSet,
    skipped: GlobSet,
    /// `ignore`, which is for whole folders and files of every kind.
    ignored: GlobSet,
    languages: Vec<String>,
}

/// What a file is to Hexo, with its path below the folder that makes it so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role<'a> {
    Post(&'a str),
    Draft(&'a str),
    Page(&'a str),
}

/// What a post's file name says.
#[derive(Debug, Default)]
struct Named {
    slug: String,
    date: Option<ParsedDate>,
    /// Other placeholders of `new_post_name`, as `:lang`.
    fields: Map<String, Value>,
}

/// Reads the configuration of a Hexo site.
pub(super) fn open(opening: &Opening<'_>) -> (Box<dyn Rules>, Vec<Diagnostic>) {
    let (settings, mut diagnostics) = settings::read(opening.root);
    let configured_zone = text_at(&settings, "timezone");
    let root = text_at(&settings, "root").map(|root| base_of_path(&root));
    let of_url = || base_of_url(&text_at(&settings, "url").unwrap_or_default());
    let name = text_at(&settings, "new_post_name").unwrap_or_else(|| ":title.md".to_owned());
    let mut set = |key: &str| settings::files(&settings, key, &mut diagnostics);
    let anchors = settings::anchors(opening.root, &settings);
    let hexo = Hexo {
        source: opening
            .content()
            .or_else(|| text_at(&settings, "source_dir").map(|folder| folder.trim_matches('/').to_owned()))
            .unwrap_or_else(|| "source".to_owned()),
        base: opening.base(&root.unwrap_or_else(of_url)),
        // Who says nothing builds where the configuration says that they live.
        clock: Clock {
            machine: opening.zone(configured_zone.as_deref()),
            site: configured_zone.and_then(|name| TimeZone::get(&name).ok()),
        },
        anchors: AnchorStyle::Hexo(anchors),
        dialect: settings::dialect(anchors.renderer, &settings),
        now: opening.now,
        file_name: file_name_pattern(split_extension(&name).0),
        included: set("include"),
        excluded: set("exclude"),
        skipped: set("skip_render"),
        ignored: settings::ignored(&settings, &mut diagnostics),
        languages: list_at(&settings, "language"),
        settings,
    };
    (Box::new(hexo), diagnostics)
}

impl Rules for Hexo {
    fn kind(&self) -> GeneratorKind {
        GeneratorKind::Hexo
    }

    fn dialect(&self) -> Dialect {
        self.dialect
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
        if self.ignored.is_match(folder) {
            return false;
        }
        let relative = below(folder, &self.source).unwrap_or(folder);
        let is_known = matches!(relative, "_posts" | "_drafts") || self.included.is_match(relative);
        is_known || !name_of(folder).starts_with(['.', '_']) || self.is_above_included(relative)
    }

    fn keeps(&self, file: &str) -> bool {
        let relative = below(file, &self.source).unwrap_or(file);
        let is_known = EXTENSIONS.contains(&split_extension(name_of(file)).1);
        if !is_known || file.ends_with(['%', '~']) || self.ignored.is_match(file) {
            return false;
        }
        // `include` and `exclude` are for pages; a post is hidden by a name below `_posts` only.
        match below(relative, "_posts").or(below(relative, "_drafts")) {
            Some(post) => !is_hidden(post) && self.is_post(file),
            None => {
                !self.excluded.is_match(relative)
                    && (!is_hidden(relative) || self.included.is_match(relative))
            }
        }
    }

    fn survey(&mut self, _files: &[FileEntry], _heads: &dyn Fn(&str) -> FrontMatter) -> Vec<String> {
        // Which renderer the site has is said in `package.json`.
        vec![format!("{:?}", self.anchors)]
    }

    fn place(&self, source: &Source<'_>, remarks: &mut Vec<Diagnostic>) -> Placement {
        let relative = below(source.path, &self.source).unwrap_or(source.path);
        let role = match (below(relative, "_posts"), below(relative, "_drafts")) {
            (Some(inner), _) => Role::Post(inner),
            (_, Some(inner)) => Role::Draft(inner),
            _ => Role::Page(relative),
        };
        if self.skipped.is_match(relative) {
            return Placement::not_a_page("`skip_render` names it");
        }
        for (key, hides, reason) in [
            ("published", Hides::WhenOff, LeftOut::Unpublished as fn(String) -> LeftOut),
            ("draft", Hides::WhenOn, LeftOut::Draft),
        ] {
            if let Some(reason) =
                schedule::hidden_by(key, hides, reason, source.path, source.head, source.fields, remarks)
            {
                return Placement::left_out(reason);
            }
        }
        if matches!(role, Role::Draft(_)) && !flag_at(&self.settings, "render_drafts", Flag::Off) {
            return Placement::left_out(LeftOut::Draft("_drafts".to_owned()));
        }
        self.place_published(source, role)
    }
}

impl Hexo {
    /// Whether a file among the posts is one: beside folders of assets only the usual
    /// extension makes a post.
    fn is_post(&self, file: &str) -> bool {
        let name = text_at(&self.settings, "new_post_name").unwrap_or_else(|| ":title.md".to_owned());
        !flag_at(&self.settings, "post_asset_folder", Flag::Off)
            || split_extension(name_of(file)).1 == split_extension(&name).1
    }

    fn is_above_included(&self, relative: &str) -> bool {
        list_at(&self.settings, "include").iter().any(|pattern| below(pattern, relative).is_some())
    }

    fn place_published(&self, source: &Source<'_>, role: Role<'_>) -> Placement {
        let named = match role {
            Role::Post(inner) | Role::Draft(inner) => self.read_name(inner),
            Role::Page(_) => Named::default(),
        };
        let moment = self.moment(source, &named);
        let keeps_future = flag_at(&self.settings, "future", Flag::On);
        if let Some(left_out) = schedule::by_time(moment.filter(|_| !keeps_future), None, self.now) {
            return left_out;
        }
        let shown = moment.map(|moment| self.clock.shown(moment));
        let categories = categories::paths(source.fields);
        let address = match role {
            Role::Page(relative) => page_address(source.fields, relative),
            Role::Post(_) | Role::Draft(_) => {
                let written = moment.unwrap_or(source.modified);
                self.post_address(source, &named, written, &categories)
            }
        };
        let keeps_html = flag_at(&self.settings, "pretty_urls.trailing_html", Flag::On);
        let address = if keeps_html { address.as_str() } else { address.trim_end_matches(".html") };
        let mut fields = source.fields.clone();
        fields.take_strings(&["categories", "category"]);
        fields.take("categories");
        let mut facts = common::take(fields, &self.clock.machine);
        facts.date = shown;
        let said = facts.said_language.take();
        let (language, key) = self.language(said, role, address, &named);
        let translation_key = facts.translation_key.take().or(key);
        facts.categories = categories.iter().map(|path| path.join("/")).collect();
        let untitled = match role {
            Role::Page(_) => Untitled::Heading(String::new()),
            _ if flag_at(&self.settings, "use_slug_as_post_title", Flag::Off) => {
                Untitled::Name(named.slug.clone())
            }
            _ => Untitled::Heading(named.slug.clone()),
        };
        let address = join(&[&self.base, address]);
        let placed = facts.placed(address, self.anchors);
        Placement::Page(Box::new(Placed { language, translation_key, untitled, ..placed }))
    }

    /// When the page was written: by its `date`, else by its name.
    fn moment(&self, source: &Source<'_>, named: &Named) -> Option<Timestamp> {
        let (Some(date), Some(text)) = (source.fields.date("date"), source.fields.text("date")) else {
            return named.date.as_ref().and_then(|date| self.clock.moment(date, Written::InName));
        };
        let written = if source.is_quoted("date") { Written::Quoted(&text) } else { Written::Bare(&text) };
        self.clock.moment(&date, written)
    }

    /// Reads a post's name by `new_post_name`.
    fn read_name(&self, inner: &str) -> Named {
        let stem = match inner.rsplit_once('/') {
            Some((folder, name)) => format!("{folder}/{}", split_extension(name).0),
            None => split_extension(inner).0.to_owned(),
        };
        let Some(captures) = self.file_name.captures(&stem) else {
            return Named { slug: slugize(&stem), ..Named::default() };
        };
        let group = |name: &str| captures.name(name).map(|found| found.as_str());
        let number = |names: [&str; 2]| names.iter().find_map(|name| group(name))?.parse::<i8>().ok();
        let date = (|| {
            let year = group("year")?.parse().ok()?;
            let date = jiff::civil::Date::new(year, number(["month", "i_month"])?, number(["day", "i_day"])?)
                .ok()?;
            Some(ParsedDate { civil: date.at(0, 0, 0, 0), offset: None, has_time: false })
        })();
        const KNOWN: [&str; 7] = ["title", "year", "month", "day", "i_month", "i_day", "hash"];
        let fields = self
            .file_name
            .capture_names()
            .flatten()
            .filter(|name| !KNOWN.contains(name))
            .filter_map(|name| Some((name.to_owned(), Value::String(group(name)?.to_owned()))))
            .collect();
        Named { slug: group("title").map_or_else(|| slugize(&stem), str::to_owned), date, fields }
    }

    fn post_address(
        &self,
        source: &Source<'_>,
        named: &Named,
        moment: Timestamp,
        categories: &[Vec<String>],
    ) -> String {
        let fields = source.fields;
        let takes_folder = flag_at(&self.settings, "post_asset_folder", Flag::Off);
        let as_folder = |path: String| {
            if takes_folder && !path.ends_with('/') && !path.ends_with(".html") {
                format!("{path}/")
            } else {
                path
            }
        };
        if let Some(permalink) = fields.text("permalink") {
            return as_folder(decode_path(&permalink));
        }
        let pattern =
            text_at(&self.settings, "permalink").unwrap_or_else(|| ":year/:month/:day/:title/".to_owned());
        let (mut written, mut rest) = (String::new(), pattern.as_str());
        while let Some(colon) = rest.find(':') {
            written.push_str(&rest[..colon]);
            let (name, after) = placeholder(&rest[colon + 1..]);
            rest = after;
            match name {
                "" => written.push(':'),
                name => written.push_str(&self.token(name, source, named, moment, categories)),
            }
        }
        written.push_str(rest);
        let path = as_folder(written);
        path.strip_suffix("index.html").filter(|path| path.ends_with('/')).map(str::to_owned).unwrap_or(path)
    }

    fn token(
        &self,
        name: &str,
        source: &Source<'_>,
        named: &Named,
        moment: Timestamp,
        categories: &[Vec<String>],
    ) -> String {
        let date = self.clock.in_address(moment);
        let format = |layout: &str| date.strftime(layout).to_string();
        let seconds = moment.as_second();
        match name {
            "title" | "slug" => named.slug.clone(),
            "name" => name_of(&named.slug).to_owned(),
            "post_title" => slugize(&source.fields.text("title").unwrap_or_default()).to_lowercase(),
            "year" => format("%Y"),
            "month" => format("%m"),
            "day" => format("%d"),
            "hour" => format("%H"),
            "minute" => format("%M"),
            "second" => format("%S"),
            "i_month" => format("%-m"),
            "i_day" => format("%-d"),
            "timestamp" => seconds.to_string(),
            "hash" => {
                let digest = Sha1::digest(format!("{}{}", named.slug, seconds));
                digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
            }
            "category" => categories::slug(categories, &self.settings),
            key => named
                .fields
                .get(key)
                .and_then(value::text)
                .or_else(|| {
                    let text = source.fields.text(key)?;
                    let number = if source.is_quoted(key) { None } else { settings::as_javascript(&text) };
                    Some(number.unwrap_or(text))
                })
                .or_else(|| (key == "layout").then(|| "post".to_owned()))
                .or_else(|| text_at(&self.settings, &format!("permalink_defaults.{key}")))
                // What JavaScript writes for a field that is not there.
                .unwrap_or_else(|| "undefined".to_owned()),
        }
    }

    /// The page's own field, `:lang` of the file's name, the first folder of its
    /// address if it is one of the site's languages, else the site's first one.
    fn language(
        &self,
        said: Option<Language>,
        role: Role<'_>,
        address: &str,
        named: &Named,
    ) -> (Language, Option<String>) {
        let inner = match role {
            Role::Post(inner) | Role::Draft(inner) | Role::Page(inner) => inner,
        };
        let spot = translation::spot(inner);
        let of_name =
            named.fields.get("lang").and_then(value::text).and_then(|name| LanguageTag::parse(&name));
        let first_folder = address.trim_start_matches('/').split('/').next().unwrap_or_default();
        let is_own = |name: &&String| name.as_str() == first_folder;
        let of_folder = self.languages.iter().find(is_own).and_then(|name| LanguageTag::parse(name));
        let language = said
            .or_else(|| of_name.or(of_folder).or(spot.language).map(Language::Said))
            .unwrap_or_else(|| Language::assumed(self.languages.first().map(String::as_str)));
        (language, spot.key)
    }
}

/// Whether a path or any folder in it is hidden from Hexo.
fn is_hidden(relative: &str) -> bool {
    relative.split('/').any(|name| name.starts_with(['.', '_']))
}

/// Where a page that is no post ends up: its place below `source/`, or its `permalink`.
fn page_address(fields: &Fields, relative: &str) -> String {
    let path = match fields.text("permalink").map(|permalink| decode_path(&permalink)) {
        Some(permalink) if permalink.ends_with('/') => return permalink,
        Some(permalink) if split_extension(name_of(&permalink)).1.is_empty() => format!("{permalink}.html"),
        Some(permalink) => permalink,
        None => join(&[folder_of(relative), &format!("{}.html", split_extension(name_of(relative)).0)]),
    };
    let is_folder = path == "index.html" || path.ends_with("/index.html");
    if is_folder { path[..path.len() - "index.html".len()].to_owned() } else { path }
}

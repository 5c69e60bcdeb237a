//! Hexo's `id`s: hexo-util's `slugize`, and the renderers that call it.
//!
//! hexo-renderer-marked renders a heading to HTML, takes the tags off again and
//! slugs what is left, and so does hexo-renderer-kramed, but with the entities of that
//! HTML; hexo-renderer-markdown-it joins the text of its tokens.
//! They make typographers' dashes and quotation marks before, and those decide: a
//! straight `'` is a border in an `id`, a curly one is a letter of it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Typography;
use crate::content::heading::{HeadingPiece, PieceKind};
use crate::content::page::RawSection;

/// How a Hexo site makes the `id`s of headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HexoAnchors {
    /// Whose text of a heading counts.
    pub renderer: HexoRenderer,
    /// `modifyAnchors` of marked, `anchors.case` of markdown-it.
    pub case: HexoCase,
    /// `smartypants` of marked, `typographer` of markdown-it.
    pub typography: Typography,
    /// Headings above this level have no `id`: 1 for marked, 2 for markdown-it;
    /// 7 where a site has switched them off.
    pub first_level: u8,
    /// What stands between the words of an `id`: `anchors.separator` of markdown-it.
    pub separator: char,
    /// What stands before the number of a repeated one: `anchors.collisionSuffix` of markdown-it.
    pub collision_suffix: Option<char>,
}

/// The renderers whose rules are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HexoRenderer {
    /// hexo-renderer-marked, which comes with Hexo.
    Marked,
    /// The same with `anchorAlias`: a heading that is a link to `#id` has that `id`.
    MarkedWithAliases,
    /// hexo-renderer-kramed.
    Kramed,
    /// hexo-renderer-markdown-it.
    MarkdownIt,
}

/// What becomes of the case of letters; 0, 1 and 2 in Hexo's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HexoCase {
    /// As written.
    Kept,
    /// Small letters.
    Lower,
    /// Capital letters.
    Upper,
}

impl Default for HexoAnchors {
    /// A new site's: hexo-renderer-marked, and nothing set.
    fn default() -> Self {
        Self {
            renderer: HexoRenderer::Marked,
            case: HexoCase::Kept,
            typography: Typography::Smart,
            first_level: 1,
            separator: '-',
            collision_suffix: None,
        }
    }
}

/// hexo-util's `slugize`: accents go, runs of ASCII punctuation and white space
/// become one `-`, control characters nothing, and all else stays.
///
/// | text | slug |
/// | --- | --- |
/// | `你好，World (1)` | `你好，World-1` |
/// | `Ａ型 naïve Ærø` | `A型-naive-AEro` |
/// | `a<tab>b` | `ab` |
pub fn slugize(text: &str) -> String {
    const SPECIAL: &str = "~`!@#$%^&*()-_+=[]{}|\\;:\"'<>,.?/";
    let mut slug = String::with_capacity(text.len());
    let mut owes_hyphen = false;
    for character in text.chars().filter(|character| *character as u32 > 0x1f) {
        if is_space(character) || SPECIAL.contains(character) {
            owes_hyphen = true;
            continue;
        }
        if std::mem::take(&mut owes_hyphen) && !slug.is_empty() {
            slug.push('-');
        }
        push_plain(character, &mut slug);
    }
    slug
}

impl HexoCase {
    /// The text in this case.
    pub fn apply(self, text: String) -> String {
        match self {
            Self::Kept => text,
            Self::Lower => text.to_lowercase(),
            Self::Upper => text.to_uppercase(),
        }
    }
}

impl HexoAnchors {
    /// The `id` of the next heading; `counts` holds what the page's headings had before.
    pub(super) fn next(self, section: &RawSection, counts: &mut HashMap<String, u64>) -> String {
        if section.level < self.first_level {
            return String::new();
        }
        let text = match self.renderer {
            HexoRenderer::MarkdownIt => self.text_of_markdown_it(section),
            HexoRenderer::MarkedWithAliases => alias(section).unwrap_or_else(|| self.text_of_marked(section)),
            HexoRenderer::Marked => self.text_of_marked(section),
            HexoRenderer::Kramed => self.text_of_kramed(section),
        };
        let mut id = self.case.apply(slugize(&text));
        if self.separator != '-' {
            id = id.replace('-', self.separator.encode_utf8(&mut [0; 4]));
        }
        let is_marked = self.renderer != HexoRenderer::MarkdownIt;
        if is_marked && OF_EVERY_OBJECT.contains(&id.as_str()) {
            // marked counts in an object that has these from the beginning, so it numbers the
            // first with what is no number, and begins to count with the second.
            let count = counts.entry(id.clone()).or_insert(0);
            *count += 1;
            return match *count {
                1 => format!("{id}-NaN"),
                2 => id,
                count => format!("{id}-{}", count - 2),
            };
        }
        let count = counts.entry(id.clone()).or_insert(0);
        *count += 1;
        match *count {
            1 => id,
            count if is_marked => format!("{id}-{}", count - 1),
            count => match self.collision_suffix {
                Some(suffix) => format!("{id}-{suffix}{count}"),
                None => format!("{id}-{count}"),
            },
        }
    }

    /// The heading as marked shows it, rendered and stripped of its tags.
    fn text_of_marked(self, section: &RawSection) -> String {
        let html = section.heading_by(|piece| match piece.kind {
            PieceKind::Text | PieceKind::Autolink => match self.typography {
                Typography::Smart => Cow::Owned(smartypants(&unescaped(&piece.source))),
                Typography::Straight => unescaped(&piece.source),
            },
            PieceKind::Code => Cow::Borrowed(&piece.shown),
            PieceKind::Footnote | PieceKind::Html => Cow::Borrowed(&piece.source),
            PieceKind::Break => Cow::Borrowed("\n"),
            PieceKind::Alternative => Cow::Borrowed(""),
        });
        without_tags(&html)
    }

    /// The heading as kramed shows it, whose entities nobody resolves.
    fn text_of_kramed(self, section: &RawSection) -> String {
        let html = section.heading_by(|piece| match piece.kind {
            PieceKind::Text | PieceKind::Autolink if self.typography == Typography::Smart => {
                Cow::Owned(escaped(&smartypants(&piece.source)))
            }
            PieceKind::Text | PieceKind::Autolink => Cow::Owned(escaped(&piece.source)),
            PieceKind::Code => Cow::Owned(escaped(&piece.shown)),
            PieceKind::Footnote => Cow::Borrowed(&piece.shown),
            PieceKind::Html => Cow::Borrowed(&piece.source),
            PieceKind::Break => Cow::Borrowed("\n"),
            PieceKind::Alternative => Cow::Borrowed(""),
        });
        without_tags(&html)
    }

    /// What the tokens of markdown-it hold, tags included.
    fn text_of_markdown_it(self, section: &RawSection) -> String {
        let text_of = |piece: &HeadingPiece| match piece.kind {
            PieceKind::Html | PieceKind::Footnote => piece.source.clone(),
            PieceKind::Break => String::new(),
            PieceKind::Text if self.typography == Typography::Smart => typographer(&piece.shown),
            _ => piece.shown.clone(),
        };
        section.heading_by(|piece| Cow::Owned(text_of(piece)))
    }
}

/// What every object of JavaScript has, as far as it can be an `id`.
const OF_EVERY_OBJECT: [&str; 7] = [
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
];

/// The `id` that a heading is a link to.
fn alias(section: &RawSection) -> Option<String> {
    let after = section.heading_source.strip_prefix('[')?;
    let (_, address) = after.split_once("](#")?;
    let (id, _) = address.split_once([')', ' '])?;
    Some(id.to_owned()).filter(|id| !id.is_empty())
}

/// Resolves the entities that hexo-util knows; the others stay as written.
fn unescaped(source: &str) -> Cow<'_, str> {
    const ENTITIES: [(&str, &str); 8] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#96;", "`"),
        ("&#x2F;", "/"),
        ("&#x3D;", "="),
        ("&amp;", "&"),
    ];
    if !source.contains('&') {
        return Cow::Borrowed(source);
    }
    Cow::Owned(ENTITIES.iter().fold(source.to_owned(), |text, (entity, shown)| text.replace(entity, shown)))
}

/// Writes text as HTML has it; an entity stays one.
fn escaped(text: &str) -> String {
    static AMPERSAND: LazyLock<regex::Regex> =
        LazyLock::new(|| regex::Regex::new(r"&(?P<entity>#?\w+;)?").expect("the pattern is valid"));
    let text = AMPERSAND.replace_all(text, |found: &regex::Captures<'_>| {
        format!("&{}", found.name("entity").map_or("amp;", |entity| entity.as_str()))
    });
    text.replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Takes off whatever begins with `<` and ends with `>`, and all after a `<` that
/// is never closed, as hexo-util's `stripHTML` does; `< ` is text.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut characters = html.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '<' || characters.peek().is_none_or(|next| matches!(next, ' ' | '\n')) {
            // A `<` at the very end opens a tag that never ends.
            if character != '<' || characters.peek().is_some() {
                text.push(character);
            }
            continue;
        }
        let (mut depth, mut quote) = (0_usize, None);
        for inside in characters.by_ref() {
            match (quote, inside) {
                (None, '<') => depth += 1,
                (None, '>') if depth == 0 => break,
                (None, '>') => depth -= 1,
                (None, '"' | '\'') => quote = Some(inside),
                (Some(open), inside) if open == inside => quote = None,
                _ => {}
            }
        }
    }
    text
}

/// Dashes, quotation marks and ellipses as hexo-renderer-marked makes them.
fn smartypants(text: &str) -> String {
    let dashed = super::dashed(text);
    let mut shown = String::with_capacity(dashed.len());
    for character in dashed.chars() {
        let opens = |more: char| {
            let before = shown.chars().next_back();
            before.is_none_or(|before| {
                before.is_whitespace() || "-\u{2014}/([{".contains(before) || before == more
            })
        };
        let character = match character {
            '\'' if opens('"') => '\u{2018}',
            '\'' => '\u{2019}',
            '"' if opens('\u{2018}') => '\u{201c}',
            '"' => '\u{201d}',
            character => character,
        };
        shown.push(character);
    }
    shown.replace("...", "\u{2026}")
}

/// The same as markdown-it makes them.
fn typographer(text: &str) -> String {
    static DOTS: LazyLock<regex::Regex> =
        LazyLock::new(|| regex::Regex::new(r"\.{2,}").expect("the pattern is valid"));
    static MARKS: LazyLock<regex::Regex> =
        LazyLock::new(|| regex::Regex::new(r"(?i)\((c|r|tm)\)").expect("the pattern is valid"));
    let marked =
        MARKS.replace_all(text, |found: &regex::Captures<'_>| match found[1].to_lowercase().as_str() {
            "c" => "©",
            "r" => "®",
            _ => "™",
        });
    let dotted = DOTS.replace_all(&marked, "…");
    let dotted = dotted.replace("+-", "±").replace("?…", "?..").replace("!…", "!..");
    smartypants(&dotted)
}

/// White space as JavaScript's `\s` has it.
fn is_space(character: char) -> bool {
    character.is_whitespace() && character != '\u{85}' || character == '\u{feff}'
}

/// Adds a character without its accent, as hexo-util's table has it: Latin letters of
/// every shape become those of ASCII, everything else stays.
fn push_plain(character: char, slug: &mut String) {
    if character.is_ascii() {
        return slug.push(character);
    }
    if let Some(plain) = SHAPES.get(&character) {
        return slug.push_str(plain);
    }
    let has_accent = matches!(character,
        '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{24b6}'..='\u{24e9}' | '\u{ff21}'..='\u{ff5a}')
        && !matches!(character, 'Ĳ' | 'ĳ');
    let n_before = slug.len();
    if has_accent {
        let letters = std::iter::once(character).nfkd().filter(|letter| !is_combining_mark(*letter));
        slug.extend(letters);
    }
    if !has_accent || !slug[n_before..].bytes().all(|byte| byte.is_ascii_alphabetic()) {
        slug.truncate(n_before);
        slug.push(character);
    }
}

/// Letters that are no ASCII letter with an accent, by what they become.
static SHAPES: LazyLock<HashMap<char, &'static str>> = LazyLock::new(|| {
    let rows =
        SHAPES_BY_PLAIN.iter().flat_map(|(letters, plain)| letters.chars().map(|letter| (letter, *plain)));
    rows.collect()
});

#[rustfmt::skip]
const SHAPES_BY_PLAIN: [(&str, &str); 75] = [
    ("ȺⱯ", "A"), ("Ꜳ", "AA"), ("ÆǼǢ", "AE"), ("Ꜵ", "AO"), ("Ꜷ", "AU"), ("ꜸꜺ", "AV"), ("Ꜽ", "AY"),
    ("ɃƂƁ", "B"), ("ƇȻꜾ", "C"), ("ĐƋƊƉꝹ", "D"), ("ƐƎ", "E"), ("ƑꝻ", "F"), ("ǤƓꞠꝽꝾ", "G"),
    ("ĦⱧⱵꞍ", "H"), ("Ɨ", "I"), ("Ɉ", "J"), ("ƘⱩꝀꝂꝄꞢ", "K"), ("ĿŁȽⱢⱠꝈꝆꞀ", "L"), ("ⱮƜ", "M"),
    ("ȠƝꞐꞤ", "N"), ("ØǾƆƟꝊꝌ", "O"), ("Ƣ", "OI"), ("Ꝏ", "OO"), ("Ȣ", "OU"), ("Œ", "OE"), ("œ", "oe"),
    ("ƤⱣꝐꝒꝔ", "P"), ("ꝖꝘɊ", "Q"), ("ɌⱤꝚꞦꞂ", "R"), ("ẞⱾꞨꞄ", "S"), ("ŦƬƮȾꞆ", "T"), ("Ꜩ", "TZ"),
    ("Ʉ", "U"), ("ƲꝞɅ", "V"), ("Ꝡ", "VY"), ("Ⱳ", "W"), ("ƳɎỾ", "Y"), ("ƵȤⱿⱫꝢ", "Z"), ("ẚⱥɐ", "a"),
    ("ꜳ", "aa"), ("æǽǣ", "ae"), ("ꜵ", "ao"), ("ꜷ", "au"), ("ꜹꜻ", "av"), ("ꜽ", "ay"), ("ƀƃɓ", "b"),
    ("ƈȼꜿↄ", "c"), ("đƌɖɗꝺ", "d"), ("ɇɛǝ", "e"), ("ƒꝼ", "f"), ("ǥɠꞡᵹꝿ", "g"), ("ħⱨⱶɥ", "h"),
    ("ƕ", "hv"), ("ɨı", "i"), ("ɉ", "j"), ("ƙⱪꝁꝃꝅꞣ", "k"), ("ŀſłƚɫⱡꝉꞁꝇ", "l"), ("ɱɯ", "m"),
    ("ƞɲŉꞑꞥ", "n"), ("øǿɔꝋꝍɵ", "o"), ("ƣ", "oi"), ("ȣ", "ou"), ("ꝏ", "oo"), ("ƥᵽꝑꝓꝕ", "p"),
    ("ɋꝗꝙ", "q"), ("ɍɽꝛꞧꞃ", "r"), ("ßȿꞩꞅ", "s"), ("ŧƭʈⱦꞇ", "t"), ("ꜩ", "tz"), ("ʉ", "u"),
    ("ʋꝟʌ", "v"), ("ꝡ", "vy"), ("ⱳ", "w"), ("ƴɏỿ", "y"), ("ƶȥɀⱬꝣ", "z"),
];

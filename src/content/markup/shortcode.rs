//! Hugo's shortcodes, `{{< >}}` and `{{% %}}`.
//!
//! What a shortcode shows is decided by a template that is not read here. What
//! nearly all of them show is kept: what stands between an opening and a closing
//! one, and arguments with names such as `text` and `title`.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::arguments;
use super::scan::{self, Finder, Replacement};
use super::{BREAK, FENCE, SCOPE_BEGIN, SCOPE_END};
use crate::content::template::Arguments;

/// The longest shortcode that is looked at, in bytes; what is longer is text.
const MAX_TAG_BYTES: usize = 16 * 1024;

/// How many closers are tried for one opener, for closers inside quotation marks.
const MAX_CLOSERS: usize = 4;

/// Reduces every shortcode, in code too, keeping lines.
pub(super) fn reduce(text: &str) -> Cow<'_, str> {
    if !text.contains("{{<") && !text.contains("{{%") {
        return Cow::Borrowed(text);
    }
    let mut angle = Finder::new(">}}");
    let mut percent = Finder::new("%}}");
    let mut comment_end = Finder::new("*/");
    let mut end_of_comment = Finder::new("/comment");
    let mut scopes = Scopes::of(text);
    scan::rewrite_everywhere(text, b'{', |text, at| {
        let rest = &text[at..];
        let is_angle = rest.starts_with("{{<");
        if rest.starts_with("{{/*") {
            let end = comment_end.find(text, at + 4)? + 2;
            let end = end + if text[end..].starts_with("}}") { 2 } else { return None };
            return Some(Replacement { text: scan::line_breaks(&text[at..end]), end });
        }
        if !is_angle && !rest.starts_with("{{%") {
            return None;
        }
        let closer = if is_angle { &mut angle } else { &mut percent };
        let (inside, end) = find_tag(text, at + 3, closer)?;
        let trimmed = inside.trim();
        if let Some(escaped) = trimmed.strip_prefix("/*").and_then(|escaped| escaped.strip_suffix("*/")) {
            // `{{</* ref */>}}` shows the shortcode itself.
            let (open, close) = if is_angle { ("{{<", ">}}") } else { ("{{%", "%}}") };
            return Some(Replacement { text: format!("{open}{escaped}{close}"), end });
        }
        let breaks = scan::line_breaks(inside);
        let closing = trimmed.strip_prefix('/');
        let tag = closing.unwrap_or(trimmed).trim();
        let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or("");
        let whole_lines = scan::begins_line(text, at).is_some() && scan::ends_line(text, end);
        if closing.is_some() {
            let shown = match () {
                () if is_code(name) && whole_lines => FENCE,
                () if scopes.close(name) && whole_lines => SCOPE_END,
                () => "",
            };
            let shown = shown.to_owned();
            return Some(Replacement { text: shown + &breaks, end });
        }
        if name == "comment" {
            // What it holds never shows.
            let close = end_of_comment.find(text, end);
            let close_end = close.and_then(|close| text[close..].find("}}").map(|offset| close + offset + 2));
            let end = close_end.unwrap_or(end);
            return Some(Replacement { text: scan::line_breaks(&text[at..end]), end });
        }
        if is_code(name) && whole_lines && !trimmed.ends_with('/') {
            return Some(Replacement { text: format!("{FENCE}{breaks}"), end });
        }
        let arguments = arguments::parse(tag[name.len()..].trim_end_matches('/'));
        let shown = arguments::visible(name, &arguments);
        let opens_scope = whole_lines && !trimmed.ends_with('/') && scopes.open(name, is_angle);
        let begin = if opens_scope { SCOPE_BEGIN } else { "" };
        let text = if shown.is_empty() {
            begin.to_owned()
        } else if whole_lines {
            format!("{begin}{BREAK}{}{BREAK}", shown.join(&BREAK.to_string()))
        } else {
            shown.join(" ")
        };
        // Line breaks inside arguments would be counted twice.
        let text = text.replace('\n', " ");
        Some(Replacement { text: text + &breaks, end })
    })
}

/// Puts what templates print in the place of the shortcodes that stand alone, in the
/// body of a page; lines keep their numbers.
///
/// `printed` gives the text for a name and arguments, `None` if the shortcode stays.
pub fn print<'t>(text: &'t str, printed: &dyn Fn(&str, &Arguments) -> Option<String>) -> Cow<'t, str> {
    if !text.contains("{{<") && !text.contains("{{%") {
        return Cow::Borrowed(text);
    }
    let paired = Scopes::of(text).paired;
    let mut angle = Finder::new(">}}");
    let mut percent = Finder::new("%}}");
    scan::rewrite_everywhere(text, b'{', |text, at| {
        let rest = &text[at..];
        let closer = match () {
            () if rest.starts_with("{{<") => &mut angle,
            () if rest.starts_with("{{%") => &mut percent,
            () => return None,
        };
        let (inside, end) = find_tag(text, at + 3, closer)?;
        let tag = inside.trim();
        let name = tag.split(|c: char| c.is_whitespace()).next().unwrap_or("").trim_end_matches('/');
        let stands_alone = tag.ends_with('/') || !paired.contains(name);
        if name.is_empty() || name.starts_with('/') || !stands_alone {
            return None;
        }
        let mut arguments = Arguments::default();
        for argument in arguments::parse(tag[name.len()..].trim_end_matches('/')) {
            match argument.name {
                "" => arguments.placed.push(argument.value.to_owned()),
                name => {
                    arguments.named.insert(name.to_owned(), argument.value.to_owned());
                }
            }
        }
        let printed = printed(name, &arguments)?.replace('\n', " ");
        Some(Replacement { text: printed + &scan::line_breaks(&text[at..end]), end })
    })
}

/// Which shortcodes are open whose text Hugo renders apart from the page.
///
/// `{{< >}}` hands its text to its template, which renders it, and so does whatever
/// stands within it; `{{% %}}` alone leaves it to the page.
struct Scopes<'t> {
    /// The names that are closed somewhere; the others stand alone.
    paired: HashSet<&'t str>,
    /// Name, and whether it opened a scope.
    open: Vec<(String, bool)>,
}

impl<'t> Scopes<'t> {
    fn of(text: &'t str) -> Self {
        static END: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\{\{[<%]\s*/\s*([^\s>%/]+)").expect("the pattern is valid"));
        let paired = END.captures_iter(text).filter_map(|end| Some(end.get(1)?.as_str())).collect();
        Self { paired, open: Vec::new() }
    }

    /// Opens a shortcode; whether its text is rendered apart.
    fn open(&mut self, name: &str, is_angle: bool) -> bool {
        if !self.paired.contains(name) || self.open.len() >= MAX_OPEN {
            return false;
        }
        let is_apart = is_angle || self.open.iter().any(|(_, is_apart)| *is_apart);
        self.open.push((name.to_owned(), is_apart));
        is_apart
    }

    /// Closes a shortcode; whether its text was rendered apart.
    fn close(&mut self, name: &str) -> bool {
        if self.open.last().is_none_or(|(open, _)| open != name) {
            return false;
        }
        self.open.pop().is_some_and(|(_, is_apart)| is_apart)
    }
}

/// The deepest nesting of shortcodes that is followed.
const MAX_OPEN: usize = 32;

/// Whether what stands between the shortcodes is code.
fn is_code(name: &str) -> bool {
    matches!(name, "highlight" | "mermaid" | "code" | "plantuml" | "graphviz")
}

/// Where `needle` next begins in `haystack` at or after `from`.
fn find_bytes(haystack: &[u8], from: usize, needle: &[u8]) -> Option<usize> {
    let rest = haystack.get(from..)?;
    rest.windows(needle.len()).position(|window| window == needle).map(|offset| from + offset)
}

/// The inside of a tag that begins at `start`, and where the tag ends.
fn find_tag<'t>(text: &'t str, start: usize, closer: &mut Finder<'_>) -> Option<(&'t str, usize)> {
    let first = closer.find(text, start)?;
    let mut close = first;
    for _ in 0..MAX_CLOSERS {
        if close - start > MAX_TAG_BYTES {
            break;
        }
        let inside = &text[start..close];
        let open_quotes = inside.matches('"').count() - inside.matches("\\\"").count();
        if open_quotes.is_multiple_of(2) {
            return Some((inside, close + 3));
        }
        let limit = (start + MAX_TAG_BYTES).min(text.len());
        match find_bytes(&text.as_bytes()[..limit], close + 3, &text.as_bytes()[first..first + 3]) {
            Some(next) => close = next,
            None => break,
        }
    }
    // A quotation mark too many: the nearest closer is the likeliest.
    (first - start <= MAX_TAG_BYTES).then(|| (&text[start..first], first + 3))
}

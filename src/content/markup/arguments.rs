//! The arguments of a template tag or an HTML-like element: `text="容器" 'a' b=1 c`.

/// One argument, quotation marks removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Argument<'t> {
    /// Empty for a positional one.
    pub(super) name: &'t str,
    pub(super) value: &'t str,
    /// Whether the value stood in quotation marks.
    pub(super) quoted: bool,
}

/// Names of arguments whose values readers see, in every theme that was looked at.
const VISIBLE: [&str; 17] = [
    "text",
    "title",
    "subtitle",
    "caption",
    "summary",
    "label",
    "alt",
    "heading",
    "header",
    "attr",
    "desc",
    "description",
    "content",
    "tooltip",
    "note",
    "message",
    "author",
];

/// Splits arguments; separators are white space and commas. Linear, never fails.
pub(super) fn parse(source: &str) -> Vec<Argument<'_>> {
    let is_separator = |c: char| c.is_whitespace() || c == ',';
    let mut arguments = Vec::new();
    let mut rest = source.trim_start_matches(is_separator);
    while !rest.is_empty() {
        let name_end =
            rest.find(|c: char| is_separator(c) || matches!(c, '=' | '"' | '\'' | '`')).unwrap_or(rest.len());
        let (name, value_source) = match rest[name_end..].strip_prefix('=') {
            Some(after) if name_end > 0 => (&rest[..name_end], after.trim_start()),
            _ => ("", rest),
        };
        let first = value_source.chars().next();
        let (value, quoted, after) = match first {
            Some(quote @ ('"' | '\'' | '`')) => {
                let inside = &value_source[1..];
                let end = closing_quote(inside, quote);
                (&inside[..end], true, inside[end..].get(1..).unwrap_or(""))
            }
            _ => {
                let end = value_source.find(is_separator).unwrap_or(value_source.len());
                (&value_source[..end], false, &value_source[end..])
            }
        };
        arguments.push(Argument { name, value, quoted });
        rest = after.trim_start_matches(is_separator);
    }
    arguments
}

/// Where the quotation ends, in bytes; the end of the text if it does not.
fn closing_quote(inside: &str, quote: char) -> usize {
    let mut escaped = false;
    for (index, c) in inside.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote != '`' => escaped = true,
            _ if c == quote => return index,
            _ => {}
        }
    }
    inside.len()
}

/// What readers see of the arguments of element `element`, in order.
pub(super) fn visible<'t>(element: &str, arguments: &[Argument<'t>]) -> Vec<&'t str> {
    let is_embedded =
        matches!(element, "youtube" | "vimeo" | "bilibili" | "gist" | "iframe" | "video" | "audio" | "param");
    let is_tab = element.to_ascii_lowercase().starts_with("tab") && !element.eq_ignore_ascii_case("tabs");
    let is_seen = |argument: &Argument<'_>| {
        let name = argument.name;
        let text = argument.value.trim();
        if text.is_empty() || is_embedded {
            return false;
        }
        if name.is_empty() {
            // Positional arguments are mostly addresses and classes; a phrase, or
            // anything that is no ASCII, is there to be read.
            let is_phrase = argument.quoted && text.contains(' ') && !text.contains("/") || !text.is_ascii();
            return is_phrase && !text.contains("](") && !text.contains("://") && !is_path(text);
        }
        VISIBLE.contains(&name) || name == "name" && is_tab
    };
    arguments.iter().filter(|argument| is_seen(argument)).map(|argument| argument.value.trim()).collect()
}

fn is_path(text: &str) -> bool {
    text.starts_with(['/', '.']) || text.contains(".md") || text.contains(".png") || text.contains(".jpg")
}

//! MDX: imports, exports, JSX elements and expressions in braces.

use std::borrow::Cow;

use super::BREAK;
use super::arguments;
use super::scan::{self, IndentedCode, Replacement};

/// The longest element or expression that is looked at, in bytes; longer ones are text.
const MAX_BYTES: usize = 64 * 1024;

/// Reduces MDX to Markdown.
pub(super) fn reduce(text: &str) -> Cow<'_, str> {
    let without_code = drop_modules(text);
    let braces = Braces::of(&without_code);
    let reduced =
        scan::rewrite(&without_code, b"{<\\", IndentedCode::No, |text, at| match text.as_bytes()[at] {
            b'\\' => {
                let next = text[at + 1..].chars().next().filter(|next| matches!(next, '{' | '<'))?;
                Some(Replacement {
                    text: if next == '<' { "&lt;".into() } else { "&#123;".into() },
                    end: at + 2,
                })
            }
            b'{' => {
                let end = braces.end_of(at)?;
                let inside = text[at + 1..end - 1].trim();
                let quote = inside.chars().next().filter(|first| matches!(first, '"' | '\'' | '`'));
                let literal = quote
                    .and_then(|quote| inside[1..].strip_suffix(quote))
                    .filter(|text| !text.contains("${"));
                let shown = literal.unwrap_or("").replace('\n', " ");
                Some(Replacement { text: shown + &scan::line_breaks(&text[at..end]), end })
            }
            _ => element(text, at, Some(&braces)),
        });
    let reduced = match reduced {
        Cow::Borrowed(_) => without_code,
        Cow::Owned(reduced) => Cow::Owned(reduced),
    };
    dedent(reduced)
}

/// Reduces Vue's components, which are elements with a capital or a hyphen in the name.
pub(super) fn reduce_components(text: &str) -> Cow<'_, str> {
    scan::rewrite(text, b"<", IndentedCode::Yes, |text, at| element(text, at, None))
}

/// Reduces one tag: components, fragments, and HTML with expressions for
/// attributes. Plain HTML is left to who reads HTML.
fn element(text: &str, at: usize, braces: Option<&Braces>) -> Option<Replacement> {
    let rest = &text[at + 1..];
    let closing = rest.starts_with('/');
    let name_start = at + 1 + usize::from(closing);
    let name_len = text[name_start..]
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '_' | '-' | ':'))
        .unwrap_or(text.len() - name_start);
    let name = &text[name_start..name_start + name_len];
    let is_fragment = name.is_empty() && text[name_start..].starts_with('>');
    if !is_fragment && !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let (end, has_braces) = end_of_tag(text, name_start + name_len, braces)?;
    let is_component =
        is_fragment || name.starts_with(|c: char| c.is_ascii_uppercase()) || name.contains(['-', '.']);
    let is_plain_html = !is_component && !has_braces;
    let lower = name.to_ascii_lowercase();
    if is_plain_html && (braces.is_none() || is_read_as_html(&lower)) {
        return None;
    }
    let tag = &text[at..end];
    let breaks = scan::line_breaks(tag);
    if !is_component && (braces.is_none() || is_read_as_html(&lower) && lower != "img") {
        // `<h2 style={{…}}>` is an `<h2>`.
        let slash = if closing { "/" } else { "" };
        return Some(Replacement { text: format!("<{slash}{name}>{breaks}"), end });
    }
    let attributes = text[name_start + name_len..end].trim_end_matches(['>', '/', ' ']);
    let arguments = arguments::parse(attributes);
    // Expressions for values are code: `title={t('x')}`.
    let quoted: Vec<_> =
        arguments.into_iter().filter(|argument| argument.quoted && !argument.name.is_empty()).collect();
    let shown = arguments::visible(name, &quoted);
    let alone = scan::begins_line(text, at).is_some() && scan::ends_line(text, end);
    let text = if !shown.is_empty() {
        format!("{BREAK}{}{BREAK}", shown.join(&BREAK.to_string())).replace('\n', " ")
    } else if is_component || alone || INLINE.contains(&lower.as_str()) {
        String::new()
    } else {
        BREAK.to_string()
    };
    Some(Replacement { text: text + &breaks, end })
}

/// HTML elements that are no border; MDX reads Markdown inside all others too,
/// which CommonMark does not, so their tags must go.
const INLINE: [&str; 22] = [
    "a", "abbr", "b", "bdi", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s",
    "small", "span", "strong", "sub", "sup", "u", "var",
];

/// Elements that mean something to who reads HTML.
fn is_read_as_html(name: &str) -> bool {
    let others = ["br", "img", "script", "style", "pre", "template", "noscript", "iframe"];
    matches!(name.as_bytes(), [b'h', b'1'..=b'6']) || others.contains(&name)
}

/// Where a tag ends whose name ends at `from`, and whether it has expressions for attributes.
fn end_of_tag(text: &str, from: usize, braces: Option<&Braces>) -> Option<(usize, bool)> {
    let bytes = text.as_bytes();
    let limit = bytes.len().min(from + MAX_BYTES);
    let mut at = from;
    let mut has_braces = false;
    let mut quote = None;
    while at < limit {
        match (quote, bytes[at]) {
            (None, b'>') => return Some((at + 1, has_braces)),
            // A new tag: this one was never closed.
            (None, b'<') => return None,
            (None, b'{') if braces.is_some() => {
                has_braces = true;
                at = braces?.end_of(at)?;
                continue;
            }
            (None, byte @ (b'"' | b'\'')) => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            // Attributes go on over lines, paragraphs do not.
            (_, b'\n') if bytes.get(at + 1) == Some(&b'\n') => return None,
            _ => {}
        }
        at += 1;
    }
    None
}

/// The partner of every opening brace, found once so that pages of them stay linear.
struct Braces {
    /// Where it begins and ends, in order of beginning.
    pairs: Vec<(usize, usize)>,
}

impl Braces {
    fn of(text: &str) -> Self {
        let mut open = Vec::new();
        let mut pairs = Vec::new();
        for (at, byte) in text.bytes().enumerate() {
            match byte {
                b'{' => open.push(at),
                b'}' => {
                    if let Some(start) = open.pop()
                        && at - start < MAX_BYTES
                    {
                        pairs.push((start, at + 1));
                    }
                }
                _ => {}
            }
        }
        pairs.sort_unstable();
        Self { pairs }
    }

    fn end_of(&self, start: usize) -> Option<usize> {
        let index = self.pairs.binary_search_by_key(&start, |pair| pair.0).ok()?;
        Some(self.pairs[index].1)
    }
}

/// Empties `import` and `export` statements, which begin a line after a blank
/// one and end at the next.
fn drop_modules(text: &str) -> Cow<'_, str> {
    let begins_module = |line: &str| {
        line.starts_with("import ") && (line.contains(['\'', '"']) || line.contains('{'))
            || [
                "export const ",
                "export default ",
                "export function ",
                "export let ",
                "export {",
                "export * ",
            ]
            .iter()
            .any(|start| line.starts_with(start))
    };
    if !text.lines().any(begins_module) {
        return Cow::Borrowed(text);
    }
    let regions = scan::regions(text, IndentedCode::No);
    let mut code = regions.code.iter().peekable();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut may_begin = true;
    let mut in_module = false;
    for line in text.split_inclusive('\n') {
        while code.peek().is_some_and(|range| range.end <= at) {
            code.next();
        }
        let in_code = code.peek().is_some_and(|range| range.start <= at);
        let is_blank = line.trim().is_empty();
        in_module = !is_blank && (in_module || may_begin && !in_code && begins_module(line));
        out.push_str(if in_module && !in_code { "\n" } else { line });
        may_begin = is_blank || in_module;
        at += line.len();
    }
    Cow::Owned(out)
}

/// Moves lines that four spaces would make code to the left; MDX has no such code.
fn dedent(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains("\n    ") && !text.starts_with("    ") {
        return text;
    }
    let regions = scan::regions(&text, IndentedCode::Yes);
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for range in regions.code {
        // Indented code is a line of it; fences and spans begin with their marker.
        if text[range.clone()].starts_with([' ', '\t']) {
            out.push_str(&text[copied..range.start]);
            out.push_str(text[range.clone()].trim_start_matches([' ', '\t']));
            copied = range.end;
        }
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

//! What stands in double braces: Zola's shortcodes, mdBook's includes, Vue's expressions.

use std::borrow::Cow;

use super::arguments;
use super::scan::{self, Finder, IndentedCode, Replacement};

/// Zola: `{{ name(key="value") }}`, `{% name(…) %}…{% end %}`, expanded in code too.
pub(super) fn reduce_zola(text: &str) -> Cow<'_, str> {
    let mut output_end = Finder::new("}}");
    let mut tag_end = Finder::new("%}");
    scan::rewrite_everywhere(text, b'{', |text, at| {
        let rest = &text[at..];
        let finder = match rest.as_bytes().get(1) {
            Some(b'{') => &mut output_end,
            Some(b'%') => &mut tag_end,
            _ => return None,
        };
        let close = finder.find(text, at + 2)?;
        let end = close + 2;
        let inside = text[at + 2..close].trim();
        if let Some(escaped) = inside.strip_prefix("/*").and_then(|escaped| escaped.strip_suffix("*/")) {
            let shown = format!("{}{escaped}{}", &rest[..2], &text[close..end]);
            return Some(Replacement { text: shown, end });
        }
        let name = inside.split('(').next().unwrap_or("").trim();
        let is_name = !name.is_empty()
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '/' | ':' | '.'));
        let is_call = is_name && (inside.ends_with(')') || inside == "end");
        if !is_call {
            return None;
        }
        let source = inside[name.len()..].trim().trim_start_matches('(').trim_end_matches(')');
        let arguments = arguments::parse(source);
        let shown = arguments::visible(name, &arguments).join(" ").replace('\n', " ");
        Some(Replacement { text: shown + &scan::line_breaks(&text[at..end]), end })
    })
}

/// mdBook: `{{#include file}}` and its kin go, `\{{#` is written for `{{#`; in code too.
pub(super) fn reduce_mdbook(text: &str) -> Cow<'_, str> {
    let mut output_end = Finder::new("}}");
    scan::rewrite_everywhere(text, b'{', |text, at| {
        let escaped = text[..at].ends_with('\\');
        if escaped || !text[at..].starts_with("{{#") {
            return None;
        }
        let end = output_end.find(text, at)? + 2;
        Some(Replacement { text: scan::line_breaks(&text[at..end]), end })
    })
}

/// VitePress: `{{ expression }}` outside code shows what only the site's code knows;
/// `[[toc]]` and `<<< @/file` show other parts of the site.
pub(super) fn reduce_vue(text: &str) -> Cow<'_, str> {
    let mut output_end = Finder::new("}}");
    scan::rewrite(text, b"{[<", IndentedCode::Yes, |text, at| {
        let rest = &text[at..];
        if rest.starts_with("{{") {
            let end = output_end.find(text, at)? + 2;
            return Some(Replacement { text: scan::line_breaks(&text[at..end]), end });
        }
        let begins_line = at == 0 || text.as_bytes()[at - 1] == b'\n';
        // Only then, so that a page of one line stays linear.
        if !begins_line {
            return None;
        }
        let line = text[at..scan::line_end(text.as_bytes(), at)].trim_end();
        let is_directive = line.eq_ignore_ascii_case("[[toc]]") || line.starts_with("<<< ");
        is_directive.then(|| Replacement { text: String::new(), end: at + line.len() })
    })
}

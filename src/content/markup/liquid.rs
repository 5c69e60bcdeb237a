//! Jekyll's Liquid: `{% tag %}`, `{{ output }}`, expanded in code too.

use std::borrow::Cow;

use super::arguments;
use super::scan::{self, Finder, Replacement};
use super::{BREAK, FENCE};

/// Reduces tags and outputs, keeping lines and what stands between paired tags.
pub(super) fn reduce(text: &str) -> Cow<'_, str> {
    if !text.contains("{{") && !text.contains("{%") {
        return Cow::Borrowed(text);
    }
    let mut tag_end = Finder::new("%}");
    let mut output_end = Finder::new("}}");
    let mut end_raw = Finder::new("endraw");
    let mut end_comment = Finder::new("endcomment");
    scan::rewrite_everywhere(text, b'{', |text, at| {
        let rest = &text[at..];
        if rest.starts_with("{{") {
            let close = output_end.find(text, at + 2)?;
            let end = close + 2;
            let inside = text[at + 2..close].trim_matches(['-', ' ', '\n', '\t', '\r']);
            let breaks = scan::line_breaks(&text[at..end]);
            return Some(Replacement {
                text: literal(inside).unwrap_or("").replace('\n', " ") + &breaks,
                end,
            });
        }
        if !rest.starts_with("{%") {
            return None;
        }
        let close = tag_end.find(text, at + 2)?;
        let end = close + 2;
        let inside = text[at + 2..close].trim_matches(['-', ' ', '\n', '\t', '\r']);
        let name = inside.split(|c: char| c.is_whitespace()).next().unwrap_or("");
        let breaks = scan::line_breaks(&text[at..end]);
        match name {
            "raw" | "comment" => {
                let finder = if name == "raw" { &mut end_raw } else { &mut end_comment };
                let Some(word) = finder.find(text, end) else {
                    return Some(Replacement { text: breaks, end });
                };
                let (Some(body_end), Some(tail)) = (text[end..word].rfind("{%"), text[word..].find("%}"))
                else {
                    return Some(Replacement { text: breaks, end });
                };
                let body = &text[end..end + body_end];
                let whole_end = word + tail + 2;
                let tail_breaks = scan::line_breaks(&text[end + body_end..whole_end]);
                let shown = if name == "raw" { body.to_owned() } else { scan::line_breaks(body) };
                Some(Replacement { text: breaks + &shown + &tail_breaks, end: whole_end })
            }
            "highlight" | "endhighlight" => {
                let alone = scan::begins_line(text, at).is_some() && scan::ends_line(text, end);
                let fence = if alone { FENCE } else { "" };
                Some(Replacement { text: fence.to_owned() + &breaks, end })
            }
            "include" | "include_relative" | "render" => {
                let arguments = arguments::parse(inside[name.len()..].trim_start());
                let shown = arguments::visible(name, arguments.get(1..).unwrap_or(&[]));
                let text = if shown.is_empty() {
                    String::new()
                } else {
                    format!("{BREAK}{}{BREAK}", shown.join(&BREAK.to_string())).replace('\n', " ")
                };
                Some(Replacement { text: text + &breaks, end })
            }
            _ => Some(Replacement { text: breaks, end }),
        }
    })
}

/// The string that an output consists of, if it is nothing but one.
fn literal(inside: &str) -> Option<&str> {
    let quote = inside.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    let text = inside[1..].strip_suffix(quote)?;
    (!text.contains(quote)).then_some(text)
}

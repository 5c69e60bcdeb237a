//! Containers of VitePress, Docusaurus and Starlight: `::: tip 标题`, `:::note[标题]`.

use std::borrow::Cow;

use super::BREAK;
use super::scan::{self, IndentedCode, Replacement};

/// Leaves the titles of containers.
pub(super) fn reduce(text: &str) -> Cow<'_, str> {
    if !text.contains(":::") {
        return Cow::Borrowed(text);
    }
    scan::rewrite(text, b":", IndentedCode::No, |text, at| {
        if !text[at..].starts_with(":::") || scan::begins_line(text, at).is_none() {
            return None;
        }
        let line_end = scan::line_end(text.as_bytes(), at);
        let line = text[at..line_end].trim_end();
        let inside = line.trim_start_matches(':').trim();
        let kind_end = inside
            .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_'))
            .unwrap_or(inside.len());
        let mut title = inside[kind_end..].trim();
        if let Some((label, _)) = title.strip_prefix('[').and_then(|rest| rest.rsplit_once(']')) {
            title = label;
        }
        let title = title.split('{').next().unwrap_or("").trim();
        let shown = if title.is_empty() { String::new() } else { format!("{BREAK}{title}{BREAK}") };
        Some(Replacement { text: shown, end: at + line.len() })
    })
}

//! Hexo's tags: `{% tag args %}`, nunjucks outputs and comments, never in code.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::arguments::{self, Argument};
use super::scan::{self, Finder, IndentedCode, Replacement};
use super::{BREAK, FENCE, SCOPE_BEGIN, SCOPE_END};

/// Tags that stand alone and show none of their arguments.
const SILENT: [&str; 14] = [
    "youtube",
    "vimeo",
    "jsfiddle",
    "gist",
    "iframe",
    "include_code",
    "asset_path",
    "raw",
    "endraw",
    "pdf",
    "video",
    "aplayer",
    "meting",
    "bilibili",
];

/// The end of a paired tag.
static END: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{%-?\s*end(\w+)").expect("the pattern is valid"));

/// Reduces tags, keeping lines and what stands between paired tags.
pub(super) fn reduce(text: &str) -> Cow<'_, str> {
    if !text.contains("{{") && !text.contains("{%") && !text.contains("{#") {
        return Cow::Borrowed(text);
    }
    let mut tag_end = Finder::new("%}");
    let mut output_end = Finder::new("}}");
    let mut comment_end = Finder::new("#}");
    let mut end_raw = Finder::new("endraw");
    // What stands between paired tags is rendered by the tag, apart from the page.
    let paired: HashSet<&str> =
        END.captures_iter(text).filter_map(|end| Some(end.get(1)?.as_str())).collect();
    scan::rewrite(text, b"{", IndentedCode::Yes, |text, at| {
        let rest = &text[at..];
        if rest.starts_with("{{") || rest.starts_with("{#") {
            let finder = if rest.starts_with("{{") { &mut output_end } else { &mut comment_end };
            let end = finder.find(text, at + 2)? + 2;
            return Some(Replacement { text: scan::line_breaks(&text[at..end]), end });
        }
        if !rest.starts_with("{%") {
            return None;
        }
        let close = tag_end.find(text, at + 2)?;
        let end = close + 2;
        let inside = text[at + 2..close].trim_matches(['-', ' ', '\n', '\t', '\r']);
        let name = inside.split(char::is_whitespace).next().unwrap_or("");
        let breaks = scan::line_breaks(&text[at..end]);
        if name == "raw"
            && let Some(word) = end_raw.find(text, end)
            && let (Some(body), Some(tail)) = (text[end..word].rfind("{%"), text[word..].find("%}"))
        {
            let whole_end = word + tail + 2;
            let tail_breaks = scan::line_breaks(&text[end + body..whole_end]);
            // It is no Markdown, so nothing in it is a heading.
            let shown = text[end..end + body].replace("\n#", "\n\\#");
            return Some(Replacement { text: breaks + &shown + &tail_breaks, end: whole_end });
        }
        let arguments = arguments::parse(&inside[name.len()..]);
        let shown = shown(name, &arguments).join(" ");
        let is_code =
            matches!(name, "codeblock" | "code" | "endcodeblock" | "endcode" | "mermaid" | "endmermaid");
        let alone = scan::begins_line(text, at).is_some() && scan::ends_line(text, end);
        let text = match (is_code && alone, shown.is_empty()) {
            // The title of a code block goes where a fence keeps its own.
            (true, true) => FENCE.to_owned(),
            (true, false) => format!("{FENCE} title=\"{}\"", shown.replace('"', "")),
            (false, true) if alone && name.strip_prefix("end").is_some_and(|name| paired.contains(name)) => {
                SCOPE_END.to_owned()
            }
            (false, true) if alone && paired.contains(name) => SCOPE_BEGIN.to_owned(),
            (false, false) if alone && paired.contains(name) => format!("{SCOPE_BEGIN}{BREAK}{shown}{BREAK}"),
            (false, true) => String::new(),
            (false, false) if alone => format!("{BREAK}{shown}{BREAK}"),
            (false, false) => shown,
        };
        Some(Replacement { text: text.replace('\n', " ") + &breaks, end })
    })
}

/// What readers see of a tag's arguments.
fn shown<'t>(name: &str, arguments: &[Argument<'t>]) -> Vec<&'t str> {
    let plain =
        |from: usize| arguments.get(from..).unwrap_or(&[]).iter().filter(|argument| argument.name.is_empty());
    let is_address = |text: &str| text.contains("://") || text.starts_with('/') || text.starts_with('#');
    if name.starts_with("end") || SILENT.contains(&name) {
        return Vec::new();
    }
    match name {
        // The slug first, then the title.
        "post_link" | "asset_link" => {
            plain(1).map(|a| a.value).filter(|v| !matches!(*v, "true" | "false")).collect()
        }
        "asset_img" | "img" | "image" => plain(1).filter(|a| a.quoted).map(|a| a.value).collect(),
        "codeblock" | "code" => {
            plain(0).map(|a| a.value).filter(|v| !is_address(v) && !v.contains(':')).collect()
        }
        "blockquote" | "quote" | "link" | "fold" | "spoiler" | "details" | "folding" | "hideToggle"
        | "btn" | "button" | "tabs" | "tab" => {
            let values = plain(0).map(|a| a.value.split('@').next().unwrap_or(a.value));
            values.filter(|v| !is_address(v) && !v.is_empty()).collect()
        }
        // `{% note info 标题 %}`: a class first.
        "note" | "callout" | "alert" => {
            plain(0).filter(|a| a.quoted || !a.value.is_ascii()).map(|a| a.value).collect()
        }
        // `{% label primary@文字 %}`
        "label" => plain(0).map(|a| a.value.rsplit('@').next().unwrap_or(a.value)).collect(),
        _ => arguments::visible(name, arguments),
    }
}

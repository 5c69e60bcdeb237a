//! Markup that cannot be broken out of.

use crate::search::Segment;

/// A piece of HTML (or XML) under construction.
///
/// Markup is `&'static str`: it stands in this source. Everything that is made
/// while the program runs goes through [`text`](Self::text) or
/// [`attribute`](Self::attribute) and is escaped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html {
    out: String,
}

impl Html {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends markup.
    pub fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.out.push_str(markup);
        self
    }

    /// Appends text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        escape_into(&mut self.out, text);
        self
    }

    /// Appends ` name="value"`. For values that are addresses, `value` must come from `links`.
    pub fn attribute(&mut self, name: &'static str, value: &str) -> &mut Self {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        escape_into(&mut self.out, value);
        self.out.push('"');
        self
    }

    /// Appends ` name="value"` unless `value` is empty.
    pub fn attribute_unless_empty(&mut self, name: &'static str, value: &str) -> &mut Self {
        if value.is_empty() { self } else { self.attribute(name, value) }
    }

    /// Appends text with what matched in `<mark>`.
    pub fn segments(&mut self, segments: &[Segment]) -> &mut Self {
        for segment in segments.iter().filter(|segment| !segment.text.is_empty()) {
            if segment.marked {
                self.raw("<mark>").text(&segment.text).raw("</mark>");
            } else {
                self.text(&segment.text);
            }
        }
        self
    }

    /// Appends other markup.
    pub fn append(&mut self, other: Self) -> &mut Self {
        self.out.push_str(&other.out);
        self
    }

    /// Whether there is nothing yet.
    pub fn is_empty(&self) -> bool {
        self.out.is_empty()
    }

    /// The markup as a string.
    pub fn into_string(self) -> String {
        self.out
    }
}

/// Escapes what has a meaning in text or in a quoted attribute, and puts U+FFFD
/// for characters that neither HTML nor XML may hold, escaped or not.
fn escape_into(out: &mut String, text: &str) {
    out.reserve(text.len());
    let mut written = 0;
    for (index, character) in text.char_indices() {
        let escaped = match character {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            '\t' | '\n' => continue,
            '\u{FFFE}' | '\u{FFFF}' => "\u{FFFD}",
            control if control.is_control() => "\u{FFFD}",
            _ => continue,
        };
        out.push_str(&text[written..index]);
        out.push_str(escaped);
        written = index + character.len_utf8();
    }
    out.push_str(&text[written..]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hostile_strings_stay_text() {
        for (given, escaped) in [
            ("滚动更新", "滚动更新"),
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("\"><img src=x onerror=alert(1)>", "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"),
            ("' onload='x", "&#39; onload=&#39;x"),
            ("</mark></a><a href=javascript:x>", "&lt;/mark&gt;&lt;/a&gt;&lt;a href=javascript:x&gt;"),
            ("&lt;", "&amp;lt;"),
            ("a\u{0}b\u{1b}[2J\rc", "a\u{FFFD}b\u{FFFD}[2J\u{FFFD}c"),
            ("]]>", "]]&gt;"),
            ("\u{2028}\u{202E}", "\u{2028}\u{202E}"),
        ] {
            let mut html = Html::new();
            html.text(given);
            assert_eq!(html.into_string(), escaped, "{given:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_opens_a_tag_or_ends_a_value(text in any::<String>()) {
            let mut html = Html::new();
            html.text(&text);
            let html = html.into_string();
            let has_markup = html.contains(['<', '>', '"', '\'', '\u{0}']);
            prop_assert!(!has_markup);
            let unescaped = html
                .replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&");
            let expected: String = text
                .chars()
                .map(|c| {
                    let is_kept = !c.is_control() || matches!(c, '\t' | '\n');
                    if is_kept && !matches!(c, '\u{FFFE}' | '\u{FFFF}') { c } else { '\u{FFFD}' }
                })
                .collect();
            prop_assert_eq!(unescaped, expected);
        }
    }
}

//! Hexo's patterns: `:year-:month-:day-:title`, for names and for addresses.

/// `:year-:month-:day-:title` as a regular expression.
pub(super) fn file_name_pattern(rule: &str) -> regex::Regex {
    let mut pattern = String::from("^");
    let mut rest = rule;
    while let Some(colon) = rest.find(':') {
        pattern.push_str(&regex::escape(&rest[..colon]));
        let (name, after) = placeholder(&rest[colon + 1..]);
        rest = after;
        let group = match name {
            "" => ":".to_owned(),
            "year" => format!("(?<{name}>\\d{{4}})"),
            "month" | "day" => format!("(?<{name}>\\d{{2}})"),
            "i_month" | "i_day" => format!("(?<{name}>\\d{{1,2}})"),
            "hash" => format!("(?<{name}>[0-9a-f]{{12}})"),
            _ => format!("(?<{name}>.+?)"),
        };
        pattern.push_str(&group);
    }
    pattern.push_str(&regex::escape(rest));
    pattern.push('$');
    // A placeholder named twice is no valid pattern; then every name is a title.
    regex::Regex::new(&pattern)
        .unwrap_or_else(|_| regex::Regex::new("^(?<title>.+?)$").expect("the pattern is valid"))
}

/// The name of a placeholder at the start of `text`, and what follows it: word
/// characters, but no `_` at the end.
pub(super) fn placeholder(text: &str) -> (&str, &str) {
    let n_bytes = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    text.split_at(text[..n_bytes].trim_end_matches('_').len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_by_the_pattern() {
        let title = |rule: &str, name: &str| {
            let captures = file_name_pattern(rule).captures(name)?;
            Some(captures["title"].to_owned())
        };
        assert_eq!(title(":title", "子/第一篇").as_deref(), Some("子/第一篇"));
        assert_eq!(title(":year-:month-:day-:title", "2024-01-02-第一篇").as_deref(), Some("第一篇"));
        assert_eq!(title(":year-:month-:day-:title", "第一篇"), None);
        assert_eq!(title(":title-:title", "第一篇").as_deref(), Some("第一篇"));
        assert_eq!(placeholder("year_:month"), ("year", "_:month"));
    }
}

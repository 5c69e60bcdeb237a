//! Golden queries as the owner of a site writes them: a list in YAML.
//!
//! ```yaml
//! - q: 滚动更新
//!   first: content/docs/滚动更新.md
//! - q: k8s 网络
//!   class: mixed
//!   lang: zh
//!   relevant: [content/network.md, /blog/cni/]
//! ```

use serde_json::{Map, Value};

use crate::content::front_matter::read_yaml_file;
use crate::content::{Severity, value};
use crate::document::LanguageTag;
use crate::search::eval::golden::{
    GoldenError, GoldenQuery, Judgement, Result, default_class, golden, non_empty,
};

/// The field under which a file may have its list; a file that is only a list needs none.
const LIST: &str = "queries";

/// What an entry may say. Anything else is a slip of the pen, and a query
/// without the filter that was meant measures something else.
const FIELDS: &[&str] = &["q", "first", "relevant", "class", "lang", "tag", "tags", "note"];

/// Reads a list of entries, each with `q` and `first` (one page) or `relevant`
/// (several, or a map of page to grade), and maybe `class`, `lang`, `tag`, `note`.
///
/// # Errors
///
/// If it is no such list. An entry is named by its number, because YAML that
/// has been read knows no lines.
pub fn read_yaml(text: &str) -> Result<Vec<GoldenQuery>> {
    let text = text.trim_start_matches('\u{feff}');
    let text = text.strip_prefix("---").unwrap_or(text);
    let is_bare_list = text
        .lines()
        .map(str::trim_start)
        .find(|line| !line.is_empty() && !line.starts_with('#'))
        .is_some_and(|line| line.starts_with('-'));
    // The reader of heads knows maps, so a bare list is given the name it could have had.
    let n_added_lines = u32::from(is_bare_list);
    let named = if is_bare_list { format!("{LIST}:\n{text}") } else { text.to_owned() };
    let (mut fields, diagnostics) = read_yaml_file(&named, "");
    // A head is forgiven its mistakes; a measure taken from half a list is wrong.
    if let Some(diagnostic) = diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Warning) {
        let line = diagnostic.line.saturating_sub(n_added_lines);
        return Err(GoldenError::at(line as usize, diagnostic.message.clone()));
    }
    let Some(Value::Array(entries)) = fields.remove(LIST) else {
        return Err(GoldenError::at(0, "expected a list of entries with `q` and `first` or `relevant`"));
    };
    let queries = entries.iter().zip(1..).map(|(entry, number)| {
        read_entry(entry).map_err(|message| GoldenError::at(0, format!("entry {number}: {message}")))
    });
    non_empty(queries.collect::<Result<_>>()?)
}

fn read_entry(entry: &Value) -> std::result::Result<GoldenQuery, String> {
    let Value::Object(entry) = entry else {
        return Err(format!("expected fields such as `q: …`, found `{entry}`"));
    };
    if let Some(unknown) = entry.keys().find(|key| !FIELDS.contains(&key.as_str())) {
        return Err(format!("expected one of `{}`, found `{unknown}`", FIELDS.join("`, `")));
    }
    let text = |key: &str| entry.get(key).and_then(value::text);
    let q = text("q").ok_or("expected a `q`, found none")?;
    let lang = match text("lang") {
        None => None,
        Some(name) => Some(
            LanguageTag::parse(&name)
                .ok_or_else(|| format!("expected a language tag such as `zh`, found `{name}`"))?,
        ),
    };
    let tags = ["tag", "tags"].iter().filter_map(|key| entry.get(*key)).flat_map(one_or_list).collect();
    let class = text("class").unwrap_or_else(default_class);
    let query = golden(0, class, q, relevant_of(entry)?).map_err(|error| error.message)?;
    Ok(GoldenQuery { lang, tags, ..query })
}

fn relevant_of(entry: &Map<String, Value>) -> std::result::Result<Vec<Judgement>, String> {
    let plain = |path| Judgement { path, grade: 1 };
    let mut relevant: Vec<Judgement> =
        entry.get("first").and_then(value::text).map(plain).into_iter().collect();
    match entry.get("relevant") {
        None => {}
        Some(Value::Object(grades)) => {
            for (path, grade) in grades {
                let grade = grade.as_u64().and_then(|grade| u32::try_from(grade).ok()).ok_or_else(|| {
                    format!("expected a whole number as grade of `{path}`, found `{grade}`")
                })?;
                relevant.push(Judgement { path: path.clone(), grade });
            }
        }
        Some(list) => relevant.extend(one_or_list(list).into_iter().map(plain)),
    }
    Ok(relevant)
}

/// A list, or one: a path may have a comma in it, so text is never split.
fn one_or_list(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().filter_map(value::text).collect(),
        other => value::text(other).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judgement(path: &str, grade: u32) -> Judgement {
        Judgement { path: path.to_owned(), grade }
    }

    const LISTED: &str = "# 我们的查询
- q: 滚动更新
  first: content/滚动更新，一.md
- q: 雙協議棧
  class: 繁體
  lang: zh-Hant
  tag: 網路
  relevant: [a.md, /b/]
- q: 1.29
  relevant: {a.md: 3, b.md: 1}
";

    #[test]
    fn a_list_by_hand_is_read() {
        let queries = read_yaml(LISTED).unwrap();
        assert_eq!(queries.len(), 3);
        assert_eq!(queries[0].relevant, [judgement("content/滚动更新，一.md", 1)]);
        assert_eq!(queries[1].class, "繁體");
        assert_eq!(queries[1].lang, LanguageTag::parse("zh-Hant"));
        assert_eq!(queries[1].tags, ["網路"]);
        assert_eq!(queries[1].relevant, [judgement("a.md", 1), judgement("/b/", 1)]);
        assert_eq!(queries[2].q, "1.29");
        assert_eq!(queries[2].relevant, [judgement("a.md", 3), judgement("b.md", 1)]);
    }

    #[test]
    fn the_list_may_have_a_name_and_the_file_a_first_line() {
        let indented: String = LISTED.lines().map(|line| format!("  {line}\n")).collect();
        let expected = read_yaml(LISTED).unwrap();
        assert_eq!(read_yaml(&format!("---\n{LISTED}")).unwrap(), expected);
        assert_eq!(read_yaml(&format!("queries:\n{indented}")).unwrap(), expected);
    }

    #[test]
    fn a_slip_is_an_error_and_no_other_measure() {
        let said = |text: &str| read_yaml(text).unwrap_err().message;
        assert!(said("- q: 搜\n  frist: a.md\n").contains("entry 1: expected one of"));
        assert!(said("- q: 甲\n  first: a.md\n- q: 搜\n").contains("entry 2: expected at least one page"));
        assert!(said("- first: a.md\n").contains("expected a `q`"));
        assert!(said("- 搜\n").contains("expected fields"));
        assert!(said("- q: 搜\n  first: a.md\n  lang: '??'\n").contains("language tag"));
        assert!(said("- q: 搜\n  relevant: {a.md: 好}\n").contains("whole number"));
        assert!(said("title: 搜\n").contains("expected a list"));
        assert!(!said("- q: [搜\n  first: a.md\n").is_empty());
        assert!(!said("").is_empty());
    }
}

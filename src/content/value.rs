//! Front matter values as people mean them: tags are a list however they are
//! written, a flag is a yes or a no however it is spelled.

use serde_json::Value;

/// A value that could not be read as what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

/// A list of strings, however it is written: trimmed, none empty, in order.
///
/// | value | strings |
/// | --- | --- |
/// | `[容器, 1.29, no]` | `容器`, `1.29`, `no` |
/// | `容器，编排、调度` | `容器`, `编排`, `调度` |
/// | `a, b; c` | `a`, `b`, `c` |
/// | `[[容器, 编排], 网络]` | `容器`, `编排`, `网络` |
/// | `[{label: 容器, permalink: /r}]` | `容器` |
/// | `{容器: 3, 编排: 1}` | `容器`, `编排` |
/// | `null`, `""`, `[]` | |
///
/// An item of a list is not split: only whoever writes one string means several.
pub fn strings(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    match value {
        Value::String(text) => {
            let items = text.split([',', '，', '、', ';', '；', '\n']);
            found.extend(items.map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned));
        }
        other => collect(other, &mut found),
    }
    found
}

/// As [`strings`], but white space separates too, as it does in Jekyll: `容器 编排`.
pub fn words(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => {
            let items =
                text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；'));
            items.filter(|item| !item.is_empty()).map(str::to_owned).collect()
        }
        other => strings(other),
    }
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Null => {}
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(fields) => {
            let label = ["label", "name", "title"].iter().find_map(|key| fields.get(*key));
            match label.and_then(text) {
                Some(label) => found.push(label),
                None => {
                    found.extend(fields.keys().map(|key| key.trim().to_owned()).filter(|key| !key.is_empty()))
                }
            }
        }
        scalar => found.extend(text(scalar)),
    }
}

/// One string: text, a number or a boolean as written, the first of a list;
/// trimmed, `None` if there is none or it is blank.
pub fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Array(items) => items.iter().find_map(text)?,
        Value::Null | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// A yes or a no, however it is written: `true`, `"yes"`, `on`, `1`, `是`.
///
/// # Errors
///
/// If it is neither, or nothing (`null`; a caller to whom an empty field is an
/// absent one asks for that first). Whoever asks whether a page is hidden should
/// then hide it.
pub fn flag(value: &Value) -> Result<bool, Unreadable> {
    match value {
        Value::Bool(flag) => Ok(*flag),
        Value::Number(number) => match number.as_i64() {
            Some(0) => Ok(false),
            Some(1) => Ok(true),
            _ => Err(Unreadable),
        },
        Value::String(text) => match text.trim().to_lowercase().as_str() {
            "true" | "yes" | "y" | "on" | "1" | "t" | "是" | "真" => Ok(true),
            "false" | "no" | "n" | "off" | "0" | "f" | "否" | "假" => Ok(false),
            _ => Err(Unreadable),
        },
        Value::Array(items) if items.len() == 1 => flag(&items[0]),
        Value::Null | Value::Array(_) | Value::Object(_) => Err(Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn tags_are_a_list_however_they_are_written() {
        let check = |value: Value, expected: &[&str]| assert_eq!(strings(&value), expected, "{value}");
        check(json!("容器，编排、调度"), &["容器", "编排", "调度"]);
        check(json!("a, b; c"), &["a", "b", "c"]);
        check(json!(" 雲端 原生 "), &["雲端 原生"]);
        check(json!(["容器", "1.29", "no", true, 7, null, ""]), &["容器", "1.29", "no", "true", "7"]);
        check(json!([["容器", "编排"], "网络"]), &["容器", "编排", "网络"]);
        check(json!([{"label": "容器", "permalink": "/r"}]), &["容器"]);
        check(json!({"容器": 3, "编排": null}), &["容器", "编排"]);
        check(json!(["a, b"]), &["a, b"]);
        check(json!(null), &[]);
        check(json!("  "), &[]);
        check(json!(1.5), &["1.5"]);
        assert_eq!(words(&json!("容器 编排,k8s")), ["容器", "编排", "k8s"]);
    }

    #[test]
    fn flags_are_read_or_refused() {
        for yes in [
            json!(true),
            json!("yes"),
            json!("True"),
            json!(1),
            json!("1"),
            json!(" on "),
            json!("是"),
            json!([true]),
        ] {
            assert_eq!(flag(&yes), Ok(true), "{yes}");
        }
        for no in [json!(false), json!("no"), json!("FALSE"), json!(0), json!("off"), json!("否")] {
            assert_eq!(flag(&no), Ok(false), "{no}");
        }
        for neither in
            [json!(null), json!("maybe"), json!(2), json!({}), json!([]), json!([true, false]), json!("")]
        {
            assert_eq!(flag(&neither), Err(Unreadable), "{neither}");
        }
    }
}

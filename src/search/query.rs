//! What a reader typed, read into clauses. Nothing typed is an error.
//!
//! | typed | read as |
//! | --- | --- |
//! | `滚动更新 pod` | words |
//! | `"滚动更新"`, `“滚动更新”` | a phrase, exactly |
//! | `-测试`, `-"a phrase"` | pages without it |
//! | `tag:kubernetes`, `tag:"text editor"` | pages with the tag |
//! | `lang:zh` | pages in the language |
//! | `--dry-run`, `-f`, `a-b` | words: flags and hyphens exclude nothing |

use crate::document::LanguageTag;

/// What was typed, in clauses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// Everything that is looked for, quotation marks gone, in the order typed.
    pub text: String,
    /// Phrases that a page must hold exactly.
    pub phrases: Vec<String>,
    /// Words and phrases that a page must not hold.
    pub excluded: Vec<String>,
    /// Tags that a page must carry.
    pub tags: Vec<String>,
    /// The language that a page must be in.
    pub lang: Option<LanguageTag>,
    /// Whether the last word may be unfinished: nothing follows it.
    pub last_is_open: bool,
}

/// Reads what was typed; linear in its length.
pub fn parse(typed: &str) -> Query {
    let mut query = Query::default();
    let mut rest = typed.trim_start();
    while !rest.is_empty() {
        let (piece, after) = next_piece(rest);
        let is_last = after.is_empty();
        query.take(piece, is_last);
        rest = after.trim_start();
        if rest.is_empty() && !is_last {
            query.last_is_open = false;
        }
    }
    if query.text.is_empty() && !query.excluded.is_empty() && query.tags.is_empty() {
        // Nothing to take away from: `-f` alone is what the reader looks for.
        query.text = typed.trim().to_owned();
        query.excluded.clear();
    }
    query
}

/// One piece of a query.
struct Piece<'a> {
    /// What stands before the colon or the text: `-`, `tag:`, `lang:` or nothing.
    operator: Operator,
    text: &'a str,
    is_quoted: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    None,
    Exclude,
    Tag,
    Lang,
}

impl Query {
    fn take(&mut self, piece: Piece<'_>, is_last: bool) {
        let text = piece.text.trim();
        if text.is_empty() {
            return;
        }
        self.last_is_open = is_last && piece.operator == Operator::None && !piece.is_quoted;
        match piece.operator {
            Operator::Exclude => self.excluded.push(text.to_owned()),
            Operator::Tag => self.tags.push(text.to_owned()),
            Operator::Lang => self.lang = LanguageTag::parse(text),
            Operator::None => {
                if piece.is_quoted {
                    self.phrases.push(text.to_owned());
                }
                if !self.text.is_empty() {
                    self.text.push(' ');
                }
                self.text.push_str(text);
            }
        }
    }
}

/// The first piece of `rest`, which is not empty and begins with no white space.
fn next_piece(rest: &str) -> (Piece<'_>, &str) {
    let (operator, body) = operator(rest);
    let closing = match body.chars().next() {
        Some('"') => Some('"'),
        Some('“' | '”') => Some('”'),
        _ => None,
    };
    if let Some(closing) = closing {
        let inside = &body[body.chars().next().map_or(0, char::len_utf8)..];
        // A quotation that nobody closed yet goes on to the end.
        let end = inside.find(closing).unwrap_or(inside.len());
        let after = inside[end..].strip_prefix(closing).unwrap_or_default();
        return (Piece { operator, text: &inside[..end], is_quoted: true }, after);
    }
    let end = body.find(char::is_whitespace).unwrap_or(body.len());
    (Piece { operator, text: &body[..end], is_quoted: false }, &body[end..])
}

/// The operator that `rest` begins with, and what follows it.
fn operator(rest: &str) -> (Operator, &str) {
    for (name, operator) in
        [("tag:", Operator::Tag), ("tag：", Operator::Tag), ("lang:", Operator::Lang), ("lang：", Operator::Lang)]
    {
        if let Some(body) = rest.strip_prefix(name)
            && body.chars().next().is_some_and(|first| !first.is_whitespace())
        {
            return (operator, body);
        }
    }
    if let Some(body) = rest.strip_prefix('-') {
        let mut characters = body.chars();
        let first = characters.next();
        let is_flag = first.is_some_and(|first| first.is_ascii_alphanumeric())
            && characters.next().is_none_or(char::is_whitespace);
        let begins_word = first.is_some_and(|first| first.is_alphanumeric() || "\"“".contains(first));
        if begins_word && !is_flag {
            return (Operator::Exclude, body);
        }
    }
    (Operator::None, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, text: &str, phrases: &[&str], excluded: &[&str], tags: &[&str]) {
        let query = parse(typed);
        assert_eq!(query.text, text, "text of {typed:?}");
        assert_eq!(query.phrases, phrases, "phrases of {typed:?}");
        assert_eq!(query.excluded, excluded, "excluded of {typed:?}");
        assert_eq!(query.tags, tags, "tags of {typed:?}");
    }

    #[test]
    fn clauses() {
        check("滚动更新 pod", "滚动更新 pod", &[], &[], &[]);
        check("“滚动 更新” pod", "滚动 更新 pod", &["滚动 更新"], &[], &[]);
        check("集群 -测试 -\"a b\"", "集群", &[], &["测试", "a b"], &[]);
        check("tag:\"text editor\" tag:k8s lang:zh x", "x", &[], &[], &["text editor", "k8s"]);
        check("kubectl apply -f pod.yaml", "kubectl apply -f pod.yaml", &[], &[], &[]);
        check("--dry-run", "--dry-run", &[], &[], &[]);
        check("-foo", "-foo", &[], &[], &[]);
        check("\"not closed", "not closed", &["not closed"], &[], &[]);
        check("\"\" - -- \"", "- --", &[], &[], &[]);
        check("   ", "", &[], &[], &[]);
    }

    #[test]
    fn the_last_word_is_open_until_something_follows() {
        for (typed, is_open) in [("kube", true), ("kube ", false), ("\"kube\"", false), ("a tag:b", false)] {
            assert_eq!(parse(typed).last_is_open, is_open, "{typed:?}");
        }
    }
}

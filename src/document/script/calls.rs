//! The few calls and operators whose result is known without running anything.

use serde_json::Value;

use super::{MAX_DEPTH, Scanner};

/// Calls that return a path made of their arguments.
const OF_PATHS: [&str; 5] =
    ["require.resolve(", "path.resolve(", "path.join(", "path.posix.join(", "resolve("];

impl Scanner<'_> {
    /// Whether the word that ends here begins a call that returns a path.
    pub(super) fn is_called(&self, word: &str) -> bool {
        let start = self.at.saturating_sub(word.len());
        let call = self.text.get(start..).unwrap_or_default();
        !word.is_empty() && OF_PATHS.iter().any(|known| call.starts_with(known))
    }

    /// The path that such a call returns, relative to the site: `require.resolve('a')`,
    /// `path.resolve(__dirname, 'a', 'b')`.
    pub(super) fn path_of_call(&mut self, depth: usize) -> Option<Value> {
        while self.peek()? != b'(' {
            self.at += 1;
        }
        self.at += 1;
        let mut parts: Vec<String> = Vec::new();
        loop {
            self.skip_blank();
            match self.peek()? {
                b')' => break,
                b',' => self.at += 1,
                _ if depth >= MAX_DEPTH => return None,
                _ => {
                    let before = self.at;
                    if let Some(Value::String(part)) = self.value(depth + 1) {
                        parts.push(part);
                    }
                    if self.at == before || matches!(self.peek(), Some(b'}' | b']')) {
                        return None;
                    }
                }
            }
        }
        self.at += 1;
        let trimmed = parts.iter().map(|part| part.trim_start_matches("./").trim_end_matches('/'));
        let path = trimmed.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
        (!path.is_empty()).then_some(Value::String(path))
    }

    /// What `process.env.NAME` is when nobody sets it: what follows `||` or `??`.
    pub(super) fn after_environment(&mut self, depth: usize) -> Option<Value> {
        while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || b"._[]'\"".contains(&byte)) {
            self.at += 1;
        }
        self.skip_blank();
        if depth >= MAX_DEPTH || !self.starts_with("||") && !self.starts_with("??") {
            return None;
        }
        self.at += 2;
        self.skip_blank();
        self.literal(depth + 1)
    }

    /// Skips `.filter(Boolean)`, which drops the items of a list that are not read anyway.
    pub(super) fn skip_filter(&mut self) {
        const FILTER: &str = ".filter(Boolean)";
        if self.starts_with(FILTER) {
            self.at += FILTER.len();
        }
    }
}

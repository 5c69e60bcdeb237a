//! Literals in configurations that are programs: JavaScript, TypeScript and Python.
//!
//! Nothing is run. What stands there as a literal is read, what is computed is
//! left out: good enough for `base: '/docs/'`, which is what addresses hang on.

use serde_json::{Map, Value};

/// How deep objects and lists are followed.
const MAX_DEPTH: usize = 24;

/// The fields of the object that a JavaScript configuration exports: the largest
/// object literal at the top of the file. `routes: makeRoutes()` is left out.
pub(crate) fn read_javascript(text: &str) -> Map<String, Value> {
    let mut largest = Map::new();
    let mut scanner = Scanner { bytes: text.as_bytes(), text, at: 0 };
    while scanner.at < scanner.bytes.len() {
        scanner.skip_blank();
        match scanner.peek() {
            Some(b'{') => {
                // The braces of an import (`{ defineConfig }`) hold no fields with values.
                if let Some(Value::Object(found)) = scanner.value(0)
                    && found.len() > largest.len()
                {
                    largest = found;
                }
            }
            Some(b'\'' | b'"' | b'`') => {
                scanner.string();
            }
            Some(_) => scanner.at += 1,
            None => break,
        }
    }
    largest
}

/// The `NAME = literal` lines of a Python configuration that begin in the first column.
pub(crate) fn read_python(text: &str) -> Map<String, Value> {
    let mut fields = Map::new();
    for line in text.lines() {
        let Some((name, literal)) = line.split_once('=') else { continue };
        let name = name.trim_end();
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            continue;
        }
        let literal = literal.trim_start();
        let value = match literal.split(['#', ' ']).next().unwrap_or_default() {
            "True" => Some(Value::Bool(true)),
            "False" => Some(Value::Bool(false)),
            _ => Scanner { bytes: literal.as_bytes(), text: literal, at: 0 }.value(0),
        };
        if let Some(value) = value {
            fields.insert(name.to_owned(), value);
        }
    }
    fields
}

/// Walks a program, one byte after the other and never back.
struct Scanner<'a> {
    bytes: &'a [u8],
    text: &'a str,
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn starts_with(&self, text: &str) -> bool {
        self.bytes[self.at.min(self.bytes.len())..].starts_with(text.as_bytes())
    }

    /// Skips white space and comments.
    fn skip_blank(&mut self) {
        loop {
            match self.peek() {
                Some(byte) if byte.is_ascii_whitespace() => self.at += 1,
                Some(b'/') if self.starts_with("//") => self.skip_to("\n"),
                Some(b'/') if self.starts_with("/*") => self.skip_to("*/"),
                _ => return,
            }
        }
    }

    fn skip_to(&mut self, end: &str) {
        let found = self.bytes[self.at..].windows(end.len()).position(|window| window == end.as_bytes());
        self.at = found.map_or(self.bytes.len(), |offset| self.at + offset + end.len());
    }

    /// A literal; `None` for an expression, which is skipped.
    fn value(&mut self, depth: usize) -> Option<Value> {
        self.skip_blank();
        let literal = match self.peek()? {
            b'{' if depth < MAX_DEPTH => self.object(depth),
            b'[' if depth < MAX_DEPTH => self.list(depth),
            b'\'' | b'"' | b'`' => self.string(),
            _ => self.word(),
        };
        // `'a' + b`, `x ? y : z`, `f('a')`: what follows a literal makes it none,
        // except that TypeScript may say what it is (`{…} as Config`).
        self.skip_blank();
        let is_whole = matches!(self.peek(), None | Some(b',' | b'}' | b']' | b')' | b';' | b'#'))
            || ["satisfies", "as "].iter().any(|word| self.starts_with(word));
        if is_whole || depth == 0 {
            self.skip_expression(depth);
            return literal;
        }
        self.skip_expression(depth);
        None
    }

    /// Skips to the `,` or bracket that ends an expression; at the top nothing is skipped.
    fn skip_expression(&mut self, depth: usize) {
        if depth == 0 {
            return;
        }
        let mut n_open = 0u32;
        loop {
            self.skip_blank();
            match self.peek() {
                None => return,
                Some(b',' | b'}' | b']' | b')') if n_open == 0 => return,
                Some(b'(' | b'[' | b'{') => {
                    n_open += 1;
                    self.at += 1;
                }
                Some(b')' | b']' | b'}') => {
                    n_open -= 1;
                    self.at += 1;
                }
                Some(b'\'' | b'"' | b'`') => {
                    self.string();
                }
                Some(_) => self.at += 1,
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        self.at += 1;
        let mut fields = Map::new();
        loop {
            self.skip_blank();
            match self.peek() {
                None => break,
                Some(b'}') => {
                    self.at += 1;
                    break;
                }
                Some(b',') => self.at += 1,
                Some(_) => {
                    let before = self.at;
                    let key = self.word_or_string().unwrap_or_default();
                    self.skip_blank();
                    if self.peek() == Some(b':') && !key.is_empty() {
                        self.at += 1;
                        if let Some(value) = self.value(depth + 1) {
                            fields.insert(key, value);
                        }
                    } else {
                        self.skip_expression(depth + 1);
                        // A stray bracket of another kind must not stop the walk.
                        if self.at == before || matches!(self.peek(), Some(b']' | b')')) {
                            self.at += 1;
                        }
                    }
                }
            }
        }
        Some(Value::Object(fields))
    }

    fn list(&mut self, depth: usize) -> Option<Value> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_blank();
            match self.peek() {
                None => break,
                Some(b']') => {
                    self.at += 1;
                    break;
                }
                Some(b',') => self.at += 1,
                Some(_) => {
                    let before = self.at;
                    items.extend(self.value(depth + 1));
                    if self.at == before || matches!(self.peek(), Some(b'}' | b')')) {
                        self.at += 1;
                    }
                }
            }
        }
        Some(Value::Array(items))
    }

    fn word_or_string(&mut self) -> Option<String> {
        match self.peek()? {
            b'\'' | b'"' | b'`' => self.string()?.as_str().map(str::to_owned),
            _ => {
                let start = self.at;
                while self.peek().is_some_and(|byte| {
                    byte.is_ascii_alphanumeric() || b"_$-".contains(&byte) || byte >= 0x80
                }) {
                    self.at += 1;
                }
                Some(self.text.get(start..self.at)?.to_owned())
            }
        }
    }

    /// A string without anything computed in it.
    fn string(&mut self) -> Option<Value> {
        let quote = self.peek()?;
        let mut text = Vec::new();
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\\' => {
                    text.extend(self.peek());
                    self.at += 1;
                }
                byte if byte == quote => break,
                byte => text.push(byte),
            }
        }
        let text = String::from_utf8(text).ok()?;
        let is_computed = quote == b'`' && text.contains("${");
        (!is_computed).then_some(Value::String(text))
    }

    /// `true`, `false`, or a whole number.
    fn word(&mut self) -> Option<Value> {
        match self.word_or_string()?.as_str() {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            number => number.parse::<i64>().ok().map(Value::from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let found = serde_json::to_string(&read_javascript(text)).expect("maps serialize");
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn literals_are_read_and_the_rest_is_left_out() {
        check(
            "import { defineConfig } from 'vitepress' // {a: 1}\nexport default defineConfig({\n  base: '/文档/', /* x */\n  \
             lang: `zh-CN`, title: name, nav: nav(), cleanUrls: true,\n  locales: { root: { label: \"简体\" }, en: {} },\n  \
             srcExclude: ['**/README.md', other],\n  path: process.env.X ? '/a/' : '/b/', markdown: { config(md) { md.use(x) } },\n})",
            r#"{"base":"/文档/","lang":"zh-CN","cleanUrls":true,"locales":{"root":{"label":"简体"},"en":{}},"srcExclude":["**/README.md"],"markdown":{}}"#,
        );
        check("const config: Config = { baseUrl: '/', n: 3 } satisfies Config", r#"{"baseUrl":"/","n":3}"#);
        for broken in ["{", "{a: [", "{a: ]}", "[}", "'", "{'", "{a: `${", "{:}", "{a:(}"] {
            read_javascript(broken);
        }
        read_javascript(&"{a: ".repeat(100_000));
        read_javascript(&"[".repeat(100_000));
    }

    #[test]
    fn python_assignments_are_read() {
        let fields = read_python(
            "SITEURL = 'https://例.org/x'\nDELETE = True # yes\nPATHS = ['a', \"b\"]\nX = f(1)\n  Y = 2\n",
        );
        let found = serde_json::to_string(&fields).expect("maps serialize");
        assert_eq!(found, r#"{"SITEURL":"https://例.org/x","DELETE":true,"PATHS":["a","b"]}"#);
    }
}

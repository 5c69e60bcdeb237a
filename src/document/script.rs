//! Literals in configurations that are programs: JavaScript, TypeScript and Python.
//!
//! Nothing is run. What stands there as a literal is read, what is computed is
//! left out: good enough for `base: '/docs/'`, which is what addresses hang on.

mod calls;

use std::collections::HashMap;

use serde_json::{Map, Value};

/// How deep objects and lists are followed.
const MAX_DEPTH: usize = 24;

/// With what besides brackets, quotation marks and digits a constant's value may begin
/// that is read.
const SAFE_BEGINNINGS: [&str; 5] = ["true", "false", "process.env", "path.", "require.resolve"];

/// How many values may be put in the place of names, so that constants made of
/// constants stay small.
const MAX_NAMED_VALUES: usize = 10_000;

/// The fields of the object that a JavaScript configuration exports: the largest
/// object literal outside other expressions. `routes: makeRoutes()` is left out.
///
/// A name stands for what `const name = …` gave it further up, if that is a literal.
pub(crate) fn read_javascript(text: &str) -> Map<String, Value> {
    let mut largest = Map::new();
    let mut keep = |found: Option<Value>| {
        if let Some(Value::Object(found)) = found
            && found.len() > largest.len()
        {
            largest = found;
        }
    };
    let mut scanner = Scanner::new(text);
    // Braces hold the fields of an object, or statements; what stands before them tells.
    let mut may_be_object = true;
    loop {
        scanner.skip_blank();
        let Some(byte) = scanner.peek() else { break };
        match byte {
            b'{' if may_be_object => {
                keep(scanner.value(0));
                may_be_object = false;
                continue;
            }
            b'\'' | b'"' | b'`' => {
                scanner.string();
                may_be_object = false;
                continue;
            }
            byte if byte.is_ascii_alphabetic() => {
                let word = scanner.word_or_string().unwrap_or_default();
                if matches!(word.as_str(), "const" | "let" | "var") {
                    keep(scanner.constant());
                }
                may_be_object = matches!(word.as_str(), "return" | "default");
                continue;
            }
            _ => {}
        }
        scanner.step();
        may_be_object = matches!(byte, b'=' | b'(' | b',' | b'[');
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
            _ => Scanner::new(literal).value(0),
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
    /// What names stand for.
    constants: HashMap<String, Value>,
    /// How many values may still be put in the place of names.
    n_named_values: usize,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str) -> Self {
        let constants = HashMap::new();
        Self { bytes: text.as_bytes(), text, at: 0, constants, n_named_values: MAX_NAMED_VALUES }
    }

    /// Goes on by one byte, or over a regular expression, whose quotation marks open nothing.
    fn step(&mut self) {
        let is_pattern = self.peek() == Some(b'/') && {
            let before = self.text.get(..self.at).unwrap_or_default();
            // Blanks before a division are few; more of them are not looked through.
            let near = before.trim_end_matches([' ', '\n']);
            before.len() - near.len() < 64 && near.ends_with(['(', ',', '=', ':', '[', '!', '&', '|', '?'])
        };
        self.at += 1;
        if !is_pattern {
            return;
        }
        while let Some(byte) = self.peek().filter(|byte| *byte != b'\n') {
            self.at += if byte == b'\\' { 2 } else { 1 };
            if byte == b'/' {
                return;
            }
        }
    }

    /// Reads `NAME = literal` and remembers it; returns it too.
    fn constant(&mut self) -> Option<Value> {
        self.skip_blank();
        let name = self.word_or_string().filter(|name| !name.is_empty())?;
        // Up to the `=`, past the type that TypeScript names.
        loop {
            match self.peek()? {
                b'=' if !self.starts_with("=>") => break,
                b';' | b'{' | b'\n' => return None,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        self.skip_blank();
        let value = match self.peek()? {
            b'{' | b'[' | b'(' | b'\'' | b'"' | b'`' => self.literal(1),
            byte if byte.is_ascii_digit() || SAFE_BEGINNINGS.iter().any(|word| self.starts_with(word)) => {
                self.literal(1)
            }
            _ => None,
        }?;
        self.skip_filter();
        let rest = self.text.get(self.at..)?.lines().next().unwrap_or_default().trim_start();
        let is_whole =
            rest.is_empty() || [";", "//", "as ", "satisfies "].iter().any(|end| rest.starts_with(end));
        if is_whole {
            self.constants.insert(name, value.clone());
        }
        Some(value)
    }

    /// What a name stands for.
    fn named(&mut self, name: &str) -> Option<Value> {
        let n_values = count(self.constants.get(name)?);
        self.n_named_values = self.n_named_values.checked_sub(n_values)?;
        self.constants.get(name).cloned()
    }

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
        let literal = self.literal(depth);
        self.skip_filter();
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

    /// The literal that begins here, whatever follows it.
    fn literal(&mut self, depth: usize) -> Option<Value> {
        match self.peek()? {
            b'{' if depth < MAX_DEPTH => self.object(depth),
            b'[' if depth < MAX_DEPTH => self.list(depth),
            // `/** @type {…} */ ({ … })` is how JavaScript says what an object is.
            b'(' if depth < MAX_DEPTH => {
                self.at += 1;
                let inner = self.value(depth + 1);
                self.skip_blank();
                let is_closed = self.peek() == Some(b')');
                self.at += usize::from(is_closed);
                inner.filter(|_| is_closed)
            }
            b'\'' | b'"' | b'`' => self.string(),
            _ => self.word(depth),
        }
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
                Some(_) => self.step(),
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
                Some(b'.') if self.starts_with("...") => {
                    self.at += 3;
                    if let Some(Value::Object(spread)) = self.value(depth + 1) {
                        fields.extend(spread);
                    }
                }
                Some(_) => {
                    let before = self.at;
                    let key = self.word_or_string().unwrap_or_default();
                    self.skip_blank();
                    if self.peek() == Some(b':') && !key.is_empty() {
                        self.at += 1;
                        if let Some(value) = self.value(depth + 1) {
                            fields.insert(key, value);
                        }
                    } else if matches!(self.peek(), Some(b',' | b'}')) && self.constants.contains_key(&key) {
                        // `{ baseUrl }` is short for `{ baseUrl: baseUrl }`.
                        let value = self.named(&key);
                        fields.extend(value.map(|value| (key, value)));
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

    /// `true`, `false`, a whole number, or what a name stands for.
    fn word(&mut self, depth: usize) -> Option<Value> {
        match self.word_or_string()?.as_str() {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            "process" if self.starts_with(".env") => self.after_environment(depth),
            word if self.is_called(word) => self.path_of_call(depth),
            word => word.parse::<i64>().ok().map(Value::from).or_else(|| self.named(word)),
        }
    }
}

/// How many values a value holds, itself included.
fn count(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
        Value::Object(fields) => 1 + fields.values().map(count).sum::<usize>(),
        _ => 1,
    }
}

#[cfg(test)]
mod tests;

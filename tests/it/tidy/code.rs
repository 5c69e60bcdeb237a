//! Rust as far as the rules need it: which part of a text is code, and where a name stands in it.

/// Where `name` stands in `code` as a word of its own, not as the end or the beginning of another.
pub fn places<'a>(code: &'a str, name: &'a str) -> impl Iterator<Item = usize> + 'a {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    code.match_indices(name).map(|(offset, _)| offset).filter(move |offset| {
        let before = code[..*offset].chars().next_back();
        let after = code[offset + name.len()..].chars().next();
        let begins_apart = !name.starts_with(is_word) || !before.is_some_and(is_word);
        let ends_apart = !name.ends_with(is_word) || !after.is_some_and(is_word);
        begins_apart && ends_apart
    })
}

/// The same text with comments and the insides of string and character literals
/// as spaces, so that offsets and lines stay.
pub fn blank_comments_and_texts(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let length = match character {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => text_length(rest),
            'r' if !code.ends_with(|before: char| before.is_alphanumeric() || before == '_') => {
                raw_length(rest)
            }
            '\'' => character_length(rest),
            _ => 0,
        };
        if length == 0 {
            code.push(character);
            rest = &rest[character.len_utf8()..];
        } else {
            code.extend(rest[..length].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
            rest = &rest[length..];
        }
    }
    code
}

/// Of a text in double quotes, in bytes.
fn text_length(rest: &str) -> usize {
    let mut is_escaped = true;
    for (offset, character) in rest.char_indices() {
        match character {
            '"' if !is_escaped => return offset + 1,
            '\\' if !is_escaped => is_escaped = true,
            _ => is_escaped = false,
        }
    }
    rest.len()
}

/// Of a raw text, in bytes; 0 if it is none.
fn raw_length(rest: &str) -> usize {
    let hashes = rest[1..].bytes().take_while(|byte| *byte == b'#').count();
    if !rest[1 + hashes..].starts_with('"') {
        return 0;
    }
    let end = format!("\"{}", "#".repeat(hashes));
    let start = hashes + 2;
    rest[start..].find(&end).map_or(rest.len(), |offset| start + offset + end.len())
}

/// Of a character in single quotes, in bytes; 0 if it is a lifetime.
fn character_length(rest: &str) -> usize {
    let mut characters = rest.char_indices().skip(1);
    let Some((_, first)) = characters.next() else { return 0 };
    if first == '\\' {
        return rest[3..].find('\'').map_or(0, |offset| offset + 4);
    }
    match characters.next() {
        Some((offset, '\'')) => offset + 1,
        _ => 0,
    }
}

/// The same code with `#[cfg(test)]` modules as spaces.
pub fn blank_tests(code: &str) -> String {
    let mut code = code.to_owned();
    while let Some(start) = code.find("#[cfg(test)]") {
        let mut depth = 0;
        let end = code[start..].char_indices().find_map(|(offset, character)| {
            match character {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            let is_end = depth == 0 && matches!(character, '}' | ';');
            is_end.then_some(start + offset + 1)
        });
        let end = end.unwrap_or(code.len());
        let blank: String =
            code[start..end].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
        code.replace_range(start..end, &blank);
    }
    code
}

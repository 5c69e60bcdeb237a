//! Reads the nodes of a template, and gives up on what is none of them.

use super::{Node, Operand, Pipeline};

/// The deepest nesting of choices and brackets that is followed.
const MAX_DEPTH: usize = 16;

/// The nodes of a template; `None` if it holds anything else.
pub(super) fn nodes(text: &str) -> Option<Vec<Node>> {
    let mut reader = Reader { rest: text, trims: false };
    let (nodes, end) = reader.block(0)?;
    matches!(end, Border::EndOfText).then_some(nodes)
}

/// What ends a block of nodes.
enum Border {
    EndOfText,
    End,
    Else,
}

struct Reader<'t> {
    rest: &'t str,
    /// Whether the last action takes the white space after it away.
    trims: bool,
}

impl Reader<'_> {
    fn block(&mut self, depth: usize) -> Option<(Vec<Node>, Border)> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut nodes = Vec::new();
        loop {
            let open = self.rest.find("{{");
            let text = &self.rest[..open.unwrap_or(self.rest.len())];
            let text = if self.trims { text.trim_start() } else { text };
            let Some(open) = open else {
                nodes.push(Node::Text(text.to_owned()));
                self.rest = "";
                return Some((nodes, Border::EndOfText));
            };
            let after = &self.rest[open + 2..];
            let trims_before = after.starts_with("- ") || after.starts_with("-\n");
            nodes.push(Node::Text(if trims_before { text.trim_end() } else { text }.to_owned()));
            let action = if trims_before { &after[1..] } else { after };
            let inside = action[..end_of_action(action)?].trim();
            self.rest = &action[end_of_action(action)? + 2..];
            self.trims = inside.ends_with(" -") || inside == "-" || inside.ends_with("/-");
            let inside = inside.strip_suffix('-').filter(|_| self.trims).unwrap_or(inside).trim();
            if inside.starts_with("/*") {
                continue;
            }
            let (word, argument) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
            match word {
                "end" => return Some((nodes, Border::End)),
                "else" if argument.is_empty() => return Some((nodes, Border::Else)),
                "if" | "with" => {
                    let condition = pipeline(argument, depth)?;
                    let (then, end) = self.block(depth + 1)?;
                    let otherwise = match end {
                        Border::End => Vec::new(),
                        Border::Else => {
                            let (otherwise, end) = self.block(depth + 1)?;
                            matches!(end, Border::End).then_some(otherwise)?
                        }
                        Border::EndOfText => return None,
                    };
                    nodes.push(Node::Choice { sets_dot: word == "with", condition, then, otherwise });
                }
                _ => match inside.strip_prefix('$').and_then(|assignment| assignment.split_once('=')) {
                    Some((name, value)) if is_name(name.trim_end_matches([':', ' '])) => {
                        let name = name.trim_end_matches([':', ' ']).to_owned();
                        nodes.push(Node::Assign(name, pipeline(value, depth)?));
                    }
                    _ => nodes.push(Node::Print(pipeline(inside, depth)?)),
                },
            }
        }
    }
}

/// Where the `}}` of an action stands, outside quotation marks.
fn end_of_action(action: &str) -> Option<usize> {
    let bytes = action.as_bytes();
    let mut quote = None;
    let mut at = 0;
    if action.trim_start().starts_with("/*") {
        let comment_end = action.find("*/")?;
        return action[comment_end..].find("}}").map(|end| comment_end + end);
    }
    while at < bytes.len() {
        match (quote, bytes[at]) {
            (Some(b'"'), b'\\') => at += 1,
            (Some(open), byte) if open == byte => quote = None,
            (None, byte @ (b'"' | b'`')) => quote = Some(byte),
            (None, b'}') if bytes.get(at + 1) == Some(&b'}') => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Reads commands between `|`.
fn pipeline(text: &str, depth: usize) -> Option<Pipeline> {
    let (pipeline, rest) = commands(text, depth)?;
    rest.trim().is_empty().then_some(pipeline)
}

/// Reads commands up to the end or a `)`, which stays in the rest.
fn commands(text: &str, depth: usize) -> Option<(Pipeline, &str)> {
    if depth > MAX_DEPTH {
        return None;
    }
    let mut commands = vec![Vec::new()];
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        match first {
            ')' => break,
            '|' => {
                commands.push(Vec::new());
                rest = rest[1..].trim_start();
                continue;
            }
            _ => {}
        }
        let (operand, after) = operand(rest, depth)?;
        commands.last_mut()?.push(operand);
        rest = after.trim_start();
    }
    commands.iter().all(|command| !command.is_empty()).then_some((Pipeline { commands }, rest))
}

fn operand(text: &str, depth: usize) -> Option<(Operand, &str)> {
    match text.chars().next()? {
        '(' => {
            let (pipeline, rest) = commands(&text[1..], depth + 1)?;
            Some((Operand::Inner(Box::new(pipeline)), rest.strip_prefix(')')?))
        }
        quote @ ('"' | '`') => {
            let mut literal = String::new();
            let mut characters = text[1..].char_indices();
            while let Some((at, character)) = characters.next() {
                match character {
                    '\\' if quote == '"' => literal.push(match characters.next()?.1 {
                        'n' => '\n',
                        't' => '\t',
                        other => other,
                    }),
                    end if end == quote => return Some((Operand::Text(literal), &text[at + 2..])),
                    other => literal.push(other),
                }
            }
            None
        }
        _ => {
            let end = text.find(|c: char| c.is_whitespace() || "()|".contains(c)).unwrap_or(text.len());
            let (word, rest) = text.split_at(end);
            let operand = match word {
                "." => Operand::Dot,
                ".Get" => Operand::Function(word.to_owned()),
                _ if word.bytes().all(|byte| byte.is_ascii_digit()) => Operand::Text(word.to_owned()),
                _ => match word.strip_prefix('$') {
                    Some(name) if is_name(name) => Operand::Variable(name.to_owned()),
                    Some(_) => return None,
                    // Fields of the page and the site are not known here.
                    None if word.starts_with('.') => return None,
                    None => Operand::Function(word.to_owned()),
                },
            };
            Some((operand, rest))
        }
    }
}

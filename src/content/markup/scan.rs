//! Where a text holds code and comments, so that nothing in them is taken for markup.
//!
//! This is a fraction of a Markdown parser: it knows fences, code spans,
//! indented code and comments, one line at a time, and guesses at lists. It is
//! wrong where CommonMark needs the whole tree; nothing worse comes of that than
//! a tag that stays in the text.

use std::borrow::Cow;
use std::ops::Range;

/// The longest run of backticks that may open a code span; longer ones are text.
const MAX_BACKTICKS: usize = 32;

/// Whether four spaces make code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IndentedCode {
    /// As in CommonMark.
    Yes,
    /// As in MDX.
    No,
}

/// Code and comments of one text, each list in order and without overlaps.
#[derive(Debug, Default)]
pub(super) struct Regions {
    /// Fenced and indented code, fences included, and code spans.
    pub(super) code: Vec<Range<usize>>,
    /// HTML comments, outside code.
    pub(super) comments: Vec<Range<usize>>,
}

/// Finds code and comments, in linear time.
pub(super) fn regions(text: &str, indented_code: IndentedCode) -> Regions {
    let bytes = text.as_bytes();
    let mut regions = Regions::default();
    let mut position = 0;
    let mut after_blank = true;
    let mut in_list = false;
    let mut in_indented = false;
    let mut no_more_comments = false;
    // Where the paragraph ends, and which runs of backticks have no partner in it.
    let mut paragraph_end = 0;
    let mut unpaired = [false; MAX_BACKTICKS + 1];
    while position < bytes.len() {
        let line_end = line_end(bytes, position);
        let line = &text[position..line_end];
        let content = line.trim_start_matches([' ', '\t']);
        let indent_columns = columns(&line[..line.len() - content.len()]);
        if content.trim_end().is_empty() {
            after_blank = true;
            position = line_end;
            continue;
        }
        if indent_columns >= 4
            && !in_list
            && (after_blank || in_indented)
            && indented_code == IndentedCode::Yes
        {
            regions.code.push(position..line_end);
            in_indented = true;
            after_blank = false;
            position = line_end;
            continue;
        }
        in_indented = false;
        let (after_markers, quoted, marker) = skip_containers(line);
        in_list = marker || in_list && (indent_columns > 0 || !after_blank);
        after_blank = false;
        if let Some(fence) = Fence::opened_by(after_markers, quoted) {
            let end = fence.end(text, line_end);
            regions.code.push(position..end);
            position = end;
            continue;
        }
        // Spans may go on over lines, so what follows may end further down.
        let mut at = position;
        let mut end = line_end;
        while at < end {
            match bytes[at] {
                b'\\' => at += 2,
                b'`' => {
                    let run = bytes[at..].iter().take_while(|byte| **byte == b'`').count();
                    if at >= paragraph_end {
                        paragraph_end = end_of_paragraph(bytes, at);
                        unpaired = [false; MAX_BACKTICKS + 1];
                    }
                    let partner = (run <= MAX_BACKTICKS && !unpaired[run])
                        .then(|| closing_run(bytes, at + run, paragraph_end, run))
                        .flatten();
                    match partner {
                        Some(close) => {
                            regions.code.push(at..close);
                            at = close;
                        }
                        None => {
                            unpaired[run.min(MAX_BACKTICKS)] = true;
                            at += run;
                        }
                    }
                }
                b'<' if !no_more_comments && text[at..].starts_with("<!--") => {
                    let close = text[at + 2..].find("-->").map(|offset| at + 2 + offset + 3);
                    let begins_line = text[position..at].trim().is_empty();
                    match close {
                        Some(close) => {
                            regions.comments.push(at..close);
                            at = close;
                        }
                        // A comment left open at the start of a line hides the rest of the file.
                        None if begins_line => {
                            regions.comments.push(at..bytes.len());
                            at = bytes.len();
                        }
                        None => {
                            no_more_comments = true;
                            at += 4;
                        }
                    }
                }
                _ => at += 1,
            }
            if at >= end && at < bytes.len() && bytes[at - 1] != b'\n' {
                end = self::line_end(bytes, at);
            }
        }
        position = at.min(bytes.len()).max(end);
    }
    regions
}

/// The white space before `at`, if nothing else stands before it on its line but
/// quotation and list markers.
///
/// Looks no further back than that, so that pages of one line stay linear.
pub(super) fn begins_line(text: &str, at: usize) -> Option<&str> {
    let before = text[..at].trim_end_matches(|c: char| c.is_ascii_digit() || " \t>-*+.)".contains(c));
    (before.is_empty() || before.ends_with('\n')).then(|| &text[before.len()..at])
}

/// Whether nothing but white space stands on the line after `end`.
pub(super) fn ends_line(text: &str, end: usize) -> bool {
    let after = text[end..].trim_start_matches([' ', '\t', '\r']);
    after.is_empty() || after.starts_with('\n')
}

/// Where the line of `position` ends, line break included.
pub(super) fn line_end(bytes: &[u8], position: usize) -> usize {
    bytes[position..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| position + at + 1)
}

/// How far white space reaches, tabs to the next multiple of four.
pub(super) fn columns(white: &str) -> usize {
    white.chars().fold(0, |column, c| if c == '\t' { column / 4 * 4 + 4 } else { column + 1 })
}

/// What follows the `>` and list markers of a line; whether there were `>`; whether there was a list marker.
fn skip_containers(line: &str) -> (&str, bool, bool) {
    let mut rest = line.trim_start_matches([' ', '\t']);
    let mut quoted = false;
    let mut marker = false;
    loop {
        if let Some(after) = rest.strip_prefix('>') {
            quoted = true;
            rest = after.trim_start_matches([' ', '\t']);
            continue;
        }
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let after = match digits {
            0 => rest.strip_prefix(['-', '*', '+']),
            1..=9 => rest[digits..].strip_prefix(['.', ')']),
            _ => None,
        };
        match after {
            Some(after) if after.starts_with([' ', '\t', '\n', '\r']) || after.is_empty() => {
                marker = true;
                rest = after.trim_start_matches([' ', '\t']);
            }
            _ => return (rest, quoted, marker),
        }
    }
}

/// An open code fence.
struct Fence {
    marker: u8,
    run: usize,
    quoted: bool,
}

impl Fence {
    fn opened_by(content: &str, quoted: bool) -> Option<Self> {
        let marker = *content.as_bytes().first().filter(|byte| matches!(byte, b'`' | b'~'))?;
        let run = content.bytes().take_while(|byte| *byte == marker).count();
        let info = &content[run..];
        (run >= 3 && !(marker == b'`' && info.contains('`'))).then_some(Self { marker, run, quoted })
    }

    /// Where it ends, closing fence included, if its first line ends at `start`.
    fn end(&self, text: &str, start: usize) -> usize {
        let bytes = text.as_bytes();
        let mut position = start;
        while position < bytes.len() {
            let end = line_end(bytes, position);
            let line = text[position..end].trim();
            if self.quoted && !line.starts_with('>') {
                return position;
            }
            let line = if self.quoted { line.trim_start_matches(['>', ' ', '\t']) } else { line };
            if line.len() >= self.run && line.bytes().all(|byte| byte == self.marker) {
                return end;
            }
            position = end;
        }
        bytes.len()
    }
}

/// Where the paragraph of `position` ends: at the next blank line.
fn end_of_paragraph(bytes: &[u8], position: usize) -> usize {
    let mut at = line_end(bytes, position);
    while at < bytes.len() {
        let end = line_end(bytes, at);
        if bytes[at..end].iter().all(u8::is_ascii_whitespace) {
            return at;
        }
        at = end;
    }
    bytes.len()
}

/// Where the next run of exactly `run` backticks ends.
fn closing_run(bytes: &[u8], start: usize, end: usize, run: usize) -> Option<usize> {
    let mut at = start;
    while at < end {
        let offset = bytes[at..end].iter().position(|byte| *byte == b'`')?;
        at += offset;
        let found = bytes[at..end].iter().take_while(|byte| **byte == b'`').count();
        at += found;
        if found == run {
            return Some(at);
        }
    }
    None
}

/// What to put in the place of something found.
pub(super) struct Replacement {
    /// Must hold as many line breaks as what it replaces; see [`line_breaks`].
    pub(super) text: String,
    /// Where what it replaces ends, in bytes, greater than where it begins.
    pub(super) end: usize,
}

/// Asks at each of the bytes `triggers` outside code and comments what to put
/// there, and copies everything else.
pub(super) fn rewrite<'t>(
    text: &'t str,
    triggers: &[u8],
    indented_code: IndentedCode,
    mut replace: impl FnMut(&str, usize) -> Option<Replacement>,
) -> Cow<'t, str> {
    if !text.bytes().any(|byte| triggers.contains(&byte)) {
        return Cow::Borrowed(text);
    }
    let regions = regions(text, indented_code);
    let mut skip: Vec<Range<usize>> = regions.code;
    skip.extend(regions.comments);
    skip.sort_by_key(|range| range.start);
    rewrite_except(text, triggers, &skip, &mut replace)
}

/// As [`rewrite`], in code too, because templates are expanded before anything is code.
pub(super) fn rewrite_everywhere<'t>(
    text: &'t str,
    trigger: u8,
    mut replace: impl FnMut(&str, usize) -> Option<Replacement>,
) -> Cow<'t, str> {
    if !text.as_bytes().contains(&trigger) {
        return Cow::Borrowed(text);
    }
    rewrite_except(text, &[trigger], &[], &mut replace)
}

fn rewrite_except<'t>(
    text: &'t str,
    triggers: &[u8],
    skip: &[Range<usize>],
    replace: &mut dyn FnMut(&str, usize) -> Option<Replacement>,
) -> Cow<'t, str> {
    let bytes = text.as_bytes();
    let mut out = String::new();
    let mut copied = 0;
    let mut at = 0;
    let mut skipped = 0;
    while at < bytes.len() {
        while skip.get(skipped).is_some_and(|range| range.end <= at) {
            skipped += 1;
        }
        if let Some(range) = skip.get(skipped)
            && range.start <= at
        {
            at = range.end;
            continue;
        }
        if triggers.contains(&bytes[at])
            && let Some(replacement) = replace(text, at)
        {
            debug_assert!(replacement.end > at);
            out.push_str(&text[copied..at]);
            out.push_str(&replacement.text);
            copied = replacement.end;
            at = replacement.end;
        } else {
            at += 1;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

/// The line breaks of `text` and nothing else, so that lines keep their numbers.
pub(super) fn line_breaks(text: &str) -> String {
    "\n".repeat(text.bytes().filter(|byte| *byte == b'\n').count())
}

/// Finds a string again and again from growing positions in linear time, also where it is missing.
pub(super) struct Finder<'n> {
    needle: &'n str,
    next: Option<usize>,
    searched: bool,
}

impl<'n> Finder<'n> {
    pub(super) fn new(needle: &'n str) -> Self {
        Self { needle, next: None, searched: false }
    }

    /// Where `needle` next begins at or after `from`.
    pub(super) fn find(&mut self, text: &str, from: usize) -> Option<usize> {
        let stale = !self.searched || self.next.is_some_and(|next| next < from);
        if stale {
            self.next = text.get(from..).and_then(|rest| rest.find(self.needle)).map(|offset| from + offset);
            self.searched = true;
        }
        self.next
    }
}

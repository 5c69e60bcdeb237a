//! Bytes of a file to the sections of a page.
//!
//! Input: a letter that chooses the dialect, then the file.
//!
//! 1. What is UTF-8 is read as it is; what is read of anything else is text, and
//!    the same when it is written as UTF-8 or UTF-16 with a mark and read again.
//! 2. A page has its sections in order of line, blocks with something in them, and
//!    no more text than its file could hold.
//! 3. Whoever reads the same twice reads the same.

use sou::content::decode::{Decoded, decode};
use sou::content::{Dialect, Parsed, parse};

use super::{Input, check_diagnostics};

const PATH: &str = "content/文件.md";

/// How much longer a block may be than its file: `&nGt;`, five bytes, is a character
/// of six, and a heading is a section and the name of what links to it.
const MAX_GROWTH: usize = 8;

/// What nobody wrote, in bytes: labels that markup stands for.
const MAX_ADDED_BYTES: usize = 4_096;

/// Checks one input.
pub fn check(bytes: &[u8]) {
    let mut input = Input(bytes);
    // A first byte of `a` chooses the first.
    let dialect = input.pick(&Dialect::ALL);
    let file = input.rest();
    let Ok(Decoded { text, .. }) = decode(file) else {
        let is_plain = std::str::from_utf8(file)
            .is_ok_and(|text| !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')));
        assert!(!is_plain, "plain text is refused: {file:?}");
        return;
    };
    check_text(file, &text);
    let (parsed, diagnostics) = parse(&text, PATH, dialect);
    check_diagnostics(&diagnostics, PATH, &text);
    check_page(&text, &parsed);
    assert_eq!(parse(&text, PATH, dialect), (parsed, diagnostics), "the same file is read differently");
}

fn check_text(file: &[u8], text: &str) {
    assert!(!text.contains('\0'));
    let has_zeros = file.contains(&0);
    if let Ok(written) = std::str::from_utf8(file)
        && !has_zeros
    {
        assert_eq!(written.strip_prefix('\u{feff}').unwrap_or(written), text, "UTF-8 is read as it is");
    }
    let marked = format!("\u{feff}{text}");
    let little: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = marked.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (name, bytes) in [("UTF-8", marked.as_bytes()), ("UTF-16LE", &little), ("UTF-16BE", &big)] {
        let again = decode(bytes).unwrap_or_else(|reason| panic!("{name}: {reason}"));
        assert_eq!((again.text.as_str(), again.encoding), (text, name));
    }
}

fn check_page(text: &str, parsed: &Parsed) {
    let body_offset_bytes = parsed.front_matter.body_offset_bytes;
    assert!(text.is_char_boundary(body_offset_bytes), "the body begins in a character");
    let n_lines = text.matches('\n').count() + 1;
    let mut len_bytes = 0;
    let mut last_line = 0;
    for (number, section) in parsed.sections.iter().enumerate() {
        assert!(section.level <= 6);
        assert!(number == 0 || section.level > 0, "only the first section is without a heading");
        assert!(section.line >= last_line && section.line as usize <= n_lines, "{section:?}");
        last_line = section.line;
        assert!(!section.heading.contains('\n'), "{:?}", section.heading);
        len_bytes += section.heading.len();
        for block in &section.blocks {
            assert!(!block.text.trim().is_empty(), "a block says nothing: {section:?}");
            len_bytes += block.text.len();
        }
    }
    let max_bytes = MAX_GROWTH * text.len() + MAX_ADDED_BYTES;
    assert!(len_bytes <= max_bytes, "{len_bytes} bytes of a file of {}", text.len());
    let first = parsed.sections.iter().find(|section| section.level == 1 && !section.heading.is_empty());
    assert_eq!(parsed.first_heading.as_deref(), first.map(|section| section.heading.as_str()));
}

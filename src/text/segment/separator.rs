//! What stands between two units: nothing, a joint, a pause.
//!
//! In `kube-apiserver` the hyphen joins, in `--dry-run` the first two belong to
//! `dry`, in `C++，` the pluses belong to `c` and the comma is a pause. Joints
//! leave the units neighbours and make glue; a pause leaves a gap, so that no
//! phrase reaches across it.

/// What a run of punctuation and spaces between two units amounts to.
///
/// | separator | joint | trailing | leading | gap |
/// | --- | --- | --- | --- | --- |
/// | `-` of `a-b` | `-` | | | no |
/// | ` --` of `a --b` | | | `--` | no |
/// | `++` of `a++ b` | | `++` | | no |
/// | `++，.` of `a++，.b` | | `++` | `.` | yes |
/// | `（` of `a（b` | | | | yes |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Separator {
    /// All of it joins the two units.
    pub is_joint: bool,
    /// How many characters at its start belong to the unit before.
    pub n_trailing: usize,
    /// How many characters at its end belong to the unit after.
    pub n_leading: usize,
    /// Whether it parts the units by one position.
    pub is_gap: bool,
}

/// What a neighbour of a separator is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Neighbour {
    /// The text begins or ends here.
    None,
    /// A character of a script without spaces.
    Single,
    /// An alphabetic unit that ends or begins with a letter or mark.
    Letter,
    /// An alphabetic unit that ends or begins with a digit.
    Digit,
}

impl Neighbour {
    fn is_word(self) -> bool {
        matches!(self, Neighbour::Letter | Neighbour::Digit)
    }
}

/// The longest joint, in characters: `://`, `../`, `->`.
const MAX_JOINT_CHARS: usize = 3;

/// What may stand before a technical name as part of it, the longest first.
const LEADS: &[&str] = &["../", "--", "./", "~/", "-", ".", "/", "@", "$", "#"];

/// What may stand after a technical name as part of it, the longest first.
const TRAILS: &[&str] = &["++", "+", "#"];

/// Reads the folded `separator` between `before` and `after`; it holds only
/// punctuation and whitespace.
pub fn read(separator: &str, before: Neighbour, after: Neighbour) -> Separator {
    if separator.is_empty() {
        return Separator::default();
    }
    if before.is_word() && after.is_word() && is_joint(separator, before, after) {
        let n_trailing = if separator.starts_with("++") { 2 } else { 0 };
        return Separator { is_joint: true, n_trailing, n_leading: 0, is_gap: false };
    }
    let trail = if before.is_word() { longest_prefix(separator, TRAILS) } else { "" };
    let rest = &separator[trail.len()..];
    let lead = if after.is_word() { lead_of(rest) } else { "" };
    let rest = &rest[..rest.len() - lead.len()];
    Separator {
        is_joint: false,
        n_trailing: trail.chars().count(),
        n_leading: lead.chars().count(),
        is_gap: rest.chars().any(|character| !character.is_whitespace()),
    }
}

fn is_joint(separator: &str, before: Neighbour, after: Neighbour) -> bool {
    let between_digits = before == Neighbour::Digit && after == Neighbour::Digit;
    separator.chars().nth(MAX_JOINT_CHARS).is_none()
        && separator.chars().all(|character| is_connector(character) || (between_digits && character == ','))
        || separator == "->"
        || separator == "=>"
}

fn is_connector(character: char) -> bool {
    matches!(
        character,
        '-' | '_'
            | '.'
            | '/'
            | ':'
            | '@'
            | '+'
            | '#'
            | '&'
            | '\''
            | '\\'
            | '='
            | '~'
            | '·'
            | '\u{30FB}'
            | '؍'
    )
}

fn longest_prefix(text: &str, candidates: &[&'static str]) -> &'static str {
    candidates.iter().find(|candidate| text.starts_with(**candidate)).copied().unwrap_or_default()
}

/// A lead counts only if it is whole: `...b` has none, and `" .b` has one.
fn lead_of(rest: &str) -> &'static str {
    let lead = LEADS.iter().find(|lead| rest.ends_with(**lead)).copied().unwrap_or_default();
    let before = rest[..rest.len() - lead.len()].chars().next_back();
    let runs_on =
        before.is_some_and(|character| matches!(character, '-' | '.' | '/' | '#' | '$' | '@' | '='));
    if runs_on { "" } else { lead }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, separator: &str, after: &str, expected: &str) {
        let neighbour = |text: &str| match text.chars().next() {
            None => Neighbour::None,
            Some('0'..='9') => Neighbour::Digit,
            Some('a'..='z') => Neighbour::Letter,
            Some(_) => Neighbour::Single,
        };
        let read = read(separator, neighbour(before), neighbour(after));
        let kind = if read.is_joint {
            "joint"
        } else if read.is_gap {
            "gap"
        } else {
            "none"
        };
        assert_eq!(format!("{kind} {} {}", read.n_trailing, read.n_leading), expected);
    }

    #[test]
    fn separators() {
        check("中", "", "文", "none 0 0");
        check("中", "，", "文", "gap 0 0");
        check("中", "·", "文", "gap 0 0");
        check("中", "-", "文", "gap 0 0");
        check("用", "--", "dry", "none 0 2");
        check("a", "-", "b", "joint 0 0");
        check("a", "://", "b", "joint 0 0");
        check("a", "::", "b", "joint 0 0");
        check("a", "->", "b", "joint 0 0");
        check("a", " -", "b", "none 0 1");
        check("a", " - ", "b", "gap 0 0");
        check("a", " --", "b", "none 0 2");
        check("a", "...", "b", "joint 0 0");
        check("a", " ...", "b", "gap 0 0");
        check("a", "。.", "b", "gap 0 1");
        check("", ".", "b", "none 0 1");
        check("a", "++", "", "none 2 0");
        check("a", "++", "文", "none 2 0");
        check("a", "++", "1", "joint 2 0");
        check("a", "++/", "b", "joint 2 0");
        check("a", "#, ", "b", "gap 1 0");
        check("a", "（", "b", "gap 0 0");
        check("1", ",", "1", "joint 0 0");
        check("a", ",", "b", "gap 0 0");
        check("a", ". ", "b", "gap 0 0");
    }
}

//! The parts of one alphabetic unit: `PersistentVolumeClaim`, `HTTPServer`, `v1`, `30s`.
//!
//! Writers of programs leave out the spaces that others write; readers do not
//! know where. So a unit is found whole, by each part, and by any run of parts,
//! because a run that starts at a part is the beginning of a suffix.

/// Units with more parts than this are taken for hashes, whose parts mean nothing.
const MAX_PARTS: usize = 12;

/// What a character of a unit is, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A digit.
    Digit,
    /// An upper-case letter.
    Upper,
    /// Any other letter, or a mark.
    Lower,
}

impl Shape {
    /// The shape of a character as written.
    pub fn of(character: char) -> Self {
        match character {
            'a'..='z' => Shape::Lower,
            'A'..='Z' => Shape::Upper,
            '0'..='9' => Shape::Digit,
            other if other.is_numeric() => Shape::Digit,
            other if other.is_uppercase() => Shape::Upper,
            _ => Shape::Lower,
        }
    }
}

/// Finds where the parts of a unit begin but the first, in characters, into `borders`; cleared before.
///
/// | unit | borders |
/// | --- | --- |
/// | `PersistentVolumeClaim` | 10, 16 |
/// | `HTTPServer` | 4 |
/// | `APIs` | none |
/// | `v1` | 1 |
/// | `30s` | 2 |
/// | `k8s` | none: it is a word |
pub fn part_borders(shapes: &[Shape], borders: &mut Vec<usize>) {
    borders.clear();
    let has_case_border =
        |index: usize| is_case_border(shapes[index - 1], shapes[index], &shapes[index + 1..]);
    let is_camel = (1..shapes.len()).any(has_case_border);
    let n_digit_borders =
        shapes.windows(2).filter(|pair| (pair[0] == Shape::Digit) != (pair[1] == Shape::Digit)).count();
    // Letter, number, letters: numeronyms as k8s, i18n, e2e, and m5xlarge.
    let is_numeronym = n_digit_borders == 2
        && shapes.first().is_some_and(|first| *first != Shape::Digit)
        && shapes.get(1) == Some(&Shape::Digit);
    // In a camel-cased unit digits go with the letters before them, as in Base64Encoder.
    let cuts_digits = !is_camel && !is_numeronym;
    for index in 1..shapes.len() {
        let is_digit_border = (shapes[index - 1] == Shape::Digit) != (shapes[index] == Shape::Digit);
        if has_case_border(index) || (cuts_digits && is_digit_border) {
            borders.push(index);
        }
        if borders.len() == MAX_PARTS {
            borders.clear();
            return;
        }
    }
}

fn is_case_border(before: Shape, here: Shape, after: &[Shape]) -> bool {
    match (before, here) {
        (Shape::Lower, Shape::Upper) => true,
        // The last capital of a run begins the next word, but the plural of an
        // acronym (`APIs`, `PVCs`) is one word.
        (Shape::Upper, Shape::Upper) => {
            after.first() == Some(&Shape::Lower) && after.get(1) == Some(&Shape::Lower)
        }
        (Shape::Digit, Shape::Upper) => {
            after.first() == Some(&Shape::Lower) && after.get(1) == Some(&Shape::Lower)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(unit: &str, expected: &str) {
        let characters: Vec<char> = unit.chars().collect();
        let shapes: Vec<Shape> = characters.iter().copied().map(Shape::of).collect();
        let mut borders = Vec::new();
        part_borders(&shapes, &mut borders);
        let mut parts = String::new();
        for (index, character) in characters.iter().enumerate() {
            if borders.contains(&index) {
                parts.push('|');
            }
            parts.push(*character);
        }
        assert_eq!(parts, expected);
    }

    #[test]
    fn parts() {
        check("PersistentVolumeClaim", "Persistent|Volume|Claim");
        check("HTTPServer", "HTTP|Server");
        check("parseJSON", "parse|JSON");
        check("APIs", "APIs");
        check("PVCs", "PVCs");
        check("v1", "v|1");
        check("ipv6", "ipv|6");
        check("30s", "30|s");
        check("10MB", "10|MB");
        check("k8s", "k8s");
        check("K8s", "K8s");
        check("i18n", "i18n");
        check("v1beta1", "v|1|beta|1");
        check("Base64Encoder", "Base64|Encoder");
        check("kubernetes", "kubernetes");
        check("ЖивойЖурнал", "Живой|Журнал");
        check("aBcDeFgHiJkLmNoPqRsTuVwXyZ", "aBcDeFgHiJkLmNoPqRsTuVwXyZ");
    }
}

//! The forms of ideographs: which are one character to a reader who searches.
//!
//! Folding is by character, so that a page and a query fold alike wherever they
//! are cut; phrases (`乾坤` is not `干坤`) would make that depend on the neighbours.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::text::conversion;

/// The ideographs of the Basic Multilingual Plane, extension A included.
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9FFF;

/// Marks a table entry whose folded character others fold to as well.
const HAS_OTHERS: u32 = 1 << 31;

/// Folds an ideograph to its Simplified form; anything else to itself.
#[inline]
pub fn fold(ideograph: char) -> char {
    match ideograph as u32 {
        code @ FIRST..=LAST => {
            char::from_u32(table()[(code - FIRST) as usize] & !HAS_OTHERS).unwrap_or(ideograph)
        }
        0x20000..=0x3FFFD => rare().get(&ideograph).copied().unwrap_or(ideograph),
        _ => ideograph,
    }
}

/// Whether other characters fold to what `ideograph` folds to, so that folding
/// loses a distinction: `后` and `後` both say yes, `我` says no.
///
/// Ideographs of the extension planes always say no: the few that have other
/// forms are not worth loading their table for.
pub fn has_others(ideograph: char) -> bool {
    match ideograph as u32 {
        code @ FIRST..=LAST => table()[(code - FIRST) as usize] & HAS_OTHERS != 0,
        _ => false,
    }
}

/// Lists what folds to the folded `ideograph`, itself last: `迴`, `廻`, `逥`, `回` for `回`.
pub fn forms_of(ideograph: char) -> Vec<char> {
    static FORMS: OnceLock<HashMap<char, Vec<char>>> = OnceLock::new();
    let forms = FORMS.get_or_init(|| {
        let mut forms: HashMap<char, Vec<char>> = HashMap::new();
        for written in (FIRST..=LAST).filter_map(char::from_u32) {
            let folded = fold(written);
            if folded != written {
                forms.entry(folded).or_default().push(written);
            }
        }
        forms
    });
    let mut all = forms.get(&ideograph).cloned().unwrap_or_default();
    all.push(ideograph);
    all
}

/// For each ideograph from [`FIRST`] to [`LAST`]: what it folds to, with [`HAS_OTHERS`].
fn table() -> &'static [u32] {
    static TABLE: OnceLock<Vec<u32>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let simplified: HashMap<char, char> =
            conversion::simplified_characters(FIRST..=LAST).into_iter().collect();
        let mut table: Vec<u32> = (FIRST..=LAST).collect();
        for &written in simplified.keys() {
            let folded = last_form(written, &simplified);
            for member in [written, folded] {
                if let FIRST..=LAST = member as u32 {
                    table[(member as u32 - FIRST) as usize] = folded as u32 | HAS_OTHERS;
                }
            }
        }
        table
    })
}

/// What the ideographs of the extension planes fold to; loaded only if a text has one.
fn rare() -> &'static HashMap<char, char> {
    static RARE: OnceLock<HashMap<char, char>> = OnceLock::new();
    RARE.get_or_init(|| {
        let simplified: HashMap<char, char> =
            conversion::simplified_characters(0x20000..=0x323AF).into_iter().collect();
        simplified.keys().map(|&written| (written, last_form(written, &simplified))).collect()
    })
}

/// A table may lead through a second character; folding twice must change nothing.
fn last_form(written: char, simplified: &HashMap<char, char>) -> char {
    let mut form = written;
    for _ in 0..4 {
        form = simplified.get(&form).copied().unwrap_or(form);
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_known() {
        for ideograph in "后後国國发發髮".chars() {
            assert!(has_others(ideograph), "{ideograph}");
        }
        for ideograph in "我口a".chars() {
            assert!(!has_others(ideograph), "{ideograph}");
        }
        assert!(forms_of('发').contains(&'髮'));
        assert_eq!(forms_of('我'), ['我']);
        assert_eq!(fold('𪙏'), '𫜯');
    }
}

//! Finds a string in a text but for one slip: a letter that is wrong, missing, too many, or
//! changed places with its neighbour.
//!
//! Whatever the slip is, it is in one half of the string or between both, so that one of
//! two halves stands in the text as it is. Those places are few, and only there the rest is
//! compared.

use memchr::memmem;

/// Where in `text` a word holds `typed` with one slip, in bytes of a place within the
/// word, in no order; the text's words are parted by spaces.
pub fn offsets_with_slip(text: &str, typed: &str) -> Vec<usize> {
    let mut characters: Vec<char> = typed.chars().collect();
    let half = characters.len() / 2;
    let border = typed.char_indices().nth(half).map_or(typed.len(), |(offset, _)| offset);
    let (begin, end) = typed.split_at(border);
    let find = |needle: &str| memmem::find_iter(text.as_bytes(), needle).collect::<Vec<usize>>();
    let mut rest: Vec<char> = Vec::with_capacity(characters.len());
    let mut offsets = Vec::new();
    for at in find(begin) {
        let letters = text[at + begin.len()..].chars().take_while(|letter| *letter != ' ');
        rest.clear();
        rest.extend(letters.take(characters.len()));
        offsets.extend(goes_on(&characters[half..], &rest).then_some(at));
    }
    let backwards: Vec<char> = characters[..half].iter().rev().copied().collect();
    for at in find(end) {
        let letters = text[..at].chars().rev().take_while(|letter| *letter != ' ');
        rest.clear();
        rest.extend(letters.take(characters.len()));
        offsets.extend(goes_on(&backwards, &rest).then_some(at));
    }
    // The letters on both sides of the border changed places.
    if half > 0 && characters[half - 1] != characters[half] {
        characters.swap(half - 1, half);
        offsets.extend(find(&characters.iter().collect::<String>()));
    }
    offsets
}

/// Whether `found` begins with `wanted` but for one slip.
fn goes_on(wanted: &[char], found: &[char]) -> bool {
    let n_same = wanted.iter().zip(found).take_while(|(wanted, found)| wanted == found).count();
    let (wanted, found) = (&wanted[n_same..], &found[n_same..]);
    match (wanted, found) {
        // As it is: no slip, and another's to find.
        ([], _) => false,
        ([_, wanted @ ..], []) => wanted.is_empty(),
        ([one, rest @ ..], [other, others @ ..]) => {
            others.starts_with(rest)
                || found.starts_with(rest)
                || others.starts_with(wanted)
                || matches!((rest, others), ([second, rest @ ..], [first, others @ ..])
                    if (one, second) == (first, other) && others.starts_with(rest))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_found_and_two_are_not() {
        let text = "containerorchestrierung обновление échelle echelle ";
        for (typed, is_found) in [
            ("orchestrirung", true),   // one missing
            ("orchestriierung", true), // one too many
            ("orchestreirung", true),  // swapped
            ("orchextrierung", true),  // wrong
            ("orchestrierugn", true),  // at the end
            ("rochestrierung", true),  // at the beginning
            ("orcehstrierung", true),  // at the border of the halves
            ("orchestrierung", false), // none
            ("orchestrirugn", false),  // two
            ("оновлен", true),
            ("chelel", true),
            ("chele", true),
            ("erungоб", false), // in two words
        ] {
            assert_eq!(!offsets_with_slip(text, typed).is_empty(), is_found, "{typed}");
        }
    }
}

//! What else a query may have meant, tried only when no page has all of it.
//!
//! A rescue turns the query into another that is written with the site's own
//! words, and says so: every page it finds is labelled with how, and the query
//! that was asked instead is in the answer.

use crate::search::lexicon::{Lexicon, syllabic_words_of};
use crate::search::plan::{LookUp, Plan};
use crate::search::query::Query;
use crate::text::fold::fold_str;
use crate::text::region;

/// How a rescue came to its words; the label of what it finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// What the owner says means the same. No rescue: it is asked whatever was found.
    Synonym,
    /// What the site's own pages say is another name, in brackets after it.
    Defined,
    /// Latin letters read as pinyin, whole, begun or by initials.
    Pinyin,
    /// Letters from the middle of a word.
    Infix,
    /// One or two wrong letters.
    Typo,
    /// Other characters of the same sound.
    Homophone,
    /// The word of another region: `伺服器` for `服务器`.
    Region,
    /// What stands between quotation marks, as words.
    Unquoted,
}

impl Via {
    /// Whether the query was written anew, in folded words of the site: then nobody chose
    /// the form that it has.
    pub fn is_folded(self) -> bool {
        !matches!(self, Via::Synonym | Via::Defined | Via::Unquoted)
    }

    /// As it is printed.
    pub fn label(self) -> &'static str {
        match self {
            Via::Synonym => "synonym",
            Via::Defined => "defined",
            Via::Pinyin => "pinyin",
            Via::Infix => "infix",
            Via::Typo => "typo",
            Via::Homophone => "homophone",
            Via::Region => "region",
            Via::Unquoted => "unquoted",
        }
    }
}

/// Another query to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// How it came about.
    pub via: Via,
    /// With the words replaced.
    pub query: Query,
}

/// How many readings of one piece are tried: the first is mostly right, and
/// each costs a search.
const MAX_READINGS: usize = 5;

/// The queries to try instead of `query`, the likeliest first. `is_found` says
/// whether a word of the plan, by the index of its group, is on the site at all.
pub fn attempts(query: &Query, plan: &Plan, lexicon: &Lexicon, is_found: &[bool]) -> Vec<Attempt> {
    let is_known = |piece: &str| is_known(piece, plan, is_found);
    let several = |pinyin_first, han_by_sound, attempts: &mut Vec<Attempt>| {
        several(query, lexicon, is_known, Order { pinyin_first, han_by_sound }, attempts);
    };
    let mut attempts = Vec::new();
    regions(query, &mut attempts);
    pinyin(query, plan, lexicon, is_found, &mut attempts);
    several(true, false, &mut attempts);
    letters(query, plan, is_found, Via::Infix, |word| lexicon.by_inside(word, MAX_READINGS), &mut attempts);
    let by_slip = |word: &str| {
        let near = lexicon.by_letters(word, MAX_READINGS);
        if near.is_empty() { lexicon.by_inside_slip(word, MAX_READINGS) } else { near }
    };
    letters(query, plan, is_found, Via::Typo, by_slip, &mut attempts);
    syllabic(query, lexicon, &mut attempts);
    homophones(query, lexicon, &mut attempts);
    several(false, false, &mut attempts);
    several(true, true, &mut attempts);
    attempts
}

/// The query with its quotation marks read as a name's or a title's, where
/// there is more to it than what they enclose; who types nothing but a quotation
/// wants that and nothing else.
pub fn unquoted(query: &Query) -> Option<Attempt> {
    let len_bytes = |text: &String| text.split_whitespace().map(str::len).sum::<usize>();
    let quoted_bytes: usize = query.phrases.iter().map(len_bytes).sum();
    let has_more = quoted_bytes > 0 && len_bytes(&query.text) > quoted_bytes;
    // Nothing else of the query changes: what was excluded stays excluded.
    let without_marks = || Query { phrases: Vec::new(), ..query.clone() };
    has_more.then(|| Attempt { via: Via::Unquoted, query: without_marks() })
}

/// Replaces each unknown piece of Latin letters by what it may be the pinyin of.
fn pinyin(query: &Query, plan: &Plan, lexicon: &Lexicon, is_found: &[bool], attempts: &mut Vec<Attempt>) {
    let pieces: Vec<&str> = query.text.split_whitespace().collect();
    for reading in 0..MAX_READINGS {
        let mut replaced = false;
        let words: Vec<String> = pieces
            .iter()
            .map(|&piece| {
                if !is_latin(piece) || is_known(piece, plan, is_found) {
                    return piece.to_owned();
                }
                match lexicon.by_pinyin(&piece.to_lowercase(), MAX_READINGS).get(reading) {
                    Some(reading) => {
                        replaced = true;
                        reading.clone()
                    }
                    None => piece.to_owned(),
                }
            })
            .collect();
        if !replaced {
            return;
        }
        attempts.push(attempt(Via::Pinyin, words.join(" "), query));
    }
}

fn is_latin(piece: &str) -> bool {
    piece.chars().all(|character| character.is_ascii_alphabetic() || "'ü".contains(character))
}

/// Whether the site has a piece of the query, as far as the plan knows.
fn is_known(piece: &str, plan: &Plan, is_found: &[bool]) -> bool {
    let folded = fold_str(piece);
    plan.stop_words.contains(&folded)
        || plan.groups.iter().zip(is_found).any(|(group, &found)| found && group.term == folded)
}

/// Replaces each piece in its own way where one way does not do for all:
/// `kuberntes jiqun` has a wrong letter and a word by its sound.
fn several(
    query: &Query,
    lexicon: &Lexicon,
    is_known: impl Fn(&str) -> bool,
    order: Order,
    attempts: &mut Vec<Attempt>,
) {
    let first = |mut words: Vec<String>, via: Via| (!words.is_empty()).then(|| (words.swap_remove(0), via));
    let by_letters = |piece: &str| {
        let inside = || first(lexicon.by_inside(piece, 1), Via::Infix);
        inside().or_else(|| first(lexicon.by_letters(piece, 1), Via::Typo))
    };
    let by_pinyin = |piece: &str| first(lexicon.by_pinyin(piece, 1), Via::Pinyin);
    // Consonants alone are the initials of something on every site.
    let is_sounded = |piece: &str| piece.contains(['a', 'e', 'i', 'o', 'u', 'ü']);
    let mut ways: Vec<Via> = Vec::new();
    let mut n_slips = 0;
    let mut replaced = |piece: &str| {
        let folded = fold_str(piece);
        let other = match is_latin(&folded) {
            // What stands on one page by the same slip is no word of the site.
            true if is_known(piece) => {
                let meant = first(lexicon.by_slip(&folded, MAX_READINGS), Via::Typo);
                n_slips += usize::from(meant.is_some());
                meant
            }
            true if order.pinyin_first && is_sounded(&folded) => {
                by_pinyin(&folded).or_else(|| by_letters(&folded))
            }
            true => by_letters(&folded).or_else(|| by_pinyin(&folded)),
            false if order.han_by_sound => first(lexicon.by_sound(&folded, 1), Via::Homophone),
            false => None,
        };
        let Some((word, via)) = other else { return piece.to_owned() };
        if !ways.contains(&via) {
            ways.push(via);
        }
        word
    };
    let text = query.text.split_whitespace().map(&mut replaced).collect::<Vec<_>>().join(" ");
    // One way alone was, or will be, tried for all pieces; but by sound only what is
    // Han from end to end.
    let is_mixed = ways.len() > 1 || n_slips > 0 || ways == [Via::Homophone];
    let is_new = || attempts.iter().all(|attempt| attempt.query.text != text);
    // Of several ways the least certain is named.
    let named =
        [Via::Homophone, Via::Typo, Via::Infix, Via::Pinyin].into_iter().find(|via| ways.contains(via));
    if let Some(via) = named.filter(|_| is_mixed && is_new()) {
        attempts.push(attempt(via, text, query));
    }
}

/// What is asked first of a piece that may be read in several ways.
#[derive(Debug, Clone, Copy)]
struct Order {
    pinyin_first: bool,
    /// Whether what is Han may be other characters of the same sound.
    han_by_sound: bool,
}

/// Replaces each unknown word by one of those that `likely` gives for it.
fn letters(
    query: &Query,
    plan: &Plan,
    is_found: &[bool],
    via: Via,
    likely: impl Fn(&str) -> Vec<String>,
    attempts: &mut Vec<Attempt>,
) {
    for reading in 0..MAX_READINGS {
        let mut text = fold_str(&query.text);
        let mut replaced = false;
        for (group, _) in plan.groups.iter().zip(is_found).filter(|(_, found)| !**found) {
            let is_word = plan.concepts[group.ways[0][0]]
                .forms
                .first()
                .is_some_and(|form| form.look_up == LookUp::Placed && form.term == group.term);
            if !is_word {
                continue;
            }
            if let Some(corrected) = likely(&group.term).get(reading) {
                text = text.replacen(&group.term, corrected, 1);
                replaced = true;
            }
        }
        if !replaced {
            return;
        }
        attempts.push(attempt(via, text, query));
    }
}

/// Replaces each unknown word of katakana or Hangul by one that differs in a
/// syllable or two: loans are spelled as they are heard, `コンピュータ` or `コンピューター`.
fn syllabic(query: &Query, lexicon: &Lexicon, attempts: &mut Vec<Attempt>) {
    let folded = fold_str(&query.text);
    for reading in 0..MAX_READINGS {
        let mut text = folded.clone();
        for word in syllabic_words_of(&folded).filter(|word| !lexicon.has_syllabic(word)) {
            if let Some(other) = lexicon.by_letters(word, MAX_READINGS).get(reading) {
                text = text.replacen(word, other, 1);
            }
        }
        if text == folded {
            return;
        }
        attempts.push(attempt(Via::Typo, text, query));
    }
}

/// Replaces the whole query by what sounds the same.
fn homophones(query: &Query, lexicon: &Lexicon, attempts: &mut Vec<Attempt>) {
    let folded = fold_str(&query.text);
    for reading in lexicon.by_sound(&folded, MAX_READINGS) {
        attempts.push(attempt(Via::Homophone, reading, query));
    }
}

/// Replaces the query's pieces by the words of other regions.
fn regions(query: &Query, attempts: &mut Vec<Attempt>) {
    for piece in query.text.split_whitespace() {
        for variant in region::variants(piece) {
            attempts.push(attempt(Via::Region, query.text.replacen(piece, &variant, 1), query));
        }
    }
}

/// `query` with other words; the last may still be unfinished if it is as it was typed.
fn attempt(via: Via, text: String, query: &Query) -> Attempt {
    let last = |text: &str| text.split_whitespace().next_back().map(fold_str);
    let last_is_open = query.last_is_open && last(&text) == last(&query.text);
    Attempt { via, query: Query { text, last_is_open, ..Query::default() } }
}

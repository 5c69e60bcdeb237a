//! What a query in a script without spaces asks: words, pairs, characters.
//!
//! Where such words begin and end a dictionary says for Han, kana and Thai; it
//! may be wrong, so all pairs of a word cover it as well. Korean has spaces and is
//! cut into syllables all the same, because what stands between two spaces is a
//! word with its particles, and pages put others behind it.

use std::collections::HashMap;
use std::ops::Range;

use crate::search::plan::measure_words::mark_measures;
use crate::search::plan::{Concept, Form, Group, LookUp, Plan, is_alphabetic};
use crate::search::ranking::kind;
use crate::text::script::{Script, script_of};
use crate::text::stop_words::is_stop_word;
use crate::text::{Token, TokenKind};

/// Words, grams and characters of scripts without spaces.
pub(super) fn plan_unspaced(
    plan: &mut Plan,
    tokens: &[&Token<'_>],
    units: &[&Token<'_>],
    text: &str,
    languages: &[String],
) {
    let mut gram_at = HashMap::new();
    for gram in tokens.iter().filter(|token| token.kind == TokenKind::Gram) {
        gram_at.insert(gram.position, plan.concepts.len());
        plan.concepts.push(single(LookUp::Placed, gram.term.to_owned(), kind::GRAM, gram.position, 2));
    }
    let mut words: Vec<(&Token<'_>, usize)> = Vec::new();
    for word in tokens.iter().filter(|token| token.kind == TokenKind::Word) {
        words.push((word, plan.concepts.len()));
        let term = format!("w{}", word.term);
        plan.concepts.push(single(LookUp::Bag, term, kind::WORD, word.position, n_units(word)));
    }
    let lone: Vec<&&Token<'_>> =
        units.iter().filter(|unit| !is_alphabetic(&text[unit.original_range.clone()])).collect();
    let mut at = 0;
    while let Some(unit) = lone.get(at) {
        let has_gram = |position: u32| gram_at.contains_key(&position);
        let in_gram = has_gram(unit.position) || (unit.position > 0 && has_gram(unit.position - 1));
        let weight = if in_gram { kind::CHARACTER } else { kind::LONE_CHARACTER };
        let character = plan.concepts.len();
        plan.concepts.push(single(LookUp::Placed, unit.term.to_owned(), weight, unit.position, 1));
        // The longest word that begins here is one thing to cover.
        let longest = words
            .iter()
            .filter(|(word, _)| word.position == unit.position)
            .max_by_key(|(word, _)| word.term.chars().count());
        let syllables = hangul_run(&lone[at..], text);
        if syllables.len() >= 2 {
            plan.groups.push(hangul_group(syllables, character, &gram_at, languages));
            plan_inner(plan, &syllables[1..]);
            at += syllables.len();
            continue;
        }
        let Some((word, concept)) = longest else {
            plan.groups.push(Group {
                ways: vec![vec![character]],
                term: unit.term.to_owned(),
                words: vec![unit.term.to_owned()],
                span_units: unit.position..unit.position + 1,
                is_stop_word: is_stop_word(unit.term, languages) && !stands_alone(text, &unit.original_range),
                is_inflected: false,
            });
            at += 1;
            continue;
        };
        let n_chars = n_units(word);
        let grams: Vec<usize> = (unit.position..unit.position + n_chars - 1)
            .filter_map(|position| gram_at.get(&position).copied())
            .collect();
        let term =
            grams.first().map_or(unit.term, |&gram| plan.concepts[gram].forms[0].term.as_str()).to_owned();
        let mut ways = vec![vec![*concept]];
        if !grams.is_empty() {
            ways.push(grams);
        }
        plan.groups.push(Group {
            ways,
            term,
            words: vec![word.term.to_owned()],
            span_units: unit.position..unit.position + n_chars,
            is_stop_word: is_stop_word(word.term, languages) && !stands_alone(text, &word.original_range),
            is_inflected: false,
        });
        let inner = at + 1..(at + n_chars as usize).min(lone.len());
        plan_inner(plan, &lone[inner]);
        at += n_chars as usize;
    }
    mark_measures(&mut plan.groups, languages, |group| {
        let at = |position: u32| lone.iter().find(|unit| unit.position == position);
        let (first, last) = (at(group.span_units.start), at(group.span_units.end - 1));
        let range = first.zip(last).map(|(first, last)| first.original_range.start..last.original_range.end);
        range.is_some_and(|range| stands_alone(text, &range))
    });
}

/// Weighs the other characters of a word, which are no things of their own.
fn plan_inner(plan: &mut Plan, units: &[&&Token<'_>]) {
    let character =
        |unit: &&&Token<'_>| single(LookUp::Placed, unit.term.to_owned(), kind::CHARACTER, unit.position, 1);
    plan.concepts.extend(units.iter().map(character));
}

fn single(look_up: LookUp, term: String, weight: f32, at: u32, n_units: u32) -> Concept {
    Concept { forms: vec![Form { look_up, term, factor: 1.0 }], weight, span_units: at..at + n_units }
}

/// The syllables of Hangul that `units` begin with, up to what parts them.
fn hangul_run<'u, 't>(units: &'u [&'u &'u Token<'t>], text: &str) -> &'u [&'u &'u Token<'t>] {
    let is_hangul = |unit: &Token<'_>| {
        text[unit.original_range.clone()].chars().all(|letter| script_of(letter) == Some(Script::Hangul))
    };
    let touches = |pair: &[&&Token<'_>]| pair[0].original_range.end == pair[1].original_range.start;
    let n_hangul = units.iter().take_while(|unit| is_hangul(unit)).count();
    let n_more = units[..n_hangul].windows(2).take_while(|pair| touches(pair)).count();
    &units[..n_hangul.min(1 + n_more)]
}

/// A word of Korean: covered by all its pairs, or by those before its particle.
fn hangul_group(
    syllables: &[&&Token<'_>],
    character: usize,
    gram_at: &HashMap<u32, usize>,
    languages: &[String],
) -> Group {
    let start = syllables[0].position;
    let word: String = syllables.iter().map(|unit| unit.term).collect();
    let bare = without_particle(&word).unwrap_or(&word);
    let way = |word: &str| -> Vec<usize> {
        let n_grams = word.chars().count() as u32 - 1;
        let grams: Vec<usize> =
            (start..start + n_grams).filter_map(|position| gram_at.get(&position).copied()).collect();
        if grams.is_empty() { vec![character] } else { grams }
    };
    let mut words = vec![word.clone(), bare.to_owned()];
    words.dedup();
    Group {
        ways: words.iter().map(|word| way(word)).collect(),
        term: syllables.iter().take(2).map(|unit| unit.term).collect(),
        is_stop_word: is_stop_word(&word, languages),
        is_inflected: true,
        words,
        span_units: start..start + syllables.len() as u32,
    }
}

/// The particles that say what a noun does in its sentence, of case and of topic,
/// and the frequent pairs of both; longer ones first.
const PARTICLES: [&str; 38] = [
    "에서는",
    "에서의",
    "으로는",
    "으로의",
    "에게서",
    "이라는",
    "에서",
    "에게",
    "으로",
    "까지",
    "부터",
    "처럼",
    "보다",
    "마다",
    "조차",
    "라는",
    "이나",
    "이란",
    "이라",
    "하고",
    "에는",
    "에도",
    "로는",
    "로의",
    "와의",
    "과의",
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "의",
    "에",
    "도",
    "와",
    "과",
    "로",
];

/// A word of Korean without the particle that it may end in; `None` without one.
fn without_particle(word: &str) -> Option<&str> {
    let bare = |particle: &&str| word.strip_suffix(*particle).filter(|bare| !bare.is_empty());
    PARTICLES.iter().find_map(bare)
}

/// Whether spaces set a word of a script without spaces apart: then it was
/// chosen, because nobody writes a question so.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let ends = |neighbour: Option<char>| neighbour.is_none_or(char::is_whitespace);
    ends(text[..range.start].chars().next_back()) && ends(text[range.end..].chars().next())
}

/// How many characters a word of a script without spaces has.
fn n_units(word: &Token<'_>) -> u32 {
    word.term.chars().count() as u32
}

//! What a query asks of the index: evidence to weigh, terms to cover, a phrase to find.

use std::collections::HashSet;
use std::ops::Range;

use crate::index::title_key;
use crate::search::ablation::Part;
use crate::search::query::Query;
use crate::search::ranking::{QUESTION_WORDS, kind};
use crate::text::fold::fold_str;
use crate::text::han_forms::{Writing, writing_of};
use crate::text::stop_words::{asked_in, is_stop_word};
use crate::text::{Analysis, Analyzer, Languages, Token, TokenKind};

mod evidence_kind;
mod leave_out;
mod measure_words;
mod unknown;
mod unspaced;
mod weights;

pub use evidence_kind::EvidenceKind;

/// A query against the index.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// What is looked for, as [`Query::text`].
    pub text: String,
    /// Weighed by BM25F.
    pub concepts: Vec<Concept>,
    /// What a page should cover, each in one of several ways: stop words only
    /// where there is nothing else.
    pub groups: Vec<Group>,
    /// The stop words that are in no group, as placed terms.
    pub stop_words: Vec<String>,
    /// The whole query, as units in order.
    pub phrase: Phrase,
    /// What stands between spaces, where there are some and it has two units or more.
    pub pieces: Vec<Phrase>,
    /// Must stand on a page exactly.
    pub required: Vec<Phrase>,
    /// Must not stand on a page.
    pub excluded: Vec<Phrase>,
    /// The query as a title would be looked up by.
    pub key: String,
    /// Bag terms that a page holds if it has the query as it was typed.
    pub typed: Vec<String>,
    /// Whether a page that has it as typed comes before one with better
    /// evidence of another form: identifiers, one or two characters.
    pub typed_first: bool,
    /// Whether a page that lacks it as typed is none: `C++` is not `C`.
    pub is_strict: bool,
    /// The pieces of the query that punctuation joins, folded: `--dry-run`.
    pub joined: Vec<String>,
    /// How its Chinese is written; `None` if that says nothing.
    pub writing: Option<Writing>,
    /// What of the ranking is left out.
    pub without: Option<Part>,
}

/// One thing that counts: the same word in several forms, or one gram.
#[derive(Debug, Clone, PartialEq)]
pub struct Concept {
    /// As which terms it may stand, the one typed first.
    pub forms: Vec<Form>,
    /// Times its idf.
    pub weight: f32,
    /// Which units of the query it is evidence of.
    pub span_units: Range<u32>,
}

/// One form of a concept.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// Where and how the term is looked up.
    pub look_up: LookUp,
    /// The term, with its bag prefix where it has one.
    pub term: String,
    /// Against the form as typed, 0 to 1.
    pub factor: f32,
}

impl Form {
    /// Whether it is another form of the word typed, found by its stem.
    pub fn is_stem(&self) -> bool {
        self.look_up == LookUp::Bag && self.term.starts_with('s')
    }
}

/// How a term is looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookUp {
    /// Among units, grams and parts.
    Placed,
    /// Among units, grams and parts, all that begin with it.
    PlacedPrefix,
    /// Among words, stems, glue and raw forms.
    Bag,
}

/// One word of the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Each way is a set of concepts, by index, all of which must match.
    pub ways: Vec<Vec<usize>>,
    /// The first placed term, to measure distances from.
    pub term: String,
    /// What it is, folded: as typed, then without what it may lack on a page.
    pub words: Vec<String>,
    /// Which units of the query it is.
    pub span_units: Range<u32>,
    /// Whether it says how something is asked, not what about.
    pub is_stop_word: bool,
    /// Whether pages may have it with other endings, so that a part of its pairs,
    /// which are its first way, is a part of it.
    pub is_inflected: bool,
}

impl Group {
    /// How much of a word a page has, 0 to 1, by the concepts that match there: all or
    /// nothing, but of an inflected word the share of its pairs.
    pub fn covered_share(&self, is_matched: impl Fn(usize) -> bool) -> f32 {
        if self.ways.iter().any(|way| way.iter().all(|&concept| is_matched(concept))) {
            return 1.0;
        }
        let pairs = &self.ways[0];
        let n_matched = pairs.iter().filter(|&&pair| is_matched(pair)).count();
        if self.is_inflected { n_matched as f32 / pairs.len() as f32 } else { 0.0 }
    }
}

/// Terms at fixed distances.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Phrase {
    /// In order of offset; the first is at 0.
    pub items: Vec<PhraseItem>,
    /// Whether the last item may be the beginning of a word.
    pub last_is_open: bool,
    /// In units.
    pub length: u32,
}

/// One term of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseItem {
    /// Among units, grams and parts.
    pub term: String,
    /// From the first item, in units.
    pub offset: u32,
}

/// How many units of a query are looked at: longer ones are pasted, and their
/// beginning says enough.
const MAX_UNITS: usize = 96;

/// Makes the plan of a query for an index with pages in `languages` (primary subtags),
/// the one with the most pages first.
pub fn plan(query: &Query, analyzer: &Analyzer, languages: &[String], without: Option<Part>) -> Plan {
    let mut analysis = Analysis::default();
    analyzer.analyze(&query.text, Languages::Any(languages), &mut analysis);
    let tokens: Vec<Token<'_>> = analysis.tokens().collect();
    let units: Vec<&Token<'_>> =
        tokens.iter().filter(|token| token.kind == TokenKind::Unit).take(MAX_UNITS).collect();
    let last_position = units.last().map_or(0, |unit| unit.position);
    let within = |token: &&Token<'_>| token.position <= last_position;
    let tokens: Vec<&Token<'_>> = tokens.iter().filter(within).collect();

    let mut plan = Plan {
        text: query.text.clone(),
        key: title_key(&query.text),
        writing: writing_of(&query.text),
        without,
        ..Plan::default()
    };
    let is_alphabetic = |unit: &Token<'_>| is_alphabetic(&query.text[unit.original_range.clone()]);
    // `C++` is at its end: nobody means `claim++`.
    let is_closed =
        query.text.ends_with(|last: char| last.is_ascii_punctuation()) || without == Some(Part::Unfinished);
    let ends_open = query.last_is_open && !is_closed && units.last().is_some_and(|unit| is_alphabetic(unit));
    plan.phrase = phrase(&tokens, ends_open);

    // Alphabetic words, each with its forms.
    let typed_words: Vec<&str> = units
        .iter()
        .filter(|unit| is_alphabetic(unit))
        .map(|unit| &query.text[unit.original_range.clone()])
        .collect();
    let own_languages = asked_in(&typed_words, languages);
    for unit in units.iter().filter(|unit| is_alphabetic(unit)) {
        let is_open = ends_open && unit.position == last_position;
        let concept = plan.concepts.len();
        plan.concepts.push(word_concept(unit, &tokens, is_open));
        plan.groups.push(Group {
            ways: vec![vec![concept]],
            term: unit.term.to_owned(),
            words: vec![unit.term.to_owned()],
            span_units: unit.position..unit.position + 1,
            // An unfinished word is not known yet.
            is_stop_word: !is_open && is_stop_word(&query.text[unit.original_range.clone()], &own_languages),
            is_inflected: false,
        });
    }
    unspaced::plan_unspaced(&mut plan, &tokens, &units, &query.text, languages);
    if without != Some(Part::CommonWords) {
        plan.weaken_common(languages);
    }
    if plan.n_words() < QUESTION_WORDS {
        plan.weaken_stems();
    }
    if without != Some(Part::StopWords) {
        plan.weaken_stop_words();
    }
    if without != Some(Part::Emphasis) {
        plan.strengthen_emphasised(&units, &query.text);
    }
    for glue in tokens.iter().filter(|token| token.kind == TokenKind::Glue) {
        let term = format!("g{}", glue.term);
        // The joint at an unfinished word is itself unfinished.
        let is_open_joint =
            ends_open && glue.position + 1 >= last_position && !glue.term.ends_with(['+', '#']);
        plan.concepts.push(Concept {
            forms: vec![Form { look_up: LookUp::Bag, term: term.clone(), factor: 1.0 }],
            weight: kind::GLUE,
            span_units: glue.position..glue.position + 2,
        });
        if is_whole_joint(glue, &units) && !(is_open_joint && units.len() > 2) {
            plan.typed.push(term);
        }
    }
    let raws = tokens.iter().filter(|token| token.kind == TokenKind::Raw);
    plan.typed.extend(raws.map(|raw| format!("r{}", raw.term)));
    plan.typed.dedup();
    let pieces = query.text.split_whitespace().filter(|piece| {
        let is_joint = |character: char| character.is_ascii_punctuation();
        piece.contains(is_joint) && piece.contains(char::is_alphanumeric)
    });
    plan.joined = pieces.map(fold_str).collect();
    let is_symbolic = |term: &String| term.starts_with('g') && term.ends_with(['+', '#']);
    plan.is_strict = units.len() == 1 && plan.typed.iter().any(is_symbolic);
    let is_one_run = !query.text.contains(char::is_whitespace);
    let has_joint = plan.typed.iter().any(|term| term.starts_with('g'));
    plan.typed_first = is_one_run && !plan.typed.is_empty() && (has_joint || units.len() <= 2);

    let sub_phrase = |text: &String| {
        let mut analysis = Analysis::default();
        analyzer.analyze(text, Languages::Any(languages), &mut analysis);
        let tokens: Vec<Token<'_>> = analysis.tokens().collect();
        phrase(&tokens.iter().collect::<Vec<_>>(), false)
    };
    plan.required = query.phrases.iter().map(sub_phrase).filter(|phrase| !phrase.items.is_empty()).collect();
    plan.excluded = query.excluded.iter().map(sub_phrase).filter(|phrase| !phrase.items.is_empty()).collect();
    plan.pieces = pieces_of(&plan, &tokens, &units, &query.text);
    plan.leave_out_evidence();
    plan
}

/// What stands between the spaces of a query, as phrases of two units and more, but
/// what only asks; nothing where no space is.
fn pieces_of(plan: &Plan, tokens: &[&Token<'_>], units: &[&Token<'_>], text: &str) -> Vec<Phrase> {
    // Units of one character, as those of `½`, overlap.
    let between =
        |one: &Token<'_>, next: &Token<'_>| text.get(one.original_range.end..next.original_range.start);
    let is_one = |one: &&Token<'_>, next: &&Token<'_>| {
        !between(one, next).is_some_and(|gap| gap.contains(char::is_whitespace))
    };
    let mut pieces: Vec<Phrase> = Vec::new();
    for piece in units.chunk_by(is_one).filter(|piece| piece.len() < units.len()) {
        let [first, .., last] = piece else { continue };
        let range = first.original_range.start..last.original_range.end;
        let is_within = |token: &&&Token<'_>| {
            range.start <= token.original_range.start && token.original_range.end <= range.end
        };
        let within: Vec<&Token<'_>> = tokens.iter().filter(is_within).copied().collect();
        let has =
            |group: &Group| group.span_units.start <= last.position && first.position < group.span_units.end;
        if plan.groups.iter().any(has) {
            let is_last = units.last().is_some_and(|end| end.position == last.position);
            pieces.push(phrase(&within, plan.phrase.last_is_open && is_last));
        }
    }
    pieces
}

/// One alphabetic word: as typed, its stems, and what it may be the beginning of.
fn word_concept(unit: &Token<'_>, tokens: &[&Token<'_>], is_open: bool) -> Concept {
    let stems = tokens.iter().filter(|token| token.kind == TokenKind::Stem);
    let at_unit =
        |token: &&&Token<'_>| token.position == unit.position && token.original_range == unit.original_range;
    let stems: Vec<_> = stems.filter(at_unit).collect();
    // Where the word stands as typed its stem stands too: together they are one.
    let as_typed = if stems.is_empty() { 1.0 } else { 1.0 - kind::STEM };
    let mut forms = vec![Form { look_up: LookUp::Placed, term: unit.term.to_owned(), factor: as_typed }];
    for stem in stems {
        forms.push(Form { look_up: LookUp::Bag, term: format!("s{}", stem.term), factor: kind::STEM });
    }
    if is_open {
        forms.push(Form { look_up: LookUp::PlacedPrefix, term: unit.term.to_owned(), factor: kind::PREFIX });
    }
    Concept { forms, weight: kind::UNIT, span_units: unit.position..unit.position + 1 }
}

impl Plan {
    /// Whether it is a question or a pasted sentence, of which hardly a page
    /// holds every word.
    pub fn is_question(&self) -> bool {
        self.n_words() >= QUESTION_WORDS && self.without != Some(Part::Questions)
    }

    /// Forgets in which form its text is, because nobody chose it: the query was written
    /// anew, in place of one in this `writing`.
    pub fn forget_form(&mut self, writing: Option<Writing>) {
        self.typed.clear();
        self.typed_first = false;
        self.writing = writing;
    }

    /// How many words were typed, stop words included.
    pub fn n_words(&self) -> usize {
        self.groups.len() + self.stop_words.len()
    }
}

/// The units in order, pairs as grams, which are rarer.
fn phrase(tokens: &[&Token<'_>], last_is_open: bool) -> Phrase {
    let mut items: Vec<PhraseItem> = Vec::new();
    let first = tokens.iter().find(|token| token.kind == TokenKind::Unit).map_or(0, |unit| unit.position);
    let last = tokens.iter().rfind(|token| token.kind == TokenKind::Unit).map_or(first, |unit| unit.position);
    let grams: HashSet<u32> =
        tokens.iter().filter(|token| token.kind == TokenKind::Gram).map(|gram| gram.position).collect();
    for token in tokens {
        let is_item = match token.kind {
            TokenKind::Gram => true,
            TokenKind::Unit => {
                let in_gram = grams.contains(&token.position)
                    || (token.position > 0 && grams.contains(&(token.position - 1)));
                !in_gram
            }
            _ => false,
        };
        if is_item {
            items.push(PhraseItem { term: token.term.to_owned(), offset: token.position - first });
        }
    }
    Phrase { items, last_is_open, length: last - first + 1 }
}

/// Whether a joint is between whole units as typed, not between parts of them.
fn is_whole_joint(glue: &Token<'_>, units: &[&Token<'_>]) -> bool {
    let begins = units.iter().find(|unit| unit.position == glue.position);
    begins.is_some_and(|unit| {
        let rest = glue.term.trim_start_matches(|character: char| !character.is_alphanumeric());
        rest.starts_with(unit.term)
            && units.iter().find(|unit| unit.position == glue.position + 1).is_none_or(|next| {
                rest == unit.term || glue.term.ends_with(next.term) || !ends_in_word(glue.term)
            })
    })
}

fn ends_in_word(term: &str) -> bool {
    term.chars().next_back().is_some_and(char::is_alphanumeric)
}

/// Whether a unit is a word of a script with spaces.
fn is_alphabetic(original: &str) -> bool {
    use crate::text::script::script_of;
    original.chars().find_map(script_of).is_none_or(|script| !script.is_unspaced())
}

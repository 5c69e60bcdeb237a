//! Words that may stand for each other, and the queries that this makes of one.
//!
//! Words are compared as units of the analyzer, so that script, width, case and
//! what is between the words of a phrase make no difference, and as stems, so
//! that `pods` is `pod`. A query is rewritten and not a plan: what it becomes is
//! planned, scored and marked as if it had been typed.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::index::vocabulary::SynonymRule;
use crate::search::query::Query;
use crate::text::aside::is_short_form;
use crate::text::script::is_unspaced;
use crate::text::{Analysis, Analyzer, Languages, Token, TokenKind};

/// How many other queries one query becomes at most; each costs a search. Three
/// words of three names each make 63, and nobody types that often.
const MAX_REWRITES: usize = 12;

/// What may stand for what.
#[derive(Debug, Default)]
pub struct Rewrites {
    entries: Vec<Entry>,
    /// By the term or a stem of the first unit: which entries may begin there.
    by_first: HashMap<String, Vec<usize>>,
}

/// One word or phrase, and what may stand for it, as written.
#[derive(Debug)]
struct Entry {
    units: Vec<Unit>,
    others: Vec<String>,
}

/// One unit of a text, with all that it is compared by.
#[derive(Debug)]
struct Unit {
    term: String,
    /// With their languages, as `en:run`.
    stems: Vec<String>,
    /// The unit with the signs that belong to it: `c++`, `.net`.
    signs: Vec<String>,
    /// Capitals only, as written.
    is_short_form: bool,
    position: u32,
    /// In bytes, signs included.
    range: Range<usize>,
}

impl Rewrites {
    /// Of an owner's synonyms, for an index with pages in `languages` (primary subtags).
    pub fn of_synonyms(rules: &[SynonymRule], analyzer: &Analyzer, languages: &[String]) -> Self {
        let mut rewrites = Self::default();
        for rule in rules {
            let (typed, also) = match rule {
                SynonymRule::Group(words) => (words, words),
                SynonymRule::OneWay { typed, also } => (typed, also),
            };
            for word in typed {
                rewrites.add(word, also, analyzer, languages);
            }
        }
        rewrites
    }

    /// Lets each of `others` stand for `typed`, but what is the same word.
    pub fn add(&mut self, typed: &str, others: &[String], analyzer: &Analyzer, languages: &[String]) {
        let cut = Cut::of(typed, analyzer, languages);
        let Some(first) = cut.units.first() else { return };
        let is_other = |other: &&String| !is_same(&cut.units, &Cut::of(other, analyzer, languages).units);
        let others: Vec<String> = others.iter().filter(is_other).cloned().collect();
        let known = self.by_first.get(&first.term).into_iter().flatten();
        if let Some(&at) = known.into_iter().find(|&&at| is_same(&self.entries[at].units, &cut.units)) {
            for other in others {
                if !self.entries[at].others.contains(&other) {
                    self.entries[at].others.push(other);
                }
            }
            return;
        }
        let plural = first.is_short_form.then(|| format!("{}s", first.term));
        for key in std::iter::once(&first.term).chain(&first.stems).chain(&plural) {
            self.by_first.entry(key.clone()).or_default().push(self.entries.len());
        }
        self.entries.push(Entry { units: cut.units, others });
    }

    /// What `query` may be rewritten to, each word that is known in each other way;
    /// nothing that is quoted is touched.
    pub fn of_query(&self, query: &Query, analyzer: &Analyzer, languages: &[String]) -> Vec<Query> {
        if self.entries.is_empty() || query.text.is_empty() {
            return Vec::new();
        }
        let cut = Cut::of(&query.text, analyzer, languages);
        let quoted = quoted_ranges(query);
        let spans = self.spans(&cut, &quoted);
        // Counts through all combinations: a digit a span, 0 for what was typed.
        let n_ways: usize = spans.iter().fold(1, |n, (_, entry)| n.saturating_mul(entry.others.len() + 1));
        (1..n_ways.min(MAX_REWRITES + 1))
            .map(|mut number| {
                let mut text = String::with_capacity(query.text.len() + 16);
                let mut at = 0;
                let mut ends_in_other = false;
                for (range, entry) in &spans {
                    let digit = number % (entry.others.len() + 1);
                    number /= entry.others.len() + 1;
                    if digit == 0 {
                        continue;
                    }
                    push_apart(&mut text, &query.text[at..range.start]);
                    push_apart(&mut text, &entry.others[digit - 1]);
                    at = range.end;
                    ends_in_other = at == query.text.trim_end().len();
                }
                push_apart(&mut text, &query.text[at..]);
                // Nobody has begun to type the other word.
                let last_is_open = query.last_is_open && !ends_in_other;
                Query { text, last_is_open, ..query.clone() }
            })
            .collect()
    }

    /// The known words of a text from left to right, the longest at each place,
    /// that do not overlap: where they stand, in bytes.
    fn spans(&self, cut: &Cut, quoted: &[Range<usize>]) -> Vec<(Range<usize>, &Entry)> {
        let mut spans = Vec::new();
        let mut at = 0;
        while let Some(unit) = cut.units.get(at) {
            let keys = std::iter::once(&unit.term).chain(&unit.stems);
            let longest = keys
                .filter_map(|key| self.by_first.get(key))
                .flatten()
                .map(|&entry| &self.entries[entry])
                .filter(|entry| cut.holds(at, &entry.units))
                .max_by_key(|entry| entry.units.len());
            let Some(entry) = longest else {
                at += 1;
                continue;
            };
            let range = unit.range.start..cut.units[at + entry.units.len() - 1].range.end;
            let is_quoted = quoted.iter().any(|quoted| quoted.start < range.end && range.start < quoted.end);
            at += entry.units.len();
            if !is_quoted {
                spans.push((range, entry));
            }
        }
        spans
    }
}

/// A text as units, with what tells where words end.
#[derive(Debug)]
struct Cut {
    units: Vec<Unit>,
    /// Positions of units that a sign joins to the next, as in `kube-apiserver`.
    joints: HashSet<u32>,
    /// Dictionary words, as ranges of positions.
    words: Vec<Range<u32>>,
}

impl Cut {
    fn of(text: &str, analyzer: &Analyzer, languages: &[String]) -> Self {
        let mut analysis = Analysis::default();
        analyzer.analyze(text, Languages::Any(languages), &mut analysis);
        let mut cut = Self { units: Vec::new(), joints: HashSet::new(), words: Vec::new() };
        for token in analysis.tokens() {
            match token.kind {
                TokenKind::Unit => cut.units.push(Unit {
                    term: token.term.to_owned(),
                    stems: Vec::new(),
                    signs: Vec::new(),
                    is_short_form: is_short_form(&text[token.original_range.clone()]),
                    position: token.position,
                    range: token.original_range,
                }),
                TokenKind::Word => {
                    let n_units = token.term.chars().count() as u32;
                    cut.words.push(token.position..token.position + n_units);
                }
                TokenKind::Stem => cut.at_last_unit(&token, |unit| unit.stems.push(token.term.to_owned())),
                TokenKind::Glue if is_joint(token.term) => {
                    cut.joints.insert(token.position);
                }
                TokenKind::Glue => cut.at_last_unit(&token, |unit| {
                    unit.range.start = unit.range.start.min(token.original_range.start);
                    unit.range.end = unit.range.end.max(token.original_range.end);
                    unit.signs.push(token.term.to_owned());
                }),
                TokenKind::Gram | TokenKind::Part | TokenKind::Raw => {}
            }
        }
        cut
    }

    /// Tokens follow the unit that they are of.
    fn at_last_unit(&mut self, token: &Token<'_>, change: impl FnOnce(&mut Unit)) {
        if let Some(unit) = self.units.last_mut().filter(|unit| unit.position == token.position) {
            change(unit);
        }
    }

    /// Whether `units` stand at unit number `at`, and no word is cut by their ends.
    fn holds(&self, at: usize, units: &[Unit]) -> bool {
        let Some(here) = self.units.get(at..at + units.len()) else { return false };
        let (Some(first), Some(last)) = (here.first(), here.last()) else { return false };
        let (start, end) = (first.position, last.position + 1);
        let is_in_a_row = end - start == units.len() as u32;
        let is_same = here.iter().zip(units).all(|(unit, wanted)| unit.is_like(wanted));
        if !is_in_a_row || !is_same {
            return false;
        }
        let is_in_identifier =
            self.joints.contains(&last.position) || (start > 0 && self.joints.contains(&(start - 1)));
        // `容器组` is not in `容器组件`, although its characters are; but a word
        // of the dictionary may stand in a longer one.
        let is_word = self.words.contains(&(start..end));
        let cuts = |word: &Range<u32>| {
            (word.start < start && start < word.end) || (word.start < end && end < word.end)
        };
        !is_in_identifier && (is_word || !self.words.iter().any(cuts))
    }
}

impl Unit {
    fn is_like(&self, other: &Unit) -> bool {
        // `SPA` has a plural and no other forms: `spaing` is a slip of a finger.
        let has_same_stem = || match other.is_short_form {
            true => self.term.strip_suffix('s') == Some(&other.term),
            false => self.stems.iter().any(|stem| other.stems.contains(stem)),
        };
        self.signs == other.signs && (self.term == other.term || has_same_stem())
    }
}

/// Whether two texts are the same word in another writing.
fn is_same(one: &[Unit], other: &[Unit]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).all(|(one, other)| one.term == other.term && one.signs == other.signs)
}

/// Whether glue joins two units; other glue is one unit with its signs.
fn is_joint(term: &str) -> bool {
    let is_inside = |character: char| !character.is_alphanumeric();
    term.chars().next().is_some_and(char::is_alphanumeric)
        && term.chars().next_back().is_some_and(char::is_alphanumeric)
        && term.contains(is_inside)
}

/// Where quoted phrases stand in the text of their query.
fn quoted_ranges(query: &Query) -> Vec<Range<usize>> {
    let mut from = 0;
    let mut ranges = Vec::new();
    for phrase in &query.phrases {
        if let Some(start) = query.text[from..].find(phrase.as_str()) {
            from += start + phrase.len();
            ranges.push(from - phrase.len()..from);
        }
    }
    ranges
}

/// Adds `piece`, with a space where two words with spaces would become one.
fn push_apart(text: &mut String, piece: &str) {
    let is_letter = |character: char| character.is_alphanumeric() && !is_unspaced(character);
    if text.chars().next_back().is_some_and(is_letter) && piece.chars().next().is_some_and(is_letter) {
        text.push(' ');
    }
    text.push_str(piece);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::query::parse;

    #[track_caller]
    fn check(rules: &[SynonymRule], typed: &str, expected: &[&str]) {
        let languages = ["zh".to_owned(), "en".to_owned()];
        let analyzer = Analyzer::default();
        let rewrites = Rewrites::of_synonyms(rules, &analyzer, &languages);
        let queries = rewrites.of_query(&parse(typed), &analyzer, &languages);
        let texts: Vec<&str> = queries.iter().map(|query| query.text.as_str()).collect();
        assert_eq!(texts, expected, "{typed}");
    }

    fn group(words: &[&str]) -> SynonymRule {
        SynonymRule::Group(words.iter().map(|&word| word.to_owned()).collect())
    }

    #[test]
    fn words_are_known_in_any_writing() {
        let rules = [group(&["K8s", "Kubernetes", "酷伯内特"]), group(&["服务网格", "service mesh"])];
        check(&rules, "k8s", &["Kubernetes", "酷伯内特"]);
        check(&rules, "Ｋ８Ｓ 部署", &["Kubernetes 部署", "酷伯内特 部署"]);
        check(&rules, "k8s集群", &["Kubernetes集群", "酷伯内特集群"]);
        check(&rules, "酷伯內特", &["K8s", "Kubernetes"]);
        check(&rules, "服務網格入門", &["service mesh入門"]);
        check(&rules, "Service-Mesh 入门", &["服务网格 入门"]);
        check(&rules, "istio服务网格", &["istio service mesh"]);
        check(&rules, "service meshes", &["服务网格"]);
        let rules = [group(&["SPA", "单页应用"])];
        check(&rules, "spas", &["单页应用"]);
        check(&rules, "SPA 入门", &["单页应用 入门"]);
        check(&rules, "spaing", &[]);
        check(&rules, "mesh", &[]);
    }

    #[test]
    fn parts_of_words_are_not_words() {
        let rules = [group(&["容器组", "pod"]), group(&["kube", "酷伯"]), group(&["C++", "cpp"])];
        check(&rules, "容器组件", &[]);
        check(&rules, "容器组调度", &["pod调度"]);
        check(&rules, "kube-apiserver", &[]);
        check(&rules, "c", &[]);
        check(&rules, "c++ 教程", &["cpp 教程"]);
    }

    #[test]
    fn one_way_is_no_way_back_and_quotes_mean_it() {
        let one_way =
            SynonymRule::OneWay { typed: vec!["pod".to_owned()], also: vec!["容器组".to_owned()] };
        let rules = [one_way, group(&["部署", "deploy"])];
        check(&rules, "容器组", &[]);
        check(&rules, "pod 部署", &["容器组 部署", "pod deploy", "容器组 deploy"]);
        check(&rules, "\"pod\" 部署", &["pod deploy"]);
        check(&rules, "论坛", &[]);
    }

    #[test]
    fn an_unfinished_word_stays_unfinished() {
        let analyzer = Analyzer::default();
        let rewrites = Rewrites::of_synonyms(&[group(&["k8s", "酷伯内特"])], &analyzer, &[]);
        for (typed, is_open) in [("k8s dep", true), ("dep k8s", false), ("k8s ", false)] {
            let queries = rewrites.of_query(&parse(typed), &analyzer, &[]);
            let opens: Vec<bool> = queries.iter().map(|query| query.last_is_open).collect();
            assert_eq!(opens, [is_open], "{typed:?}");
        }
    }

    #[test]
    fn many_names_make_few_queries() {
        let names: Vec<String> = (0..40).map(|number| format!("名{number}")).collect();
        let rules = [SynonymRule::Group(names)];
        let analyzer = Analyzer::default();
        let rewrites = Rewrites::of_synonyms(&rules, &analyzer, &[]);
        let query = parse("名1 名2 名3 名4 名5 名6 名7 名8");
        assert_eq!(rewrites.of_query(&query, &analyzer, &[]).len(), MAX_REWRITES);
    }
}

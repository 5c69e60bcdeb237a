//! Names that a site's own pages say mean the same: `驱逐（Eviction）`.
//!
//! A writer gives the other name once, in brackets, and goes on with one of the
//! two; who types the other finds only the page where it was given. Which words
//! before the bracket are the name, all places where it is given tell together:
//! after `节点压力驱逐（Eviction）` and `发起驱逐（Eviction）` it is `驱逐`.

use std::collections::{BTreeMap, BTreeSet};

use crate::index::catalog::PageRecord;
use crate::search::rewrites::Rewrites;
use crate::text::aside::{Aside, is_short_form};
use crate::text::cut::cut;
use crate::text::fold::fold_key;
use crate::text::script::is_unspaced;
use crate::text::stop_words::is_stop_word;
use crate::text::{Analyzer, Languages};

/// How many names one name may have: what stands behind more is a remark, as
/// `（beta）` is behind the names of many things.
const MAX_NAMES: usize = 3;

/// How many words a name has at most.
const MAX_WORDS: usize = 6;

/// What is said in brackets of the state of a thing, not its name.
const REMARKS: [&str; 28] = [
    "alpha",
    "beta",
    "ga",
    "stable",
    "optional",
    "required",
    "default",
    "deprecated",
    "experimental",
    "new",
    "todo",
    "wip",
    "可选",
    "必选",
    "必填",
    "默认",
    "预设",
    "弃用",
    "已弃用",
    "废弃",
    "移除",
    "已移除",
    "实验性",
    "推荐",
    "例如",
    "任意",
    "省略",
    "必須",
];

/// What stood before one bracket, in words.
struct Context {
    text: String,
    /// Where each word begins, in bytes; before and at the last stop word none does.
    starts: Vec<usize>,
}

/// What may stand for what, by what `pages` define; `languages` are the site's.
pub fn definitions(pages: &[PageRecord], analyzer: &Analyzer, languages: &[String]) -> Rewrites {
    let mut rewrites = Rewrites::default();
    for (inside, contexts) in by_inside(pages, analyzer, languages) {
        for name in names(&inside, &contexts, analyzer, languages) {
            rewrites.add(&name, std::slice::from_ref(&inside), analyzer, languages);
            rewrites.add(&inside, std::slice::from_ref(&name), analyzer, languages);
        }
    }
    rewrites
}

/// Whether what stands in brackets says something of what stands before it.
fn is_remark(inside: &str, analyzer: &Analyzer, languages: &[String]) -> bool {
    if !ends_unspaced(inside) {
        return REMARKS.contains(&fold_key(inside).as_str());
    }
    let words = cut(inside, analyzer, Languages::Any(languages));
    let mut words = words.into_iter().map(|word| fold_key(&inside[word]));
    words.any(|word| is_stop_word(&word, languages) || REMARKS.contains(&word.as_str()))
}

/// One name in brackets, in all its places.
struct Given<'p> {
    /// As first written.
    inside: &'p str,
    /// By what stood before, folded.
    contexts: BTreeMap<String, Context>,
}

/// What stands in brackets, as first written, with what stood before it, each once.
fn by_inside(pages: &[PageRecord], analyzer: &Analyzer, languages: &[String]) -> Vec<(String, Vec<Context>)> {
    // Before `CRD` stands its long form, or what it is in Chinese: those are two questions.
    let mut given: BTreeMap<(String, bool), Given<'_>> = BTreeMap::new();
    for page in pages {
        for Aside { before, inside } in &page.asides {
            if is_remark(inside, analyzer, languages) {
                continue;
            }
            let given = given
                .entry((fold_key(inside), ends_unspaced(before)))
                .or_insert_with(|| Given { inside, contexts: BTreeMap::new() });
            given.contexts.entry(fold_key(before)).or_insert_with(|| {
                Context::of(before, analyzer, Languages::One(page.language.primary()), languages)
            });
        }
    }
    let parts = |Given { inside, contexts }: Given<'_>| {
        let contexts = contexts.into_values().filter(|context| !context.starts.is_empty());
        (inside.to_owned(), contexts.collect())
    };
    given.into_values().map(parts).collect()
}

impl Context {
    fn of(text: &str, analyzer: &Analyzer, language: Languages<'_>, languages: &[String]) -> Self {
        let words = cut(text, analyzer, language);
        let is_stop = |word: &std::ops::Range<usize>| is_stop_word(&fold_key(&text[word.clone()]), languages);
        let after_stop = words.iter().rposition(is_stop).map_or(0, |at| at + 1);
        // A long form in an alphabetic language has its own small words.
        let first = if ends_unspaced(text) { after_stop } else { 0 };
        Self { text: text.to_owned(), starts: words[first..].iter().map(|word| word.start).collect() }
    }

    /// The last `n_words` words.
    fn tail(&self, n_words: usize) -> &str {
        &self.text[self.starts[self.starts.len() - n_words]..]
    }

    /// The word before those, to tell one place from another; empty if there is none.
    fn word_before(&self, n_words: usize) -> &str {
        let first = self.starts.len() - n_words;
        let word = first.checked_sub(1).map(|before| &self.text[self.starts[before]..self.starts[first]]);
        word.unwrap_or_default()
    }
}

/// The names that `inside` is given for.
fn names(inside: &str, contexts: &[Context], analyzer: &Analyzer, languages: &[String]) -> Vec<String> {
    if is_short_form(inside) && contexts.iter().all(|context| !ends_unspaced(&context.text)) {
        // Its letters have told already where the long form begins.
        return contexts.iter().take(MAX_NAMES).map(|context| context.text.clone()).collect();
    }
    let mut names: Vec<String> = Vec::new();
    let mut left: Vec<&Context> = contexts.iter().collect();
    while let Some(name) = agreed(&left) {
        left.retain(|context| !ends_with(context, &name));
        names.push(name);
    }
    if names.is_empty() && left.len() > MAX_NAMES {
        return names;
    }
    // Where one place has to tell, the two names have as many words.
    let n_words = words_of(inside, analyzer, languages);
    for context in left {
        let n_words = n_words.min(context.starts.len());
        // One character is the end of a word that the dictionary does not know.
        let is_name = |name: &&str| name.chars().count() >= 2;
        let tails = (n_words..=context.starts.len().min(n_words + 1)).map(|n_words| context.tail(n_words));
        if let Some(name) = tails.into_iter().find(is_name)
            && !names.iter().any(|known| fold_key(known) == fold_key(name))
        {
            names.push(name.to_owned());
        }
    }
    names.truncate(MAX_NAMES);
    names
}

/// The words that most of `contexts` end with, after different words; of several
/// the longest.
fn agreed(contexts: &[&Context]) -> Option<String> {
    let mut tails: BTreeMap<String, (&str, BTreeSet<String>)> = BTreeMap::new();
    for context in contexts {
        for n_words in 1..=context.starts.len().min(MAX_WORDS) {
            let tail = context.tail(n_words);
            if tail.chars().count() >= 2 {
                let (_, before) = tails.entry(fold_key(tail)).or_insert((tail, BTreeSet::new()));
                before.insert(fold_key(context.word_before(n_words)));
            }
        }
    }
    let agreed = tails.into_values().filter(|(_, before)| before.len() >= 2);
    let best = agreed.max_by_key(|(tail, before)| (before.len(), tail.len()))?;
    Some(best.0.to_owned())
}

fn ends_with(context: &Context, name: &str) -> bool {
    fold_key(&context.text).ends_with(&fold_key(name))
}

/// How many words a name has; a short form has one for each letter.
fn words_of(name: &str, analyzer: &Analyzer, languages: &[String]) -> usize {
    match is_short_form(name) {
        true => name.len(),
        false if ends_unspaced(name) => cut(name, analyzer, Languages::Any(languages)).len(),
        false => name.split_whitespace().count(),
    }
}

fn ends_unspaced(text: &str) -> bool {
    text.chars().next_back().is_some_and(is_unspaced)
}

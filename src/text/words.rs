//! Which segmenter cuts which run: the words of scripts written without spaces.
//!
//! Whether ideographs are Chinese or Japanese is decided by the page, because no
//! run of them says; a query is cut both ways if the index has both. No word of a
//! query goes across a space: `研究 生命` asks for no `研究生`.

use std::ops::Range;

use crate::text::analyzer::Languages;
use crate::text::fold::FoldedText;
use crate::text::script::{Family, Script};
use crate::text::segment::complex;
use crate::text::segment::han::HanSegmenter;
use crate::text::units::{Link, Unit};

/// Buffers that are used again from text to text.
#[derive(Debug, Default)]
pub struct WordBuffers {
    run: String,
    /// Where each unit of the run starts in `run`, in bytes.
    starts: Vec<usize>,
    char_words: Vec<Range<usize>>,
}

/// Finds the words of two or more units, as ranges of `units`, in order and each
/// once, into `words`, which is cleared before. `text` is what `folded` was made of.
pub fn find_words(
    text: &str,
    folded: &FoldedText,
    units: &[Unit],
    languages: Languages<'_>,
    han: &HanSegmenter,
    buffers: &mut WordBuffers,
    words: &mut Vec<Range<usize>>,
) {
    words.clear();
    let finder = Finder { text, folded, units, han };
    let (as_chinese, as_japanese, is_query) = match languages {
        Languages::One(language) => (language != "ja", language == "ja", false),
        Languages::Any(all) => (true, all.iter().any(|language| language == "ja"), true),
    };
    // On a page a space may be the end of a line; who types one parts two words.
    let continues =
        |before: &Unit, unit: &Unit| unit.continues_run(before) && !(is_query && unit.link == Link::Spaced);
    for run in runs(units, continues) {
        let Some(script) = units[run.start].script else { continue };
        match script.family() {
            Family::Cjk => {
                if as_japanese {
                    finder.complex_words(run.clone(), buffers, words);
                }
                if as_chinese {
                    let is_han = |unit: &Unit| unit.script == Some(Script::Han);
                    for part in runs(&units[run.clone()], |before, unit| is_han(before) == is_han(unit)) {
                        let part = run.start + part.start..run.start + part.end;
                        if is_han(&units[part.start]) {
                            finder.han_words(part, buffers, words);
                        } else {
                            finder.complex_words(part, buffers, words);
                        }
                    }
                }
            }
            Family::Alone(Script::Thai | Script::Lao | Script::Khmer | Script::Myanmar) => {
                finder.complex_words(run, buffers, words);
            }
            Family::Alone(_) => {}
        }
    }
    if as_chinese && as_japanese {
        words.sort_unstable_by_key(|word| (word.start, word.end));
        words.dedup();
    }
}

/// The longest ranges of `units` in which each continues the one before, if two or more.
fn runs<'a>(
    units: &'a [Unit],
    continues: impl Fn(&Unit, &Unit) -> bool + 'a,
) -> impl Iterator<Item = Range<usize>> + 'a {
    let mut start = 0;
    std::iter::from_fn(move || {
        loop {
            if start >= units.len() {
                return None;
            }
            let n_more = units[start..].windows(2).take_while(|pair| continues(&pair[0], &pair[1])).count();
            let run = start..start + 1 + n_more;
            start = run.end;
            if n_more > 0 {
                return Some(run);
            }
        }
    })
}

struct Finder<'a> {
    text: &'a str,
    folded: &'a FoldedText,
    units: &'a [Unit],
    han: &'a HanSegmenter,
}

impl Finder<'_> {
    fn han_words(&self, run: Range<usize>, buffers: &mut WordBuffers, words: &mut Vec<Range<usize>>) {
        buffers.run.clear();
        for unit in &self.units[run.clone()] {
            buffers.run.push_str(self.folded.slice(unit.chars()));
        }
        buffers.char_words.clear();
        self.han.words(&buffers.run, &mut buffers.char_words);
        words.extend(buffers.char_words.iter().map(|word| run.start + word.start..run.start + word.end));
    }

    /// Cuts a run as it is written, because these dictionaries are not folded.
    fn complex_words(&self, run: Range<usize>, buffers: &mut WordBuffers, words: &mut Vec<Range<usize>>) {
        buffers.run.clear();
        buffers.starts.clear();
        let mut last_original = usize::MAX..usize::MAX;
        for unit in &self.units[run.clone()] {
            let original = self.folded.original_range(unit.chars());
            // What one character was folded to is never parted: its units share a start.
            let start = buffers.starts.last().copied().filter(|_| original == last_original);
            buffers.starts.push(start.unwrap_or(buffers.run.len()));
            let written = &self.text[original.clone()];
            // Half-width kana and composed sequences are unknown to the dictionaries.
            let is_one_char = written.chars().nth(1).is_none();
            if original == last_original {
                continue;
            } else if !is_one_char || unit.script.is_some_and(Script::is_kana) {
                buffers.run.push_str(self.folded.slice(unit.chars()));
            } else {
                buffers.run.push_str(written);
            }
            last_original = original;
        }
        let starts = &buffers.starts;
        complex::words(&buffers.run, |word| {
            let start = starts.partition_point(|unit_start| *unit_start < word.start);
            let end = starts.partition_point(|unit_start| *unit_start < word.end);
            if end - start >= 2 {
                words.push(run.start + start..run.start + end);
            }
        });
    }
}

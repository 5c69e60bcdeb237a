//! What a reader may be about to type: titles, headings, tags and words of the
//! site that go on from what stands in the field so far.
//!
//! A suggestion is either a place to go to (a title, a heading) or something to
//! search for (a tag, a word). Both are written as the site writes them.

mod board;
mod chosen;
mod key;
mod readings;
mod words;
mod writing;

use std::time::Instant;

use serde::Serialize;

use crate::document::LanguageTag;
use crate::search::lexicon::Lexicon;
use crate::search::results::{IndexInfo, Segment};
use crate::search::scoring::Ground;

use board::Board;
use words::Words;
use writing::Writings;

/// The most suggestions that one answer has: more than fit under a field.
pub const MAX_SUGGESTIONS: usize = 20;

/// How many suggestions there are if nobody says.
pub const DEFAULT_SUGGESTIONS: usize = 8;

/// What stands in the field, and who is typing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestRequest {
    /// As typed so far, the cursor at its end.
    pub q: String,
    /// The reader's language: of equals, what is in it comes first. If not given,
    /// the language that most pages are in.
    pub lang: Option<LanguageTag>,
    /// How many at most; values beyond [`MAX_SUGGESTIONS`] are clamped.
    pub limit: usize,
}

impl Default for SuggestRequest {
    fn default() -> Self {
        Self { q: String::new(), lang: None, limit: DEFAULT_SUGGESTIONS }
    }
}

/// What a suggestion is, the better first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SuggestionKind {
    /// The title of a page.
    Title,
    /// The heading of a section.
    Heading,
    /// A tag.
    Tag,
    /// What was typed, its last word completed.
    Word,
}

impl SuggestionKind {
    /// As it is printed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Heading => "heading",
            Self::Tag => "tag",
            Self::Word => "word",
        }
    }
}

/// Something that the reader may be about to type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// As the site writes it.
    pub text: String,
    /// The same, what was typed marked.
    pub marked: Vec<Segment>,
    /// What it is.
    pub kind: SuggestionKind,
    /// BCP 47 of the page; empty for tags and words.
    pub lang: String,
    /// The page's file, relative to the site's root; of titles and headings.
    pub path: Option<String>,
    /// The page's or section's address, percent-encoded; of titles and headings.
    pub url: Option<String>,
    /// The section's anchor, as on the page; of headings that have one.
    pub anchor: Option<String>,
    /// The title of the heading's page.
    pub page: Option<String>,
    /// How many pages have it, translations counted once; not known of words.
    pub count: Option<usize>,
    /// How what was typed was read, if not as it stands there: `pinyin`.
    pub via: Option<String>,
}

/// The answer to what stands in the field.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Suggestions {
    /// As typed.
    pub query: String,
    /// How long it took, in milliseconds, without the network.
    pub took_ms: f64,
    /// Best first; no text twice.
    pub suggestions: Vec<Suggestion>,
    /// Which index answered.
    pub index: IndexInfo,
}

/// What suggestions are made of. Made once for an index, shared by threads.
#[derive(Debug)]
pub struct Suggester {
    board: Board,
    words: Words,
    writings: Writings,
}

impl Suggester {
    /// Gathers the names of a site and the words of its text.
    pub fn new(ground: Ground<'_>) -> Self {
        Self { board: Board::new(ground), words: Words::new(ground), writings: Writings::default() }
    }

    /// What goes on from what was typed, best first.
    pub fn suggest(
        &self,
        ground: Ground<'_>,
        lexicon: &Lexicon,
        request: &SuggestRequest,
        index: IndexInfo,
    ) -> Suggestions {
        let started = Instant::now();
        let suggestions = chosen::choose(self, ground, lexicon, request);
        Suggestions {
            query: request.q.clone(),
            took_ms: started.elapsed().as_secs_f64() * 1e3,
            suggestions,
            index,
        }
    }

    /// A folded word as most names on the site write it, else as a page that has
    /// it does, else as it is.
    pub fn writing(&self, ground: Ground<'_>, word: &str) -> String {
        self.writings.of(&self.board, ground, word)
    }
}

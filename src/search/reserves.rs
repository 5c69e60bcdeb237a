//! What is derived from a site only when a question calls for it: most
//! questions find what they ask for, and then nobody waits for this.

use std::sync::OnceLock;

use crate::search::beginnings::Beginnings;
use crate::search::definitions::definitions;
use crate::search::lexicon::Lexicon;
use crate::search::rewrites::Rewrites;
use crate::search::scoring::Ground;
use crate::text::Analyzer;

/// Made once each, by whoever asks first.
#[derive(Default)]
pub struct Reserves {
    lexicon: OnceLock<Lexicon>,
    definitions: OnceLock<Rewrites>,
    beginnings: OnceLock<Beginnings>,
}

impl Reserves {
    /// The site's phrases and words, by sound and by letters.
    pub fn lexicon(&self, ground: Ground<'_>) -> &Lexicon {
        self.lexicon.get_or_init(|| Lexicon::new(ground))
    }

    /// Where words begin with which letter, if that is known already: to look up
    /// the words of one letter is quicker than to make this.
    pub fn beginnings(&self) -> Option<&Beginnings> {
        self.beginnings.get()
    }

    /// Makes all of it, for those who will ask more than once.
    pub fn warm_up(&self, ground: Ground<'_>, analyzer: &Analyzer) {
        self.lexicon(ground);
        self.definitions(ground, analyzer);
        self.beginnings.get_or_init(|| Beginnings::new(ground.index, ground.terms));
    }

    /// What the site's pages say means the same.
    pub fn definitions(&self, ground: Ground<'_>, analyzer: &Analyzer) -> &Rewrites {
        self.definitions.get_or_init(|| definitions(ground.index.pages(), analyzer, ground.site.languages()))
    }
}

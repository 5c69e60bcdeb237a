//! Every weight, with its unit and its reason. `docs/ranking.md` has the measurements.

use serde::Serialize;

use crate::index::schema::Area;

/// Saturation of repeated terms (BM25's k1). Robertson and Zaragoza (2009) give
/// 1.2 to 2; short pages of a site repeat little, so the lower end.
pub const K1: f32 = 1.2;

/// What a weighted frequency is worth when repetition saturates, 0 to `K1` + 1.
pub fn saturated(frequency: f32) -> f32 {
    frequency * (K1 + 1.0) / (K1 + frequency)
}

/// How much a term in an area counts against one in the text (BM25F's field
/// weights), and how much the area's length matters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AreaWeight {
    /// Times a term in the text.
    pub weight: f32,
    /// The power of the relative length that a frequency is divided by. 0: length is
    /// ignored; 1: twice the length needs twice the frequency.
    pub length_power: f32,
}

impl AreaWeight {
    /// What a frequency is multiplied by where the area is `relative_length` times as long
    /// as the average.
    ///
    /// A power and not BM25's line, because then two pages compare alike whatever else is
    /// on the site: beside long pages, the line hardly tells short ones apart.
    pub fn inverse_norm(self, relative_length: f32) -> f32 {
        relative_length.max(MIN_RELATIVE_LENGTH).powf(-self.length_power)
    }
}

/// What is shorter counts as this part of the average: that a page is nearly empty is
/// no reason to put it first.
pub const MIN_RELATIVE_LENGTH: f32 = 0.2;

/// The weights of an area.
pub fn area_weight(area: Area) -> AreaWeight {
    match area {
        // A title names the subject; it is short everywhere, so length says little.
        Area::Title => AreaWeight { weight: 4.0, length_power: 0.4 },
        // A heading names the subject of a part; many headings mean many subjects.
        Area::Heading => AreaWeight { weight: 2.0, length_power: 0.6 },
        // Tags are chosen by the author, but often for company.
        Area::Keywords => AreaWeight { weight: 2.0, length_power: 0.3 },
        Area::Body => AreaWeight { weight: 1.0, length_power: 0.7 },
        // Identifiers repeat in listings without being the subject.
        Area::Code => AreaWeight { weight: 0.5, length_power: 0.8 },
    }
}

/// How much each kind of evidence counts, times its idf.
///
/// A word of a script without spaces is seen three times, as a word, as grams
/// and as characters; together they count about as much as one word of another
/// script. Words rank, grams forgive a wrong cut, characters forgive a form
/// that differs in one character.
pub mod kind {
    /// One alphabetic word as typed. Beside Chinese it stands against a word,
    /// the pair in it and the pairs at its ends, which idf makes worth more than
    /// their weights say.
    pub const UNIT: f32 = 1.5;
    /// Another form of the word, found by its stem, against the word as typed.
    pub const STEM: f32 = 0.8;
    /// The same in a query of fewer words than a question, which grammar does not
    /// bend: who types two words chose their form.
    pub const STEM_OF_FEW: f32 = 0.5;
    /// A longer word that begins with an unfinished one, within its concept.
    pub const PREFIX: f32 = 0.4;
    /// A dictionary word.
    pub const WORD: f32 = 0.5;
    /// A pair of characters.
    pub const GRAM: f32 = 0.6;
    /// One character where longer evidence stands beside it.
    pub const CHARACTER: f32 = 0.5;
    /// One character that is a word of its own.
    pub const LONE_CHARACTER: f32 = 1.0;
    /// An identifier's joint, as `kube-apiserver`.
    pub const GLUE: f32 = 0.8;
    /// Multiplies the weight of what quotation marks set apart in a longer query:
    /// it was copied, and stands so on the page that is meant.
    pub const EMPHASISED: f32 = 2.0;
    /// Multiplies the weight of a stop word and of all that is within it. They
    /// are rare where a question is answered, so their idf says nothing; but
    /// of two pages that are equal else, the one put alike is meant.
    pub const STOP_WORD: f32 = 0.2;
}

/// The kind of evidence that decides first; more of the same kind never
/// outweighs a better kind. In order from worst to best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Some of the terms, weighted by rarity.
    Some,
    /// Most of the terms, weighted by rarity.
    Most,
    /// All terms, anywhere.
    All,
    /// All terms within one window.
    Near,
    /// All terms, and each piece between spaces as it was typed.
    Pieces,
    /// All terms within one window of the headings or tags.
    NearHeading,
    /// All terms in the title, in any order.
    NearTitle,
    /// The text begins with, or holds, the query with its last word unfinished.
    TextPhraseOpen,
    /// The query stands in the text.
    TextPhrase,
    /// A heading or tag holds it with its last word unfinished.
    HeadingPhraseOpen,
    /// A heading or tag holds it.
    HeadingPhrase,
    /// A heading or tag is it.
    HeadingExact,
    /// The title holds it with its last word unfinished.
    TitlePhraseOpen,
    /// The title holds it.
    TitlePhrase,
    /// The title begins with it, the last word unfinished or not.
    TitleBegins,
    /// The title is it.
    TitleExact,
}

impl Tier {
    /// Which part of the page has the whole query: 3 the title, 2 a heading or tag, 1 the
    /// text; 0 for none.
    pub fn place(self) -> u8 {
        match self {
            tier if tier >= Tier::TitlePhraseOpen => 3,
            tier if tier >= Tier::HeadingPhraseOpen => 2,
            tier if tier >= Tier::TextPhraseOpen => 1,
            _ => 0,
        }
    }
}

/// How far apart terms may stand to be near, in units for each term of the
/// query: about a clause.
pub const NEAR_UNITS_PER_TERM: u32 = 8;

/// How many pages are looked at for nearness: only the best could be shown.
pub const MAX_NEAR_CANDIDATES: usize = 200;

/// The share of a query's weight from which a page counts as matching most of it.
///
/// Above one half, so that of two words as rare as each other neither is most.
pub const MOST_SHARE: f32 = 0.6;

/// The share from which a page is shown where no page holds more: a page that
/// holds a particle of what was asked is no answer.
pub const LEAST_SHARE: f32 = 0.25;

/// From how many words on, stop words included, a query is a question or a
/// pasted sentence. Few pages cover those, and which of the words a page lacks
/// says less than how well it holds the others, so they are ranked by BM25F
/// below those that have all of them in a heading or the title.
pub const QUESTION_WORDS: usize = 4;

/// What a question's words weigh once more where they stand together in one passage
/// of the text, times weight × idf: a page answers in one place.
pub const PASSAGE: f32 = 0.3;

/// How long a passage is, in units: a sentence or two.
pub const PASSAGE_UNITS: u32 = 40;

/// What a question's words weigh once more where a page's text begins with them, times
/// weight × idf: there it says what it is about.
pub const LEAD: f32 = 0.2;

/// After how many units of the text that has fallen to a third: a sentence.
pub const LEAD_UNITS: f32 = 30.0;

/// Of how many pages the passages are looked at, the best by score: what is less than
/// that of the best could not make one of the first ten of a page far behind.
pub const MAX_PASSAGE_CANDIDATES: usize = 30;

/// The share of a question's weight from which a term counts in a passage. What is less
/// stands everywhere, and is most of the work: particles and frequent characters.
pub const MIN_PASSAGE_SHARE: f32 = 0.01;

/// From how many words on no rescue is tried: no page has all of a sentence,
/// whatever its words are changed into.
pub const SENTENCE_WORDS: usize = 6;

/// Fewer pages than a reader's first screen of results are few: there the names
/// that pages define are asked too.
pub const FEW_PAGES: usize = 10;

/// From how many pages on a language says by itself how rare its words are:
/// among few pages, chance makes a word common.
pub const MIN_LANGUAGE_PAGES: u32 = 50;

/// What BM25F counts on a page in a language in which the query's words are not
/// used at all. It rises to 1 with how much they are used there, against the
/// language that uses them most: who asks in German reads German, and a name
/// stands in every language.
pub const OTHER_LANGUAGE: f32 = 0.5;

/// What BM25F counts on a page in Traditional Chinese where the query is written
/// in Simplified, and the reverse: both are read, one's own with more ease. Above
/// [`OTHER_LANGUAGE`], because more readers of the one read the other.
pub const OTHER_WRITING: f32 = 0.8;

/// From how many words on some of them may be stop words: of two words both
/// are meant.
pub const STOP_WORD_WORDS: usize = 3;

/// How rare a word or pair of Chinese is at large, in nats, from where on it counts
/// fully: one word in 160,000. What is more common counts as much less as its rarity is,
/// because of a few hundred pages chance says which hold it.
pub const COMMON_NATS: f32 = 12.0;

/// Added to a score for the share of a title that the query covers, so that of
/// two titles that hold it the one that says little else comes first.
pub const TITLE_COVERAGE: f32 = 4.0;

/// Scores closer than this, as a share, are equal; the fresher page comes first.
pub const SCORE_RESOLUTION: f32 = 0.005;

/// How many words may complete an unfinished one where all are looked up.
pub const MAX_COMPLETIONS: usize = 4_096;

/// How many of them, the most frequent first, may stand in a phrase.
pub const MAX_PHRASE_COMPLETIONS: usize = 128;

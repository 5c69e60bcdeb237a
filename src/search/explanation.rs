//! How a page came to its place, as plain data and its one JSON form.
//!
//! The parts add up: the scores of all [`ConceptPart`]s and of the [`PassagePart`] times
//! the language's factor, and that of the title, are [`Explanation::score`]. The names
//! here are public, as those of [`results`](crate::search::results) are.

use serde::Serialize;

use crate::search::ranking::Tier;

/// How one page came to its place among those that one query finds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The best kind of evidence, which decides before the score.
    pub tier: Tier,
    /// Every kind of evidence that the page has and in which area, best first.
    /// Empty where words are scattered: then `coverage` made the tier.
    pub evidence: Vec<Evidence>,
    /// Whether the page has the query in the form typed.
    pub as_typed: bool,
    /// The share of the query's words that the page holds, weighted by rarity, 0 to 1.
    pub coverage: f32,
    /// What moved the page besides tier, score and date.
    pub rules: Vec<OrderRule>,
    /// All parts together: what decides within the tier.
    pub score: f32,
    /// One for each thing that counts, the ones that the page lacks included, in
    /// the order of the query.
    pub concepts: Vec<ConceptPart>,
    /// What is added for words of a question that stand together, or early.
    pub passage: Option<PassagePart>,
    /// What the sum of `concepts` and `passage` is multiplied by: below 1 where the page is in a
    /// language that uses the query's words less than another does, or in the other
    /// writing of Chinese.
    pub language_factor: f32,
    /// What is added for a title that holds the query.
    pub title: Option<TitlePart>,
    /// What decides between pages whose scores hardly differ: newest first.
    pub date: Option<String>,
    /// What was asked instead, where a rescue found the page.
    pub rescue: Option<Rescued>,
}

/// One kind of evidence in one area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Evidence {
    /// Of which kind.
    pub tier: Tier,
    /// `title`, `heading`, `keywords`, `body` or `code`.
    pub area: &'static str,
}

/// What moved a page besides tier, score and date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderRule {
    /// Only dates put pages in order: that was asked for, or nothing was searched for.
    ByDate,
    /// The query is an identifier or a word of one or two characters, and the page
    /// holds it as typed: it comes before better evidence of another form.
    TypedFirst,
    /// The page holds all of the query in the form typed: it comes before others of its tier.
    AsTyped,
    /// The query is a question: below whole pieces, headings and titles the score alone decides.
    Question,
}

/// What one concept adds to the score: weight × idf × saturated frequency.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConceptPart {
    /// Folded, as it is looked up.
    pub text: String,
    /// As `sou analyze` calls it: `unit`, `gram`, `word` or `glue`.
    pub kind: &'static str,
    /// Of its kind.
    pub weight: f32,
    /// How many pages hold it in any form.
    pub n_pages: usize,
    /// How rare that is.
    pub idf: f32,
    /// Where and in which form the page holds it; empty if it does not.
    pub areas: Vec<AreaPart>,
    /// The sum of `areas`, before it is saturated.
    pub frequency: f32,
    /// What the frequency is worth, as repetition counts less and less.
    pub saturated: f32,
    /// Of the page's score, before the language's factor.
    pub score: f32,
}

/// How often one form of a concept stands in one area, times what that is worth:
/// count × area × form × length is frequency.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AreaPart {
    /// As in [`Evidence`].
    pub area: &'static str,
    /// `typed`, `stem`, `begun`, or `other` for another word that means the same.
    pub form: &'static str,
    /// How often it stands there.
    pub count: u32,
    /// Of the area.
    pub area_weight: f32,
    /// Of the form, against the one typed.
    pub form_weight: f32,
    /// How long the area of this page is, in units.
    pub length_units: u32,
    /// What that makes of a frequency: above 1 where the area is shorter than the
    /// average of the page's language.
    pub length_factor: f32,
    /// The product.
    pub frequency: f32,
}

/// What is added to the score of a question's best pages: `together_weight` × `together` +
/// `early_weight` × `early`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PassagePart {
    /// Weight × idf of what stands together in the title and the best passage of the text.
    pub together: f32,
    /// What that is multiplied by.
    pub together_weight: f32,
    /// Weight × idf of what the title and the text hold, of the text each the less the later
    /// it first stands.
    pub early: f32,
    /// What that is multiplied by.
    pub early_weight: f32,
    /// Of the page's score, before the language's factor.
    pub score: f32,
}

/// What is added for a title that holds the query: weight × share.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TitlePart {
    /// The most that is added.
    pub weight: f32,
    /// The share of the title that the query covers, 0 to 1.
    pub share: f32,
    /// Of the page's score.
    pub score: f32,
}

/// What was asked instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rescued {
    /// How the rescue came to it: `typo`, `pinyin`, …
    pub via: &'static str,
    /// The query that found the page.
    pub query: String,
}

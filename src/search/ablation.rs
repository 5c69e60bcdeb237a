//! The parts of the ranking, each of which can be left out to see what it is worth.
//!
//! Only measuring does that: `sou eval --ablate` asks every query once with
//! everything and once without each part. What a part is and why it is there
//! stands in `docs/ranking.md`, beside what it brought on the sites that were measured.

use serde::Serialize;

/// A part of the ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// That a title weighs more than the text. Without: all areas weigh one.
    Areas,
    /// That a long area is not better for being long. Without: no norm.
    Lengths,
    /// Dictionary words of scripts without spaces. Without: no weight.
    Words,
    /// Pairs of characters. Without: no weight.
    Grams,
    /// Single characters. Without: no weight.
    Characters,
    /// Other forms of a word. Without: only the word as typed.
    Stems,
    /// That the last word may be unfinished. Without: it is whole.
    Unfinished,
    /// That words which only ask or join are weak. Without: words as all others.
    StopWords,
    /// That words which Chinese at large often uses count less. Without: as the site says.
    CommonWords,
    /// That what quotation marks set apart is strong. Without: words as all others.
    Emphasis,
    /// That rarity is a language's own, and pages in others count less. Without:
    /// all pages are alike.
    Languages,
    /// That better evidence comes first. Without: only the score.
    Tiers,
    /// That words near each other, and whole pieces, are better evidence. Without: anywhere.
    Near,
    /// That a question is ordered by score. Without: by tiers, as other queries.
    Questions,
    /// That more of a question in one passage, and at the beginning, is better. Without:
    /// anywhere.
    Passages,
    /// The form in which the query was typed. Without: all forms are alike.
    AsTyped,
    /// That a title which says little else comes first. Without: nothing is added.
    TitleCoverage,
    /// What else may have been meant. Without: only what was typed.
    Rescues,
}

impl Part {
    /// All of them, in the order of a question's way through the house.
    pub const ALL: [Self; 18] = [
        Self::Areas,
        Self::Lengths,
        Self::Words,
        Self::Grams,
        Self::Characters,
        Self::Stems,
        Self::Unfinished,
        Self::StopWords,
        Self::CommonWords,
        Self::Emphasis,
        Self::Languages,
        Self::Tiers,
        Self::Near,
        Self::Questions,
        Self::Passages,
        Self::AsTyped,
        Self::TitleCoverage,
        Self::Rescues,
    ];

    /// What it is called in a table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Areas => "areas",
            Self::Lengths => "lengths",
            Self::Words => "words",
            Self::Grams => "grams",
            Self::Characters => "characters",
            Self::Stems => "stems",
            Self::Unfinished => "unfinished",
            Self::StopWords => "stop words",
            Self::CommonWords => "common words",
            Self::Emphasis => "emphasis",
            Self::Languages => "languages",
            Self::Tiers => "tiers",
            Self::Near => "near",
            Self::Questions => "questions",
            Self::Passages => "passages",
            Self::AsTyped => "as typed",
            Self::TitleCoverage => "title coverage",
            Self::Rescues => "rescues",
        }
    }
}

//! Why a page is where it is in an answer, or why it is not there.
//!
//! Every search engine leaves its owner alone with one question: why is my page
//! not found? Here every reason is looked at, not only the first: what the
//! filters say of the page, which words, phrases and exclusions of the query it
//! fails, and, where it is not in the index at all, what its file says today.
//!
//! A [`Why`] is plain data; what it means in words, and which flag would change
//! it, is said by whoever prints it.

use serde::Serialize;

use crate::document::LeftOut;
use crate::document::reader::overlooked::Overlooked;
use crate::search::explanation::Explanation;
use crate::search::{IndexInfo, Segment};

mod clauses;

mod judge;

mod nearest;

mod place;

mod wanted;

pub use judge::why;

/// Why a page is where it is, or why it is not there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Why {
    /// As typed.
    pub query: String,
    /// The page as asked for: a path or an address.
    pub asked: String,
    /// The page meant; `None` if there is neither such a page nor such a file.
    pub page: Option<AskedPage>,
    /// Where it stands among the results, if it does.
    pub place: Option<Place>,
    /// Why it is not seen, each reason that there is; empty if it is seen.
    pub obstacles: Vec<Obstacle>,
    /// In which way the index is not what the site is now.
    pub remarks: Vec<Remark>,
    /// The query as it is cut where nothing else is known, in the order typed.
    pub query_cut: Vec<String>,
    /// What the query asks of the page; empty if the index does not have it.
    pub clauses: Vec<Clause>,
    /// How many pages the query finds.
    pub total: usize,
    /// What was searched for instead, if a rescue answered.
    pub corrected: Option<String>,
    /// Which index was asked.
    pub index: IndexInfo,
}

/// A page, or a file that is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AskedPage {
    /// Its file, relative to the site's root.
    pub path: String,
    /// Its address; `None` if it is not in the index.
    pub url: Option<String>,
    /// Empty if it is not in the index.
    pub title: String,
    /// BCP 47, empty if unknown.
    pub lang: String,
    /// As it is printed.
    pub date: Option<String>,
    /// As written.
    pub tags: Vec<String>,
}

/// Where a page stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Place {
    /// Counted from 1.
    pub rank: usize,
    /// How it came there.
    pub explanation: Explanation,
    /// The file of the translation that won this place, where that is another.
    pub stands_for: Option<String>,
    /// What stands directly above; `None` for the first.
    pub above: Option<Above>,
}

/// What stands directly above a page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Above {
    /// What it is.
    pub page: AskedPage,
    /// What put it there.
    pub decided_by: Decision,
    /// How it came there.
    pub explanation: Explanation,
}

/// What decided between two neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It was found by a likelier reading of what was typed.
    Reading,
    /// The query is an identifier or a short word, and its title is it.
    TypedTitle,
    /// The query is an identifier or a short word, and it holds it as typed.
    TypedFirst,
    /// It has a better kind of evidence.
    Tier,
    /// It holds all of the query in the form typed.
    AsTyped,
    /// It has the higher score.
    Score,
    /// It is newer, or has a date.
    Date,
    /// Nothing else: its path is first in order.
    Path,
}

/// Why a page is not seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Obstacle {
    /// There is neither a page nor a file of this name.
    NoSuchPage {
        /// Paths that it may have meant, the nearest first.
        nearest: Vec<String>,
    },
    /// The file is there, and the generator does not look at it.
    Overlooked {
        /// Why.
        overlooked: Overlooked,
    },
    /// The generator or a setting leaves the file out.
    LeftOut {
        /// Why.
        left_out: LeftOut,
        /// When that changes by itself, RFC 3339.
        until: Option<String>,
    },
    /// The file cannot be read or decoded.
    Unreadable {
        /// What was expected and what was found.
        detail: String,
    },
    /// The file is a page, and the index is older.
    NotIndexed,
    /// It is in another language.
    Language {
        /// Asked for.
        wanted: String,
        /// Empty if unknown.
        found: String,
    },
    /// It does not carry a tag.
    Tag {
        /// Asked for.
        wanted: String,
        /// What it carries.
        found: Vec<String>,
    },
    /// It is dated otherwise, or not at all.
    Date {
        /// First day asked for.
        from: Option<String>,
        /// Last day asked for.
        to: Option<String>,
        /// Its own.
        found: Option<String>,
    },
    /// It holds too few of the words.
    Words {
        /// Those that it lacks, in the order of the query.
        missing: Vec<String>,
        /// The share of the query that it holds, weighted by rarity, 0 to 1.
        share: f32,
        /// The share from which pages are listed; 1 if all words are needed.
        needed: f32,
    },
    /// It does not hold a quoted phrase.
    Phrase {
        /// As typed.
        text: String,
    },
    /// It holds what is excluded.
    Excluded {
        /// As typed.
        text: String,
    },
    /// It holds a symbol's name in another form only: `C` for `C++`.
    NotAsTyped {
        /// As typed.
        text: String,
    },
    /// It holds a part of the query, and pages that hold all of another query
    /// were meant instead.
    Replaced {
        /// The other query.
        corrected: String,
        /// Which rescue came to it.
        via: &'static str,
    },
    /// Another translation of it is shown.
    Collapsed {
        /// Which.
        shown: AskedPage,
        /// Where that stands, counted from 1.
        rank: usize,
    },
    /// It is among the results, and not on this page of them.
    OtherPage {
        /// On which it is, counted from 1.
        page: usize,
        /// The one asked for.
        asked: usize,
        /// How many results a page has.
        per_page: usize,
    },
}

/// In which way the index is not what the site is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "remark", rename_all = "snake_case")]
pub enum Remark {
    /// The file has changed since it was indexed.
    FileChanged,
    /// The file is gone, and the next run takes the page out.
    FileGone,
    /// The file is no page any more, and the next run takes it out.
    WillBeLeftOut {
        /// Why.
        left_out: LeftOut,
    },
    /// The file cannot be read now; what the index has of it stays.
    Unreadable {
        /// What was expected and what was found.
        detail: String,
    },
    /// The site's configuration or settings have changed since the last run.
    SettingsChanged,
    /// The site was not looked at, only its index.
    SiteNotRead,
}

/// One thing that the query asks of a page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Clause {
    /// Of which kind.
    pub kind: ClauseKind,
    /// A word as it is looked up, anything else as typed.
    pub text: String,
    /// Whether the page has what is asked; for an exclusion, whether it lacks it.
    pub holds: bool,
    /// How the query is cut here, and which pieces the page holds.
    pub pieces: Vec<Piece>,
    /// Where on the page it stands.
    pub areas: Vec<&'static str>,
    /// What on the page is nearest to it, if the page lacks it.
    pub nearest: Vec<Near>,
    /// The page where it stands, or where what is nearest stands; empty if nowhere.
    pub around: Vec<Segment>,
    /// How the page is cut there.
    pub around_cut: Vec<String>,
}

/// What a clause asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClauseKind {
    /// A word, in any form.
    Word,
    /// A phrase, exactly.
    Phrase,
    /// That something is not there.
    Exclusion,
}

/// A piece that a clause is looked up by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// Folded.
    pub text: String,
    /// As `sou analyze` calls it.
    pub kind: &'static str,
    /// Whether the page holds it.
    pub holds: bool,
}

/// Something on the page that is near a word which is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Near {
    /// Folded.
    pub text: String,
    /// In which way.
    pub how: Nearness,
}

/// In which way a word is near another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Nearness {
    /// What other regions say: `服务器` for `伺服器`.
    Region,
    /// It sounds the same, or is what the letters are the pinyin of.
    Sound,
    /// It begins with the word.
    Longer,
    /// The word begins with it.
    Shorter,
    /// One or two letters differ.
    Typo,
    /// It holds the word inside.
    Inside,
    /// It is a part of the word.
    Part,
}

//! The arguments of the commands that ask the index.

use clap::{Args as ClapArgs, ValueEnum};
use jiff::civil::Date;

use crate::cli::days::{first_day, last_day};
use crate::cli::setting_flags::{Asking, Indexing, SettingFlags};
use crate::document::LanguageTag;
use crate::search::Sort;
use crate::search::request::{MAX_PER_PAGE, MAX_RESULT_DEPTH};
use crate::search::suggest::{DEFAULT_SUGGESTIONS, MAX_SUGGESTIONS};

/// `sou search`
#[derive(Debug, ClapArgs)]
pub struct SearchArgs {
    /// Words, `"a phrase"`, `-without`, `tag:` and `lang:`; without any, every page that the filters allow
    ///
    /// A query that begins with a dash goes after `--`: `sou search -- --dry-run`.
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    #[command(flatten)]
    pub question: QuestionArgs,
    /// How results are laid out
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub layout: Layout,
    /// Print one JSON document, as the HTTP API gives it
    #[arg(long, help_heading = "Output", conflicts_with = "layout")]
    pub json: bool,
    /// Say how the score of each result came about
    #[arg(long, help_heading = "Output")]
    pub explain: bool,
    #[command(flatten)]
    pub settings: SettingFlags<Asking>,
}

/// What is asked besides the words.
#[derive(Debug, ClapArgs)]
pub struct QuestionArgs {
    /// Only pages with this tag; given again, with each of them
    #[arg(short, long = "tag", value_name = "TAG", help_heading = "Filters")]
    pub tags: Vec<String>,
    /// Only pages in this language: `zh` takes in every Chinese
    #[arg(short, long, value_name = "LANG", value_parser = language, help_heading = "Filters")]
    pub lang: Option<LanguageTag>,
    /// Only pages dated on or after this day, month or year
    #[arg(long, value_name = "DATE", value_parser = first_day, help_heading = "Filters")]
    pub from: Option<Date>,
    /// Only pages dated on or before this day, month or year
    #[arg(long, value_name = "DATE", value_parser = last_day, help_heading = "Filters")]
    pub to: Option<Date>,
    /// In what order
    #[arg(short, long, value_enum, default_value_t, help_heading = "Output")]
    pub sort: Order,
    /// How many results a page has
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10, value_parser = one_to(MAX_PER_PAGE),
          help_heading = "Output")]
    pub limit: u16,
    /// Which page of the results
    #[arg(short, long, value_name = "N", default_value_t = 1, value_parser = one_to(MAX_RESULT_DEPTH),
          help_heading = "Output")]
    pub page: u16,
}

/// The order of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Order {
    /// Best first.
    #[default]
    Relevance,
    /// Newest first.
    Date,
}

impl From<Order> for Sort {
    fn from(order: Order) -> Self {
        match order {
            Order::Relevance => Self::Relevance,
            Order::Date => Self::Date,
        }
    }
}

/// How results are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Layout {
    /// Blocks on a terminal, lines elsewhere.
    #[default]
    Auto,
    /// Title, address and snippet below one another, wrapped.
    Blocks,
    /// A result a line, its fields separated by tabs: address, title, date, tags, snippet.
    Lines,
}

/// `sou suggest`
#[derive(Debug, ClapArgs)]
pub struct SuggestArgs {
    /// What stands in the field so far: words, the beginning of one, pinyin, `tag:` and the beginning of a tag
    #[arg(value_name = "TEXT", required = true)]
    pub text: Vec<String>,
    /// The reader's language: of equals, what is in it comes first
    #[arg(short, long, value_name = "LANG", value_parser = language)]
    pub lang: Option<LanguageTag>,
    /// How many at most
    #[arg(short = 'n', long, value_name = "N", default_value_t = DEFAULT_SUGGESTIONS as u16,
          value_parser = one_to(MAX_SUGGESTIONS))]
    pub limit: u16,
    /// Print one JSON document, as the HTTP API gives it
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub settings: SettingFlags<Asking>,
}

/// `sou why`
#[derive(Debug, ClapArgs)]
pub struct WhyArgs {
    /// As `sou search` takes it, in one argument
    #[arg(value_name = "QUERY")]
    pub query: String,
    /// The page: its file, its path as `sou pages` lists it, or its address
    #[arg(value_name = "PATH")]
    pub path: String,
    #[command(flatten)]
    pub question: QuestionArgs,
    /// Print one JSON document
    #[arg(long, help_heading = "Output")]
    pub json: bool,
    #[command(flatten)]
    pub settings: SettingFlags<Indexing>,
}

/// `sou tags`
#[derive(Debug, ClapArgs)]
pub struct TagsArgs {
    /// Print one JSON array
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub settings: SettingFlags<Asking>,
}

/// `sou pages`
#[derive(Debug, ClapArgs)]
pub struct PagesArgs {
    /// Also list each file that is left out, and why
    #[arg(long)]
    pub all: bool,
    /// Print a JSON object a line
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub settings: SettingFlags<Asking>,
}

/// Whole numbers from 1 to `most`.
fn one_to(most: usize) -> clap::builder::RangedI64ValueParser<u16> {
    clap::value_parser!(u16).range(1..=most as i64)
}

pub(super) fn language(text: &str) -> Result<LanguageTag, String> {
    LanguageTag::parse(text)
        .ok_or_else(|| "expected a language tag, such as `zh`, `zh-Hant` or `en`".to_owned())
}

//! What was typed, typed: the grammar of the command line and nothing else.
//!
//! The flags of settings are not written here: see [`SettingFlags`].

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use crate::cli::setting_flags::{Asking, Cutting, Everything, Indexing, Reading, Serving, SettingFlags};
use crate::document::LanguageTag;

mod asking;

use asking::language;

pub use asking::{Layout, Order, PagesArgs, QuestionArgs, SearchArgs, SuggestArgs, TagsArgs, WhyArgs};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "sou", version, about = "Search for sites written in Markdown, Chinese first")]
pub struct Args {
    /// When to colour.
    #[arg(long, value_enum, default_value_t, global = true, value_name = "WHEN", help_heading = "Output")]
    pub color: Color,
    /// What to do.
    #[command(subcommand)]
    pub command: Work,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Also into pipes and files.
    Always,
    /// Nowhere.
    Never,
}

impl Color {
    /// As the streams understand it.
    pub fn choice(self) -> anstream::ColorChoice {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
    }
}

/// One command. The order is that of the help.
#[derive(Debug, Subcommand)]
pub enum Work {
    /// Writes a `sou.yml` that explains every setting, and says what goes where
    Init(InitArgs),
    /// Brings the index up to date with the site
    Index(IndexArgs),
    /// Searches the index
    Search(SearchArgs),
    /// Says what a reader may be about to type
    Suggest(SuggestArgs),
    /// Says why a page is found where it is, or why it is not
    ///
    /// Looks at the query and its filters, at what the index has of the page, and at the page's
    /// file as it is now. Exit code 0 if the page is among the results, 1 if it is not.
    Why(WhyArgs),
    /// Lists the tags of the site, the most frequent first
    Tags(TagsArgs),
    /// Lists the pages of the site
    Pages(PagesArgs),
    /// Indexes the site, then answers over HTTP and in a search box
    Serve(ServeArgs),
    /// Says what in the site's files is not understood, and where
    Check(CheckArgs),
    /// Looks at everything that the search stands on, and says what to do
    Doctor(DoctorArgs),
    /// Checks every file of the index, of every generation
    Verify(VerifyArgs),
    /// Writes the index to one file
    Export(ExportArgs),
    /// Publishes an index that was exported
    Import(ImportArgs),
    /// Shows how text is cut into tokens
    ///
    /// Units and grams (pairs of characters) find, words and stems rank, parts are what
    /// identifiers are made of, glue is what punctuation joins, and raw is what folding loses.
    /// Each has its position, its bytes in the text given, what was written there, and, where
    /// that differs, what it is looked up as.
    Analyze(AnalyzeArgs),
    /// Measures how good the answers are, with queries whose answers are known
    Eval(EvalArgs),
    /// Shows the settings and where each came from
    Config(ConfigArgs),
    /// Prints completions for a shell
    Completions(CompletionsArgs),
    /// Prints the manual page of sou or of one of its commands
    Man(ManArgs),
}

/// `sou init`
#[derive(Debug, ClapArgs)]
pub struct InitArgs {
    #[command(flatten)]
    pub site: SiteArg,
    /// Replace a `sou.yml` that is there already
    #[arg(long)]
    pub force: bool,
}

/// `sou index`
#[derive(Debug, ClapArgs)]
pub struct IndexArgs {
    #[command(flatten)]
    pub site: SiteArg,
    /// Read and analyse every page again, whatever the last run left
    #[arg(long)]
    pub full: bool,
    /// Say what would change and why, and change nothing
    #[arg(long, conflicts_with = "wait")]
    pub dry_run: bool,
    /// With `--dry-run`, name every file
    #[arg(short, long, requires = "dry_run")]
    pub verbose: bool,
    /// Believe a site that has lost many of its pages at once, or all
    ///
    /// Without it, a run that finds more than 30 % of the pages gone, or none left, changes nothing and exits with 3: the disk may not be mounted.
    #[arg(long)]
    pub allow_shrink: bool,
    /// Wait until another run on the same index ends, at most so long if SECONDS is given
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, require_equals = true)]
    pub wait: Option<Option<u64>>,
    /// Say nothing of a run that went well: for timers
    #[arg(long)]
    pub quiet: bool,
    /// Print every warning, and exit with 1 if there is one
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub settings: SettingFlags<Indexing>,
}

/// `sou serve`
#[derive(Debug, ClapArgs)]
pub struct ServeArgs {
    #[command(flatten)]
    pub site: SiteArg,
    #[command(flatten)]
    pub settings: SettingFlags<Serving>,
}

/// `sou check`
#[derive(Debug, ClapArgs)]
pub struct CheckArgs {
    #[command(flatten)]
    pub site: SiteArg,
    /// Exit with 1 if there is a warning
    #[arg(long)]
    pub strict: bool,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub settings: SettingFlags<Reading>,
}

/// `sou doctor`
#[derive(Debug, ClapArgs)]
pub struct DoctorArgs {
    #[command(flatten)]
    pub site: SiteArg,
    /// Only ask the server that listens at the address: for health checks
    #[arg(long)]
    pub server: bool,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub settings: SettingFlags<Everything>,
}

/// `sou verify`
#[derive(Debug, ClapArgs)]
pub struct VerifyArgs {
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub settings: SettingFlags<Asking>,
}

/// `sou export`
#[derive(Debug, ClapArgs)]
pub struct ExportArgs {
    /// Where to, such as `sou.tar.gz`; `-` is stdout
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    pub settings: SettingFlags<Asking>,
}

/// `sou import`
#[derive(Debug, ClapArgs)]
pub struct ImportArgs {
    /// What `sou export` wrote; `-` is stdin
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    pub settings: SettingFlags<Asking>,
}

/// `sou analyze`
#[derive(Debug, ClapArgs)]
pub struct AnalyzeArgs {
    /// The text
    #[arg(value_name = "TEXT", required = true)]
    pub text: Vec<String>,
    /// Cut it as a page in this language is cut; if not given, as a query is
    #[arg(short, long, value_name = "LANG", value_parser = language)]
    pub lang: Option<LanguageTag>,
    /// Print one JSON array
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub settings: SettingFlags<Cutting>,
}

/// `sou eval`
#[derive(Debug, ClapArgs)]
pub struct EvalArgs {
    /// Golden queries: a list in YAML, a `.jsonl` of one query a line, or the folder of a test set
    #[arg(value_name = "FILE|FOLDER", required = true)]
    pub golden: Vec<PathBuf>,
    /// Exit with 1 if the mean of the classes' MRR@10 is below, from 0 to 1
    #[arg(long, value_name = "MRR", value_parser = share)]
    pub min: Option<f64>,
    /// Say what moved since another run, from what its `--json` printed
    #[arg(long, value_name = "OLD.json")]
    pub compare: Option<PathBuf>,
    /// How many of the worst queries, and of those that moved, are shown
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub worst: usize,
    /// Ask again without each part of the ranking, and say what that loses
    #[arg(long, conflicts_with = "compare")]
    pub ablate: bool,
    /// Put all test sets into one index, their languages mixed
    #[arg(long)]
    pub together: bool,
    /// Leave the titles of test sets out, as published figures do
    #[arg(long)]
    pub text_only: bool,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub settings: SettingFlags<Asking>,
}

/// `sou config`
#[derive(Debug, ClapArgs)]
pub struct ConfigArgs {
    /// What to do with the settings
    #[command(subcommand)]
    pub work: ConfigWork,
}

/// What to do with the settings.
#[derive(Debug, Subcommand)]
pub enum ConfigWork {
    /// Shows each setting, its value and where it came from
    Show(ConfigShowArgs),
}

/// `sou config show`
#[derive(Debug, ClapArgs)]
pub struct ConfigShowArgs {
    /// Print one JSON array
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub settings: SettingFlags<Everything>,
}

/// `sou completions`
#[derive(Debug, ClapArgs)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// `sou man`
#[derive(Debug, ClapArgs)]
pub struct ManArgs {
    /// The command; sou itself if not given
    pub command: Option<String>,
}

/// The site as an argument: `sou index my-blog`.
#[derive(Debug, Default, ClapArgs)]
pub struct SiteArg {
    /// Root of the site; the current folder if not given
    #[arg(id = "SITE", value_name = "SITE")]
    pub root: Option<String>,
}

fn share(text: &str) -> Result<f64, String> {
    let share: Option<f64> = text.parse().ok();
    share
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| "expected a number from 0 to 1".to_owned())
}

//! `sou analyze`: shows how text is cut, for whoever wonders why a page is found.

use serde::Serialize;

use crate::cli::args::AnalyzeArgs;
use crate::cli::columns::{clean, width_columns};
use crate::cli::environment::Environment;
use crate::cli::failure::Result;
use crate::cli::output::Output;
use crate::cli::{Exit, commands};
use crate::text::{Analysis, Languages, TokenKind};

/// One token, as `sou analyze --json` prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TokenLine {
    /// In units from the start.
    pub position: u32,
    /// In lower case: `unit`, `gram`, `part`, `word`, `stem`, `glue`, `raw`.
    pub kind: &'static str,
    /// As it is looked up.
    pub term: String,
    /// As it was written.
    pub text: String,
    /// In bytes of the text given.
    pub start_bytes: usize,
    /// In bytes of the text given, exclusive.
    pub end_bytes: usize,
}

/// Runs `sou analyze`.
///
/// # Errors
///
/// If a setting is wrong.
pub fn run(args: AnalyzeArgs) -> Result<Exit> {
    let environment = Environment::of_this_process()?;
    let settings = commands::settings(&args.settings.typed(), &environment)?;
    let text = args.text.join(" ");
    let languages = args.lang.as_ref().map_or(Languages::Any(&[]), |tag| Languages::One(tag.primary()));
    let mut analysis = Analysis::default();
    commands::analyzer(&settings).analyze(&text, languages, &mut analysis);
    let tokens: Vec<TokenLine> = analysis
        .tokens()
        .map(|token| TokenLine {
            position: token.position,
            kind: name(token.kind),
            term: token.term.to_owned(),
            text: text[token.original_range.clone()].to_owned(),
            start_bytes: token.original_range.start,
            end_bytes: token.original_range.end,
        })
        .collect();
    let mut output = Output::stdout();
    if args.json {
        output.json(&tokens)?;
    } else {
        print(&mut output, &tokens)?;
    }
    output.finish()?;
    Ok(Exit::Success)
}

/// Position, kind, bytes, term and, where it differs, what was written.
fn print(output: &mut Output, tokens: &[TokenLine]) -> Result<()> {
    let width = tokens.iter().map(|token| width_columns(&token.term)).max().unwrap_or(0);
    for token in tokens {
        let bytes = format!("{}..{}", token.start_bytes, token.end_bytes);
        let padding = width - width_columns(&token.term);
        let written = if token.text == token.term { String::new() } else { clean(&token.text) };
        let line = format!(
            "{:>4}  {:<4}  {bytes:<9}  {}{:padding$}  {written}",
            token.position, token.kind, token.term, ""
        );
        output.line(line.trim_end())?;
    }
    Ok(())
}

fn name(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Unit => "unit",
        TokenKind::Gram => "gram",
        TokenKind::Part => "part",
        TokenKind::Word => "word",
        TokenKind::Stem => "stem",
        TokenKind::Glue => "glue",
        TokenKind::Raw => "raw",
    }
}

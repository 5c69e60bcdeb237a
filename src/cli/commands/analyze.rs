//! `sou analyze`: shows how text is cut, for whoever wonders why a page is found.

use serde::Serialize;

use crate::cli::args::AnalyzeArgs;
use crate::cli::columns::{clean, width_columns};
use crate::cli::environment::Environment;
use crate::cli::failure::Result;
use crate::cli::output::{Output, QUIET};
use crate::cli::{Exit, commands};
use crate::text::cut::cut;
use crate::text::fold::fold_str;
use crate::text::pinyin::syllables_of;
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
    /// How a single Han character may be read; a query in pinyin may mean any of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pinyin: Vec<&'static str>,
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
    let analyzer = commands::analyzer(&settings);
    let mut analysis = Analysis::default();
    analyzer.analyze(&text, languages, &mut analysis);
    let line = |token: crate::text::Token<'_>| TokenLine {
        position: token.position,
        kind: name(token.kind),
        term: token.term.to_owned(),
        text: text[token.original_range.clone()].to_owned(),
        start_bytes: token.original_range.start,
        end_bytes: token.original_range.end,
        pinyin: if token.kind == TokenKind::Unit { readings(token.term) } else { Vec::new() },
    };
    let tokens: Vec<TokenLine> = analysis.tokens().map(line).collect();
    let mut output = Output::stdout();
    if args.json {
        output.json(&tokens)?;
    } else {
        let pieces = cut(&text, &analyzer, languages).into_iter().map(|piece| clean(&text[piece]));
        let cut_as = args.lang.map_or("cut as a query".to_owned(), |lang| format!("cut as a page in {lang}"));
        output.line(format_args!("{cut_as}: {}", pieces.collect::<Vec<String>>().join(" | ")))?;
        let folded = fold_str(&text);
        if folded != text {
            output.line(format_args!("folded to: {}", clean(&folded)))?;
        }
        output.line("")?;
        print(&mut output, &tokens)?;
    }
    output.finish()?;
    Ok(Exit::Success)
}

/// A table: position, kind, bytes, what was written, what that is looked up as
/// where it differs, and how it may be read; its columns aligned as a terminal
/// counts them.
fn print(output: &mut Output, tokens: &[TokenLine]) -> Result<()> {
    let row = |token: &TokenLine| {
        let looked_up = if token.text == token.term { String::new() } else { clean(&token.term) };
        [
            token.position.to_string(),
            token.kind.to_owned(),
            format!("{}..{}", token.start_bytes, token.end_bytes),
            clean(&token.text),
            looked_up,
            token.pinyin.join(", "),
        ]
    };
    let head = ["position", "kind", "bytes", "written", "looked up as", "pinyin"].map(str::to_owned);
    let rows: Vec<[String; 6]> = std::iter::once(head).chain(tokens.iter().map(row)).collect();
    // A column that says nothing anywhere is left out, its head too.
    let is_said = |column: usize| rows.iter().skip(1).any(|row| !row[column].is_empty());
    let columns: Vec<usize> = (0..6).filter(|&column| is_said(column)).collect();
    for (number, row) in rows.iter().enumerate() {
        let mut line = String::new();
        for &column in &columns {
            let widest = rows.iter().map(|row| width_columns(&row[column])).max().unwrap_or(0);
            let padding = widest - width_columns(&row[column]);
            let (left, right) = if column == 0 { (padding, 2) } else { (0, padding + 2) };
            line.push_str(&format!("{:left$}{}{:right$}", "", row[column], ""));
        }
        let line = line.trim_end();
        match number {
            0 => output.line(format_args!("{QUIET}{line}{QUIET:#}"))?,
            _ => output.line(line)?,
        }
    }
    Ok(())
}

/// How a term of one Han character may be read.
fn readings(term: &str) -> Vec<&'static str> {
    let mut characters = term.chars();
    match (characters.next(), characters.next()) {
        (Some(only), None) => syllables_of(only).iter().map(|syllable| syllable.as_str()).collect(),
        _ => Vec::new(),
    }
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

//! Where data goes: stdout, buffered, coloured only where that is wanted.
//!
//! Talk (progress, summaries, warnings) goes to stderr through [`talk`], so that
//! a pipe carries data and nothing else.

use std::fmt;
use std::io::{self, BufWriter, IsTerminal, Write};

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::cli::Failure;
use crate::cli::failure::Result;

/// What matched.
pub const MARK: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red))).bold();

/// A title.
pub const TITLE: Style = Style::new().bold();

/// An address or a place in a file.
pub const PLACE: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));

/// What is said beside the matter.
pub const QUIET: Style = Style::new().dimmed();

/// A warning.
pub const WARNING: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow))).bold();

/// What does not work.
pub const FAILURE: Style = MARK;

/// How wide a page of output is where no terminal says, in columns.
const DEFAULT_COLUMNS: usize = 100;

/// Lines longer than this are hard to read, in columns; terminals are often wider.
const MAX_COLUMNS: usize = 120;

/// Stdout. [`finish`](Self::finish) must be called, or the end may be lost.
#[derive(Debug)]
pub struct Output {
    stream: BufWriter<anstream::AutoStream<io::StdoutLock<'static>>>,
}

impl Output {
    /// Takes stdout for the rest of the command.
    pub fn stdout() -> Self {
        let choice = anstream::AutoStream::choice(&io::stdout());
        Self { stream: BufWriter::new(anstream::AutoStream::new(io::stdout().lock(), choice)) }
    }

    /// Whether a person is looking at it.
    pub fn is_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// How many columns a line may take.
    pub fn columns(&self) -> usize {
        let size = terminal_size::terminal_size_of(io::stdout());
        size.map_or(DEFAULT_COLUMNS, |(width, _)| usize::from(width.0).min(MAX_COLUMNS))
    }

    /// Writes one line. Styles are dropped where colour is not wanted.
    ///
    /// # Errors
    ///
    /// If stdout cannot be written.
    pub fn line(&mut self, text: impl fmt::Display) -> Result<()> {
        writeln!(self.stream, "{text}").map_err(Failure::Output)
    }

    /// Writes `value` as one JSON document, indented, with a final line break.
    ///
    /// # Errors
    ///
    /// If stdout cannot be written.
    pub fn json<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        serde_json::to_writer_pretty(&mut self.stream, value)
            .map_err(|error| Failure::Output(io::Error::from(error)))?;
        self.line("")
    }

    /// Writes `value` as JSON on one line.
    ///
    /// # Errors
    ///
    /// If stdout cannot be written.
    pub fn json_line<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        serde_json::to_writer(&mut self.stream, value)
            .map_err(|error| Failure::Output(io::Error::from(error)))?;
        self.line("")
    }

    /// Writes what is still held back.
    ///
    /// # Errors
    ///
    /// If stdout cannot be written.
    pub fn finish(mut self) -> Result<()> {
        self.stream.flush().map_err(Failure::Output)
    }
}

/// Whether a person is at the other end of stderr.
pub fn is_heard() -> bool {
    io::stderr().is_terminal()
}

/// Tells a person something, on stderr. Nobody reading there is no error.
pub fn talk(text: impl fmt::Display) {
    let mut stderr = anstream::stderr().lock();
    match writeln!(stderr, "{text}") {
        Ok(()) | Err(_) => {}
    }
}

/// Tells a person that something is not as it should be, on stderr.
pub fn warn(text: impl fmt::Display) {
    talk(format_args!("{WARNING}warning:{WARNING:#} {text}"));
}

/// `1 page`, `2 pages`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

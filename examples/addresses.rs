//! Prints what a site's pages are, one a line: path, address, and the anchors of
//! its headings, separated by tabs; sorted by path.
//!
//! `tests/generators` compares it with what the generators themselves make.
//!
//! ```text
//! cargo run --example addresses -- FOLDER [GENERATOR] [--why]
//! ```
//!
//! With `--why` the files that are no pages follow, each with the reason, and
//! the diagnostics go to standard error.

use std::io::{self, Write};
use std::path::Path;

use sou::document::{Outcome, SiteOptions, SiteReader};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let explains = arguments.iter().any(|argument| argument == "--why");
    let mut names = arguments.iter().filter(|argument| !argument.starts_with("--"));
    let root = names.next().ok_or("expected a folder")?;
    let generator = match names.next() {
        Some(name) => Some(serde_json::from_value(serde_json::Value::String(name.to_lowercase()))?),
        None => None,
    };
    let options = SiteOptions { generator, ..SiteOptions::default() };
    let (reader, mut diagnostics) = SiteReader::open(Path::new(root), &options, jiff::Timestamp::now())?;
    let mut output = io::BufWriter::new(io::stdout().lock());
    let mut left_out = Vec::new();
    for file in reader.files() {
        let reading = reader.read(file);
        diagnostics.extend(reading.diagnostics);
        match reading.outcome {
            Outcome::Published(page) => {
                write!(output, "{}\t{}", page.path, page.url)?;
                for section in page.sections.iter().filter(|section| section.level > 0) {
                    write!(output, "\t{}", section.anchor)?;
                }
                writeln!(output)?;
            }
            Outcome::LeftOut(reason) => left_out.push(format!("{}\t{reason:?}", file.path)),
            Outcome::Unreadable(reason) => left_out.push(format!("{}\t{reason}", file.path)),
        }
    }
    if explains {
        for line in left_out {
            writeln!(output, "-\t{line}")?;
        }
        for diagnostic in diagnostics {
            eprintln!("{diagnostic}");
        }
    }
    output.flush()?;
    Ok(())
}

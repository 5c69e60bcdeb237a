//! `sou why`: says why a page is where it is in an answer, or why it is not there.

use serde::Serialize;

use crate::cli::args::WhyArgs;
use crate::cli::environment::Environment;
use crate::cli::failure::Result;
use crate::cli::output::{self, Output};
use crate::cli::{Exit, commands, reasons};
use crate::document::SiteReader;
use crate::search::why::Why;

/// What `sou why --json` prints: the reasons as data and in words.
#[derive(Debug, Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    why: &'a Why,
    /// For each obstacle, what it means.
    in_words: Vec<InWords>,
}

/// An obstacle in words.
#[derive(Debug, Serialize)]
struct InWords {
    /// What keeps the page from being seen.
    because: String,
    /// What would change that.
    change: String,
}

/// Runs `sou why`: exit code 0 if the page is among the results, 1 if it is not.
///
/// # Errors
///
/// If there is no index, or the query is too long.
pub fn run(args: WhyArgs) -> Result<Exit> {
    let environment = Environment::of_this_process()?;
    let request = args.question.request(args.query, environment.reader_language.clone())?;
    let settings = commands::settings(&args.settings.typed(), &environment)?;
    let engine = commands::open_engine(&settings, &environment)?;
    let site = match SiteReader::open(&settings.site, &settings.site_options, environment.now) {
        Ok((site, _)) => Some(site),
        Err(error) => {
            output::warn(format_args!("only the index is asked: {error}"));
            None
        }
    };
    // As a shell completes it: from the current folder, which may be below the site's.
    let on_disk = environment.current_folder.join(&args.path);
    let below = on_disk.strip_prefix(&settings.site).ok();
    let below = below.map(|path| path.to_string_lossy().replace('\\', "/"));
    let names: Vec<&str> = std::iter::once(args.path.as_str()).chain(below.as_deref()).collect();
    let why = engine.why(&request, &names, site.as_ref())?;

    let mut output = Output::stdout();
    if args.json {
        let in_words = why.obstacles.iter().map(|obstacle| InWords {
            because: reasons::because(obstacle),
            change: reasons::change(obstacle, &why),
        });
        output.json(&Report { why: &why, in_words: in_words.collect() })?;
    } else {
        let columns = output.columns();
        for line in reasons::lines(&why, columns) {
            output.line(line)?;
        }
    }
    output.finish()?;
    Ok(if why.place.is_some() { Exit::Success } else { Exit::NothingFound })
}

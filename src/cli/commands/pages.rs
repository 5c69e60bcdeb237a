//! `sou pages`: what the index holds, and with `--all` what it does not and why.

use crate::cli::args::PagesArgs;
use crate::cli::columns::clean;
use crate::cli::environment::Environment;
use crate::cli::failure::Result;
use crate::cli::output::Output;
use crate::cli::{Exit, commands};
use crate::search::PageLine;

/// Runs `sou pages`: a page a line, its fields separated by tabs, or as JSON.
///
/// The fields are path, address, title, language, date, tags, anchors,
/// translations and, with `--all`, why the file is left out. Tags, anchors and
/// translations (`lang=address`) are separated by `, `.
///
/// # Errors
///
/// If there is no index.
pub fn run(args: PagesArgs) -> Result<Exit> {
    let environment = Environment::of_this_process()?;
    let settings = commands::settings(&args.settings.typed(), &environment)?;
    let pages = commands::open_engine(&settings, &environment)?.pages(args.all);
    let mut output = Output::stdout();
    for page in &pages {
        if args.json {
            output.json_line(page)?;
        } else {
            output.line(line(page))?;
        }
    }
    output.finish()?;
    Ok(Exit::Success)
}

fn line(page: &PageLine) -> String {
    let translations: Vec<String> =
        page.translations.iter().map(|other| format!("{}={}", other.lang, other.url)).collect();
    let mut fields = vec![
        page.path.clone(),
        page.url.clone().unwrap_or_default(),
        page.title.clone(),
        page.lang.clone(),
        page.date.clone().unwrap_or_default(),
        page.tags.join(", "),
        page.anchors.join(", "),
        translations.join(", "),
    ];
    fields.extend(page.left_out.clone());
    let fields: Vec<String> = fields.iter().map(|field| clean(field)).collect();
    fields.join("\t")
}

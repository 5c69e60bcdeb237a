//! `sou index`: brings the index up to date with the site.

use std::fmt::Write as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;

use crate::cli::args::IndexArgs;
use crate::cli::commands::preview::{self, Detail};
use crate::cli::environment::Environment;
use crate::cli::failure::Result;
use crate::cli::index_folder::ensure_index_folder;
use crate::cli::output::{self, counted};
use crate::cli::settings::Settings;
use crate::cli::{Exit, commands};
use crate::content::{Diagnostic, Severity};
use crate::index::{self, BuildOptions, BuildReport, Progress, Shrink};

/// How much of the site is read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What has changed since the last run.
    Changed,
    /// Everything.
    Full,
}

/// Runs `sou index`.
///
/// # Errors
///
/// If the site cannot be read or the index cannot be written.
pub fn run(args: IndexArgs) -> Result<Exit> {
    let environment = Environment::of_this_process()?;
    let settings = commands::settings(&args.settings.with_site(args.site), &environment)?;
    let extent = if args.full { Extent::Full } else { Extent::Changed };
    let patience = match args.wait {
        None => Duration::ZERO,
        Some(None) => Duration::MAX,
        Some(Some(seconds)) => Duration::from_secs(seconds),
    };
    let shrink = if args.allow_shrink { Shrink::Allow } else { Shrink::Refuse };
    let options = BuildOptions { patience, shrink, ..build_options(&settings, environment.now, extent) };
    if args.dry_run {
        let preview = index::preview(&options, &commands::analyzer(&settings))?;
        return preview::print(&preview, if args.verbose { Detail::Files } else { Detail::Counts });
    }
    let report = build_so(&options, &settings)?;
    if !args.quiet {
        output::talk(summary(&report));
    }
    let n_warnings = warnings(&report.diagnostics).count();
    if args.strict && n_warnings > 0 {
        for diagnostic in warnings(&report.diagnostics) {
            output::warn(diagnostic);
        }
        return Ok(Exit::Warned);
    }
    Ok(Exit::Success)
}

/// Brings the index up to date, showing how far it is.
///
/// # Errors
///
/// If the site cannot be read or the index cannot be written.
pub fn build(settings: &Settings, environment: &Environment, extent: Extent) -> Result<BuildReport> {
    build_so(&build_options(settings, environment.now, extent), settings)
}

/// What the index floor is asked to do by these settings.
pub fn build_options(settings: &Settings, now: Timestamp, extent: Extent) -> BuildOptions {
    BuildOptions {
        site_options: settings.site_options.clone(),
        synonyms: settings.synonyms.clone(),
        full: extent == Extent::Full,
        threads: settings.threads,
        ..BuildOptions::new(&settings.site, &settings.index, now)
    }
}

fn build_so(options: &BuildOptions, settings: &Settings) -> Result<BuildReport> {
    // Without a site the run says so, and makes no folder.
    if settings.site.is_dir() {
        ensure_index_folder(&settings.index)?;
    }
    let bar = progress_bar();
    let report =
        index::build(options, &commands::analyzer(settings), &|progress| show_progress(&bar, progress));
    bar.finish_and_clear();
    Ok(report?)
}

fn warnings(diagnostics: &[Diagnostic]) -> impl Iterator<Item = &Diagnostic> {
    diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Warning)
}

/// A bar on a terminal, nothing elsewhere.
fn progress_bar() -> ProgressBar {
    if !output::is_heard() {
        return ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    }
    let style = ProgressStyle::with_template("{msg:>10} {wide_bar} {pos}/{len}")
        .expect("the template names only what indicatif knows");
    ProgressBar::new(0).with_style(style)
}

fn show_progress(bar: &ProgressBar, progress: Progress) {
    match progress {
        Progress::Reading { done, of } => {
            bar.set_message("reading");
            bar.set_length(of as u64);
            bar.set_position(done as u64);
        }
        Progress::Publishing => bar.set_message("publishing"),
    }
}

/// What a run did, in one line: pages, sections, languages, what was left out, warnings, time, size.
pub fn summary(report: &BuildReport) -> String {
    let mut line = if report.changed { "indexed ".to_owned() } else { "nothing new: ".to_owned() };
    line.push_str(&counted(report.n_pages, "page", "pages"));
    if !report.languages.is_empty() {
        let languages: Vec<String> = report
            .languages
            .iter()
            .map(|(language, n_pages)| format!("{} {n_pages}", named(language)))
            .collect();
        write!(line, " ({})", languages.join(", ")).expect("writing to a string succeeds");
    }
    write!(line, ", {}", counted(report.n_sections, "section", "sections"))
        .expect("writing to a string succeeds");
    if report.changed {
        write!(line, "; {} read, {} removed", report.n_read, report.n_removed)
            .expect("writing to a string succeeds");
        if report.n_moved > 0 {
            write!(line, ", {} moved", report.n_moved).expect("writing to a string succeeds");
        }
        if report.n_recut > 0 {
            write!(line, ", {} cut again for new words", report.n_recut)
                .expect("writing to a string succeeds");
        }
    }
    if report.n_left_out > 0 {
        write!(line, "; {} left out", report.n_left_out).expect("writing to a string succeeds");
    }
    match warnings(&report.diagnostics).count() {
        0 => {}
        n_warnings => {
            let warnings = counted(n_warnings, "warning", "warnings");
            write!(line, "; {warnings} (`sou check` lists them)").expect("writing to a string succeeds");
        }
    }
    let size = size(report.size_bytes);
    write!(line, "; {:.2} s, {size}, {}", report.took_secs, report.generation)
        .expect("writing to a string succeeds");
    line
}

fn named(language: &str) -> &str {
    if language.is_empty() { "unknown" } else { language }
}

/// Bytes for a person: `812 B`, `1.2 MB`.
pub fn size(size_bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if size_bytes < 1_000 {
        return format!("{size_bytes} B");
    }
    let mut value = size_bytes as f64 / 1_000.0;
    let mut unit = 0;
    while value >= 999.95 && unit + 1 < UNITS.len() {
        value /= 1_000.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::document::GeneratorKind;

    fn report() -> BuildReport {
        BuildReport {
            generator: GeneratorKind::Jekyll,
            generation: "gen-000003".to_owned(),
            published: true,
            changed: true,
            n_pages: 24,
            n_sections: 1,
            n_left_out: 2,
            n_read: 5,
            n_recut: 0,
            n_removed: 0,
            n_moved: 0,
            languages: vec![("zh-Hans".to_owned(), 20), (String::new(), 4)],
            diagnostics: Vec::new(),
            took_secs: 0.314,
            size_bytes: 1_234_567,
        }
    }

    #[test]
    fn the_summary_is_one_line() {
        expect!["indexed 24 pages (zh-Hans 20, unknown 4), 1 section; 5 read, 0 removed; 2 left out; 0.31 s, 1.2 MB, gen-000003"]
            .assert_eq(&summary(&report()));
        let diagnostic = Diagnostic {
            severity: Severity::Warning,
            path: "_posts/滚动更新.md".to_owned(),
            line: 3,
            message: "expected a date, found `昨天`".to_owned(),
            hint: None,
        };
        let quiet = BuildReport { changed: false, diagnostics: vec![diagnostic], ..report() };
        expect!["nothing new: 24 pages (zh-Hans 20, unknown 4), 1 section; 2 left out; 1 warning (`sou check` lists them); 0.31 s, 1.2 MB, gen-000003"]
            .assert_eq(&summary(&quiet));
    }

    #[test]
    fn sizes_read_like_sizes() {
        let shown: Vec<String> =
            [0, 999, 1_000, 999_949, 999_950, 2_160_000_000].into_iter().map(size).collect();
        assert_eq!(shown, ["0 B", "999 B", "1.0 kB", "999.9 kB", "1.0 MB", "2.2 GB"]);
    }
}

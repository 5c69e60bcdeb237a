//! `sou check`: everything in the site's files that is not understood, and where.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Serialize;

use crate::cli::args::CheckArgs;
use crate::cli::columns::clean;
use crate::cli::environment::Environment;
use crate::cli::failure::Result;
use crate::cli::output::{Output, PLACE, WARNING, counted};
use crate::cli::{Exit, commands};
use crate::content::{Diagnostic, Severity};
use crate::document::built::{Build, Confirmation, Finding};
use crate::document::{GeneratorKind, Outcome, SiteReader};

/// What `sou check --json` prints.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckReport {
    /// Whose rules are followed.
    pub generator: GeneratorKind,
    /// Markdown files found.
    pub n_files: usize,
    /// Files that are published pages.
    pub n_pages: usize,
    /// Files that are left out; `sou pages --all` says why.
    pub n_left_out: usize,
    /// Files that could not be read.
    pub n_unreadable: usize,
    /// Remarks of severity `Warning`.
    pub n_warnings: usize,
    /// How far the built site agrees; `None` if there is none to compare with.
    pub built: Option<BuiltReport>,
    /// By path, then by line.
    pub diagnostics: Vec<Diagnostic>,
}

/// How far a built site agrees with what is read from Markdown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BuiltReport {
    /// Its folder, relative to the site or absolute.
    pub folder: String,
    /// Pages that should be there.
    pub n_addresses: usize,
    /// Pages that are there.
    pub n_right_addresses: usize,
    /// Headings that have an anchor on one of the two sides.
    pub n_anchors: usize,
    /// Headings whose anchor is right.
    pub n_right_anchors: usize,
}

/// Runs `sou check`.
///
/// # Errors
///
/// If the site's root cannot be read.
pub fn run(args: CheckArgs) -> Result<Exit> {
    let environment = Environment::of_this_process()?;
    let settings = commands::settings(&args.settings.with_site(args.site), &environment)?;
    let (site, diagnostics) = SiteReader::open(&settings.site, &settings.site_options, environment.now)?;
    let build = site.built_site();
    let report = check(&site, build.as_ref(), diagnostics, settings.threads);
    let mut output = Output::stdout();
    if args.json {
        output.json(&report)?;
    } else {
        print(&mut output, &report)?;
    }
    output.finish()?;
    Ok(if args.strict && report.n_warnings > 0 { Exit::Warned } else { Exit::Success })
}

/// Reads every file and gathers the remarks; `diagnostics` are those on the site itself.
fn check(
    site: &SiteReader,
    build: Option<&Build>,
    diagnostics: Vec<Diagnostic>,
    threads: usize,
) -> CheckReport {
    let report = Mutex::new(CheckReport {
        generator: site.generator(),
        n_files: site.files().len(),
        n_pages: 0,
        n_left_out: 0,
        n_unreadable: 0,
        n_warnings: 0,
        built: build.map(BuiltReport::new),
        diagnostics,
    });
    let next = AtomicUsize::new(0);
    let read_until_done = || {
        while let Some(file) = site.files().get(next.fetch_add(1, Ordering::Relaxed)) {
            let (reading, confirmation) = match build {
                Some(build) => site.compare(file, build),
                None => (site.read(file), None),
            };
            let mut report = report.lock().expect("no thread panics while it holds the report");
            match reading.outcome {
                Outcome::Published(_) => report.n_pages += 1,
                Outcome::LeftOut(_) => report.n_left_out += 1,
                Outcome::Unreadable(reason) => {
                    report.n_unreadable += 1;
                    // A reader that also says so in its remarks is not repeated.
                    if reading.diagnostics.is_empty() {
                        report.diagnostics.push(unreadable(&file.path, reason));
                    }
                }
            }
            report.diagnostics.extend(reading.diagnostics);
            if let (Some(built), Some(confirmation)) = (&mut report.built, &confirmation) {
                built.add(confirmation);
            }
            report.diagnostics.extend(confirmation.into_iter().flat_map(|found| found.differences));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(read_until_done);
        }
    });
    let mut report = report.into_inner().expect("no thread panics while it holds the report");
    report.diagnostics.sort_by(|one, other| (&one.path, one.line).cmp(&(&other.path, other.line)));
    report.n_warnings =
        report.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Warning).count();
    report
}

impl BuiltReport {
    fn new(build: &Build) -> Self {
        let folder = build.folder().to_owned();
        Self { folder, n_addresses: 0, n_right_addresses: 0, n_anchors: 0, n_right_anchors: 0 }
    }

    fn add(&mut self, confirmation: &Confirmation) {
        self.n_addresses += 1;
        self.n_right_addresses += usize::from(confirmation.finding != Finding::Missing);
        self.n_anchors += confirmation.n_anchors;
        self.n_right_anchors += confirmation.n_right_anchors;
    }
}

impl std::fmt::Display for BuiltReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { folder, n_addresses, n_right_addresses, n_anchors, n_right_anchors } = self;
        let (right, all) = (grouped(*n_right_addresses), grouped(*n_addresses));
        let (right_anchors, all_anchors) = (grouped(*n_right_anchors), grouped(*n_anchors));
        write!(f, "built site in `{folder}`: {right}/{all} addresses, {right_anchors}/{all_anchors} anchors")
    }
}

/// A number with a comma before every three digits.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn unreadable(path: &str, reason: String) -> Diagnostic {
    Diagnostic {
        severity: Severity::Warning,
        path: path.to_owned(),
        line: 0,
        message: format!("cannot be read: {reason}"),
        hint: None,
    }
}

fn print(output: &mut Output, report: &CheckReport) -> Result<()> {
    for diagnostic in &report.diagnostics {
        let place = match diagnostic.line {
            0 => clean(&diagnostic.path),
            line => format!("{}:{line}", clean(&diagnostic.path)),
        };
        let severity = match diagnostic.severity {
            Severity::Warning => format!("{WARNING}warning:{WARNING:#}"),
            Severity::Note => "note:".to_owned(),
        };
        output.line(format_args!("{PLACE}{place}:{PLACE:#} {severity} {}", clean(&diagnostic.message)))?;
        if let Some(hint) = &diagnostic.hint {
            output.line(format_args!("  hint: {}", clean(hint)))?;
        }
    }
    let generator = serde_json::to_value(report.generator);
    let generator = generator.expect("a kind of generator is one word");
    let mut counts =
        vec![counted(report.n_pages, "page", "pages"), format!("{} left out", report.n_left_out)];
    if report.n_unreadable > 0 {
        counts.push(format!("{} unreadable", report.n_unreadable));
    }
    counts.push(counted(report.n_warnings, "warning", "warnings"));
    let files = counted(report.n_files, "file", "files");
    let generator = generator.as_str().unwrap_or("unknown");
    output.line(format_args!("{generator} site, {files}: {}", counts.join(", ")))?;
    report.built.iter().try_for_each(|built| output.line(built))
}

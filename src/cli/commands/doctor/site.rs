//! The site: whether it is there, whose rules it follows, whether its files can be looked at.

use std::time::{Duration, SystemTime};

use crate::cli::commands::doctor::{Findings, shown};
use crate::cli::environment::Environment;
use crate::cli::output::counted;
use crate::cli::settings::Settings;
use crate::content::Diagnostic;
use crate::document::SiteReader;

/// How far in the future a file may have been saved: clocks differ a little.
const MAX_AHEAD: Duration = Duration::from_secs(60 * 60);

/// Looks at the site; gives what can be read of it.
pub(super) fn look(
    settings: &Settings,
    environment: &Environment,
    findings: &mut Findings,
) -> Option<SiteReader> {
    let root = &settings.site;
    if !root.is_dir() {
        let advice = "name the folder of the site: `sou doctor SITE`, `SOU_SITE` or `site:` in `sou.yml`";
        findings.fail("site", format!("there is no folder {}", shown(root)), advice);
        return None;
    }
    let site = match SiteReader::open(root, &settings.site_options, environment.now) {
        Ok((site, diagnostics)) => {
            findings.ok("site", shown(root));
            for diagnostic in &diagnostics {
                let advice = diagnostic.hint.clone();
                let advice = advice.unwrap_or_else(|| "`sou check` says more".to_owned());
                findings.warn("site", Diagnostic { hint: None, ..diagnostic.clone() }.to_string(), advice);
            }
            site
        }
        Err(error) => {
            findings.error("site", &error, "let the user who runs this read the folder");
            return None;
        }
    };
    let origin = settings.resolved.iter().find(|row| row.setting.key == "generator");
    let how = match origin.filter(|row| row.value.is_some()) {
        Some(row) => row.origin.to_string(),
        None => "detected".to_owned(),
    };
    let kind = serde_json::to_value(site.generator()).expect("a kind of generator is one word");
    findings.ok("generator", format!("{} ({how})", kind.as_str().unwrap_or("unknown")));
    look_at_files(&site, findings);
    Some(site)
}

fn look_at_files(site: &SiteReader, findings: &mut Findings) {
    let files = site.files();
    if files.is_empty() {
        let advice = "if the pages lie elsewhere, say so with `content:` in `sou.yml`; \
                      if the generator is another, with `generator:`";
        findings.fail("files", "no Markdown file was found", advice);
        return;
    }
    findings.ok("files", counted(files.len(), "Markdown file", "Markdown files"));
    if let Some(first) = site.unreadable().first() {
        let message = match site.unreadable().len() - 1 {
            0 => format!("`{first}` cannot be looked at"),
            n_more => format!("`{first}` and {n_more} more folders or files cannot be looked at"),
        };
        findings.warn(
            "files",
            message,
            "let the user who indexes read them; their pages stay as last indexed",
        );
    }
    let latest = SystemTime::now() + MAX_AHEAD;
    if let Some(file) = files.iter().find(|file| file.modified > latest) {
        let message = format!("`{}` was saved in the future", file.path);
        findings.warn("files", message, "set the clock of this machine, or `touch` the file");
    }
}

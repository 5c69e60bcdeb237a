//! `sou serve`: brings the index up to date, then answers over HTTP.
//!
//! The one place where the command line and the service meet.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;

use crate::cli::args::ServeArgs;
use crate::cli::commands::index::{self, Extent};
use crate::cli::environment::Environment;
use crate::cli::failure::Result;
use crate::cli::output::{self, Output};
use crate::cli::settings::{self, Settings, Typed};
use crate::cli::{Exit, Failure, commands};
use crate::error::Error;
use crate::service::upkeep::{Job, watch::watch};
use crate::service::{self, AppState, CorsPolicy, Schedule, Secret, ServiceOptions, SiteOrigin, Upkeep};
use crate::text::Analyzer;

/// Runs `sou serve` until it is told to stop.
///
/// # Errors
///
/// If there is neither a site to index nor an index, the address is taken, or the
/// secret cannot be read.
pub fn run(args: ServeArgs) -> Result<Exit> {
    let environment = Environment::of_this_process()?;
    let typed = args.settings.with_site(args.site);
    let settings = commands::settings(&typed, &environment)?;
    let webhook_secret = settings.webhook_secret_file.as_deref().map(read_secret).transpose()?;
    // The address first: whoever already has it should be known before minutes of indexing.
    let listener = listen(&settings)?;
    bring_up_to_date(&settings, &environment)?;
    service::log_to_stderr(&settings.log);
    let options = ServiceOptions {
        site: settings.site_url.as_deref().and_then(SiteOrigin::parse),
        cors: CorsPolicy::of_origins(&settings.cors_origins),
        webhook_secret,
    };
    let analyzer = commands::analyzer(&settings);
    let state = AppState::new(settings.index.clone(), Arc::clone(&analyzer), options);
    keep_up(
        &state,
        &settings,
        &analyzer,
        SettingsAtStart { typed, environment, settings: settings.clone() },
    )?;
    announce(&listener, &settings)?;
    service::run(listener, state)?;
    Ok(Exit::Success)
}

/// Lets the server index by itself where the settings say so.
fn keep_up(
    state: &AppState,
    settings: &Settings,
    analyzer: &Arc<Analyzer>,
    at_start: SettingsAtStart,
) -> Result<()> {
    let has_webhook = state.options().webhook_secret.is_some();
    if settings.every.is_none() && !settings.watch && !has_webhook {
        return Ok(());
    }
    let job = job(settings, Arc::clone(analyzer), at_start);
    let schedule =
        if settings.watch { Schedule::watched(settings.every) } else { Schedule { every: settings.every } };
    let upkeep = Upkeep::start(job, schedule, Arc::clone(state.engines()))?;
    if settings.watch {
        watch(settings.site.clone(), &settings.index, upkeep.clone())?;
    }
    state.set_upkeep(upkeep);
    Ok(())
}

/// One run of the indexer, without the talk of `sou index`.
fn job(settings: &Settings, analyzer: Arc<Analyzer>, at_start: SettingsAtStart) -> Job {
    let settings = settings.clone();
    let have_changed = AtomicBool::new(false);
    Box::new(move || {
        if at_start.have_changed() != have_changed.load(Ordering::Relaxed) {
            have_changed.fetch_not(Ordering::Relaxed);
            service::log_changed_settings(have_changed.load(Ordering::Relaxed));
        }
        let options = index::build_options(&settings, Timestamp::now(), Extent::Changed);
        crate::index::build(&options, &analyzer, &|_| {})
    })
}

/// What the server was started with, to see whether `sou.yml` says something else now.
struct SettingsAtStart {
    typed: Typed,
    environment: Environment,
    settings: Settings,
}

impl SettingsAtStart {
    /// A server goes on with the settings that it was started with: its analyzer
    /// must stay the one that writes. A file that is half saved has not changed.
    fn have_changed(&self) -> bool {
        settings::resolve(&self.typed, &self.environment).is_ok_and(|now| now != self.settings)
    }
}

/// The secret in the file at `path`.
fn read_secret(path: &Path) -> Result<Secret> {
    let text = fs::read_to_string(path).map_err(Error::io("read", path))?;
    Secret::new(&text).ok_or_else(|| Failure::SecretTooShort { path: path.to_owned() })
}

/// Indexes the site if it is there. A site that cannot be indexed is no reason
/// to stop answering from the index there is.
fn bring_up_to_date(settings: &Settings, environment: &Environment) -> Result<()> {
    let has_index = crate::index::exists(&settings.index);
    if has_index && !settings.site.is_dir() {
        output::warn(format_args!(
            "there is no site in `{}`: answering as last indexed",
            settings.site.display()
        ));
        return Ok(());
    }
    match index::build(settings, environment, Extent::Changed) {
        Ok(report) => {
            output::talk(index::summary(&report));
            Ok(())
        }
        Err(failure @ Failure::Work(_)) if has_index => {
            output::warn(format_args!("answering as last indexed, because: {failure}"));
            Ok(())
        }
        Err(failure) => Err(failure),
    }
}

fn listen(settings: &Settings) -> Result<TcpListener> {
    let failed = |source| Failure::Listen { addr: settings.addr.clone(), source };
    TcpListener::bind(&settings.addr).map_err(failed)
}

/// Prints the address, the one line of data that this command has.
fn announce(listener: &TcpListener, settings: &Settings) -> Result<()> {
    let failed = |source| Failure::Listen { addr: settings.addr.clone(), source };
    let addr = listener.local_addr().map_err(failed)?;
    let mut output = Output::stdout();
    output.line(format_args!("http://{addr}"))?;
    output.finish()
}

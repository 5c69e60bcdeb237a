//! `sou serve`: brings the index up to date, then answers over HTTP.
//!
//! The one place where the command line and the service meet.

use std::net::TcpListener;

use crate::cli::args::ServeArgs;
use crate::cli::commands::index::{self, Extent};
use crate::cli::environment::Environment;
use crate::cli::failure::Result;
use crate::cli::output::{self, Output};
use crate::cli::settings::Settings;
use crate::cli::{Exit, Failure, commands};
use crate::service::{self, AppState, CorsPolicy, ServiceOptions, SiteOrigin};

/// Runs `sou serve` until it is told to stop.
///
/// # Errors
///
/// If there is neither a site to index nor an index, or the address is taken.
pub fn run(args: ServeArgs) -> Result<Exit> {
    let environment = Environment::of_this_process()?;
    let settings = commands::settings(&args.settings.with_site(args.site), &environment)?;
    // The address first: whoever already has it should be known before minutes of indexing.
    let listener = listen(&settings)?;
    bring_up_to_date(&settings, &environment)?;
    service::log_to_stderr(&settings.log);
    announce(&listener)?;
    answer(listener, &settings)?;
    Ok(Exit::Success)
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
        Ok(_) => Ok(()),
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
fn announce(listener: &TcpListener) -> Result<()> {
    let addr = listener.local_addr().map_err(Failure::Service)?;
    let mut output = Output::stdout();
    output.line(format_args!("http://{addr}"))?;
    output.finish()
}

/// Hands the listener and the index to the service, until the process is told to stop.
fn answer(listener: TcpListener, settings: &Settings) -> Result<()> {
    let options = ServiceOptions {
        site: settings.site_url.as_deref().and_then(SiteOrigin::parse),
        cors: CorsPolicy::of_origins(&settings.cors_origins),
    };
    let state = AppState::new(settings.index.clone(), commands::analyzer(settings), options);
    Ok(service::run(listener, state)?)
}

//! Connections: how many, how long, how large, and how they end.
//!
//! `axum::serve` sets no time limit on a client that says nothing (0.8: a silent
//! connection stays for ever), so connections are served by hyper's HTTP/1
//! builder directly. HTTP/2 is left to the proxy in front, if there is one.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};

use crate::error::{Error, Result};
use crate::service::app;
use crate::service::follow::follow;
use crate::service::state::AppState;
use crate::service::upkeep::Upkeep;

mod patience;

use patience::Patience;

/// What one connection may take, and all of them together.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// How many connections are open at once; more wait in the kernel's queue.
    /// Below the 1,024 files that a process may have open by default, less the
    /// files of two generations.
    n_connections: usize,
    /// How long a client may take over the head of a request, and how long an
    /// idle connection is kept for the next.
    head: Duration,
    /// How long a client may leave an answer unread.
    unread: Duration,
    /// How long a stopping server waits for the answers under way, and then for a
    /// run of the indexer.
    drain: Duration,
}

const LIMITS: Limits = Limits {
    n_connections: 512,
    head: Duration::from_secs(5),
    unread: Duration::from_secs(10),
    drain: Duration::from_secs(10),
};

/// The most that the head of a request may take, in bytes; beyond it: 431.
const MAX_HEAD_BYTES: usize = 16 * 1024;

/// The most headers of one request; beyond it: 431.
const MAX_HEADERS: usize = 64;

/// How long to wait after the system refuses a connection for want of files or
/// memory: it will refuse the next one too, until some close.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// The stack of each thread, in bytes. Nothing of ours recurses on what a client
/// sends; this is the second line of defence, because a stack that overflows
/// ends the process, and memory that is not touched costs nothing.
const STACK_BYTES: usize = 8 * 1024 * 1024;

/// Serves on `listener` until the process is told to stop (SIGINT, SIGTERM);
/// told twice, it stops at once. Blocks; starts its own threads.
///
/// # Errors
///
/// If the threads cannot be started or `listener` cannot be used.
pub fn run(listener: std::net::TcpListener, state: AppState) -> Result<()> {
    let address = listener.local_addr().map_or_else(|_| "listener".to_owned(), |address| address.to_string());
    // So that the first request finds an index. A failure is not the end: the
    // follower reports it and tries again, and the index may come later.
    if state.engines().current().is_none() && state.engines().refresh().is_err() {
        tracing::debug!("no index to open before serving");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(STACK_BYTES)
        .build()
        .map_err(Error::io("start threads to serve", &address))?;
    listener.set_nonblocking(true).map_err(Error::io("listen on", &address))?;
    let served = runtime.block_on(async {
        let listener = TcpListener::from_std(listener).map_err(Error::io("listen on", &address))?;
        let (stop, stopped) = oneshot::channel::<()>();
        let upkeep = state.upkeep().cloned();
        let served = async {
            let stopped = async {
                // A sender that was dropped cannot tell us to stop; it never is, below.
                if stopped.await.is_err() {
                    std::future::pending::<()>().await;
                }
            };
            serve(listener, state.clone(), stopped).await;
            if let Some(upkeep) = upkeep.clone() {
                finish_indexing(upkeep).await;
            }
        };
        tokio::pin!(served);
        let mut stop = Some(stop);
        loop {
            tokio::select! {
                () = &mut served => return Ok(()),
                () = told_to_stop() => match stop.take() {
                    Some(stop) => {
                        tracing::info!("stopping; finishing the answers under way");
                        if let Some(upkeep) = &upkeep {
                            upkeep.stop(Duration::ZERO);
                        }
                        if stop.send(()).is_err() {
                            return Ok(());
                        }
                    }
                    None => return Ok(()),
                },
            }
        }
    });
    // A search that cannot be stopped does not hold up the exit.
    runtime.shutdown_background();
    served
}

/// Waits for a run of the indexer that is under way, as long as for answers.
async fn finish_indexing(upkeep: Upkeep) {
    let has_ended = spawn_blocking(move || upkeep.stop(LIMITS.drain)).await.unwrap_or(false);
    if !has_ended {
        tracing::warn!("indexing was not finished in time; the next run removes what it leaves");
    }
}

/// Serves on `listener` until `shutdown`, then finishes the answers under way
/// (for ten seconds at most) and returns. Also follows the index of `state`.
pub async fn serve(listener: TcpListener, state: AppState, shutdown: impl Future<Output = ()>) {
    serve_within(LIMITS, listener, app(state.clone()), Some(state), shutdown).await;
}

async fn serve_within(
    limits: Limits,
    listener: TcpListener,
    router: Router,
    followed: Option<AppState>,
    shutdown: impl Future<Output = ()>,
) {
    let (stop_following, following_stopped) = oneshot::channel::<()>();
    let follower = followed.map(|state| {
        tokio::spawn(follow(state, async move {
            // Dropped or sent, both mean that the server has stopped.
            if following_stopped.await.is_err() {}
        }))
    });
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(limits.n_connections));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(MAX_HEAD_BYTES)
        .max_headers(MAX_HEADERS);

    tokio::pin!(shutdown);
    loop {
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place.expect("the semaphore is never closed"),
            () = &mut shutdown => break,
        };
        let stream = tokio::select! {
            stream = accept(&listener) => stream,
            () = &mut shutdown => break,
        };
        let io = TokioIo::new(Patience::new(stream, limits.unread));
        let service = TowerToHyperService::new(router.clone());
        let connection = graceful.watch(http.serve_connection(io, service));
        tokio::spawn(async move {
            let _place = place;
            if let Err(error) = connection.await {
                // Clients that leave early are no news.
                tracing::debug!(error = error.to_string(), "a connection ended early");
            }
        });
    }
    drop(listener);
    drop(stop_following);
    if timeout(limits.drain, graceful.shutdown()).await.is_err() {
        tracing::warn!("some answers were not finished in time");
    }
    if let Some(follower) = follower {
        follower.abort();
    }
}

/// The next connection. Errors of one connection are skipped; those of the
/// system are waited out, without spinning.
async fn accept(listener: &TcpListener) -> TcpStream {
    let mut is_reported = false;
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(error = error.to_string(), "cannot send small answers at once");
                }
                return stream;
            }
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                if !is_reported {
                    tracing::warn!(error = error.to_string(), "cannot accept connections; trying again");
                    is_reported = true;
                }
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionReset
    )
}

/// Ends when the process is told to stop.
async fn told_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await.unwrap_or_default(),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

/// What a router promises hyper.
const _: fn() = || {
    fn never_fails<S: tower::Service<axum::extract::Request, Error = Infallible>>() {}
    never_fails::<Router>();
};

#[cfg(test)]
mod tests;

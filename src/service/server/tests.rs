//! Connections that mean no good, over real sockets.
//!
//! 1. Who says nothing, or too slowly, is hung up on.
//! 2. Who says too much is told so.
//! 3. A stopping server finishes what it has begun.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream as Client};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use axum::routing::get;
use tokio::sync::Notify;

use super::*;
use crate::service::ServiceOptions;
use crate::text::Analyzer;

const QUICK: Limits = Limits {
    n_connections: 8,
    head: Duration::from_millis(200),
    unread: Duration::from_millis(200),
    drain: Duration::from_millis(500),
};

/// Longer than any limit of these tests, shorter than a hung test run.
const HANG: Duration = Duration::from_secs(20);

struct Running {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    served: tokio::task::JoinHandle<()>,
}

async fn start(router: Router) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel::<()>();
    let served = tokio::spawn(serve_within(QUICK, listener, router, None, async {
        assert!(stopped.await.is_ok(), "the test stops the server");
    }));
    Running { address, stop: Some(stop), served }
}

impl Running {
    async fn stop(mut self) {
        self.stop.take().expect("once").send(()).expect("the server runs");
        self.served.await.expect("no panic");
    }

    /// Sends `bytes`, and returns everything that comes back until the server hangs up.
    async fn exchange(&self, bytes: Vec<u8>) -> String {
        let address = self.address;
        tokio::task::spawn_blocking(move || {
            let mut client = Client::connect(address).expect("the server listens");
            client.set_read_timeout(Some(HANG)).expect("a timeout");
            client.write_all(&bytes).expect("the server reads");
            let mut answer = Vec::new();
            // A reset is a way of hanging up.
            match client.read_to_end(&mut answer) {
                Ok(_) => {}
                Err(error) => assert_eq!(error.kind(), io::ErrorKind::ConnectionReset, "{error}"),
            }
            String::from_utf8_lossy(&answer).into_owned()
        })
        .await
        .expect("no panic")
    }
}

fn plain_app() -> Router {
    app(AppState::new(
        PathBuf::from("no-such-folder"),
        Arc::new(Analyzer::default()),
        ServiceOptions::default(),
    ))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn silence_is_hung_up_on() {
    let server = start(plain_app()).await;
    for bytes in [
        "",
        "G",
        "GET / HTTP/1.1\r\n",
        "GET / HTTP/1.1\r\nhost: x\r\nx: ",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let started = Instant::now();
        let answer = server.exchange(bytes.as_bytes().to_vec()).await;
        assert!(started.elapsed() < HANG, "{bytes:?} holds a connection");
        assert!(!answer.contains(" 200 "), "{bytes:?}");
    }
    // Kept alive, then idle: one answer, and the end.
    let answer = server.exchange(b"GET /health/livez HTTP/1.1\r\nhost: x\r\n\r\n".to_vec()).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_much_is_told_so() {
    let server = start(plain_app()).await;
    let many_headers: String = (0..100).map(|n| format!("x-{n}: y\r\n")).collect();
    for (bytes, status) in [
        (format!("GET / HTTP/1.1\r\nhost: x\r\n{many_headers}\r\n"), "431"),
        (format!("GET / HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n", "y".repeat(20_000)), "431"),
        (format!("GET /?q={} HTTP/1.1\r\nhost: x\r\n\r\n", "y".repeat(9_000)), "414"),
        ("GET / HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nabc".to_owned(), "400"),
        ("GET / HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabc".to_owned(), "400"),
        ("GET / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: xchunked\r\n\r\n".to_owned(), "400"),
        ("GET /\u{0} HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(), "400"),
    ] {
        let answer = server.exchange(bytes.clone().into_bytes()).await;
        let shown = bytes.get(..60).unwrap_or(&bytes);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{shown:?}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{shown:?}: {answer}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unread_answer_does_not_hold_its_connection() {
    // More than the socket buffers of both ends hold.
    let large = || async { "搜".repeat(16 << 20) };
    let server = start(Router::new().route("/large", get(large))).await;
    let mut clients: Vec<Client> = Vec::new();
    for _ in 0..QUICK.n_connections {
        let mut client = Client::connect(server.address).expect("the server listens");
        client.write_all(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n").expect("the server reads");
        clients.push(client);
    }
    // All places are taken by clients that do not read; this one gets in when they are given up.
    let answer = server.exchange(b"GET /none HTTP/1.1\r\nhost: x\r\n\r\n".to_vec()).await;
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
    drop(clients);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_finishes_what_has_begun() {
    let (begun, finish) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let handler = {
        let (begun, finish) = (Arc::clone(&begun), Arc::clone(&finish));
        move || async move {
            begun.notify_one();
            finish.notified().await;
            "完成"
        }
    };
    let server = start(Router::new().route("/slow", get(handler))).await;
    let address = server.address;
    let client = tokio::task::spawn_blocking(move || {
        let mut client = Client::connect(address).expect("the server listens");
        client.set_read_timeout(Some(HANG)).expect("a timeout");
        client.write_all(b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n").expect("the server reads");
        let mut answer = String::new();
        client.read_to_string(&mut answer).expect("the whole answer");
        answer
    });
    begun.notified().await;
    let stopping = tokio::spawn(server.stop());
    finish.notify_one();
    assert!(client.await.expect("no panic").ends_with("完成"));
    stopping.await.expect("no panic");
    assert!(Client::connect(address).is_err(), "nobody listens");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_does_not_wait_for_ever() {
    let begun = Arc::new(Notify::new());
    let handler = {
        let begun = Arc::clone(&begun);
        move || async move {
            begun.notify_one();
            std::future::pending::<()>().await;
        }
    };
    let server = start(Router::new().route("/never", get(handler))).await;
    let mut client = Client::connect(server.address).expect("the server listens");
    client.write_all(b"GET /never HTTP/1.1\r\nhost: x\r\n\r\n").expect("the server reads");
    begun.notified().await;
    let started = Instant::now();
    server.stop().await;
    assert!(started.elapsed() < HANG);
    client.shutdown(Shutdown::Both).expect("still open");
}

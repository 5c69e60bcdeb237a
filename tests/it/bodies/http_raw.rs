//! Bytes on a connection to the answers of a server, over a real socket.
//!
//! Input: what a client sends before it says that it will send no more.
//!
//! 1. What comes back is answers, each whole, of statuses that clients can cause.
//! 2. Answers of ours carry the headers that keep a browser from harm, and JSON is JSON.
//! 3. Whatever came, the next client is answered as the first was.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use serde_json::Value;
use sou::service::{AppState, ServiceOptions, serve};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use super::ANALYZER;
use super::small_site::SMALL_SITE;

/// Longer than every limit of the server, shorter than a hung test.
const HANG: Duration = Duration::from_secs(30);

/// What a client can bring about, by what it sends. 503 is a crowd's, and 500 ours.
const STATUSES: [u16; 13] = [100, 200, 204, 304, 400, 401, 404, 405, 408, 411, 413, 414, 431];

/// What a probe asks for, `滚动更新`, and how many pages have it.
const PROBE: &str = "GET /api/v1/search?q=%E6%BB%9A%E5%8A%A8%E6%9B%B4%E6%96%B0 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

/// A server that is there as long as the process.
struct Running {
    address: SocketAddr,
    /// What the probe finds where nobody has sent anything strange yet.
    n_found: u64,
    _threads: Runtime,
}

static RUNNING: LazyLock<Running> = LazyLock::new(|| {
    let threads = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("threads can be started");
    let state =
        AppState::new(SMALL_SITE.index.path().to_owned(), Arc::clone(&ANALYZER), ServiceOptions::default());
    state.engines().refresh().expect("there is an index");
    let listener = threads.block_on(TcpListener::bind("127.0.0.1:0")).expect("there is a free port");
    let address = listener.local_addr().expect("it has an address");
    threads.spawn(serve(listener, state, std::future::pending()));
    let n_found = probe(address);
    assert!(n_found > 0, "the probe finds something");
    Running { address, n_found, _threads: threads }
});

/// Checks one input.
pub fn check(bytes: &[u8]) {
    let running = &*RUNNING;
    let answers = exchange(running.address, bytes);
    // An answer to HEAD says how long it would be, and is not.
    let may_be_cut = bytes.windows(4).any(|window| window.eq_ignore_ascii_case(b"HEAD"));
    check_answers(&answers, may_be_cut);
    assert_eq!(probe(running.address), running.n_found, "the next client is answered as the first");
}

/// Sends `bytes` and nothing more, and gives everything that comes back.
fn exchange(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut client = TcpStream::connect(address).expect("the server listens");
    client.set_read_timeout(Some(HANG)).expect("a timeout can be set");
    client.set_write_timeout(Some(HANG)).expect("a timeout can be set");
    let hung_up = |kind| {
        matches!(
            kind,
            ErrorKind::ConnectionReset
                | ErrorKind::BrokenPipe
                | ErrorKind::NotConnected
                | ErrorKind::ConnectionAborted
        )
    };
    // A server may hang up at any time; it may not leave its client waiting.
    for sent in [client.write_all(bytes), client.shutdown(Shutdown::Write)] {
        if let Err(error) = sent {
            assert!(hung_up(error.kind()), "the server does not read: {error}");
        }
    }
    let mut answer = Vec::new();
    if let Err(error) = client.read_to_end(&mut answer) {
        assert!(hung_up(error.kind()), "the server does not hang up: {error}");
    }
    answer
}

fn probe(address: SocketAddr) -> u64 {
    let mut client = TcpStream::connect(address).expect("the server listens");
    client.set_read_timeout(Some(HANG)).expect("a timeout can be set");
    client.write_all(PROBE.as_bytes()).expect("the server reads");
    let mut answer = Vec::new();
    client.read_to_end(&mut answer).expect("the server answers");
    let answer = String::from_utf8(answer).expect("answers are UTF-8");
    let (head, body) = answer.split_once("\r\n\r\n").expect("an answer has a head");
    assert!(head.starts_with("HTTP/1.1 200 "), "{answer}");
    let body: Value = serde_json::from_str(body).expect("it is JSON");
    body["total"].as_u64().expect("it counts")
}

/// One answer after the other, to the end.
fn check_answers(mut answers: &[u8], may_be_cut: bool) {
    while !answers.is_empty() {
        let shown = || String::from_utf8_lossy(answers).into_owned();
        let end = answers.windows(4).position(|window| window == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("an answer has a head: {}", shown()));
        let head = std::str::from_utf8(&answers[..end]).expect("heads are ASCII");
        let mut lines = head.split("\r\n");
        let status_line = lines.next().expect("there is a first line");
        let (version, status) = status_line.split_once(' ').expect("it has a status");
        let status: u16 = status.get(..3).and_then(|code| code.parse().ok()).expect("a number");
        assert!(matches!(version, "HTTP/1.1" | "HTTP/1.0"), "{head}");
        assert!(STATUSES.contains(&status), "{head}");
        let headers: Vec<(String, &str)> = lines
            .map(|line| line.split_once(':').unwrap_or_else(|| panic!("no header: {line:?}")))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim()))
            .collect();
        let header = |name: &str| headers.iter().find(|(given, _)| given == name).map(|(_, value)| *value);
        assert_eq!(header("server"), None, "{head}");
        let after = &answers[end + 4..];
        let len_bytes: usize = header("content-length").map_or(0, |length| length.parse().expect("a number"));
        // What hyper refuses by itself has no kind, and nothing in it.
        if let Some(kind) = header("content-type") {
            assert_eq!(header("x-content-type-options"), Some("nosniff"), "{head}");
            assert!(
                header("content-security-policy").is_some_and(|policy| policy.contains("default-src 'none'"))
            );
            if after.len() >= len_bytes && kind.contains("json") && !may_be_cut {
                let body: Value = serde_json::from_slice(&after[..len_bytes])
                    .unwrap_or_else(|error| panic!("{error}: {}", shown()));
                assert!(status < 400 || body["code"].is_string(), "{}", shown());
            }
        }
        if may_be_cut {
            return;
        }
        // A client that says no more may be hung up on in the middle of an answer.
        answers = after.get(len_bytes..).unwrap_or_default();
    }
}

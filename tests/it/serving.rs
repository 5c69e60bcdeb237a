//! The built binary as a server, for tests that ask it over HTTP.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// How long a test waits for what must become so; only a test that fails waits this long.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server that ends with the test, however that ends.
pub struct Server {
    /// The process.
    pub child: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // A test may have ended it already.
        if self.child.kill().is_ok() {
            self.child.wait().expect("a server that was ended ends");
        }
    }
}

impl Server {
    /// Serves `site` with its index in `index`, and waits until it listens.
    #[track_caller]
    pub fn start(site: &Path, index: &Path, args: &[&str]) -> Self {
        Self::start_by(Command::new(env!("CARGO_BIN_EXE_sou")), site, index, args)
    }

    /// As [`start`](Self::start), by a command that takes the arguments of `sou`.
    #[track_caller]
    pub fn start_by(mut command: Command, site: &Path, index: &Path, args: &[&str]) -> Self {
        let mut child = command
            .arg("serve")
            .arg(site)
            .args(["--addr", "127.0.0.1:0", "--log", "off", "--index"])
            .arg(index)
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary can be run");
        let stdout = child.stdout.take().expect("stdout is a pipe");
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).expect("the address is printed");
        let address = line.trim().strip_prefix("http://").expect("the address is one of HTTP").to_owned();
        Self { child, address }
    }

    /// Where it listens: host and port.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Sends one request, and gives the status and the body.
    pub fn send(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).expect("the server listens");
        let mut head = format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if method == "POST" {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        write!(stream, "{head}\r\n{body}").expect("the server reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("the server answers");
        let answer = String::from_utf8(answer).expect("answers are UTF-8");
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer has a head");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        (status, body.to_owned())
    }

    /// The answer to a request, which must be JSON.
    #[track_caller]
    pub fn json(&self, target: &str) -> Value {
        let (status, body) = self.send("GET", target, &[], "");
        assert_eq!(status, 200, "{target}: {body}");
        serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error} in {body}"))
    }

    /// How many pages a query finds.
    pub fn count(&self, q: &str) -> u64 {
        let q: String = q.bytes().map(|byte| format!("%{byte:02X}")).collect();
        self.json(&format!("/api/v1/search?q={q}"))["total"].as_u64().expect("a number")
    }

    /// Waits until something is so.
    #[track_caller]
    pub fn wait_until(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !is_so(self) {
            assert!(Instant::now() < deadline, "{what}; status: {:#}", self.json("/api/v1/status"));
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until a query finds so many pages.
    #[track_caller]
    pub fn wait_for_pages(&self, q: &str, n_pages: u64) {
        self.wait_until(&format!("`{q}` finds {n_pages}"), |server| server.count(q) == n_pages);
    }
}

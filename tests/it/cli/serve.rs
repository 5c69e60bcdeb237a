//! `sou serve` as a process: it indexes, prints its address as its only line of data, and answers.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use crate::support::{run_sou, site};

use super::SITE;

/// A server that ends with the test, however that ends.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().expect("a server that was started can be ended");
        self.0.wait().expect("a server that was ended ends");
    }
}

#[test]
fn serve_indexes_prints_its_address_and_answers() {
    let site = site(SITE);
    let child = Command::new(env!("CARGO_BIN_EXE_sou"))
        .current_dir(site.path())
        .args(["serve", "--addr", "127.0.0.1:0", "--log", "off"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary can be run");
    let mut server = Server(child);
    let stdout = server.0.stdout.take().expect("stdout is a pipe");
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line).expect("the address is printed");
    let address = line.trim().strip_prefix("http://").expect("the address is one of HTTP");
    let mut stream = TcpStream::connect(address).expect("the server listens");
    let question = "GET /api/v1/search?q=%E6%BB%9A%E5%8A%A8%E6%9B%B4%E6%96%B0";
    write!(stream, "{question} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .expect("the server reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the server answers");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("/滚动更新.md\""), "{answer}");
}

#[test]
fn serve_says_when_its_address_is_taken() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let addr = taken.local_addr().expect("a listener has an address").to_string();
    let site = site(SITE);
    let ran = run_sou(site.path(), &["serve", "--addr", &addr]).expect_code(2);
    assert!(ran.stderr.starts_with(&format!("error: cannot listen on `{addr}`")), "{}", ran.report());
    assert!(!site.path().join("index").exists(), "nothing is indexed for a server that cannot be");
}

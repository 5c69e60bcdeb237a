//! B4: what is typed to do harm, over HTTP, at the command line, and on a small stack.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use sou::search::{SearchRequest, SuggestRequest};

use super::{Place, row};
use crate::faults::n_cases;
use crate::indexed::open;
use crate::serving::Server;
use crate::support::run_sou;

const SITE: &str = "
//- content/滚动.md
---
title: 滚动更新
tags: [部署]
---
先停一个 Pod，再起一个。
//- content/雙棧.md
---
title: 雙協議棧
---
每個主機有兩種位址，k8s集群。
//- content/en.md
---
title: Rolling updates
---
A rolling update replaces pods one by one.
";

/// How much stack a search is given here: what a thread has that nobody asked for more.
const STACK_BYTES: usize = 2 << 20;

fn queries() -> Vec<String> {
    let repeated = |piece: &str, n: usize| piece.repeat(n);
    let mut queries: Vec<String> = [
        ("(", 740),
        ("(", 10_000),
        ("()", 5_000),
        ("((a)", 2_000),
        ("-(", 5_000),
        ("+(", 5_000),
        ("/", 16_000),
        ("a OR (", 10_000),
        ("a OR ", 10_000),
        ("a ", 10_000),
        ("搜 ", 10_000),
        ("搜", 3_400),
        ("a", 10_000),
        ("1", 10_000),
        ("😀", 2_500),
        ("*", 500),
        ("?", 1_000),
        ("a~2 ", 1_000),
        ("\"", 513),
        ("-", 512),
        ("tag:", 128),
        ("lang:", 100),
        ("\"a\" ", 128),
        ("\"a", 200),
        ("か", 170),
        ("ก", 170),
        ("ﷺ", 170),
        ("\u{301}", 256),
        ("\u{202e}", 170),
        ("あ。", 85),
        ("a-", 256),
        ("C++", 170),
        ("/etc/", 102),
        ("「", 170),
        ("`", 512),
        ("《a》", 73),
    ]
    .iter()
    .flat_map(|(piece, n)| [repeated(piece, *n), repeated(piece, 512 / piece.len())])
    .collect();
    let words: String = (0..5_000).map(|number| format!("詞{number} ")).collect();
    let range: String = (0..5_000).map(|number| format!("{number} ")).collect();
    queries.extend([format!("\"{words}\""), format!("\"{words}\"~4000000000"), format!("x:IN [{range}]")]);
    queries.extend(
        [
            "/(a{1,1000}){1,1000}/",
            "/(a+)+$/",
            "*a*",
            "a*",
            "?",
            "*",
            "a~2",
            "a^nan",
            "a^1e400",
            "a^-1",
            "nofield:x",
            "x:IN [a b",
            "title:x",
            "[* TO *]",
            "{a TO b}",
            "NOT",
            "AND OR",
            "a && || b",
            "\\",
            "\\\"",
            "\u{0}",
            "\u{0}滚动",
            "。，！",
            "的",
            "the",
            "怎么",
            "\u{202e}滚动",
            "\u{feff}",
            "\u{fffd}",
            "\n\t\r",
            "a\nb",
            "滚",
            "a",
            "-滚动",
            "tag:\u{0}",
            "tag:部署 -滚动",
            "lang:火星话 滚动",
            "lang:zh lang:en",
            "<script>",
            "' OR 1=1 --",
            "${jndi:ldap://x}",
            "../../etc/passwd",
            "%",
            "%%%",
            "\u{d7ff}\u{e000}",
            "\u{10ffff}",
            "",
        ]
        .map(str::to_owned),
    );
    queries
}

/// What stands behind the `?` of an address, beside what a query says.
fn addresses() -> Vec<String> {
    let mut addresses: Vec<String> = [
        "q=%00",
        "q=%zz",
        "q=%",
        "q=%c0%af",
        "q=%ff%fe",
        "q=%ed%a0%80",
        "q=+",
        "q=%2B",
        "q=%20%09%0A",
        "q",
        "q=",
        "=",
        "&",
        "&&=&",
        "q=a&limit=0",
        "q=a&limit=-1",
        "q=a&limit=1e9",
        "q=a&limit=1000000000000",
        "q=a&limit=NaN",
        "q=a&limit=0x10",
        "q=a&limit=",
        "q=a&offset=18446744073709551615",
        "q=a&page=0",
        "q=a&page=-1",
        "q=a&page=18446744073709551615",
        "q=a&page=1e3",
        "q=a&page=",
        "q=a&page=١",
        "q=a&per_page=0",
        "q=a&per_page=51",
        "q=a&per_page=-1",
        "q=a&per_page=0x10",
        "q=a&per_page=18446744073709551616",
        "q=a&page=1&page=2",
        "q=a&q=b",
        "q=a&from=2024-02-30",
        "q=a&from=9999-99-99",
        "q=a&from=-1",
        "q=a&from=2024-01-02&to=2024-01-01",
        "q=a&sort=x",
        "q=a&sort=date&sort=date",
        "q=a&lang=%ff",
        "q=a&prefer=x-x-x-x-x-x-x-x-x",
        "q=a&collapse=2",
        "q=a&explain=yes",
        "q[]=a",
        "q[0]=a",
        "q=a;b=c",
        "?q=a",
        "q=a#b",
        "q=%u6edb",
    ]
    .map(str::to_owned)
    .to_vec();
    addresses.push(format!("q=a{}", "&x=1".repeat(2_000)));
    addresses.push(format!("q=a{}", "&tag=x".repeat(1_000)));
    addresses.push("q=a&".repeat(2_000));
    addresses
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The status and the body of an answer; 0 if the server hung up before.
fn ask(server: &Server, target: &str) -> (u16, String) {
    let mut client = TcpStream::connect(server.address()).expect("the server listens");
    let request = format!("GET {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    let mut answer = Vec::new();
    let exchanged = client.write_all(request.as_bytes()).and_then(|()| client.read_to_end(&mut answer));
    if let Err(error) = exchanged {
        assert!(matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe), "{error}");
    }
    let answer = String::from_utf8(answer).expect("answers are UTF-8");
    let Some((head, body)) = answer.split_once("\r\n\r\n") else { return (0, answer) };
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    (status, body.to_owned())
}

#[test]
fn b4_over_http_each_is_answered_or_refused() {
    let place = Place::new(SITE);
    let server = Server::start(place.root(), place.index(), &[]);
    server.wait_for_pages("pod", 2);
    let mut targets: Vec<String> = Vec::new();
    for query in queries() {
        let query = format!("q={}", encoded(&query));
        targets
            .extend(["/api/v1/search", "/search", "/api/v1/suggest"].map(|route| format!("{route}?{query}")));
    }
    for query in addresses() {
        // What no request line may hold is escaped by every client.
        let query: String = query
            .chars()
            .map(|c| if c.is_ascii_graphic() && c != '#' { c.to_string() } else { encoded(&c.to_string()) })
            .collect();
        targets.extend(
            ["/api/v1/search", "/search", "/api/v1/suggest", "/api/v1/tags", "/api/v1/document"]
                .map(|route| format!("{route}?{query}")),
        );
    }
    let step = n_cases(3, 1);
    let (mut n_asked, mut longest, mut slowest) = (0, Duration::ZERO, String::new());
    for target in targets.iter().step_by(step) {
        let started = Instant::now();
        let (status, body) = ask(&server, target);
        let took = started.elapsed();
        n_asked += 1;
        if took > longest {
            (longest, slowest) = (took, target.chars().take(60).collect());
        }
        let shown: String = target.chars().take(200).collect();
        match status {
            200 | 304 => {}
            400 | 404 | 414 => assert!(
                body.contains("\"code\"")
                    || body.starts_with("<!doctype html>")
                    || body.starts_with("<!DOCTYPE html>"),
                "{shown}: {body:.300}"
            ),
            // An address of which the server reads no more than a head may have; who is
            // still writing when it hangs up may not hear why.
            0 | 431 => assert!(target.len() > 8 * 1024, "{shown}"),
            other => panic!("{shown}: {other} {body:.300}"),
        }
    }
    assert_eq!(server.count("pod"), 2, "the server answers as before");
    println!(
        "time of {n_asked} hostile requests over HTTP: at most {:.0} ms (`{slowest}`)",
        longest.as_secs_f64() * 1e3
    );
    row("B4 over HTTP", n_asked);
}

#[test]
fn b4_at_the_command_line_each_is_answered_or_refused() {
    let place = Place::new(SITE);
    place.run();
    let index = place.index().to_str().expect("UTF-8");
    // No argument may hold a zero.
    let queries: Vec<String> = queries().into_iter().filter(|query| !query.contains('\0')).collect();
    let step = n_cases(9, 1);
    let mut n_asked = 0;
    for query in queries.iter().step_by(step) {
        let ran = run_sou(place.root(), &["search", "--index", index, "--json", "--", query]);
        n_asked += 1;
        let shown: String = query.chars().take(60).collect();
        match ran.code {
            0 | 1 => {}
            2 => {
                assert!(ran.stderr.contains("the query has ") && query.len() > 512, "{shown}: {}", ran.stderr)
            }
            other => panic!("{shown}: exit code {other}: {}", ran.stderr),
        }
        assert!(!ran.stderr.contains("panicked"), "{shown}: {}", ran.stderr);
    }
    row("B4 at the command line", n_asked);
}

#[test]
fn b4_on_a_small_stack_each_is_answered() {
    let place = Place::new(SITE);
    place.run();
    let engine = open(place.index());
    let queries = queries();
    let (longest, slowest) = thread::scope(|scope| {
        let asking = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, || {
            let (mut longest, mut slowest) = (Duration::ZERO, String::new());
            for query in &queries {
                let started = Instant::now();
                let searched = engine.search(&SearchRequest {
                    q: query.clone(),
                    explain: true,
                    ..SearchRequest::default()
                });
                let suggested =
                    engine.suggest(&SuggestRequest { q: query.clone(), ..SuggestRequest::default() });
                let took = started.elapsed();
                let is_short = query.len() <= 512;
                assert_eq!((searched.is_ok(), suggested.is_ok()), (is_short, is_short), "{:.60}", query);
                if took > longest {
                    (longest, slowest) = (took, query.chars().take(20).collect());
                }
            }
            (longest, slowest)
        });
        asking.expect("a thread can be started").join().expect("nothing panics")
    });
    println!(
        "time of {} hostile queries: at most {:.0} ms (`{}`)",
        queries.len(),
        longest.as_secs_f64() * 1e3,
        slowest.escape_debug()
    );
    row("B4 on a small stack", queries.len());
}

//! What a client can be told about a failure: every `Code`, over the whole service.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Seek as _, Write as _};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::http::{Method, Request};
use expect_test::expect;
use hyper::body::Frame;
use serde_json::Value;
use sou::error::Error;
use sou::service::problem::Code;
use sou::service::{AppState, Schedule, Secret, ServiceOptions, Upkeep, app};
use tempfile::TempDir;
use tokio::task::JoinSet;
use tower::ServiceExt as _;

use crate::indexed::{ANALYZER, run};
use crate::support::site;

const SECRET: &str = "不要告诉任何人，这是秘密";

/// More than are let wait on any machine.
const CROWD: usize = 20_000;

/// What a body does that does not come whole.
enum Broken {
    /// It goes on and on.
    Endless,
    /// Its sender is gone.
    CutShort,
}

impl HttpBody for Broken {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        Poll::Ready(Some(match *self {
            Self::Endless => Ok(Frame::data(Bytes::from_static(&[b'x'; 1 << 20]))),
            Self::CutShort => Err(io::ErrorKind::ConnectionReset.into()),
        }))
    }
}

/// A service over an index, or over none, that a webhook may ask for a run.
struct Served {
    state: AppState,
    index: TempDir,
}

impl Served {
    fn over(text: Option<&str>) -> Self {
        let index = tempfile::tempdir().expect("a temporary folder can be made");
        let webhook_secret = Secret::new(SECRET);
        assert!(webhook_secret.is_some(), "it is long enough");
        let options = ServiceOptions { webhook_secret, ..ServiceOptions::default() };
        if let Some(text) = text {
            run(site(text).path(), index.path());
        }
        let state = AppState::new(index.path().to_owned(), Arc::clone(&ANALYZER), options);
        assert_eq!(state.engines().refresh().is_ok(), text.is_some());
        let job = || Err(Error::NoIndex { folder: "没有".into() });
        let upkeep = Upkeep::start(Box::new(job), Schedule { every: None }, Arc::clone(state.engines()));
        state.set_upkeep(upkeep.expect("a thread can be started"));
        Self { state, index }
    }

    /// The code of the answer and what it says; `None` of what is no failure.
    async fn ask(&self, request: Request<Body>) -> Option<(Code, String)> {
        let response = app(self.state.clone()).oneshot(request).await.expect("a router never fails");
        let status = response.status();
        let kind = response.headers().get("content-type").map(|kind| kind.as_bytes().to_vec());
        if kind.as_deref() != Some(b"application/problem+json") {
            assert!(status.is_success(), "{status}");
            return None;
        }
        let body = to_bytes(response.into_body(), usize::MAX).await.expect("bodies are in memory");
        let problem: Value = serde_json::from_slice(&body).expect("it is JSON");
        let text = |key: &str| problem[key].as_str().expect("it is a text").to_owned();
        let code = Code::from_name(&text("code")).expect("it is one of the table");
        assert_eq!((status, text("title").as_str()), (code.status(), code.title()));
        let detail = text("detail");
        assert!(!detail.contains(&*self.index.path().to_string_lossy()), "a path of the server: {detail}");
        Some((code, detail))
    }
}

fn get(address: &str) -> Request<Body> {
    Request::get(address).body(Body::empty()).expect("an address")
}

fn post(body: Body) -> Request<Body> {
    let request =
        Request::post("/api/v1/reindex").header("x-hub-signature-256", format!("sha256={}", "0".repeat(64)));
    request.body(body).expect("an address")
}

/// More searches at once than may wait.
async fn crowd(served: &Served) -> (Code, String) {
    let mut asking = JoinSet::new();
    for number in 0..CROWD {
        let request = get(&format!("/api/v1/search?q=a%20{number}"));
        let app = app(served.state.clone());
        asking.spawn(async move { app.oneshot(request).await.expect("a router never fails").status() });
    }
    let statuses = asking.join_all().await;
    let n_refused = statuses.iter().filter(|&&status| status == Code::Overloaded.status()).count();
    let n_answered = statuses.iter().filter(|status| status.is_success()).count();
    assert!(n_refused > 0 && n_answered > 0, "{n_answered} answered, {n_refused} refused");
    assert_eq!(n_refused + n_answered, CROWD, "nothing else");
    (Code::Overloaded, "some of a crowd".to_owned())
}

/// A search for what stands in a file that was written over while it was open.
async fn over_damage(text: &str) -> (Code, String) {
    let served = Served::over(Some(text));
    let terms = served.index.path().join("gen-000001/terms");
    for entry in fs::read_dir(terms).expect("it is there") {
        let path = entry.expect("it can be listed").path();
        if path.extension().is_some_and(|extension| extension == "store") {
            let mut file = fs::OpenOptions::new().write(true).open(&path).expect("it can be written");
            let len_bytes = file.metadata().expect("it is there").len();
            file.rewind().expect("it is a file");
            file.write_all(&vec![0xa5; usize::try_from(len_bytes).expect("it is small")])
                .expect("it can be written");
        }
    }
    served.ask(get("/api/v1/search?q=pod")).await.expect("the text cannot be read")
}

#[tokio::test]
async fn every_code_is_told_to_a_client() {
    let text = "//- content/滚动.md\n---\ntitle: 滚动更新\ntags: [部署]\n---\n先停一个 pod，再起一个。\n";
    let served = Served::over(Some(text));
    let address = |query: &str| get(&format!("/api/v1/search?{query}"));
    let with_length = Request::get("/api/v1/tags").header("content-length", "3").body(Body::from("abc"));
    let put = Request::builder().method(Method::PUT).uri("/api/v1/search").body(Body::empty());
    let mut told: BTreeMap<&str, String> = BTreeMap::new();
    for request in [
        address("q=%FF"),
        address("tag=%FF"),
        address("lang=%E7%81%AB%E6%98%9F%E8%AF%9D"),
        address("from=2024-02-31"),
        address("sort=%E4%B9%B1"),
        address("page=0"),
        address("per_page=1e9"),
        get("/api/v1/suggest?q=a&limit=-1"),
        address("collapse=maybe"),
        get("/api/v1/document"),
        address("q=a&q=b"),
        with_length.expect("an address"),
        post(Body::new(Broken::CutShort)),
        post(Body::from("{}")),
        get("/%E6%B2%A1%E6%9C%89"),
        put.expect("an address"),
        address(&format!("q={}", "a".repeat(9_000))),
        post(Body::new(Broken::Endless)),
    ] {
        let address: String = request.uri().to_string().chars().take(60).collect();
        let shown = format!("{} {address}", request.method());
        let (code, detail) = served.ask(request).await.unwrap_or_else(|| panic!("{shown} is no failure"));
        assert_eq!(told.insert(code.name(), format!("{shown}\n  {detail}")), None, "{code:?} twice");
    }
    for (code, detail) in [
        Served::over(None).ask(get("/api/v1/search?q=a")).await.expect("there is no index"),
        over_damage(text).await,
        crowd(&served).await,
    ] {
        assert_eq!(told.insert(code.name(), detail), None, "{code:?} twice");
    }
    let lines: Vec<String> = Code::ALL
        .iter()
        .map(|code| {
            format!(
                "{} {}: {}\n",
                code.status().as_u16(),
                code.name(),
                told.get(code.name()).map_or("never", String::as_str)
            )
        })
        .collect();
    assert!(!lines.iter().any(|line| line.ends_with(": never\n")), "{}", lines.concat());
    expect![[r#"
        400 invalid_query: GET /api/v1/search?q=%FF
          expected `q` in UTF-8, got other bytes
        400 invalid_tag: GET /api/v1/search?tag=%FF
          expected `tag` in UTF-8, got other bytes
        400 invalid_language: GET /api/v1/search?lang=%E7%81%AB%E6%98%9F%E8%AF%9D
          expected `lang` as a language like `zh` or `pt-BR`, got `火星话`
        400 invalid_date: GET /api/v1/search?from=2024-02-31
          expected `from` as a day like `2024-11-01`, got `2024-02-31`
        400 invalid_sort: GET /api/v1/search?sort=%E4%B9%B1
          expected `sort` as `relevance` or `date`, got `乱`
        400 invalid_page: GET /api/v1/search?page=0
          expected `page` as a number from 1, got `0`
        400 invalid_per_page: GET /api/v1/search?per_page=1e9
          expected `per_page` from 0 to 50, got `1e9`
        400 invalid_limit: GET /api/v1/suggest?q=a&limit=-1
          expected `limit` from 1 to 20, got `-1`
        400 invalid_flag: GET /api/v1/search?collapse=maybe
          expected `collapse` as `1`, `0`, `true` or `false`, got `maybe`
        400 invalid_path: GET /api/v1/document
          expected `path`, got none
        400 repeated_parameter: GET /api/v1/search?q=a&q=b
          expected `q` once, got it more than once
        400 body_not_allowed: GET /api/v1/tags
          expected no body with GET, got one
        400 body_incomplete: POST /api/v1/reindex
          the body did not arrive whole and in time
        401 unauthorized: POST /api/v1/reindex
          expected the secret in `Authorization: Bearer` or `X-Gitlab-Token`, or a signature by it in `X-Hub-Signature-256`
        404 not_found: GET /%E6%B2%A1%E6%9C%89
          nothing is published at this address
        405 method_not_allowed: PUT /api/v1/search
          this address does not do that; see the header `Allow`
        414 uri_too_long: GET /api/v1/search?q=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
          expected an address of at most 8192 bytes, got 9017
        413 body_too_large: POST /api/v1/reindex
          expected a body of at most 26214400 bytes
        503 overloaded: some of a crowd
        503 index_unavailable: no index is open yet; try again in a moment
        500 internal: something went wrong on the server; its log says what
    "#]].assert_eq(&lines.concat());
}

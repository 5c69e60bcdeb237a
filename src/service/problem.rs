//! Everything a client can be told about a failure: one table, one shape.
//!
//! The shape is RFC 9457, `application/problem+json`. A client relies on `code`,
//! a person reads `detail`; neither ever holds a path of the server, a message of
//! the operating system or a stack: those go to the log, under the same request id.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// How long a client should wait before it asks again, in seconds: an overload
/// lasts as long as a burst, and a missing index as long as a first run.
const RETRY_AFTER_SECS: u64 = 2;

/// Every failure that a client can see; the names are part of the public API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// `q` is too long or not UTF-8.
    InvalidQuery,
    /// A `tag` is too long or not UTF-8, or there are too many.
    InvalidTag,
    /// `lang` or `prefer` is no language.
    InvalidLanguage,
    /// `from` or `to` is no day, or they are the wrong way round.
    InvalidDate,
    /// `sort` is no order.
    InvalidSort,
    /// `page` is no number from 1, or lies too deep.
    InvalidPage,
    /// `per_page` is no number within the limit.
    InvalidPerPage,
    /// `limit` is no number within the limit.
    InvalidLimit,
    /// `collapse` or `explain` is neither yes nor no.
    InvalidFlag,
    /// `path` is missing or not UTF-8.
    InvalidPath,
    /// A parameter that can be given once was given twice.
    RepeatedParameter,
    /// The request brought a body where none is read.
    BodyNotAllowed,
    /// The body did not arrive whole and in time.
    BodyIncomplete,
    /// The secret was not shown.
    Unauthorized,
    /// There is nothing at this address, or nothing that is published.
    NotFound,
    /// The address exists and does not do that.
    MethodNotAllowed,
    /// The address is longer than the server reads.
    UriTooLong,
    /// The body is larger than the server reads.
    BodyTooLarge,
    /// More questions are waiting than can be answered soon.
    Overloaded,
    /// No index has been opened yet.
    IndexUnavailable,
    /// Our own fault.
    Internal,
}

impl Code {
    /// The whole table, in the order of the documentation.
    pub const ALL: [Self; 21] = [
        Self::InvalidQuery,
        Self::InvalidTag,
        Self::InvalidLanguage,
        Self::InvalidDate,
        Self::InvalidSort,
        Self::InvalidPage,
        Self::InvalidPerPage,
        Self::InvalidLimit,
        Self::InvalidFlag,
        Self::InvalidPath,
        Self::RepeatedParameter,
        Self::BodyNotAllowed,
        Self::BodyIncomplete,
        Self::Unauthorized,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::UriTooLong,
        Self::BodyTooLarge,
        Self::Overloaded,
        Self::IndexUnavailable,
        Self::Internal,
    ];

    /// The stable name, the status it comes with, and its title.
    const fn row(self) -> (&'static str, StatusCode, &'static str) {
        match self {
            Self::InvalidQuery => ("invalid_query", StatusCode::BAD_REQUEST, "Invalid query"),
            Self::InvalidTag => ("invalid_tag", StatusCode::BAD_REQUEST, "Invalid tag"),
            Self::InvalidLanguage => ("invalid_language", StatusCode::BAD_REQUEST, "Invalid language"),
            Self::InvalidDate => ("invalid_date", StatusCode::BAD_REQUEST, "Invalid date"),
            Self::InvalidSort => ("invalid_sort", StatusCode::BAD_REQUEST, "Invalid sort order"),
            Self::InvalidPage => ("invalid_page", StatusCode::BAD_REQUEST, "Invalid page number"),
            Self::InvalidPerPage => ("invalid_per_page", StatusCode::BAD_REQUEST, "Invalid page size"),
            Self::InvalidLimit => ("invalid_limit", StatusCode::BAD_REQUEST, "Invalid number of suggestions"),
            Self::InvalidFlag => ("invalid_flag", StatusCode::BAD_REQUEST, "Invalid flag"),
            Self::InvalidPath => ("invalid_path", StatusCode::BAD_REQUEST, "Invalid path"),
            Self::RepeatedParameter => {
                ("repeated_parameter", StatusCode::BAD_REQUEST, "Parameter given more than once")
            }
            Self::BodyNotAllowed => ("body_not_allowed", StatusCode::BAD_REQUEST, "Request body not allowed"),
            Self::BodyIncomplete => ("body_incomplete", StatusCode::BAD_REQUEST, "Request body incomplete"),
            Self::Unauthorized => ("unauthorized", StatusCode::UNAUTHORIZED, "Secret expected"),
            Self::NotFound => ("not_found", StatusCode::NOT_FOUND, "Not found"),
            Self::MethodNotAllowed => {
                ("method_not_allowed", StatusCode::METHOD_NOT_ALLOWED, "Method not allowed")
            }
            Self::UriTooLong => ("uri_too_long", StatusCode::URI_TOO_LONG, "Address too long"),
            Self::BodyTooLarge => ("body_too_large", StatusCode::PAYLOAD_TOO_LARGE, "Request body too large"),
            Self::Overloaded => ("overloaded", StatusCode::SERVICE_UNAVAILABLE, "Too many requests at once"),
            Self::IndexUnavailable => {
                ("index_unavailable", StatusCode::SERVICE_UNAVAILABLE, "No index to search")
            }
            Self::Internal => ("internal", StatusCode::INTERNAL_SERVER_ERROR, "Internal error"),
        }
    }

    /// The stable name, in snake case.
    pub const fn name(self) -> &'static str {
        self.row().0
    }

    /// The HTTP status it comes with.
    pub const fn status(self) -> StatusCode {
        self.row().1
    }

    /// A short sentence that is the same for every problem with this code.
    pub const fn title(self) -> &'static str {
        self.row().2
    }

    /// The code called `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.name() == name)
    }
}

/// One failure, as a client is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which of the table.
    pub code: Code,
    /// What was expected and what was found, safe to show to anyone.
    pub detail: String,
}

impl Problem {
    /// A problem of the kind `code`; `detail` must be safe to show to anyone.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }

    /// Nothing is published at the address; the same whether it never was, is a
    /// draft or was taken away.
    pub fn not_found() -> Self {
        Self::new(Code::NotFound, "nothing is published at this address")
    }

    /// No index is open.
    pub fn index_unavailable() -> Self {
        Self::new(Code::IndexUnavailable, "no index is open yet; try again in a moment")
    }

    /// Our own fault; says nothing of what happened.
    pub fn internal() -> Self {
        Self::new(Code::Internal, "something went wrong on the server; its log says what")
    }

    /// The whole answer to the request for `instance` that the log calls `request_id`.
    pub(super) fn render(&self, instance: &str, request_id: &str) -> Response {
        let status = self.code.status();
        let body = ProblemBody {
            // Relative, because the server does not know its public address:
            // RFC 9457, section 3.1.1, allows it. It can be followed.
            kind: format!("/problems/{}", self.code.name()),
            title: self.code.title(),
            status: status.as_u16(),
            detail: &self.detail,
            instance,
            code: self.code.name(),
            request_id,
        };
        let json = serde_json::to_vec(&body).expect("a problem has string keys only");
        let mut response = Response::new(Body::from(json));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        set_failure_headers(self.code, headers);
        response
    }
}

/// Adds what holds for a failure in any form, problem or page.
pub(super) fn set_failure_headers(code: Code, headers: &mut axum::http::HeaderMap) {
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if code.status() == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER_SECS));
    }
    if code.status() == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
}

/// The members of RFC 9457 and ours, in the order they are printed.
#[derive(Serialize)]
struct ProblemBody<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    detail: &'a str,
    instance: &'a str,
    code: &'static str,
    request_id: &'a str,
}

impl IntoResponse for Problem {
    /// A mark for the envelope in `app`, which knows the address and the request
    /// id and writes the body.
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_unique_and_read_back() {
        let names: HashSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            assert_eq!(Code::from_name(code.name()), Some(code));
            assert!(code.status().is_client_error() || code.status().is_server_error());
            assert!(code.name().chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{}", code.name());
        }
    }

    #[test]
    fn every_code_is_documented() {
        let documentation = include_str!("../../docs/http-api.md");
        for code in Code::ALL {
            let row = format!("| `{}` | {} |", code.name(), code.status().as_u16());
            assert!(documentation.contains(&row), "docs/http-api.md lacks the row {row}");
        }
    }
}

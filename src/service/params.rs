//! What stands after the `?`, read strictly and by hand.
//!
//! Every value that reaches the engine has passed here, so this is where a
//! number from the address is kept from becoming an allocation. A parameter that
//! is not understood is an error with a name, never a guess: a client that
//! writes `per_page=1O` should learn it, not get ten results. Parameters nobody
//! knows are ignored, because links carry other people's (`utm_source=…`).

use std::fmt::Write;

use jiff::civil::Date;

use crate::document::LanguageTag;
use crate::search::request::{MAX_PER_PAGE, MAX_QUERY_BYTES, MAX_RESULT_DEPTH, MAX_TAGS};
use crate::search::suggest::{DEFAULT_SUGGESTIONS, MAX_SUGGESTIONS, SuggestRequest};
use crate::search::{SearchRequest, Sort};
use crate::service::problem::{Code, Problem};

/// The longest name of a language that is looked at, in bytes; the longest that
/// BCP 47 gives as an example has 35 (RFC 5646, section 4.4.1).
const MAX_LANGUAGE_BYTES: usize = 35;

/// The part of an address after the `?`, taken apart, in the order written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryString {
    pairs: Vec<(Vec<u8>, Vec<u8>)>,
}

impl QueryString {
    /// Takes `query` apart as a browser puts a form together: `&` between pairs,
    /// `+` for a space, `%` and two hexadecimal digits for a byte. A `%` that is
    /// followed by anything else stands for itself (URL standard, section 1.3).
    pub fn parse(query: Option<&str>) -> Self {
        let pairs = query
            .unwrap_or_default()
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                (decode(name), decode(value))
            })
            .collect();
        Self { pairs }
    }

    /// The value of `name`; `None` if it is missing or empty, because a form
    /// sends the fields that were left empty too.
    ///
    /// # Errors
    ///
    /// If it is given more than once, or is not UTF-8 (a problem with code `invalid`).
    pub fn one(&self, name: &'static str, invalid: Code) -> Result<Option<&str>, Problem> {
        let mut values = self.raw(name);
        let Some(value) = values.next() else { return Ok(None) };
        if values.next().is_some() {
            return Err(Problem::new(
                Code::RepeatedParameter,
                format!("expected `{name}` once, got it more than once"),
            ));
        }
        Ok(Some(utf8(name, value, invalid)?).filter(|value| !value.is_empty()))
    }

    /// Every value of `name` that is not empty, in the order written.
    ///
    /// # Errors
    ///
    /// If one is not UTF-8 (a problem with code `invalid`).
    pub fn many(&self, name: &'static str, invalid: Code) -> Result<Vec<&str>, Problem> {
        self.raw(name).filter(|value| !value.is_empty()).map(|value| utf8(name, value, invalid)).collect()
    }

    fn raw(&self, name: &'static str) -> impl Iterator<Item = &[u8]> {
        self.pairs.iter().filter(move |pair| pair.0 == name.as_bytes()).map(|pair| pair.1.as_slice())
    }
}

/// Reads what `GET /api/v1/search` and `GET /search` are asked.
///
/// # Errors
///
/// If a value is not of the form `docs/http-api.md` gives it, or beyond the
/// limits of `search::request`.
pub fn search_request(query: &QueryString) -> Result<SearchRequest, Problem> {
    let defaults = SearchRequest::default();
    let q = typed(query)?;
    let from = date(query, "from")?;
    let to = date(query, "to")?;
    if let (Some(first), Some(last)) = (from, to)
        && first > last
    {
        return Err(Problem::new(
            Code::InvalidDate,
            format!("expected `from` on or before `to`, got {first} and {last}"),
        ));
    }
    let per_page = match query.one("per_page", Code::InvalidPerPage)? {
        None => defaults.per_page,
        Some(text) => number(text).filter(|&number| number <= MAX_PER_PAGE).ok_or_else(|| {
            Problem::new(
                Code::InvalidPerPage,
                format!("expected `per_page` from 0 to {MAX_PER_PAGE}, got {}", quoted(text)),
            )
        })?,
    };
    Ok(SearchRequest {
        q: q.to_owned(),
        tags: tags(query)?,
        lang: language(query, "lang")?,
        reader_lang: language(query, "prefer")?,
        from,
        to,
        sort: match query.one("sort", Code::InvalidSort)? {
            None | Some("relevance") => Sort::Relevance,
            Some("date") => Sort::Date,
            Some(other) => {
                return Err(Problem::new(
                    Code::InvalidSort,
                    format!("expected `sort` as `relevance` or `date`, got {}", quoted(other)),
                ));
            }
        },
        page: page(query, per_page)?,
        per_page,
        collapse: flag(query, "collapse", defaults.collapse)?,
        explain: flag(query, "explain", defaults.explain)?,
        without: defaults.without,
    })
}

/// Reads what `GET /api/v1/suggest` is asked.
///
/// # Errors
///
/// As of [`search_request`].
pub fn suggest_request(query: &QueryString) -> Result<SuggestRequest, Problem> {
    let limit = match query.one("limit", Code::InvalidLimit)? {
        None => DEFAULT_SUGGESTIONS,
        Some(text) => {
            number(text).filter(|limit| (1..=MAX_SUGGESTIONS).contains(limit)).ok_or_else(|| {
                Problem::new(
                    Code::InvalidLimit,
                    format!("expected `limit` from 1 to {MAX_SUGGESTIONS}, got {}", quoted(text)),
                )
            })?
        }
    };
    Ok(SuggestRequest { q: typed(query)?.to_owned(), lang: language(query, "lang")?, limit })
}

/// Writes a request as [`canonical`] does.
pub fn canonical_suggest(request: &SuggestRequest) -> String {
    let SuggestRequest { q, lang, limit } = request;
    let lang = lang.as_ref().map_or("", LanguageTag::as_str);
    format!("q={}&lang={}&limit={limit}", encode(q), encode(lang))
}

fn typed(query: &QueryString) -> Result<&str, Problem> {
    let q = query.one("q", Code::InvalidQuery)?.unwrap_or_default();
    if q.len() > MAX_QUERY_BYTES {
        return Err(Problem::new(
            Code::InvalidQuery,
            format!("expected `q` of at most {MAX_QUERY_BYTES} bytes, got {}", q.len()),
        ));
    }
    Ok(q)
}

/// Reads which page `GET /api/v1/document` and `GET /page` are asked for.
///
/// # Errors
///
/// If `path` is missing, given twice or not UTF-8.
pub fn document_path(query: &QueryString) -> Result<&str, Problem> {
    query
        .one("path", Code::InvalidPath)?
        .ok_or_else(|| Problem::new(Code::InvalidPath, "expected `path`, got none"))
}

/// Writes a request as the part of an address after the `?`: what differs from
/// the defaults, in one order. Equal requests have equal strings.
pub fn canonical(request: &SearchRequest) -> String {
    let defaults = SearchRequest::default();
    let mut out = String::new();
    let mut pair = |name: &str, value: &str| {
        let separator = if out.is_empty() { "" } else { "&" };
        write!(out, "{separator}{name}={}", encode(value)).expect("a string takes everything");
    };
    if !request.q.is_empty() {
        pair("q", &request.q);
    }
    for tag in &request.tags {
        pair("tag", tag);
    }
    for (name, language) in [("lang", &request.lang), ("prefer", &request.reader_lang)] {
        if let Some(language) = language {
            pair(name, language.as_str());
        }
    }
    for (name, day) in [("from", request.from), ("to", request.to)] {
        if let Some(day) = day {
            pair(name, &day.to_string());
        }
    }
    if request.sort == Sort::Date {
        pair("sort", "date");
    }
    for (name, value, default) in
        [("page", request.page, defaults.page), ("per_page", request.per_page, defaults.per_page)]
    {
        if value != default {
            pair(name, &value.to_string());
        }
    }
    for (name, value, default) in
        [("collapse", request.collapse, defaults.collapse), ("explain", request.explain, defaults.explain)]
    {
        if value != default {
            pair(name, if value { "1" } else { "0" });
        }
    }
    out
}

/// Writes `text` so that it can stand for a value in an address: everything but
/// letters, digits and `-._~` as bytes (RFC 3986, section 2.3).
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("a string takes everything");
        }
    }
    out
}

fn tags(query: &QueryString) -> Result<Vec<String>, Problem> {
    let tags = query.many("tag", Code::InvalidTag)?;
    if tags.len() > MAX_TAGS {
        return Err(Problem::new(
            Code::InvalidTag,
            format!("expected at most {MAX_TAGS} `tag`, got {}", tags.len()),
        ));
    }
    if let Some(tag) = tags.iter().find(|tag| tag.len() > MAX_QUERY_BYTES) {
        return Err(Problem::new(
            Code::InvalidTag,
            format!("expected `tag` of at most {MAX_QUERY_BYTES} bytes, got {}", tag.len()),
        ));
    }
    Ok(tags.into_iter().map(str::to_owned).collect())
}

fn language(query: &QueryString, name: &'static str) -> Result<Option<LanguageTag>, Problem> {
    let Some(text) = query.one(name, Code::InvalidLanguage)? else { return Ok(None) };
    let language = if text.len() > MAX_LANGUAGE_BYTES { None } else { LanguageTag::parse(text) };
    let invalid = || {
        Problem::new(
            Code::InvalidLanguage,
            format!("expected `{name}` as a language like `zh` or `pt-BR`, got {}", quoted(text)),
        )
    };
    language.ok_or_else(invalid).map(Some)
}

fn date(query: &QueryString, name: &'static str) -> Result<Option<Date>, Problem> {
    let Some(text) = query.one(name, Code::InvalidDate)? else { return Ok(None) };
    // The parser takes more than one form; the API has one.
    let is_day = text.len() == 10
        && text.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let day = if is_day { text.parse::<Date>().ok() } else { None };
    let invalid = || {
        Problem::new(
            Code::InvalidDate,
            format!("expected `{name}` as a day like `2024-11-01`, got {}", quoted(text)),
        )
    };
    day.ok_or_else(invalid).map(Some)
}

fn page(query: &QueryString, per_page: usize) -> Result<usize, Problem> {
    let Some(text) = query.one("page", Code::InvalidPage)? else { return Ok(1) };
    let page = number(text).filter(|&page| page >= 1).ok_or_else(|| {
        Problem::new(Code::InvalidPage, format!("expected `page` as a number from 1, got {}", quoted(text)))
    })?;
    let deepest = page.checked_mul(per_page.max(1)).filter(|&depth| depth <= MAX_RESULT_DEPTH);
    deepest.map(|_| page).ok_or_else(|| {
        Problem::new(
            Code::InvalidPage,
            format!(
                "expected `page` times `per_page` of at most {MAX_RESULT_DEPTH}, got {page} times {per_page}"
            ),
        )
    })
}

fn flag(query: &QueryString, name: &'static str, default: bool) -> Result<bool, Problem> {
    match query.one(name, Code::InvalidFlag)? {
        None => Ok(default),
        Some("1" | "true") => Ok(true),
        Some("0" | "false") => Ok(false),
        Some(other) => Err(Problem::new(
            Code::InvalidFlag,
            format!("expected `{name}` as `1`, `0`, `true` or `false`, got {}", quoted(other)),
        )),
    }
}

/// Digits and nothing else, at most nine of them: no sign, no space, no `1e9`.
fn number(text: &str) -> Option<usize> {
    if text.is_empty() || text.len() > 9 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// Repeats to the client what it sent, short and on one line.
fn quoted(text: &str) -> String {
    const SHOWN_CHARS: usize = 32;
    let mut shown: String =
        text.chars().take(SHOWN_CHARS).map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
    if text.chars().nth(SHOWN_CHARS).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

fn utf8<'a>(name: &'static str, value: &'a [u8], invalid: Code) -> Result<&'a str, Problem> {
    std::str::from_utf8(value)
        .map_err(|_| Problem::new(invalid, format!("expected `{name}` in UTF-8, got other bytes")))
}

pub(super) fn decode(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let escaped = match bytes[index..] {
            [b'%', high, low, ..] => hex(high).zip(hex(low)).map(|(high, low)| high << 4 | low),
            _ => None,
        };
        match (escaped, bytes[index]) {
            (Some(byte), _) => {
                out.push(byte);
                index += 3;
            }
            (None, b'+') => {
                out.push(b' ');
                index += 1;
            }
            (None, byte) => {
                out.push(byte);
                index += 1;
            }
        }
    }
    out
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|value| value as u8)
}

#[cfg(test)]
mod tests;

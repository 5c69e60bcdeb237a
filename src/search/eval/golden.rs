//! Golden queries: what is asked and which pages should answer, from a file of
//! lines of JSON or from the two files of a test set. For lists that people
//! write, see [`yaml`](crate::search::eval::yaml).

use std::collections::HashMap;

use serde::Deserialize;

use crate::document::LanguageTag;

/// A question and the pages that should answer it.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldenQuery {
    /// What kind of question it is; figures are given by class.
    pub class: String,
    /// As typed.
    pub q: String,
    /// The right pages, none twice; never empty, every grade at least 1.
    pub relevant: Vec<Judgement>,
    /// Filter by language, as a reader would.
    pub lang: Option<LanguageTag>,
    /// Filter by tags, as a reader would.
    pub tags: Vec<String>,
}

/// A page and how well it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Its file, relative to the site's root; or its address, if it begins with `/`.
    pub path: String,
    /// 1 is relevant; more is better, for graded measures.
    pub grade: u32,
}

/// Why a file of golden queries cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct GoldenError {
    /// Counted from 1; 0 is the file as a whole.
    pub line: usize,
    /// What was expected and what was found.
    pub message: String,
}

impl GoldenError {
    /// Says what is wrong in which line.
    pub fn at(line: usize, message: impl Into<String>) -> Self {
        Self { line, message: message.into() }
    }
}

/// What a list of golden queries gives back.
pub type Result<T> = std::result::Result<T, GoldenError>;

#[derive(Deserialize)]
struct JsonQuery {
    #[serde(default = "default_class")]
    class: String,
    q: String,
    relevant: Vec<String>,
}

/// The class of a query that names none.
pub fn default_class() -> String {
    "queries".to_owned()
}

/// Reads a query a line: `{"class": …, "q": …, "relevant": [path, …]}`. Blank lines are skipped.
///
/// # Errors
///
/// If a line is no such object, or names no page.
pub fn read_json_lines(text: &str) -> Result<Vec<GoldenQuery>> {
    let mut queries = Vec::new();
    for (line, record) in json_lines::<JsonQuery>(text) {
        let record = record?;
        let relevant = record.relevant.into_iter().map(|path| Judgement { path, grade: 1 }).collect();
        queries.push(golden(line, record.class, record.q, relevant)?);
    }
    non_empty(queries)
}

/// Checks one query; repeated pages are counted once, with their best grade.
pub(super) fn golden(line: usize, class: String, q: String, relevant: Vec<Judgement>) -> Result<GoldenQuery> {
    let mut unique: Vec<Judgement> = Vec::with_capacity(relevant.len());
    let mut places: HashMap<String, usize> = HashMap::new();
    for judgement in relevant.into_iter().filter(|judgement| judgement.grade > 0) {
        match places.get(&judgement.path) {
            Some(&place) => unique[place].grade = unique[place].grade.max(judgement.grade),
            None => {
                places.insert(judgement.path.clone(), unique.len());
                unique.push(judgement);
            }
        }
    }
    if unique.is_empty() {
        return Err(GoldenError::at(
            line,
            format!("expected at least one page that answers `{q}`, found none"),
        ));
    }
    Ok(GoldenQuery { class, q, relevant: unique, lang: None, tags: Vec::new() })
}

pub(super) fn non_empty(queries: Vec<GoldenQuery>) -> Result<Vec<GoldenQuery>> {
    if queries.is_empty() {
        return Err(GoldenError::at(0, "expected golden queries, found none"));
    }
    Ok(queries)
}

#[derive(Deserialize)]
struct SetQuery {
    id: String,
    text: String,
}

/// Reads the queries of a test set and their judgements (`query id`, `document
/// id`, `grade`, separated by tabs). A query that nobody judged, or that nothing
/// answers, says nothing of a ranking and is left out.
///
/// `class` is that of all of them.
///
/// # Errors
///
/// If a line of the queries is no object with `id` and `text`.
pub fn read_set_queries(
    queries: &str,
    judgements: &HashMap<String, Vec<Judgement>>,
    class: &str,
) -> Result<Vec<GoldenQuery>> {
    let mut found = Vec::new();
    for (line, record) in json_lines::<SetQuery>(queries) {
        let record = record?;
        if let Some(relevant) = judgements.get(&record.id) {
            found.push(golden(line, class.to_owned(), record.text, relevant.clone())?);
        }
    }
    non_empty(found)
}

/// Reads judgements by query; `path_of` says what a document's path is in the
/// index. Those of grade 0 are left out.
///
/// # Errors
///
/// If a line has not three fields, or its grade is no whole number.
pub fn read_judgements(
    text: &str,
    path_of: impl Fn(&str) -> String,
) -> Result<HashMap<String, Vec<Judgement>>> {
    let mut judgements: HashMap<String, Vec<Judgement>> = HashMap::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
        let &[query, document, grade] = fields.as_slice() else {
            let message = format!("expected query, document and grade separated by tabs, found `{line}`");
            return Err(GoldenError::at(index + 1, message));
        };
        let grade: i64 = grade.parse().map_err(|_| {
            GoldenError::at(index + 1, format!("expected a whole number as grade, found `{grade}`"))
        })?;
        // Some collections use negative grades for spam; they answer nothing either.
        let grade = u32::try_from(grade.max(0)).unwrap_or(u32::MAX);
        if grade > 0 {
            let judgement = Judgement { path: path_of(document), grade };
            judgements.entry(query.to_owned()).or_default().push(judgement);
        }
    }
    Ok(judgements)
}

/// A record a line, with the line's number; blank lines are skipped.
pub(super) fn json_lines<'a, T: Deserialize<'a>>(
    text: &'a str,
) -> impl Iterator<Item = (usize, Result<T>)> + 'a {
    let text = text.trim_start_matches('\u{feff}');
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(index, line)| {
        let record = serde_json::from_str(line);
        (index + 1, record.map_err(|error| GoldenError::at(index + 1, error.to_string())))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judgement(path: &str, grade: u32) -> Judgement {
        Judgement { path: path.to_owned(), grade }
    }

    #[test]
    fn a_line_of_json_is_a_query() {
        let text = "{\"class\": \"title\", \"q\": \"滚动更新\", \"relevant\": [\"文章.md\", \"文章.md\", \"b.md\"]}\n\n{\"q\": \"雙協議棧\", \"relevant\": [\"c.md\"]}\n";
        let queries = read_json_lines(text).unwrap();
        assert_eq!(queries.len(), 2);
        assert_eq!(queries[0].class, "title");
        assert_eq!(queries[0].relevant, [judgement("文章.md", 1), judgement("b.md", 1)]);
        assert_eq!(queries[1].class, "queries");
    }

    #[test]
    fn a_wrong_line_is_named() {
        let line_of = |text: &str| read_json_lines(text).unwrap_err().line;
        assert_eq!(line_of("{\"q\": \"搜\", \"relevant\": [\"a.md\"]}\nnonsense"), 2);
        assert_eq!(line_of("\n{\"q\": \"搜\", \"relevant\": []}"), 2);
        assert_eq!(line_of(""), 0);
    }

    #[test]
    fn judgements_belong_to_queries_and_zero_is_none() {
        let judgements =
            read_judgements("q1\td1\t2\nq1\td2\t0\n\nq2\td1\t-1\n", |id| format!("集/{id}")).unwrap();
        assert_eq!(judgements["q1"], [judgement("集/d1", 2)]);
        let text =
            "{\"id\": \"q1\", \"text\": \"怎么回滚\", \"lang\": \"zh\"}\n{\"id\": \"q2\", \"text\": \"?\"}";
        let queries = read_set_queries(text, &judgements, "集").unwrap();
        assert_eq!(queries.len(), 1);
        assert_eq!((queries[0].q.as_str(), queries[0].class.as_str()), ("怎么回滚", "集"));
        assert_eq!(read_judgements("q1 d1 1", str::to_owned).unwrap_err().line, 1);
        assert_eq!(read_judgements("q1\td1\tx", str::to_owned).unwrap_err().line, 1);
    }
}

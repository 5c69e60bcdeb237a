//! From ranked pages to what is shown of them: titles, snippets, sections.

use jiff::civil::{DateTime, Time};

use crate::document::Section;
use crate::error::Result;
use crate::search::answer::Answer;
use crate::search::explain::explain;
use crate::search::marks::Marker;
use crate::search::request::MAX_RESULT_DEPTH;
use crate::search::rescue::Via;
use crate::search::scoring::{Candidate, Ground};
use crate::search::snippet::{Mark, SNIPPET_COLUMNS, Snippet, densest, mark_all};
use crate::search::{Hit, SearchRequest, SectionHit};

/// How many sections of one page are shown.
const MAX_SECTIONS: usize = 3;

/// How much of one page is searched for its best sections, in bytes.
const MAX_PAGE_BYTES: usize = 300_000;

/// The hits of the page of results that was asked for.
///
/// # Errors
///
/// If the text of a page cannot be read.
pub fn hits(ground: Ground<'_>, answer: &Answer, request: &SearchRequest) -> Result<Vec<Hit>> {
    let start = (answer.page - 1).saturating_mul(answer.per_page).min(answer.ranked.len());
    let end = (start + answer.per_page).min(answer.ranked.len()).min(MAX_RESULT_DEPTH);
    let languages = ground.site.languages();
    let mut markers: Vec<(Marker, Option<Via>)> =
        answer.plans.iter().map(|(plan, via)| (Marker::new(plan, languages), *via)).collect();
    let shown = answer.ranked.get(start..end).unwrap_or_default();
    let hit = |candidate: &Candidate| hit(ground, &mut markers[usize::from(candidate.plan)], candidate);
    let mut hits = shown.iter().map(hit).collect::<Result<Vec<Hit>>>()?;
    if request.explain {
        let explanations = explain(ground, answer, request, shown);
        hits.iter_mut().zip(explanations).for_each(|(hit, explained)| hit.explanation = Some(explained));
    }
    Ok(hits)
}

/// A date as it is printed: without a time if there is none.
pub fn date_text(date: DateTime) -> String {
    if date.time() == Time::midnight() { date.date().to_string() } else { date.to_string() }
}

fn hit(ground: Ground<'_>, (marker, via): &mut (Marker, Option<Via>), candidate: &Candidate) -> Result<Hit> {
    let page = &ground.index.pages()[candidate.slot as usize];
    let sections = ground.index.sections(candidate.slot as usize)?;
    let found = find_sections(marker, &sections);
    let mut shown: Vec<&FoundSection<'_>> =
        found.iter().filter(|found| !found.section.heading.is_empty() && found.score() > 0.0).collect();
    shown.sort_by(|a, b| b.score().total_cmp(&a.score()));
    shown.truncate(MAX_SECTIONS);
    let snippets: Vec<Snippet> = shown.iter().map(|found| found.snippet()).collect();
    let snippet = match found.iter().max_by(|a, b| a.text_score.total_cmp(&b.text_score)) {
        Some(best) if best.text_score > 0.0 => {
            // Most often it is shown as a section too.
            let at = shown.iter().position(|shown| std::ptr::eq(*shown, best));
            at.map_or_else(|| best.snippet(), |at| snippets[at].clone())
        }
        _ => opening(marker, page.description.as_deref(), &sections),
    };
    let section_hit = |(found, snippet): (&FoundSection<'_>, Snippet)| SectionHit {
        title: mark_all(&found.section.heading, &found.heading_marks),
        url: section_url(&page.url, &found.section.anchor),
        snippet: snippet.segments,
    };
    let sections = shown.into_iter().zip(snippets).map(section_hit).collect();
    Ok(Hit {
        id: format!("p{}", page.id),
        path: page.path.clone(),
        url: page.url.clone(),
        score: f64::from(candidate.score),
        lang: page.language.to_string(),
        date: page.date.map(date_text),
        tags: page.tags.clone(),
        author: (!page.authors.is_empty()).then(|| page.authors.join(", ")),
        description: page.description.clone(),
        image: page.image.clone(),
        extra: page.extra(),
        title: mark_all(&page.title, &marker.find(&page.title)),
        snippet: snippet.segments,
        sections,
        translations: ground.site.translations(ground.index.pages(), candidate.slot),
        via: via.map(|via| via.label().to_owned()),
        explanation: None,
    })
}

/// A section in which something was found, or not.
struct FoundSection<'a> {
    section: &'a Section,
    text: String,
    marks: Vec<Mark>,
    heading_marks: Vec<Mark>,
    heading_score: f32,
    text_score: f32,
}

impl FoundSection<'_> {
    /// A heading that matches is worth twice the text under it: it names its subject.
    fn score(&self) -> f32 {
        2.0 * self.heading_score + self.text_score
    }

    fn snippet(&self) -> Snippet {
        densest(&self.text, &self.marks, SNIPPET_COLUMNS)
    }
}

fn find_sections<'a>(marker: &mut Marker, sections: &'a [Section]) -> Vec<FoundSection<'a>> {
    let mut n_bytes = 0;
    let mut found = Vec::with_capacity(sections.len());
    for section in sections {
        if n_bytes > MAX_PAGE_BYTES {
            break;
        }
        let blocks: Vec<&str> = section.blocks.iter().map(|block| block.text.as_str()).collect();
        let text = blocks.join("\n");
        n_bytes += text.len();
        let marks = marker.find(&text);
        let heading_marks = marker.find(&section.heading);
        let (heading_score, text_score) = (weight_of(&heading_marks), weight_of(&marks));
        found.push(FoundSection { section, text, marks, heading_marks, heading_score, text_score });
    }
    found
}

/// The weight of the different terms among marks, and a little for how often they stand.
fn weight_of(marks: &[Mark]) -> f32 {
    let mut seen: Vec<u32> = Vec::new();
    let mut weight = 0.0;
    for mark in marks {
        if seen.contains(&mark.term) {
            continue;
        }
        seen.push(mark.term);
        weight += mark.weight;
    }
    if marks.is_empty() { 0.0 } else { weight + (marks.len() as f32).ln() * 0.1 }
}

/// What is shown of a page whose text does not hold the query: what it says of itself.
fn opening(marker: &mut Marker, description: Option<&str>, sections: &[Section]) -> Snippet {
    let first = sections.iter().flat_map(|section| &section.blocks).next();
    let text = description.or(first.map(|block| block.text.as_str())).unwrap_or_default();
    densest(text, &marker.find(text), SNIPPET_COLUMNS)
}

/// The address of a section: the anchor percent-encoded as browsers write it.
pub fn section_url(url: &str, anchor: &str) -> String {
    if anchor.is_empty() {
        return url.to_owned();
    }
    let mut address = format!("{url}#");
    for byte in anchor.bytes() {
        match byte {
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'-'
            | b'_'
            | b'.'
            | b'~'
            | b'('
            | b')'
            | b'!'
            | b'*'
            | b'\''
            | b':'
            | b'@'
            | b'/'
            | b'?'
            | b','
            | b';'
            | b'='
            | b'&'
            | b'+'
            | b'$' => {
                address.push(char::from(byte));
            }
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

//! An explanation as text for a person: the tier and its evidence in words, then
//! a table of what adds up to the score, its columns aligned as a terminal
//! counts them.

use crate::cli::columns::{clean, width_columns};
use crate::search::explanation::{AreaPart, ConceptPart, Explanation, OrderRule};
use crate::search::ranking::Tier;

/// The lines of an explanation, not indented; of what counts, only what the page has.
pub fn lines(explanation: &Explanation) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(rescue) = &explanation.rescue {
        lines.push(format!("found for `{}`, by {}", clean(&rescue.query), rescue.via));
    }
    if explanation.rules.contains(&OrderRule::ByDate) {
        let date = explanation.date.as_deref().unwrap_or("none, so it comes after those that have one");
        lines.push(format!("in order of date: {date}"));
        return lines;
    }
    lines.push(format!("tier: {}", tier(explanation.tier)));
    let mut also = explanation.evidence.iter().filter(|one| one.tier != explanation.tier);
    if let Some(first) = also.next() {
        let one = |tier_of: Tier, area: &str| format!("{} ({area})", tier(tier_of));
        let rest = also.map(|other| one(other.tier, other.area));
        let all: Vec<String> = std::iter::once(one(first.tier, first.area)).chain(rest).collect();
        lines.push(format!("also: {}", all.join(", ")));
    }
    lines.extend(explanation.rules.iter().map(|applied| format!("rule: {}", rule(*applied))));
    if explanation.coverage < 0.999 {
        lines.push(format!("holds {:.0}% of the query, weighted by rarity", explanation.coverage * 100.0));
    }
    lines.push(format!("score {:.2}, the sum of:", explanation.score));
    if explanation.language_factor < 0.995 {
        let factor = explanation.language_factor;
        lines.push(format!(
            "  words × {factor:.2}, because the query is less likely in this language, or this writing of Chinese"
        ));
    }
    lines.extend(table(explanation));
    lines
}

/// What a kind of evidence means.
pub fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Some => "some of the words",
        Tier::Most => "most of the words",
        Tier::All => "all words, anywhere",
        Tier::Near => "all words, near each other",
        Tier::Pieces => "all words, each piece of the query as typed",
        Tier::NearHeading => "headings or tags hold all words, near each other",
        Tier::NearTitle => "the title holds all words",
        Tier::TextPhraseOpen => "the text holds the query, its last word begun",
        Tier::TextPhrase => "the text holds the query",
        Tier::HeadingPhraseOpen => "a heading or tag holds the query, its last word begun",
        Tier::HeadingPhrase => "a heading or tag holds the query",
        Tier::HeadingExact => "a heading or tag is the query",
        Tier::TitlePhraseOpen => "the title holds the query, its last word begun",
        Tier::TitlePhrase => "the title holds the query",
        Tier::TitleBegins => "the title begins with the query",
        Tier::TitleExact => "the title is the query",
    }
}

fn rule(rule: OrderRule) -> &'static str {
    match rule {
        OrderRule::ByDate => "newest first",
        OrderRule::TypedFirst => {
            "as typed, which for an identifier or a short word comes before better evidence of another form"
        }
        OrderRule::AsTyped => "as typed, so before other forms of the same tier",
        OrderRule::Question => {
            "the query is a question: below whole pieces, headings and titles the score alone decides"
        }
    }
}

/// One line a part: its score, what it is, how it comes about, and where it stands.
fn table(explanation: &Explanation) -> Vec<String> {
    let mut rows: Vec<[String; 4]> = Vec::new();
    if let Some(title) = &explanation.title {
        rows.push([
            format!("{:.2}", title.score),
            "title".to_owned(),
            format!("{} × {:.2}", title.weight, title.share),
            format!("the query is {:.0}% of the title", title.share * 100.0),
        ]);
    }
    if let Some(passage) = &explanation.passage {
        rows.push([
            format!("{:.2}", passage.score),
            "passage".to_owned(),
            format!(
                "{} × {:.2} + {} × {:.2}",
                short(passage.together_weight),
                passage.together,
                short(passage.early_weight),
                passage.early
            ),
            "what stands together in a passage, and what the text begins with".to_owned(),
        ]);
    }
    rows.extend(explanation.concepts.iter().filter(|part| !part.areas.is_empty()).map(row));
    let width = |column: usize| rows.iter().map(|row| width_columns(&row[column])).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2)];
    let align = |row: &[String; 4]| {
        let pad = |column: usize| widths[column] - width_columns(&row[column]);
        let line = format!(
            "  {:left$}{}  {}{:middle$}  {}{:right$}  {}",
            "",
            row[0],
            row[1],
            "",
            row[2],
            "",
            row[3],
            left = pad(0),
            middle = pad(1),
            right = pad(2),
        );
        line.trim_end().to_owned()
    };
    rows.iter().map(align).collect()
}

fn row(part: &ConceptPart) -> [String; 4] {
    let areas: Vec<String> = part.areas.iter().map(area).collect();
    let pages = if part.n_pages == 1 { "page" } else { "pages" };
    [
        format!("{:.2}", part.score),
        format!("{} ({})", clean(&part.text), part.kind),
        format!("{} × idf {:.2} × {:.2}", short(part.weight), part.idf, part.saturated),
        format!("on {} {pages}; here {}", part.n_pages, areas.join(", ")),
    ]
}

/// A number in two decimals, or fewer where those say it: `0.6`.
fn short(number: f32) -> String {
    format!("{number:.2}").trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `body 3 ×1 ×0.91`: how often, times the area's weight and what its length makes
/// of it; a form that was not typed with its own weight between them.
fn area(part: &AreaPart) -> String {
    let (form, weight) = match part.form {
        "typed" => (String::new(), String::new()),
        form => (format!(" {form}"), format!(" ×{}", part.form_weight)),
    };
    format!("{} {}{form} ×{}{weight} ×{:.2}", part.area, part.count, part.area_weight, part.length_factor)
}

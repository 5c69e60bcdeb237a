//! A result as text: a block for a person, a line for a program.

use anstyle::Style;

use crate::cli::columns::{clean, plain, truncate, wrap};
use crate::cli::explained;
use crate::cli::output::{MARK, PLACE, QUIET, TITLE};
use crate::search::{Hit, Segment};

/// How far the parts of a result stand in, in columns.
const INDENT: &str = "  ";

/// One line of fields separated by tabs: address, title, date, tags, snippet.
/// Nothing is marked or cut; tags are separated by `,`.
pub fn line(hit: &Hit) -> String {
    let fields = [
        clean(&hit.url),
        plain(&hit.title),
        clean(hit.date.as_deref().unwrap_or_default()),
        clean(&hit.tags.join(",")),
        plain(&hit.snippet),
    ];
    fields.join("\t")
}

/// Title, address, snippet, sections and translations below one another, styled,
/// lines at most `columns` wide but for addresses, which would break.
pub fn block(hit: &Hit, columns: usize) -> String {
    let indented = columns.saturating_sub(INDENT.len());
    let mut lines: Vec<String> = wrap(&hit.title, columns).iter().map(|line| styled(line, TITLE)).collect();
    lines.push(format!("{INDENT}{PLACE}{}{PLACE:#}", clean(&hit.url)));
    let about = about(hit);
    if !about.is_empty() {
        lines.push(format!("{INDENT}{QUIET}{}{QUIET:#}", truncate(&about, indented)));
    }
    for line in wrap(&hit.snippet, indented) {
        lines.push(format!("{INDENT}{}", styled(&line, Style::new())));
    }
    for section in &hit.sections {
        // A heading is named here, not read: one line of it is enough.
        let sign = "§ ";
        let heading =
            wrap(&section.title, indented.saturating_sub(sign.len())).into_iter().next().unwrap_or_default();
        lines.push(format!("{INDENT}{sign}{}", styled(&heading, Style::new())));
        lines.push(format!("{INDENT}{INDENT}{PLACE}{}{PLACE:#}", clean(&section.url)));
    }
    for translation in &hit.translations {
        let (lang, url) = (clean(&translation.lang), clean(&translation.url));
        lines.push(format!("{INDENT}{QUIET}{lang}: {url}{QUIET:#}"));
    }
    if let Some(explanation) = &hit.explanation {
        lines.extend(
            explained::lines(explanation).iter().map(|line| format!("{INDENT}{QUIET}{line}{QUIET:#}")),
        );
    }
    lines.join("\n")
}

/// Marked text on one line, however long.
pub fn marked_line(segments: &[Segment]) -> String {
    wrap(segments, usize::MAX).iter().map(|line| styled(line, Style::new())).collect()
}

/// Date, language, tags, and how it was found if not plainly.
fn about(hit: &Hit) -> String {
    let mut parts = Vec::new();
    parts.extend(hit.date.clone());
    parts.extend((!hit.lang.is_empty()).then(|| hit.lang.clone()));
    parts.extend((!hit.tags.is_empty()).then(|| hit.tags.join(", ")));
    parts.extend(hit.via.as_ref().map(|via| format!("found by {via}")));
    clean(&parts.join(" · "))
}

/// A line with what matched marked, the rest in `style`.
fn styled(line: &[Segment], style: Style) -> String {
    line.iter()
        .map(|segment| match segment.marked {
            true => format!("{MARK}{}{MARK:#}", segment.text),
            false => format!("{style}{}{style:#}", segment.text),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use serde_json::Map;

    use super::*;
    use crate::search::explanation::{
        AreaPart, ConceptPart, Evidence, Explanation, OrderRule, PassagePart, Rescued, TitlePart,
    };
    use crate::search::ranking::Tier;
    use crate::search::{SectionHit, Translation};

    fn segments(text: &str) -> Vec<Segment> {
        let parts = text.split(['[', ']']).enumerate();
        let segments = parts.map(|(index, part)| Segment { text: part.to_owned(), marked: index % 2 == 1 });
        segments.filter(|segment| !segment.text.is_empty()).collect()
    }

    fn hit() -> Hit {
        Hit {
            id: "1".to_owned(),
            path: "content/雙協議棧.md".to_owned(),
            url: "/zh-hant/%E9%9B%99/".to_owned(),
            score: 1.0,
            lang: "zh-Hant".to_owned(),
            date: Some("2024-08-09".to_owned()),
            tags: vec!["kubernetes".to_owned(), "網路".to_owned()],
            author: None,
            description: None,
            image: None,
            extra: Map::new(),
            title: segments("[雙協議棧]：一台主機，\n兩種位址"),
            snippet: segments(
                "在k8s裡，每個 Pod 都有兩個位址。[雙協議棧]是折衷的\n辦法\u{1b}c，[ dual stack ]in\nshort。",
            ),
            sections: vec![SectionHit {
                title: segments("什麼是[雙協議棧]"),
                url: "/zh-hant/%E9%9B%99/#什麼".to_owned(),
                snippet: Vec::new(),
            }],
            translations: vec![Translation {
                lang: "en".to_owned(),
                path: String::new(),
                url: "/en/dual/".to_owned(),
                title: "Dual stack".to_owned(),
            }],
            via: None,
            explanation: None,
        }
    }

    fn explanation() -> Explanation {
        let area = |area, form, count, form_weight| AreaPart {
            area,
            form,
            count,
            area_weight: 2.0,
            form_weight,
            length_units: 9,
            length_factor: 1.25,
            frequency: 2.5,
        };
        let part = |text: &str, kind, areas: Vec<AreaPart>| ConceptPart {
            text: text.to_owned(),
            kind,
            weight: 0.5,
            n_pages: areas.len(),
            idf: 3.25,
            areas,
            frequency: 2.5,
            saturated: 1.5,
            score: 2.4375,
        };
        Explanation {
            tier: Tier::TitlePhrase,
            evidence: vec![
                Evidence { tier: Tier::TitlePhrase, area: "title" },
                Evidence { tier: Tier::TextPhrase, area: "body" },
            ],
            as_typed: true,
            coverage: 1.0,
            rules: vec![OrderRule::AsTyped],
            score: 16.0,
            concepts: vec![
                part("协议栈", "word", vec![area("title", "typed", 1, 1.0), area("body", "typed", 3, 1.0)]),
                part("stack", "unit", vec![area("body", "begun", 1, 0.4)]),
                part("没有", "word", Vec::new()),
            ],
            passage: Some(PassagePart {
                together: 4.0,
                together_weight: 0.3,
                early: 1.5,
                early_weight: 0.2,
                score: 1.5,
            }),
            language_factor: 0.75,
            title: Some(TitlePart { weight: 4.0, share: 0.25, score: 1.0 }),
            date: None,
            rescue: Some(Rescued { via: "pinyin", query: "协议栈".to_owned() }),
        }
    }

    #[track_caller]
    fn check_block(hit: &Hit, columns: usize, expected: Expect) {
        let shown = block(hit, columns);
        let (start, end) = (MARK.to_string(), format!("{MARK:#}"));
        let mut parts = shown.split(&start);
        let before = parts.next().unwrap_or_default();
        let marked: String = parts.map(|rest| format!("[{}", rest.replacen(&end, "]", 1))).collect();
        let shown = format!("{before}{marked}");
        expected.assert_eq(&anstream::adapter::strip_str(&shown).to_string());
    }

    #[test]
    fn a_block_is_wrapped_in_columns() {
        check_block(
            &hit(),
            30,
            expect![[r#"
                [雙協議棧]：一台主機，兩種位址
                  /zh-hant/%E9%9B%99/
                  2024-08-09 · zh-Hant · kube…
                  在k8s裡，每個 Pod 都有兩個位
                  址。[雙協議棧]是折衷的辦法c，
                  [dual stack] in short。
                  § 什麼是[雙協議棧]
                    /zh-hant/%E9%9B%99/#什麼
                  en: /en/dual/"#]],
        );
    }

    #[test]
    fn a_block_says_how_it_was_found_and_why_it_stands_there() {
        let hit = Hit {
            via: Some("pinyin".to_owned()),
            date: None,
            sections: Vec::new(),
            translations: Vec::new(),
            explanation: Some(explanation()),
            ..hit()
        };
        check_block(
            &hit,
            80,
            expect![[r#"
                [雙協議棧]：一台主機，兩種位址
                  /zh-hant/%E9%9B%99/
                  zh-Hant · kubernetes, 網路 · found by pinyin
                  在k8s裡，每個 Pod 都有兩個位址。[雙協議棧]是折衷的辦法c， [dual stack] in short。
                  found for `协议栈`, by pinyin
                  tier: the title holds the query
                  also: the text holds the query (body)
                  rule: as typed, so before other forms of the same tier
                  score 16.00, the sum of:
                    words × 0.75, because the query is less likely in this language, or this writing of Chinese
                    1.00  title          4 × 0.25                 the query is 25% of the title
                    1.50  passage        0.3 × 4.00 + 0.2 × 1.50  what stands together in a passage, and what the text begins with
                    2.44  协议栈 (word)  0.5 × idf 3.25 × 1.50    on 2 pages; here title 1 ×2 ×1.25, body 3 ×2 ×1.25
                    2.44  stack (unit)   0.5 × idf 3.25 × 1.50    on 1 page; here body 1 begun ×2 ×0.4 ×1.25"#]],
        );
    }

    #[test]
    fn a_line_has_five_fields_whatever_the_page_says() {
        expect!["/zh-hant/%E9%9B%99/	雙協議棧：一台主機，兩種位址	2024-08-09	kubernetes,網路	在k8s裡，每個 Pod 都有兩個位址。雙協議棧是折衷的辦法c， dual stack in short。"].assert_eq(&line(&hit()));
        let bare = Hit { date: None, tags: vec!["制\t表".to_owned()], snippet: Vec::new(), ..hit() };
        assert_eq!(line(&bare).split('\t').count(), 5);
    }
}

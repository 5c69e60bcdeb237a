//! The part of CSS selectors that names the place where a site has its text.

use crate::content::html_page::tree::{Element, Tree};

/// A list of selectors: `main .post, article#content, [role=main]`.
///
/// Names, `#id`, `.class` and `[attribute]`, `[attribute=value]`, and several of
/// them joined by spaces for what is inside what. No `>`, no `:pseudo`: what they
/// are written for needs a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    /// Each a chain of what must be inside what, the innermost last.
    alternatives: Vec<Vec<Compound>>,
}

/// What one element must be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Compound {
    name: Option<String>,
    /// Attribute, and its value; `class` must hold it as a word.
    attributes: Vec<(String, Option<String>)>,
}

/// How many elements around one are looked at; pages nest far less deeply.
const MAX_ANCESTORS: usize = 256;

impl Selector {
    /// Reads a list of selectors.
    ///
    /// # Errors
    ///
    /// What was found that is no such selector.
    pub fn parse(text: &str) -> Result<Self, String> {
        let alternatives: Result<Vec<Vec<Compound>>, String> = text
            .split(',')
            .map(|chain| {
                let compounds: Result<Vec<Compound>, String> =
                    chain.split_ascii_whitespace().map(Compound::parse).collect();
                compounds.and_then(|compounds| {
                    if compounds.is_empty() { Err("nothing".to_owned()) } else { Ok(compounds) }
                })
            })
            .collect();
        Ok(Self { alternatives: alternatives? })
    }

    /// Whether an element is meant.
    pub(super) fn matches(&self, tree: &Tree, node: usize) -> bool {
        self.alternatives.iter().any(|chain| {
            let Some((last, outer)) = chain.split_last() else { return false };
            tree.element(node).is_some_and(|element| last.matches(element)) && is_inside(tree, node, outer)
        })
    }
}

/// Whether the elements around `node` have the chain `outer` among them, in its order.
fn is_inside(tree: &Tree, node: usize, outer: &[Compound]) -> bool {
    let mut left = outer;
    let mut around = tree.nodes[node].parent;
    for _ in 0..MAX_ANCESTORS {
        let (Some((last, rest)), Some(ancestor)) = (left.split_last(), around) else { break };
        if tree.element(ancestor).is_some_and(|element| last.matches(element)) {
            left = rest;
        }
        around = tree.nodes[ancestor].parent;
    }
    left.is_empty()
}

impl Compound {
    fn parse(text: &str) -> Result<Self, String> {
        let wrong = || Err(format!("`{text}`"));
        let mut compound = Self::default();
        let mut rest = text;
        while let Some(mark) = rest.chars().next() {
            if mark == '[' {
                let Some((inside, after)) = rest[1..].split_once(']') else { return wrong() };
                let (name, value) = match inside.split_once('=') {
                    Some((name, value)) => (name, Some(value.trim_matches(['"', '\'']).to_owned())),
                    None => (inside, None),
                };
                if !is_name(name) {
                    return wrong();
                }
                compound.attributes.push((name.to_ascii_lowercase(), value));
                rest = after;
                continue;
            }
            let after = if matches!(mark, '#' | '.') { &rest[1..] } else { rest };
            let end = after.find(['#', '.', '[']).unwrap_or(after.len());
            let (name, after) = after.split_at(end);
            match mark {
                _ if !is_name(name) && name != "*" => return wrong(),
                '#' => compound.attributes.push(("id".to_owned(), Some(name.to_owned()))),
                '.' => compound.attributes.push(("class".to_owned(), Some(name.to_owned()))),
                '*' => {}
                _ => compound.name = Some(name.to_ascii_lowercase()),
            }
            rest = after;
        }
        Ok(compound)
    }

    fn matches(&self, element: &Element) -> bool {
        self.name.as_deref().is_none_or(|name| name == element.name())
            && self.attributes.iter().all(|(name, value)| match (element.attribute(name), value) {
                (None, _) => false,
                (Some(_), None) => true,
                (Some(_), Some(word)) if name == "class" => element.classes().any(|class| class == word),
                (Some(found), Some(expected)) => found == expected,
            })
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

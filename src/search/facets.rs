//! Counts what the pages of an answer have in common: tags, languages, years.
//!
//! Every answer counts all of its pages, thousands for a frequent character, so
//! names are numbered once when a site is opened and only numbers are counted.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use crate::index::catalog::PageRecord;
use crate::search::Facets;

/// The tags and languages of all pages, numbered.
#[derive(Debug)]
pub struct FacetTable {
    tags: Names,
    languages: Names,
    /// By slot.
    years: Vec<Option<i16>>,
}

/// Names, and which of them each page has.
#[derive(Debug, Default)]
struct Names {
    names: Vec<String>,
    /// The numbers of all pages, one page after another.
    numbers: Vec<u32>,
    /// By slot: where its numbers end.
    ends: Vec<usize>,
}

impl FacetTable {
    /// Numbers what `pages` have.
    pub fn new(pages: &[PageRecord]) -> Self {
        Self {
            tags: Names::new(pages, |page| page.tags.iter().map(String::as_str)),
            languages: Names::new(pages, |page| {
                std::iter::once(page.language.as_str()).filter(|language| !language.is_empty())
            }),
            years: pages.iter().map(|page| page.date.map(|date| date.year())).collect(),
        }
    }

    /// Counts pages by what they have; tags and languages the most frequent
    /// first, then by name, years the newest first.
    pub fn count(&self, slots: impl Iterator<Item = u32> + Clone) -> Facets {
        let mut years: BTreeMap<i16, usize> = BTreeMap::new();
        for year in slots.clone().filter_map(|slot| self.years[slot as usize]) {
            *years.entry(year).or_default() += 1;
        }
        let newest_first =
            years.into_iter().rev().map(|(year, count)| (year.to_string(), Value::from(count)));
        Facets {
            tags: self.tags.count(slots.clone()),
            lang: self.languages.count(slots),
            year: newest_first.collect(),
        }
    }
}

impl Names {
    fn new<'a, Of: Iterator<Item = &'a str>>(
        pages: &'a [PageRecord],
        of_page: impl Fn(&'a PageRecord) -> Of,
    ) -> Self {
        let mut table = Self::default();
        let mut known: HashMap<&str, u32> = HashMap::new();
        for page in pages {
            for name in of_page(page) {
                let number = *known.entry(name).or_insert_with(|| {
                    table.names.push(name.to_owned());
                    (table.names.len() - 1) as u32
                });
                table.numbers.push(number);
            }
            table.ends.push(table.numbers.len());
        }
        table
    }

    fn count(&self, slots: impl Iterator<Item = u32>) -> Map<String, Value> {
        let mut counts = vec![0_usize; self.names.len()];
        for slot in slots {
            let at = slot as usize;
            let start = if at == 0 { 0 } else { self.ends[at - 1] };
            self.numbers[start..self.ends[at]].iter().for_each(|&number| counts[number as usize] += 1);
        }
        let mut found: Vec<(&String, usize)> =
            self.names.iter().zip(counts).filter(|(_, count)| *count > 0).collect();
        found.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        found.into_iter().map(|(name, count)| (name.clone(), Value::from(count))).collect()
    }
}

//! What is derived from a catalog once, when it is opened: lengths, tags,
//! translations, languages.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::index::OpenIndex;
use crate::index::catalog::PageRecord;
use crate::index::schema::Area;
use crate::index::title_key;
use crate::search::facets::FacetTable;
use crate::search::ranking::area_weight;
use crate::search::{TagCount, Translation};
use crate::text::han_forms::Writing;

/// What searching reads of a site beside its postings.
#[derive(Debug)]
pub struct Site {
    /// By slot and area: what its length makes of a frequency there.
    inverse_norms: Vec<[f32; Area::COUNT]>,
    /// Folded tag → pages, by slot.
    keywords: HashMap<String, Vec<u32>>,
    tags: Vec<TagCount>,
    facets: FacetTable,
    /// By slot: the number of its group of translations.
    groups: Vec<u32>,
    /// By group: slots.
    members: Vec<Vec<u32>>,
    languages: Vec<String>,
    /// By slot: which language, counted in the order they are met.
    language_numbers: Vec<u16>,
    /// By slot: how its Chinese is written.
    writings: Vec<Option<Writing>>,
    /// By that number: how many pages.
    pages_by_language: Vec<u32>,
}

impl Site {
    /// Derives all of it.
    pub fn new(index: &OpenIndex) -> Self {
        let pages = index.pages();
        let (groups, members) = group_translations(pages);
        let (keywords, tags) = count_tags(pages);
        let (language_numbers, pages_by_language) = count_languages(pages);
        let mut n_pages: BTreeMap<&str, usize> = BTreeMap::new();
        pages.iter().for_each(|page| *n_pages.entry(page.language.primary()).or_default() += 1);
        let mut languages: Vec<&str> = n_pages.keys().copied().collect();
        languages.sort_by_key(|language| Reverse(n_pages[language]));
        Self {
            inverse_norms: inverse_norms(pages),
            keywords,
            tags,
            facets: FacetTable::new(pages),
            groups,
            members,
            languages: languages.into_iter().filter(|tag| !tag.is_empty()).map(str::to_owned).collect(),
            language_numbers,
            writings: pages.iter().map(|page| page.language.writing()).collect(),
            pages_by_language,
        }
    }

    /// The number of a page's language, to count by; pages whose language is
    /// not known have one too.
    pub fn language_number(&self, slot: usize) -> usize {
        usize::from(self.language_numbers[slot])
    }

    /// How the Chinese of a page is written, if its language says so.
    pub fn writing(&self, slot: usize) -> Option<Writing> {
        self.writings[slot]
    }

    /// How many pages each language has, by [`language_number`](Self::language_number).
    pub fn pages_by_language(&self) -> &[u32] {
        &self.pages_by_language
    }

    /// What a frequency in an area of a page is multiplied by for the area's length.
    pub fn inverse_norm(&self, slot: usize, area: Area) -> f32 {
        self.inverse_norms[slot][area.ordinal()]
    }

    /// The pages that carry a tag, given as [`title_key`] makes it; by slot.
    pub fn pages_with_keyword(&self, key: &str) -> &[u32] {
        self.keywords.get(key).map_or(&[], Vec::as_slice)
    }

    /// Every tag, the most frequent first.
    pub fn tags(&self) -> &[TagCount] {
        &self.tags
    }

    /// What pages are counted by.
    pub fn facets(&self) -> &FacetTable {
        &self.facets
    }

    /// Primary subtags of all pages, the one with the most pages first.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// The number of a page's group of translations; a page without has a group of its own.
    pub fn group(&self, slot: u32) -> u32 {
        self.groups[slot as usize]
    }

    /// How many groups there are.
    pub fn n_groups(&self) -> usize {
        self.members.len()
    }

    /// All pages of a group, in order of path.
    pub fn members(&self, group: u32) -> &[u32] {
        &self.members[group as usize]
    }

    /// The other pages of its group.
    pub fn translations(&self, pages: &[PageRecord], slot: u32) -> Vec<Translation> {
        let others = self.members(self.group(slot)).iter().filter(|&&other| other != slot);
        let translation = |&other: &u32| {
            let page = &pages[other as usize];
            Translation {
                lang: page.language.to_string(),
                path: page.path.clone(),
                url: page.url.clone(),
                title: page.title.clone(),
            }
        };
        others.map(translation).collect()
    }
}

/// Lengths against the average of the page's own language: a character of
/// Chinese and a word of English are both one unit and not the same length.
fn inverse_norms(pages: &[PageRecord]) -> Vec<[f32; Area::COUNT]> {
    let mut sums: HashMap<&str, ([u64; Area::COUNT], u64)> = HashMap::new();
    for page in pages {
        let (lengths, n_pages) = sums.entry(page.language.primary()).or_default();
        *n_pages += 1;
        for (sum, &length) in lengths.iter_mut().zip(&page.lengths_units) {
            *sum += u64::from(length);
        }
    }
    let of_page = |page: &PageRecord| {
        let (lengths, n_pages) = &sums[page.language.primary()];
        Area::ALL.map(|area| {
            let average = lengths[area.ordinal()] as f32 / *n_pages as f32;
            let relative = page.lengths_units[area.ordinal()] as f32 / average.max(1.0);
            area_weight(area).inverse_norm(relative)
        })
    };
    pages.iter().map(of_page).collect()
}

/// Numbers the languages of pages and counts the pages of each.
fn count_languages(pages: &[PageRecord]) -> (Vec<u16>, Vec<u32>) {
    let mut numbers: HashMap<&str, u16> = HashMap::new();
    let mut counts: Vec<u32> = Vec::new();
    let mut by_slot = Vec::with_capacity(pages.len());
    for page in pages {
        let number = *numbers.entry(page.language.primary()).or_insert_with(|| {
            counts.push(0);
            (counts.len() - 1) as u16
        });
        counts[usize::from(number)] += 1;
        by_slot.push(number);
    }
    (by_slot, counts)
}

/// Pages with one key in different languages are one group; two of one language
/// are not, whatever their key says.
fn group_translations(pages: &[PageRecord]) -> (Vec<u32>, Vec<Vec<u32>>) {
    let mut by_key: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (slot, page) in pages.iter().enumerate() {
        if let Some(key) = &page.translation_key {
            by_key.entry(key).or_default().push(slot as u32);
        }
    }
    let mut groups = vec![u32::MAX; pages.len()];
    let mut members: Vec<Vec<u32>> = Vec::new();
    for slots in by_key.values() {
        let mut seen = BTreeSet::new();
        let distinct: Vec<u32> = slots
            .iter()
            .copied()
            .filter(|&slot| seen.insert(pages[slot as usize].language.as_str()))
            .collect();
        for &slot in &distinct {
            groups[slot as usize] = members.len() as u32;
        }
        members.push(distinct);
    }
    for (slot, group) in groups.iter_mut().enumerate() {
        if *group == u32::MAX {
            *group = members.len() as u32;
            members.push(vec![slot as u32]);
        }
    }
    (groups, members)
}

/// Tags that differ only in case, script or punctuation are one, written as most pages write it.
fn count_tags(pages: &[PageRecord]) -> (HashMap<String, Vec<u32>>, Vec<TagCount>) {
    let mut keywords: HashMap<String, Vec<u32>> = HashMap::new();
    let mut spellings: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    for (slot, page) in pages.iter().enumerate() {
        for tag in &page.tags {
            let key = tag_key(tag);
            *spellings.entry(key.clone()).or_default().entry(tag).or_default() += 1;
            let slots = keywords.entry(key).or_default();
            if slots.last() != Some(&(slot as u32)) {
                slots.push(slot as u32);
            }
        }
    }
    let count = |(key, spellings): (&String, &BTreeMap<&str, usize>)| {
        let (spelling, _) =
            spellings.iter().max_by_key(|&(_, count)| *count).expect("a tag is written at least once");
        TagCount { tag: (*spelling).to_owned(), count: keywords[key].len() }
    };
    let mut tags: Vec<TagCount> = spellings.iter().map(count).collect();
    tags.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.tag.cmp(&b.tag)));
    (keywords, tags)
}

/// What a tag is compared by. Symbols alone (`#`, `C++` against `C`) keep their form.
pub fn tag_key(tag: &str) -> String {
    let key = title_key(tag);
    let has_symbol = tag.chars().any(|character| "+#".contains(character));
    if key.is_empty() || has_symbol { crate::text::fold::fold_str(tag.trim()) } else { key }
}

//! How rare each concept of a query is, which is how much it says, and in which
//! language the query is.
//!
//! Over all pages of a site in many languages every word of a small language is
//! rare, its articles and particles too. So rarity is measured among pages in
//! the language that the query is most likely in, and pages in others count less;
//! so do pages in the other writing of Chinese.

use crate::search::ablation::Part;
use crate::search::ranking::{MIN_LANGUAGE_PAGES, OTHER_LANGUAGE, OTHER_WRITING};
use crate::search::site::Site;
use crate::text::han_forms::Writing;

/// What a query's concepts say on one site.
#[derive(Debug, Clone, PartialEq)]
pub struct Rarity {
    /// BM25's idf, by concept.
    pub idfs: Vec<f32>,
    /// By number of the language: what BM25F counts on its pages,
    /// [`OTHER_LANGUAGE`] to 1.
    language_factors: Vec<f32>,
    /// How the query is written; `None` if that says nothing.
    writing: Option<Writing>,
}

impl Rarity {
    /// Measures the concepts of a query, written so, given the pages that hold each, by slot.
    pub fn new<Pages: Iterator<Item = u32>>(
        site: &Site,
        writing: Option<Writing>,
        concepts: impl Iterator<Item = Pages>,
        without: Option<Part>,
    ) -> Self {
        let page_freqs: Vec<Vec<u32>> = concepts.map(|pages| page_freqs(site, pages)).collect();
        if without == Some(Part::Languages) {
            return Self::of_all(site.pages_by_language(), &page_freqs);
        }
        Self { writing, ..Self::of(site.pages_by_language(), &page_freqs) }
    }

    /// What BM25F counts on a page, for its language and how its Chinese is written.
    pub fn language_factor(&self, site: &Site, slot: usize) -> f32 {
        let is_other = |own: Writing| site.writing(slot).is_some_and(|writing| writing != own);
        let writing_factor = if self.writing.is_some_and(is_other) { OTHER_WRITING } else { 1.0 };
        self.language_factors[site.language_number(slot)] * writing_factor
    }

    /// `n_pages` is by language, `page_freqs` by concept and language.
    fn of(n_pages: &[u32], page_freqs: &[Vec<u32>]) -> Self {
        let Some(likely) = likely_language(n_pages, page_freqs) else {
            return Self::of_all(n_pages, page_freqs);
        };
        let most = share(n_pages, page_freqs, likely).max(f32::MIN_POSITIVE);
        let factor = |language| {
            let used = (share(n_pages, page_freqs, language) / most).min(1.0);
            OTHER_LANGUAGE + (1.0 - OTHER_LANGUAGE) * used
        };
        Self {
            idfs: page_freqs.iter().map(|page_freqs| idf(n_pages[likely], page_freqs[likely])).collect(),
            language_factors: (0..n_pages.len()).map(factor).collect(),
            writing: None,
        }
    }

    /// The same, of all pages whatever their language.
    fn of_all(n_pages: &[u32], page_freqs: &[Vec<u32>]) -> Self {
        let n_all = n_pages.iter().sum();
        let idfs = page_freqs.iter().map(|page_freqs| idf(n_all, page_freqs.iter().sum()));
        Self { idfs: idfs.collect(), language_factors: vec![1.0; n_pages.len()], writing: None }
    }
}

/// By language, how many of the pages are in it.
fn page_freqs(site: &Site, pages: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut page_freqs = vec![0; site.pages_by_language().len()];
    for slot in pages {
        page_freqs[site.language_number(slot as usize)] += 1;
    }
    page_freqs
}

/// The language whose pages hold the largest shares of the query's concepts:
/// what a language is made of, and so what tells it, is in most of its pages.
/// Languages with few pages are left out, because chance fills their shares.
fn likely_language(n_pages: &[u32], page_freqs: &[Vec<u32>]) -> Option<usize> {
    let share = |language| share(n_pages, page_freqs, language);
    let large = (0..n_pages.len()).filter(|&language| n_pages[language] >= MIN_LANGUAGE_PAGES);
    large.max_by(|&a, &b| share(a).total_cmp(&share(b)).then(b.cmp(&a)))
}

/// How much a language uses the concepts: the sum of the shares of its pages.
fn share(n_pages: &[u32], page_freqs: &[Vec<u32>], language: usize) -> f32 {
    page_freqs.iter().map(|page_freqs| page_freqs[language] as f32 / n_pages[language] as f32).sum()
}

/// Robertson and Spärck Jones's, in the form that is never negative. What no
/// page of the language holds is as rare as what one holds.
fn idf(n_pages: u32, page_freq: u32) -> f32 {
    ((n_pages as f32 + 1.0) / (page_freq.max(1) as f32 + 0.5)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_that_uses_the_words_most_is_the_likely_one() {
        // `die` and `Bereitstellung` in pages of zh, de, en.
        let page_freqs = vec![vec![0, 90, 30], vec![0, 2, 0]];
        assert_eq!(likely_language(&[900, 100, 400], &page_freqs), Some(1));
    }

    #[test]
    fn a_language_of_few_pages_is_not_asked() {
        assert_eq!(likely_language(&[900, 3], &[vec![10, 3]]), Some(0));
        assert_eq!(likely_language(&[9, 3], &[vec![1, 3]]), None);
    }

    #[test]
    fn a_page_in_a_language_that_does_not_ask_so_counts_less() {
        // `wie`, `viele` and a name, in pages of zh, de, en and a few in nl.
        let page_freqs = vec![vec![0, 60, 0, 0], vec![0, 30, 0, 0], vec![9, 10, 40, 1]];
        let factors = Rarity::of(&[900, 100, 400, 2], &page_freqs).language_factors;
        assert_eq!(factors[1], 1.0);
        assert!(factors[0] < factors[2] && factors[2] < 0.6, "{factors:?}");
        assert!(factors.iter().all(|factor| (OTHER_LANGUAGE..=1.0).contains(factor)), "{factors:?}");
        // Where no language can tell, none counts less.
        assert_eq!(Rarity::of(&[9, 3], &[vec![1, 3]]).language_factors, [1.0, 1.0]);
    }

    #[test]
    fn rarer_weighs_more_and_nothing_weighs_less_than_nothing() {
        let idfs: Vec<f32> = [0, 1, 10, 100].map(|page_freq| idf(100, page_freq)).to_vec();
        assert!(idfs.is_sorted_by(|a, b| a >= b) && idfs[3] > 0.0, "{idfs:?}");
    }
}

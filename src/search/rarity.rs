//! How rare each concept of a query is, which is how much it says.
//!
//! Over all pages of a site in many languages every word of a small language is
//! rare, its articles and particles too. So rarity is measured among pages in
//! the language that the query is most likely in.

use crate::search::ranking::MIN_LANGUAGE_PAGES;
use crate::search::site::Site;

/// BM25's idf of each concept, given the pages that hold it, by slot.
pub fn idfs<Pages: Iterator<Item = u32>>(site: &Site, concepts: impl Iterator<Item = Pages>) -> Vec<f32> {
    let page_freqs: Vec<Vec<u32>> = concepts.map(|pages| page_freqs(site, pages)).collect();
    match likely_language(site.pages_by_language(), &page_freqs) {
        Some(language) => {
            let n_pages = site.pages_by_language()[language];
            page_freqs.iter().map(|page_freqs| idf(n_pages, page_freqs[language])).collect()
        }
        None => {
            let n_pages = site.pages_by_language().iter().sum();
            page_freqs.iter().map(|page_freqs| idf(n_pages, page_freqs.iter().sum())).collect()
        }
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
    let share = |language: usize| -> f32 {
        page_freqs.iter().map(|page_freqs| page_freqs[language] as f32 / n_pages[language] as f32).sum()
    };
    let large = (0..n_pages.len()).filter(|&language| n_pages[language] >= MIN_LANGUAGE_PAGES);
    large.max_by(|&a, &b| share(a).total_cmp(&share(b)).then(b.cmp(&a)))
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
    fn rarer_weighs_more_and_nothing_weighs_less_than_nothing() {
        let idfs: Vec<f32> = [0, 1, 10, 100].map(|page_freq| idf(100, page_freq)).to_vec();
        assert!(idfs.is_sorted_by(|a, b| a >= b) && idfs[3] > 0.0, "{idfs:?}");
    }
}

//! One open index, ready to answer.

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use crate::document::{LeftOut, SiteReader};
use crate::error::{Error, Result};
use crate::index::catalog::Fate;
use crate::index::vocabulary::SynonymRule;
use crate::index::{OpenIndex, Store};
use crate::search::lexicon::Lexicon;
use crate::search::postings::Terms;
use crate::search::request::MAX_QUERY_BYTES;
use crate::search::reserves::Reserves;
use crate::search::rewrites::Rewrites;
use crate::search::scoring::Ground;
use crate::search::site::Site;
use crate::search::suggest::Suggester;
use crate::search::why::{self, Why};
use crate::search::{
    DocumentView, IndexInfo, PageLine, Results, SearchRequest, SuggestRequest, Suggestions, TagCount, answer,
    hits, query,
};
use crate::text::Analyzer;

/// One open generation and the analyzer that wrote it. Shared by threads; never changes.
pub struct Engine {
    analyzer: Arc<Analyzer>,
    index: OpenIndex,
    terms: Terms,
    site: Site,
    synonyms: Rewrites,
    /// Made when a query finds little, or by [`Engine::warm_up`].
    reserves: Reserves,
    /// Made when the first reader types, or by [`Engine::warm_up`].
    suggester: OnceLock<Suggester>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("index", &self.index).finish_non_exhaustive()
    }
}

impl Engine {
    /// Opens the published generation of the index in `folder`. All of it is read
    /// and checked first; if it is damaged, the newest sound one is opened instead,
    /// and [`fallback`](Self::fallback) says so.
    ///
    /// It is asked with the words of an owner that it was written with; those of
    /// `analyzer` need not be the same, but save loading them if they are.
    ///
    /// # Errors
    ///
    /// If there is no index, if it cannot be read, or if it was written by
    /// other rules than those of `analyzer`; the text names the command that helps.
    pub fn open(folder: &Path, analyzer: Arc<Analyzer>) -> Result<Self> {
        Self::open_store(&Store::at(folder), analyzer)
    }

    /// As [`open`](Self::open), from a folder on whatever disk.
    ///
    /// # Errors
    ///
    /// As for [`open`](Self::open).
    pub fn open_store(store: &Store, analyzer: Arc<Analyzer>) -> Result<Self> {
        let index = OpenIndex::open(store, &analyzer.fingerprint())?;
        let words = &index.vocabulary().words;
        let analyzer = match analyzer.user_words() == words.as_slice() {
            true => analyzer,
            false => Arc::new(Analyzer::new(words)),
        };
        let terms = Terms::open(&index)?;
        let site = Site::new(&index);
        let rules = &index.vocabulary().synonyms;
        let synonyms = Rewrites::of_synonyms(rules, &analyzer, site.languages());
        let (reserves, suggester) = (Reserves::default(), OnceLock::new());
        Ok(Self { analyzer, index, terms, site, synonyms, reserves, suggester })
    }

    /// The same engine with other synonyms than those that the index was written with.
    #[must_use]
    pub fn with_synonyms(self, rules: &[SynonymRule]) -> Self {
        let synonyms = Rewrites::of_synonyms(rules, &self.analyzer, self.site.languages());
        Self { synonyms, ..self }
    }

    /// Which generation `folder` publishes now (`gen-000123`), to see whether
    /// this engine is still current. Reads one small file.
    ///
    /// # Errors
    ///
    /// If there is no index or its pointer cannot be read.
    pub fn published_generation(folder: &Path) -> Result<String> {
        Store::at(folder).published().map(|generation| generation.name())
    }

    /// Why this is not the published generation, if that is damaged and an older
    /// one answers in its place: [`Error::FellBack`].
    pub fn fallback(&self) -> Option<Error> {
        let source = Arc::clone(self.index.fallback()?);
        let IndexInfo { generation: serving, updated: published, .. } = self.info();
        Some(Error::FellBack { serving, published, source })
    }

    /// Which index this is.
    pub fn info(&self) -> IndexInfo {
        IndexInfo {
            generation: self.index.generation().name(),
            updated: self.index.manifest().published.clone(),
            docs: self.index.pages().len(),
        }
    }

    /// Answers one question. Values beyond the limits of `request` are clamped.
    ///
    /// # Errors
    ///
    /// If the query is longer than `MAX_QUERY_BYTES` or the index cannot be read.
    pub fn search(&self, request: &SearchRequest) -> Result<Results> {
        check_length(&request.q)?;
        let started = Instant::now();
        let query = query::parse(&request.q);
        let ground = Ground { without: request.without, ..self.ground() };
        let answer = answer::answer(ground, &self.analyzer, request, &query);
        let hits = hits::hits(ground, &answer, request)?;
        let suggest = self.suggested(request, &answer);
        Ok(Results {
            query: request.q.clone(),
            took_ms: started.elapsed().as_secs_f64() * 1e3,
            total: answer.ranked.len(),
            page: answer.page,
            per_page: answer.per_page,
            hits,
            facets: answer.facets,
            suggest,
            corrected: answer.corrected,
            index: self.info(),
        })
    }

    /// Answers what stands in the field so far. Values beyond the limits of
    /// `request` are clamped.
    ///
    /// # Errors
    ///
    /// If what was typed is longer than `MAX_QUERY_BYTES`.
    pub fn suggest(&self, request: &SuggestRequest) -> Result<Suggestions> {
        check_length(&request.q)?;
        Ok(self.suggester().suggest(self.ground(), self.lexicon(), request, self.info()))
    }

    /// Says why a page is where it is in the answer to `request`, or why it is not
    /// there. `names` are what the page may be called, the first as typed: a path
    /// from the site's root or an address. `site` is the site as it is now;
    /// without it only the index is asked.
    ///
    /// # Errors
    ///
    /// As for [`search`](Self::search).
    pub fn why(&self, request: &SearchRequest, names: &[&str], site: Option<&SiteReader>) -> Result<Why> {
        check_length(&request.q)?;
        why::why(self.ground(), &self.analyzer, request, names, site)
    }

    /// Every tag of the site, the most frequent first, then by name.
    pub fn tags(&self) -> Vec<TagCount> {
        self.site.tags().to_vec()
    }

    /// Every page, by path; `all` adds the files that are left out, and why.
    pub fn pages(&self, all: bool) -> Vec<PageLine> {
        let pages = self.index.pages();
        let line = |(slot, page): (usize, &crate::index::catalog::PageRecord)| PageLine {
            path: page.path.clone(),
            url: Some(page.url.clone()),
            title: page.title.clone(),
            lang: page.language.to_string(),
            date: page.date.map(hits::date_text),
            tags: page.tags.clone(),
            anchors: page
                .headings
                .iter()
                .filter(|heading| !heading.anchor.is_empty())
                .map(|heading| heading.anchor.clone())
                .collect(),
            translations: self.site.translations(pages, slot as u32),
            left_out: None,
        };
        let mut lines: Vec<PageLine> = pages.iter().enumerate().map(line).collect();
        if all {
            for (path, file) in &self.index.files().by_path {
                let reason = match &file.fate {
                    Fate::Page(_) | Fate::Unreadable(_, Some(_)) => continue,
                    Fate::LeftOut(reason) => in_words(reason),
                    Fate::Unreadable(reason, None) => format!("unreadable: {reason}"),
                };
                lines.push(PageLine {
                    path: path.clone(),
                    url: None,
                    title: String::new(),
                    lang: String::new(),
                    date: None,
                    tags: Vec::new(),
                    anchors: Vec::new(),
                    translations: Vec::new(),
                    left_out: Some(reason),
                });
            }
            lines.sort_by(|a, b| a.path.cmp(&b.path));
        }
        lines
    }

    /// The page whose file is `path`.
    ///
    /// # Errors
    ///
    /// If the index cannot be read.
    pub fn document(&self, path: &str) -> Result<Option<DocumentView>> {
        let pages = self.index.pages();
        let Ok(slot) = pages.binary_search_by(|page| page.path.as_str().cmp(path)) else { return Ok(None) };
        let page = pages[slot].to_page(self.index.sections(slot)?);
        let translations = self.site.translations(pages, slot as u32);
        Ok(Some(DocumentView { page, translations }))
    }

    /// Loads what the first queries would otherwise wait for: dictionaries and
    /// what is derived from the site's words. For servers; a single query is quicker without.
    pub fn warm_up(&self) {
        self.analyzer.warm_up();
        self.reserves.warm_up(self.ground(), &self.analyzer);
        self.suggester();
    }

    /// What else may have been meant where little was found, as a reader would type it.
    fn suggested(&self, request: &SearchRequest, answer: &answer::Answer) -> Vec<String> {
        let writing = |word: &str| self.suggester().writing(self.ground(), word);
        answer.meant.iter().filter_map(|meant| meant.typed(&request.q, writing)).collect()
    }

    fn suggester(&self) -> &Suggester {
        self.suggester.get_or_init(|| Suggester::new(self.ground()))
    }

    fn lexicon(&self) -> &Lexicon {
        self.reserves.lexicon(self.ground())
    }

    fn ground(&self) -> Ground<'_> {
        Ground {
            index: &self.index,
            terms: &self.terms,
            site: &self.site,
            reserves: &self.reserves,
            synonyms: &self.synonyms,
            without: None,
        }
    }
}

fn check_length(query: &str) -> Result<()> {
    match query.len() {
        len_bytes if len_bytes > MAX_QUERY_BYTES => {
            Err(Error::QueryTooLong { len_bytes, max_bytes: MAX_QUERY_BYTES })
        }
        _ => Ok(()),
    }
}

/// Why a file is no page, for people.
fn in_words(reason: &LeftOut) -> String {
    match reason {
        LeftOut::Draft(by) => format!("draft: {by}"),
        LeftOut::Future => "its date is still to come".to_owned(),
        LeftOut::Expired => "its expiry date has passed".to_owned(),
        LeftOut::Unpublished(by) => format!("not published: {by}"),
        LeftOut::NotAPage(reason) => format!("no page: {reason}"),
        LeftOut::Excluded(by) => format!("excluded: {by}"),
    }
}

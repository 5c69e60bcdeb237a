//! Finds every reason that keeps a page from being seen.

use jiff::civil::DateTime;

use crate::document::{Outcome, Reading as FileReading, SiteReader};
use crate::error::Result;
use crate::index::catalog::{Fate, PageRecord};
use crate::search::answer::{Answer, answer, relevance_floor};
use crate::search::hits::date_text;
use crate::search::plan::Plan;
use crate::search::query::{self, Query};
use crate::search::ranking::{LEAST_SHARE, MOST_SHARE, Tier};
use crate::search::scoring::{Candidate, Ground, candidates};
use crate::search::site::tag_key;
use crate::search::why::clauses::Reading;
use crate::search::why::nearest::{PageText, pieces};
use crate::search::why::place::place;
use crate::search::why::wanted::{Wanted, find};
use crate::search::why::{AskedPage, Clause, ClauseKind, Obstacle, Remark, Why};
use crate::search::{IndexInfo, SearchRequest};
use crate::text::{Analyzer, Languages};

/// Says why a page is where it is in the answer to `request`, or why it is not there.
///
/// `names` are what the page may be called, the first as typed: a path or an
/// address. `site` is the site as it is now; without it only the index is asked.
///
/// # Errors
///
/// If the text of the page cannot be read from the index.
pub fn why(
    ground: Ground<'_>,
    analyzer: &Analyzer,
    request: &SearchRequest,
    names: &[&str],
    site: Option<&SiteReader>,
) -> Result<Why> {
    let query = query::parse(&request.q);
    let languages = ground.site.languages();
    let answered = answer(ground, analyzer, request, &query);
    let manifest = ground.index.manifest();
    let mut why = Why {
        query: request.q.clone(),
        asked: names.first().copied().unwrap_or_default().to_owned(),
        page: None,
        place: None,
        obstacles: Vec::new(),
        remarks: Vec::new(),
        query_cut: pieces(&query.text, analyzer, Languages::Any(languages)),
        clauses: Vec::new(),
        total: answered.ranked.len(),
        corrected: answered.corrected.clone(),
        index: IndexInfo {
            generation: ground.index.generation().name(),
            updated: manifest.published.clone(),
            docs: ground.index.pages().len(),
        },
    };
    match site {
        Some(site) if site.fingerprint() != manifest.site => why.remarks.push(Remark::SettingsChanged),
        Some(_) => {}
        None => why.remarks.push(Remark::SiteNotRead),
    }
    match find(ground, names, site) {
        Wanted::Nothing(nearest) => why.obstacles.push(Obstacle::NoSuchPage { nearest }),
        Wanted::File(path) => {
            why.obstacles.push(file_obstacle(ground, &path, site));
            let (url, title, lang) = (None, String::new(), String::new());
            why.page = Some(AskedPage { path, url, title, lang, date: None, tags: Vec::new() });
        }
        Wanted::Page(slot) => {
            let page = &ground.index.pages()[slot as usize];
            why.page = Some(asked_page(page));
            why.remarks.extend(site.and_then(|site| page_remark(ground, &page.path, site)));
            let sections = ground.index.sections(slot as usize)?;
            let text = PageText::new(page, &sections, analyzer);
            let typed = &answered.plans[0].0;
            why.clauses = Reading { ground, analyzer, slot, text: &text }.clauses(&query, typed);
            let at = answered.ranked.iter().position(|candidate| candidate.slot == slot);
            let apart = SearchRequest { collapse: false, ..request.clone() };
            let apart = answer(ground, analyzer, &apart, &query);
            match at {
                Some(at) => {
                    why.obstacles.extend(other_page(&answered, at));
                    why.place = Some(place(ground, &answered, &apart.ranked, request, at));
                }
                None => {
                    let case = Case { ground, request, query: &query, plan: typed, slot };
                    case.obstacles(&answered, &apart, &why.clauses, &mut why.obstacles);
                }
            }
        }
    }
    Ok(why)
}

/// What is told of a page of the index.
pub fn asked_page(page: &PageRecord) -> AskedPage {
    AskedPage {
        path: page.path.clone(),
        url: Some(page.url.clone()),
        title: page.title.clone(),
        lang: page.language.to_string(),
        date: page.date.map(date_text),
        tags: page.tags.clone(),
    }
}

/// What the file of `path` is today, if the site has it among its files.
fn read(path: &str, site: &SiteReader) -> Option<FileReading> {
    let file = site.files().binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
    Some(site.read(&site.files()[file]))
}

/// Why a file is no page of the index.
fn file_obstacle(ground: Ground<'_>, path: &str, site: Option<&SiteReader>) -> Obstacle {
    if let Some(reading) = site.and_then(|site| read(path, site)) {
        let until = reading.changes_at.map(|at| at.to_string());
        return match reading.outcome {
            Outcome::Published(_) => Obstacle::NotIndexed,
            Outcome::LeftOut(left_out) => Obstacle::LeftOut { left_out, until },
            Outcome::Unreadable(detail) => Obstacle::Unreadable { detail },
        };
    }
    if let Some(overlooked) = site.and_then(|site| site.overlooked(path)) {
        return Obstacle::Overlooked { overlooked };
    }
    let record = ground.index.files().by_path.get(path);
    match record.map(|record| (&record.fate, record.changes_at)) {
        Some((Fate::LeftOut(left_out), until)) => {
            Obstacle::LeftOut { left_out: left_out.clone(), until: until.map(|at| at.to_string()) }
        }
        Some((Fate::Unreadable(detail, _), _)) => Obstacle::Unreadable { detail: detail.clone() },
        Some((Fate::Page(_), _)) | None => Obstacle::NotIndexed,
    }
}

/// In which way the file of a page is not what was indexed.
fn page_remark(ground: Ground<'_>, path: &str, site: &SiteReader) -> Option<Remark> {
    let Some(reading) = read(path, site) else { return Some(Remark::FileGone) };
    let known = ground.index.files().by_path.get(path);
    match reading.outcome {
        Outcome::LeftOut(left_out) => Some(Remark::WillBeLeftOut { left_out }),
        Outcome::Unreadable(detail) => Some(Remark::Unreadable { detail }),
        Outcome::Published(_) => {
            let is_same = known.is_some_and(|known| known.content_hash == reading.content_hash);
            (!is_same).then_some(Remark::FileChanged)
        }
    }
}

/// Whether the page at `at` stands on another page of the results than asked for.
fn other_page(answered: &Answer, at: usize) -> Option<Obstacle> {
    let per_page = answered.per_page;
    let start = (answered.page - 1).saturating_mul(per_page);
    let is_shown = (start..start + per_page).contains(&at);
    let page = at.checked_div(per_page).map_or(1, |before| before + 1);
    (!is_shown).then_some(Obstacle::OtherPage { page, asked: answered.page, per_page })
}

/// A page of the index that the answer does not have.
struct Case<'a> {
    ground: Ground<'a>,
    request: &'a SearchRequest,
    query: &'a Query,
    plan: &'a Plan,
    slot: u32,
}

impl Case<'_> {
    fn obstacles(
        &self,
        answered: &Answer,
        apart: &Answer,
        clauses: &[Clause],
        obstacles: &mut Vec<Obstacle>,
    ) {
        if apart.ranked.iter().any(|candidate| candidate.slot == self.slot) {
            return obstacles.extend(self.collapsed(answered));
        }
        self.filters(obstacles);
        for clause in clauses.iter().filter(|clause| !clause.holds) {
            let text = clause.text.clone();
            match clause.kind {
                ClauseKind::Phrase => obstacles.push(Obstacle::Phrase { text }),
                ClauseKind::Exclusion => obstacles.push(Obstacle::Excluded { text }),
                ClauseKind::Word => {}
            }
        }
        if !self.query.text.is_empty() {
            self.words(answered, clauses, obstacles);
        }
    }

    /// Which other translation stands for this page.
    fn collapsed(&self, answered: &Answer) -> Option<Obstacle> {
        let site = self.ground.site;
        let is_same = |candidate: &Candidate| site.group(candidate.slot) == site.group(self.slot);
        let at = answered.ranked.iter().position(is_same)?;
        let shown = &self.ground.index.pages()[answered.ranked[at].slot as usize];
        Some(Obstacle::Collapsed { shown: asked_page(shown), rank: at + 1 })
    }

    fn filters(&self, obstacles: &mut Vec<Obstacle>) {
        let page = &self.ground.index.pages()[self.slot as usize];
        let lang = self.query.lang.as_ref().or(self.request.lang.as_ref());
        if let Some(lang) = lang.filter(|lang| !page.language.is_within(lang)) {
            obstacles.push(Obstacle::Language { wanted: lang.to_string(), found: page.language.to_string() });
        }
        for wanted in self.request.tags.iter().chain(&self.query.tags) {
            if !self.ground.site.pages_with_keyword(&tag_key(wanted)).contains(&self.slot) {
                obstacles.push(Obstacle::Tag { wanted: wanted.clone(), found: page.tags.clone() });
            }
        }
        let (from, to) = (self.request.from, self.request.to);
        let is_in_time = match page.date.map(DateTime::date) {
            Some(date) => from.is_none_or(|from| date >= from) && to.is_none_or(|to| date <= to),
            None => from.is_none() && to.is_none(),
        };
        if !is_in_time {
            obstacles.push(Obstacle::Date {
                from: from.map(|day| day.to_string()),
                to: to.map(|day| day.to_string()),
                found: page.date.map(date_text),
            });
        }
    }

    /// What its words are to the query, filters and quotation marks aside.
    fn words(&self, answered: &Answer, clauses: &[Clause], obstacles: &mut Vec<Obstacle>) {
        let loose =
            Plan { required: Vec::new(), excluded: Vec::new(), is_strict: false, ..self.plan.clone() };
        let mut only = vec![false; self.ground.index.pages().len()];
        only[self.slot as usize] = true;
        let found = candidates(self.ground, &loose, Some(&only), &mut Vec::new());
        let best = answered.ranked.iter().filter(|other| other.plan == 0).map(|other| other.tier).max();
        let floor = relevance_floor(self.plan, self.request.sort, best.unwrap_or(Tier::Some));
        // Where no page holds enough, those that hold a part are shown.
        let shows_parts = best.is_none_or(|best| best < floor);
        let (tier, share) = found.first().map_or((None, 0.0), |page| (Some(page.tier), page.coverage));
        let is_relevant = tier.is_some_and(|tier| tier >= floor || shows_parts && share >= LEAST_SHARE);
        if !is_relevant {
            let missing = clauses.iter().filter(|clause| clause.kind == ClauseKind::Word && !clause.holds);
            let needed = match floor {
                Tier::Some => 0.0,
                _ if shows_parts => LEAST_SHARE,
                Tier::Most => MOST_SHARE,
                _ => 1.0,
            };
            let missing = missing.map(|clause| clause.text.clone()).collect();
            return obstacles.push(Obstacle::Words { missing, share, needed });
        }
        if self.plan.is_strict && found.first().is_some_and(|page| !page.is_typed) {
            obstacles.push(Obstacle::NotAsTyped { text: self.query.text.clone() });
        }
        let rescue = answered.plans.iter().find_map(|(_, via)| *via);
        if let (Some(via), Some(corrected), true) = (rescue, &answered.corrected, obstacles.is_empty()) {
            obstacles.push(Obstacle::Replaced { corrected: corrected.clone(), via: via.label() });
        }
    }
}

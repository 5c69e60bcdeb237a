//! From a query to pages in order, filtered, collapsed and counted.

use std::cmp::Reverse;
use std::collections::HashSet;

use jiff::civil::DateTime;

use crate::document::LanguageTag;
use crate::search::ablation::Part;
use crate::search::meant::{self, MAX_COUNTED_PAGES, MAX_FEW_PAGES, Meant, Other};
use crate::search::plan::{Plan, plan};
use crate::search::query::Query;
use crate::search::ranking::{FEW_PAGES, LEAST_SHARE, SENTENCE_WORDS, Tier};
use crate::search::request::{MAX_PER_PAGE, MAX_RESULT_DEPTH};
use crate::search::rescue::{self, Attempt, Via};
use crate::search::scoring::{Candidate, Ground, candidates, everything};
use crate::search::site::tag_key;
use crate::search::standing::Standing;
use crate::search::synonyms;
use crate::search::{Facets, SearchRequest, Sort};
use crate::text::Analyzer;
use crate::text::han_forms::Writing;

/// Pages in order, and what is said of them together.
pub struct Answer {
    /// What was asked of the index: the query as typed, then what was tried
    /// instead, each with how it came about.
    pub plans: Vec<(Plan, Option<Via>)>,
    /// Best first, translations collapsed if asked.
    pub ranked: Vec<Candidate>,
    /// Counted from 1, within the limits.
    pub page: usize,
    /// Within the limits.
    pub per_page: usize,
    /// Over all of `ranked`.
    pub facets: Facets,
    /// What else might be meant, the likeliest first.
    pub meant: Vec<Meant>,
    /// What was searched for instead.
    pub corrected: Option<String>,
}

/// Answers a query.
pub fn answer(ground: Ground<'_>, analyzer: &Analyzer, request: &SearchRequest, query: &Query) -> Answer {
    let per_page = request.per_page.min(MAX_PER_PAGE);
    let page = request.page.clamp(1, MAX_RESULT_DEPTH);
    let allowed = allowed(ground, request, query);
    let plan = planned(ground, analyzer, query);
    let mut group_is_found = Vec::new();
    let mut lesser = Vec::new();
    let mut ranked = if query.text.is_empty() {
        everything(ground, &plan, allowed.as_deref())
    } else {
        let mut found = candidates(ground, &plan, allowed.as_deref(), &mut group_is_found);
        lesser = take_irrelevant(&mut found, &plan, request.sort);
        found
    };
    order(ground, &plan, request, &mut ranked);
    let writing = plan.writing;
    let mut plans = vec![(plan, None)];
    let mut corrected = None;
    let languages = ground.site.languages();
    let search = |text: &Query, via: Via| {
        let mut plan = planned(ground, analyzer, text);
        if via.is_folded() {
            // Pinyin is typed where Simplified is written.
            plan.forget_form(writing.or((via == Via::Pinyin).then_some(Writing::Simplified)));
        }
        let mut found = candidates(ground, &plan, allowed.as_deref(), &mut Vec::new());
        // Less than all of what nobody typed is nothing.
        found.retain(|candidate| candidate.tier >= Tier::All);
        order(ground, &plan, request, &mut found);
        (plan, found)
    };
    let lacks_all = |ranked: &[Candidate]| ranked.iter().all(|candidate| candidate.tier < Tier::All);
    let is_unmatched = lacks_all(&ranked);
    let mut names = vec![(ground.synonyms.of_query(query, analyzer, languages), Via::Synonym)];
    if may_ask_definitions(ground, &plans[0].0, &ranked) {
        let mut others = ground.reserves.definitions(ground, analyzer).of_query(query, analyzer, languages);
        others.truncate(MAX_DEFINED);
        names.push((others, Via::Defined));
    }
    for (others, via) in &names {
        let Some(other) = synonyms::add((others, *via), |text| search(text, *via), &mut plans, &mut ranked)
        else {
            continue;
        };
        if is_unmatched && corrected.is_none() {
            corrected = Some(other.text.clone());
        }
        if request.sort == Sort::Date {
            ranked.retain(|candidate| candidate.tier >= Tier::All);
            order(ground, &plans[0].0, request, &mut ranked);
        }
    }
    let is_poor = lacks_all(&ranked);
    // A sentence is poor by nature, and who quotes means it.
    let may_rescue = query.phrases.is_empty()
        && plans[0].0.n_words() < SENTENCE_WORDS
        && ground.without != Some(Part::Rescues);
    if is_poor && may_rescue && !query.text.is_empty() {
        let attempts = rescue::attempts(query, &plans[0].0, ground.reserves.lexicon(ground), &group_is_found);
        // What was excluded stays excluded.
        let search =
            |text: &Query, via| search(&Query { excluded: query.excluded.clone(), ..text.clone() }, via);
        let rescued = take_first_kind(attempts, search, request.sort, &mut plans, &mut corrected);
        if !rescued.is_empty() {
            // Pages that hold a part of the query as typed would stand above
            // pages that hold all of what was meant.
            ranked = rescued;
        }
    }
    if let (true, Some(attempt)) = (ranked.is_empty(), rescue::unquoted(query)) {
        let plan = planned(ground, analyzer, &attempt.query);
        ranked = candidates(ground, &plan, allowed.as_deref(), &mut Vec::new());
        lesser = take_irrelevant(&mut ranked, &plan, request.sort);
        order(ground, &plan, request, &mut ranked);
        if !(ranked.is_empty() && lesser.is_empty()) {
            let number = plans.len() as u8;
            ranked.iter_mut().chain(&mut lesser).for_each(|candidate| candidate.plan = number);
            corrected = Some(attempt.query.text);
            plans.push((plan, Some(attempt.via)));
        }
    }
    if ranked.is_empty() {
        // A part of the query is better than nothing.
        lesser.retain(|candidate| candidate.coverage >= LEAST_SHARE);
        order(ground, &plans[plans.len() - 1].0, request, &mut lesser);
        ranked = lesser;
    }
    let meant = match corrected {
        Some(_) => Vec::new(),
        None => add_meant(ground, request, query, search, &mut plans, &mut ranked),
    };
    if request.collapse {
        collapse(ground, request, query, &mut ranked);
    }
    let facets = ground.site.facets().count(ranked.iter().map(|candidate| candidate.slot));
    Answer { plans, ranked, page, per_page, facets, meant, corrected }
}

/// Puts the pages that were likely meant below the few that have what was typed; gives
/// all that may have been meant.
fn add_meant(
    ground: Ground<'_>,
    request: &SearchRequest,
    query: &Query,
    search: impl Fn(&Query, Via) -> (Plan, Vec<Candidate>),
    plans: &mut Vec<(Plan, Option<Via>)>,
    ranked: &mut Vec<Candidate>,
) -> Vec<Meant> {
    // Translations are one page for a reader where they are collapsed.
    let shown = |page: &Candidate| if request.collapse { ground.site.group(page.slot) } else { page.slot };
    let n_shown = |pages: &[Candidate]| {
        let mut seen = HashSet::new();
        pages.iter().filter(|page| seen.insert(shown(page))).take(MAX_COUNTED_PAGES).count()
    };
    let lexicon = || ground.reserves.lexicon(ground);
    let mut others = meant::meant(query, &plans[0].0, ranked, n_shown, lexicon, search);
    let all = others.iter().map(|other| other.meant.clone()).collect();
    // In order of date they would stand above what was typed.
    let is_likely = others.first().is_some_and(|likeliest| meant::follows(likeliest.via));
    if is_likely && request.sort == Sort::Relevance && ground.without != Some(Part::Rescues) {
        let Other { via, plan, found, .. } = others.swap_remove(0);
        let number = plans.len() as u8;
        let before: HashSet<u32> = ranked.iter().map(|page| page.slot).collect();
        let new = found.into_iter().filter(|page| !before.contains(&page.slot));
        ranked.extend(new.map(|candidate| Candidate { plan: number, ..candidate }));
        plans.push((plan, Some(via)));
    }
    all
}

/// The plan of a query on this site.
fn planned(ground: Ground<'_>, analyzer: &Analyzer, query: &Query) -> Plan {
    let mut plan = plan(query, analyzer, ground.site.languages(), ground.without);
    plan.open_unknown_words(ground.terms);
    plan
}

/// How many queries with names that pages define are asked.
const MAX_DEFINED: usize = 3;

/// Whether the query finds so little that other names are asked too.
fn may_ask_definitions(ground: Ground<'_>, plan: &Plan, ranked: &[Candidate]) -> bool {
    let n_matched = ranked.iter().filter(|candidate| candidate.tier >= Tier::All).count();
    n_matched < FEW_PAGES && plan.n_words() < SENTENCE_WORDS && ground.without != Some(Part::Rescues)
}

/// How many other queries may answer one that finds nothing.
const MAX_ANSWERING_ATTEMPTS: usize = 6;

/// The pages of the first kind of rescue that finds any: the others were not meant.
///
/// Each attempt that finds pages adds its plan to `plans`; the first sets `corrected`.
fn take_first_kind(
    attempts: Vec<Attempt>,
    search: impl Fn(&Query, Via) -> (Plan, Vec<Candidate>),
    sort: Sort,
    plans: &mut Vec<(Plan, Option<Via>)>,
    corrected: &mut Option<String>,
) -> Vec<Candidate> {
    let mut rescued: Vec<Candidate> = Vec::new();
    let mut seen = HashSet::new();
    for attempt in attempts {
        let last = plans.last().and_then(|(_, via)| *via);
        // A few pages have the letters inside a word by the same slip of a finger.
        let may_follow = last == Some(Via::Infix)
            && attempt.via == Via::Typo
            && rescued.len() <= MAX_FEW_PAGES
            && sort == Sort::Relevance;
        let is_late = last.is_some_and(|last| last != attempt.via) && !may_follow;
        if is_late || plans.len() > MAX_ANSWERING_ATTEMPTS {
            break;
        }
        let (plan, found) = search(&attempt.query, attempt.via);
        if found.is_empty() {
            continue;
        }
        let number = plans.len() as u8;
        let new = found.into_iter().filter(|candidate| seen.insert(candidate.slot));
        rescued.extend(new.map(|candidate| Candidate { plan: number, ..candidate }));
        corrected.get_or_insert(attempt.query.text);
        plans.push((plan, Some(attempt.via)));
    }
    if sort == Sort::Relevance {
        // The second likeliest reading in a title is likelier than the first in a text.
        let first = rescued.first().map(|candidate| candidate.plan);
        let via = |plan: u8| plans[usize::from(plan)].1;
        rescued.sort_by_key(|candidate| {
            let follows = first.is_some_and(|first| via(first) != via(candidate.plan));
            (follows, Reverse(candidate.tier.place()))
        });
    }
    rescued
}

/// Which pages the filters let through, by slot; `None` if there are none.
fn allowed(ground: Ground<'_>, request: &SearchRequest, query: &Query) -> Option<Vec<bool>> {
    let lang = query.lang.as_ref().or(request.lang.as_ref());
    let tags: Vec<String> = request.tags.iter().chain(&query.tags).map(|tag| tag_key(tag)).collect();
    if lang.is_none() && tags.is_empty() && request.from.is_none() && request.to.is_none() {
        return None;
    }
    let mut allowed: Vec<bool> = ground
        .index
        .pages()
        .iter()
        .map(|page| {
            let is_in_time = match page.date.map(DateTime::date) {
                Some(date) => {
                    request.from.is_none_or(|from| date >= from) && request.to.is_none_or(|to| date <= to)
                }
                None => request.from.is_none() && request.to.is_none(),
            };
            is_in_time && lang.is_none_or(|lang| page.language.is_within(lang))
        })
        .collect();
    for tag in &tags {
        let mut carries = vec![false; allowed.len()];
        for &slot in ground.site.pages_with_keyword(tag) {
            carries[slot as usize] = true;
        }
        allowed.iter_mut().zip(carries).for_each(|(allowed, carries)| *allowed &= carries);
    }
    Some(allowed)
}

/// Takes out pages that hold only a small part of the query, and gives them.
/// In order of date, whatever matches less than all would stand between the
/// pages that match, so there only those stay.
fn take_irrelevant(found: &mut Vec<Candidate>, plan: &Plan, sort: Sort) -> Vec<Candidate> {
    let best = found.iter().map(|candidate| candidate.tier).max().unwrap_or(Tier::Some);
    let floor = relevance_floor(plan, sort, best);
    found.extract_if(.., |candidate| candidate.tier < floor).collect()
}

/// The tier from which pages are shown, where the best page found is of tier `best`.
pub fn relevance_floor(plan: &Plan, sort: Sort, best: Tier) -> Tier {
    match sort {
        Sort::Date if best >= Tier::All => Tier::All,
        _ if plan.is_question() => Tier::Some,
        _ => Tier::Most,
    }
}

/// Whether only dates put pages in order.
pub fn is_listing(plan: &Plan, sort: Sort) -> bool {
    sort == Sort::Date || plan.phrase.items.is_empty()
}

fn order(ground: Ground<'_>, plan: &Plan, request: &SearchRequest, ranked: &mut [Candidate]) {
    let pages = ground.index.pages();
    let is_listing = is_listing(plan, request.sort);
    ranked.sort_by_cached_key(|candidate| {
        let page = &pages[candidate.slot as usize];
        let standing = (!is_listing).then(|| Standing::of(plan, candidate));
        // Newest first, pages without a date last; then by path, in the order of the
        // catalog, so that order never depends on chance.
        (Reverse(standing), Reverse(page.date), candidate.slot)
    });
}

/// Keeps one page of each group of translations, where the best of them stood:
/// the one in the reader's language, else the best.
fn collapse(ground: Ground<'_>, request: &SearchRequest, query: &Query, ranked: &mut Vec<Candidate>) {
    let pages = ground.index.pages();
    let wanted: Option<&LanguageTag> =
        request.reader_lang.as_ref().or(query.lang.as_ref()).or(request.lang.as_ref());
    // By group: where in `kept` its page is.
    let mut places: Vec<Option<u32>> = vec![None; ground.site.n_groups()];
    let mut kept: Vec<Candidate> = Vec::with_capacity(ranked.len());
    for &candidate in ranked.iter() {
        let place = &mut places[ground.site.group(candidate.slot) as usize];
        let Some(at) = place.map(|at| at as usize) else {
            *place = Some(kept.len() as u32);
            kept.push(candidate);
            continue;
        };
        let is_wanted = |slot: u32| wanted.is_some_and(|lang| pages[slot as usize].language.is_within(lang));
        if is_wanted(candidate.slot) && !is_wanted(kept[at].slot) {
            kept[at] = candidate;
        }
    }
    *ranked = kept;
}

//! A [`Why`] in words: what keeps a page from being seen, what would change
//! that, and how query and page are cut where they part.

use crate::cli::columns::{clean, width_columns, wrap};
use crate::cli::explained;
use crate::cli::output::{MARK, PLACE, QUIET, TITLE, counted};
use crate::document::LeftOut;
use crate::document::reader::overlooked::Overlooked;
use crate::search::Segment;
use crate::search::explanation::Explanation;
use crate::search::why::{
    Above, AskedPage, Clause, ClauseKind, Decision, Near, Nearness, Obstacle, Piece, Place, Remark, Why,
};

/// Everything there is to say, styled, a line each.
pub fn lines(why: &Why, columns: usize) -> Vec<String> {
    let mut lines = why.page.as_ref().map(heading).unwrap_or_default();
    lines.push(verdict(why));
    for obstacle in &why.obstacles {
        lines.push(format!("  because {}", because(obstacle)));
        lines.push(format!("  to change it: {}", change(obstacle, why)));
    }
    lines.extend(why.remarks.iter().map(|found| format!("  note: {}", remark(found))));
    if let Some(place) = &why.place {
        lines.extend(standing(place));
    }
    if !why.clauses.is_empty() {
        lines.push(String::new());
        lines.push(format!("{TITLE}what the query asks of it{TITLE:#}, cut as {}", pieces(&why.query_cut)));
        let width = why.clauses.iter().map(|clause| width_columns(&asked(clause))).max().unwrap_or(0);
        for clause in &why.clauses {
            lines.extend(clause_lines(clause, width, columns));
        }
    }
    lines
}

/// Path, title, address and what filters look at.
fn heading(page: &AskedPage) -> Vec<String> {
    let mut lines = vec![format!("{PLACE}{}{PLACE:#}", clean(&page.path))];
    let Some(url) = &page.url else { return lines };
    lines.push(format!("  {TITLE}{}{TITLE:#}", clean(&page.title)));
    lines.push(format!("  {}", clean(url)));
    let date = page.date.clone().into_iter();
    let lang = Some(page.lang.clone()).filter(|lang| !lang.is_empty());
    let tags = (!page.tags.is_empty()).then(|| page.tags.join(", "));
    let about: Vec<String> = date.chain(lang).chain(tags).collect();
    if !about.is_empty() {
        lines.push(format!("  {QUIET}{}{QUIET:#}", clean(&about.join(" · "))));
    }
    lines
}

/// One sentence.
fn verdict(why: &Why) -> String {
    let found = counted(why.total, "page", "pages");
    let query = clean(&why.query);
    match &why.place {
        _ if why.page.is_none() => format!("`{}` is no page and no file of the site", clean(&why.asked)),
        Some(place) => format!("is number {} of {found} for `{query}`", place.rank),
        None if why.page.as_ref().is_some_and(|page| page.url.is_none()) => "is not in the index".to_owned(),
        None => {
            let instead =
                why.corrected.as_ref().map(|corrected| format!(" (read as `{}`)", clean(corrected)));
            format!("is not among the {found} for `{query}`{}", instead.unwrap_or_default())
        }
    }
}

/// What keeps the page from being seen; a clause that goes on after "because".
pub fn because(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::NoSuchPage { .. } => "nothing has this path, this file or this address".to_owned(),
        Obstacle::Overlooked { overlooked } => overlooked_because(overlooked),
        Obstacle::LeftOut { left_out, until } => match until {
            Some(until) => format!("{} (until {until})", left_out_because(left_out)),
            None => left_out_because(left_out),
        },
        Obstacle::Unreadable { detail } => format!("the file cannot be read: {}", clean(detail)),
        Obstacle::NotIndexed => "the index was made before the file was there, or was a page".to_owned(),
        Obstacle::Language { wanted, found } if found.is_empty() => {
            format!("only pages in `{}` are asked for, and its language is not known", clean(wanted))
        }
        Obstacle::Language { wanted, found } => {
            format!("only pages in `{}` are asked for, and it is in `{found}`", clean(wanted))
        }
        Obstacle::Tag { wanted, found } if found.is_empty() => {
            format!("only pages tagged `{}` are asked for, and it has no tags", clean(wanted))
        }
        Obstacle::Tag { wanted, found } => {
            let found: Vec<String> = found.iter().map(|tag| format!("`{}`", clean(tag))).collect();
            format!("only pages tagged `{}` are asked for, and it has {}", clean(wanted), found.join(", "))
        }
        Obstacle::Date { from, to, found } => {
            let from = from.as_ref().map(|from| format!(" from {from}"));
            let to = to.as_ref().map(|to| format!(" to {to}"));
            let days = format!("{}{}", from.unwrap_or_default(), to.unwrap_or_default());
            let found = found.as_ref().map_or("has no date".to_owned(), |found| format!("is of {found}"));
            format!("only pages{days} are asked for, and it {found}")
        }
        Obstacle::Words { missing, share, needed } => {
            let holds = match share {
                0.0 => "it holds none of the query".to_owned(),
                _ => format!("it holds {:.0}% of the query, weighted by rarity", share * 100.0),
            };
            let needed = match needed {
                1.0 => "where pages are sorted by date, all of it is needed".to_owned(),
                _ => format!("{:.0}% is needed", needed * 100.0),
            };
            let missing: Vec<String> = missing.iter().map(|word| format!("`{}`", clean(word))).collect();
            let lacks =
                if missing.is_empty() { String::new() } else { format!("it lacks {}: ", missing.join(", ")) };
            if *share == 0.0 { format!("{lacks}{holds}") } else { format!("{lacks}{holds}, and {needed}") }
        }
        Obstacle::Phrase { text } => format!("it does not hold the quoted phrase `{}`", clean(text)),
        Obstacle::Excluded { text } => format!("it holds `{}`, which is excluded", clean(text)),
        Obstacle::NotAsTyped { text } => {
            format!("it holds `{}` in another form only, and a symbol's name is taken as typed", clean(text))
        }
        Obstacle::Replaced { corrected, via } => format!(
            "no page has all of the query, and those that have all of `{}` (by {via}) are shown instead of those with a part",
            clean(corrected)
        ),
        Obstacle::Collapsed { shown, rank } => format!(
            "it is one result with its translation `{}` ({}), which is number {rank}",
            clean(&shown.path),
            shown.lang
        ),
        Obstacle::OtherPage { page, asked, per_page } => {
            format!("it is on page {page} of the results, and page {asked} is shown, with {per_page} on each")
        }
    }
}

fn left_out_because(left_out: &LeftOut) -> String {
    match left_out {
        LeftOut::Draft(by) => format!("it is a draft, by `{}`", clean(by)),
        LeftOut::Future => "its date is still to come".to_owned(),
        LeftOut::Expired => "its expiry date has passed".to_owned(),
        LeftOut::Unpublished(by) => format!("it is not published, by `{}`", clean(by)),
        LeftOut::NotAPage(reason) => format!("the generator makes no page of it: {}", clean(reason)),
        LeftOut::Excluded(pattern) => format!("the settings exclude it, by the pattern `{}`", clean(pattern)),
    }
}

fn overlooked_because(overlooked: &Overlooked) -> String {
    match overlooked {
        Overlooked::Missing => "there is no such file".to_owned(),
        Overlooked::Unreadable { detail } => format!("the file cannot be read: {}", clean(detail)),
        Overlooked::NotMarkdown => "the file is no Markdown, by the end of its name".to_owned(),
        Overlooked::OutsideContent { folders } => {
            let folders: Vec<String> = folders.iter().map(|folder| format!("`{}`", clean(folder))).collect();
            format!("the file is not in a folder that holds content: {}", folders.join(", "))
        }
        Overlooked::FolderNotEntered { folder } => {
            format!("the generator makes no pages of the files in `{}`", clean(folder))
        }
        Overlooked::InAnIndex { folder } => {
            format!("`{}` holds an index of Sou, and is no part of the site", clean(folder))
        }
        Overlooked::NotKept => {
            "the generator passes over files of this name, or its configuration excludes it".to_owned()
        }
        Overlooked::Unseen => "its folder could not be listed, or the file came just now".to_owned(),
    }
}

/// What would change that, as something to do.
pub fn change(obstacle: &Obstacle, why: &Why) -> String {
    match obstacle {
        Obstacle::NoSuchPage { nearest } if nearest.is_empty() => {
            "`sou pages --all` lists every file".to_owned()
        }
        Obstacle::NoSuchPage { nearest } => {
            let nearest: Vec<String> = nearest.iter().map(|path| format!("`{}`", clean(path))).collect();
            format!("did you mean {}?", nearest.join(" or "))
        }
        Obstacle::Overlooked { overlooked } => match overlooked {
            Overlooked::Missing => "run `sou index`: it takes out what is gone".to_owned(),
            Overlooked::Unreadable { .. } => {
                "put a readable regular file there, and run `sou index`".to_owned()
            }
            Overlooked::NotMarkdown => "name it `.md`, and run `sou index`".to_owned(),
            Overlooked::OutsideContent { .. } => {
                "move it there, or name its folder with `content:` in `sou.yml`".to_owned()
            }
            Overlooked::FolderNotEntered { .. } | Overlooked::NotKept => {
                "move or rename it, or include it in the generator's configuration".to_owned()
            }
            Overlooked::InAnIndex { .. } => "move it out of the index, and run `sou index`".to_owned(),
            Overlooked::Unseen => "run `sou check`: it says which folders cannot be read".to_owned(),
        },
        Obstacle::LeftOut { left_out, until } => match left_out {
            LeftOut::Draft(_) | LeftOut::Unpublished(_) => "publish it, and run `sou index`".to_owned(),
            LeftOut::Future if until.is_some() => {
                "wait, or give it a date that has come; then run `sou index`".to_owned()
            }
            LeftOut::Future => "give it a date that has come, and run `sou index`".to_owned(),
            LeftOut::Expired => "move its expiry date, and run `sou index`".to_owned(),
            LeftOut::NotAPage(_) => "do as the generator expects, and run `sou index`".to_owned(),
            LeftOut::Excluded(_) => "take the pattern out of `exclude:`, and run `sou index`".to_owned(),
        },
        Obstacle::Unreadable { .. } => "repair the file or save it as UTF-8, and run `sou index`".to_owned(),
        Obstacle::NotIndexed => "run `sou index`".to_owned(),
        Obstacle::Language { wanted, .. } => {
            format!("ask without `{}`, or give the page a `lang`", clean(wanted))
        }
        Obstacle::Tag { wanted, .. } => {
            format!("ask without the tag `{}`, or give it to the page", clean(wanted))
        }
        Obstacle::Date { found: None, .. } => "ask without days, or give the page a date".to_owned(),
        Obstacle::Date { .. } => "ask for other days".to_owned(),
        Obstacle::Words { missing, .. } => {
            let near = why.clauses.iter().filter(|clause| missing.contains(&clause.text));
            let near: Vec<String> = near
                .filter_map(|clause| clause.nearest.first().filter(|near| near.how != Nearness::Part))
                .map(|near| format!("`{}`", clean(&near.text)))
                .collect();
            match near.is_empty() {
                true => "ask without those words, or write them on the page".to_owned(),
                false => format!("ask for {}, which the page has", near.join(" and ")),
            }
        }
        Obstacle::Phrase { .. } => "ask without quotation marks: then its words may stand apart".to_owned(),
        Obstacle::Excluded { text } => format!("ask without `-{}`", clean(text)),
        Obstacle::NotAsTyped { .. } => "ask for it as the page writes it".to_owned(),
        Obstacle::Replaced { .. } => {
            "put a word that it has in quotation marks: then nothing is corrected".to_owned()
        }
        Obstacle::Collapsed { .. } => match &why.page {
            Some(page) if !page.lang.is_empty() => {
                format!("ask with `--lang {}`, or over HTTP with `collapse=0`", page.lang)
            }
            _ => "ask over HTTP with `collapse=0`".to_owned(),
        },
        Obstacle::OtherPage { page, per_page, .. } => match per_page {
            0 => "ask for results: `--limit 10`".to_owned(),
            _ => format!("ask with `--page {page}`, or for something rarer"),
        },
    }
}

fn remark(remark: &Remark) -> String {
    match remark {
        Remark::FileChanged => "the file has changed since it was indexed: run `sou index`".to_owned(),
        Remark::FileGone => "the file is gone: the next `sou index` takes the page out".to_owned(),
        Remark::WillBeLeftOut { left_out } => {
            format!("{}: the next `sou index` takes the page out", left_out_because(left_out))
        }
        Remark::Unreadable { detail } => {
            format!("the file cannot be read now ({}), and the index keeps what it has", clean(detail))
        }
        Remark::SettingsChanged => {
            "the site's settings have changed since the last run, or its configuration: run `sou index`"
                .to_owned()
        }
        Remark::SiteNotRead => "the site was not looked at, only its index".to_owned(),
    }
}

/// How the page came to its place, and what stands above it.
fn standing(place: &Place) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(translation) = &place.stands_for {
        lines.push(format!("  it stands where its translation `{}` would", clean(translation)));
    }
    let indent = |explanation: &Explanation| {
        explained::lines(explanation).into_iter().map(|line| format!("  {line}")).collect::<Vec<String>>()
    };
    lines.extend(indent(&place.explanation));
    if let Some(Above { page, decided_by, explanation }) = &place.above {
        lines.push(String::new());
        lines.push(format!("{TITLE}directly above it{TITLE:#}: {PLACE}{}{PLACE:#}", clean(&page.path)));
        lines.push(format!("  {}", decision(*decided_by, &place.explanation, explanation)));
        lines.extend(indent(explanation));
    }
    lines
}

/// Why the one above is above.
fn decision(decision: Decision, below: &Explanation, above: &Explanation) -> String {
    match decision {
        Decision::Reading => "it was found by a likelier reading of what was typed".to_owned(),
        Decision::TypedTitle => "its title is what was typed, an identifier or a short word".to_owned(),
        Decision::TypedFirst => {
            "it holds what was typed, an identifier or a short word, in that form".to_owned()
        }
        Decision::Tier => {
            let [above, below] = [above, below].map(|explanation| explained::tier(explanation.tier));
            format!("{above}, which comes before: {below}")
        }
        Decision::AsTyped => "it holds all of the query in the form typed".to_owned(),
        Decision::Score => format!("its score is higher: {:.2} against {:.2}", above.score, below.score),
        Decision::Date => {
            let [above, below] =
                [above, below].map(|explanation| explanation.date.as_deref().unwrap_or("no date"));
            format!("it is newer: {above} against {below}")
        }
        Decision::Path => "nothing tells the two apart but the order of their paths".to_owned(),
    }
}

/// One clause: whether it holds, how it is cut, where it stands or what is nearest.
fn clause_lines(clause: &Clause, width: usize, columns: usize) -> Vec<String> {
    let sign = if clause.holds { "yes" } else { "no " };
    let what = asked(clause);
    let padding = width - width_columns(&what);
    let place = match (clause.areas.is_empty(), clause.kind, clause.holds) {
        (false, ..) => format!("in {}", clause.areas.join(", ")),
        (true, ClauseKind::Exclusion, true) => "not there, as asked".to_owned(),
        (true, ..) => "not there".to_owned(),
    };
    let mut lines = vec![format!("  {sign} {what}{:padding$}  {place}", "").trim_end().to_owned()];
    let mut detail = |line: String| lines.push(format!("        {QUIET}{line}{QUIET:#}"));
    if clause.holds && clause.kind != ClauseKind::Exclusion {
        return lines;
    }
    if clause.pieces.len() > 1 {
        detail(format!(
            "looked up as {}",
            clause.pieces.iter().map(piece).collect::<Vec<String>>().join(", ")
        ));
    }
    for near in &clause.nearest {
        detail(format!("nearest there: {}", nearest(near)));
    }
    if !clause.around.is_empty() {
        let around = wrap(&clause.around, columns.saturating_sub(16)).into_iter().next().unwrap_or_default();
        detail(format!("the page has   {}", marked(&around)));
        detail(format!("which is cut   {}", pieces(&clause.around_cut)));
    }
    lines
}

/// A clause as it is typed.
fn asked(clause: &Clause) -> String {
    let text = clean(&clause.text);
    match clause.kind {
        ClauseKind::Word => text,
        ClauseKind::Phrase => format!("\"{text}\""),
        ClauseKind::Exclusion => format!("-{text}"),
    }
}

fn piece(piece: &Piece) -> String {
    format!("{} ({}{})", clean(&piece.text), piece.kind, if piece.holds { "" } else { ", not there" })
}

fn nearest(near: &Near) -> String {
    let how = match near.how {
        Nearness::Region => "what another region says",
        Nearness::Sound => "it sounds the same",
        Nearness::Longer => "a longer word that begins so; this one is taken as finished",
        Nearness::Shorter => "a shorter form",
        Nearness::Typo => "one or two letters differ",
        Nearness::Inside => "it holds the word inside",
        Nearness::Part => "a part of it",
    };
    format!("`{}`, {how}", clean(&near.text))
}

fn pieces(cut: &[String]) -> String {
    cut.iter().map(|piece| clean(piece)).collect::<Vec<String>>().join(" | ")
}

fn marked(line: &[Segment]) -> String {
    let mark = |segment: &Segment| match segment.marked {
        true => format!("{MARK}{}{MARK:#}", segment.text),
        false => segment.text.clone(),
    };
    line.iter().map(mark).collect()
}

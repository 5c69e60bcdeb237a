//! Which page somebody means by a path or an address.

use std::collections::BTreeSet;

use levenshtein_automata::{Distance, LevenshteinAutomatonBuilder};

use crate::document::SiteReader;
use crate::document::address::{decode_path, folder_of, name_of, split_extension};
use crate::document::reader::overlooked::Overlooked;
use crate::search::scoring::Ground;
use crate::text::fold::fold_str;

/// How many paths are offered where none is right.
const MAX_NEAREST: usize = 3;

/// Names longer than this are not compared letter by letter, in characters.
const MAX_COMPARED_CHARS: usize = 100;

/// What was meant.
#[derive(Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The page at this slot of the catalog.
    Page(u32),
    /// A file that is no page of the index.
    File(String),
    /// Nothing that is there; paths that may have been meant, the nearest first.
    Nothing(Vec<String>),
}

/// Finds what one of `names` means, the first that means anything: a path from
/// the site's root, an address, or the end of a path if no other path ends so.
pub fn find(ground: Ground<'_>, names: &[&str], site: Option<&SiteReader>) -> Wanted {
    let pages = ground.index.pages();
    let slot_of = |path: &str| pages.binary_search_by(|page| page.path.as_str().cmp(path)).ok();
    for name in names {
        let path = name.trim_start_matches("./");
        if let Some(slot) = slot_of(path) {
            return Wanted::Page(slot as u32);
        }
        let is_on_site = |site: &SiteReader| site.overlooked(path).is_none();
        if ground.index.files().by_path.contains_key(path) || site.is_some_and(is_on_site) {
            return Wanted::File(path.to_owned());
        }
    }
    for name in names {
        let address = bare_address(name);
        if let Some(slot) = pages.iter().position(|page| bare_address(&page.url) == address) {
            return Wanted::Page(slot as u32);
        }
    }
    // After addresses: `docs/rolling/` is a folder, and mostly the address of a page.
    for path in names.iter().map(|name| name.trim_start_matches("./")) {
        if site.and_then(|site| site.overlooked(path)).is_some_and(|why| why != Overlooked::Missing) {
            return Wanted::File(path.to_owned());
        }
    }
    let paths = all_paths(ground, site);
    for name in names.iter().map(|name| fold_str(name.trim_matches('/'))).filter(|name| !name.is_empty()) {
        let is_end = |path: &&&str| {
            let path = fold_str(path);
            path.strip_suffix(&name).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        };
        let mut ends = paths.iter().filter(is_end);
        if let (Some(path), None) = (ends.next(), ends.next()) {
            return slot_of(path)
                .map_or_else(|| Wanted::File((*path).to_owned()), |slot| Wanted::Page(slot as u32));
        }
    }
    Wanted::Nothing(nearest(names, &paths))
}

/// Every file that the index or the site has, in order.
fn all_paths<'a>(ground: Ground<'a>, site: Option<&'a SiteReader>) -> BTreeSet<&'a str> {
    let pages = ground.index.pages().iter().map(|page| page.path.as_str());
    let files = ground.index.files().by_path.keys().map(String::as_str);
    let on_disk = site.into_iter().flat_map(|site| site.files()).map(|file| file.path.as_str());
    pages.chain(files).chain(on_disk).collect()
}

/// An address without what does not tell pages apart: scheme and host, query and
/// anchor, `index.html`, `.html`, slashes at its ends, percent-encoding.
fn bare_address(address: &str) -> String {
    let without_host = match address.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |start| &rest[start..]),
        None => address,
    };
    let end = without_host.find(['#', '?']).unwrap_or(without_host.len());
    let decoded = decode_path(&without_host[..end]);
    let bare = decoded.trim_matches('/');
    let bare = bare.strip_suffix("index.html").unwrap_or(bare);
    bare.strip_suffix(".html").unwrap_or(bare).trim_matches('/').to_owned()
}

/// The paths whose names are nearest to the last piece of a name.
fn nearest(names: &[&str], paths: &BTreeSet<&str>) -> Vec<String> {
    let Some(name) = names.first() else { return Vec::new() };
    let wanted = key(&decode_path(name));
    if wanted.is_empty() || wanted.chars().count() > MAX_COMPARED_CHARS {
        return Vec::new();
    }
    let automaton = LevenshteinAutomatonBuilder::new(2, true).build_dfa(&wanted);
    let distance = |path: &str| {
        let key = key(path);
        if key == wanted {
            return Some(0);
        }
        // Of a name of two letters every other is two letters away.
        let is_long = wanted.chars().count() > 3;
        match automaton.eval(&key) {
            Distance::Exact(letters) if is_long || letters == 1 => Some(letters),
            _ if !key.is_empty() && (key.contains(&wanted) || (is_long && wanted.contains(&key))) => Some(3),
            _ => None,
        }
    };
    let mut near: Vec<(u8, &str)> =
        paths.iter().filter_map(|path| distance(path).map(|distance| (distance, *path))).collect();
    near.sort_unstable();
    near.into_iter().take(MAX_NEAREST).map(|(_, path)| path.to_owned()).collect()
}

/// What a path is compared by: the folded name, or that of the folder where the
/// file is its folder's page.
fn key(path: &str) -> String {
    let path = path.trim_matches('/');
    let stem = split_extension(name_of(path)).0;
    let is_of_folder = matches!(stem, "index" | "_index" | "README" | "readme") && path.contains('/');
    let stem = if is_of_folder { name_of(folder_of(path).trim_end_matches('/')) } else { stem };
    fold_str(stem)
}

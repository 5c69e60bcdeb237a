//! Looks at every generation there is, not only at the one that answers.

use crate::error::{Error, Result};
use crate::index::generation::Generation;
use crate::index::reader::OpenIndex;
use crate::index::smoke;
use crate::index::store::Store;

/// What was found of one generation.
#[derive(Debug)]
pub struct Verified {
    /// `gen-000123`.
    pub generation: String,
    /// Whether the pointer names it.
    pub is_published: bool,
    /// Of its files, in bytes.
    pub size_bytes: u64,
    /// How many pages it has and when it was published, or what is wrong with it.
    pub outcome: Result<Sound>,
}

/// What a sound generation says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sound {
    /// In the index.
    pub n_pages: usize,
    /// RFC 3339, UTC.
    pub published: String,
    /// Of the analyzer that wrote it.
    pub analyzer: String,
}

/// Reads every file of every generation of `store`, compares it with what was
/// written, opens each and asks it for some of its own pages. The newest first;
/// and what is wrong with the pointer, if anything is.
///
/// # Errors
///
/// If there is no index, or its folder cannot be listed.
pub fn verify(store: &Store) -> Result<(Vec<Verified>, Option<Error>)> {
    let (published, trouble) = match store.published() {
        Ok(published) => (Some(published), None),
        Err(error) => (None, Some(error)),
    };
    let generations = store.generations()?;
    if generations.is_empty() {
        return Err(Error::NoIndex { folder: store.folder().to_owned() });
    }
    let name = published.as_ref().map(Generation::name);
    let is_there = generations.iter().any(|generation| Some(generation.name()) == name);
    let trouble = trouble.or_else(|| {
        let detail = format!("it names `{}`, which is not there", name.as_deref().unwrap_or_default());
        (!is_there).then(|| Error::Damaged { path: store.folder().join("CURRENT"), detail })
    });
    let verified = generations.into_iter().map(|generation| {
        let is_published = Some(generation.name()) == name;
        // The one that came by the pointer knows the hash that its manifest must have.
        let generation = published.clone().filter(|_| is_published).unwrap_or(generation);
        Verified {
            generation: generation.name(),
            is_published,
            size_bytes: generation.size_bytes(),
            outcome: look_at(generation),
        }
    });
    Ok((verified.collect(), trouble))
}

fn look_at(generation: Generation) -> Result<Sound> {
    let manifest = generation.manifest()?;
    generation.check_terms(&manifest)?;
    let open = OpenIndex::open_generation(generation, manifest)?;
    smoke::check(&open)?;
    let manifest = open.manifest();
    Ok(Sound {
        n_pages: open.pages().len(),
        published: manifest.published.clone(),
        analyzer: manifest.analyzer.clone(),
    })
}

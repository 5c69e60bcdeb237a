//! Opens a published generation, or says exactly why not.

use std::fmt;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use tantivy::schema::Value as _;
use tantivy::{DocAddress, Index, ReloadPolicy, Searcher, TantivyDocument};

use crate::document::Section;
use crate::error::{Error, Result};
use crate::index::catalog::{Catalog, Files, PageRecord};
use crate::index::directory::TermsDirectory;
use crate::index::generation::{Generation, Manifest};
use crate::index::schema::{Fields, schema};
use crate::index::store::Store;
use crate::index::tokenizer::{AnalyzedTokenizer, TOKENIZER_NAME};
use crate::index::vocabulary::Vocabulary;

/// One open generation. Shared by threads; never changes.
pub struct OpenIndex {
    generation: Generation,
    manifest: Manifest,
    catalog: Catalog,
    files: Files,
    fields: Fields,
    searcher: Searcher,
    /// By segment and document: the place in `catalog.pages`; `u32::MAX` where
    /// the document is deleted.
    slots: Vec<Vec<u32>>,
    /// By place in `catalog.pages`.
    addresses: Vec<DocAddress>,
    fallback: Option<Arc<Error>>,
    damaged: Vec<u64>,
}

/// How often a reader that was overtaken by a run tries again.
const MAX_OPEN_TRIES: usize = 4;

impl OpenIndex {
    /// Opens the published generation of `store`, written by an analyzer with
    /// this fingerprint, whatever its words: those are in [`vocabulary`](Self::vocabulary). Every file of it is read and checked first. If it is
    /// damaged, the newest one that is not answers instead, and
    /// [`fallback`](Self::fallback) says why.
    ///
    /// # Errors
    ///
    /// If there is none, if none can be read, or if other rules wrote it.
    pub fn open(store: &Store, analyzer_fingerprint: &str) -> Result<Self> {
        Self::open_if(store, &|manifest| check(manifest, analyzer_fingerprint, store.folder()))
    }

    /// As [`open`](Self::open), whatever analyzer wrote it.
    ///
    /// # Errors
    ///
    /// As for [`open`](Self::open).
    pub fn open_any(store: &Store) -> Result<Self> {
        Self::open_if(store, &|_| Ok(()))
    }

    fn open_if(store: &Store, accepts: &dyn Fn(&Manifest) -> Result<()>) -> Result<Self> {
        let mut n_tries = 0;
        loop {
            n_tries += 1;
            let published = store.published();
            let name = published.as_ref().ok().map(Generation::name);
            let error = match published.and_then(|published| Self::open_checked(published, accepts)) {
                Ok(open) => return Ok(open),
                Err(error) => error,
            };
            // While it was opened another may have been published and this one removed.
            let moved_on = store.published().is_ok_and(|now| name.as_ref() != Some(&now.name()));
            if moved_on && n_tries < MAX_OPEN_TRIES {
                continue;
            }
            return match error {
                Error::Incompatible { .. } => Err(error),
                error => Self::fall_back(store, name.as_deref(), error, accepts),
            };
        }
    }

    /// Opens the newest generation that can be, in place of the one called `name`.
    fn fall_back(
        store: &Store,
        name: Option<&str>,
        error: Error,
        accepts: &dyn Fn(&Manifest) -> Result<()>,
    ) -> Result<Self> {
        let mut damaged = Vec::new();
        for generation in store.generations()? {
            let number = generation.number();
            if name == Some(generation.name().as_str()) {
                damaged.push(number);
                continue;
            }
            match Self::open_checked(generation, accepts) {
                Ok(open) => {
                    return Ok(Self { fallback: Some(Arc::new(error)), damaged, ..open });
                }
                // An older one of other rules is not what was asked for, and is not damaged.
                Err(Error::Incompatible { .. }) => {}
                Err(_) => damaged.push(number),
            }
        }
        Err(error)
    }

    /// Opens one generation after all that is in it was checked.
    fn open_checked(generation: Generation, accepts: &dyn Fn(&Manifest) -> Result<()>) -> Result<Self> {
        let manifest = generation.manifest()?;
        accepts(&manifest)?;
        generation.check_terms(&manifest)?;
        Self::open_generation(generation, manifest)
    }

    /// Opens one generation, published or not, whose files are known to be sound.
    pub(super) fn open_generation(generation: Generation, manifest: Manifest) -> Result<Self> {
        let folder = generation.folder().to_owned();
        // The library takes some damage for a broken promise of its own and panics.
        let opened = panic::catch_unwind(AssertUnwindSafe(|| Self::open_unguarded(generation, manifest)));
        opened.unwrap_or_else(|_| {
            Err(Error::Damaged { path: folder, detail: "opening it panicked, see above".to_owned() })
        })
    }

    fn open_unguarded(generation: Generation, manifest: Manifest) -> Result<Self> {
        let catalog: Catalog = generation.catalog(&manifest)?;
        let files: Files = generation.files(&manifest)?;
        let terms = generation.terms();
        let (_, fields) = schema();
        let searcher = TermsDirectory::for_reading(generation.disk(), &terms)
            .map_err(Into::into)
            .and_then(open_terms)
            .and_then(|index| index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into())
            .map_err(Error::engine(&terms))?
            .searcher();
        let (slots, addresses) = join(&searcher, &catalog, &generation)?;
        let (fallback, damaged) = (None, Vec::new());
        Ok(Self {
            generation,
            manifest,
            catalog,
            files,
            fields,
            searcher,
            slots,
            addresses,
            fallback,
            damaged,
        })
    }

    /// Why the published generation does not answer, if this is an older one in its place.
    pub fn fallback(&self) -> Option<&Arc<Error>> {
        self.fallback.as_ref()
    }

    /// The numbers of generations that were found damaged when this one was opened.
    pub fn damaged(&self) -> &[u64] {
        &self.damaged
    }

    /// Where the document of the page at `slot` is.
    pub fn address(&self, slot: usize) -> DocAddress {
        self.addresses[slot]
    }

    /// Which generation it is.
    pub fn generation(&self) -> &Generation {
        &self.generation
    }

    /// What wrote it.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Its pages, in order of path.
    pub fn pages(&self) -> &[PageRecord] {
        &self.catalog.pages
    }

    /// The words that its pages were cut with, and the owner's synonyms.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.catalog.vocabulary
    }

    /// What was seen of the site's files.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// The same, with the time of the run that saw it.
    pub fn seen(&self) -> (&Files, Option<Timestamp>) {
        (&self.files, self.manifest.published.parse().ok())
    }

    /// The fields of its schema.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Its segments.
    pub fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// By document of the segment: the place in [`pages`](Self::pages), or
    /// `u32::MAX` where the document is deleted.
    pub fn slots(&self, segment: usize) -> &[u32] {
        &self.slots[segment]
    }

    /// The sections of the page at `slot`, with their text.
    ///
    /// # Errors
    ///
    /// If the text cannot be read.
    pub fn sections(&self, slot: usize) -> Result<Vec<Section>> {
        let terms = self.generation.terms();
        let document: TantivyDocument =
            self.searcher.doc(self.addresses[slot]).map_err(Error::engine(&terms))?;
        let bytes = document.get_first(self.fields.sections).and_then(|value| value.as_bytes());
        bytes.and_then(|bytes| postcard::from_bytes(bytes).ok()).ok_or_else(|| Error::Damaged {
            path: terms,
            detail: format!("the text of `{}` cannot be read", self.catalog.pages[slot].path),
        })
    }
}

impl fmt::Debug for OpenIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenIndex")
            .field("generation", &self.generation.name())
            .field("n_pages", &self.catalog.pages.len())
            .finish_non_exhaustive()
    }
}

/// Opens tantivy's files, with our tokenizer registered.
pub(super) fn open_terms(directory: TermsDirectory) -> tantivy::Result<Index> {
    let index = Index::open(directory)?;
    index.tokenizers().register(TOKENIZER_NAME, AnalyzedTokenizer::default());
    Ok(index)
}

/// Refuses what other rules wrote.
pub(super) fn check(manifest: &Manifest, analyzer_fingerprint: &str, folder: &Path) -> Result<()> {
    let incompatible = |what, found: &str, expected: &str| Error::Incompatible {
        folder: folder.to_owned(),
        what,
        found: found.to_owned(),
        expected: expected.to_owned(),
    };
    if manifest.analyzer != analyzer_fingerprint {
        return Err(incompatible("analyzer", &manifest.analyzer, analyzer_fingerprint));
    }
    Ok(())
}

/// Finds each document's page, and each page's document.
fn join(
    searcher: &Searcher,
    catalog: &Catalog,
    generation: &Generation,
) -> Result<(Vec<Vec<u32>>, Vec<DocAddress>)> {
    let terms = generation.terms();
    let slot_of_id: std::collections::HashMap<u64, u32> =
        catalog.pages.iter().enumerate().map(|(slot, page)| (page.id, slot as u32)).collect();
    let mut slots = Vec::new();
    let mut addresses = vec![None; catalog.pages.len()];
    for (segment_ord, segment) in searcher.segment_readers().iter().enumerate() {
        let ids = segment.fast_fields().u64("page").map_err(Error::engine(&terms))?;
        let mut of_segment = vec![u32::MAX; segment.max_doc() as usize];
        for doc_id in segment.doc_ids_alive() {
            let slot = ids.first(doc_id).and_then(|id| slot_of_id.get(&id)).copied();
            if let Some(slot) = slot {
                of_segment[doc_id as usize] = slot;
                addresses[slot as usize] = Some(DocAddress::new(segment_ord as u32, doc_id));
            }
        }
        slots.push(of_segment);
    }
    let n_found = addresses.iter().flatten().count();
    let addresses: Option<Vec<DocAddress>> = addresses.into_iter().collect();
    let addresses = addresses.ok_or_else(|| Error::Damaged {
        path: terms,
        detail: format!("expected {} pages, found {n_found}", catalog.pages.len()),
    })?;
    Ok((slots, addresses))
}

//! Opens a published generation, or says exactly why not.

use std::fmt;
use std::path::Path;

use tantivy::schema::Value as _;
use tantivy::{DocAddress, Index, ReloadPolicy, Searcher, TantivyDocument};

use crate::document::Section;
use crate::error::{Error, Result};
use crate::index::catalog::{Catalog, Files, PageRecord};
use crate::index::directory::TermsDirectory;
use crate::index::generation::{FORMAT_VERSION, Generation, Manifest};
use crate::index::schema::{Fields, schema};
use crate::index::store::Store;
use crate::index::tokenizer::{AnalyzedTokenizer, TOKENIZER_NAME};

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
}

impl OpenIndex {
    /// Opens the published generation of `store`, written by the analyzer with
    /// this fingerprint.
    ///
    /// # Errors
    ///
    /// If there is none, if it cannot be read, or if other rules wrote it.
    pub fn open(store: &Store, analyzer_fingerprint: &str) -> Result<Self> {
        let generation = store.published()?;
        let manifest = generation.manifest()?;
        check(&manifest, analyzer_fingerprint, store.folder())?;
        Self::open_generation(generation, manifest)
    }

    /// Opens one generation, published or not.
    pub(super) fn open_generation(generation: Generation, manifest: Manifest) -> Result<Self> {
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
        Ok(Self { generation, manifest, catalog, files, fields, searcher, slots, addresses })
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

    /// What was seen of the site's files.
    pub fn files(&self) -> &Files {
        &self.files
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
    if manifest.format != FORMAT_VERSION {
        return Err(incompatible("format", &manifest.format.to_string(), &FORMAT_VERSION.to_string()));
    }
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

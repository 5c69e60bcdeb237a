//! Turns what changed on a site into the next generation.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use jiff::Timestamp;
use tantivy::merge_policy::{LogMergePolicy, MergePolicy as _, NoMergePolicy};
use tantivy::{Index, IndexSettings, IndexWriter, SegmentMeta, TantivyDocument, Term};

use crate::content::Diagnostic;
use crate::document::{self, Page, SiteReader, SourceFile};
use crate::error::{Error, Result};
use crate::index::build::Progress;
use crate::index::catalog::{Catalog, Fate, FileRecord, Files, PageId, PageRecord};
use crate::index::directory::TermsDirectory;
use crate::index::generation::{Draft, FORMAT_VERSION, Generation, Manifest};
use crate::index::guard::Before;
use crate::index::numbers::{Ids, Moved};
use crate::index::outcome::Outcome;
use crate::index::page_writer::PageWriter;
use crate::index::plan::{Plan, is_settled};
use crate::index::reader::{OpenIndex, open_terms};
use crate::index::recut::Cutter;
use crate::index::room::{self, Merging};
use crate::index::schema::{Fields, schema};
use crate::index::smoke;
use crate::index::store::{Store, WriteLock};
use crate::index::tokenizer::{AnalyzedTokenizer, TOKENIZER_NAME};
use crate::index::vocabulary::Vocabulary;
use crate::text::Analyzer;

/// Memory that tantivy may fill before it writes a segment, a thread, in bytes.
/// Its own minimum is 15 MB; a page changed needs no more, a whole site is
/// quicker with fewer, larger segments.
const SMALL_BUFFER_BYTES: usize = 15_000_000;
const LARGE_BUFFER_BYTES: usize = 48_000_000;

/// From how many files on a run counts as large.
const LARGE_RUN_FILES: usize = 200;

/// What decides, besides the files, what an index holds.
#[derive(Debug, Clone)]
pub struct Fingerprints {
    /// Of the analyzer.
    pub analyzer: String,
    /// Of the site's configuration and the rules that read it.
    pub site: String,
}

impl Fingerprints {
    /// Whether what wrote a generation is what would write the next.
    pub fn are_of(&self, manifest: &Manifest) -> bool {
        self.analyzer == manifest.analyzer && self.site == manifest.site
    }
}

/// One run, with what it stands on.
pub struct Update<'a> {
    /// The folder of the generations.
    pub store: &'a Store,
    /// The right to write it.
    pub lock: &'a WriteLock,
    /// The last generation, if it can be built upon.
    pub base: Option<OpenIndex>,
    /// What the last index held, and the site's root; refused if too much of it
    /// is gone. `None` if nothing is refused.
    pub before: Option<(Before, &'a Path)>,
    /// Generations known to be damaged; removed when the next is published.
    pub damaged: &'a [u64],
    /// Cuts the text.
    pub analyzer: &'a Analyzer,
    /// Go into the manifest.
    pub fingerprints: Fingerprints,
    /// The analyzer's words and the owner's synonyms.
    pub vocabulary: Vocabulary,
    /// What counts as now.
    pub now: Timestamp,
}

/// What came of one file.
struct Done {
    path: String,
    record: FileRecord,
    /// The page, if it is one that was analysed now.
    page: Option<PageRecord>,
    /// Whether the index differs from the last for it.
    changed: bool,
}

impl Update<'_> {
    /// Reads the stale files, writes and publishes the next generation.
    ///
    /// # Errors
    ///
    /// If it cannot be written; nothing is published then.
    pub fn run(
        self,
        plan: Plan,
        site: &SiteReader,
        site_diagnostics: Vec<Diagnostic>,
        threads: usize,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Outcome> {
        let merging = room::check(self.store, self.base.as_ref().map(OpenIndex::manifest), &plan.stale)?;
        let draft = self.store.begin(self.base.as_ref().map(|base| (base.generation(), base.manifest())))?;
        let n_threads =
            if plan.stale.len() + plan.recut.len() < LARGE_RUN_FILES { 1 } else { threads.max(1) };
        let (fields, writer) = self.open_writer(&draft, n_threads, merging)?;
        let mut moved = Moved::default();
        for (record, id) in plan.removed.iter().filter_map(|(_, file)| Some((file, file.page()?))) {
            writer.delete_term(Term::from_field_u64(fields.page, id));
            moved.add(record, id);
        }
        plan.settle();
        let next_page = self.base.as_ref().map_or(0, |base| base.files().next_page);
        let ids = Ids { next_page, moved: &moved };
        let done = self.read_all(&plan.stale, site, (&fields, &writer), ids, threads, progress)?;
        if let Some(base) = self.base.as_ref()
            && plan.removed.is_empty()
            && base.fallback().is_none()
            && !plan.clock_went_back
            && plan.recut.is_empty()
            && base.vocabulary() == &self.vocabulary
            && base.files().site_diagnostics == site_diagnostics
            && done.iter().all(|one| base.files().by_path.get(&one.path) == Some(&one.record))
        {
            // A file that cannot be read is tried in every run, and mostly in vain.
            drop(writer);
            draft.discard()?;
            return Ok(Outcome::nothing_new(base));
        }
        if let Some((before, root)) = &self.before {
            let kept = plan.kept.iter().map(|(path, file)| (path.as_str(), file));
            let read = || done.iter().map(|one| (one.path.as_str(), &one.record));
            if self.base.is_none() {
                before.check_hidden(root, &self.fingerprints.analyzer, site.unreadable(), read())?;
            }
            before.check(root, kept.chain(read()))?;
        }

        let recut = match &self.base {
            Some(base) => {
                // What was read in this run was cut with the words of this run.
                let settled = done.iter().filter(|one| one.changed).map(|one| one.path.as_str());
                let settled = settled.chain(plan.removed.iter().map(|(path, _)| path.as_str())).collect();
                let cutter = Cutter { base, analyzer: self.analyzer, fields: &fields, writer: &writer };
                cutter.cut_all(&plan.recut, &settled, threads)?
            }
            None => Vec::new(),
        };
        progress(Progress::Publishing);
        commit(&draft, writer, merging)?;

        let mut files = Files {
            by_path: plan.kept.into_iter().collect(),
            site_diagnostics,
            next_page: next_page + plan.stale.len() as u64,
        };
        let mut analysed = BTreeMap::new();
        let (n_removed, n_moved) = moved.count();
        let is_new_vocabulary = self.base.as_ref().is_none_or(|base| base.vocabulary() != &self.vocabulary);
        let mut changed = n_removed + n_moved > 0 || !recut.is_empty() || is_new_vocabulary;
        let n_recut = recut.len();
        analysed.extend(recut.into_iter().map(|page| (page.id, page)));
        for one in done {
            changed |= one.changed;
            analysed.extend(one.page.map(|page| (page.id, page)));
            files.by_path.insert(one.path, one.record);
        }
        let pages = self.collect_pages(&files, analysed);
        let generation = self.publish(draft, pages.clone(), &files)?;
        Ok(Outcome { generation, pages, files, published: true, changed, n_recut, n_removed, n_moved })
    }

    /// Writes and publishes a generation of pages that come from no files.
    ///
    /// # Errors
    ///
    /// If it cannot be written; nothing is published then.
    pub fn run_pages(self, pages: &[Page]) -> Result<()> {
        let draft = self.store.begin(None)?;
        let (fields, writer) = self.open_writer(&draft, 1, Merging::Meanwhile)?;
        let mut page_writer = PageWriter::new(self.analyzer, &fields);
        let mut records = Vec::with_capacity(pages.len());
        for (id, page) in pages.iter().enumerate() {
            let (document, record) = page_writer.write(id as u64, page);
            writer.add_document(document).map_err(Error::engine(draft.generation().folder()))?;
            records.push(record);
        }
        commit(&draft, writer, Merging::Meanwhile)?;
        records.sort_by(|a: &PageRecord, b| a.path.cmp(&b.path));
        self.publish(draft, records, &Files::default())?;
        Ok(())
    }

    fn open_writer(
        &self,
        draft: &Draft,
        n_threads: usize,
        merging: Merging,
    ) -> Result<(Fields, IndexWriter)> {
        let terms = draft.generation().terms();
        let (schema, fields) = schema();
        let directory = TermsDirectory::for_writing(self.store.disk(), &terms);
        let index = directory.map_err(Into::into).and_then(|directory| match self.base {
            Some(_) => open_terms(directory),
            None => Index::create(directory, schema, IndexSettings::default()),
        });
        let index = index.map_err(Error::engine(&terms))?;
        index.tokenizers().register(TOKENIZER_NAME, AnalyzedTokenizer::default());
        let buffer_bytes = if n_threads == 1 { SMALL_BUFFER_BYTES } else { LARGE_BUFFER_BYTES };
        let writer = index
            .writer_with_num_threads(n_threads, buffer_bytes * n_threads)
            .map_err(Error::engine(&terms))?;
        if merging != Merging::Meanwhile {
            writer.set_merge_policy(Box::new(NoMergePolicy));
        }
        Ok((fields, writer))
    }

    /// Reads and analyses files on `threads` threads; in no particular order.
    fn read_all(
        &self,
        stale: &[SourceFile],
        site: &SiteReader,
        (fields, writer): (&Fields, &IndexWriter),
        ids: Ids<'_>,
        threads: usize,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Vec<Done>> {
        let next = AtomicUsize::new(0);
        let n_done = AtomicUsize::new(0);
        let all_done: Mutex<Vec<Done>> = Mutex::new(Vec::with_capacity(stale.len()));
        let failure: Mutex<Option<tantivy::TantivyError>> = Mutex::new(None);
        let work = || {
            let mut page_writer = PageWriter::new(self.analyzer, fields);
            let mut done_here = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(file) = stale.get(at) else { break };
                let (done, document) = self.read_one(file, site, &mut page_writer, ids, at);
                let written = self.replace(&done, document, (fields, writer));
                done_here.push(done);
                if let Err(error) = written {
                    *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    next.store(stale.len(), Ordering::Relaxed);
                }
                progress(Progress::Reading {
                    done: n_done.fetch_add(1, Ordering::Relaxed) + 1,
                    of: stale.len(),
                });
            }
            all_done.lock().unwrap_or_else(PoisonError::into_inner).append(&mut done_here);
        };
        std::thread::scope(|scope| {
            for _ in 1..threads.min(stale.len()) {
                scope.spawn(work);
            }
            work();
        });
        match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(Error::engine(self.store.folder())(error)),
            None => Ok(all_done.into_inner().unwrap_or_else(PoisonError::into_inner)),
        }
    }

    /// Reads one file, `at` its place among those that are read.
    fn read_one(
        &self,
        file: &SourceFile,
        site: &SiteReader,
        page_writer: &mut PageWriter<'_>,
        ids: Ids<'_>,
        at: usize,
    ) -> (Done, Option<TantivyDocument>) {
        let known = self.base.as_ref().and_then(|base| base.files().by_path.get(&file.path));
        let known_page = known.and_then(FileRecord::page);
        let read_at = SystemTime::now();
        let reading = site.read(file);
        let (fate, written) = match &reading.outcome {
            document::Outcome::Published(page) => {
                let id = known_page.unwrap_or_else(|| ids.of_new(&reading.content_hash, at));
                let is_same = known.is_some_and(|known| {
                    known.page().is_some() && known.content_hash == reading.content_hash
                });
                let written = if is_same { None } else { Some(page_writer.write(id, page)) };
                (Fate::Page(id), written)
            }
            document::Outcome::LeftOut(reason) => (Fate::LeftOut(reason.clone()), None),
            document::Outcome::Unreadable(reason) => (Fate::Unreadable(reason.clone(), known_page), None),
        };
        let settled = is_settled(file, read_at);
        let record = FileRecord { settled, ..FileRecord::new(file, reading, fate) };
        let changed = written.is_some() || record.page() != known_page;
        let (document, page) = written.unzip();
        (Done { path: file.path.clone(), record, page, changed }, document)
    }

    /// Takes out what the index held of the file, and puts in what it holds now.
    fn replace(
        &self,
        done: &Done,
        document: Option<TantivyDocument>,
        (fields, writer): (&Fields, &IndexWriter),
    ) -> tantivy::Result<()> {
        if !done.changed {
            return Ok(());
        }
        let known = self.base.as_ref().and_then(|base| base.files().by_path.get(&done.path));
        if let Some(id) = known.and_then(FileRecord::page) {
            writer.delete_term(Term::from_field_u64(fields.page, id));
        }
        document.map_or(Ok(()), |document| writer.add_document(document).map(drop))
    }

    /// The records of all pages that files give, analysed now or before.
    fn collect_pages(&self, files: &Files, mut analysed: BTreeMap<PageId, PageRecord>) -> Vec<PageRecord> {
        let before: BTreeMap<PageId, &PageRecord> =
            self.base.iter().flat_map(|base| base.pages()).map(|page| (page.id, page)).collect();
        let of_file = |file: &FileRecord| {
            let id = file.page()?;
            analysed.remove(&id).or_else(|| before.get(&id).map(|&page| page.clone()))
        };
        // Files are in order of path, so pages are too.
        files.by_path.values().filter_map(of_file).collect()
    }

    /// Writes what is beside tantivy's files, opens the whole, and publishes it.
    fn publish(&self, mut draft: Draft, pages: Vec<PageRecord>, files: &Files) -> Result<Generation> {
        let catalog = Catalog { pages, vocabulary: self.vocabulary.clone() };
        draft.write_catalog(&catalog)?;
        draft.write_files(files)?;
        let manifest = Manifest {
            format: FORMAT_VERSION,
            sou: env!("CARGO_PKG_VERSION").to_owned(),
            analyzer: self.fingerprints.analyzer.clone(),
            site: self.fingerprints.site.clone(),
            published: self.now.to_string(),
            n_pages: catalog.pages.len(),
            generation: String::new(),
            files: BTreeMap::new(),
        };
        let (manifest, manifest_hash) = draft.seal(manifest)?;
        // Nobody is pointed to what cannot be opened, or does not answer.
        let open = OpenIndex::open_generation(draft.generation().clone(), manifest)?;
        smoke::check(&open)?;
        drop(open);
        self.store.publish(draft, &manifest_hash, self.damaged, self.lock)
    }
}

/// Makes what was added part of the index, waits until its files are final, and
/// removes what the library left beside them: where a disk fails in the middle of
/// its tidying up it goes on without a word.
fn commit(draft: &Draft, mut writer: IndexWriter, merging: Merging) -> Result<()> {
    let failed = || Error::engine(draft.generation().folder());
    let index = writer.index().clone();
    writer.commit().map_err(failed())?;
    if merging == Merging::Afterwards {
        let segments = index.searchable_segment_metas().map_err(failed())?;
        for together in LogMergePolicy::default().compute_merge_candidates(&segments) {
            if writer.merge(&together.0).wait().is_err() {
                // They stay apart, and the next run tries again.
            }
        }
    }
    writer.wait_merging_threads().map_err(failed())?;
    let metas = index.load_metas().map_err(failed())?;
    metas.segments.iter().for_each(SegmentMeta::untrack_temp_docstore);
    draft.remove_strays(&metas.list_segment_files())
}

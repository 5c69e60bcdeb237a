//! Whether Hugo publishes a page: flags, build options, dates, and the sections it is in.

use jiff::Timestamp;

use super::config::SiteLanguage;
use super::dates::{self, Dates};
use super::era::Era;
use super::tree::{Kind, Spot};
use super::{Hugo, cascade};
use crate::content::front_matter::FrontMatter;
use crate::content::{Diagnostic, ParsedDate, value};
use crate::document::config::{Flag, flag_at, list_at};
use crate::document::fields::{Fields, timestamp};
use crate::document::generator::schedule::{self, Hides};
use crate::document::generator::{Placement, Source};
use crate::document::site::LeftOut;

impl Hugo {
    /// Whether flags, build options or the kind hide a page.
    pub(super) fn hidden(
        &self,
        source: &Source<'_>,
        spot: &Spot,
        kind: Kind,
        remarks: &mut Vec<Diagnostic>,
    ) -> Option<Placement> {
        let (path, head, fields) = (source.path, source.head, source.fields);
        let settings = &self.languages[spot.language_index].settings;
        let disabled = list_at(settings, "disablekinds");
        if disabled.iter().any(|name| name.eq_ignore_ascii_case(kind.name())) {
            return Some(Placement::left_out(LeftOut::Unpublished(format!("disableKinds: {}", kind.name()))));
        }
        if let Some(reason) = self.unfinished(spot, path, head, fields, remarks) {
            return Some(Placement::left_out(reason));
        }
        let may_be_headless = self.tree.era() == Era::Modern || spot.is_leaf();
        if may_be_headless
            && let Some(reason) = schedule::hidden_by(
                "headless",
                Hides::WhenOn,
                LeftOut::Unpublished,
                path,
                head,
                fields,
                remarks,
            )
        {
            return Some(Placement::left_out(reason));
        }
        for key in ["build", "_build"] {
            if fields.get(key).is_some_and(cascade::is_unrendered) {
                return Some(Placement::left_out(LeftOut::Unpublished(format!("{key}.render"))));
            }
        }
        None
    }

    /// Whether a page says that it is a draft, and drafts are not built.
    fn unfinished(
        &self,
        spot: &Spot,
        path: &str,
        head: &FrontMatter,
        fields: &Fields,
        remarks: &mut Vec<Diagnostic>,
    ) -> Option<LeftOut> {
        // `published` is a flag only if it reads as one, for it may be a date too,
        // and counts only where `draft` is not written.
        let is_unpublished = fields.get("draft").is_none()
            && fields.get("published").is_some_and(|published| value::flag(published) == Ok(false));
        let draft = schedule::hidden_by("draft", Hides::WhenOn, LeftOut::Draft, path, head, fields, remarks)
            .or_else(|| is_unpublished.then(|| LeftOut::Unpublished("published".to_owned())));
        draft.filter(|_| !flag_at(&self.languages[spot.language_index].settings, "builddrafts", Flag::Off))
    }

    /// When a page with these dates expires, if it ever does; the reason if it is not shown now.
    pub(super) fn until(
        &self,
        dates: &Dates,
        language: &SiteLanguage,
    ) -> Result<Option<Timestamp>, Placement> {
        let moment = |date: &Option<ParsedDate>| date.as_ref().and_then(|date| timestamp(date, &self.zone));
        let build = |key: &str| flag_at(&language.settings, key, Flag::Off);
        let appears = moment(&dates.published).filter(|_| !build("buildfuture"));
        let expires_at = moment(&dates.expires).filter(|_| !build("buildexpired"));
        schedule::by_time(appears, expires_at, self.now).map_or(Ok(expires_at), Err)
    }

    /// The same for the sections that a page is in, `own` being the page's own: before
    /// Hugo 0.123 a section that is a draft, of the future or expired hides what is in it.
    pub(super) fn until_above(
        &self,
        spot: &Spot,
        own: Option<Timestamp>,
    ) -> Result<Option<Timestamp>, Placement> {
        if self.tree.era() == Era::Modern {
            return Ok(own);
        }
        let language = &self.languages[spot.language_index];
        let mut earliest = own;
        for branch in self.tree.branches_above(spot) {
            let Some(section) = self.tree.spot(&branch.path, &self.languages) else { continue };
            let inherited = self.tree.inherited(&section, self.kind_of(&section), &language.key);
            let fields = Fields::new(&branch.head.fields, &inherited);
            // What is odd about its head is said where the section itself is read.
            let mut said_there = Vec::new();
            let unfinished = self.unfinished(spot, &branch.path, &branch.head, &fields, &mut said_there);
            if let Some(reason) = unfinished {
                return Err(Placement::left_out(reason));
            }
            let expires_at = self.until(&dates::read(&fields, &section, language), language)?;
            earliest = earliest.into_iter().chain(expires_at).min();
        }
        Ok(earliest)
    }
}

//! Drafts, private pages, pages of the future and of the past.
//!
//! Whatever hides a page fails closed: a flag that cannot be read hides it too.

use jiff::Timestamp;

use crate::content::front_matter::FrontMatter;
use crate::content::{Diagnostic, value};
use crate::document::config::warning;
use crate::document::fields::Fields;
use crate::document::generator::{Placement, Source};
use crate::document::site::LeftOut;

/// Which value of a flag hides a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hides {
    /// `draft: true`.
    WhenOn,
    /// `published: false`.
    WhenOff,
}

/// Whether flag `key` hides a page; `reason` is made of the key that does.
///
/// A flag that is neither yes nor no hides the page, with a remark.
pub(crate) fn hidden_by(
    key: &str,
    hides: Hides,
    reason: fn(String) -> LeftOut,
    path: &str,
    head: &FrontMatter,
    fields: &Fields,
    remarks: &mut Vec<Diagnostic>,
) -> Option<LeftOut> {
    let written = fields.get(key)?;
    match value::flag(written) {
        Ok(flag) if flag == (hides == Hides::WhenOn) => Some(reason(key.to_owned())),
        Ok(_) => None,
        Err(value::Unreadable) => {
            remarks.push(warning(
                path,
                head.line_of(key),
                &format!("expected `true` or `false` for `{key}`, found `{written}`"),
                "the page is left out, in case it is meant to be hidden",
            ));
            Some(reason(key.to_owned()))
        }
    }
}

/// Leaves a page out before `appears` and from `expires` on.
pub(crate) fn by_time(
    appears: Option<Timestamp>,
    expires: Option<Timestamp>,
    now: Timestamp,
) -> Option<Placement> {
    if let Some(appears) = appears.filter(|appears| *appears > now) {
        return Some(Placement::LeftOut(LeftOut::Future, Some(appears)));
    }
    expires.filter(|expires| *expires <= now).map(|_| Placement::left_out(LeftOut::Expired))
}

/// A flag that hides pages, and the reason it gives.
pub(super) type Flagged = (&'static str, Hides, fn(String) -> LeftOut);

/// The flags that hide a page wherever nothing else is known.
pub(super) const USUAL: [Flagged; 4] = [
    ("draft", Hides::WhenOn, LeftOut::Draft),
    ("private", Hides::WhenOn, LeftOut::Unpublished),
    ("published", Hides::WhenOff, LeftOut::Unpublished),
    ("publish", Hides::WhenOff, LeftOut::Unpublished),
];

/// Leaves a page out by the first of `flags` that hides it.
pub(super) fn by_flags(
    source: &Source<'_>,
    flags: &[Flagged],
    remarks: &mut Vec<Diagnostic>,
) -> Option<Placement> {
    flags.iter().find_map(|(key, hides, reason)| {
        hidden_by(key, *hides, *reason, source.path, source.head, source.fields, remarks)
            .map(Placement::left_out)
    })
}

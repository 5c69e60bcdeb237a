//! The pages for readers: they need no script, and look the same with it.
//!
//! All markup is made by [`Html`], which takes markup from the source of Sou only
//! and escapes everything else: there is no way to put a string of a page or of
//! a request into it unescaped.

pub mod escape;

pub mod strings;

pub mod links;

mod layout;

mod facets;

mod hits;

pub mod page;

pub mod reading;

pub use escape::Html;
pub use page::{SearchView, failure_page, search_page};
pub use reading::{ReadingView, reading_page};
pub use strings::Locale;

#[cfg(test)]
mod tests;

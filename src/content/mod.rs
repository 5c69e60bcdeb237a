//! FLOOR 2: one Markdown file in, its syntax out; and the walk over a tree of them.
//!
//! A file goes through here in four steps: `source` reads its bytes, `decode`
//! makes text of them, `front_matter` takes the head off, `markup` reduces what
//! the generator adds to Markdown, and `markdown` cuts the rest into sections.
//! `anchor`, `date` and `value` read what comes out of it.
//!
//! Architecture Invariant: this floor knows no site, no generator and no index.
//! It is told a [`Dialect`], which says what the markup around Markdown means.
//! Only `source.rs` touches the disk. Parsing never fails: it returns what could
//! be kept, and [`Diagnostic`]s.

pub mod diagnostic;

pub mod source;

pub mod decode;

pub mod dialect;

pub mod front_matter;

pub mod value;

pub mod date;

pub mod page;

pub mod markup;

mod markdown;

mod html;

pub mod html_page;

pub mod includes;

mod sections;

pub mod heading;

pub mod template;

pub mod anchor;

pub use anchor::{AnchorStyle, Anchors, Typography};
pub use date::{ParsedDate, parse_date, parse_date_text};
pub use diagnostic::{Diagnostic, Severity};
pub use dialect::Dialect;
pub use front_matter::{FrontMatter, FrontMatterFormat};
pub use heading::{HeadingPiece, PieceKind};
pub use html_page::{HtmlPage, Selector, parse_html};
pub use markdown::{TocLink, toc_links};
pub use markup::obsidian::inline_tags;
pub use markup::print_shortcodes;
pub use page::{Parsed, RawBlock, RawBlockKind, RawSection, parse};

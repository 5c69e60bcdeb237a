//! Cutting runs of folded characters into what dictionaries and writers mean.
//!
//! `separator` reads the punctuation between units, `alphabetic` takes units
//! apart, `han` and `complex` find the words of scripts without spaces. All are
//! pure, and none decides positions: that is the analyzer's.

pub mod alphabetic;

pub mod complex;

pub mod han;

pub mod separator;

//! All integration tests, in one binary: a module a feature.

mod analysis;

//! All integration tests, in one binary: a module a feature.

mod support;

mod tidy;

mod analysis;

mod cli;

mod eval;

mod http;

//! All integration tests, in one binary: a module a feature.

mod indexed;

mod support;

mod tidy;

mod analysis;

mod indexing;

mod search;

mod sites;

mod cli;

mod http;

mod generators;

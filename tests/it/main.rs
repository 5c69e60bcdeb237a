//! All integration tests, in one binary: a module a feature.

mod indexed;

mod support;

mod bodies;

mod serving;

mod tidy;

mod ablation;
mod analysis;

mod indexing;
mod integrity;

mod truth;

#[cfg(target_os = "linux")]
mod errors;
mod faults;
mod fuzzing;
#[cfg(target_os = "linux")]
mod rows;

mod search;

mod words;

mod questions;

mod suggest;

mod explain;

mod why;

mod sites;

mod built;

mod init;

mod cli;

mod definitions;

mod rescues;

mod eval;

mod http;

mod recall;
mod running;

mod keeping;

mod generators;

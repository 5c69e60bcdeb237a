//! The bodies of the fuzz targets, which are those of the tests.

#[path = "../../tests/it/bodies/mod.rs"]
pub mod bodies;

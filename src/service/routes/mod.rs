//! One file per endpoint: its parameters, its handler, its answer.

pub(super) mod assets;

pub(super) mod document;

pub(super) mod health;

pub(super) mod opensearch;

pub(super) mod problems;

pub(super) mod reading_page;

pub(super) mod reindex;

pub(super) mod search;

pub(super) mod search_page;

pub(super) mod status;

pub(super) mod suggest;

pub(super) mod tags;

//! What is left of markup.

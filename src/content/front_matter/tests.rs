//! Heads as people write them.

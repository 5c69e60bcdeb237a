//! Obsidian's markup.

/// The `#tags` written in the text of a note, without the `#`, in order, each once.
pub fn inline_tags(_text: &str) -> Vec<String> {
    Vec::new()
}

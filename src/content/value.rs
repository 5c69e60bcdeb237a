//! Front matter values as people mean them.

use serde_json::Value;

/// A value that could not be read as what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

/// A list of strings, however it is written: trimmed, none empty, in order.
pub fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

/// A single string: text, a number or a boolean as written, the first of a list.
pub fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// A yes or a no, however it is written.
///
/// # Errors
///
/// If it is neither; whoever asks whether a page is hidden should then hide it.
pub fn flag(value: &Value) -> Result<bool, Unreadable> {
    value.as_bool().ok_or(Unreadable)
}

//! Conversion between ways of writing Chinese; the only file that knows OpenCC.
//!
//! OpenCC's tables are the best kept there are. Folding needs its characters one
//! by one, region words need its phrases; both ask here, so that the crate can
//! be replaced in one place.

use std::ops::RangeInclusive;
use std::sync::OnceLock;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;

/// Which crate and version the tables come from; part of the analyzer's fingerprint.
pub const TABLES: &str = "ferrous-opencc-0.4.0";

/// Lists the characters of a range of code points that OpenCC simplifies when
/// they stand alone, as `(as written, simplified)`, in order of the first.
///
/// The crate hides its tables, so that every ideograph is converted once: about
/// 4 ms for the 27,000 of the Basic Multilingual Plane. Keep the result.
pub fn simplified_characters(code_points: RangeInclusive<u32>) -> Vec<(char, char)> {
    let Ok(converter) = OpenCC::from_config(BuiltinConfig::T2s) else {
        return Vec::new();
    };
    let ideographs = || code_points.clone().filter_map(char::from_u32);
    // A line break between two characters keeps OpenCC from seeing phrases.
    let mut lines = String::with_capacity(ideographs().count() * 5);
    for ideograph in ideographs() {
        lines.push(ideograph);
        lines.push('\n');
    }
    let converted = converter.convert(&lines);
    ideographs()
        .zip(converted.lines())
        .filter_map(|(written, line)| {
            let mut characters = line.chars();
            let simplified = characters.next()?;
            (characters.next().is_none() && simplified != written).then_some((written, simplified))
        })
        .collect()
}

/// Rewrites mainland Chinese in the characters and words of Taiwan: `服务器` as `伺服器`.
///
/// The first use loads OpenCC's phrases; meant for queries, not for pages.
pub fn to_taiwan(text: &str) -> String {
    static CONVERTER: OnceLock<Option<OpenCC>> = OnceLock::new();
    convert(&CONVERTER, BuiltinConfig::S2twp, text)
}

/// Rewrites Chinese of Taiwan in the characters and words of the mainland: `伺服器` as `服务器`.
pub fn to_mainland(text: &str) -> String {
    static CONVERTER: OnceLock<Option<OpenCC>> = OnceLock::new();
    convert(&CONVERTER, BuiltinConfig::Tw2sp, text)
}

/// Rewrites Simplified characters as the usual Traditional ones, without changing words.
pub fn to_traditional(text: &str) -> String {
    static CONVERTER: OnceLock<Option<OpenCC>> = OnceLock::new();
    convert(&CONVERTER, BuiltinConfig::S2t, text)
}

fn convert(converter: &OnceLock<Option<OpenCC>>, config: BuiltinConfig, text: &str) -> String {
    // The tables are compiled in, so that loading fails only if the crate is
    // broken; then Chinese is left as it is rather than the reader without answer.
    match converter.get_or_init(|| OpenCC::from_config(config).ok()) {
        Some(converter) => converter.convert(text),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_character_table_is_found() {
        let table = simplified_characters(0x3400..=0x9FFF);
        assert!(table.len() > 3_500, "{}", table.len());
        assert!(table.contains(&('國', '国')));
        assert!(table.contains(&('後', '后')));
        assert!(table.is_sorted());
    }

    #[test]
    fn words_cross_the_strait() {
        assert_eq!(to_taiwan("服务器"), "伺服器");
        assert_eq!(to_mainland("伺服器"), "服务器");
        assert_eq!(to_mainland("迴圈"), "循环");
    }
}

//! Measure words of Chinese: `几届`, `哪一项`, `这座`.
//!
//! Between a word that asks or points and what it asks for stands a measure word,
//! which says no more than that one of them is meant. It is rare in the page that
//! answers, because that names the thing. A dictionary has some of these pairs as
//! words and cuts others in two, so they are told by what they are made of.

use crate::search::plan::Group;

/// What asks, points, or counts one, but `多少`; `多` alone is many (`多头`). Folded.
const DETERMINERS: &str = "哪几第这那每某各该此一";

/// Measure words of one character, a closed class. Folded. Left out are those that
/// are what is counted as often (`级`, `号`, `点`).
const MEASURES: &str = "个位名项座家所部本场条类款支首件段种次张片颗辆艘架台间层届期集版只头匹棵株朵根块枚幅句篇则门对双套组批群份股员笔封栋幢扇盏把册章处";

/// Makes stop words of measure words behind what asks or points, whether the two are
/// one word of the dictionary or two, if the site has pages in Chinese. What spaces set
/// apart, which `stands_alone` tells, was chosen: `第一章 总则`.
pub(super) fn mark_measures(
    groups: &mut [Group],
    languages: &[String],
    stands_alone: impl Fn(&Group) -> bool,
) {
    if !languages.iter().any(|language| language == "zh") {
        return;
    }
    let is_determiner = |character: char| DETERMINERS.contains(character);
    // Where the last word ended, in units, if it was one that asks or points.
    let mut open_end = None;
    for group in groups {
        let word = &group.words[0];
        let rest = word.trim_start_matches(is_determiner);
        let follows = rest.len() < word.len() || open_end == Some(group.span_units.start);
        let mut characters = rest.chars();
        let is_measure =
            characters.next().is_some_and(|first| MEASURES.contains(first)) && characters.next().is_none();
        group.is_stop_word |= follows && is_measure && !stands_alone(group);
        let is_open = group.is_stop_word && (word.ends_with(is_determiner) || word == "多少");
        open_end = is_open.then_some(group.span_units.end);
    }
}

#[cfg(test)]
mod tests {
    use crate::search::plan::plan;
    use crate::search::query;
    use crate::text::Analyzer;

    #[test]
    fn a_measure_word_behind_what_asks_is_a_stop_word() {
        let analyzer = Analyzer::default();
        for (typed, languages, expected) in [
            ("北京的哪座建筑最高", "zh", "北京 建筑 最高"),
            ("他在第幾屆比賽獲獎", "zh", "比赛 获奖"),
            ("哪一項技術被稱為雲端", "zh", "技术 云端"),
            ("共有多少位学生参加", "zh", "共有 学生 参加"),
            // Behind nothing that asks it is the thing itself.
            ("北京 座 建筑 高度", "zh", "北京 座 建筑 高度"),
            ("什么是三届会议", "zh", "三届 会议"),
            ("第一章 总则 说明", "zh", "第一章 总则 说明"),
            ("方法一 类 继承 实现", "zh", "方法 类 继承 实现"),
            ("多头注意力机制", "zh", "多头 注意力 机制"),
        ] {
            let languages = [languages.to_owned()];
            let plan = plan(&query::parse(typed), &analyzer, &languages, None);
            let words: Vec<&str> = plan.groups.iter().map(|group| group.words[0].as_str()).collect();
            assert_eq!(words.join(" "), expected, "{typed}");
        }
    }
}

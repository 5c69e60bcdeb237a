//! The forms of ideographs: which are one character to a reader who searches.
//!
//! Folding is by character, so that a page and a query fold alike wherever they
//! are cut; phrases (`乾坤` is not `干坤`) would make that depend on the neighbours.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::text::conversion;

/// The ideographs of the Basic Multilingual Plane, extension A included.
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9FFF;

/// Marks a table entry whose folded character others fold to as well.
const HAS_OTHERS: u32 = 1 << 31;

/// Folds an ideograph to its Simplified form; anything else to itself.
#[inline]
pub fn fold(ideograph: char) -> char {
    match ideograph as u32 {
        code @ FIRST..=LAST => {
            char::from_u32(table()[(code - FIRST) as usize] & !HAS_OTHERS).unwrap_or(ideograph)
        }
        0x20000..=0x3FFFD => rare().get(&ideograph).copied().unwrap_or(ideograph),
        _ => ideograph,
    }
}

/// Whether other characters fold to what `ideograph` folds to, so that folding
/// loses a distinction: `后` and `後` both say yes, `我` says no.
///
/// Ideographs of the extension planes always say no: the few that have other
/// forms are not worth loading their table for.
pub fn has_others(ideograph: char) -> bool {
    match ideograph as u32 {
        code @ FIRST..=LAST => table()[(code - FIRST) as usize] & HAS_OTHERS != 0,
        _ => false,
    }
}

/// The two ways in which Chinese is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// Of the mainland and Singapore.
    Simplified,
    /// Of Taiwan, Hong Kong and Macau.
    Traditional,
}

/// How a Chinese text is written; `None` if its characters are in both.
///
/// A third of running Traditional text is written otherwise in Simplified; of
/// Simplified text next to nothing is Traditional, though some of it is in both,
/// as 里. So a few characters that are Traditional only decide.
pub fn writing_of(text: &str) -> Option<Writing> {
    let (mut n_traditional, mut n_simplified) = (0_usize, 0_usize);
    for character in text.chars() {
        if fold(character) != character {
            n_traditional += 1;
        } else if has_others(character) {
            n_simplified += 1;
        }
    }
    match (n_traditional, n_simplified) {
        (0, 0) => None,
        (n_traditional, n_simplified) if n_traditional * 2 >= n_simplified => Some(Writing::Traditional),
        _ => Some(Writing::Simplified),
    }
}

/// Lists what folds to the folded `ideograph`, itself last: `迴`, `廻`, `逥`, `回` for `回`.
pub fn forms_of(ideograph: char) -> Vec<char> {
    static FORMS: OnceLock<HashMap<char, Vec<char>>> = OnceLock::new();
    let forms = FORMS.get_or_init(|| {
        let mut forms: HashMap<char, Vec<char>> = HashMap::new();
        for written in (FIRST..=LAST).filter_map(char::from_u32) {
            let folded = fold(written);
            if folded != written {
                forms.entry(folded).or_default().push(written);
            }
        }
        forms
    });
    let mut all = forms.get(&ideograph).cloned().unwrap_or_default();
    all.push(ideograph);
    all
}

/// Forms of Japan and of old prints, each with its Simplified form.
///
/// Of OpenCC's table of Japanese variants, those that neither GB 2312 nor Big 5
/// has, so that no Chinese text changes: `芸` and `欠` are words of their own in
/// Chinese, `図` and `広` are not. The last ten are common in print and missing there.
const OTHER_FORMS: &str = "\
    乗乘 亜亚 仏佛 仮假 価价 倹俭 児儿 兎兔 両两 氷冰 剰剩 剣剑 剤剂 労劳 勲勋 勧劝 巻卷 呉吴 呪咒 唖哑 単单 噛啮 厳严 圏圈 \
    囲围 円圆 図图 団团 増增 圧压 塁垒 壊坏 壌壤 壱壹 粧妆 嬢娘 実实 寛宽 専专 対对 巌岩 巣巢 帯带 廃废 広广 庁厅 弾弹 従从 \
    徴征 徳德 恵惠 悪恶 悩恼 応应 懐怀 戦战 戯戏 戸户 戻戾 払拂 抜拔 拝拜 挿插 掲揭 掻搔 揺摇 捜搜 択择 撃击 拠据 拡扩 摂摄 \
    撹搅 収收 効效 勅敕 晩晚 曁暨 暦历 暁晓 曽曾 桝枡 桟栈 楡榆 栄荣 楽乐 様样 検检 桜樱 権权 歓欢 歩步 歳岁 歴历 帰归 毎每 \
    気气 汚污 渉涉 涙泪 浄净 渇渴 渓溪 満满 溌泼 渋涩 沢泽 済济 滝泷 瀬濑 焔焰 焼烧 営营 犠牺 奨奖 猟猎 獣兽 畳叠 痩瘦 発发 \
    皐皋 砕碎 稲稻 頴颖 穂穗 穏稳 穣穰 竃灶 粋粹 経经 縁缘 県县 縦纵 総总 繍绣 縄绳 絵绘 繋系 継继 続续 繊纤 聡聪 聴听 粛肃 \
    脳脑 臓脏 挙举 舎舍 茘荔 荘庄 薫薰 蔵藏 薬药 処处 蛍萤 蝋蜡 覚觉 覧览 観观 訳译 読读 変变 譲让 弐贰 売卖 頼赖 賛赞 軽轻 \
    輌辆 転转 逓递 遅迟 辺边 郷乡 酔醉 醤酱 醗酦 醸酿 釈释 舗铺 銭钱 錬炼 鉄铁 鋳铸 鉱矿 関关 陥陷 険险 隠隐 雑杂 鶏鸡 覇霸 \
    霊灵 顕显 騒骚 駆驱 験验 駅驿 髄髓 髪发 闘斗 鼈鳖 鴎鸥 鹸碱 塩盐 麺面 麹曲 黒黑 黙默 斉齐 斎斋 歯齿 齢龄 竜龙 亀龟 値值 \
    靑青 硏研 揷插 緖绪 郞郎 鄕乡 衞卫 囘回 竝并";

/// For each ideograph from [`FIRST`] to [`LAST`]: what it folds to, with [`HAS_OTHERS`].
fn table() -> &'static [u32] {
    static TABLE: OnceLock<Vec<u32>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut simplified: HashMap<char, char> =
            conversion::simplified_characters(FIRST..=LAST).into_iter().collect();
        for pair in OTHER_FORMS.split_whitespace() {
            let mut forms = pair.chars();
            if let (Some(written), Some(folded)) = (forms.next(), forms.next()) {
                simplified.insert(written, folded);
            }
        }
        let mut table: Vec<u32> = (FIRST..=LAST).collect();
        for &written in simplified.keys() {
            let folded = last_form(written, &simplified);
            for member in [written, folded] {
                if let FIRST..=LAST = member as u32 {
                    table[(member as u32 - FIRST) as usize] = folded as u32 | HAS_OTHERS;
                }
            }
        }
        table
    })
}

/// What the ideographs of the extension planes fold to; loaded only if a text has one.
fn rare() -> &'static HashMap<char, char> {
    static RARE: OnceLock<HashMap<char, char>> = OnceLock::new();
    RARE.get_or_init(|| {
        let simplified: HashMap<char, char> =
            conversion::simplified_characters(0x20000..=0x323AF).into_iter().collect();
        simplified.keys().map(|&written| (written, last_form(written, &simplified))).collect()
    })
}

/// A table may lead through a second character; folding twice must change nothing.
fn last_form(written: char, simplified: &HashMap<char, char>) -> char {
    let mut form = written;
    for _ in 0..4 {
        form = simplified.get(&form).copied().unwrap_or(form);
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_in_one_writing_or_in_both() {
        for (text, expected) in [
            ("滚动更新", Some(Writing::Simplified)),
            ("滾動更新", Some(Writing::Traditional)),
            ("皇后在台灣", Some(Writing::Traditional)),
            ("kubectl 我", None),
            ("", None),
        ] {
            assert_eq!(writing_of(text), expected, "{text}");
        }
    }

    #[test]
    fn other_forms_are_pairs_of_form_and_fold() {
        for pair in OTHER_FORMS.split_whitespace() {
            let forms: Vec<char> = pair.chars().collect();
            assert_eq!(forms.len(), 2, "{pair}");
            assert_eq!(fold(forms[0]), forms[1], "{pair}");
            assert_eq!(fold(forms[1]), forms[1], "{pair}");
        }
    }

    #[test]
    fn forms_are_known() {
        for ideograph in "后後国國发發髮".chars() {
            assert!(has_others(ideograph), "{ideograph}");
        }
        for ideograph in "我口a".chars() {
            assert!(!has_others(ideograph), "{ideograph}");
        }
        assert!(forms_of('发').contains(&'髮'));
        assert_eq!(forms_of('我'), ['我']);
        assert_eq!(fold('𪙏'), '𫜯');
        assert_eq!("図書館".chars().map(fold).collect::<String>(), "图书馆");
        assert_eq!("芸欠弁缶糸予".chars().map(fold).collect::<String>(), "芸欠弁缶糸予");
    }
}

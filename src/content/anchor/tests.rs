//! Every tool's anchors, in one table.

use super::AnchorStyle::*;
use super::*;

/// Goldmark's `id`s of headings as written.
fn goldmark(rule: GoldmarkRule) -> AnchorStyle {
    Goldmark(GoldmarkAnchors {
        rule,
        text: GoldmarkText::Source,
        typography: Typography::Smart,
        formulas: GoldmarkFormulas::Text,
    })
}

fn check(style: AnchorStyle, headings: &[&str], expected: &[&str]) {
    let mut anchors = Anchors::new(style);
    let found: Vec<String> = headings
        .iter()
        .map(|heading| {
            anchors.next(&RawSection {
                level: 2,
                heading: (*heading).to_owned(),
                heading_source: (*heading).to_owned(),
                pieces: vec![HeadingPiece {
                    kind: PieceKind::Text,
                    shown: (*heading).to_owned(),
                    source: (*heading).to_owned(),
                }],
                ..RawSection::default()
            })
        })
        .collect();
    assert_eq!(found, expected, "{style:?}");
}

const HEADINGS: [&str; 6] = [
    "分区策略 与 一致性：Raft 协议（二）",
    "「你好」、世界！",
    "1. 安装 Rust",
    "Café résumé",
    "简介",
    "简介",
];

#[test]
fn every_tool_has_its_own_rule() {
    let by_github =
        ["分区策略-与-一致性raft-协议二", "你好世界", "1-安装-rust", "café-résumé", "简介", "简介-1"];
    check(Github, &HEADINGS, &by_github);
    check(Kramdown, &HEADINGS, &by_github);
    check(goldmark(GoldmarkRule::Github), &HEADINGS, &by_github);
    check(PymdownxSlugs, &HEADINGS[..5], &by_github[..5]);
    check(MdBook(Typography::Smart), &HEADINGS, &by_github);
    let vitepress = [
        "分区策略-与-一致性-raft-协议-二",
        "「你好」、世界",
        "_1-安装-rust",
        "cafe-resume",
        "简介",
        "简介-1",
    ];
    check(VitePress, &HEADINGS, &vitepress);
    let hexo = [
        "分区策略-与-一致性：Raft-协议（二）",
        "「你好」、世界！",
        "1-安装-Rust",
        "Cafe-resume",
        "简介",
        "简介-1",
    ];
    check(Hexo(HexoAnchors::default()), &HEADINGS, &hexo);
    check(PythonMarkdown, &HEADINGS, &["raft", "_1", "1-rust", "cafe-resume", "_2", "_3"]);
    let zola = [
        "fen-qu-ce-lue-yu-yi-zhi-xing-raft-xie-yi-er",
        "ni-hao-shi-jie",
        "1-an-zhuang-rust",
        "cafe-resume",
        "jian-jie",
        "jian-jie-1",
    ];
    check(Zola, &HEADINGS, &zola);
    check(ZolaSafe, &HEADINGS[2..3], &["1._安装_Rust"]);
    check(KramdownPlain, &HEADINGS, &["raft-", "section", "rust", "caf-rsum", "section-1", "section-2"]);
    check(goldmark(GoldmarkRule::GithubAscii), &HEADINGS[2..4], &["1--rust", "cafe-resume"]);
    check(goldmark(GoldmarkRule::Blackfriday), &HEADINGS[..1], &["分区策略-与-一致性-raft-协议-二"]);
}

#[test]
fn taken_numbers_are_passed_over() {
    check(Github, &["a", "a-1", "a", "a"], &["a", "a-1", "a-2", "a-3"]);
    check(goldmark(GoldmarkRule::Github), &["！", "？"], &["heading", "heading-1"]);
    check(PythonMarkdown, &["a", "a", "a_1", "a"], &["a", "a_1", "a_2", "a_3"]);
    check(Kramdown, &["a -- b", "a – b"], &["a--b", "a--b-1"]);
}

#[test]
fn an_id_given_by_the_author_is_kept() {
    let mut anchors = Anchors::new(goldmark(GoldmarkRule::Github));
    let given = RawSection { level: 2, explicit_id: Some("安装".to_owned()), ..RawSection::default() };
    assert_eq!(anchors.next(&given), "安装");
    let same = RawSection {
        level: 2,
        heading_source: "安装".to_owned(),
        heading: "安装".to_owned(),
        ..RawSection::default()
    };
    assert_eq!(anchors.next(&same), "安装-1");
    assert_eq!(anchors.next(&RawSection::default()), "");
}

#[test]
fn hexo_counts_in_an_object_that_is_not_empty() {
    let hexo = Hexo(HexoAnchors::default());
    check(
        hexo,
        &["constructor", "constructor", "constructor"],
        &["constructor-NaN", "constructor", "constructor-1"],
    );
    check(hexo, &["It's \"so\"", "a &copy; b &lt;t&gt; c"], &["It’s-“so”", "a-copy-b-c"]);
    check(hexo, &["Ａ型 Ærø ß Ł"], &["A型-AEro-s-L"]);
    let lower =
        HexoAnchors { case: HexoCase::Lower, typography: Typography::Straight, ..HexoAnchors::default() };
    check(Hexo(lower), &["It's K8s 集群"], &["it-s-k8s-集群"]);
    let kramed = HexoAnchors { renderer: HexoRenderer::Kramed, ..HexoAnchors::default() };
    check(Hexo(kramed), &["甲 & 乙 &lt;丙&gt; <b>"], &["甲-amp-乙-lt-丙-gt-lt-b-gt"]);
    let suffixed = HexoAnchors {
        renderer: HexoRenderer::MarkdownIt,
        separator: '_',
        collision_suffix: Some('v'),
        ..HexoAnchors::default()
    };
    check(Hexo(suffixed), &["简介 (一)", "简介 (一)"], &["简介_一", "简介_一-v2"]);
    let markdown_it =
        HexoAnchors { renderer: HexoRenderer::MarkdownIt, first_level: 2, ..HexoAnchors::default() };
    check(Hexo(markdown_it), &["简介", "简介", "简介"], &["简介", "简介-2", "简介-3"]);
}

#[test]
fn letters_are_those_of_the_tool() {
    check(goldmark(GoldmarkRule::Github), &["二〇二四 Ⅳ Ⓐ x²"], &["二二四---x"]);
    check(Docusaurus, &["二〇二四 Ⅳ Ⓐ x²"], &["二〇二四-ⅳ-ⓐ-x"]);
    check(Docusaurus, &["a\tb  c"], &["ab--c"]);
}

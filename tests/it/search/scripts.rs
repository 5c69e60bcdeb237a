//! Questions in scripts that are neither Latin nor Chinese.
//!
//! 1. A space parts two words, whatever a dictionary would make of them together.
//! 2. What stands between spaces comes first where it is as typed, in any script.
//! 3. A word of Korean is found with other particles and, in part, other endings.
//! 4. Of pages that have all words, those that have them as typed come first.
//! 5. Latin words beside another script are found in their other forms.
//! 6. A slip is forgiven in every script that is written with letters or syllables.

use crate::indexed::{ask, indexed, paths, typed};

/// Pages called 1, 2, … with these texts; each of `expected` is a query and what it
/// finds, in order, with the label of what was rescued.
#[track_caller]
fn check(texts: &[&str], expected: &[(&str, &[&str])]) {
    let page = |(number, text): (usize, &&str)| format!("//- {}.md\n{text}\n", number + 1);
    let site = indexed(&texts.iter().enumerate().map(page).collect::<String>());
    for (q, expected) in expected {
        let results = ask(&site.engine, &typed(q));
        let name = |path: &str| path.trim_end_matches(".md").to_owned();
        let found: Vec<String> = paths(&results)
            .into_iter()
            .zip(&results.hits)
            .map(|(path, hit)| hit.via.as_ref().map_or(name(path), |via| format!("{} {via}", name(path))))
            .collect();
        assert_eq!(found, *expected, "{q:?} in {texts:?}");
    }
}

#[test]
fn a_space_parts_two_words() {
    check(
        &["クラスターにはノードがある。", "クラスターとは何か。", "研究所讨论生命的起源。", "研究生的生活。"],
        &[("ノード クラスター", &["1"]), ("研究 生命", &["3"]), ("研究生", &["4"])],
    );
}

#[test]
fn pieces_between_spaces_come_first_as_typed() {
    check(
        &[
            "更新要滚动地做，策略的细节见下。更新，滚动，策略，的。",
            "先讲一讲滚动更新是什么，它解决什么问题。最后再讲为什么要有一个发布的策略。",
            "滚动更新。",
        ],
        &[
            ("滚动更新 的策略", &["2", "1", "3"]),
            ("滾動更新 的策略", &["2", "1", "3"]),
            ("滚动更新 什么 的策略", &["2", "1", "3"]),
        ],
    );
    check(
        &[
            "ステータスを表示するコンテナが設定により",
            "この設定によりコンテナのステータスが変わる。表示する。",
        ],
        &[("この設定により ステータス", &["2", "1"])],
    );
}

#[test]
fn korean_words_come_with_particles_and_endings() {
    check(
        &["노드는 파드를 실행한다.", "노드의 목록이다. 실행은 나중에.", "클러스터를 설명한다."],
        &[
            ("노드가", &["1", "2"]),
            ("노드 파드", &["1"]),
            ("파드가 노드에서", &["1"]),
            ("노드에서 실행하고", &["2", "1"]),
            ("클러스터 설명", &["3"]),
        ],
    );
}

#[test]
fn what_is_there_as_typed_comes_first() {
    check(
        &["đừng nói, tuần sau", "hãy đứng yên và lặng lẽ mà tuân theo luật", "không có gì"],
        &[("đứng tuân", &["2", "1"]), ("dung tuan", &["1", "2"])],
    );
}

#[test]
fn latin_words_beside_another_script_have_other_forms() {
    check(
        &["一个 Pod 只在一个节点上运行。", "Каждый Pod работает на узле.", "没有。"],
        &[("pods 节点", &["1"]), ("pods", &["1", "2"]), ("\"pods\"", &[])],
    );
}

#[test]
fn a_slip_is_forgiven_in_letters_and_in_syllables() {
    check(
        &[
            "# कंटेनर की सुरक्षा",
            "# コンピューターの設定",
            "# 애플리케이션 배포",
            "# Безопасность узла",
            "# Noeud",
        ],
        &[
            ("सुरकषा", &["1 typo"]),
            ("コンピュータの", &["2"]),
            ("コンピュタ", &["2 typo"]),
            ("애플리캐이션 배포", &["3 typo"]),
            ("безопастность", &["4 typo"]),
        ],
    );
}

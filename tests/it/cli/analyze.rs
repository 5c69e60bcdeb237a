//! How `sou analyze` shows what text is cut into.

use expect_test::expect;

use super::{check, json};

#[test]
fn analyze_points_into_what_was_typed() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let text = "用kube-apiserver滾動更新";
    let tokens = json(folder.path(), &["analyze", text, "--lang", "zh", "--json"]);
    let tokens = tokens.as_array().expect("tokens are an array");
    assert!(tokens.iter().any(|token| token["term"] == "滚动" && token["text"] == "滾動"), "{tokens:?}");
    for token in tokens {
        let bytes = |key: &str| token[key].as_u64().expect("a range is in bytes") as usize;
        assert_eq!(Some(&text[bytes("start_bytes")..bytes("end_bytes")]), token["text"].as_str());
    }
}

#[test]
fn analyze_is_aligned_in_columns_of_a_terminal() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    check(
        folder.path(),
        &["analyze", "ｋ８ｓ集群的滾動更新", "--lang", "zh"],
        expect![[r#"
            exit code 0
            --- stdout
            cut as a page in zh: ｋ８ｓ | 集群 | 的 | 滾動 | 更新
            folded to: k8s集群的滚动更新

            position  kind  bytes   written  looked up as  pinyin
                   0  unit  0..9    ｋ８ｓ   k8s
                   0  stem  0..9    ｋ８ｓ   en:k8s
                   1  unit  9..12   集                     ji
                   1  gram  9..15   集群
                   1  word  9..15   集群
                   2  unit  12..15  群                     qun
                   2  raw   12..15  群
                   2  gram  12..18  群的
                   3  unit  15..18  的                     de, di
                   3  gram  15..21  的滾     的滚
                   4  unit  18..21  滾       滚            gun
                   4  raw   18..21  滾
                   4  gram  18..24  滾動     滚动
                   4  word  18..24  滾動     滚动
                   5  unit  21..24  動       动            dong
                   5  raw   21..24  動
                   5  gram  21..27  動更     动更
                   6  unit  24..27  更                     geng
                   6  gram  24..30  更新
                   6  word  24..30  更新
                   7  unit  27..30  新                     xin
            --- stderr
        "#]],
    );
    check(
        folder.path(),
        &["analyze", "クラスターを更新", "--lang", "ja"],
        expect![[r#"
        exit code 0
        --- stdout
        cut as a page in ja: クラスター | を | 更新

        position  kind  bytes   written     pinyin
               0  unit  0..3    ク
               0  gram  0..6    クラ
               0  word  0..15   クラスター
               1  unit  3..6    ラ
               1  gram  3..9    ラス
               2  unit  6..9    ス
               2  gram  6..12   スタ
               3  unit  9..12   タ
               3  gram  9..15   ター
               4  unit  12..15  ー
               4  gram  12..18  ーを
               5  unit  15..18  を
               5  gram  15..21  を更
               6  unit  18..21  更          geng
               6  gram  18..24  更新
               6  word  18..24  更新
               7  unit  21..24  新          xin
        --- stderr
    "#]],
    );
    check(
        folder.path(),
        &["analyze", "อัปเดต Pods", "--lang", "th"],
        expect![[r#"
            exit code 0
            --- stdout
            cut as a page in th: อัปเดต | Pods
            folded to: อัปเดต pods

            position  kind  bytes   written  looked up as
                   0  unit  0..3    อ
                   0  gram  0..6    อั
                   0  word  0..18   อัปเดต
                   1  unit  3..6    ั
                   1  gram  3..9    ัป
                   2  unit  6..9    ป
                   2  gram  6..12   ปเ
                   3  unit  9..12   เ
                   3  gram  9..15   เด
                   4  unit  12..15  ด
                   4  gram  12..18  ดต
                   5  unit  15..18  ต
                   6  unit  19..23  Pods     pods
                   6  stem  19..23  Pods     en:pod
            --- stderr
        "#]],
    );
    check(
        folder.path(),
        &["analyze", "kube-apiserver v1.29 RollingUpdate Résumés", "--lang", "en"],
        expect![[r#"
            exit code 0
            --- stdout
            cut as a page in en: kube | apiserver | v1 | 29 | RollingUpdate | Résumés
            folded to: kube-apiserver v1.29 rollingupdate resumes

            position  kind  bytes   written         looked up as
                   0  unit  0..4    kube
                   0  stem  0..4    kube            en:kube
                   0  glue  0..14   kube-apiserver
                   1  unit  5..14   apiserver
                   1  stem  5..14   apiserver       en:apiserv
                   2  unit  15..17  v1
                   2  part  15..16  v
                   2  part  16..17  1
                   2  stem  15..17  v1              en:v1
                   2  glue  15..20  v1.29
                   2  glue  16..20  1.29
                   3  unit  18..20  29
                   4  unit  21..34  RollingUpdate   rollingupdate
                   4  part  21..28  Rolling         rolling
                   4  part  28..34  Update          update
                   4  stem  21..34  RollingUpdate   en:rollingupd
                   5  unit  35..44  Résumés         resumes
                   5  raw   35..44  Résumés         résumés
                   5  stem  35..44  Résumés         en:resume
            --- stderr
        "#]],
    );
}

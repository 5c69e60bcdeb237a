//! What is left of each tool's markup, as sections of the page: a table of
//! input and what a reader sees.

mod bad_shapes;

use expect_test::{Expect, expect};

use crate::content::{Dialect, RawBlockKind, parse};

/// Shows sections as `## heading {#id}`, prose as `| text`, code as `> text`.
fn shown(text: &str, dialect: Dialect) -> String {
    let (parsed, _) = parse(text, "page.md", dialect);
    let mut out = String::new();
    for section in &parsed.sections {
        if section.level > 0 {
            out.push_str(&format!("{} {}", "#".repeat(usize::from(section.level)), section.heading));
            if let Some(id) = &section.explicit_id {
                out.push_str(&format!(" {{#{id}}}"));
            }
            out.push_str(&format!(" @{}\n", section.line));
        }
        for block in &section.blocks {
            let mark = if block.kind == RawBlockKind::Code { ">" } else { "|" };
            for line in block.text.lines() {
                out.push_str(&format!("{mark} {line}\n"));
            }
            out.push_str("--\n");
        }
    }
    out
}

#[track_caller]
fn check(dialect: Dialect, text: &str, expected: Expect) {
    expected.assert_eq(&shown(text, dialect));
}

#[test]
fn markdown_is_sections_of_blocks() {
    let text = "---\ntitle: 页\n---\n开头 **粗** `代码` [链接](http://x.example) ![图](a.png)\n第二行\n\n# 标题 `code` {#top}\n\n- 一\n- 二\n  三\n\n| 甲 | 乙 |\n|---|---|\n| 丙 | 丁&amp;戊 |\n\n```go title=\"main.go\"\nfunc main() {\n}\n```\n\n雙協議棧\n====\n\n注[^1] \\*星\\*\n\n[^1]: 脚注\n";
    check(
        Dialect::Plain,
        text,
        expect![[r#"
        | 开头 粗 代码 链接 图
        | 第二行
        --
        # 标题 code {#top} @7
        | 一
        --
        | 二
        | 三
        --
        | 甲
        --
        | 乙
        --
        | 丙
        --
        | 丁&戊
        --
        | main.go
        --
        > func main() {
        > }
        --
        # 雙協議棧 @22
        | 注 *星*
        --
        | 脚注
        --
    "#]],
    );
}

#[test]
fn comments_never_show() {
    let text = "<!--\n# English\n\ntext `code`\n```\n-->\n# 中文\n前<!-- in\n\nside -->后\n<!-- one -->同一行\n\n1. 一\n   <!--\n   one\n\n   more\n   -->\n\n   更多\n\n```\n<!-- code -->\n```\n`<!-- span -->`\n\n<center>图</center>\n<!--\none\n\ntwo\n-->\n接着 **说**\n\n3. <!--\n   three\n   -->\n   三\n\n## 末\n<!-- open\n# no\n";
    check(
        Dialect::Hugo,
        text,
        expect![[r#"
            # 中文 @7
            | 前
            --
            | 后
            --
            | 同一行
            --
            | 一
            --
            | 更多
            --
            > <!-- code -->
            --
            | <!-- span -->
            --
            | 图
            --
            | 接着 说
            --
            | 三
            --
            ## 末 @40
        "#]],
    );
}

#[test]
fn html_is_its_text() {
    let text = "<h2 id=\"装\">安装&nbsp;步骤</h2>\n<p>一<br>二</p>\n<script>var x = '<p>no</p>';</script>\n<style>\n.a{}\n\n.b{}\n</style>\n\n<details><summary>摘要</summary>\n\n里 **面**\n\n</details>\n\n<img alt=\"替代\" src=x> a < b <b>粗</b>\n<pre>\n  x\n</pre>\n";
    check(
        Dialect::Plain,
        text,
        expect![[r#"
        ## 安装 步骤 {#装} @1
        | 一
        | 二
        --
        | 摘要
        --
        | 里 面
        --
        | 替代 a < b 粗
        --
        >   x
        --
    "#]],
    );
}

#[test]
fn hugo_shortcodes() {
    let text = "{{< note >}}\n注意 {{< glossary_tooltip text=\"容器\" term_id=\"container\" >}}，见[文档]({{< ref \"/docs/a.md\" >}})。\n{{< /note >}}\n\n{{< tabs name=\"t\" >}}\n{{% tab name=\"标签一\" %}}\n内容\n{{% /tab %}}\n{{< /tabs >}}\n\n{{< figure src=\"/a.png\" title=\"图题\" caption=\"说 >}} 明\" >}}\n\n```\n{{</* ref \"x\" */>}} {{< param \"v\" >}}end\n```\n{{< highlight go \"linenos=table\" >}}\n# code\n{{< /highlight >}}\n{{/* 注释 */}}{{< comment >}}藏{{< /comment >}}尾 {{< 未完\n\n## {{% heading \"whatsnext\" %}} {#next}\n";
    check(
        Dialect::Hugo,
        text,
        expect![[r#"
        | 注意 容器，见文档。
        --
        | 标签一
        --
        | 内容
        --
        | 图题
        --
        | 说 >}} 明
        --
        > {{< ref "x" >}} end
        --
        > # code
        --
        | 尾 {{< 未完
        --
        ##  {#next} @21
    "#]],
    );
}

#[test]
fn jekyll_liquid_and_kramdown() {
    let text = "* 目录\n{:toc}\n\n## 标题 {#h .c}\n{: .no_toc}\n\n文 {{ site.title }} {{ \"字面\" }}[链]({% post_url 2024-01-01-x %}){:target=\"_blank\"}\n{% include figure.html src=\"/a.png\" caption=\"说明\" %}\n{% comment %}藏{% endcomment %}{% raw %}{{ 显 }}{% endraw %}\n\n{% highlight ruby %}\ndef x\n{% endhighlight %}\n\n另\n{: #ial}\n\n## 二\n{: #second}\n";
    check(
        Dialect::Jekyll,
        text,
        expect![[r#"
            ## 标题 {#h} @4
            | 文  字面链
            --
            | 说明
            --
            | {{ 显 }}
            --
            > def x
            --
            | 另
            --
            ## 二 {#second} @18
        "#]],
    );
}

#[test]
fn a_tilde_strikes_out_in_one_renderer_of_hexo() {
    check(
        Dialect::Hexo,
        "## 3~5 天，7~10 天\n",
        expect![[r#"
        ## 35 天，710 天 @1
    "#]],
    );
    check(
        Dialect::HexoWithTildes,
        "## 3~5 天，7~10 天\n",
        expect![[r#"
        ## 3~5 天，7~10 天 @1
    "#]],
    );
}

#[test]
fn hexo_tags() {
    let text = "title: 无开头\n---\n{% note info 标题 %}\n里\n{% endnote %}\n{% post_link some-slug 见此文 %} {% asset_img a.png \"图\" %}\n{% codeblock 示例 lang:js %}\nlet a;\n{% endcodeblock %}\n\n<!-- more -->\n{% tabs 组 %}\n<!-- tab 甲@icon -->\n内\n<!-- endtab -->\n{% endtabs %}\n\n`{{ 码 }}` {{ 出 }}{# 注 #}\n";
    check(
        Dialect::Hexo,
        text,
        expect![[r#"
        | 标题
        --
        | 里
        --
        | 见此文 图
        --
        | 示例
        --
        > let a;
        --
        | 组
        --
        | 甲
        --
        | 内
        --
        | {{ 码 }}
        --
    "#]],
    );
}

#[test]
fn mdx_and_containers() {
    let text = "import Tabs from '@theme/Tabs';\nexport const x = {\n  a: 1,\n};\n\n# 标题 {/* #custom */}\n\n:::tip[提示标题]\n\n内容 {props.x} {'字面'} {/* 注 */}\n\n:::\n\n<Tabs values={[{label: 'x'}]}>\n  <TabItem value=\"a\" label=\"标签\">\n\n    缩进 **正文**\n\n  </TabItem>\n</Tabs>\n\n<div style={{color: 'red'}}>红</div> `{码}` 1 \\< 2\n";
    check(
        Dialect::Docusaurus,
        text,
        expect![[r#"
            # 标题 {#custom} @6
            | 提示标题
            --
            | 内容  字面
            --
            | 标签
            --
            | 缩进 正文
            --
            | 红
            --
            | {码} 1 < 2
            --
        "#]],
    );
    let text = "::: warning 警告\n内 {{ $frontmatter.x }}\n:::\n\n[[toc]]\n\n## 安装 {#install}\n\n<script setup>\nimport x from 'y'\n</script>\n\n<Badge type=\"tip\" text=\"新\" /> 文\n\n```js [config.js]\n{{ 码 }}\n```\n";
    check(
        Dialect::VitePress,
        text,
        expect![[r#"
        | 警告
        --
        | 内
        --
        ## 安装 {#install} @7
        | 新
        --
        | 文
        --
        | config.js
        --
        > {{ 码 }}
        --
    "#]],
    );
}

#[test]
fn mkdocs_indented_blocks() {
    let text = "!!! note \"标题\"\n    内容\n\n    === \"标签\"\n        更深\n\n        ```\n        码\n        ```\n\n后 [链](a.md){ .md-button }\n\n--8<-- \"x.md\"\n*[HTML]: 超文本\n";
    check(
        Dialect::MkDocs,
        text,
        expect![[r#"
        | 标题
        --
        | 内容
        --
        | 标签
        --
        | 更深
        --
        > 码
        --
        | 后 链
        --
    "#]],
    );
}

#[test]
fn obsidian_notes() {
    let text = "> [!note]- 标题\n> 内容\n\n见 [[页面|别名]]、[[页面#节]] ![[图.png]] ==高亮== %%藏%% #标签/子\n\n段 ^block-1\n\n`[[码]]`\n";
    check(
        Dialect::Obsidian,
        text,
        expect![[r#"
        | 标题
        | 内容
        --
        | 见 别名、页面 > 节  高亮  #标签/子
        --
        | 段
        --
        | [[码]]
        --
    "#]],
    );
    assert_eq!(
        crate::content::inline_tags("#容器/编排 a#b #123 `#码` #k8s，#容器/编排 （#新）"),
        ["容器/编排", "k8s", "新"]
    );
}

#[test]
fn zola_and_mdbook() {
    check(
        Dialect::Zola,
        "+++\ntitle = \"页\"\n+++\n{% quote(author=\"某\") %}\n里\n{% end %}\n{{ figure(src=\"a\", caption=\"图题\") }} {{/* x() */}}\n",
        expect![[r#"
            | 某
            | 里
            --
            | 图题 {{ x() }}
            --
        "#]],
    );
    check(
        Dialect::MdBook,
        "# 章\n\n{{#include a.rs}} 文 \\{{#x}}\n",
        expect![[r#"
        # 章 @1
        | 文 {{#x}}
        --
    "#]],
    );
}

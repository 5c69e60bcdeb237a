//! Every part of the ranking decides something, and can be left out to see what.
//!
//! 1. For each part there is a query that is answered otherwise without it.
//! 2. `sou eval --ablate` says what each part brings, as a table and as JSON.

use serde_json::Value;
use sou::search::ablation::Part;
use sou::search::{Engine, SearchRequest};

use crate::indexed::{Indexed, ask, indexed, typed};
use crate::support::{run_sou, site};

const SITE: &str = "
//- zh/滚动.md
# 滚动更新与回滚
先停一个 Pod，再起一个。
//- zh/更.md
# 改
滚动条不更新。
//- zh/周岚.md
# 周岚
她的工作是写文档。请问什么是什么？
//- zh/鹭坞.md
# 鹭坞
鹭坞什么时候结束？
//- zh/hou.md
# 皇后
太后和皇后，不说以后。
//- zh/hou2.md
# 以後
今後，然後，最後。
//- en/restart.md
# Restarts
A pod restarts. Kubernetes restarted it.
//- en/phrase.md
# One
Here stands amber basalt, once, in a long text about other things that nobody needs to know anything of.
//- en/words.md
# Two
Basalt then amber then basalt then amber then basalt.
//- en/near.md
# Three
Cobalt is a dolomite, in a long text about other things that nobody needs to know anything of at all.
//- en/far.md
# Four
Cobalt cobalt cobalt cobalt cobalt cobalt cobalt, one two three four five six seven eight nine ten eleven twelve
thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty dolomite dolomite dolomite dolomite dolomite.
//- en/all.md
# Five
Ember one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen flint sixteen
seventeen eighteen nineteen twenty granite, and a long text about other things in the end, far away: hornfels.
//- en/most.md
# Six
Ember flint granite. Granite flint ember. Flint ember granite.
//- en/passage.md
# Seven
Numbers: one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty. More: one two three four five six seven eight nine ten eleven twelve
thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty, one two three four five six seven eight
nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty. A heron nests under
quartz. More: one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty. And more: one two three four five six seven eight nine ten eleven twelve
thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty, one two three four five six seven eight
nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty, one two three four
five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
twenty.
//- en/scattered.md
# Eight
Numbers: one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty. More: one two three four five six seven eight nine ten eleven twelve
thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty. A heron, one heron. More: one two three
four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
twenty, one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty. It nests. More: one two three four five six seven eight nine ten eleven
twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty, one two three four five six seven
eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty. Quartz.
";

/// The site, and pages enough in two languages that each says how rare its words are.
fn whole_site() -> String {
    let pages = (0..50).map(|number| {
        format!(
            "//- de/{number}.md\n---\nlang: de\n---\nWie viele Knoten hat Grimsel {number}? Viele.\n\
             //- en/{number}.md\n---\nlang: en\n---\nGrimsel {number} has nodes.\n"
        )
    });
    [SITE.to_owned()].into_iter().chain(pages).collect()
}

/// The pages found, in order, with their scores.
fn answered(engine: &Engine, q: &str, without: Option<Part>) -> Vec<(String, f64)> {
    let results = ask(engine, &SearchRequest { without, per_page: 50, ..typed(q) });
    results.hits.into_iter().map(|hit| (hit.path, hit.score)).collect()
}

#[test]
fn every_part_decides_something() {
    let Indexed { engine, .. } = indexed(&whole_site());
    for part in Part::ALL {
        let q = match part {
            Part::Areas | Part::Lengths | Part::Words | Part::Grams | Part::Characters => "滚动更新",
            Part::Stems => "restart",
            Part::Unfinished => "kuber",
            Part::StopWords | Part::CommonWords => "周岚的工作是什么",
            Part::Emphasis => "「鹭坞」什么时候结束",
            Part::Languages => "wie viele Knoten hat Grimsel 7",
            Part::Tiers => "amber basalt",
            Part::Near => "dolomite cobalt",
            Part::Questions => "ember flint granite hornfels",
            Part::Passages => "obsidian nests heron quartz",
            Part::AsTyped => "后",
            Part::TitleCoverage => "滚动更新",
            Part::Rescues => "gundonggengxin",
        };
        let whole = answered(&engine, q, None);
        assert!(!whole.is_empty(), "{q} finds nothing");
        assert_ne!(whole, answered(&engine, q, Some(part)), "{q}: {part:?} decides nothing");
    }
}

#[test]
fn better_evidence_comes_first_until_it_is_left_out() {
    let Indexed { engine, .. } = indexed(&whole_site());
    for (part, q, with, without) in [
        (Part::Tiers, "amber basalt", "en/phrase.md", "en/words.md"),
        (Part::Near, "dolomite cobalt", "en/near.md", "en/far.md"),
        (Part::Questions, "ember flint granite hornfels", "en/most.md", "en/all.md"),
        (Part::Passages, "obsidian nests heron quartz", "en/passage.md", "en/scattered.md"),
        (Part::AsTyped, "后", "zh/hou.md", "zh/hou2.md"),
    ] {
        assert_eq!(answered(&engine, q, None)[0].0, with, "{q}");
        assert_eq!(answered(&engine, q, Some(part))[0].0, without, "{q} without {part:?}");
    }
}

#[test]
fn what_each_part_brings_is_printed() {
    let lists = "
//- queries.yml
- q: amber basalt
  first: en/phrase.md
- q: gundonggengxin
  class: 拼音
  first: zh/滚动.md
";
    let site = site(&format!("{SITE}{}", lists.trim_start()));
    run_sou(site.path(), &["index"]).expect_code(0);
    let ran = run_sou(site.path(), &["eval", "queries.yml", "--ablate", "--json"]).expect_code(0);
    let report: Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
    let ablations = report["ablations"].as_array().expect("there are some");
    assert_eq!(ablations.len(), Part::ALL.len());
    let of = |part: &str| ablations.iter().find(|one| one["part"] == part).expect("each part is there");
    assert_eq!(of("tiers")["classes"][0]["mrr"], -0.5);
    assert_eq!(of("rescues")["classes"][1]["mrr"], -1.0);
    assert_eq!(of("rescues")["mean"]["mrr"], -0.5);
    let ran = run_sou(site.path(), &["eval", "queries.yml", "--ablate"]).expect_code(0);
    let row = |name: &str| ran.stdout.lines().find(|line| line.starts_with(name)).map(str::to_owned);
    assert_eq!(
        row("rescues").as_deref(),
        Some("rescues               ·  -1.000  -0.500"),
        "{}",
        ran.report()
    );
    assert_eq!(row("tiers").as_deref(), Some("tiers            -0.500       ·  -0.250"), "{}", ran.report());
}

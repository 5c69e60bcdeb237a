//! What an owner does with an index besides building it: looking whether it is
//! well, and moving it.
//!
//! 1. `sou doctor` names what is wrong and what to do, and ends with 1 if anything
//!    does not work; whatever is broken, it looks at the rest too.
//! 2. `sou verify` names every generation that is damaged.
//! 3. What was exported and imported answers as before.
//! 4. A file that is no sound export changes nothing.

mod doctor;
mod moving;

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::{run_sou, site};

const SITE: &str = "
//- content/滚动更新.md
---
title: 滚动更新
lang: zh-Hans
---
先换一个 Pod，再换下一个。
//- content/雙協議棧.md
---
title: 雙協議棧
lang: zh-Hant
---
每個 Pod 都有兩種位址，Ｋ８Ｓ集群也是。
";

#[track_caller]
fn indexed() -> TempDir {
    let site = site(SITE);
    run_sou(site.path(), &["index"]).expect_code(0);
    site
}

/// The folder of the published generation.
fn published(site: &Path) -> PathBuf {
    let pointer = fs::read_to_string(site.join("index/CURRENT")).expect("something is published");
    site.join("index").join(pointer.split_whitespace().next().expect("the pointer names a generation"))
}

/// Turns one bit over, in a file that no other generation shares.
fn damage(path: &Path) {
    let mut bytes = fs::read(path).expect("it is there");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::remove_file(path).expect("it can be removed");
    fs::write(path, bytes).expect("it can be written");
}

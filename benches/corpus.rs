//! Texts and sites for the benches: generated from a seed, so that every machine
//! measures the same bytes, and real ones where `SHARED_DATA` names a folder.
//!
//! Generated prose has what matters for cost and not for sense: words by Zipf's
//! law, sentences, the punctuation of its script. What a query must find is
//! planted at fixed pages, so that a bench can assert its counts.

#![allow(dead_code, reason = "each bench uses a part of this")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// The seed of everything generated.
pub const SEED: u64 = 0x0050_u64 << 32 | 0x4F55;

/// A kind of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Simplified Chinese.
    Simplified,
    /// Traditional Chinese.
    Traditional,
    /// Simplified Chinese with the Latin words of a technical page.
    Mixed,
    /// Japanese.
    Japanese,
    /// English.
    English,
    /// Russian.
    Russian,
    /// Thai: no spaces, no punctuation.
    Thai,
}

/// Every kind, and its name and primary language.
pub const KINDS: &[(Kind, &str, &str)] = &[
    (Kind::Simplified, "simplified", "zh"),
    (Kind::Traditional, "traditional", "zh"),
    (Kind::Mixed, "mixed", "zh"),
    (Kind::Japanese, "japanese", "ja"),
    (Kind::English, "english", "en"),
    (Kind::Russian, "russian", "ru"),
    (Kind::Thai, "thai", "th"),
];

const SIMPLIFIED: &str = "的 是 在 和 了 我们 可以 使用 服务 集群 容器 应用 节点 系统 数据 部署 配置 运行 网络 资源 \
    管理 更新 存储 对象 控制器 请求 创建 命名空间 需要 通过 进行 一个 这个 如果 因此 版本 镜像 安全 访问 权限 策略 调度 \
    负载均衡 高可用 日志 监控 性能 测试 开发者 社区 文档 示例 命令 参数 默认 状态 变化 问题 解决 方法 时间 生活 读书 城市 \
    历史 音乐 朋友 孩子 旅行 天气 早晨 思考 写作 自由 尊严 技术 工程师 架构 微服务 网关 代理 流量 证书 密钥 环境变量 持久卷";
const TRADITIONAL: &str = "的 是 在 和 了 我們 可以 使用 服務 叢集 容器 應用 節點 系統 資料 部署 設定 執行 網路 資源 \
    管理 更新 儲存 物件 控制器 請求 建立 命名空間 需要 透過 進行 一個 這個 如果 因此 版本 映像檔 安全 存取 權限 策略 排程 \
    負載平衡 日誌 監控 效能 測試 開發者 社群 文件 範例 命令 參數 預設 狀態 變化 問題 解決 方法 時間 生活 讀書 城市 歷史 音樂";
const TECHNICAL: &str = "Kubernetes Pod kubectl kube-apiserver PersistentVolumeClaim etcd Istio Envoy v1.29 spec.containers \
    YAML Deployment gRPC HTTP/2 Service Docker --dry-run API";
const JAPANESE: &str = "の を は が に で する こと ある コンテナ クラスター ノード サービス 設定 更新 管理 使用 東京 \
    ネットワーク リソース 開発者 実行 します できます 必要 場合 または など 作成 名前空間 バージョン データ";
const THAI: &str = "และ ที่ การ ของ ใน เป็น คลัสเตอร์ บริการ ข้อมูล ระบบ ใช้งาน ภาษาไทย โหนด เครือข่าย จัดการ สร้าง";

/// A sequence of numbers that a seed decides (SplitMix64).
pub struct Numbers(u64);

impl Numbers {
    /// A sequence of its own for each seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// From 0 to below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }

    /// From 0 to below `limit`, the small ones far more often, roughly by Zipf's law.
    fn rank_below(&mut self, limit: usize) -> usize {
        let share = self.below(1 << 20) as f64 / f64::from(1 << 20);
        ((limit as f64).powf(share) - 1.0) as usize
    }
}

/// A writer of one kind of text.
pub struct Writer {
    words: Vec<String>,
    numbers: Numbers,
    space: &'static str,
    comma: &'static str,
    stop: &'static str,
}

impl Writer {
    /// Writes `kind`; the same bytes for the same seed.
    pub fn new(kind: Kind, seed: u64) -> Self {
        let mut numbers = Numbers::new(seed);
        let listed = |list: &str| -> Vec<String> { list.split_whitespace().map(str::to_owned).collect() };
        let words = match kind {
            Kind::Simplified => with_pairs(listed(SIMPLIFIED), 4_000, &mut numbers),
            Kind::Traditional => with_pairs(listed(TRADITIONAL), 4_000, &mut numbers),
            Kind::Japanese => with_pairs(listed(JAPANESE), 2_000, &mut numbers),
            Kind::Thai => listed(THAI),
            Kind::Mixed => {
                let mut words = with_pairs(listed(SIMPLIFIED), 4_000, &mut numbers);
                for (index, word) in listed(TECHNICAL).into_iter().enumerate() {
                    words.insert(2 + index * 4, format!(" {word} "));
                }
                words
            }
            Kind::English => coined("bcdfglmnprst", "aeiou", 30_000, &mut numbers),
            Kind::Russian => coined("бвгдклмнпрст", "аеиоуы", 30_000, &mut numbers),
        };
        let (space, comma, stop) = match kind {
            Kind::English | Kind::Russian => (" ", ", ", ". "),
            Kind::Thai => ("", " ", " "),
            _ => ("", "，", "。"),
        };
        Self { words, numbers, space, comma, stop }
    }

    /// Writes sentences until `len_bytes` are reached, a paragraph after every six.
    pub fn prose(&mut self, len_bytes: usize) -> String {
        let mut text = String::with_capacity(len_bytes + 256);
        let mut n_sentences = 0;
        while text.len() < len_bytes {
            let n_words = 6 + self.numbers.below(14);
            for index in 0..n_words {
                let rank = self.numbers.rank_below(self.words.len());
                text.push_str(&self.words[rank]);
                let is_last = index + 1 == n_words;
                text.push_str(match (is_last, self.numbers.below(7)) {
                    (true, _) => self.stop,
                    (_, 0) => self.comma,
                    _ => self.space,
                });
            }
            n_sentences += 1;
            if n_sentences % 6 == 0 {
                text.push_str("\n\n");
            }
        }
        text
    }
}

/// Lengthens a list by pairs of its own words, so that there are rare ones.
fn with_pairs(mut words: Vec<String>, n_words: usize, numbers: &mut Numbers) -> Vec<String> {
    let n_listed = words.len();
    while words.len() < n_words {
        let pair = format!("{}{}", words[numbers.below(n_listed)], words[numbers.below(n_listed)]);
        words.push(pair);
    }
    words
}

/// Words of two to five syllables; the frequent ones are short, as in any language.
fn coined(consonants: &str, vowels: &str, n_words: usize, numbers: &mut Numbers) -> Vec<String> {
    let consonants: Vec<char> = consonants.chars().collect();
    let vowels: Vec<char> = vowels.chars().collect();
    let mut word = |rank: usize| {
        let n_syllables = if rank < 60 { 1 } else { 2 + numbers.below(4) };
        (0..n_syllables)
            .flat_map(|_| [consonants[numbers.below(consonants.len())], vowels[numbers.below(vowels.len())]])
            .collect()
    };
    (0..n_words).map(&mut word).collect()
}

/// What is planted into generated sites: the text, and of how many pages one has
/// it. None of it, nor any of its characters for [`PLANTED_CHARACTER`], is generated otherwise.
pub const PLANTED_FREQUENT: (&str, usize) = ("麒麟", 2);
/// On a handful of pages.
pub const PLANTED_RARE: (&str, usize) = ("zephyrite", 400);
/// Four characters in a row.
pub const PLANTED_PHRASE: (&str, usize) = ("翡翠鹦鹉", 10);
/// Two scripts.
pub const PLANTED_MIXED: (&str, usize) = ("Quokka 琥珀", 20);
/// One character.
pub const PLANTED_CHARACTER: (&str, usize) = ("鑫", 50);

/// How many of `n_pages` have what is planted on one of `of`.
pub fn n_planted(n_pages: usize, of: usize) -> usize {
    n_pages.div_ceil(of)
}

/// Writes a Hugo site of `n_pages` pages of 2 to 12 kB in several languages, about
/// two thirds of them Chinese. Gives its size in bytes.
pub fn write_site(folder: &Path, n_pages: usize) -> u64 {
    let posts = folder.join("content").join("posts");
    std::fs::create_dir_all(&posts).expect("a folder can be made");
    let config = "baseURL = 'https://example.org/'\ntitle = 'Bench'\nlanguageCode = 'zh-CN'\n";
    std::fs::write(folder.join("hugo.toml"), config).expect("a file can be written");
    let mut writers: Vec<Writer> =
        KINDS.iter().map(|(kind, _, _)| Writer::new(*kind, SEED ^ *kind as u64)).collect();
    // Simplified, mixed and Traditional more often than the others.
    let turns = [0, 2, 0, 1, 4, 0, 2, 3, 0, 4, 2, 5];
    let mut numbers = Numbers::new(SEED);
    let mut n_bytes = 0;
    for index in 0..n_pages {
        let writer = &mut writers[turns[index % turns.len()]];
        let title = writer.prose(12).replace('\n', " ").replace(['"', ':'], "");
        let mut page = format!(
            "---\ntitle: \"{}\"\ndate: 20{:02}-{:02}-{:02}\ntags: [\"tag{}\", \"tag{}\"]\n---\n\n",
            title.trim(),
            10 + index % 14,
            1 + index % 12,
            1 + index % 28,
            index % 40,
            index % 7,
        );
        for (planted, of) in
            [PLANTED_FREQUENT, PLANTED_RARE, PLANTED_PHRASE, PLANTED_MIXED, PLANTED_CHARACTER]
        {
            if index % of == 0 {
                writeln!(page, "{}\n\n{planted}\n", writer.prose(200)).expect("a string takes everything");
            }
        }
        for section in 0..1 + numbers.below(6) {
            let heading = writer.prose(9).replace('\n', " ");
            let text = writer.prose(1_800);
            write!(page, "## {section} {heading}\n\n{text}\n\n").expect("a string takes everything");
        }
        std::fs::write(posts.join(format!("page-{index:05}.md")), &page).expect("a file can be written");
        n_bytes += page.len() as u64;
    }
    n_bytes
}

/// A real site, unpacked; `None` if `SHARED_DATA` is not set.
pub fn real_site(name: &str) -> Option<(TempDir, PathBuf)> {
    let archive = PathBuf::from(std::env::var_os("SHARED_DATA")?).join(format!("corpora/{name}.tar.gz"));
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let status = Command::new("tar").arg("-xzf").arg(&archive).arg("-C").arg(folder.path()).status();
    assert!(status.expect("`tar` can be run").success(), "cannot unpack `{}`", archive.display());
    let entries = std::fs::read_dir(folder.path()).expect("what was unpacked can be read");
    let mut entries = entries.map(|entry| entry.expect("what was unpacked can be read").path());
    let first = entries.next().expect("an archive holds something");
    let root = if entries.next().is_none() && first.is_dir() { first } else { folder.path().to_owned() };
    Some((folder, root))
}

/// The most memory that this process has had at once, in megabytes; `None` off Linux.
pub fn peak_memory_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let n_kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(n_kib * 1_024.0 / 1e6)
}

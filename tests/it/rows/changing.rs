//! W6, W9: files that change while they are read, and times that say nothing of it.

use std::fs::{self, FileTimes, OpenOptions};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use super::{Place, row};
use crate::faults::n_cases;

/// How often the writer writes, at most.
const PAUSE: Duration = Duration::from_millis(1);

/// What a page says in one edition: the same word many times, so that half of it shows.
fn edition(number: usize) -> String {
    let word = if number.is_multiple_of(2) { "甲版" } else { "乙版" };
    format!("---\ntitle: {word}\n---\n{}", format!("{word}的正文。\n\n").repeat(200))
}

/// Whether a page that is indexed is one of the two editions, whole.
fn is_whole(place: &Place, path: &str) -> bool {
    let document = place.engine().document(path).expect("the index is sound").expect("the page is there");
    let title = document.page.title.clone();
    let blocks: Vec<String> = document
        .page
        .sections
        .into_iter()
        .flat_map(|section| section.blocks)
        .map(|block| block.text)
        .collect();
    (title == "甲版" || title == "乙版")
        && blocks.len() == 200
        && blocks.iter().all(|block| *block == format!("{title}的正文。"))
}

#[test]
fn w6_a_page_that_is_written_to_is_old_or_new_and_never_half() {
    const WRITTEN: [&str; 3] = ["content/改名.md", "content/原地.md", "content/甲/换文件夹.md"];
    let calm: String = (0..12).map(|number| format!("//- content/静{number}.md\n安静的一页\n")).collect();
    let place = Place::new(&calm);
    let root = place.root();
    fs::create_dir(root.join("content/甲")).expect("a folder can be made");
    for path in WRITTEN {
        fs::write(root.join(path), edition(0)).expect("a page can be written");
    }
    place.run();
    let n_writes = n_cases(400, 600_000);
    let (is_over, n_written) = (AtomicBool::new(false), AtomicUsize::new(0));
    let mut n_runs = 0;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0..n_writes {
                let text = edition(number);
                // By renaming, as editors do; in place, as others do; and the folder changes its name.
                fs::write(root.join("content/改名.md.swp"), &text).expect("a file can be written");
                fs::rename(root.join("content/改名.md.swp"), root.join(WRITTEN[0]))
                    .expect("it can be renamed");
                fs::write(root.join(WRITTEN[1]), &text).expect("a file can be written");
                let (from, to) = if number.is_multiple_of(2) { ("甲", "乙") } else { ("乙", "甲") };
                fs::rename(root.join("content").join(from), root.join("content").join(to))
                    .expect("it can be renamed");
                n_written.fetch_add(1, Ordering::Relaxed);
                std::thread::sleep(PAUSE);
            }
            is_over.store(true, Ordering::SeqCst);
        });
        while !is_over.load(Ordering::SeqCst) {
            place.run();
            n_runs += 1;
            assert!(is_whole(&place, WRITTEN[0]), "run {n_runs}: half of a page that was replaced");
            assert_eq!(place.found("安静的一页").len(), 10, "run {n_runs}: the first ten of twelve");
        }
    });
    // What was read in the middle of a write is read again, once nobody writes.
    std::thread::sleep(Duration::from_millis(20));
    place.run();
    let last = if n_writes.is_multiple_of(2) { WRITTEN[2] } else { "content/乙/换文件夹.md" };
    for path in [WRITTEN[0], WRITTEN[1], last] {
        assert!(is_whole(&place, path), "{path} when all is over");
    }
    let title = if n_writes.is_multiple_of(2) { "乙版" } else { "甲版" };
    for path in [WRITTEN[0], WRITTEN[1]] {
        let page = place.engine().document(path).expect("it is sound").expect("it is there").page;
        assert_eq!(page.title, title, "{path} has its last edition");
    }
    assert_eq!(place.pages().len(), 15);
    row("W6", n_written.into_inner());
}

fn set_modified(path: &Path, time: SystemTime) {
    let file = OpenOptions::new().write(true).open(path).expect("it is there");
    file.set_times(FileTimes::new().set_modified(time)).expect("its time can be set");
}

#[test]
fn w9_bytes_decide_and_not_times() {
    let epoch = SystemTime::UNIX_EPOCH;
    let day = Duration::from_secs(86_400);
    let times = [
        ("the first second there is", epoch + Duration::from_secs(1)),
        ("long before", epoch + 365 * day),
        ("yesterday", SystemTime::now() - day),
        ("tomorrow", SystemTime::now() + day),
        ("in a hundred years", SystemTime::now() + 36_500 * day),
    ];
    let place = Place::new("//- content/时.md\n第零次改动\n");
    let path = place.root().join("content/时.md");
    let digits = ["零", "一", "二", "三", "四", "五", "六"];
    set_modified(&path, times[0].1);
    place.run();
    let mut n_cases = 0;
    // Each time is set twice in a row, with other bytes of the same length.
    for (number, (what, time)) in times.iter().flat_map(|time| [time, time]).enumerate() {
        let text = format!("第{}次改动\n", digits[number % digits.len()]);
        let before = format!("第{}次改动\n", digits[(number + digits.len() - 1) % digits.len()]);
        assert_eq!(text.len(), before.len());
        fs::write(&path, &text).expect("a page can be written");
        set_modified(&path, *time);
        place.run();
        assert_eq!(place.found(&format!("\"{}\"", text.trim())), ["content/时.md"], "{what}");
        n_cases += 1;
    }
    row("W9", n_cases);
}

//! The machine: its clock and its disk.

use std::path::Path;

use jiff::Timestamp;

use crate::cli::commands::doctor::{Findings, shown};
use crate::cli::commands::index::size;
use crate::index::Disk;

/// No clock that is right says less: it is before the first version of this program.
const EARLIEST: Timestamp = Timestamp::constant(1_735_689_600, 0);

/// What a run needs besides the index it writes, in bytes.
const MARGIN_BYTES: u64 = 64 * 1024 * 1024;

/// Looks at the clock, which decides what is published and what is in the future.
pub(super) fn look_at_clock(now: Timestamp, findings: &mut Findings) {
    if now < EARLIEST {
        let advice = "set the clock: posts of today count as future ones, and are left out";
        findings.fail("clock", format!("it says {now:.0}"), advice);
    } else {
        findings.ok("clock", format!("{now:.0}"));
    }
}

/// Looks at the room on the disk of `index`, of which a generation takes `size_bytes`.
pub(super) fn look_at_space(index: &Path, size_bytes: u64, findings: &mut Findings) {
    let Some(there) = index.ancestors().find(|folder| folder.is_dir()) else { return };
    match Disk::default().free_bytes(there) {
        Err(error) => {
            let message = format!("cannot tell how much is free on the disk of {}: {error}", shown(there));
            findings.warn("space", message, "look with `df`");
        }
        // Whatever the changes, a run that builds all again must fit beside what is there.
        Ok(free_bytes) if free_bytes < size_bytes + MARGIN_BYTES => {
            let needed = size(size_bytes + MARGIN_BYTES);
            let message = format!("{} free, and a run may need {needed}", size(free_bytes));
            findings.fail("space", message, "make room: without it, runs fail and the last index stays");
        }
        Ok(free_bytes) => findings.ok("space", format!("{} free", size(free_bytes))),
    }
}

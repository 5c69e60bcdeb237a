fn a() {}
fn b() {}
// ANCHOR: mark
fn marked() {}
// ANCHOR_END: mark
fn main() {
    let y = 2;
}

// ANCHOR: main
fn main() {
# let hidden = 1;
}
// ANCHOR_END: main

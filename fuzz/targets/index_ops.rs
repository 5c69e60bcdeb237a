//! Hands what libFuzzer makes up to the body of this name, in `tests/it/bodies`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| sou_fuzz::bodies::index_ops::check(bytes));

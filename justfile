# Lists what can be done.
default:
    @just --list

# Everything that CI runs, in the same order.
check:
    .ci/run

# The tests; with a folder, also those on the real sites in it.
test shared="":
    {{ if shared == "" { "cargo test" } else { "SHARED_DATA='" + shared + "' cargo test" } }}

# Goes through all cases of the proofs that nothing is lost; about an hour.
prove name="":
    tests/prove {{ name }}

# Hands bytes that nobody thought of to everything that reads bytes; ten minutes for each target.
fuzz target="" secs="600":
    tests/fuzz "{{ target }}" {{ secs }}

# Formats the sources.
fmt:
    cargo fmt

# What the compiler's critic has to say.
lint:
    cargo clippy --all-targets -- -D warnings

# Indexes the sample posts and answers on http://127.0.0.1:7700.
serve:
    cargo run --release -- serve

# Rewrites the expected output of tests; read the diff afterwards.
expect:
    UPDATE_EXPECT=1 cargo test

//! How fast Byline is, beside what others offer for the same work where there is such a thing.
//!
//! `cargo bench --bench speed -- rows` measures only what has that in its name. Nothing here fails: a machine that is
//! busy makes a number worse, never a test red.

#![allow(clippy::unwrap_used, reason = "a benchmark without its text has nothing to measure")]

mod desk;
mod found;
mod made;
mod notes;
mod read;
// A session without a world, as the tests have it.
#[allow(dead_code, reason = "benchmarks need less of it than tests")]
#[path = "../../tests/it/session.rs"]
mod session;

use std::time::Duration;

fn main() {
    divan::Divan::default().max_time(Duration::from_secs(1)).config_with_args().main();
}

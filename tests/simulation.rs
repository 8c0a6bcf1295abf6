//! Sends in random worlds: whatever networks, providers, token endpoints, clocks and callers do, a send settles in time, no
//! message is sent twice by accident, and nothing private is told.
//!
//! Ten million worlds: `cargo test --release --test simulation -- --ignored --nocapture`
#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "functions that tests share, which fail by panicking"
)]

mod common;
#[path = "common/world/mod.rs"]
mod world;

use std::collections::BTreeMap;
use std::ops::Range;

use world::World;
use world::setup::Setup;

/// How many worlds share a configuration, which takes longer to compile than a world to play.
const WORLDS_PER_SETUP: u64 = 250;

/// How often each end was reached.
type Ends = BTreeMap<String, u64>;

/// What has to happen in some of many worlds, or they prove nothing.
const ENDS: [&str; 43] = [
    "a step of the wall clock",
    "a token that another send has asked for",
    "a token that is fetched",
    "a token that is fetched anew",
    "a token that was kept",
    "a wait that was asked for",
    "accepted by base at once",
    "accepted by base repeated",
    "accepted by base twice",
    "accepted by base with a new token",
    "accepted by fallback at once",
    "accepted by fallback repeated",
    "accepted by fallback twice",
    "accepted by fallback with a new token",
    "accepted by routes at once",
    "accepted by routes repeated",
    "accepted by routes twice",
    "accepted by routes with a new token",
    "general aborted",
    "general aborted, though accepted",
    "general http_status",
    "general http_status, though accepted",
    "general internal",
    "general internal, though accepted",
    "general network",
    "general network, though accepted",
    "general redirect",
    "general redirect, though accepted",
    "general rejected",
    "general rejected, though accepted",
    "general timeout",
    "general timeout, though accepted",
    "general token",
    "invalid_config invalid_config",
    "invalid_response invalid_response",
    "invalid_response invalid_response, though accepted",
    "rate_limit_exceeded http_status",
    "rate_limit_exceeded rejected",
    "template_not_found template_not_found",
    "unsent blocked",
    "unsent template_not_found",
    "usage_limit_exceeded http_status",
    "usage_limit_exceeded rejected",
];

fn setup_of(seed: u64) -> Setup {
    Setup::new(seed / WORLDS_PER_SETUP)
}

/// Plays a world: one to three sends, one after the other, that share their tokens.
fn play(setup: &Setup, seed: u64, ends: &mut Ends) {
    let mut world = World::new(setup, seed);
    for _ in 0..world.rng.usize(1..=3) {
        let end = world.send();
        *ends.entry(end).or_default() += 1;
        // The next one follows at once, or when tokens have ended.
        let pause_ms = world.rng.u64(..4_000_000) * world.rng.u64(..2);
        let next_ms = world.clock.now_ms + pause_ms;
        world.advance(next_ms);
    }
    for seen in &world.seen {
        *ends.entry((*seen).to_owned()).or_default() += 1;
    }
    let wrong = &world.wrong;
    assert!(wrong.is_empty(), "world {seed}: {wrong:?}");
}

fn play_all(seeds: Range<u64>) -> Ends {
    let mut ends = Ends::new();
    let mut setup = setup_of(seeds.start);
    for seed in seeds {
        if seed.is_multiple_of(WORLDS_PER_SETUP) {
            setup = setup_of(seed);
        }
        play(&setup, seed, &mut ends);
    }
    ends
}

fn judge(ends: &Ends) {
    for (end, count) in ends {
        println!("{count:>9}  {end}");
    }
    let missing: Vec<_> = ENDS
        .iter()
        .filter(|end| !ends.contains_key(**end))
        .collect();
    assert!(missing.is_empty(), "never happened: {missing:?}");
}

/// Plays so many worlds, on as many threads as there are processors.
fn play_many(worlds: u64) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let share = worlds.div_ceil(threads);
    let ends = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads)
            .map(|index| scope.spawn(move || play_all(index * share..(index + 1) * share)))
            .collect();
        let all = handles
            .into_iter()
            .map(|handle| handle.join().expect("no panic"));
        all.fold(Ends::new(), |mut sum, ends| {
            for (end, count) in ends {
                *sum.entry(end).or_default() += count;
            }
            sum
        })
    });
    judge(&ends);
}

#[test]
fn sends_settle_in_time_and_no_message_is_sent_twice() {
    play_many(100_000);
}

#[test]
#[ignore = "takes minutes"]
fn ten_million_worlds() {
    play_many(10_000_000);
}

/// Plays one world in which something once went wrong. Its number means nothing after a change of how worlds are made;
/// `tests/fallback.rs` has each of these cases written out.
fn replay(seed: u64) {
    play(&setup_of(seed), seed, &mut Ends::new());
}

#[test]
fn a_fallback_told_of_the_budget_of_the_base_after_a_route_with_another() {
    replay(1_516);
}

#[test]
fn a_fallback_was_asked_when_the_budget_of_its_route_was_used_up() {
    replay(1_530);
}

#[test]
fn a_token_that_could_not_be_renewed_was_told_with_the_time_of_the_request_before() {
    replay(258);
}

#[test]
fn a_token_was_renewed_when_the_budget_was_used_up() {
    replay(850);
}

#[test]
fn a_fallback_was_asked_although_the_caller_had_aborted_while_a_token_was_fetched() {
    replay(4_003);
}

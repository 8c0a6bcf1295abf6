//! Replays what the fuzz targets start from, and every input that once made one of them fail, without a fuzzer.
#![cfg(not(target_arch = "wasm32"))]

#[path = "fuzz/checks.rs"]
#[expect(
    clippy::arithmetic_side_effects,
    clippy::string_slice,
    unreachable_pub,
    reason = "checks of the fuzz targets, public for those, which fail by panicking"
)]
mod checks;

use std::fs;
use std::path::{Path, PathBuf};

/// Every file of a target in `seeds` and `crashes`; the latter is there once something was found.
fn inputs(target: &str) -> Vec<(PathBuf, String)> {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz");
    let mut inputs: Vec<_> = ["seeds", "crashes"]
        .iter()
        .filter_map(|kind| fs::read_dir(fuzz.join(kind).join(target)).ok())
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let bytes = fs::read(&path).ok()?;
            Some((path, String::from_utf8_lossy(&bytes).into_owned()))
        })
        .collect();
    inputs.sort();
    inputs
}

/// Each input as it is, and cut at every place in its first part: what a fuzzer tries first.
fn replay(target: &str, check: fn(&str)) {
    let inputs = inputs(target);
    assert!(inputs.len() >= 5, "{target} has too few seeds");
    for (path, input) in inputs {
        println!("{}", path.display());
        check(&input);
        for end in (0..input.len().min(120)).filter(|end| input.is_char_boundary(*end)) {
            check(input.get(..end).unwrap_or_default());
            check(input.get(end..).unwrap_or_default());
        }
    }
}

#[test]
fn answer() {
    replay("answer", checks::answer);
}

#[test]
fn config() {
    replay("config", checks::config);
}

#[test]
fn json() {
    replay("json", checks::json);
}

#[test]
fn phone() {
    replay("phone", checks::phone);
}

#[test]
fn redact() {
    replay("redact", checks::redact);
}

#[test]
fn template() {
    replay("template", checks::template);
}

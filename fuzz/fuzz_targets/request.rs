//! Any request of a stranger, through the checks in `wire/tests/checks`.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[expect(dead_code, reason = "the other half belongs to the other target")]
#[path = "../../wire/tests/checks/mod.rs"]
mod checks;

fuzz_target!(|input: &[u8]| {
    checks::request::check(input);
});

//! The corpus and twenty thousand seeded mutations of it, through the checks that the fuzz targets
//! run without end. A finding of the fuzzers is added to the corpus.

mod checks;

use std::panic::{self, AssertUnwindSafe};
use std::path::Path;

/// Mutations of each half of the corpus.
const MUTATIONS: u64 = 10_000;
/// Beyond this a mutated input stops growing.
const INPUT_BYTES_MAX: usize = 4_096;

/// Pieces that mean something to one of the parsers.
const PIECES: [&str; 16] = [
    "<",
    ">",
    "</",
    "<!DOCTYPE a>",
    "]]>",
    "xmlns=\"\"",
    "a:b",
    "%",
    "%00",
    "%ff",
    "&",
    "=",
    "\r\n",
    "--b",
    "orig=\"",
    "null",
];

/// Pieces that leave an answer readable when they stand between elements.
const NODES: [&str; 10] = [
    "&amp;",
    "&#x10FFFF;",
    "<![CDATA[<a>]]>",
    "<elem/>",
    "<a xmlns:b='c' b:d='e' d='f'/>",
    "<!---->",
    "<error type='x'/>",
    "<list name=''/>",
    "<slist name='s'><val/></slist>",
    " \u{85}\n",
];

/// Numbers at the edges of what fits.
const EDGES: [&str; 8] = [
    "0",
    "-1",
    "-100",
    "9223372036854775807",
    "9223372036854775808",
    "0.00001",
    "00",
    "99999-99-99",
];

/// SplitMix64: the same numbers on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit.max(1) as u64) as usize
    }
}

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus")
        .join(name);
    let entries = std::fs::read_dir(&folder).expect("the corpus is part of the crate");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("readable").path())
        .collect();
    paths.sort();
    assert!(paths.len() >= 5, "{} is nearly empty", folder.display());
    paths
        .iter()
        .map(|path| std::fs::read(path).expect("readable"))
        .collect()
}

fn mutate(input: &mut Vec<u8>, other: &[u8], numbers: &mut Numbers) {
    let at = numbers.below(input.len() + 1);
    let length = numbers.below(16).min(input.len() - at);
    // Where the next run of digits, or the next place behind an element, begins.
    let digits = input[at..]
        .iter()
        .position(u8::is_ascii_digit)
        .map(|found| at + found);
    let behind = input[at..]
        .iter()
        .position(|byte| *byte == b'>')
        .map(|found| at + found + 1);
    match (numbers.below(12), digits, behind) {
        (0, ..) if at < input.len() => input[at] ^= 1 << numbers.below(8),
        (1, ..) => drop(input.drain(at..at + length)),
        (2, ..) => {
            let copy = input[at..at + length].to_vec();
            let to = numbers.below(input.len() + 1);
            input.splice(to..to, copy);
        }
        (3, ..) => {
            let from = numbers.below(other.len() + 1);
            let piece = &other[from..(from + 48).min(other.len())];
            input.splice(at..at + length, piece.iter().copied());
        }
        (4, ..) => {
            let piece = PIECES[numbers.below(PIECES.len())];
            input.splice(at..at, piece.bytes());
        }
        (5..=8, Some(from), _) => {
            let run = input[from..]
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            input.splice(from..from + run, EDGES[numbers.below(EDGES.len())].bytes());
        }
        (_, _, Some(to)) => {
            input.splice(to..to, NODES[numbers.below(NODES.len())].bytes());
        }
        _ => {
            let byte = u8::try_from(numbers.below(256)).expect("below 256");
            input.insert(at, byte);
        }
    }
    input.truncate(INPUT_BYTES_MAX);
}

/// Runs the check and says which input it was when it fails.
fn run(input: &[u8], origin: &str, check: fn(&[u8]) -> bool) -> bool {
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| check(input)));
    outcome.unwrap_or_else(|_| panic!("{origin}: {:?}", String::from_utf8_lossy(input)))
}

fn check_corpus(name: &str, check: fn(&[u8]) -> bool) {
    let corpus = corpus(name);
    for (index, input) in corpus.iter().enumerate() {
        run(input, &format!("{name} file {index}"), check);
    }
    let mut readable = 0;
    for seed in 0..MUTATIONS {
        let mut numbers = Numbers(seed);
        let mut input = corpus[numbers.below(corpus.len())].clone();
        for _ in 0..=numbers.below(4) {
            let other = &corpus[numbers.below(corpus.len())];
            mutate(&mut input, other, &mut numbers);
        }
        readable += u64::from(run(&input, &format!("{name} seed {seed}"), check));
    }
    // Mutations that are all refused, or all accepted, would prove nothing.
    let share = readable * 100 / MUTATIONS;
    assert!(
        (10..=95).contains(&share),
        "{share}% of the mutations were readable"
    );
}

#[test]
fn requests_of_strangers() {
    check_corpus("request", checks::request::check);
}

#[test]
fn answers_of_strangers() {
    check_corpus("xml", checks::xml::check);
}

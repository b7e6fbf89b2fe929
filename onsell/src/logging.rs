//! Where log lines go: to standard error, readable or as JSON, never with a secret.

use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Begins to log; `filter` is `info`, `debug`, `onsell_engine=debug` …
pub fn start(filter: &str, json: bool) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        // A file or a journal gets the words without the colors.
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // Somebody who logs already, as a test does, keeps doing so.
    let _ = if json {
        lines.json().try_init()
    } else {
        lines.try_init()
    };
}

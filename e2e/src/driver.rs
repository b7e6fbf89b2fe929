//! The program that drives the browser: Chromium's own, from the packages of the system.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// Names the driver; `./test` sets it where it finds or installs one.
const VARIABLE: &str = "ONSELL_TEST_CHROMEDRIVER";

/// A running driver. It ends with this value.
pub struct Driver {
    process: Child,
    url: String,
}

impl Driver {
    /// The driver of the tests; none where there is no browser, which `./test` has said.
    ///
    /// # Panics
    /// Where there is one and it does not start.
    pub fn of_tests() -> Option<Self> {
        let program = std::env::var(VARIABLE).ok()?;
        Some(Self::start(&program).unwrap_or_else(|error| panic!("{program}: {error}")))
    }

    /// Starts a driver at a free port.
    pub fn start(program: &str) -> std::io::Result<Self> {
        let mut process = Command::new(program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut port = None;
        if let Some(out) = process.stdout.take() {
            // "ChromeDriver was started successfully on port 12345."
            let mut lines = BufReader::new(out).lines().map_while(Result::ok);
            port = lines.find_map(|line| port_of(&line));
        }
        let driver = |port| format!("http://127.0.0.1:{port}");
        let mut started = Self {
            url: port.map(driver).unwrap_or_default(),
            process,
        };
        if started.url.is_empty() {
            let status = started.process.wait()?;
            let text = format!("the driver named no port and ended: {status}");
            return Err(std::io::Error::other(text));
        }
        Ok(started)
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }
}

fn port_of(line: &str) -> Option<u16> {
    let (_, port) = line.split_once("successfully on port ")?;
    port.trim_end_matches('.').parse().ok()
}

impl Drop for Driver {
    fn drop(&mut self) {
        // One that has ended already is only buried.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

//! The real binary and a fresh folder for it: what tests of whole processes begin with.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// How long anything may take that usually takes a moment.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks at what another process does.
const PAUSE: Duration = Duration::from_millis(5);

/// The binary as the sources are now, built beside this test and in its profile.
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(build)
}

fn build() -> PathBuf {
    let test = std::env::current_exe().expect("a test is a file");
    // TARGET/PROFILE/deps/TEST
    let folder = test.ancestors().nth(2).expect("Cargo's folders");
    let target = folder.parent().expect("Cargo's folders");
    let profile = match folder.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(name) => name,
    };
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "--package", "onsell"]);
    build.args(["--profile", profile, "--target-dir"]);
    build.arg(target).current_dir(env!("CARGO_MANIFEST_DIR"));
    // What Cargo tells this test about its own package would make others be built anew.
    for (name, _) in std::env::vars_os() {
        let is_of_this_package = name.to_str().is_some_and(|name| {
            ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_CRATE_"]
                .iter()
                .any(|start| name.starts_with(start))
        });
        if is_of_this_package {
            build.env_remove(name);
        }
    }
    let status = build.status().expect("Cargo can be started");
    assert!(status.success(), "the binary cannot be built");
    folder.join("onsell")
}

/// An empty folder of one test. It goes with the test, and stays when the test fails.
pub struct Folder(PathBuf);

impl Folder {
    /// A folder nobody else uses.
    pub fn fresh(name: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = format!("{name}-{}-{number}", std::process::id());
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
        std::fs::create_dir_all(&path).expect("a folder can be made");
        Self(path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// A command in this folder that knows nothing of the installations around it.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.0);
        for (name, _) in std::env::vars_os() {
            if name
                .to_str()
                .is_some_and(|name| name.starts_with("ONSELL_"))
            {
                command.env_remove(name);
            }
        }
        command
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            // What cannot be removed harms nobody.
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }
}

/// Looks until it is there.
pub fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < until, "waited in vain: {what}");
        std::thread::sleep(PAUSE);
    }
}

//! Processes of our own: started on ports that were free a moment ago, and stopped.

use std::fs::File;
use std::io::{Error, ErrorKind, Result};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long one may take until it listens.
const START_MAX: Duration = Duration::from_secs(20);
/// How often it is looked whether it listens.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// Whether a program is in one of the folders of `PATH`.
pub(super) fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// A port of this machine that is free for TCP and for UDP.
pub(super) fn free_port() -> Result<SocketAddr> {
    /// How many are looked at.
    const PORTS_MAX: usize = 50;
    for _ in 0..PORTS_MAX {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        if UdpSocket::bind(address).is_ok() {
            return Ok(address);
        }
    }
    Err(Error::new(ErrorKind::AddrInUse, "no port is free"))
}

/// A process that ends when this is dropped.
pub(super) struct Process {
    child: Child,
    name: String,
}

impl Process {
    /// Starts it; what it writes goes into a file.
    pub fn start(mut command: Command, log: &Path) -> Result<Self> {
        let file = File::create(log)?;
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()?;
        Ok(Self { child, name })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // One that has ended already cannot be stopped, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until one of them listens at this address.
pub(super) fn connects(address: SocketAddr, processes: &mut [Process]) -> Result<()> {
    let began = Instant::now();
    loop {
        if TcpStream::connect(address).is_ok() {
            return Ok(());
        }
        for process in &mut *processes {
            if let Some(status) = process.child.try_wait()? {
                let text = format!("{} ended with {status}", process.name);
                return Err(Error::other(text));
            }
        }
        if began.elapsed() > START_MAX {
            let text = format!("nobody listens at {address}");
            return Err(Error::new(ErrorKind::TimedOut, text));
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

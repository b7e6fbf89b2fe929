//! Processes of our own: started on ports that were free a moment ago, and stopped.

use std::fs::File;
use std::io::{Error, ErrorKind, Result};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
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

/// A port of this machine that is free for TCP and for UDP, below those that the system gives to
/// clients: one of them could take it before a server does.
pub(super) fn free_port() -> Result<SocketAddr> {
    /// How many are looked at.
    const PORTS_MAX: u32 = 200;
    const FIRST: u32 = 10_000;
    const COUNT: u32 = 20_000;
    static NEXT: AtomicU32 = AtomicU32::new(0);
    for _ in 0..PORTS_MAX {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let port = FIRST + std::process::id().wrapping_mul(97).wrapping_add(number) % COUNT;
        let port = u16::try_from(port).map_err(Error::other)?;
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        if TcpListener::bind(address).is_ok() && UdpSocket::bind(address).is_ok() {
            return Ok(address);
        }
    }
    Err(Error::new(ErrorKind::AddrInUse, "no port is free"))
}

/// Whether a DNS server answers there by UDP.
pub(super) fn answers(address: SocketAddr) -> Result<()> {
    /// Who has the address of `a`, please?
    const QUESTION: &[u8] = b"\0\x01\x01\0\0\x01\0\0\0\0\0\0\x01a\0\0\x01\0\x01";
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.set_read_timeout(Some(Duration::from_secs(2)))?;
    socket.send_to(QUESTION, address)?;
    socket.recv(&mut [0; 512])?;
    Ok(())
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

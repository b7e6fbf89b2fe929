//! A relay between a reseller and a seller that can lose an answer: the request arrives and is
//! worked on, and the connection dies before a byte of the answer comes back.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long a side may be silent before the relay looks whether it was stopped.
const IDLE: Duration = Duration::from_secs(120);

/// A relay on a loopback port.
pub struct Relay {
    address: SocketAddr,
    plan: Arc<Plan>,
}

#[derive(Default)]
struct Plan {
    /// A request with these bytes loses its answer.
    needle: Mutex<Option<Vec<u8>>>,
    /// How many answers were lost.
    cut: AtomicUsize,
    /// Whether new connections are refused.
    closed: AtomicBool,
}

impl Relay {
    /// Relays to a server on this machine.
    pub fn to(target: SocketAddr) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let plan = Arc::new(Plan::default());
        let accepting = Arc::clone(&plan);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if accepting.closed.load(Ordering::SeqCst) {
                    continue;
                }
                let Ok(server) = TcpStream::connect(target) else {
                    continue;
                };
                let plan = Arc::clone(&accepting);
                std::thread::spawn(move || pair(client, server, &plan));
            }
        });
        Ok(Self { address, plan })
    }

    /// Where the relay listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Loses the answer to the next request that contains these bytes.
    pub fn cut_answer_to(&self, needle: &str) {
        *self.plan.lock() = Some(needle.as_bytes().to_vec());
    }

    /// How many answers were lost.
    pub fn cut(&self) -> usize {
        self.plan.cut.load(Ordering::SeqCst)
    }

    /// Refuses new connections, or accepts them again.
    pub fn set_closed(&self, closed: bool) {
        self.plan.closed.store(closed, Ordering::SeqCst);
    }
}

impl Plan {
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Vec<u8>>> {
        self.needle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this request shall lose its answer; asked once per cut.
    fn takes(&self, request: &[u8]) -> bool {
        let mut needle = self.lock();
        let found = needle
            .as_ref()
            .is_some_and(|needle| request.windows(needle.len()).any(|bytes| bytes == needle));
        if found {
            *needle = None;
        }
        found
    }
}

fn pair(client: TcpStream, server: TcpStream, plan: &Arc<Plan>) {
    for stream in [&client, &server] {
        // Without them the relay is only slower or lives longer.
        let _ = stream.set_nodelay(true);
        let _ = stream.set_read_timeout(Some(IDLE));
    }
    let doomed = Arc::new(AtomicBool::new(false));
    let (Ok(client_out), Ok(server_in)) = (client.try_clone(), server.try_clone()) else {
        return;
    };
    let (back_plan, back_doomed) = (Arc::clone(plan), Arc::clone(&doomed));
    let back = std::thread::spawn(move || {
        pump(server_in, client_out, |_| {
            if back_doomed.load(Ordering::SeqCst) {
                back_plan.cut.fetch_add(1, Ordering::SeqCst);
                return false;
            }
            true
        });
    });
    pump(client, server, |bytes| {
        if plan.takes(bytes) {
            doomed.store(true, Ordering::SeqCst);
        }
        true
    });
    // The other direction ends with its sockets; a panic there has nothing to add.
    let _ = back.join();
}

/// Copies bytes until a side ends or `passes` says no; then both directions end.
fn pump(mut from: TcpStream, mut to: TcpStream, mut passes: impl FnMut(&[u8]) -> bool) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        if !passes(&buffer[..count]) || to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn echo() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                std::thread::spawn(move || {
                    let mut buffer = [0; 64];
                    while let Ok(count @ 1..) = stream.read(&mut buffer) {
                        stream.write_all(&buffer[..count]).unwrap();
                    }
                });
            }
        });
        address
    }

    fn ask(relay: &Relay, text: &str) -> Vec<u8> {
        let mut stream = TcpStream::connect(relay.address()).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        let mut buffer = vec![0; 64];
        let count = stream.read(&mut buffer).unwrap_or(0);
        buffer.truncate(count);
        buffer
    }

    #[test]
    fn only_the_chosen_answer_is_lost() {
        let relay = Relay::to(echo()).unwrap();
        assert_eq!(ask(&relay, "one"), b"one");
        relay.cut_answer_to("two");
        assert_eq!(ask(&relay, "one"), b"one");
        assert_eq!(ask(&relay, "two"), b"");
        assert_eq!(relay.cut(), 1);
        assert_eq!(ask(&relay, "two"), b"two");
    }
}

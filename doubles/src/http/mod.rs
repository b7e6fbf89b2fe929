//! A small HTTP/1.1 server: a thread for each connection, and a way to cut it instead of answering.
//!
//! Deliberately absent: TLS, chunked bodies, and everything else that no client of a double needs.

mod request;

use std::collections::HashMap;
use std::io::{self, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

pub use request::Request;
use request::read_request;

/// How long it may take to wake the thread that accepts.
const WAKE: Duration = Duration::from_secs(1);
/// How long a connection may say nothing.
const IDLE: Duration = Duration::from_secs(60);

/// What a client is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// What the body is.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
}

impl Answer {
    /// An answer with a JSON body.
    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        Self {
            status,
            content_type: "application/json",
            body: body.to_string(),
        }
    }
}

/// What becomes of a request.
#[derive(Debug)]
pub(crate) struct Reply {
    /// Nothing: the connection is cut.
    pub answer: Option<Answer>,
    /// How long the answer, or the cut, is held back.
    pub pause: Duration,
}

/// A running server; it ends, with its connections, when this is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    open: Arc<Connections>,
    accepting: Option<thread::JoinHandle<()>>,
}

#[derive(Default)]
struct Connections {
    is_over: AtomicBool,
    streams: Mutex<HashMap<SocketAddr, TcpStream>>,
}

impl Connections {
    fn lock(&self) -> MutexGuard<'_, HashMap<SocketAddr, TcpStream>> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Server {
    /// Listens on this address of the machine and answers with `handle`.
    pub fn start(
        address: SocketAddr,
        handle: impl Fn(Request) -> Reply + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        let address = listener.local_addr()?;
        let open = Arc::<Connections>::default();
        let (inside, handle) = (Arc::clone(&open), Arc::new(handle));
        let accepting = thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if inside.is_over.load(Ordering::SeqCst) {
                    return;
                }
                let (open, handle) = (Arc::clone(&inside), Arc::clone(&handle));
                thread::spawn(move || {
                    let Ok(peer) = stream.peer_addr() else { return };
                    if let Ok(other) = stream.try_clone() {
                        open.lock().insert(peer, other);
                    }
                    // A conversation that breaks off is over.
                    let _ = converse(&stream, &*handle);
                    let _ = stream.shutdown(Shutdown::Both);
                    open.lock().remove(&peer);
                });
            }
        });
        let accepting = Some(accepting);
        Ok(Self {
            address,
            open,
            accepting,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.open.is_over.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts, so that afterwards nobody listens.
        if TcpStream::connect_timeout(&self.address, WAKE).is_ok()
            && let Some(accepting) = self.accepting.take()
        {
            // A panic there has nothing to add.
            let _ = accepting.join();
        }
        for stream in self.open.lock().values() {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

fn converse(mut stream: &TcpStream, handle: &dyn Fn(Request) -> Reply) -> io::Result<()> {
    stream.set_read_timeout(Some(IDLE))?;
    stream.set_nodelay(true)?;
    let mut unread = Vec::new();
    while let Some(request) = read_request(&mut stream, &mut unread)? {
        let is_last = request
            .header("connection")
            .is_some_and(|value| value.eq_ignore_ascii_case("close"));
        let reply = handle(request);
        thread::sleep(reply.pause);
        let Some(answer) = reply.answer else {
            return Ok(());
        };
        stream.write_all(written(&answer).as_bytes())?;
        if is_last {
            break;
        }
    }
    Ok(())
}

fn written(answer: &Answer) -> String {
    format!(
        "HTTP/1.1 {} {}\r\ncontent-type: {}\r\ncontent-length: {}\r\n\r\n{}",
        answer.status,
        reason(answer.status),
        answer.content_type,
        answer.body.len(),
        answer.body
    )
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        400..=499 => "Refused",
        500..=599 => "Unavailable",
        _ => "Answer",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn a_server_that_is_gone_refuses_and_cuts() {
        let nobody = SocketAddr::from(([127, 0, 0, 1], 0));
        let server = Server::start(nobody, |_| Reply {
            answer: Some(Answer::json(200, &serde_json::json!({}))),
            pause: Duration::ZERO,
        });
        let server = server.unwrap();
        let address = server.address();
        let mut open = TcpStream::connect(address).unwrap();
        open.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
        let mut answer = [0; 15];
        open.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"HTTP/1.1 200 OK");
        drop(server);
        TcpStream::connect(address).unwrap_err();
        let mut rest = Vec::new();
        // Cut in the middle of the conversation: an end or an error, but no wait.
        let _ = open.read_to_end(&mut rest);
        assert!(rest.ends_with(b"{}"));
    }
}

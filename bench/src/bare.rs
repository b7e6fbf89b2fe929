//! What the machine asks for the least that must happen: a round trip over loopback HTTP to a
//! server that does nothing, and a durable commit of one row.

use crate::client::Client;
use onsell::Failure;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

/// A document about as long as the answer of a feed.
const BODY_BYTES: usize = 512;

/// How long each of so many round trips takes, one after the other on one kept connection.
pub fn round_trips(count: usize) -> Result<Vec<Duration>, Failure> {
    let mut client = Client::connect(serve_nothing()?, String::new())?;
    (0..count)
        .map(|_| {
            let began = Instant::now();
            client.call("func=nothing")?;
            Ok(began.elapsed())
        })
        .collect()
}

/// How long each of so many commits of one row takes, one after the other.
pub fn durable_commits(
    engine: &onsell_engine::Engine,
    count: usize,
) -> Result<Vec<Duration>, Failure> {
    (0..count)
        .map(|number| {
            let began = Instant::now();
            engine.write(None, move |scope| {
                Ok(onsell_store::setting::put(
                    scope.tx,
                    "bench",
                    &number.to_string(),
                )?)
            })?;
            Ok(began.elapsed())
        })
        .collect()
}

/// The middle one, in milliseconds.
pub fn middle_ms(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    let middle = times.get(times.len() / 2);
    middle.map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}

/// A server that answers every request with the same document.
fn serve_nothing() -> Result<SocketAddr, Failure> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A caller that goes away ends only its own connection.
            let _ = answer_all(stream);
        }
    });
    Ok(address)
}

fn answer_all(mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let body = "x".repeat(BODY_BYTES);
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {BODY_BYTES}\r\n\r\n{body}");
    let mut request = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    while request.read_line(&mut line)? > 0 {
        if line.trim_end().is_empty() {
            stream.write_all(answer.as_bytes())?;
        }
        line.clear();
    }
    Ok(())
}

//! The load: so many connections, each sends its next request when it has the answer to the last.

use crate::client::Client;
use crate::spread::Spread;
use axum::Router;
use axum::routing::get;
use axum::serve::ListenerExt;
use onsell::Failure;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::runtime::Handle;

/// About as long as the answer of `whoami`.
const BODY: &[u8] = &[b'x'; 512];

/// One line of the load.
pub struct Load {
    pub address: SocketAddr,
    pub connections: usize,
    pub time: Duration,
}

/// What it found.
pub struct Measured {
    /// Requests per second, over all connections.
    pub rate: f64,
    pub spread: Spread,
    /// The length of an answer.
    pub bytes: usize,
}

impl Load {
    /// Sends the same request again and again.
    pub fn run(&self, query: &str) -> Result<Measured, Failure> {
        let mut clients = Vec::with_capacity(self.connections);
        for _ in 0..self.connections {
            let mut client = Client::connect(self.address, String::new())?;
            client.call(query)?;
            clients.push(client);
        }
        let began = Instant::now();
        let until = began + self.time;
        let results: Vec<Result<(Vec<Duration>, usize), Failure>> = std::thread::scope(|threads| {
            let running: Vec<_> = clients
                .into_iter()
                .map(|client| threads.spawn(move || ask_on(client, query, until)))
                .collect();
            let ended = running.into_iter().map(std::thread::ScopedJoinHandle::join);
            ended
                .map(|result| result.unwrap_or_else(|_| Err("a caller panicked".into())))
                .collect()
        });
        let seconds = began.elapsed().as_secs_f64();
        let (mut latencies, mut bytes) = (Vec::new(), 0);
        for result in results {
            let (of_one, length) = result?;
            latencies.extend(of_one);
            bytes = length;
        }
        Ok(Measured {
            rate: latencies.len() as f64 / seconds,
            spread: Spread::of(latencies),
            bytes,
        })
    }
}

fn ask_on(
    mut client: Client,
    query: &str,
    until: Instant,
) -> Result<(Vec<Duration>, usize), Failure> {
    let (mut latencies, mut bytes) = (Vec::new(), 0);
    while Instant::now() < until {
        let began = Instant::now();
        bytes = client.call(query)?.len();
        latencies.push(began.elapsed());
    }
    Ok((latencies, bytes))
}

/// A handler of the same kind of server, on the same threads, that does nothing.
pub fn serve_empty(runtime: &Handle) -> Result<SocketAddr, Failure> {
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
    let address = listener.local_addr()?;
    let listener = listener.tap_io(|connection| drop(connection.set_nodelay(true)));
    let router = Router::new().route("/billmgr", get(async || BODY));
    runtime.spawn(async move {
        // It ends with the measurement.
        drop(axum::serve(listener, router).await);
    });
    Ok(address)
}

//! A client for the tests of the doubles: one connection for each request, nothing hidden.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;

/// What came back: the status, none where the connection was cut, and the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub status: Option<u16>,
    pub body: String,
}

impl Told {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }
}

/// Sends one request with these header lines.
pub(crate) fn send(url: &str, method: &str, target: &str, headers: &[&str], body: &str) -> Told {
    let address = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let mut head = format!("{method} {target} HTTP/1.1\r\nconnection: close\r\n");
    for header in headers {
        head.push_str(header);
        head.push_str("\r\n");
    }
    let request = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    // A cut connection says nothing, or says so.
    let _ = stream.read_to_string(&mut answer);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    let body = body.to_owned();
    Told { status, body }
}

//! What is published for a validation: records of the DNS server and files of the web server, by
//! the management of `pebble-challtestsrv`.

use super::Pebble;
use serde_json::{Value, json};
use std::io::{Error, Read, Result, Write};
use std::net::TcpStream;
use std::time::Duration;

/// How long it may take to answer.
const ANSWER_MAX: Duration = Duration::from_secs(10);

impl Pebble {
    /// Publishes a TXT record, beside those that the name has.
    pub fn publish_record(&self, name: &str, value: &str) -> Result<()> {
        let host = format!("{}.", name.trim_end_matches('.'));
        self.tell("/set-txt", &json!({ "host": host, "value": value }))
    }

    /// Takes the TXT records of a name away.
    pub fn clear_records(&self, name: &str) -> Result<()> {
        let host = format!("{}.", name.trim_end_matches('.'));
        self.tell("/clear-txt", &json!({ "host": host }))
    }

    /// Publishes a file at its path, which ends with the token, on every name.
    pub fn publish_file(&self, path: &str, content: &str) -> Result<()> {
        let token = path.rsplit('/').next().unwrap_or_default();
        self.tell(
            "/add-http01",
            &json!({ "token": token, "content": content }),
        )
    }

    /// Takes a file away.
    pub fn remove_file(&self, path: &str) -> Result<()> {
        let token = path.rsplit('/').next().unwrap_or_default();
        self.tell("/del-http01", &json!({ "token": token }))
    }

    fn tell(&self, path: &str, body: &Value) -> Result<()> {
        let body = body.to_string();
        let mut stream = TcpStream::connect(self.challenges)?;
        stream.set_read_timeout(Some(ANSWER_MAX))?;
        write!(
            stream,
            "POST {path} HTTP/1.0\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let line = answer.lines().next().unwrap_or_default();
        if line.split(' ').nth(1) == Some("200") {
            return Ok(());
        }
        Err(Error::other(format!("{path} was answered {line}")))
    }
}

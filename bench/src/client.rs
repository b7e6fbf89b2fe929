//! A caller that costs little: one connection, plain HTTP/1.1, answers looked through as text.

use onsell::Failure;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

/// One kept connection with a session.
pub struct Client {
    stream: BufReader<TcpStream>,
    session: String,
    line: String,
    body: Vec<u8>,
}

impl Client {
    /// Connects.
    pub fn connect(address: SocketAddr, session: String) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream: BufReader::new(stream),
            session,
            line: String::new(),
            body: Vec::new(),
        })
    }

    /// Calls with a query that needs no escaping; the answer in XML.
    pub fn call(&mut self, query: &str) -> Result<&str, Failure> {
        let session = match self.session.as_str() {
            "" => String::new(),
            session => format!("&auth={session}"),
        };
        let request =
            format!("GET /billmgr?out=xml{session}&{query} HTTP/1.1\r\nhost: bench\r\n\r\n");
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut length = 0;
        loop {
            self.line.clear();
            if self.stream.read_line(&mut self.line)? == 0 {
                return Err("the connection was closed".into());
            }
            let line = self.line.trim_end();
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse()?;
            }
        }
        self.body.resize(length, 0);
        self.stream.read_exact(&mut self.body)?;
        let answer = std::str::from_utf8(&self.body)?;
        if answer.contains("<error") {
            return Err(format!("{query}: {answer}").into());
        }
        Ok(answer)
    }
}

/// The text of the first element of that name.
pub fn text_of<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let open = format!("<{name}>");
    let from = answer.find(&open)? + open.len();
    let to = answer[from..].find('<')?;
    Some(&answer[from..from + to])
}

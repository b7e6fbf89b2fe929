//! A visitor that costs little: one kept connection, a session in its cookie, answers taken as they
//! come. It asks for what is compressed, as every browser does; to follow links it asks for the
//! plain page.

use onsell::Failure;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// One page.
pub struct Page {
    /// Its status.
    pub status: u16,
    /// Where to look instead.
    pub elsewhere: Option<String>,
    /// How soon its first byte came.
    pub first_byte: Duration,
    /// How long its body was on the way, compressed.
    pub bytes: usize,
    /// Its text.
    pub text: String,
}

/// A visitor.
pub struct Browser {
    stream: BufReader<TcpStream>,
    session: String,
}

impl Browser {
    /// Connects.
    pub fn open(address: SocketAddr, session: &str) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream: BufReader::new(stream),
            session: session.to_owned(),
        })
    }

    /// Asks for a page, compressed.
    pub fn get(&mut self, address: &str) -> Result<Page, Failure> {
        self.ask(address, "accept-encoding: gzip\r\n")
    }

    /// Asks for a page as plain text.
    pub fn read(&mut self, address: &str) -> Result<Page, Failure> {
        self.ask(address, "")
    }

    fn ask(&mut self, address: &str, more: &str) -> Result<Page, Failure> {
        let session = &self.session;
        let request = format!(
            "GET {address} HTTP/1.1\r\nhost: bench\r\ncookie: billmgrses5={session}\r\n{more}\r\n"
        );
        let began = Instant::now();
        self.stream.get_mut().write_all(request.as_bytes())?;
        if self.stream.fill_buf()?.is_empty() {
            return Err("the connection was closed".into());
        }
        let first_byte = began.elapsed();
        let status = self.line()?;
        let status = status.split(' ').nth(1).unwrap_or_default().parse()?;
        let (mut length, mut is_chunked, mut elsewhere) = (0, false, None);
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(": ").unwrap_or((&line, ""));
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse()?,
                "transfer-encoding" => is_chunked = value == "chunked",
                "location" => elsewhere = Some(value.to_owned()),
                _ => {}
            }
        }
        let body = if is_chunked {
            self.chunks()?
        } else {
            self.bytes(length)?
        };
        Ok(Page {
            status,
            elsewhere,
            first_byte,
            bytes: body.len(),
            text: String::from_utf8_lossy(&body).into_owned(),
        })
    }

    fn line(&mut self) -> Result<String, Failure> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }

    fn bytes(&mut self, length: usize) -> Result<Vec<u8>, Failure> {
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(body)
    }

    fn chunks(&mut self) -> Result<Vec<u8>, Failure> {
        let mut body = Vec::new();
        loop {
            let length = usize::from_str_radix(&self.line()?, 16)?;
            body.extend(self.bytes(length)?);
            self.line()?;
            if length == 0 {
                return Ok(body);
            }
        }
    }
}

//! Reading requests.

use std::io::{self, Read};

const HEAD_BYTES_MAX: usize = 64 * 1024;
const HEADERS_MAX: usize = 64;
const BODY_BYTES_MAX: usize = 1024 * 1024;

/// What a client asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, `DELETE`.
    pub method: String,
    /// The path without the query, as it was sent.
    pub path: String,
    /// What follows the question mark, as it was sent.
    pub query: String,
    /// Names in lower case, values as they were sent.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// The value of a header; the name is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// The next request of a connection, none where it ends between two.
pub(super) fn read_request(
    stream: &mut impl Read,
    unread: &mut Vec<u8>,
) -> io::Result<Option<Request>> {
    loop {
        if let Some((mut request, head)) = parse_head(unread)? {
            let length = body_length(&request)?;
            while unread.len() < head + length {
                if !read_more(stream, unread)? {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
            }
            request.body = unread[head..head + length].to_vec();
            unread.drain(..head + length);
            return Ok(Some(request));
        }
        if unread.len() > HEAD_BYTES_MAX || !read_more(stream, unread)? {
            return Ok(None);
        }
    }
}

fn read_more(stream: &mut impl Read, unread: &mut Vec<u8>) -> io::Result<bool> {
    let mut buffer = [0; 8192];
    let count = stream.read(&mut buffer)?;
    unread.extend_from_slice(&buffer[..count]);
    Ok(count > 0)
}

fn body_length(request: &Request) -> io::Result<usize> {
    let length = request.header("content-length").unwrap_or("0").parse();
    let is_plain = request.header("transfer-encoding").is_none();
    match length {
        Ok(length @ 0..=BODY_BYTES_MAX) if is_plain => Ok(length),
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
}

/// The head of a request and its length, none while it is incomplete.
fn parse_head(bytes: &[u8]) -> io::Result<Option<(Request, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut head = httparse::Request::new(&mut headers);
    let parsed = head.parse(bytes).map_err(io::Error::other)?;
    let httparse::Status::Complete(length) = parsed else {
        return Ok(None);
    };
    let target = head.path.unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers = head.headers.iter().map(|header| {
        let value = String::from_utf8_lossy(header.value).trim().to_owned();
        (header.name.to_ascii_lowercase(), value)
    });
    let request = Request {
        method: head.method.unwrap_or_default().to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: headers.collect(),
        body: Vec::new(),
    };
    Ok(Some((request, length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_of_one_connection_are_told_apart() {
        let mut sent: &[u8] =
            b"POST /a/b?x=1&y=2 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n{1}\
            GET / HTTP/1.1\r\n\r\n";
        let mut unread = Vec::new();
        let first = read_request(&mut sent, &mut unread).unwrap().unwrap();
        assert_eq!(
            (first.method.as_str(), first.path.as_str()),
            ("POST", "/a/b")
        );
        assert_eq!(
            (first.query.as_str(), first.body.as_slice()),
            ("x=1&y=2", &b"{1}"[..])
        );
        assert_eq!(first.header("host"), Some("h"));
        let second = read_request(&mut sent, &mut unread).unwrap().unwrap();
        assert_eq!((second.path.as_str(), second.body.len()), ("/", 0));
        assert_eq!(read_request(&mut sent, &mut unread).unwrap(), None);
    }

    #[test]
    fn what_cannot_be_read_ends_the_connection() {
        for sent in [
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nshort",
            "no request\r\n\r\n",
        ] {
            read_request(&mut sent.as_bytes(), &mut Vec::new()).expect_err(sent);
        }
    }
}

//! Requests of the ACME crate over our transport. Its futures never wait: a request is sent and
//! answered while it is made, so that whoever drives them needs no runtime.

use crate::{HttpRequest, Method, Transport, TransportError};
use bytes::Bytes;
use http::Request;
use http_body::Body;
use instant_acme::{BodyWrapper, BytesResponse, Error, HttpClient};
use jiff::fmt::rfc2822::DateTimeParser;
use onsell_domain::Timestamp;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long one request may take.
const CALL_TIMEOUT: Duration = Duration::from_secs(30);
/// Heads of an answer that say something to the protocol.
const HEADS: [&str; 4] = ["replay-nonce", "location", "retry-after", "link"];

/// The way to an authority.
#[derive(Clone)]
pub(super) struct Way {
    transport: Arc<dyn Transport>,
    /// How long the authority asked in its last answer not to be asked again, in seconds.
    pause: Arc<Mutex<Option<i64>>>,
    /// Until when what the last answer was about holds.
    expires: Arc<Mutex<Option<Timestamp>>>,
}

impl Way {
    /// A way by this transport.
    pub fn by(transport: Arc<dyn Transport>) -> Self {
        Self {
            transport,
            pause: Arc::default(),
            expires: Arc::default(),
        }
    }

    /// The same way for another attempt: what it heard is not for this one.
    pub fn again(&self) -> Self {
        Self::by(Arc::clone(&self.transport))
    }

    /// What the last answer said about when to ask again, in seconds.
    pub fn pause(&self) -> Option<i64> {
        *self.pause.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Until when what the last answer was about holds, where it said so: the crate reads the
    /// end of an order and of a proof past.
    pub fn expires(&self) -> Option<Timestamp> {
        *self.expires.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends one request and never a second one.
    pub fn send(
        &self,
        method: Method,
        url: &str,
        body: String,
    ) -> Result<crate::HttpAnswer, TransportError> {
        let heads = match method {
            Method::Post => vec![("content-type", "application/jose+json".to_owned())],
            _ => Vec::new(),
        };
        let request = HttpRequest {
            method,
            url,
            heads,
            body,
            timeout: CALL_TIMEOUT,
        };
        let answer = self.transport.send(&request)?;
        let pause = answer.head("retry-after");
        let pause = pause.and_then(|text| seconds(text, answer.head("date")));
        *self.pause.lock().unwrap_or_else(PoisonError::into_inner) = pause;
        let expires = expires_of(&answer.body);
        *self.expires.lock().unwrap_or_else(PoisonError::into_inner) = expires;
        Ok(answer)
    }

    fn exchange(&self, parts: &http::request::Parts, body: Bytes) -> Result<BytesResponse, Error> {
        let method = match parts.method {
            http::Method::GET => Method::Get,
            http::Method::HEAD => Method::Head,
            http::Method::POST => Method::Post,
            _ => return Err(Error::Unsupported("requests of this kind")),
        };
        let body = String::from_utf8(body.to_vec()).map_err(|error| Error::Other(error.into()))?;
        let sent = self.send(method, &parts.uri.to_string(), body);
        let answer = sent.map_err(|error| Error::Other(error.into()))?;
        let mut response = http::Response::builder().status(answer.status);
        for (name, value) in &answer.heads {
            if HEADS.contains(&name.as_str()) {
                response = response.header(name, value);
            }
        }
        let (parts, ()) = response.body(())?.into_parts();
        Ok(BytesResponse {
            parts,
            body: Box::new(Bytes::from(answer.body)),
        })
    }
}

impl HttpClient for Way {
    fn request(
        &self,
        request: Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>> {
        let way = self.clone();
        Box::pin(async move {
            let (parts, mut body) = request.into_parts();
            let frame = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await;
            // What is in memory comes in one piece.
            let bytes = frame.and_then(|frame| frame.ok()?.into_data().ok());
            way.exchange(&parts, bytes.unwrap_or_default())
        })
    }
}

fn expires_of(body: &str) -> Option<Timestamp> {
    let body: serde_json::Value = serde_json::from_str(body).ok()?;
    let instant: jiff::Timestamp = body["expires"].as_str()?.parse().ok()?;
    Some(Timestamp::from_micros(instant.as_microsecond()))
}

/// How long to wait, as `Retry-After` says it: seconds, or an instant that is compared with the
/// time over there, since ours may differ.
fn seconds(text: &str, date: Option<&str>) -> Option<i64> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(i64::from(seconds));
    }
    let parser = DateTimeParser::new();
    let instant = |text: &str| parser.parse_timestamp(text).ok();
    let until = instant(text)?.as_second();
    Some((until - instant(date?)?.as_second()).max(0))
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn when_to_ask_again_is_a_number_or_an_instant() {
        let date = Some("Thu, 26 Nov 2026 12:00:00 GMT");
        let check = |text: &str, expect: Option<i64>| {
            assert_eq!(seconds(text, date), expect, "{text}");
        };
        check("90", Some(90));
        check(" 0 ", Some(0));
        check("Thu, 26 Nov 2026 13:00:00 GMT", Some(3600));
        check("Thu, 26 Nov 2026 11:00:00 GMT", Some(0));
        check("-5", None);
        check("soon", None);
        assert_eq!(seconds("Thu, 26 Nov 2026 13:00:00 GMT", None), None);
    }
}

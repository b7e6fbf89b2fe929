//! Pages that change while they are looked at: the page is asked for again and again on the
//! browser's behalf, and its middle is sent when it is another one (server-sent events).
//!
//! Nothing is kept about who looks at what, so it works with any number of nodes, and what is sent
//! is exactly what the page would show. A page that takes long to make is asked for less often.

use super::door;
use super::generic;
use super::guard;
use super::page::Shown;
use super::page::print;
use super::visit::Visit;
use crate::http::Door;
use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use futures_core::Stream;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// How many pages are kept fresh at once, by each process.
const STREAMS_MAX: usize = 512;
/// The least pause between two looks.
const PAUSE_MIN: Duration = Duration::from_millis(700);
/// The pause is so many times what the look took.
const PAUSE_FACTOR: u32 = 40;
/// Silence after which a sign of life is sent, so that nobody on the way cuts the connection.
const SILENCE_MAX: Duration = Duration::from_secs(20);
/// A stream ends after this long; the browser begins another one.
const STREAM_MAX: Duration = Duration::from_secs(1800);

static STREAMS: AtomicUsize = AtomicUsize::new(0);

/// Counts a stream as long as it lives.
struct Counted;

impl Counted {
    fn begin() -> Option<Self> {
        let before = STREAMS.fetch_add(1, Ordering::SeqCst);
        let counted = Self;
        (before < STREAMS_MAX).then_some(counted)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        STREAMS.fetch_sub(1, Ordering::SeqCst);
    }
}

/// The stream of a page.
pub(crate) async fn stream(door: Door, head: &Parts, function: &str) -> Response {
    let first = door::visit(&door, head, Body::empty(), function).await;
    let (Ok(visit), Some(counted)) = (first, Counted::begin()) else {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        return response;
    };
    let (sender, receiver) = mpsc::channel(1);
    let head = Arc::new((head.method.clone(), head.uri.clone(), head.headers.clone()));
    let known = visit.params.get("print").unwrap_or_default().to_owned();
    tokio::spawn(look(
        door,
        head,
        function.to_owned(),
        known,
        sender,
        counted,
    ));
    let mut response = Response::new(Body::from_stream(Events(receiver)));
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("text/event-stream");
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    guard::nosniff(headers);
    response
}

type Head = Arc<(axum::http::Method, axum::http::Uri, axum::http::HeaderMap)>;

async fn look(
    door: Door,
    head: Head,
    function: String,
    mut known: String,
    sender: mpsc::Sender<Bytes>,
    _counted: Counted,
) {
    let begun = Instant::now();
    let mut said = Instant::now();
    while begun.elapsed() < STREAM_MAX && !door.panel.is_stopping() {
        let asked = Instant::now();
        let Some(main) = middle(&door, &head, &function).await else {
            // Whoever signed out, or lost a right, is shown so by the next page.
            let _ = sender
                .send(Bytes::from_static(b"event: gone\ndata:\n\n"))
                .await;
            return;
        };
        let print = print(&main);
        if print != known {
            let event = event(&print, &main);
            known = print;
            said = Instant::now();
            if sender.send(event).await.is_err() {
                return;
            }
        } else if said.elapsed() > SILENCE_MAX {
            said = Instant::now();
            if sender.send(Bytes::from_static(b":\n\n")).await.is_err() {
                return;
            }
        }
        let pause = PAUSE_MIN.max(asked.elapsed() * PAUSE_FACTOR);
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = sender.closed() => return,
        }
    }
}

/// The middle of the page as it is now.
async fn middle(door: &Door, head: &Head, function: &str) -> Option<String> {
    let mut request = axum::http::Request::new(());
    *request.method_mut() = head.0.clone();
    *request.uri_mut() = head.1.clone();
    *request.headers_mut() = head.2.clone();
    let (parts, ()) = request.into_parts();
    let mut visit: Visit = door::visit(door, &parts, Body::empty(), function)
        .await
        .ok()?;
    visit.request.is_idle = true;
    visit.params.remove("print");
    match generic::get(&visit).await {
        Ok(Shown::Page(page)) => Some(page.main),
        _ => None,
    }
}

/// An event: each line of what it tells stands behind `data:`.
fn event(print: &str, main: &str) -> Bytes {
    let mut text = format!("event: page\nid: {print}\n");
    for line in main.lines() {
        text.push_str("data: ");
        text.push_str(line);
        text.push('\n');
    }
    text.push('\n');
    Bytes::from(text)
}

/// What is sent, as it comes.
struct Events(mpsc::Receiver<Bytes>);

impl Stream for Events {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|bytes| bytes.map(Ok))
    }
}

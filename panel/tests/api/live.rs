//! Pages that change while they are looked at.

use crate::house::{House, story};
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use axum::response::Response;
use onsell_panel::router;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::Pin;
use tower::ServiceExt;

/// A stream of a page, as a browser opens it.
async fn open(house: &House, session: &str, path: &str) -> Response {
    let peer: SocketAddr = "127.0.0.1:40000".parse().expect("an address");
    let mut request = Request::get(path)
        .header(header::COOKIE, format!("billmgrses5={session}"))
        .body(Body::empty())
        .expect("a request");
    request.extensions_mut().insert(ConnectInfo(peer));
    let answer = router(house.panel.clone()).oneshot(request).await;
    answer.expect("the router answers")
}

/// What comes next; nothing once the stream has ended.
async fn next(response: &mut Response) -> Option<Bytes> {
    use axum::body::HttpBody;
    let body = response.body_mut();
    let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await?;
    frame.ok()?.into_data().ok()
}

fn text(bytes: Option<Bytes>) -> String {
    let bytes = bytes.expect("something comes");
    String::from_utf8(bytes.to_vec()).expect("text")
}

#[test]
fn a_page_is_sent_anew_when_it_changed_and_not_before() {
    story(|house| async move {
        let first = house.license("192.0.2.1").await;
        let session = house.sign_in(&house.admin).await;
        let mut stream = open(&house, &session, "/panel/live/soft?print=none").await;
        let kind = stream.headers().get(header::CONTENT_TYPE).cloned();
        assert_eq!(kind.expect("a type"), "text/event-stream");
        let shown = text(next(&mut stream).await);
        assert!(shown.starts_with("event: page\nid: "), "{shown}");
        assert!(shown.contains(&format!("data-id=\"{first}\"")));
        let print = shown.lines().nth(1).expect("a line").replace("id: ", "");

        // Whoever has this page is sent nothing until it is another one.
        let same = format!("/panel/live/soft?print={print}");
        let mut stream = open(&house, &session, &same).await;
        let second = house.license("192.0.2.2").await;
        let shown = text(next(&mut stream).await);
        assert!(shown.contains(&format!("data-id=\"{second}\"")), "{shown}");
    });
}

#[test]
fn the_stream_ends_with_the_session_and_is_nobodys_without_one() {
    story(|house| async move {
        let session = house.sign_in(&house.admin).await;
        let mut stream = open(&house, &session, "/panel/live/account").await;
        assert!(text(next(&mut stream).await).starts_with("event: page"));
        house.post(&format!("func=logon&auth={session}")).await;
        assert_eq!(text(next(&mut stream).await), "event: gone\ndata:\n\n");
        assert!(next(&mut stream).await.is_none());

        let mut stream = open(&house, "nobody", "/panel/live/account").await;
        assert_eq!(text(next(&mut stream).await), "event: gone\ndata:\n\n");
    });
}

//! `/license`: the answer of `license.fetch` as the bare text that a licensed program keeps, so
//! that it needs no decoder. Whether there is one is told by the HTTP status; then the text says
//! why, for a person.

use crate::http::{Door, receive, request_of};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use onsell_domain::Language;
use onsell_wire::{Fault, decode_request};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The function behind.
const FUNCTION: &str = "license.fetch";

/// The document of a license as a service for the network.
pub(crate) fn routes(door: Door) -> Router {
    Router::new()
        .route("/license", get(fetch).post(fetch))
        .with_state(door)
}

async fn fetch(State(door): State<Door>, request: axum::extract::Request) -> Response {
    let (head, body) = request.into_parts();
    let peer = head.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    let content_type = head.headers.get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let body = if head.method == Method::POST {
        receive(body).await
    } else {
        Ok(Bytes::new())
    };
    let method = head.method.as_str();
    let params =
        body.and_then(|body| decode_request(method, head.uri.query(), content_type, &body));
    let mut params = match params {
        Ok(params) => params,
        Err(fault) => return refused(&fault, Language::En),
    };
    params.set("func", FUNCTION);
    let request = request_of(&door, peer, &head.headers, params);
    let chosen = request.params.text("lang").map(Language::parse);
    let language = chosen.unwrap_or(request.language_of_browser);
    match door.panel.call(request).await.result {
        Ok(answer) => {
            let document = answer.root.text_of("license").unwrap_or_default();
            plain(StatusCode::OK, document.to_owned())
        }
        Err(fault) => refused(&fault, language),
    }
}

fn refused(fault: &Fault, language: Language) -> Response {
    let status = match fault.kind() {
        "missed" => StatusCode::NOT_FOUND,
        "limit" => StatusCode::TOO_MANY_REQUESTS,
        "overload" => StatusCode::SERVICE_UNAVAILABLE,
        "license" => StatusCode::FORBIDDEN,
        _ => StatusCode::BAD_REQUEST,
    };
    plain(status, format!("{}\n", fault.message(language)))
}

fn plain(status: StatusCode, text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    for (name, value) in [
        (header::CONTENT_TYPE, "text/plain; charset=UTF-8"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}

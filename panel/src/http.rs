//! From HTTP to a call and back (wire 1.1 to 1.4).

use crate::client;
use crate::faces::{door, is_ours};
use crate::license_door;
use crate::panel::{Panel, Reply, Request};
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use onsell_domain::{Language, Text};
use onsell_wire::request::BODY_MAX;
use onsell_wire::{
    Fault, Format, Params, decode_request, language_from_cookie, session_from_cookie,
};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

/// Every path the API is known under; they are the same (wire 1.1).
pub(crate) const PATHS: [&str; 4] = ["/", "/billmgr", "/manager/billmgr", "/manager"];
/// How long the body of a request may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// Through which door requests come.
#[derive(Clone)]
pub(crate) struct Door {
    pub panel: Panel,
    /// Whether only this machine's administrator can open it.
    pub is_local: bool,
}

/// The API as a service for the network. Connections tell their peer by
/// [`ConnectInfo<SocketAddr>`].
pub fn router(panel: Panel) -> Router {
    let door = Door {
        panel,
        is_local: false,
    };
    routes(door.clone())
        .merge(license_door::routes(door.clone()))
        .merge(door::routes(door))
}

pub(crate) fn routes(door: Door) -> Router {
    let mut router = Router::new();
    for path in PATHS {
        router = router.route(path, get(handle).post(handle).options(preflight));
    }
    router.with_state(door)
}

/// A page of another origin asks whether it may ask (wire 1.3). Those on the list may, without
/// cookies: their pages send `auth`.
async fn preflight(State(door): State<Door>, headers: HeaderMap) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let allowed = &door.panel.options().origins;
    if allow_origin(&headers, allowed, response.headers_mut()) {
        let told = [
            (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, OPTIONS"),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
            (header::ACCESS_CONTROL_MAX_AGE, "600"),
        ];
        for (name, value) in told {
            let value = HeaderValue::from_static(value);
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// Lets the page read the answer if its origin is on the list; whether it is. Never with the
/// browser's own cookies, so that nobody's session is lent to it.
fn allow_origin(asked: &HeaderMap, allowed: &[String], answered: &mut HeaderMap) -> bool {
    if allowed.is_empty() {
        return false;
    }
    answered.insert(header::VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = client::allowed_origin(asked, allowed) else {
        return false;
    };
    answered.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    true
}

async fn handle(State(door): State<Door>, request: axum::extract::Request) -> Response {
    let (head, body) = request.into_parts();
    let mut response = answer(&door, &head, body).await;
    let allowed = &door.panel.options().origins;
    allow_origin(&head.headers, allowed, response.headers_mut());
    response
}

async fn answer(door: &Door, head: &Parts, body: Body) -> Response {
    let query = head.uri.query();
    let peer = head.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    let body = if head.method == Method::POST {
        receive(body).await
    } else {
        Ok(Bytes::new())
    };
    let content_type = header_text(&head.headers, header::CONTENT_TYPE);
    let params =
        body.and_then(|body| decode_request(head.method.as_str(), query, content_type, &body));
    match params {
        Ok(params) if params.has("func") => {
            let format = Format::of(&params);
            let page = page_behind(&head.method, &params);
            let request = request_of(door, peer, &head.headers, params);
            let reply = door.panel.answer(request, format).await;
            let page = page.filter(|_| reply.cookie.is_some());
            let mut response = respond(reply);
            if let Some(page) = page.and_then(|page| HeaderValue::from_str(&page).ok()) {
                *response.status_mut() = StatusCode::SEE_OTHER;
                response.headers_mut().insert(header::LOCATION, page);
            }
            response
        }
        // Whoever names no function is a person, who finds the panel.
        Ok(_) => to_the_panel(),
        Err(fault) => respond(unreadable(&fault, query, &head.headers)),
    }
}

/// The page of the panel to which a link leads that signs in once: a person followed it, and a
/// program gets the same answer as ever. Nowhere else is led to.
fn page_behind(method: &Method, params: &Params) -> Option<String> {
    let is_link = *method == Method::GET && params.text("func") == Some("auth");
    let page = params.text("redirect").filter(|page| is_ours(page))?;
    (is_link && params.has("key")).then(|| page.to_owned())
}

/// The body, as long as it may be and no longer.
pub(crate) async fn receive(body: Body) -> Result<Bytes, Fault> {
    let refused = |en, ru| Fault::value_because("body", "", Text::new(en, ru));
    match tokio::time::timeout(BODY_TIMEOUT, to_bytes(body, BODY_MAX)).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(_)) => Err(refused(
            "The request is too large or broken off",
            "Запрос слишком большой или прерван",
        )),
        Err(_) => Err(refused(
            "The request came too slowly",
            "Запрос поступал слишком долго",
        )),
    }
}

pub(crate) fn request_of(
    door: &Door,
    peer: IpAddr,
    headers: &HeaderMap,
    params: Params,
) -> Request {
    let cookie = header_text(headers, header::COOKIE).unwrap_or_default();
    let is_proxy = is_proxy(door, peer, headers);
    let address = if door.is_local {
        IpAddr::V4(Ipv4Addr::LOCALHOST)
    } else {
        client::address(peer, headers, is_proxy)
    };
    Request {
        params,
        session_cookie: session_from_cookie(cookie).map(str::to_owned),
        language: language_from_cookie(cookie),
        language_of_browser: language_of_browser(headers),
        address,
        device: header_text(headers, header::USER_AGENT)
            .unwrap_or_default()
            .to_owned(),
        is_local: door.is_local,
        is_same_origin: client::is_same_origin(headers, door.panel.options().address.as_deref()),
        is_foreign_origin: client::is_foreign_origin(
            headers,
            door.panel.options().address.as_deref(),
        ),
        is_idle: false,
        host: client::host(headers, is_proxy),
    }
}

fn is_proxy(door: &Door, peer: IpAddr, headers: &HeaderMap) -> bool {
    client::is_proxy(
        peer,
        headers,
        door.panel.options().forwarded_secret.as_ref(),
    )
}

/// A request that could not be read still gets its answer in the encoding its query asks for.
fn unreadable(fault: &Fault, query: Option<&str>, headers: &HeaderMap) -> Reply {
    let params = Params::parse_urlencoded(query.unwrap_or_default()).unwrap_or_default();
    let format = Format::of(&params);
    let document = fault.to_document(language(&params, headers), None);
    Reply {
        body: document.encode(format),
        format,
        is_overload: false,
        cookie: None,
        function: String::new(),
        callback: None,
    }
}

fn language(params: &Params, headers: &HeaderMap) -> Language {
    let cookie = header_text(headers, header::COOKIE).unwrap_or_default();
    params
        .text("lang")
        .map(Language::parse)
        .or_else(|| language_from_cookie(cookie))
        .unwrap_or_else(|| language_of_browser(headers))
}

fn language_of_browser(headers: &HeaderMap) -> Language {
    header_text(headers, header::ACCEPT_LANGUAGE).map_or(Language::En, Language::parse)
}

fn header_text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Errors travel with status 200 as well; only overload is told to proxies too (wire 1.4).
fn respond(reply: Reply) -> Response {
    let status = if reply.is_overload {
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        StatusCode::OK
    };
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() = status;
    let content_type = if reply.callback.is_some() {
        "application/javascript; charset=UTF-8"
    } else {
        reply.format.content_type()
    };
    guard(response.headers_mut(), content_type);
    if reply.format == Format::Csv {
        // Only what can be the name of a file: the function was named by the caller.
        let is_plain = |c: &char| c.is_ascii_alphanumeric() || *c == '.' || *c == '_';
        let name: String = reply.function.chars().filter(is_plain).collect();
        let disposition = format!("attachment; filename=\"{name}.csv\"");
        if let Ok(value) = HeaderValue::from_str(&disposition) {
            response
                .headers_mut()
                .insert(header::CONTENT_DISPOSITION, value);
        }
    }
    // A session's id is digits and letters, so this is a header's value.
    if let Some(cookie) = reply.cookie.and_then(|cookie| cookie.parse().ok()) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

fn to_the_panel() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let panel = HeaderValue::from_static("/panel");
    response.headers_mut().insert(header::LOCATION, panel);
    response
}

/// What every answer says: what it is, that nobody shall guess otherwise, and that nobody keeps it.
fn guard(headers: &mut HeaderMap, content_type: &'static str) {
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

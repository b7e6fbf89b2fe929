//! The panel over HTTP: `/panel/<function>` shows with GET and performs with POST.

use super::locale::Locale;
use super::page::{Download, Page, Shown};
use super::visit::Visit;
use super::words::Words;
use super::{assets, brand, frame::Frame, generic, guard, preference};
use crate::http::{Door, receive, request_of};
use crate::panel::Request;
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use onsell_domain::Language;
use onsell_engine::shown::zone;
use onsell_wire::{Fault, Params, decode_form};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use tower_http::compression::CompressionLayer;

/// The cookie to which the forms of guests belong.
const GUEST_COOKIE: &str = "onsell_guest";

/// Boxes of a page that are ticked, several under one name.
const SEVERAL: [&str; 4] = ["elid", "column", "pricelist", "template"];

/// The pages as a service.
pub(crate) fn routes(door: Door) -> Router {
    Router::new()
        .route("/panel", get(page).post(page))
        .route("/panel/", get(page).post(page))
        .route("/panel/{*path}", get(page).post(page))
        .layer(CompressionLayer::new())
        .with_state(door)
}

async fn page(State(door): State<Door>, request: axum::extract::Request) -> Response {
    let (head, body) = request.into_parts();
    let path = head.uri.path();
    let path = path.strip_prefix("/panel").unwrap_or(path);
    let path = path.trim_matches('/').to_owned();
    if let Some(name) = path.strip_prefix("assets/") {
        return asset(name);
    }
    if let Some(name) = path.strip_prefix("brand/") {
        return of_brand(&door, &head.headers, name).await;
    }
    if let Some((address, cookies)) = preference::choose(&head, &path) {
        return elsewhere(&address, &cookies);
    }
    if let Some(function) = path.strip_prefix("live") {
        let function = function.trim_start_matches('/');
        return super::live::stream(door, &head, function).await;
    }
    match visit(&door, &head, body, &path).await {
        Ok(mut visit) => answer(&mut visit, &head).await,
        Err(fault) => bare(&fault, &head),
    }
}

/// Reads who visits and what for.
pub(super) async fn visit(
    door: &Door,
    head: &Parts,
    body: Body,
    path: &str,
) -> Result<Visit, Fault> {
    let peer = head.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    let body = if head.method == Method::POST {
        receive(body).await?
    } else {
        axum::body::Bytes::new()
    };
    let content_type = text(&head.headers, &header::CONTENT_TYPE);
    let query = head.uri.query();
    let method = head.method.as_str();
    let params = decode_form(method, query, content_type, &body, &SEVERAL)?;
    let mut request = request_of(door, peer, &head.headers, params.clone());
    request.params = Params::default();
    let frame = Frame::read(&door.panel, &request, path).await?;
    let language = language(&params, &request, &frame);
    Ok(Visit {
        panel: door.panel.clone(),
        request,
        function: path.to_owned(),
        params,
        fault: None,
        locale: locale(language, &frame),
        frame,
        words: Words::new(language),
        guest: guest(&head.headers),
        is_sent: head.method == Method::POST,
    })
}

fn language(params: &Params, request: &Request, frame: &Frame) -> Language {
    let chosen = params.text("lang").map(Language::parse);
    let own = frame.identity.as_ref().map(|identity| identity.language);
    chosen
        .or(request.language)
        .or(own)
        .unwrap_or(request.language_of_browser)
}

/// How dates and money are read in a language and in the provider's zone.
fn locale(language: Language, frame: &Frame) -> Locale {
    let provider = frame.provider.as_ref().map(|provider| &provider.zone);
    let zone = frame.zone.as_ref().or(provider).map(|name| zone(name));
    Locale::new(language, zone.unwrap_or_default(), frame.now)
}

/// To what the forms of a guest belong: a cookie, or a new one.
fn guest(headers: &HeaderMap) -> (String, bool) {
    let known = cookie(headers, GUEST_COOKIE)
        .filter(|value| value.len() == 32 && value.bytes().all(|byte| byte.is_ascii_hexdigit()));
    match known {
        Some(known) => (known.to_owned(), false),
        None => (guard::random(), true),
    }
}

async fn answer(visit: &mut Visit, head: &Parts) -> Response {
    let shown = if head.method == Method::POST {
        generic::post(visit).await
    } else {
        generic::get(visit).await
    };
    match shown {
        Ok(Shown::Page(page)) => whole(visit, &page, head),
        Ok(Shown::Elsewhere(address, cookies)) => elsewhere(&address, &cookies),
        Ok(Shown::File(file)) => download(file),
        Err(fault) => match generic::refused(visit, &fault) {
            Shown::Page(page) => whole(visit, &page, head),
            Shown::Elsewhere(address, cookies) => elsewhere(&address, &cookies),
            Shown::File(file) => download(file),
        },
    }
}

/// A file to keep. Its name is made of signs that every system takes.
fn download(file: Download) -> Response {
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_');
    let plain = |sign: char| if is_plain(sign) { sign } else { '_' };
    let name: String = file.name.chars().map(plain).collect();
    let mut response = Response::new(Body::from(file.body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    guard::nosniff(headers);
    response
}

fn whole(visit: &Visit, page: &Page, head: &Parts) -> Response {
    let document = page.document(visit, preference::theme(&head.headers));
    let mut response = html(document);
    *response.status_mut() = StatusCode::from_u16(page.status).unwrap_or(StatusCode::OK);
    set_cookies(&mut response, &page.cookies);
    if let (guest, true) = &visit.guest
        && visit.frame.identity.is_none()
    {
        let secure = secure(visit);
        let cookie = format!("{GUEST_COOKIE}={guest}; Path=/panel; HttpOnly; SameSite=Lax{secure}");
        set_cookies(&mut response, &[cookie]);
    }
    response
}

fn secure(visit: &Visit) -> &'static str {
    let address = visit.panel.options().address.as_deref();
    let host = address.unwrap_or(&visit.request.host);
    if host.starts_with("https://") {
        "; Secure"
    } else {
        ""
    }
}

/// A page for whoever could not even be read.
fn bare(fault: &Fault, head: &Parts) -> Response {
    let language =
        text(&head.headers, &header::ACCEPT_LANGUAGE).map_or(Language::En, Language::parse);
    let mut response = html(super::escaped(&fault.message(language)));
    *response.status_mut() = match fault.kind() {
        "overload" => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_REQUEST,
    };
    response
}

fn asset(name: &str) -> Response {
    let Some(asset) = assets::Asset::at(&format!("/{name}")) else {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_FOUND;
        return response;
    };
    let mut response = Response::new(Body::from(asset.content));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    let kept = HeaderValue::from_static("public, max-age=31536000, immutable");
    headers.insert(header::CACHE_CONTROL, kept);
    guard::nosniff(headers);
    response
}

/// A file of a provider's look. Its address changes with it, so that a browser may keep it.
async fn of_brand(door: &Door, asked: &HeaderMap, path: &str) -> Response {
    let served = brand::at(&door.panel, path).await;
    let mut response = Response::new(Body::empty());
    let Ok(Some(served)) = served else {
        *response.status_mut() = StatusCode::NOT_FOUND;
        return response;
    };
    if text(asked, &header::IF_NONE_MATCH) == Some(served.tag.as_str()) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        *response.body_mut() = Body::from(served.bytes);
    }
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, served.content_type.as_str()),
        (header::ETAG, served.tag.as_str()),
        (header::CACHE_CONTROL, "public, max-age=86400"),
        (header::CONTENT_SECURITY_POLICY, brand::LOGO_POLICY),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    guard::nosniff(headers);
    response
}

fn html(document: String) -> Response {
    let mut response = Response::new(Body::from(document));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=UTF-8"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    guard::protect(headers);
    response
}

fn elsewhere(address: &str, cookies: &[String]) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let address = HeaderValue::from_str(address);
    let address = address.unwrap_or(HeaderValue::from_static("/panel"));
    response.headers_mut().insert(header::LOCATION, address);
    set_cookies(&mut response, cookies);
    response
}

fn set_cookies(response: &mut Response, cookies: &[String]) {
    for cookie in cookies {
        if let Ok(value) = HeaderValue::from_str(cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
}

pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = text(headers, &header::COOKIE)?.split(';');
    cookies
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

//! A visitor with a browser that keeps cookies and runs no script.

use crate::house::{Answer, House};
use axum::body::Body;
use axum::http::{Method, Request, header};
use onsell_wire::Params;
use std::collections::BTreeMap;

/// Where the house is reached.
const HOST: &str = "seller.example";

/// Somebody who looks at pages.
pub struct Visitor<'a> {
    house: &'a House,
    cookies: BTreeMap<String, String>,
}

impl<'a> Visitor<'a> {
    /// Somebody who has not signed in.
    pub fn stranger(house: &'a House) -> Self {
        Self {
            house,
            cookies: BTreeMap::new(),
        }
    }

    /// Somebody who signed in on the page for it; `user` is a name and a password.
    pub async fn signed_in(house: &'a House, user: &str) -> Self {
        let mut visitor = Self::stranger(house);
        let (name, password) = user.split_once(':').expect("a name and a password");
        let page = visitor.get("/panel/auth").await;
        let fields = [("username", name), ("password", password)];
        let answer = visitor.send("/panel/auth", &page.text, &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        visitor
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        let request = self.request(Method::GET, path);
        let request = request.body(Body::empty()).expect("a request");
        self.go(request).await
    }

    /// Sends the form of a page with these fields and its token.
    pub async fn send(&mut self, path: &str, page: &str, fields: &[(&str, &str)]) -> Answer {
        let mut params: Vec<(&str, &str)> = vec![("csrf", token(page))];
        params.extend(fields);
        self.post(path, &params).await
    }

    /// Sends these fields and nothing else.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let fields = fields.iter();
        let params: Params = fields
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let request = self
            .request(Method::POST, path)
            .header(header::ORIGIN, format!("https://{HOST}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = request.body(Body::from(params.to_query()));
        self.go(request.expect("a request")).await
    }

    fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, HOST)
            .header(header::COOKIE, cookies.join("; "))
    }

    async fn go(&mut self, request: Request<Body>) -> Answer {
        let answer = self.house.send(request).await;
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("a cookie is text");
            let pair = cookie.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}

/// The token of the last form of a page: the first may be the one for signing out.
pub fn token(page: &str) -> &str {
    let rest = page.rsplit("name=\"csrf\" value=\"").next();
    let rest = rest.unwrap_or_default();
    rest.split('"').next().unwrap_or_default()
}

/// Where an answer leads.
pub fn location(answer: &Answer) -> &str {
    let location = answer.headers.get(header::LOCATION);
    location.and_then(|to| to.to_str().ok()).unwrap_or_default()
}

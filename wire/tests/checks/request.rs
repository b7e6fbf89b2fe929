//! A request from a stranger ends in parameters or in a documented refusal.

use std::collections::HashSet;

use onsell_domain::Language;
use onsell_wire::message::{
    ActionRequest, ChangeTariffRequest, EditRequest, EventQuery, OrderRequest, PriceListQuery,
    ProlongRequest, ServiceListQuery,
};
use onsell_wire::request::{BODY_MAX, NAME_MAX, PARAMETERS_MAX};
use onsell_wire::{
    Document, Fault, Params, decode_request, language_from_cookie, session_from_cookie,
    split_authinfo,
};

use super::encoded;

/// The input is the method, the query and the content type, a line each, and then the body. The
/// answer says whether the request was readable.
pub fn check(input: &[u8]) -> bool {
    let mut parts = input.splitn(4, |byte| *byte == b'\n');
    let mut next = || parts.next().unwrap_or_default();
    let (method, query, content_type) = (next(), next(), next());
    let body = next();
    let (Ok(method), Ok(query), Ok(content_type)) = (
        std::str::from_utf8(method),
        std::str::from_utf8(query),
        std::str::from_utf8(content_type),
    ) else {
        return false;
    };
    let content_type = (!content_type.is_empty()).then_some(content_type);
    match decode_request(method, Some(query), content_type, body) {
        Ok(params) => {
            readable(&params);
            true
        }
        Err(fault) => {
            assert_eq!(fault.kind(), "value");
            refused(&fault);
            false
        }
    }
}

fn readable(params: &Params) {
    let names: HashSet<&str> = params.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), params.len(), "each name once");
    assert!(params.len() <= PARAMETERS_MAX);
    assert!(
        names
            .iter()
            .all(|name| !name.is_empty() && name.len() <= NAME_MAX)
    );

    let written = params.to_query();
    if written.len() <= BODY_MAX {
        let again = decode_request("POST", None, None, written.as_bytes());
        assert_eq!(again.as_ref(), Ok(params));
    }
    encoded::check(&Document::result("echo").echoing(params));
    for (_, value) in params.iter() {
        let _ = split_authinfo(value);
        if let Some(session) = session_from_cookie(value) {
            assert!(!session.is_empty() && !session.contains(':'));
        }
        let _ = language_from_cookie(value);
    }
    understood(params);
}

/// Whatever a message makes of the parameters, it survives being sent again.
fn understood(params: &Params) {
    macro_rules! check {
        ($($message:ty),+) => {$(
            match <$message>::from_params(params) {
                Ok(message) => {
                    assert_eq!(<$message>::from_params(&message.to_params()), Ok(message));
                }
                Err(fault) => refused(&fault),
            }
        )+};
    }
    check!(
        OrderRequest,
        ProlongRequest,
        ChangeTariffRequest,
        EditRequest,
        ActionRequest
    );
    check!(EventQuery, PriceListQuery);
    if let Err(fault) = ServiceListQuery::from_params(params) {
        refused(&fault);
    }
}

fn refused(fault: &Fault) {
    for language in [Language::En, Language::Ru] {
        let document = fault.to_document(language, None);
        let error = document
            .root
            .child("error")
            .expect("a refusal has an error");
        assert!(
            error
                .text_of("msg")
                .is_some_and(|message| !message.is_empty())
        );
        encoded::check(&document);
    }
}

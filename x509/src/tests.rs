//! What was made by others is read, what is wrong is refused with its reason, and what we make is
//! read by others.

mod authorities;
mod hostile;
mod keys;
mod requests;

use onsell_domain::Timestamp;

use crate::{Authority, Request};

/// 2026-04-01 00:00:00 UTC.
fn now() -> Timestamp {
    Timestamp::default().plus_seconds(1_775_001_600)
}

fn authority(name: &str) -> Authority {
    Authority::make(name, 10, now()).unwrap()
}

fn request(names: &[&str]) -> (Request, onsell_domain::Secret) {
    let names = owned(names);
    let subject = onsell_domain::certificate::Subject {
        common_name: names[0].clone(),
        ..Default::default()
    };
    let made = crate::request::make(&subject, &names, crate::KeyKind::P256).unwrap();
    (crate::request::read(&made.request).unwrap(), made.key)
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

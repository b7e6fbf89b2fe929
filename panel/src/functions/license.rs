//! The document of a license, for the program that is licensed: `license.fetch`, and the key with
//! which it is signed: `license.key` (semantics 5.3, backends 4.8; `docs/license.md`).

use crate::ask::Ask;
use crate::caller::{Guest, Staff};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::function::{Body, Function};
use onsell_domain::{Address, Level, Secret, Text};
use onsell_engine::license_document;
use onsell_engine::license_key::{self, PublicKey};
use onsell_wire::{Document, Fault};
use std::net::IpAddr;

/// `license.fetch`: the signed document of the license with this key, for whoever comes from its
/// address.
pub(super) struct Fetch;

/// A key, and from where it came.
pub(super) struct Presented {
    key: Secret,
    address: IpAddr,
}

impl Function for Fetch {
    type Caller = Guest;
    type Input = Presented;
    type Output = String;

    const DECLARATION: Declaration = Declaration {
        name: "license.fetch",
        kind: Kind::Tree,
        level: Level::Guest,
        title: Text::new("License document", "Документ лицензии"),
        parameters: &[
            Parameter::required(
                "lickey",
                ParameterKind::Text,
                Text::new("Activation key", "Ключ активации"),
            ),
            Parameter::optional(
                "ip",
                ParameterKind::Text,
                Text::new(
                    "Address of the license; must be the one you come from",
                    "Адрес лицензии; должен совпадать с адресом, откуда вы обращаетесь",
                ),
            ),
        ],
    };

    fn parse(ask: &Ask) -> Result<Presented, Fault> {
        let params = &ask.params;
        if let Some(text) = params.text("ip") {
            let meant = Address::parse(text).map_err(|_| Fault::value("ip", text))?;
            if meant != ask.address.into() {
                return Err(elsewhere(ask.address));
            }
        }
        Ok(Presented {
            key: Secret::from(params.required_text("lickey")?.trim()),
            address: ask.address,
        })
    }

    fn body(_: &Presented) -> Body<Self> {
        Body::Looking(|engine, _, presented: &Presented| {
            license_document::fetch(engine, &presented.key, presented.address)
        })
    }

    fn render(document: &String, ask: &Ask) -> Document {
        let mut answer = Document::tree(&ask.function);
        answer.put("license", document.as_str());
        answer
    }
}

fn elsewhere(address: IpAddr) -> Fault {
    let reason = Text::new(
        "A license is fetched from its own address, and you come from another one",
        "Лицензию получают с её собственного адреса, а вы обращаетесь с другого",
    );
    Fault::value_because("ip", address.to_canonical(), reason)
}

/// `license.key`: the public key with which documents of licenses are verified.
pub(super) struct Key;

impl Function for Key {
    type Caller = Staff;
    type Input = ();
    type Output = PublicKey;

    const DECLARATION: Declaration = Declaration {
        name: "license.key",
        kind: Kind::Tree,
        level: Level::Staff,
        title: Text::new(
            "Public key of license documents",
            "Открытый ключ документов лицензий",
        ),
        parameters: &[],
    };

    fn parse(_: &Ask) -> Result<(), Fault> {
        Ok(())
    }

    fn body((): &()) -> Body<Self> {
        Body::Looking(|engine, _, ()| license_key::public(engine))
    }

    fn render(key: &PublicKey, ask: &Ask) -> Document {
        let mut answer = Document::tree(&ask.function);
        answer.put("name", key.name());
        answer.put("publickey", key.pem());
        answer
    }
}

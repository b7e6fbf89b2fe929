//! Downloads of a certificate: `certificate.file`; and the key that is forgotten:
//! `certificate.deletekey` (wire 3.12, semantics 6.1).

use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SERVICE, SERVICES, SOK, done, group};
use crate::function::{Body, Function};
use onsell_domain::{Level, ServiceId, Text};
use onsell_engine::certificate::{self, file};
use onsell_wire::message::certificate::{FileAnswer, FileRequest};
use onsell_wire::{Document, Fault};

/// `certificate.file`: the certificate, its chain, both, the request, the key, or all as PKCS#12.
pub(super) struct File;

/// Which file of which certificate.
pub(super) struct Input {
    request: FileRequest,
    serial: Option<String>,
}

impl Function for File {
    type Caller = Anyone;
    type Input = Input;
    type Output = FileAnswer;

    const DECLARATION: Declaration = Declaration {
        name: "certificate.file",
        kind: Kind::Tree,
        level: Level::Customer,
        title: Text::new("Download", "Скачать"),
        parameters: &[
            SERVICE,
            Parameter::optional(
                "type",
                ParameterKind::Text,
                Text::new(
                    "What: crt, chain, bundle, csr, key or p12",
                    "Что: crt, chain, bundle, csr, key или p12",
                ),
            ),
            Parameter::optional(
                "serial",
                ParameterKind::Text,
                Text::new(
                    "Serial number of an earlier certificate",
                    "Серийный номер прежнего сертификата",
                ),
            ),
            Parameter::optional(
                "password",
                ParameterKind::Secret,
                Text::new("Password of a p12 file", "Пароль файла p12"),
            ),
        ],
    };

    fn parse(ask: &Ask) -> Result<Input, Fault> {
        Ok(Input {
            request: FileRequest::from_params(&ask.params)?,
            serial: ask.params.text("serial").map(str::to_ascii_lowercase),
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Outside(|engine, caller: &Anyone, input: &Input| {
            let FileRequest {
                service,
                kind,
                password,
            } = &input.request;
            let (actor, id) = (caller.actor(), ServiceId::new(*service));
            let serial = input.serial.as_deref();
            let found = file(engine, &actor, id, *kind, serial, password)?;
            Ok(FileAnswer {
                name: found.name,
                body: found.body,
            })
        })
    }

    fn render(answer: &FileAnswer, _: &Ask) -> Document {
        answer.to_document()
    }
}

/// `certificate.deletekey`: the private key is forgotten; whoever needs it has it.
pub(super) struct DeleteKey;

impl Function for DeleteKey {
    type Caller = Anyone;
    type Input = Vec<i64>;
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "certificate.deletekey",
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new("Forget the private key", "Удалить закрытый ключ"),
        parameters: &[SERVICES, SOK],
    };

    fn parse(ask: &Ask) -> Result<Vec<i64>, Fault> {
        group(&ask.params, "elid")
    }

    fn body(input: &Vec<i64>) -> Body<Self> {
        Body::Each(input.clone(), |scope, caller: &Anyone, _, id| {
            certificate::forget(scope, &caller.actor(), ServiceId::new(id))
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

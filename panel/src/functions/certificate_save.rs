//! Staff bring a certificate that was issued elsewhere: `certificate.save` (wire 4.4,
//! semantics 6.4).

use crate::ask::Ask;
use crate::caller::Staff;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SERVICE, SOK, done};
use crate::function::{Body, Function};
use onsell_domain::{Level, ServiceId, Text};
use onsell_engine::certificate;
use onsell_wire::{Document, Fault};

/// `certificate.save`: keeps a certificate with its chain; `certificate.open` then delivers it.
pub(super) struct Save;

/// Which certificate, and its texts.
pub(super) struct Input {
    service: ServiceId,
    certificate: String,
    chain: String,
}

impl Function for Save {
    type Caller = Staff;
    type Input = Input;
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "certificate.save",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new("Keep a certificate", "Сохранить сертификат"),
        parameters: &[
            SERVICE,
            Parameter::required(
                "crt",
                ParameterKind::Text,
                Text::new(
                    "Certificate, PEM; the chain may follow",
                    "Сертификат, PEM; за ним может следовать цепочка",
                ),
            ),
            Parameter::optional(
                "crt_chain",
                ParameterKind::Text,
                Text::new("Chain, PEM", "Цепочка, PEM"),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> Result<Input, Fault> {
        let params = &ask.params;
        Ok(Input {
            service: params.required_id("elid")?,
            certificate: params.required_text("crt")?.to_owned(),
            chain: params.text("crt_chain").unwrap_or_default().to_owned(),
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Write(|scope, staff: &Staff, input: &Input| {
            let (id, text) = (input.service, &input.certificate);
            certificate::save(scope, &staff.actor(), id, text, &input.chain)
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

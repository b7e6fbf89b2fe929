//! Staff bring a certificate that was issued elsewhere: `certificate.save`, `certificate.open`
//! (wire 4.4, semantics 6.4).

use super::each::OnEach;
use crate::ask::Ask;
use crate::caller::Staff;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SERVICE, SERVICES, SOK, done};
use crate::function::{Body, Function};
use onsell_domain::{Level, ServiceId, Text};
use onsell_engine::{Result, Scope, certificate};
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

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
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

/// `certificate.open`: the certificate is there, so that what was under way for it ends: its order
/// or a re-issue.
pub(super) struct Open;

impl OnEach for Open {
    type Caller = Staff;

    const DECLARATION: Declaration = Declaration {
        name: "certificate.open",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new("The certificate is issued", "Сертификат выпущен"),
        parameters: &[SERVICES, SOK],
    };

    fn apply(scope: &mut Scope<'_>, staff: &Staff, id: i64) -> Result<()> {
        certificate::finish(scope, &staff.actor(), ServiceId::new(id))
    }
}

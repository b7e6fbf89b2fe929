//! How names are proven: who may approve them by letter, and having them looked at again
//! (wire 3.12).

use super::order_certificate::{APPROVER, METHOD};
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SERVICE, SOK, done};
use crate::function::{Body, Function};
use onsell_domain::{Level, ServiceId, Text};
use onsell_engine::certificate::{Proof, approvers, ask_again, card, read_request};
use onsell_wire::message::certificate::{ApproverAnswer, ApproverRequest, ValidationRequest};
use onsell_wire::{Document, Fault};
use std::marker::PhantomData;

/// `certificate.approver`: the addresses that may approve each name, before an order or of one.
pub(super) struct Approver;

impl Function for Approver {
    type Caller = Anyone;
    type Input = ApproverRequest;
    type Output = ApproverAnswer;

    const DECLARATION: Declaration = Declaration {
        name: "certificate.approver",
        kind: Kind::Tree,
        level: Level::Customer,
        title: Text::new("Approvers", "Кто подтверждает"),
        parameters: &[
            Parameter::optional("elid", ParameterKind::Id, Text::new("Service", "Услуга")),
            Parameter::optional(
                "pricelist",
                ParameterKind::Id,
                Text::new("Tariff plan, before an order", "Тарифный план, до заказа"),
            ),
            Parameter::optional(
                "domain",
                ParameterKind::Text,
                Text::new("Names, separated by spaces", "Имена через пробел"),
            ),
            Parameter::optional(
                "csr",
                ParameterKind::Text,
                Text::new("Certificate request", "Запрос на сертификат"),
            ),
        ],
    };

    fn parse(ask: &Ask) -> Result<ApproverRequest, Fault> {
        ApproverRequest::from_params(&ask.params)
    }

    fn body(_: &ApproverRequest) -> Body<Self> {
        Body::Outside(|engine, caller: &Anyone, asked: &ApproverRequest| {
            let mut names = asked.domain.clone();
            let mut tariff = asked.tariff;
            if let Some(id) = asked.service.map(ServiceId::new) {
                let account = caller.account;
                let (service, known) = engine.read(move |scope| {
                    let found = onsell_store::service::find(scope.tx, id)?;
                    let own = found.filter(|one| account.is_none_or(|own| own == one.account));
                    let own = own.ok_or_else(|| Fault::missed("item", id))?;
                    Ok((own, card(scope, id)?))
                })?;
                tariff = Some(service.tariff);
                if let Some(known) = known.filter(|_| names.is_empty()) {
                    names = known.request.names.join(" ");
                }
            }
            if names.is_empty() && !asked.csr.is_empty() {
                names = read_request(&asked.csr)?.names.join(" ");
            }
            let tariff = tariff.ok_or_else(|| Fault::value_empty("pricelist"))?;
            if names.trim().is_empty() {
                return Err(Fault::value_empty("domain").into());
            }
            approvers(engine, tariff, &names)
        })
    }

    fn render(answer: &ApproverAnswer, _: &Ask) -> Document {
        answer.to_document()
    }
}

/// A way of asking again.
pub(super) trait Way: Send + Sync + 'static {
    /// What its function says of itself.
    const DECLARATION: Declaration;
}

/// The function of a way.
pub(super) struct Of<W>(PhantomData<fn() -> W>);

/// `certificate.send_dv_dns`: the records and files are looked at again.
pub(super) struct LookAgain;

impl Way for LookAgain {
    const DECLARATION: Declaration = Declaration {
        name: "certificate.send_dv_dns",
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new("Check again", "Проверить снова"),
        parameters: &[SERVICE, METHOD, APPROVER, SOK],
    };
}

/// `certificate.send_dv_email`: the letters are sent again.
pub(super) struct SendAgain;

impl Way for SendAgain {
    const DECLARATION: Declaration = Declaration {
        name: "certificate.send_dv_email",
        title: Text::new("Send the letters again", "Отправить письма снова"),
        ..LookAgain::DECLARATION
    };
}

impl<W: Way> Function for Of<W> {
    type Caller = Anyone;
    type Input = ValidationRequest;
    type Output = ();

    const DECLARATION: Declaration = W::DECLARATION;

    fn parse(ask: &Ask) -> Result<ValidationRequest, Fault> {
        ValidationRequest::from_params(&ask.params)
    }

    fn body(_: &ValidationRequest) -> Body<Self> {
        Body::Outside(|engine, caller: &Anyone, asked: &ValidationRequest| {
            let proof = Proof {
                method: asked.approval.method,
                approvers: asked.approval.emails.clone(),
            };
            let id = ServiceId::new(asked.service);
            ask_again(engine, &caller.actor(), id, &proof)
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

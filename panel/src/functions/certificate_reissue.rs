//! A certificate is issued anew: `certificate.reissue`; or tried again: `certificate.retry`
//! (wire 3.12).

use super::order_certificate::{self, APPROVER, CSR, CertificateInput, KEY, METHOD, NAMES};
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind};
use crate::fields::{SERVICE, SOK, done};
use crate::function::{Body, Function};
use onsell_domain::{Level, ServiceId, Text};
use onsell_engine::certificate::{self, Reissue as Wish};
use onsell_engine::change::Actor;
use onsell_engine::{Result, Scope};
use onsell_wire::message::certificate::{ReissueAnswer, ReissueRequest, RetryRequest};
use onsell_wire::{Document, Fault};

/// `certificate.reissue`: with another request, or as it is.
pub(super) struct Reissue;

/// Which certificate, and what it shall be.
pub(super) struct Input {
    service: ServiceId,
    wish: CertificateInput,
    is_final: bool,
}

impl Function for Reissue {
    type Caller = Anyone;
    type Input = Input;
    type Output = ServiceId;

    const DECLARATION: Declaration = Declaration {
        name: "certificate.reissue",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("Re-issue", "Перевыпустить"),
        parameters: &[SERVICE, CSR, KEY, NAMES, METHOD, APPROVER, SOK],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let request = ReissueRequest::from_params(&ask.params)?;
        let (names, key) = (request.names.unwrap_or_default(), request.key);
        Ok(Input {
            service: ServiceId::new(request.service),
            wish: order_certificate::of_reissue(&request.csr, key, &names, request.approval)?,
            is_final: ask.is_final(),
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if !input.is_final {
            return Body::Read(|scope, caller: &Anyone, input: &Input| {
                super::service::visible(scope, caller, input.service).map(|found| found.id)
            });
        }
        if input.wish.has_key() {
            return Body::Outside(|engine, caller: &Anyone, input: &Input| {
                let wish = input.wish.sealed(engine)?;
                let (actor, id) = (caller.actor(), input.service);
                engine.write(actor.account, move |scope| begin(scope, &actor, id, &wish))
            });
        }
        Body::Write(|scope, caller: &Anyone, input: &Input| {
            begin(scope, &caller.actor(), input.service, &input.wish)
        })
    }

    fn render(id: &ServiceId, ask: &Ask) -> Document {
        if ask.is_final() {
            let answer = ReissueAnswer {
                service: Some(id.get()),
                charged: None,
            };
            return answer.to_document();
        }
        let mut form = Document::form(&ask.function);
        form.put("elid", id.to_string());
        form
    }
}

fn begin(
    scope: &mut Scope<'_>,
    actor: &Actor,
    id: ServiceId,
    wish: &CertificateInput,
) -> Result<ServiceId> {
    let wish = Wish {
        choice: wish.choice.clone(),
    };
    certificate::reissue(scope, actor, id, &wish)?;
    Ok(id)
}

/// `certificate.retry`: staff have what waits or failed begun again; its owner what failed.
pub(super) struct Retry;

impl Function for Retry {
    type Caller = Anyone;
    type Input = RetryRequest;
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "certificate.retry",
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new("Try again", "Повторить выпуск"),
        parameters: &[SERVICE, SOK],
    };

    fn parse(ask: &Ask) -> std::result::Result<RetryRequest, Fault> {
        RetryRequest::from_params(&ask.params)
    }

    fn body(_: &RetryRequest) -> Body<Self> {
        Body::Outside(|engine, caller: &Anyone, asked: &RetryRequest| {
            certificate::retry(engine, &caller.actor(), ServiceId::new(asked.service))
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

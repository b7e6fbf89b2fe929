//! What a seller tells of a certificate: how far its issue is, what proves its names, and the
//! certificate itself, which counts only once it was checked against our request.

use super::{issued, news, plan, sells_certificates};
use crate::mail::Letter;
use crate::tell::tell;
use crate::{Engine, Result, Scope, problems};
use onsell_domain::{
    CertificateState, IssuedCertificate, OperationKind, ProblemKind, ServiceId, Text, UpstreamId,
    Words,
};
use onsell_modules::Wanted;
use onsell_modules::billmanager::certificate::{brought, is_issued};
use onsell_modules::certificate::CertificateNews;
use onsell_store::operation::Operation;
use onsell_store::service::{self, Service};
use onsell_store::upstream::Upstream;
use onsell_store::{certificate, certificate_request, issued_certificate};
use onsell_wire::message::certificate::CertificateTold;
use onsell_wire::message::service::ServiceState;

/// The seller's word for a look at fraud.
const LOOKS: &str = "check";
/// What the customer is told then.
const LOOKED_AT: Text = Text::new(
    "The certificate authority is looking at the order",
    "Центр сертификации проверяет заказ",
);
/// And where the seller says that it failed.
const NOT_ISSUED: Text = Text::new(
    "The certificate was not issued; support is looking into it",
    "Сертификат не выпущен; служба поддержки разбирается",
);

/// A reading of a certificate, compared with what is wanted.
pub(crate) struct There {
    /// The certificate that came and is not known yet.
    pub brought: Option<IssuedCertificate>,
    /// Why the one that came is not taken.
    unfit: Option<String>,
    /// Whether the seller says that all is done.
    is_issued: bool,
}

/// What a seller is to bring for a service; none where it is no certificate.
pub(crate) fn wanted(scope: &mut Scope<'_>, service: ServiceId) -> Result<Option<Wanted>> {
    let Some(row) = certificate::find(scope.tx, service)? else {
        return Ok(None);
    };
    let Some(request) = certificate_request::find(scope.tx, row.request)? else {
        return Ok(None);
    };
    let present = match row.issued {
        Some(issued) => issued_certificate::find(scope.tx, issued)?,
        None => None,
    };
    Ok(Some(Wanted {
        request: request.pem,
        names: request.names,
        subject: request.subject,
        contacts: row.contacts,
        method: row.method,
        approvers: row.approvers,
        present: present.map(|issued| issued.certificate),
    }))
}

/// Compares a reading with what is wanted; none for what is no certificate.
pub(crate) fn there(
    scope: &mut Scope<'_>,
    service: &Service,
    told: &ServiceState,
) -> Result<Option<There>> {
    if !sells_certificates(&service.type_name) {
        return Ok(None);
    }
    let mut there = There {
        brought: None,
        unfit: None,
        is_issued: is_issued(told),
    };
    let (Some(card), Some(wanted)) = (&told.certificate, wanted(scope, service.id)?) else {
        return Ok(Some(there));
    };
    match brought(card, &wanted) {
        Ok(brought) => {
            there.brought = brought.map(|issued| IssuedCertificate {
                upstream: Some(UpstreamId::new(told.id)),
                ..issued
            });
        }
        Err(fault) if !is_of_before(scope, service.id, card)? => {
            there.unfit = Some(fault.words().en);
        }
        Err(_) => {}
    }
    Ok(Some(there))
}

/// Whether a certificate fits a request from before: the one that is wanted now is on its way.
fn is_of_before(scope: &mut Scope<'_>, service: ServiceId, card: &CertificateTold) -> Result<bool> {
    let Some(row) = certificate::find(scope.tx, service)? else {
        return Ok(false);
    };
    let all = certificate_request::of_service(scope.tx, service)?;
    let others = all.into_iter().filter(|request| request.id != row.request);
    let fits = |pem: &str, names: &[String]| {
        let read = onsell_x509::request::read(pem);
        read.is_ok_and(|read| {
            onsell_x509::issued::check(&card.certificate, &card.chain, &read, names).is_ok()
        })
    };
    Ok(others
        .into_iter()
        .any(|request| fits(&request.pem, &request.names)))
}

impl There {
    /// Whether the reading answers an operation; none where it is for others to say.
    pub fn shows(&self, open: &Operation, before: &Upstream, told: &ServiceState) -> Option<bool> {
        let was_sent = open.sent_at.is_some();
        let is_another = || {
            let known = before.upstream_id;
            known.is_some_and(|known| known != UpstreamId::new(told.id))
        };
        match open.kind {
            OperationKind::Open => Some(self.is_issued && self.brought.is_some()),
            OperationKind::Reissue => Some(was_sent && self.brought.is_some()),
            OperationKind::Prolong if was_sent && is_another() => Some(true),
            _ => None,
        }
    }

    /// Takes what came by itself, and what was learned of its way; whether anything is new.
    pub fn follow(
        self,
        scope: &mut Scope<'_>,
        service: &Service,
        (told, letter): (&ServiceState, Option<&Letter>),
        open: Option<OperationKind>,
    ) -> Result<bool> {
        if let Some(unfit) = &self.unfit {
            problems::of_service(scope, service, ProblemKind::CertificateUnfit, None, unfit)?;
        }
        let is_issue = matches!(open, Some(OperationKind::Open | OperationKind::Reissue));
        if let Some(news) = news_of(told)
            && (news.state != CertificateState::Issued || !is_issue && self.unfit.is_none())
        {
            news::learn(scope, service.id, &news, letter)?;
        }
        let Some(issued) = self.brought.filter(|_| !is_issue) else {
            return Ok(false);
        };
        let is_new = issued::take(scope, service.id, &issued)?;
        plan::settle(scope, service)?;
        if is_new && let Some(service) = service::find(scope.tx, service.id)? {
            tell(scope, &service, "edit")?;
        }
        Ok(is_new)
    }
}

/// How far the issue is at the seller; none where that is not told.
pub(crate) fn news_of(told: &ServiceState) -> Option<CertificateNews> {
    let state = CertificateState::from_number(told.service_status?)?;
    let card = told.certificate.as_deref();
    let message = match state {
        CertificateState::Failed => NOT_ISSUED.into(),
        CertificateState::Waiting if card.is_some_and(|card| card.addition == LOOKS) => {
            LOOKED_AT.into()
        }
        _ => Words::default(),
    };
    Some(CertificateNews {
        validations: card
            .map(|card| card.validations.clone())
            .unwrap_or_default(),
        message,
        ..CertificateNews::state(state)
    })
}

/// The letter to a customer who has to do something, of what a seller told.
pub(crate) fn letter_of(
    engine: &Engine,
    service: ServiceId,
    told: &ServiceState,
) -> Result<Option<Letter>> {
    match news_of(told) {
        Some(news) => super::letter(engine, service, &news),
        None => Ok(None),
    }
}

//! Who may approve the names of a certificate by letter, as its authority has them.

use super::choice::refused;
use crate::{Engine, Result, sellers};
use onsell_domain::certificate::approver;
use onsell_domain::certificate::certificate_names;
use onsell_domain::{ModuleId, SellerId, TariffId};
use onsell_modules::{ModuleKind, Worker};
use onsell_store::module_choice;
use onsell_store::tariff;
use onsell_wire::Fault;
use onsell_wire::message::certificate::{ApproverAnswer, ApproverRequest, Approvers};

/// Who is asked.
enum Asked {
    Seller(SellerId),
    Issuer(ModuleId),
    Nobody,
}

/// The addresses for each of several names. Who issues for the tariff is asked; where nobody can
/// be, the addresses that every authority takes are told.
///
/// # Errors
/// `value` for names that are none, `missed` for a tariff that is not there.
pub fn approvers(engine: &Engine, id: TariffId, names: &str) -> Result<ApproverAnswer> {
    let names = certificate_names(names);
    let names = names.map_err(|fault| refused("domain", fault.words()))?;
    let (product, asked) = engine.read(move |scope| {
        let found = tariff::find(scope.tx, id)?;
        let found = found.ok_or_else(|| Fault::missed("pricelist", id))?;
        let modules = module_choice::candidates(scope.tx, id)?;
        let asked = match modules.first().map(|first| &first.module) {
            Some(module) => match (module.seller, ModuleKind::parse(&module.kind)) {
                (Some(seller), _) => Asked::Seller(seller),
                (None, Some(kind)) if kind.capabilities().worker == Worker::Issuer => {
                    Asked::Issuer(module.id)
                }
                _ => Asked::Nobody,
            },
            None => Asked::Nobody,
        };
        Ok((found.intname, asked))
    })?;
    let known = |name: &String| Approvers {
        domain: name.clone(),
        emails: approver::approvers(name),
    };
    Ok(match asked {
        Asked::Seller(seller) => {
            let (_, client) = engine.seller(seller)?;
            let request = ApproverRequest {
                service: None,
                tariff: product.parse().ok().map(TariffId::new),
                domain: names.join(" "),
                csr: String::new(),
            };
            let answer = client.certificate_approvers(&request);
            answer.map_err(sellers::outside)?
        }
        Asked::Issuer(module) => {
            let module = engine.certificate_module(module)?;
            let mut answer = ApproverAnswer::default();
            for name in &names {
                let emails = module.approvers(&product, name);
                answer.domains.push(Approvers {
                    domain: name.clone(),
                    emails: emails.map_err(crate::server_modules::outside)?,
                });
            }
            answer
        }
        Asked::Nobody => ApproverAnswer {
            domains: names.iter().map(known).collect(),
        },
    })
}

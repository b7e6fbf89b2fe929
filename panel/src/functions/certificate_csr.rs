//! A key and a request that are made for a customer, the first of two steps of an order:
//! `certificate.order.csr` (wire 3.12). Nothing of it is kept.

use super::order_certificate::{
    CITY, COMMON_NAME, COUNTRY, COUNTRY_NUMBER, CSR, EMAIL, NAMES, ORGANIZATION, SOURCE, STATE,
    UNIT, names, subject,
};
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::SOK;
use crate::function::{Body, Function};
use onsell_domain::{Country, Level, Text};
use onsell_engine::certificate::{generate, read_request};
use onsell_wire::message::certificate::{CsrAnswer, CsrRequest};
use onsell_wire::{Document, Fault, Node};
use onsell_x509::KeyKind;

/// `certificate.order.csr`: makes a key and a request, or reads one that exists.
pub(super) struct Csr;

/// What is asked for.
pub(super) struct Input {
    request: CsrRequest,
    is_final: bool,
}

impl Function for Csr {
    type Caller = Anyone;
    type Input = Input;
    type Output = Option<CsrAnswer>;

    const DECLARATION: Declaration = Declaration {
        name: "certificate.order.csr",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("Certificate request", "Запрос на сертификат"),
        parameters: &[
            SOURCE,
            COMMON_NAME,
            NAMES,
            COUNTRY_NUMBER,
            COUNTRY,
            STATE,
            CITY,
            ORGANIZATION,
            UNIT,
            EMAIL,
            CSR,
            Parameter::optional(
                "pricelist",
                ParameterKind::Id,
                Text::new("Tariff plan", "Тарифный план"),
            ),
            Parameter::optional(
                "period",
                ParameterKind::Period,
                Text::new("Period", "Период"),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> Result<Input, Fault> {
        let mut request = CsrRequest::from_params(&ask.params)?;
        let is_final = ask.is_final();
        if is_final && request.csr.is_empty() {
            request.subject = subject(request.subject)?;
            request.names = names(&request.names)?;
        }
        Ok(Input { request, is_final })
    }

    fn body(input: &Input) -> Body<Self> {
        if !input.is_final {
            return Body::Read(|_, _, _| Ok(None));
        }
        Body::Outside(|_, _: &Anyone, input: &Input| {
            let asked = &input.request;
            if !asked.csr.is_empty() {
                let read = read_request(&asked.csr)?;
                return Ok(Some(CsrAnswer {
                    csr: read.pem,
                    key: None,
                }));
            }
            let made = generate(&asked.subject, &asked.names, KeyKind::P256)?;
            Ok(Some(CsrAnswer {
                csr: made.request.pem,
                key: Some(made.key),
            }))
        })
    }

    fn render(output: &Self::Output, ask: &Ask) -> Document {
        match output {
            Some(answer) => answer.to_document(),
            None => form(ask),
        }
    }
}

/// The form: what was typed, and the countries.
fn form(ask: &Ask) -> Document {
    let mut form = Document::form(&ask.function);
    for parameter in Csr::DECLARATION.parameters {
        if parameter.name != SOK.name {
            let typed = ask.params.get(parameter.name).unwrap_or_default();
            form.put(parameter.name, typed);
        }
    }
    form.with(countries(ask))
}

/// Every country by its number.
pub(super) fn countries(ask: &Ask) -> Node {
    let mut countries = Node::new("slist").attr("name", COUNTRY_NUMBER.name);
    for country in Country::all() {
        let name = country.name_in(ask.language);
        countries.push(Node::leaf("val", name).attr("key", country.id.to_string()));
    }
    countries
}

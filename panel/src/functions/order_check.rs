//! Whether an order would be taken: `soft.checkip` and its like (wire 3.4).

use super::order::{Act, Input, TARIFF, explained, input_of, payer};
use super::order_certificate::CertificateInput;
use super::order_tariff;
use super::service::Family;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{ACCOUNT, SOK, done, id};
use crate::function::{Body, Function};
use onsell_domain::{Level, Text};
use onsell_engine::order;
use onsell_engine::server_order::ServerChoice;
use onsell_wire::message::OrderRequest;
use onsell_wire::{Document, Fault, Params};

/// `T.checkip`: whether an order for this address would be taken (wire 3.4).
pub(super) struct CheckAddress;

impl Function for CheckAddress {
    type Caller = Anyone;
    type Input = Input;
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "T.checkip",
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new("Check an address", "Проверка адреса"),
        parameters: &[
            TARIFF,
            Parameter::required(
                "period",
                ParameterKind::Period,
                Text::new("Period", "Период"),
            ),
            Parameter::required(
                "ip",
                ParameterKind::Text,
                Text::new("IP address", "IP-адрес"),
            ),
            ACCOUNT,
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> Result<Input, Fault> {
        let mut params: Params = ask.params.clone();
        params.set("func", format!("{}.order.param", ask.type_name()));
        Ok(Input {
            family: Family::of(ask),
            account: id(&params, "account")?,
            request: OrderRequest::from_params(&params)?,
            server: ServerChoice::default(),
            certificate: CertificateInput::default(),
            has_period: true,
            count: 1,
            act: Act::Show,
            tariffs: order_tariff::Query::default(),
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(|scope, caller: &Anyone, input: &Input| {
            let payer = payer(scope, caller, input.account)?;
            let order = input_of(
                &input.request,
                (&input.server, &input.certificate),
                payer,
                caller,
            );
            order::quote(scope, &order)
                .or_else(|error| explained(scope, &input.family, error))
                .map(drop)
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

//! A client becomes a partner or is changed as one: `partner.edit` (semantics 1.13).

use crate::ask::Ask;
use crate::caller::Staff;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, id, saved};
use crate::function::{Body, Function};
use onsell_domain::{AccountId, Level, Text};
use onsell_engine::partner::{self, PartnerInput};
use onsell_engine::{Result, Scope};
use onsell_store::partner::Partner;
use onsell_wire::{Document, Fault};

/// `partner.edit`: shows a partner; with `sok` changes it, or makes the client of `account` one.
pub(super) struct Edit;

/// A partner as it is entered.
pub(super) struct Input {
    id: Option<AccountId>,
    account: Option<AccountId>,
    entered: PartnerInput,
    is_final: bool,
}

/// What came of it.
pub(super) enum Output {
    /// An empty form.
    Empty,
    /// A partner with its ranges.
    Shown(Partner, String),
    /// Saved.
    Saved(AccountId),
}

impl Function for Edit {
    type Caller = Staff;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "partner.edit",
        kind: Kind::Form,
        level: Level::Staff,
        title: Text::new("Partner", "Партнёр"),
        parameters: &[
            Parameter::optional(
                "elid",
                ParameterKind::Id,
                Text::new(
                    "Partner: the number of its client",
                    "Партнёр: номер клиента",
                ),
            ),
            Parameter::optional(
                "account",
                ParameterKind::Id,
                Text::new(
                    "Client that becomes a partner",
                    "Клиент, который становится партнёром",
                ),
            ),
            Parameter::optional(
                "billurl",
                ParameterKind::Text,
                Text::new(
                    "Address of the partner's billing system",
                    "Адрес биллинга партнёра",
                ),
            ),
            Parameter::optional(
                "ranges",
                ParameterKind::Text,
                Text::new(
                    "Addresses of its customers: networks, ranges or single ones",
                    "Адреса его клиентов: сети, диапазоны или отдельные",
                ),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let params = &ask.params;
        Ok(Input {
            id: id(params, "elid")?,
            account: id(params, "account")?,
            entered: PartnerInput {
                bill_url: params.text("billurl").map(str::to_owned),
                // An empty list is one without ranges.
                ranges: params.get("ranges").map(str::to_owned),
            },
            is_final: ask.is_final(),
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if input.is_final {
            Body::Write(save)
        } else {
            Body::Read(show)
        }
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        let mut form = Document::form(&ask.function);
        match output {
            Output::Empty => {}
            Output::Saved(id) => return saved(ask, id),
            Output::Shown(partner, ranges) => {
                form.put("elid", partner.account.to_string());
                form.put("account", partner.account.to_string());
                form.put("billurl", partner.bill_url.as_str());
                form.put("ranges", ranges.as_str());
            }
        }
        form
    }
}

fn show(scope: &mut Scope<'_>, _: &Staff, input: &Input) -> Result<Output> {
    let Some(id) = input.id else {
        return Ok(Output::Empty);
    };
    let (partner, ranges) = partner::shown(scope, id)?;
    Ok(Output::Shown(partner, ranges))
}

fn save(scope: &mut Scope<'_>, caller: &Staff, input: &Input) -> Result<Output> {
    let account = match (input.id, input.account) {
        // What is changed is there; nobody becomes a partner by a number that is not.
        (Some(id), _) => partner::shown(scope, id)?.0.account,
        (None, account) => account.ok_or_else(|| Fault::value_empty("account"))?,
    };
    let by = caller.identity.author();
    partner::save(scope, account, &input.entered, by)?;
    Ok(Output::Saved(account))
}

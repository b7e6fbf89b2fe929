//! What a change of a service would come to: `service.preview`. Customers see their own side of
//! it, money and dates; staff also see what would be sent and what it costs at the seller.

use super::card;
use super::preview_change::changes;
use super::switch::reason;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{
    ADDON, AUTO_PROLONG, REFERENCE, SERVICE, SERVICE_IP, SERVICE_NAME, on, or_empty,
};
use crate::function::{Body, Function};
use onsell_domain::{
    AddonId, Amount, Language, Level, ModuleId, Money, OperationKind, ServiceId, Text,
};
use onsell_engine::change::Edit;
use onsell_engine::change_tariff::ChangeTariffInput;
use onsell_engine::preview::{self, Act, Facing, Sent};
use onsell_engine::prolong::ProlongInput;
use onsell_engine::{Engine, Result};
use onsell_wire::message::{ChangeTariffRequest, EditRequest};
use onsell_wire::{Document, Fault, Node, Params, params_without_secrets};

/// `service.preview`: nothing is changed and nothing is sent.
pub(super) struct Preview;

/// Of which service, what would be done, and whether the seller is asked.
pub(super) struct Input {
    service: ServiceId,
    act: Act,
    asks: bool,
}

/// What it would come to, and for whom.
pub(super) struct Output {
    preview: preview::Preview,
    for_staff: bool,
}

const ACTION: Text = Text::new(
    "Action: open, suspend, resume, prolong, changepricelist, edit, newkey, close, start, \
     stop, reboot, hardreboot, setmodule",
    "Действие: open, suspend, resume, prolong, changepricelist, edit, newkey, close, start, \
     stop, reboot, hardreboot, setmodule",
);

impl Function for Preview {
    type Caller = Anyone;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "service.preview",
        kind: Kind::Tree,
        level: Level::Customer,
        title: Text::new("What a change would come to", "К чему приведёт изменение"),
        parameters: &[
            SERVICE,
            Parameter::required("action", ParameterKind::Text, ACTION),
            Parameter::optional(
                "period",
                ParameterKind::Period,
                Text::new("Period", "Период"),
            ),
            Parameter::optional(
                "pricelist",
                ParameterKind::Id,
                Text::new("New tariff", "Новый тариф"),
            ),
            SERVICE_NAME,
            SERVICE_IP,
            REFERENCE,
            AUTO_PROLONG,
            ADDON,
            Parameter::optional(
                "module",
                ParameterKind::Id,
                Text::new("New processing module", "Новый обработчик"),
            ),
            Parameter::optional(
                "reason",
                ParameterKind::Text,
                Text::new(
                    "Reason of a stop: employee, abuse or auto",
                    "Причина остановки: employee, abuse или auto",
                ),
            ),
            Parameter::optional(
                "ask",
                ParameterKind::Switch,
                Text::new(
                    "Ask the provider for its price (staff only)",
                    "Спросить цену у поставщика (только для сотрудников)",
                ),
            ),
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        Ok(Input {
            service: ask.params.required_id("elid")?,
            act: act(&ask.params)?,
            asks: ask.params.is_on("ask"),
        })
    }

    fn body(_: &Input) -> Body<Self> {
        // It is undone, which a unit of the registry's own never is.
        Body::Outside(read)
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        render(output, ask)
    }
}

fn read(engine: &Engine, caller: &Anyone, input: &Input) -> Result<Output> {
    let is_staff = caller.is_staff();
    let level = match &input.act {
        Act::Start => Level::Staff,
        Act::SetModule(_) => Level::Administrator,
        _ => Level::Customer,
    };
    if caller.identity.level < level {
        return Err(Fault::access("service.preview").into());
    }
    let mut act = input.act.clone();
    if let Act::Prolong(prolong) = &mut act {
        prolong.account = caller.account;
    }
    let asks = input.asks && is_staff;
    Ok(Output {
        preview: preview::preview(engine, &caller.actor(), input.service, &act, asks)?,
        for_staff: is_staff,
    })
}

fn act(params: &Params) -> std::result::Result<Act, Fault> {
    let service = params.required_id("elid")?;
    let action = params.text("action").unwrap_or_default();
    Ok(match action {
        "open" => Act::Start,
        "suspend" => Act::Suspend(reason(params)?),
        "resume" => Act::Resume,
        "prolong" => Act::Prolong(ProlongInput {
            account: None,
            by: None,
            service,
            period: params.period("period")?,
            order_key: String::new(),
            price_max: None,
            is_automatic: false,
        }),
        "changepricelist" => {
            let request = ChangeTariffRequest::from_params(params)?;
            Act::ChangeTariff(ChangeTariffInput {
                service,
                tariff: request.tariff,
                period: request.period,
                addons: addons(&request.addons),
                order_key: String::new(),
            })
        }
        "edit" => Act::Edit(Box::new(edit(params)?)),
        "newkey" => Act::NewKey,
        "close" | "delete" => Act::Close,
        "start" => Act::Switch(OperationKind::Start),
        "stop" => Act::Switch(OperationKind::Stop),
        "reboot" | "hardreboot" => Act::Switch(OperationKind::Reboot),
        "setmodule" => Act::SetModule(params.required_id::<ModuleId>("module")?),
        other => return Err(Fault::value("action", other)),
    })
}

fn addons(asked: &[(i64, i64)]) -> Vec<(AddonId, i64)> {
    let addons = asked.iter();
    addons
        .map(|(id, value)| (AddonId::new(*id), *value))
        .collect()
}

fn edit(params: &Params) -> std::result::Result<Edit, Fault> {
    // The fields of the form are the same for every product type.
    let mut form = params.clone();
    form.set("func", "soft.edit");
    let request = EditRequest::from_params(&form)?;
    Ok(Edit {
        addons: addons(&request.addons),
        name: request.name,
        ip: request.ip,
        reference: request.reference,
        auto_prolong: request.auto_prolong,
        license: None,
        order_key: String::new(),
    })
}

fn render(output: &Output, ask: &Ask) -> Document {
    let Output { preview, for_staff } = output;
    let (before, after) = (&preview.before, &preview.after);
    let language = ask.language;
    let mut document = Document::tree(&ask.function);
    document.put("elid", before.service.id.to_string());
    document.put("title_name", card::title(&before.service, language));
    let operation = preview.operation.as_ref();
    let what = operation.map(|operation| operation.kind);
    document.put("operation", what.map_or("", OperationKind::name));
    document.put(
        "operation_title",
        what.map_or("", |kind| kind.title(language)),
    );
    let mut here = Node::new("here");
    put_money(&mut here, before, after);
    for change in changes(before, after, language) {
        here.push(change);
    }
    document.push(here);
    if *for_staff {
        document.push(upstream(preview, language));
    }
    document
}

/// What leaves the balance or comes back to it, and what is left to spend then.
fn put_money(here: &mut Node, before: &Facing, after: &Facing) {
    let money = |amount: i64| {
        let amount = Amount::new(amount.max(0));
        Money::new(amount, before.service.currency).to_string()
    };
    let shown = |amount| Money::new(amount, before.service.currency).to_string();
    // What was held before for it is charged now, and was not the customer's to spend.
    let paid = before.funds.balance.get() - after.funds.balance.get();
    here.put("charge", money(paid));
    here.put("refund", money(paid.saturating_neg()));
    here.put("balance", shown(before.funds.balance));
    here.put("balance_after", shown(after.funds.balance));
    here.put("available_after", shown(after.funds.available()));
}

/// What leaves the house, what it is expected to cost there, and what follows for licenses.
fn upstream(preview: &preview::Preview, language: Language) -> Node {
    let mut node = Node::new("upstream");
    put_sent(&mut node, &preview.sent, language);
    node.put("cost", or_empty(preview.expected));
    node.put("quote", or_empty(preview.quoted));
    for follow in &preview.follows {
        let kind = follow.operation.kind;
        let mut row = Node::new("elem");
        row.put("item", follow.operation.service.to_string());
        row.put("operation", kind.name());
        row.put("operation_title", kind.title(language));
        put_sent(&mut row, &follow.sent, language);
        row.put("cost", or_empty(follow.expected));
        node.push(row);
    }
    node
}

fn put_sent(node: &mut Node, sent: &Sent, language: Language) {
    let (how, words) = words(sent);
    node.put("how", how);
    node.put("words", words.get(language));
    match sent {
        Sent::Nothing => {}
        Sent::Task { kind, department } => {
            node.put("task", *kind);
            node.put("department", department.clone().unwrap_or_default());
        }
        Sent::Request {
            url,
            params,
            looks_first,
        } => {
            node.put("url", url.clone());
            node.put("looksfirst", on(*looks_first));
            node.push(request(params));
        }
        Sent::Steps { machine } => node.put("machine", machine.clone().unwrap_or_default()),
    }
}

/// How it is done: the word for programs and the words for people.
fn words(sent: &Sent) -> (&'static str, Text) {
    match sent {
        Sent::Nothing => (
            "nothing",
            Text::new(
                "Nothing is sent: it is decided here",
                "Ничего не отправляется: решается здесь",
            ),
        ),
        Sent::Task { .. } => (
            "task",
            Text::new("Staff get a task", "Сотрудники получат задачу"),
        ),
        Sent::Request { .. } => (
            "request",
            Text::new(
                "This request is sent to the provider",
                "Этот запрос будет отправлен поставщику",
            ),
        ),
        Sent::Steps { .. } => (
            "steps",
            Text::new(
                "The processing module does it in several steps",
                "Обработчик выполнит это за несколько шагов",
            ),
        ),
    }
}

/// A request without what is secret: whoever has its key could take its answer.
fn request(params: &Params) -> Node {
    const KEY: &str = "orderkey";
    let mut node = Node::new("request");
    for (name, value) in params_without_secrets(params) {
        if name != KEY {
            node.push(Node::leaf("param", value).attr("name", name));
        }
    }
    node
}

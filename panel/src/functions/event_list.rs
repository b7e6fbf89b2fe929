//! Events as staff see them: what our readers were told, and how far we read at our sellers.

use crate::ask::Ask;
use crate::caller::Staff;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{id, instant, or_empty};
use crate::function::{Body, Function};
use crate::list::{FILTER, PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{AccountId, Level, OperationKind, Text};
use onsell_store::event::{self, Told};
use onsell_store::seller::{self, Seller};
use onsell_wire::message::identity::FEATURE_ITEM_EVENT;
use onsell_wire::{Document, Fault, Node};

/// Rows of a page when nobody says how many: events are never read whole.
const ROWS: u32 = 100;

/// `itemevent.told`: what the readers of our feeds were told, the newest first.
pub(super) struct Sent;

/// Whose, and which page.
pub(super) struct Input {
    account: Option<AccountId>,
    page: Page,
}

impl Function for Sent {
    type Caller = Staff;
    type Input = Input;
    type Output = Rows<Told>;

    const DECLARATION: Declaration = Declaration {
        name: "itemevent.told",
        kind: Kind::List(&[
            column::DATE,
            Column::new("event", "Event", "Событие"),
            column::ITEM,
            column::CLIENT,
            column::ITEM_TYPE,
            column::STATUS,
            column::ENDS,
            column::REFERENCE,
            Column::new("cursor", "Place in the feed", "Место в ленте"),
            column::ACCOUNT,
        ]),
        level: Level::Staff,
        title: Text::new("Events for resellers", "События для партнёров"),
        parameters: &[
            FILTER,
            Parameter::optional(
                "account",
                ParameterKind::Id,
                Text::new("Client number", "Номер клиента"),
            ),
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> Result<Input, Fault> {
        let account = id(&ask.params, "account")?;
        Ok(Input {
            account: account.filter(|_| ask.params.is_on("filter")),
            page: Page::read(&ask.params)?,
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(|scope, _, input: &Input| {
            let (pass, rows) = input.page.window().unwrap_or((0, ROWS));
            // One more than is shown says whether there are any: nobody counts them.
            let window = (pass, rows.saturating_add(1));
            let mut told = event::newest(scope.tx, input.account, window)?;
            let known = i64::from(pass) + told.len() as i64;
            told.truncate(rows as usize);
            Ok(Rows::page(told, known, input.page))
        })
    }

    fn render(rows: &Rows<Told>, ask: &Ask) -> Document {
        rows.document(ask, |told| {
            let event = &told.event;
            let kind = OperationKind::parse(&event.kind);
            let title = kind.map_or(event.kind.as_str(), |kind| kind.title(ask.language));
            let mut row = Node::new("elem");
            row.put("date", instant(event.at));
            row.push(Node::leaf("event", title).attr("orig", event.kind.clone()));
            row.put("item", event.service.to_string());
            row.put("client", told.account_name.clone());
            row.put("itemtype", event.type_name.clone());
            row.put("status", event.status.number().to_string());
            row.put("expiredate", or_empty(event.expires));
            row.put("remoteid", event.reference.clone());
            row.put("cursor", event.cursor.to_string());
            row.put("account", told.account.to_string());
            row
        })
    }
}

/// `processing.feed`: our accounts at sellers, and how far their events were read.
pub(super) struct Received;

impl Function for Received {
    type Caller = Staff;
    type Input = Page;
    type Output = Rows<Seller>;

    const DECLARATION: Declaration = Declaration {
        name: "processing.feed",
        kind: Kind::List(&[
            column::ID,
            Column::new("url", "Address", "Адрес"),
            Column::new("username", "User", "Пользователь"),
            Column::new(
                "mode",
                "How changes are learned",
                "Как узнаём об изменениях",
            ),
            Column::new(
                "cursor",
                "Last event applied",
                "Последнее применённое событие",
            ),
            Column::new("epoch", "Epoch of the feed", "Эпоха ленты"),
            Column::new("denied", "Refuses us since", "Отказывает с"),
        ]),
        level: Level::Staff,
        title: Text::new("Events of providers", "События поставщиков"),
        parameters: &[PAGE_NUMBER, PAGE_ROWS],
    };

    fn parse(ask: &Ask) -> Result<Page, Fault> {
        Page::read(&ask.params)
    }

    fn body(_: &Page) -> Body<Self> {
        Body::Read(|scope, _, page| Ok(Rows::whole(seller::list(scope.tx)?, *page)))
    }

    fn render(rows: &Rows<Seller>, ask: &Ask) -> Document {
        let by_events = Text::new("by events, at once", "по событиям, сразу");
        let by_lists = Text::new("by reading its lists", "чтением списков");
        rows.document(ask, |seller| {
            let mut features = seller.features.split_whitespace();
            let has_feed = features.any(|feature| feature == FEATURE_ITEM_EVENT);
            let mode = if has_feed { by_events } else { by_lists };
            let mut row = Node::new("elem");
            row.put("id", seller.id.to_string());
            row.put("url", seller.url.clone());
            row.put("username", seller.username.clone());
            row.put("mode", mode.get(ask.language));
            row.put("cursor", seller.cursor.to_string());
            row.put("epoch", seller.epoch.clone());
            row.put("denied", or_empty(seller.denied_since.map(instant)));
            row
        })
    }
}

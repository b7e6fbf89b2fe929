//! What changed for a customer: `itemevent` (wire part 5, our extension).
//!
//! Readers hold their own cursor and reading destroys nothing. A cursor of another epoch, or one
//! whose next event is not kept any more, is answered with `reset`: the reader compares everything
//! once and goes on from `newest`.

use crate::ask::Ask;
use crate::caller::Customer;
use crate::column;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{done, instant};
use crate::function::{Body, Function};
use onsell_domain::{AccountId, Level, Text};
use onsell_engine::{Result, Scope};
use onsell_store::event::{self, Feed};
use onsell_wire::message::{Event, EventPage, EventQuery};
use onsell_wire::{Document, Fault};
use std::time::Duration;

/// `itemevent`: the next events of the account.
pub(super) struct Events;

/// The question; without a cursor the server's own is meant.
pub(super) struct Input {
    query: EventQuery,
    has_cursor: bool,
}

/// The answer, and whose it is.
pub(super) struct Output {
    page: EventPage,
    account: AccountId,
}

impl Function for Events {
    type Caller = Customer;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "itemevent",
        kind: Kind::List(&[
            column::ID,
            column::ITEM,
            column::REFERENCE,
            column::ITEM_TYPE,
            column::TYPE,
            column::STATUS,
            column::ENDS,
            column::TARIFF,
            column::DATE,
        ]),
        level: Level::Customer,
        title: Text::new("Changes of services", "Изменения услуг"),
        parameters: &[
            Parameter::optional(
                "after",
                ParameterKind::Integer,
                Text::new(
                    "The last event that is known",
                    "Последнее известное событие",
                ),
            ),
            Parameter::optional(
                "limit",
                ParameterKind::Integer,
                Text::new("How many events at most", "Сколько событий, не больше"),
            ),
            Parameter::optional(
                "wait",
                ParameterKind::Integer,
                Text::new(
                    "Seconds to wait when there is none, at most 25",
                    "Сколько секунд ждать, если событий нет, не больше 25",
                ),
            ),
            Parameter::optional(
                "epoch",
                ParameterKind::Text,
                Text::new("The epoch of the last event", "Эпоха последнего события"),
            ),
            Parameter::optional(
                "drain",
                ParameterKind::Switch,
                Text::new(
                    "Move the server's cursor on",
                    "Сдвинуть указатель на сервере",
                ),
            ),
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let query = EventQuery::from_params(&ask.params)?;
        Ok(Input {
            query,
            has_cursor: ask.params.has("after"),
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if input.query.drain {
            Body::Write(read)
        } else {
            Body::Read(read)
        }
    }

    fn render(output: &Output, _: &Ask) -> Document {
        output.page.to_document()
    }

    fn may_wait(input: &Input) -> bool {
        input.query.wait_seconds > 0
    }

    fn wait(input: &Input, output: &Output) -> Option<(AccountId, Duration)> {
        let seconds = u64::from(input.query.wait_seconds);
        let is_empty = output.page.events.is_empty() && !output.page.reset;
        (seconds > 0 && is_empty).then(|| (output.account, Duration::from_secs(seconds)))
    }
}

fn read(scope: &mut Scope<'_>, customer: &Customer, input: &Input) -> Result<Output> {
    let feed = event::feed(scope.tx, customer.account)?;
    let epoch = &scope.installation.epoch;
    let query = &input.query;
    let cursor = input.has_cursor.then_some(query.after);
    let is_other_epoch = query.epoch.as_ref().is_some_and(|known| known != epoch);
    let from = start(feed, cursor, is_other_epoch);
    let mut page = EventPage {
        epoch: epoch.clone(),
        oldest: feed.oldest,
        newest: feed.newest,
        events: Vec::new(),
        reset: from.is_none(),
    };
    if let Some(after) = from.filter(|after| *after < feed.newest) {
        let events = event::after(scope.tx, customer.account, after, query.limit)?;
        page.events = events.into_iter().map(told).collect();
    }
    if query.drain
        && let Some(last) = page.events.last()
    {
        event::drain(scope.tx, customer.account, last.id)?;
    }
    Ok(Output {
        page,
        account: customer.account,
    })
}

/// The cursor to read after; none when the reader's says nothing about this feed.
fn start(feed: Feed, cursor: Option<i64>, is_other_epoch: bool) -> Option<i64> {
    if is_other_epoch {
        return None;
    }
    match cursor {
        // What is not kept any more cannot be had by waiting for it.
        None => Some(feed.drained.max(feed.oldest - 1)),
        Some(after) if after > feed.newest || after < feed.oldest - 1 => None,
        Some(after) => Some(after),
    }
}

fn told(event: event::Event) -> Event {
    Event {
        id: event.cursor,
        item: event.service.get(),
        reference: event.reference,
        product_type: event.type_name,
        kind: event.kind,
        status: Some(event.status),
        expires: event.expires,
        tariff: event.tariff.get(),
        date: instant(event.at),
    }
}

/// `itemevent.delete`: events that were read need not be kept for this reader. Nothing is deleted,
/// since others may read the same feed.
pub(super) struct Acknowledge;

impl Function for Acknowledge {
    type Caller = Customer;
    type Input = ();
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "itemevent.delete",
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new("Acknowledge changes", "Подтвердить получение изменений"),
        parameters: &[Parameter::required(
            "elid",
            ParameterKind::Ids,
            Text::new("Event numbers", "Номера событий"),
        )],
    };

    fn parse(_: &Ask) -> std::result::Result<(), Fault> {
        Ok(())
    }

    fn body((): &()) -> Body<Self> {
        Body::Read(|_, _, ()| Ok(()))
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_says_where_to_go_on() {
        let feed = Feed {
            newest: 10,
            oldest: 4,
            drained: 6,
        };
        let check = |cursor: Option<i64>, is_other: bool, expect: Option<i64>| {
            assert_eq!(
                start(feed, cursor, is_other),
                expect,
                "{cursor:?} {is_other}"
            );
        };
        check(Some(5), false, Some(5));
        check(Some(10), false, Some(10));
        check(Some(3), false, Some(3));
        check(Some(2), false, None);
        check(Some(0), false, None);
        check(Some(11), false, None);
        check(Some(5), true, None);
        check(None, false, Some(6));
        check(None, true, None);
        let fresh = Feed {
            newest: 0,
            oldest: 1,
            drained: 0,
        };
        assert_eq!(start(fresh, Some(0), false), Some(0));
        assert_eq!(start(fresh, None, false), Some(0));
    }
}

//! The sessions of a user: a list, their end, and the way back from one as somebody else.

use super::each::OnEach;
use super::session::session_document;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, id, instant, on, or_empty};
use crate::function::{Body, Cookie, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{Level, Text, UserId};
use onsell_engine::session::{Opened, is_session};
use onsell_engine::{Result, Scope, session_list};
use onsell_store::session_list::Shown;
use onsell_wire::{Document, Fault, Node};

/// `session`: where the caller is signed in; for staff also where a user below them is.
pub(super) struct Sessions;

/// Whose sessions.
pub(super) struct Input {
    user: Option<UserId>,
    page: Page,
}

impl Function for Sessions {
    type Caller = Anyone;
    type Input = Input;
    type Output = Rows<Shown>;

    const DECLARATION: Declaration = Declaration {
        name: "session",
        kind: Kind::List(&[
            column::ID,
            Column::new("device", "Device", "Устройство"),
            Column::new("ip", "Signed in from", "Адрес входа"),
            Column::new("opened", "Signed in", "Вход"),
            Column::new("used", "Last used", "Последнее действие"),
            Column::new("ends", "Ends at the latest", "Завершится не позже"),
            Column::new("opened_by", "Opened by staff", "Открыл сотрудник"),
            Column::new("current", "This one", "Текущая"),
        ]),
        level: Level::Customer,
        title: Text::new("Sessions", "Сессии"),
        parameters: &[
            Parameter::optional(
                "user",
                ParameterKind::Id,
                Text::new(
                    "User number; the caller when left out",
                    "Номер пользователя; если не указан — вызывающий",
                ),
            ),
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        Ok(Input {
            user: id(&ask.params, "user")?,
            page: Page::read(&ask.params)?,
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(|scope, caller: &Anyone, input: &Input| {
            let window = input.page.window();
            let (shown, total) = session_list::list(scope, &caller.identity, input.user, window)?;
            Ok(Rows::page(shown, total, input.page))
        })
    }

    fn render(rows: &Rows<Shown>, ask: &Ask) -> Document {
        rows.document(ask, |shown| {
            let is_current = |id: &str| is_session(id, &shown.digest);
            let mut row = Node::new("elem");
            row.put("id", shown.number.to_string());
            row.put("device", shown.device.clone());
            row.put("ip", shown.address.clone());
            row.put("opened", instant(shown.opened_at));
            row.put("used", instant(shown.used_at));
            row.put("ends", instant(shown.ends_at));
            let opener = shown.opener.clone();
            let opener = opener.or_else(|| shown.opened_by.map(|_| "root".to_owned()));
            row.put("opened_by", or_empty(opener));
            row.put("current", on(ask.session_id().is_some_and(is_current)));
            row
        })
    }
}

/// `session.delete`: whoever has it is signed out.
pub(super) struct End;

impl OnEach for End {
    type Caller = Anyone;
    const DECLARATION: Declaration = Declaration {
        name: "session.delete",
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new("End the session", "Завершить сессию"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Ids,
                Text::new("Session numbers", "Номера сессий"),
            ),
            SOK,
        ],
    };

    fn apply(scope: &mut Scope<'_>, caller: &Anyone, id: i64) -> Result<()> {
        session_list::end(scope, &caller.identity, id)
    }
}

/// `session.back`: from a session as somebody else to one's own, in the browser that opened it.
pub(super) struct Back;

impl Function for Back {
    type Caller = Anyone;
    type Input = Option<String>;
    type Output = Opened;

    const DECLARATION: Declaration = Declaration {
        name: "session.back",
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new("Back to my own session", "Вернуться в свою сессию"),
        parameters: &[SOK],
    };

    fn parse(ask: &Ask) -> std::result::Result<Self::Input, Fault> {
        Ok(ask.browser_session().map(str::to_owned))
    }

    fn body(_: &Self::Input) -> Body<Self> {
        Body::Write(|scope, _, session: &Self::Input| match session {
            Some(id) => session_list::go_back(scope, id),
            None => Err(session_list::nowhere().into()),
        })
    }

    fn render(opened: &Opened, ask: &Ask) -> Document {
        session_document(opened, ask)
    }

    fn cookie(opened: &Opened) -> Cookie {
        Cookie::Set(opened.id.clone())
    }
}

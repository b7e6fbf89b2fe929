//! What an administrator wrote into the configuration, as it counts, and a letter to try the mail.
//!
//! It is only shown here: the configuration is a file, so that nobody who got into the panel can
//! change who gets in.

use crate::ask::Ask;
use crate::caller::Administrator;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, done, on};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{Language, Level, Text};
use onsell_engine::session_life::SessionLife;
use onsell_engine::{Engine, Result, mail};
use onsell_modules::mail::Route;
use onsell_wire::{Document, Fault, Node};

/// `settings`: each line of the configuration that concerns the panel.
pub(super) struct Settings;

/// What is known inside the unit.
pub(super) struct Found {
    route: Option<Route>,
    life: SessionLife,
    page: Page,
}

impl Function for Settings {
    type Caller = Administrator;
    type Input = Page;
    type Output = Found;

    const DECLARATION: Declaration = Declaration {
        name: "settings",
        kind: Kind::List(&[
            column::ID,
            column::NAME,
            Column::new("value", "Value", "Значение"),
            Column::new("where", "Where it is changed", "Где изменить"),
        ]),
        level: Level::Administrator,
        title: Text::new("Settings", "Настройки"),
        parameters: &[PAGE_NUMBER, PAGE_ROWS],
    };

    fn parse(ask: &Ask) -> std::result::Result<Page, Fault> {
        Page::read(&ask.params)
    }

    fn body(_: &Page) -> Body<Self> {
        Body::Read(|scope, _, page| {
            Ok(Found {
                route: scope.installation.mail_route().cloned(),
                life: scope.installation.session_life(),
                page: *page,
            })
        })
    }

    fn render(found: &Found, ask: &Ask) -> Document {
        let settings = settings(found, ask);
        Rows::whole(settings, found.page).document(ask, |(line, name, value)| {
            let mut row = Node::new("elem");
            row.put("id", *line);
            row.put("name", name.get(ask.language));
            row.put("value", value.clone());
            row.put("where", place(line, ask.language));
            row
        })
    }
}

/// A line of the file with what people call it, and what counts.
type Setting = (&'static str, Text, String);

fn settings(found: &Found, ask: &Ask) -> Vec<Setting> {
    let nothing = Text::new("not set", "не задано").get(ask.language);
    let or_nothing = |text: String| {
        if text.is_empty() {
            nothing.to_owned()
        } else {
            text
        }
    };
    let route = |part: fn(&Route) -> &String| {
        or_nothing(found.route.as_ref().map(part).cloned().unwrap_or_default())
    };
    let (options, life) = (&ask.options, &found.life);
    vec![
        (
            "address",
            Text::new("Address of the panel", "Адрес панели"),
            or_nothing(options.address.clone().unwrap_or_default()),
        ),
        (
            "registration",
            Text::new("Strangers may register", "Регистрация открыта для всех"),
            on(options.registration).to_owned(),
        ),
        (
            "mail",
            Text::new("Mail server", "Почтовый сервер"),
            route(|route| &route.server),
        ),
        (
            "mail_from",
            Text::new("Letters are from", "Отправитель писем"),
            route(|route| &route.from),
        ),
        (
            "authinfo_ranges",
            Text::new("API: password from", "API: вход по паролю с адресов"),
            or_nothing(options.authinfo_ranges.to_string()),
        ),
        (
            "origins",
            Text::new(
                "API: pages that read answers",
                "API: страницы, читающие ответы",
            ),
            or_nothing(options.origins.join(" ")),
        ),
        (
            "forwarded_secret",
            Text::new(
                "A proxy in front is believed",
                "Прокси перед панелью пользуется доверием",
            ),
            on(options.forwarded_secret.is_some()).to_owned(),
        ),
        (
            "panel.session_idle_seconds",
            Text::new(
                "Clients are signed out when idle, seconds",
                "Выход клиентов при бездействии, секунд",
            ),
            life.idle_seconds.to_string(),
        ),
        (
            "panel.staff_session_idle_seconds",
            Text::new(
                "Staff are signed out when idle, seconds",
                "Выход сотрудников при бездействии, секунд",
            ),
            life.staff_idle_seconds.to_string(),
        ),
        (
            "panel.session_seconds_max",
            Text::new("Longest session, seconds", "Самая долгая сессия, секунд"),
            life.seconds_max.to_string(),
        ),
        (
            "languages",
            Text::new("Languages", "Языки"),
            [Language::En, Language::Ru].map(Language::code).join(", "),
        ),
    ]
}

/// Where a setting is changed.
fn place(line: &str, language: Language) -> String {
    let of_the_program = Text::new("part of the program", "часть программы");
    match (line.split_once('.'), language) {
        (None, _) if line == "languages" => of_the_program.get(language).to_owned(),
        (Some((table, line)), Language::En) => {
            format!("{line} under [{table}] in the configuration file, then restart")
        }
        (Some((table, line)), Language::Ru) => {
            format!("{line} в разделе [{table}] файла конфигурации, затем перезапуск")
        }
        (None, Language::En) => format!("{line} in the configuration file, then restart"),
        (None, Language::Ru) => format!("{line} в файле конфигурации, затем перезапуск"),
    }
}

/// `settings.testmail`: a letter to try the mail server with, sent while whoever asks waits.
pub(super) struct TestMail;

/// To whom.
pub(super) struct To {
    address: Option<String>,
    language: Language,
}

impl Function for TestMail {
    type Caller = Administrator;
    type Input = To;
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "settings.testmail",
        kind: Kind::Action,
        level: Level::Administrator,
        title: Text::new("Send a test letter", "Отправить пробное письмо"),
        parameters: &[
            Parameter::optional(
                "to",
                ParameterKind::Text,
                Text::new(
                    "To: an e-mail address; your own when left out",
                    "Кому: адрес почты; если не указан — ваш",
                ),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<To, Fault> {
        Ok(To {
            address: ask.params.text("to").map(|to| to.trim().to_owned()),
            language: ask.language,
        })
    }

    fn body(_: &To) -> Body<Self> {
        Body::Outside(
            |engine: &Engine, caller: &Administrator, to: &To| -> Result<()> {
                let own = &caller.identity.email;
                let address = to.address.as_ref().unwrap_or(own);
                mail::send_test(engine, address, to.language)
            },
        )
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

//! `project.brand`: the look of a provider.

use crate::ask::Ask;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, on, saved};
use crate::function::{Body, Function};
use onsell_domain::{Level, ProviderId, Text};
use onsell_engine::brand::{self, BrandInput, Shown};
use onsell_engine::{Result, Scope};
use onsell_wire::{Document, Fault, base64};

/// `project.brand`.
pub(super) struct Brand;

/// What is entered of which provider.
pub(super) struct Input {
    provider: ProviderId,
    brand: BrandInput,
    is_final: bool,
}

/// What came of it.
pub(super) enum Output {
    Shown(Box<Shown>),
    Saved(i64),
}

const fn line(name: &'static str, text: Text) -> Parameter {
    Parameter::optional(name, ParameterKind::Text, text)
}

impl Function for Brand {
    type Caller = Administrator;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "project.brand",
        kind: Kind::Form,
        level: Level::Administrator,
        title: Text::new("Look of a provider", "Оформление провайдера"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Id,
                Text::new("Provider number", "Номер провайдера"),
            ),
            Parameter::optional(
                "logo",
                ParameterKind::File,
                Text::new(
                    "Logo: PNG or SVG of at most 64 KB",
                    "Логотип: PNG или SVG не более 64 КБ",
                ),
            ),
            Parameter::optional(
                "nologo",
                ParameterKind::Switch,
                Text::new("Take the logo away", "Убрать логотип"),
            ),
            line(
                "accent",
                Text::new(
                    "Accent color: #rrggbb, empty is our own",
                    "Цвет акцента: #rrggbb, пусто — стандартный",
                ),
            ),
            line(
                "accent_dark",
                Text::new(
                    "Accent color on dark pages: empty follows the other",
                    "Цвет акцента на тёмных страницах: пусто — по основному",
                ),
            ),
            line(
                "hosts",
                Text::new(
                    "Host names: under which clients meet this provider",
                    "Имена хостов: под которыми клиенты видят этого провайдера",
                ),
            ),
            line(
                "support",
                Text::new(
                    "Support: an e-mail address or a page",
                    "Поддержка: адрес почты или страница",
                ),
            ),
            line(
                "terms",
                Text::new("Page with the terms", "Страница с условиями"),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let params = &ask.params;
        let text = |name: &str| params.get(name).map(str::to_owned);
        let logo = match params.text("logo") {
            Some(text) => Some(base64::decode(text).ok_or_else(|| Fault::value("logo", ""))?),
            None => None,
        };
        Ok(Input {
            provider: ProviderId::new(params.required_id("elid")?),
            brand: BrandInput {
                accent: text("accent"),
                accent_dark: text("accent_dark"),
                support: text("support"),
                terms: text("terms"),
                hosts: text("hosts"),
                logo,
                removes_logo: params.is_on("nologo"),
            },
            is_final: ask.is_final(),
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if input.is_final {
            Body::Write(save)
        } else {
            Body::Read(|scope, _, input: &Input| {
                let shown = brand::shown(scope, input.provider)?;
                Ok(Output::Shown(Box::new(shown)))
            })
        }
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        let shown = match output {
            Output::Saved(id) => return saved(ask, *id),
            Output::Shown(shown) => shown,
        };
        let mut form = Document::form(&ask.function);
        form.put("elid", ask.params.get("elid").unwrap_or_default());
        form.put("accent", shown.brand.accent.clone());
        form.put("accent_dark", shown.brand.accent_dark.clone());
        form.put("hosts", shown.hosts.join(", "));
        form.put("support", shown.brand.support.clone());
        form.put("terms", shown.brand.terms.clone());
        form.put("haslogo", on(!shown.brand.logo_print.is_empty()));
        form
    }
}

fn save(scope: &mut Scope<'_>, caller: &Administrator, input: &Input) -> Result<Output> {
    brand::save(
        scope,
        input.provider,
        &input.brand,
        caller.identity.author(),
    )?;
    Ok(Output::Saved(input.provider.get()))
}

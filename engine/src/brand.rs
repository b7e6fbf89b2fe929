//! The look of a provider: colors, logo, where help is, and the host names under which it is met.

use crate::{Result, Scope, journal};
use onsell_domain::brand::{Accent, BadAccent, LogoKind};
use onsell_domain::color::Color;
use onsell_domain::{ProviderId, Text, UserId, host_name};
use onsell_store::brand::{self as store, Brand, Logo};
use onsell_store::catalogue;
use onsell_wire::Fault;
use ring::digest;

/// The most host names of a provider.
const HOSTS_MAX: usize = 20;
/// The longest address, in characters.
const ADDRESS_CHARACTERS_MAX: usize = 200;
/// How much of a logo's digest its address carries, in bytes.
const PRINT_BYTES: usize = 8;

/// What is entered of a look; what is missing stays, what is empty is our own again.
#[derive(Clone, Default)]
pub struct BrandInput {
    /// The accent color on light pages.
    pub accent: Option<String>,
    /// The accent color on dark pages; empty follows the other.
    pub accent_dark: Option<String>,
    /// Where customers ask for help: an e-mail address or a page.
    pub support: Option<String>,
    /// The page with the terms.
    pub terms: Option<String>,
    /// Host names, separated by commas or spaces.
    pub hosts: Option<String>,
    /// The bytes of a new logo.
    pub logo: Option<Vec<u8>>,
    /// Whether the logo is taken away.
    pub removes_logo: bool,
}

/// A look with the host names.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The look.
    pub brand: Brand,
    /// Under which host names the provider is met.
    pub hosts: Vec<String>,
}

/// The look of a provider.
///
/// # Errors
/// `missed` for no provider.
pub fn shown(scope: &mut Scope<'_>, id: ProviderId) -> Result<Shown> {
    catalogue::provider(scope.tx, id)?.ok_or_else(|| Fault::missed("project", id))?;
    Ok(Shown {
        brand: store::find(scope.tx, id)?,
        hosts: store::hosts(scope.tx, id)?,
    })
}

/// Changes the look of a provider.
///
/// # Errors
/// `missed` for no provider, `value` with the field that cannot be, `exists` for the host name of
/// another provider.
pub fn save(
    scope: &mut Scope<'_>,
    id: ProviderId,
    input: &BrandInput,
    by: Option<UserId>,
) -> Result<()> {
    let mut brand = shown(scope, id)?.brand;
    let set = |field: &mut String, value: &Option<String>| {
        if let Some(value) = value {
            value.trim().clone_into(field);
        }
    };
    set(&mut brand.accent, &input.accent);
    set(&mut brand.accent_dark, &input.accent_dark);
    set(&mut brand.support, &input.support);
    set(&mut brand.terms, &input.terms);
    accent(&brand)?;
    let is_mail = |text: &str| text.contains('@') && !text.contains([' ', '/', ':', '?']);
    if !brand.support.is_empty() && !is_mail(&brand.support) && !is_page(&brand.support) {
        return Err(not_an_address("support", &brand.support).into());
    }
    if !brand.terms.is_empty() && !is_page(&brand.terms) {
        return Err(not_an_address("terms", &brand.terms).into());
    }
    store::put(scope.tx, id, &brand)?;
    if let Some(bytes) = &input.logo {
        store::put_logo(scope.tx, id, Some(&logo(bytes)?))?;
    } else if input.removes_logo {
        store::put_logo(scope.tx, id, None)?;
    }
    if let Some(hosts) = &input.hosts {
        save_hosts(scope, id, hosts)?;
    }
    journal::write(scope, by, "project.brand", &id.to_string(), "")
}

fn save_hosts(scope: &mut Scope<'_>, id: ProviderId, text: &str) -> Result<()> {
    let mut hosts = Vec::new();
    for text in text
        .split([',', ' ', '\r', '\n'])
        .filter(|text| !text.is_empty())
    {
        let host = host_name(text).map_err(|_| Fault::value("hosts", text))?;
        let owner = store::provider_of(scope.tx, &host)?;
        if owner.is_some_and(|owner| owner != id) {
            return Err(Fault::exists("hosts", &host).into());
        }
        hosts.push(host);
    }
    hosts.sort();
    hosts.dedup();
    if hosts.len() > HOSTS_MAX {
        return Err(Fault::value("hosts", hosts.len()).into());
    }
    Ok(store::put_hosts(scope.tx, id, &hosts)?)
}

/// The colors of a look; none for one without.
///
/// # Errors
/// `value` with the field that is no color, or not one that is seen.
pub fn accent(brand: &Brand) -> std::result::Result<Option<Accent>, Fault> {
    let color = |field: &str, text: &str| {
        let reason = Text::new(
            "A color is written like #1f5fbf",
            "Цвет записывается как #1f5fbf",
        );
        let given = Some(text).filter(|text| !text.is_empty());
        let color = given.map(Color::parse).transpose();
        color.map_err(|_| Fault::value_because(field, text, reason))
    };
    let light = color("accent", &brand.accent)?;
    let dark = color("accent_dark", &brand.accent_dark)?;
    let Some(light) = light else {
        return match dark {
            None => Ok(None),
            Some(_) => Err(Fault::value_empty("accent")),
        };
    };
    Accent::new(light, dark).map(Some).map_err(|bad| match bad {
        BadAccent::Light => {
            let reason = Text::new(
                "A button of this color would not be seen on a light page; take a darker one",
                "Кнопка такого цвета не видна на светлой странице; выберите цвет темнее",
            );
            Fault::value_because("accent", &brand.accent, reason)
        }
        BadAccent::Dark => {
            let reason = Text::new(
                "A button of this color would not be seen on a dark page; take a lighter one",
                "Кнопка такого цвета не видна на тёмной странице; выберите цвет светлее",
            );
            Fault::value_because("accent_dark", &brand.accent_dark, reason)
        }
    })
}

fn logo(bytes: &[u8]) -> std::result::Result<Logo, Fault> {
    let kind = LogoKind::of(bytes).ok_or_else(|| {
        let reason = Text::new(
            "A logo is a PNG or an SVG without scripts, of at most 64 KB",
            "Логотип — PNG или SVG без скриптов, не более 64 КБ",
        );
        Fault::value_because("logo", "", reason)
    })?;
    let print = digest::digest(&digest::SHA256, bytes);
    Ok(Logo {
        kind: kind.content_type().to_owned(),
        bytes: bytes.to_vec(),
        print: crate::scope::hex(&print.as_ref()[..PRINT_BYTES]),
    })
}

fn is_page(text: &str) -> bool {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let is_plain = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '\'');
    text.chars().count() <= ADDRESS_CHARACTERS_MAX
        && host.is_some_and(|host| !host.is_empty() && host.chars().all(is_plain))
}

fn not_an_address(field: &str, text: &str) -> Fault {
    let reason = Text::new(
        "An address like https://example.com is expected; for help also an e-mail address",
        "Ожидается адрес вида https://example.com; для поддержки можно и электронную почту",
    );
    Fault::value_because(field, text, reason)
}

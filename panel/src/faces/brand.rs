//! The look of a provider on pages: its stylesheet, its logo, and whose look a page has.

use crate::answer::told;
use crate::panel::Panel;
use onsell_domain::{ProviderId, host_name};
use onsell_engine::{Result, Scope, brand};
use onsell_store::brand::{self as store, Brand};
use onsell_wire::Fault;

/// A file of a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Served {
    /// What is in it.
    pub bytes: Vec<u8>,
    /// What it is.
    pub content_type: String,
    /// The quoted tag by which a browser asks whether it changed.
    pub tag: String,
}

/// What nothing in a logo may do when it is opened by itself: run, fetch or be framed.
pub(crate) const LOGO_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// The provider that is met under the host of a request, if it says one: `https://a.example:443`.
pub(crate) fn provider_of_host(scope: &mut Scope<'_>, host: &str) -> Result<Option<ProviderId>> {
    let host = host.split_once("://").map_or(host, |(_, host)| host);
    let host = host.split(':').next().unwrap_or_default();
    let Ok(host) = host_name(host) else {
        return Ok(None);
    };
    Ok(store::provider_of(scope.tx, &host)?)
}

/// How a provider's pages look, as a page needs it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Look {
    /// The address of the stylesheet, where it has colors of its own.
    pub stylesheet: Option<String>,
    /// The address of the logo, if it has one.
    pub logo: Option<String>,
    /// Where customers get help, as a link.
    pub support: Option<String>,
    /// The page with the terms.
    pub terms: Option<String>,
}

impl Look {
    /// The look of a provider.
    pub fn of(scope: &mut Scope<'_>, provider: ProviderId) -> Result<Self> {
        let brand = store::find(scope.tx, provider)?;
        let (support, terms) = (brand.support.clone(), brand.terms.clone());
        let is_page = support.contains("://") || support.is_empty();
        let support = if is_page {
            support
        } else {
            format!("mailto:{support}")
        };
        Ok(Self {
            stylesheet: stylesheet_address(provider, &brand),
            logo: logo_address(provider, &brand),
            support: Some(support).filter(|link| !link.is_empty()),
            terms: Some(terms).filter(|link| !link.is_empty()),
        })
    }
}

/// Where the stylesheet of a look is to be had: none for our own look. It has another address when
/// it changes.
fn stylesheet_address(provider: ProviderId, brand: &Brand) -> Option<String> {
    (!brand.accent.is_empty()).then(|| {
        let colors = [&brand.accent, &brand.accent_dark].map(|color| color.trim_start_matches('#'));
        format!("/panel/brand/{provider}.css?{}", colors.join("-"))
    })
}

/// Where the logo of a look is to be had, if it has one.
fn logo_address(provider: ProviderId, brand: &Brand) -> Option<String> {
    let print = &brand.logo_print;
    (!print.is_empty()).then(|| format!("/panel/brand/{provider}/logo?{print}"))
}

/// What is at `/panel/brand/` and this path: `5.css` or `5/logo`.
pub(crate) async fn at(panel: &Panel, path: &str) -> std::result::Result<Option<Served>, Fault> {
    let (id, is_logo) = match (path.strip_suffix(".css"), path.strip_suffix("/logo")) {
        (Some(id), _) => (id, false),
        (None, Some(id)) => (id, true),
        (None, None) => return Ok(None),
    };
    let Ok(id) = id.parse::<i64>() else {
        return Ok(None);
    };
    let id = ProviderId::new(id);
    let read = move |scope: &mut Scope<'_>| {
        if is_logo {
            logo(scope, id)
        } else {
            sheet(scope, id)
        }
    };
    told(|done| panel.engine().submit_read(read, done)).await
}

fn sheet(scope: &mut Scope<'_>, id: ProviderId) -> Result<Option<Served>> {
    let accent = brand::accent(&store::find(scope.tx, id)?)?;
    Ok(accent.map(|accent| Served {
        bytes: accent.stylesheet().into_bytes(),
        content_type: "text/css; charset=UTF-8".to_owned(),
        tag: format!("\"{}{}\"", accent.light, accent.dark).replace('#', ""),
    }))
}

fn logo(scope: &mut Scope<'_>, id: ProviderId) -> Result<Option<Served>> {
    Ok(store::logo(scope.tx, id)?.map(|logo| Served {
        bytes: logo.bytes,
        content_type: logo.kind,
        tag: format!("\"{}\"", logo.print),
    }))
}

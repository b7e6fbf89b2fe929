//! A trial panel ends and is not renewed (semantics 5.3): its customer is offered the value that is
//! paid, some days before, by a letter and on the server's card.

use crate::mail::Letter;
use crate::recovery::recipient;
use crate::{Engine, Result, Scope};
use onsell_domain::{EnumerationItemId, Language, Period, Secret, ServiceStatus, Text};
use onsell_store::bundled_license;
use onsell_store::enumeration_item::{self, EnumerationItem};
use onsell_store::service::{self, Service};
use onsell_store::service_param::{self, ServiceParam};
use onsell_store::user;

const SUBJECT: Text = Text::new(
    "The trial of your control panel ends",
    "Пробный период панели управления заканчивается",
);
/// The name under which it is kept that the offer was made.
const MADE: &str = "trial_offered";

/// Whether a license is a trial whose end comes.
fn ends(license: &Service) -> bool {
    license.parent.is_some()
        && license.period == Period::Trial
        && license.status == ServiceStatus::Active
}

/// The paid value that a trial's customer is offered.
pub(super) fn paid_value(
    scope: &mut Scope<'_>,
    item: EnumerationItemId,
) -> Result<Option<EnumerationItem>> {
    let value = enumeration_item::item(scope.tx, item)?;
    match value.and_then(|value| value.paid_item) {
        Some(paid) => Ok(enumeration_item::item(scope.tx, paid)?.filter(|paid| paid.active)),
        None => Ok(None),
    }
}

/// The letter about a trial that is due; none where there is nothing to offer, or nobody to write
/// to.
pub(crate) fn letter(engine: &Engine, license: &Service) -> Result<Option<Letter>> {
    if !ends(license) || !engine.has_mail() {
        return Ok(None);
    }
    let (id, account, server) = (license.id, license.account, license.parent);
    let known = engine.read(move |scope| {
        let row = bundled_license::find(scope.tx, id)?;
        let Some(row) = row else { return Ok(None) };
        let Some(paid) = paid_value(scope, row.item)? else {
            return Ok(None);
        };
        let user = user::first_of_account(scope.tx, account)?;
        let server = match server {
            Some(server) => service::find(scope.tx, server)?,
            None => None,
        };
        Ok(user.zip(server).map(|(user, server)| (user, server, paid)))
    })?;
    let Some((user, server, paid)) = known else {
        return Ok(None);
    };
    let to = recipient(&user);
    if to.is_empty() {
        return Ok(None);
    }
    let language = Language::parse(&user.language);
    let text = Secret::from(text(&server, license, &paid, language));
    Ok(Some(Letter::new(engine, to, SUBJECT.get(language), &text)))
}

fn text(server: &Service, license: &Service, paid: &EnumerationItem, language: Language) -> String {
    let end = license
        .expires
        .map_or_else(String::new, |end| end.to_string());
    let (name, id) = (&server.name, server.id);
    match language {
        Language::En => format!(
            "The trial of the control panel on server #{id} {name} ends on {end}.\r\n\r\n\
             To keep the panel, choose “{}” for it in the settings of the server before that \
             day. Without it the panel stops; the sites on the server go on.\r\n",
            paid.name
        ),
        Language::Ru => format!(
            "Пробный период панели управления на сервере #{id} {name} заканчивается {end}.\r\n\r\n\
             Чтобы панель осталась, до этого дня выберите для неё «{}» в настройках сервера. \
             Иначе панель остановится; сайты на сервере продолжат работать.\r\n",
            paid.name_ru
        ),
    }
}

/// Makes the offer once.
pub(super) fn make(
    scope: &mut Scope<'_>,
    license: &Service,
    letter: Option<&Letter>,
) -> Result<()> {
    let params = service_param::of_service(scope.tx, license.id)?;
    if !ends(license) || params.iter().any(|param| param.name == MADE) {
        return Ok(());
    }
    let made = ServiceParam {
        name: MADE.to_owned(),
        value: scope.now.micros().to_string(),
        sealed: None,
        hidden: true,
    };
    service_param::put(scope.tx, license.id, &made)?;
    letter.map_or(Ok(()), |letter| letter.write(scope))
}

//! A new installation: what must be there before anybody signs in.

use crate::account::{NewCustomer, create_staff};
use crate::module_license::sells_modules;
use crate::preset::Preset;
use crate::{Engine, Error, Result, Scope, sign_in};
use onsell_domain::{
    AutoDeletion, Currency, Deletion, DepartmentId, Level, ProductTypeId, ProviderId, Rules,
    Secret, TrialRule, Zone,
};
use onsell_store::catalogue::{self, CurrencyRow, Department, ProductType, Provider};

/// What `init` is told.
#[derive(Debug, Clone)]
pub struct Installing {
    /// The first provider's name.
    pub provider: String,
    /// Its currency; none is that of the preset, else EUR.
    pub currency: Option<Currency>,
    /// The time zone of its dates.
    pub zone: String,
    /// The preset to load.
    pub preset: Option<String>,
    /// The first administrator's sign-in name.
    pub administrator: String,
}

/// The first sign-in.
pub struct FirstLogin {
    /// The administrator's sign-in name.
    pub name: String,
    /// Their password, shown once and stored nowhere.
    pub password: Secret,
}

/// Fills an empty database: currencies, product types, the first provider and department, a preset
/// if asked, and the first administrator.
///
/// # Errors
/// When the database is not empty: nothing is changed then.
pub fn install(engine: &Engine, told: &Installing) -> Result<FirstLogin> {
    let password = sign_in::first_password(engine);
    let hash = sign_in::hash_password(&password)?;
    let preset = told.preset.as_deref().map(Preset::named).transpose()?;
    let told = told.clone();
    let name = told.administrator.clone();
    engine.write(None, move |scope| {
        if !catalogue::providers(scope.tx)?.is_empty() {
            return Err(Error::Outside("the database is in use already".to_owned()));
        }
        fill(scope, &told, preset.as_ref())?;
        let administrator = NewCustomer {
            user_name: told.administrator.clone(),
            password_hash: hash.clone(),
            ..NewCustomer::default()
        };
        create_staff(scope, &administrator, Level::Administrator)?;
        Ok(())
    })?;
    Ok(FirstLogin { name, password })
}

fn fill(scope: &mut Scope<'_>, told: &Installing, preset: Option<&Preset>) -> Result<()> {
    for (iso, id, name) in CURRENCIES {
        let iso = Currency::parse(iso).map_err(|error| Error::Outside(error.to_string()))?;
        catalogue::put_currency(
            scope.tx,
            &CurrencyRow {
                iso,
                id,
                name: name.to_owned(),
            },
        )?;
    }
    for kind in product_types() {
        catalogue::put_product_type(scope.tx, &kind)?;
    }
    let of_preset = preset
        .and_then(Preset::currency)
        .map(Currency::parse)
        .transpose();
    let of_preset = of_preset.map_err(|error| Error::Outside(error.to_string()))?;
    let euro = Currency::parse("EUR").map_err(|error| Error::Outside(error.to_string()))?;
    Zone::parse(&told.zone)
        .map_err(|_| Error::Outside(format!("the time zone {} is not known", told.zone)))?;
    let provider = Provider {
        id: ProviderId::new(1),
        name: told.provider.clone(),
        name_ru: told.provider.clone(),
        currency: told.currency.or(of_preset).unwrap_or(euro),
        zone: told.zone.clone(),
        site: String::new(),
        bill_url: String::new(),
    };
    catalogue::put_provider(scope.tx, &provider)?;
    let department = Department {
        id: DepartmentId::new(1),
        name: "Support".to_owned(),
        name_ru: "Поддержка".to_owned(),
        sort: 1,
        active: true,
    };
    catalogue::put_department(scope.tx, &department)?;
    match preset {
        Some(preset) => preset.load(scope, provider.id),
        None => Ok(()),
    }
}

/// Currencies that are there from the start, with their numbers on the wire (ISO 4217 has the
/// letters; 126 is the number that public price forms use for the ruble).
const CURRENCIES: [(&str, i64, &str); 6] = [
    ("EUR", 153, "Euro"),
    ("USD", 840, "US dollar"),
    ("RUB", 126, "Russian ruble"),
    ("GBP", 826, "Pound sterling"),
    ("KZT", 398, "Tenge"),
    ("UAH", 980, "Hryvnia"),
];

/// The rules that a product type begins with.
pub(crate) fn rules(license: bool) -> Rules {
    let change_days = if license { Rules::CHANGE_DAYS } else { 0 };
    Rules {
        client_suspends: license,
        client_resumes: license,
        client_deletes: true,
        deletion: Deletion::AtOnce,
        auto_deletion: AutoDeletion::AfterDays(Rules::CLOSE_AFTER_DAYS),
        ip_change_days: change_days,
        key_change_days: change_days,
    }
}

/// The internal names of the product types that every installation begins with.
pub fn product_type_names() -> impl Iterator<Item = String> {
    product_types().into_iter().map(|kind| kind.intname)
}

/// The product types of the trade (semantics 2.1, wire 2.7).
fn product_types() -> Vec<ProductType> {
    const LICENSES: [(&str, &str, &str); 4] = [
        ("soft", "ISPsystem licenses", "Лицензии ISPsystem"),
        ("softexternal", "Other software", "Другое ПО"),
        ("addition", "ISPsystem modules", "Модули ISPsystem"),
        ("platform", "Platforms", "Платформы"),
    ];
    const OTHERS: [(&str, &str, &str); 6] = [
        ("certificate", "SSL certificates", "SSL-сертификаты"),
        ("vds", "Virtual private servers", "Виртуальные серверы"),
        ("dedic", "Dedicated servers", "Выделенные серверы"),
        ("vhost", "Shared hosting", "Хостинг"),
        ("domain", "Domain names", "Доменные имена"),
        ("dnshost", "DNS hosting", "DNS-хостинг"),
    ];
    let of = |names: (&str, &str, &str), place: usize, license: bool| ProductType {
        id: ProductTypeId::new(place as i64 + 1),
        intname: names.0.to_owned(),
        name: names.1.to_owned(),
        name_ru: names.2.to_owned(),
        trial_rule: TrialRule::PerTariff,
        rules: rules(license),
        sort: place as i64 + 1,
    };
    let licenses = LICENSES.iter().enumerate().map(|(place, names)| {
        let mut kind = of(*names, place, true);
        if sells_modules(&kind.intname) {
            // Staff switch modules off and on, until the type is opened (semantics 1.13).
            kind.rules.client_suspends = false;
            kind.rules.client_resumes = false;
        }
        kind
    });
    let count = LICENSES.len();
    let others = OTHERS
        .iter()
        .enumerate()
        .map(|(place, names)| of(*names, count + place, false));
    licenses.chain(others).collect()
}

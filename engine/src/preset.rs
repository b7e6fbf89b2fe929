//! Presets: tariffs of a vendor as data, loaded once by `init`.

use crate::{Error, Result, Scope};
use onsell_domain::{
    AddonId, Amount, ChangePolicy, ClientChange, Currency, ModuleId, Period, ProviderId, TariffId,
};
use onsell_modules::ModuleKind;
use onsell_store::catalogue;
use onsell_store::processing_module::{self, ModuleSettings};
use onsell_store::tariff::{self, Addon, AddonPrice, Price, Tariff};
use serde::Deserialize;

/// How long a trial lasts where nobody said otherwise.
pub(crate) const TRIAL_DAYS: u16 = 14;

/// The presets that come with the program.
pub const PRESETS: [(&str, &str); 2] = [
    ("ispmanager", include_str!("../presets/ispmanager.toml")),
    (
        "ispmanager-ru",
        include_str!("../presets/ispmanager-ru.toml"),
    ),
];

/// Tariffs of one product type with their fixed numbers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// The product type, which must exist.
    product_type: String,
    /// The product whose licenses may not share an address.
    product: String,
    /// The currency of the prices; the provider's must be the same.
    pub currency: String,
    tariff: Vec<PresetTariff>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PresetTariff {
    id: i64,
    name: String,
    name_ru: String,
    #[serde(default)]
    trial_days: Option<u16>,
    price: Vec<PresetPrice>,
    #[serde(default)]
    addon: Vec<PresetAddon>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PresetPrice {
    period: i64,
    price: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PresetAddon {
    id: i64,
    intname: String,
    name: String,
    name_ru: String,
    included: i64,
    minimum: i64,
    maximum: i64,
    step: i64,
    price: Vec<PresetPrice>,
}

impl Preset {
    /// The preset of that name.
    pub fn named(name: &str) -> Result<Self> {
        let names: Vec<&str> = PRESETS.iter().map(|(known, _)| *known).collect();
        let (_, text) = PRESETS
            .iter()
            .find(|(known, _)| *known == name)
            .ok_or_else(|| {
                Error::Outside(format!(
                    "there is no preset {name}; there are: {}",
                    names.join(", ")
                ))
            })?;
        toml::from_str(text).map_err(|error| Error::Outside(format!("preset {name}: {error}")))
    }

    /// Writes the tariffs, switched off until the prices are looked at, served by a license stock.
    ///
    /// # Errors
    /// When the provider's currency is another one.
    pub fn load(&self, scope: &mut Scope<'_>, provider: ProviderId) -> Result<()> {
        let seller = catalogue::provider(scope.tx, provider)?
            .ok_or_else(|| Error::Outside(format!("there is no provider {provider}")))?;
        let currency = Currency::parse(&self.currency).map_err(|error| self.wrong(error))?;
        if seller.currency != currency {
            return Err(Error::Outside(format!(
                "the preset's prices are in {currency}, the provider's currency is {}",
                seller.currency
            )));
        }
        let product_type = catalogue::product_type_named(scope.tx, &self.product_type)?
            .ok_or_else(|| self.wrong("its product type does not exist"))?;
        let settings = ModuleSettings {
            name: "License stock".to_owned(),
            data_center: None,
            department: None,
            sort: 1,
            active: true,
            minimal_balance: None,
        };
        let module = processing_module::insert(
            scope.tx,
            ModuleKind::License.name(),
            product_type.id,
            None,
            &settings,
            scope.now,
        )?;
        for (place, preset) in self.tariff.iter().enumerate() {
            let row = Tariff {
                id: TariffId::new(preset.id),
                product_type: product_type.id,
                provider,
                intname: preset.id.to_string(),
                name: preset.name.clone(),
                name_ru: preset.name_ru.clone(),
                product: self.product.clone(),
                active: false,
                trial_days: preset.trial_days.unwrap_or(TRIAL_DAYS),
                sort: place as i64 + 1,
                type_name: self.product_type.clone(),
                currency,
                change_policy: ChangePolicy::default(),
            };
            self.put(scope, preset, &row, module)?;
        }
        Ok(())
    }

    fn put(
        &self,
        scope: &mut Scope<'_>,
        preset: &PresetTariff,
        row: &Tariff,
        module: ModuleId,
    ) -> Result<()> {
        tariff::put(scope.tx, row, scope.now)?;
        tariff::link_module(scope.tx, row.id, module)?;
        for price in &preset.price {
            let (period, amount) = self.read(price)?;
            let row_price = Price {
                period,
                price: amount,
                setup: Amount::ZERO,
                renewal: None,
                cost: None,
                seller_cost: None,
            };
            tariff::put_price(scope.tx, row.id, row.currency, &row_price)?;
        }
        for (place, addon) in preset.addon.iter().enumerate() {
            let id = AddonId::new(addon.id);
            let written = Addon {
                id,
                tariff: row.id,
                intname: addon.intname.clone(),
                name: addon.name.clone(),
                name_ru: addon.name_ru.clone(),
                value_type: 2,
                bill_type: 2,
                included: addon.included,
                minimum: addon.minimum,
                maximum: addon.maximum,
                step: addon.step,
                active: true,
                sort: place as i64 + 1,
                enumeration: None,
                default_item: None,
                client_change: ClientChange::default(),
            };
            tariff::put_addon(scope.tx, &written)?;
            for price in &addon.price {
                let (period, price) = self.read(price)?;
                let unit = AddonPrice {
                    addon: id,
                    item: None,
                    period,
                    price,
                    cost: None,
                    seller_cost: None,
                };
                tariff::put_addon_price(scope.tx, row.currency, &unit)?;
            }
        }
        Ok(())
    }

    fn read(&self, price: &PresetPrice) -> Result<(Period, Amount)> {
        let period = Period::from_code(price.period).map_err(|error| self.wrong(error))?;
        let amount = Amount::parse(&price.price).map_err(|error| self.wrong(error))?;
        Ok((period, amount))
    }

    fn wrong(&self, what: impl std::fmt::Display) -> Error {
        Error::Outside(format!("the preset of {}: {what}", self.product))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_can_be_read() {
        for (name, _) in PRESETS {
            let preset = Preset::named(name).unwrap();
            for tariff in &preset.tariff {
                for price in tariff
                    .price
                    .iter()
                    .chain(tariff.addon.iter().flat_map(|a| &a.price))
                {
                    preset.read(price).unwrap();
                }
            }
        }
        assert!(Preset::named("nothing").is_err());
    }

    #[test]
    fn the_numbers_are_those_resellers_store() {
        let ids = |name| -> Vec<i64> {
            Preset::named(name)
                .unwrap()
                .tariff
                .iter()
                .map(|tariff| tariff.id)
                .collect()
        };
        assert_eq!(
            ids("ispmanager"),
            [55239, 55240, 55227, 55228, 55229, 55230]
        );
        assert_eq!(ids("ispmanager-ru"), [55235, 55231, 55232, 55233, 55234]);
        let preset = Preset::named("ispmanager").unwrap();
        assert_eq!(preset.tariff[5].addon[0].id, 55236);
    }
}

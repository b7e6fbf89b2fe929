//! Presets: tariffs of a vendor and the control panels of servers as data, loaded once by `init`.

use crate::preset_list::PresetList;
use crate::{Error, Result, Scope};
use onsell_domain::{
    AddonId, AddonPurpose, Amount, ChangePolicy, ClientChange, Currency, ModuleId, Period,
    ProviderId, ScaleType, TariffId,
};
use onsell_modules::ModuleKind;
use onsell_store::catalogue;
use onsell_store::processing_module::{self, ModuleSettings};
use onsell_store::tariff::{self, Addon, AddonPrice, Price, Tariff};
use serde::Deserialize;

/// How long a trial lasts where nobody said otherwise.
pub(crate) const TRIAL_DAYS: u16 = 14;

/// A preset that comes with the program, as text.
struct Shipped {
    name: &'static str,
    /// What is sold, by product types; nothing where it is only resold.
    tariffs: &'static [&'static str],
    /// The control panels that servers can bring along.
    panels: &'static str,
}

const ISPMANAGER: &str = include_str!("../presets/ispmanager.toml");
const ISPMANAGER_RU: &str = include_str!("../presets/ispmanager-ru.toml");
const MODULES: &str = include_str!("../presets/modules.toml");
const MODULES_RU: &str = include_str!("../presets/modules-ru.toml");
const SOFTWARE: &str = include_str!("../presets/software.toml");
const SOFTWARE_RU: &str = include_str!("../presets/software-ru.toml");
const PLATFORMS: &str = include_str!("../presets/platforms.toml");
const PANELS: &str = include_str!("../presets/panels.toml");
const PANELS_RU: &str = include_str!("../presets/panels-ru.toml");

const fn shipped(
    name: &'static str,
    tariffs: &'static [&'static str],
    panels: &'static str,
) -> Shipped {
    Shipped {
        name,
        tariffs,
        panels,
    }
}

/// The presets that come with the program. Who resells needs the control panels only: the tariffs
/// are imported from the seller.
const PRESETS: [Shipped; 6] = [
    shipped("ispmanager", &[ISPMANAGER], PANELS),
    shipped("ispmanager-ru", &[ISPMANAGER_RU], PANELS_RU),
    shipped(
        "vendor",
        &[ISPMANAGER, MODULES, SOFTWARE, PLATFORMS],
        PANELS,
    ),
    shipped(
        "vendor-ru",
        &[ISPMANAGER_RU, MODULES_RU, SOFTWARE_RU],
        PANELS_RU,
    ),
    shipped("panels", &[], PANELS),
    shipped("panels-ru", &[], PANELS_RU),
];

/// Tariffs of some product types, and the closed list of control panels.
#[derive(Debug, Clone)]
pub struct Preset {
    tariffs: Vec<PresetTariffs>,
    panels: PresetList,
}

impl Preset {
    /// The preset of that name.
    pub fn named(name: &str) -> Result<Self> {
        let names: Vec<&str> = PRESETS.iter().map(|known| known.name).collect();
        let known = PRESETS.iter().find(|known| known.name == name);
        let known = known.ok_or_else(|| {
            Error::Outside(format!(
                "there is no preset {name}; there are: {}",
                names.join(", ")
            ))
        })?;
        let wrong = |error| Error::Outside(format!("preset {name}: {error}"));
        Ok(Self {
            tariffs: known
                .tariffs
                .iter()
                .map(|text| toml::from_str(text))
                .collect::<std::result::Result<_, _>>()
                .map_err(wrong)?,
            panels: toml::from_str(known.panels).map_err(wrong)?,
        })
    }

    /// The currency of the prices, where there are any; the provider's must be the same.
    pub fn currency(&self) -> Option<&str> {
        let tariffs = self.tariffs.first();
        tariffs.map(|tariffs| tariffs.currency.as_str())
    }

    /// Writes the tariffs, switched off until the prices are looked at, served by a license stock,
    /// and the list of control panels.
    ///
    /// # Errors
    /// When the provider's currency is another one.
    pub fn load(&self, scope: &mut Scope<'_>, provider: ProviderId) -> Result<()> {
        for tariffs in &self.tariffs {
            tariffs.load(scope, provider)?;
        }
        self.panels.load(scope)
    }
}

/// Tariffs of one product type with their fixed numbers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PresetTariffs {
    /// The product type, which must exist.
    product_type: String,
    /// The product whose licenses may not share an address, where a tariff names no other.
    product: String,
    /// The currency of the prices; the provider's must be the same.
    currency: String,
    tariff: Vec<PresetTariff>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PresetTariff {
    id: i64,
    name: String,
    name_ru: String,
    #[serde(default)]
    product: Option<String>,
    /// What a panel calls the module that it sells.
    #[serde(default)]
    addition_intname: String,
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

impl PresetTariffs {
    /// Writes the tariffs, switched off, served by a license stock.
    fn load(&self, scope: &mut Scope<'_>, provider: ProviderId) -> Result<()> {
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
                product: preset.product.as_ref().unwrap_or(&self.product).clone(),
                active: false,
                trial_days: preset.trial_days.unwrap_or(TRIAL_DAYS),
                sort: place as i64 + 1,
                type_name: self.product_type.clone(),
                currency,
                change_policy: ChangePolicy::default(),
                minimum_period: None,
                addition_intname: preset.addition_intname.clone(),
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
                purpose: AddonPurpose::Ordinary,
                scale_type: ScaleType::default(),
                compound: None,
                measure: String::new(),
                module_factor: 1,
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
    use crate::preset_list::tests::values;

    #[test]
    fn every_preset_can_be_read() {
        for Shipped { name, .. } in PRESETS {
            for tariffs in Preset::named(name).unwrap().tariffs {
                for tariff in &tariffs.tariff {
                    let of_addons = tariff.addon.iter().flat_map(|addon| &addon.price);
                    for price in tariff.price.iter().chain(of_addons) {
                        tariffs.read(price).unwrap();
                    }
                }
            }
        }
        assert!(Preset::named("nothing").is_err());
    }

    #[test]
    fn the_numbers_are_those_resellers_store() {
        let ids = |name| -> Vec<i64> {
            let tariffs = Preset::named(name).unwrap().tariffs;
            let all = tariffs.iter().flat_map(|tariffs| &tariffs.tariff);
            all.map(|tariff| tariff.id).collect()
        };
        assert_eq!(
            ids("ispmanager"),
            [55239, 55240, 55227, 55228, 55229, 55230]
        );
        assert_eq!(ids("ispmanager-ru"), [55235, 55231, 55232, 55233, 55234]);
        let preset = Preset::named("ispmanager").unwrap();
        assert_eq!(preset.tariffs[0].tariff[5].addon[0].id, 55236);
        let modules = [55371, 55361, 55362, 55363, 23221];
        let others = [9203, 9204, 11738, 55369, 55163, 55161];
        assert_eq!(ids("vendor")[6..], [modules.as_slice(), &others].concat());
        let russian = [55390, 55377, 55378, 55379, 23221, 55391];
        assert_eq!(ids("vendor-ru")[5..], russian);
        let platforms = &Preset::named("vendor").unwrap().tariffs[3];
        let addons: Vec<i64> = platforms.tariff[0].addon.iter().map(|one| one.id).collect();
        assert_eq!(addons, [55165, 55164]);
    }

    #[test]
    fn panels_stand_in_the_order_of_what_they_can_do() {
        let check = |name: &str, expect: &[(&str, Option<&str>)]| {
            let preset = Preset::named(name).unwrap();
            assert_eq!(values(&preset.panels), expect, "{name}");
        };
        let world = [
            ("", None),
            ("55239", Some("55227")),
            ("55240", Some("55230")),
            ("55227", None),
            ("55228", None),
            ("55229", None),
            ("55230", None),
        ];
        check("ispmanager", &world);
        check("panels", &world);
        let russian = [
            ("", None),
            ("55235", Some("55231")),
            ("55231", None),
            ("55232", None),
            ("55233", None),
            ("55234", None),
        ];
        check("ispmanager-ru", &russian);
        check("panels-ru", &russian);
        assert_eq!(Preset::named("panels").unwrap().currency(), None);
    }
}

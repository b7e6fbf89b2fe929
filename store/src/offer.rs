//! Offers: what one tariff costs for one period, and who would do its work.

use crate::columns::{FromRow, read_first};
use crate::{Result, RowReader, Tx};
use onsell_domain::{
    Amount, Currency, DepartmentId, ModuleId, Period, ProductTypeId, ProviderId, SellerId,
    TariffId, TrialRule,
};

/// Everything an order or a renewal of one tariff for one period decides on.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The tariff.
    pub tariff: TariffId,
    /// Its product type.
    pub product_type: ProductTypeId,
    /// The internal name of its product type.
    pub type_name: String,
    /// Who sells it.
    pub provider: ProviderId,
    /// The provider's currency.
    pub currency: Currency,
    /// The provider's time zone.
    pub zone: String,
    /// The tariff's English name.
    pub name: String,
    /// Licenses of one product may not share an address.
    pub product: String,
    /// Whether it can be ordered.
    pub active: bool,
    /// How long its trial lasts.
    pub trial_days: u16,
    /// How often a customer may have a trial.
    pub trial_rule: TrialRule,
    /// How many addons it has that can be ordered.
    pub addon_count: i64,
    /// The price of the asked period; none when it is not sold.
    pub price: Option<(Amount, Amount, Amount)>,
    /// The module that does its work; none when no active one is linked.
    pub module: Option<OfferModule>,
}

/// The module that an order goes to.
#[derive(Debug, Clone)]
pub struct OfferModule {
    /// Its number.
    pub id: ModuleId,
    /// Its kind.
    pub kind: String,
    /// The account at a seller it uses.
    pub seller: Option<SellerId>,
    /// Who gets its tasks.
    pub department: Option<DepartmentId>,
}

impl FromRow for Offer {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        let tariff = row.next()?;
        let product_type = row.next()?;
        let type_name = row.next()?;
        let provider = row.next()?;
        let currency = row.next()?;
        let zone = row.next()?;
        let name = row.next()?;
        let product = row.next()?;
        let active = row.next()?;
        let trial_days = row.next()?;
        let trial_rule = row.next()?;
        let addon_count = row.next()?;
        let price: Option<Amount> = row.next()?;
        let setup: Option<Amount> = row.next()?;
        let renewal: Option<Amount> = row.next()?;
        let module: Option<ModuleId> = row.next()?;
        let kind: Option<String> = row.next()?;
        let seller = row.next()?;
        let department = row.next()?;
        Ok(Self {
            tariff,
            product_type,
            type_name,
            provider,
            currency,
            zone,
            name,
            product,
            active,
            trial_days,
            trial_rule,
            addon_count,
            price: price.map(|price| {
                (
                    price,
                    setup.unwrap_or(Amount::ZERO),
                    renewal.unwrap_or(price),
                )
            }),
            module: module.map(|id| OfferModule {
                id,
                kind: kind.unwrap_or_default(),
                seller,
                department,
            }),
        })
    }
}

const OFFER: &str = "
    SELECT t.id, t.product_type, y.intname, t.provider, p.currency, p.zone, t.name, t.product,
           t.active, t.trial_days, y.trial_rule,
           (SELECT COUNT(*) FROM tariff_addon a WHERE a.tariff = t.id AND a.active = 1),
           x.price, x.setup, x.renewal, m.id, m.kind, m.seller, m.department
    FROM tariff t
    JOIN product_type y ON y.id = t.product_type
    JOIN provider p ON p.id = t.provider
    LEFT JOIN tariff_price x ON x.tariff = t.id AND x.currency = p.currency AND x.period = $2
    LEFT JOIN tariff_module l ON l.tariff = t.id
    LEFT JOIN processing_module m ON m.id = l.module AND m.active = 1
    WHERE t.id = $1
    ORDER BY CASE WHEN m.id IS NULL THEN 1 ELSE 0 END, m.sort, m.id
    LIMIT 1";

/// What one tariff costs for one period and who would do its work: of the active modules the one
/// with the lowest place, then the lowest number.
pub fn find(tx: &mut dyn Tx, tariff: TariffId, period: Period) -> Result<Option<Offer>> {
    read_first(tx.rows(OFFER, &[tariff.into(), period.code().into()])?)
}

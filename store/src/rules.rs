//! Rules of product types, and what tariffs say otherwise.

use crate::columns::{FromRow, read_first};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{
    AutoDeletion, Deletion, Overrides, ProductTypeId, ReturnPolicy, Rules, TariffId,
};

impl FromRow for Rules {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            client_suspends: row.next()?,
            client_resumes: row.next()?,
            client_deletes: row.next()?,
            deletion: row.next()?,
            auto_deletion: row
                .next::<Option<i64>>()?
                .map_or(AutoDeletion::Never, AutoDeletion::from_code),
            ip_change_days: row.next()?,
            key_change_days: row.next()?,
        })
    }
}

impl FromRow for Overrides {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            client_suspends: row.next()?,
            client_resumes: row.next()?,
            client_deletes: row.next()?,
            deletion: row.next()?,
            auto_deletion: row.next::<Option<i64>>()?.map(AutoDeletion::from_code),
            ip_change_days: row.next()?,
            key_change_days: row.next()?,
        })
    }
}

/// What holds for the services of a tariff, and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TariffRules {
    /// What the product type says.
    pub of_type: Rules,
    /// What the tariff says otherwise.
    pub overrides: Overrides,
    /// What an early deletion returns.
    pub return_policy: ReturnPolicy,
}

impl TariffRules {
    /// The rules that hold.
    pub fn rules(&self) -> Rules {
        self.of_type.with(&self.overrides)
    }
}

impl FromRow for TariffRules {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            of_type: Rules::from_row(row)?,
            overrides: Overrides::from_row(row)?,
            return_policy: row.next()?,
        })
    }
}

const OF_TARIFF: &str = "
    SELECT y.client_suspends, y.client_resumes, y.client_deletes, y.deletion, y.close_after_days,
           y.ip_change_days, y.key_change_days,
           t.client_suspends, t.client_resumes, t.client_deletes, t.deletion, t.close_after_days,
           t.ip_change_days, t.key_change_days, t.return_policy
    FROM tariff t JOIN product_type y ON y.id = t.product_type
    WHERE t.id = $1";

/// The rules of a tariff's services.
pub fn of_tariff(tx: &mut dyn Tx, tariff: TariffId) -> Result<Option<TariffRules>> {
    read_first(tx.rows(OF_TARIFF, &[tariff.into()])?)
}

const SET_OF_TYPE: &str = "
    UPDATE product_type
    SET client_suspends = $2, client_resumes = $3, client_deletes = $4, deletion = $5,
        close_after_days = $6, ip_change_days = $7, key_change_days = $8
    WHERE id = $1";

/// Changes what a product type says.
pub fn set_of_type(tx: &mut dyn Tx, id: ProductTypeId, rules: &Rules) -> Result<()> {
    let args = [
        id.into(),
        rules.client_suspends.into(),
        rules.client_resumes.into(),
        rules.client_deletes.into(),
        rules.deletion.name().into(),
        rules.auto_deletion.days().map(i64::from).into(),
        i64::from(rules.ip_change_days).into(),
        i64::from(rules.key_change_days).into(),
    ];
    tx.exec_one(SET_OF_TYPE, &args)
}

const SET_OF_TARIFF: &str = "
    UPDATE tariff
    SET client_suspends = $2, client_resumes = $3, client_deletes = $4, deletion = $5,
        close_after_days = $6, ip_change_days = $7, key_change_days = $8, return_policy = $9
    WHERE id = $1";

/// Changes what a tariff says otherwise than its product type, and what it returns.
pub fn set_of_tariff(
    tx: &mut dyn Tx,
    id: TariffId,
    rules: &Overrides,
    return_policy: ReturnPolicy,
) -> Result<()> {
    let flag = |value: Option<bool>| value.map(i64::from);
    let args = [
        id.into(),
        flag(rules.client_suspends).into(),
        flag(rules.client_resumes).into(),
        flag(rules.client_deletes).into(),
        rules.deletion.map(Deletion::name).into(),
        rules.auto_deletion.map(AutoDeletion::code).into(),
        rules.ip_change_days.map(i64::from).into(),
        rules.key_change_days.map(i64::from).into(),
        return_policy.name().into(),
    ];
    tx.exec_one(SET_OF_TARIFF, &args)
}

//! The addons of a service as its module sees them (semantics 2.3).

use crate::columns::{FromRow, read_all};
use crate::{Result, RowReader, Tx};
use onsell_domain::{AddonBilling, AddonKind, AddonOfService, OperationId, ServiceId};

/// An addon with what its module calls it.
#[derive(Debug, Clone)]
pub struct NamedAddon {
    /// What the module calls the addon.
    pub intname: String,
    /// What decides on the value that it gets.
    pub addon: AddonOfService,
}

impl FromRow for NamedAddon {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            intname: row.next()?,
            addon: AddonOfService {
                kind: AddonKind::of(row.next()?),
                billing: AddonBilling::of(row.next()?),
                is_on: row.next()?,
                is_left_out: row.next()?,
                value: row.next()?,
                included: row.next()?,
                maximum: row.next()?,
                module_factor: row.next()?,
                chosen_name: row.next()?,
                default_name: row.next()?,
            },
        })
    }
}

macro_rules! addon {
    ($chosen:literal, $from:literal) => {
        concat!(
            "SELECT a.intname, a.value_type, a.bill_type, a.active,
                    CASE WHEN a.compound IS NULL THEN 0
                         WHEN ",
            $chosen,
            " = a.id THEN 0 ELSE 1 END,
                    v.value, a.included, a.maximum, a.module_factor,
                    CASE WHEN a.value_type = 3 THEN COALESCE(n.intname, i.intname) END,
                    CASE WHEN a.value_type = 3 THEN COALESCE(m.intname, d.intname) END ",
            $from,
            " LEFT JOIN service_addon c ON c.service = s.id AND c.addon = a.compound
              LEFT JOIN enumeration_item i ON i.id = v.value
              LEFT JOIN enumeration_item_name n ON n.item = i.id AND n.module = s.module
              LEFT JOIN enumeration_item l ON l.enumeration = a.enumeration AND l.is_default = 1
              LEFT JOIN enumeration_item d ON d.id = COALESCE(a.default_item, l.id)
              LEFT JOIN enumeration_item_name m ON m.item = d.id AND m.module = s.module "
        )
    };
}

const OF_SERVICE: &str = concat!(
    addon!(
        "c.value",
        "FROM service s
         JOIN tariff_addon a ON a.tariff = s.tariff
         LEFT JOIN service_addon v ON v.service = s.id AND v.addon = a.id"
    ),
    "WHERE s.id = $1 ORDER BY a.id"
);
const OF_OPERATION: &str = concat!(
    addon!(
        "COALESCE(w.value, c.value)",
        "FROM operation_addon v
         JOIN operation o ON o.id = v.operation
         JOIN service s ON s.id = o.service
         JOIN tariff_addon a ON a.id = v.addon
         LEFT JOIN operation_addon w ON w.operation = o.id AND w.addon = a.compound"
    ),
    "WHERE v.operation = $1 ORDER BY a.id"
);

/// The addons of a service's tariff with what the service has of each.
pub fn of_service(tx: &mut dyn Tx, service: ServiceId) -> Result<Vec<NamedAddon>> {
    read_all(tx.rows(OF_SERVICE, &[service.into()])?)
}

/// The addons that a change of a service sets.
pub fn of_operation(tx: &mut dyn Tx, operation: OperationId) -> Result<Vec<NamedAddon>> {
    read_all(tx.rows(OF_OPERATION, &[operation.into()])?)
}

//! What proves the names of a certificate that is being issued.

use crate::columns::{FromRow, read_all};
use crate::{FromValue, Result, RowReader, Tx, TxExt, Value};
use onsell_domain::certificate::{Validation, ValidationMethod};
use onsell_domain::{ServiceId, Words};

impl FromValue for ValidationMethod {
    fn from_value(value: Value) -> Result<Self> {
        let name = String::from_value(value)?;
        Self::parse(&name)
            .ok_or_else(|| crate::Error::Column(format!("way of proof {name} is not known")))
    }
}

impl FromRow for Validation {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            name: row.next()?,
            method: row.next()?,
            place: row.next()?,
            record: row.next()?,
            value: row.next()?,
            is_valid: row.next()?,
            valid_until: row.next()?,
            problem: Words::new(row.next::<String>()?, row.next::<String>()?),
        })
    }
}

const OF_SERVICE: &str = "
    SELECT name, method, place, record, value, is_valid, valid_until, problem,
           problem_ru
    FROM certificate_validation WHERE service = $1 ORDER BY position";
const DROP: &str = "DELETE FROM certificate_validation WHERE service = $1";
const PUT: &str = "
    INSERT INTO certificate_validation (service, position, name, method, place, record, value,
        is_valid, valid_until, problem, problem_ru)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

/// What proves the names of a service's certificate.
pub fn of_service(tx: &mut dyn Tx, service: ServiceId) -> Result<Vec<Validation>> {
    read_all(tx.rows(OF_SERVICE, &[service.into()])?)
}

/// Writes what proves the names, in the place of what did before.
pub fn put(tx: &mut dyn Tx, service: ServiceId, validations: &[Validation]) -> Result<()> {
    tx.exec(DROP, &[service.into()])?;
    for (position, validation) in validations.iter().enumerate() {
        let args = [
            service.into(),
            (position as i64).into(),
            validation.name.as_str().into(),
            validation.method.name().into(),
            validation.place.as_str().into(),
            validation.record.as_str().into(),
            validation.value.as_str().into(),
            validation.is_valid.into(),
            validation.valid_until.into(),
            validation.problem.en.as_str().into(),
            validation.problem.ru.as_str().into(),
        ];
        tx.exec_one(PUT, &args)?;
    }
    Ok(())
}

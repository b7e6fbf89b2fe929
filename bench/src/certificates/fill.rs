//! Very many certificates, each with its request and what was issued for it, like one that a real
//! order brought.

use crate::numbers::for_each;
use crate::{Failure, Onsell};
use onsell_domain::{ServiceId, Timestamp};
use onsell_store::Dialect;

/// Certificates written by one unit.
const CERTIFICATES_PER_UNIT: i64 = 20_000;
/// Of those that are not due the next is in a month, and then one each second.
const LATER_SECONDS: i64 = 30 * 86_400;

const REQUESTS: &str = for_each!(
    "INSERT INTO certificate_request (id, service, pem, key_print, names, subject, created_at)
     SELECT n, n, r.pem, r.key_print || n, r.names, r.subject, r.created_at
     FROM numbers CROSS JOIN certificate_request r WHERE r.service = $3"
);
const ISSUED: &str = for_each!(
    "INSERT INTO issued_certificate (id, service, request, serial, names, not_before, not_after,
         pem, chain, issued_at)
     SELECT n, n, n, i.serial || n, i.names, i.not_before, i.not_after, i.pem, i.chain, i.issued_at
     FROM numbers CROSS JOIN issued_certificate i WHERE i.service = $3"
);
const CERTIFICATES: &str = for_each!(
    "INSERT INTO certificate (service, request, issued, contacts, method, approvers, state,
         message, kept, reissue_at, failures)
     SELECT n, n, n, c.contacts, c.method, c.approvers, c.state, c.message, c.kept,
         $4 + n * 1000000, 0
     FROM numbers CROSS JOIN certificate c WHERE c.service = $3"
);
/// PostgreSQL would do it by itself within a minute.
const LEARN: &str = "ANALYZE";

/// Makes the services of these numbers certificates like a known one; none of them is due soon.
pub fn fill(engine: &Onsell, known: ServiceId, first: i64, last: i64) -> Result<(), Failure> {
    let mut from = first;
    while from <= last {
        let until = last.min(from + CERTIFICATES_PER_UNIT - 1);
        engine.write(None, move |scope| {
            let later = scope.now.plus_seconds(LATER_SECONDS);
            let args = [from.into(), until.into(), known.into(), later.into()];
            for (sql, count) in [(REQUESTS, 3), (ISSUED, 3), (CERTIFICATES, 4)] {
                scope.tx.exec(sql, &args[..count])?;
            }
            Ok(())
        })?;
        from = until + 1;
    }
    if engine.store().dialect() == Dialect::Postgres {
        engine.write(None, |scope| Ok(scope.tx.exec(LEARN, &[])?))?;
    }
    Ok(())
}

const DUE: &str = "UPDATE certificate SET reissue_at = $1 WHERE service = $2";

/// Makes these certificates due.
pub fn make_due(engine: &Onsell, services: Vec<i64>, at: Timestamp) -> Result<(), Failure> {
    engine.write(None, move |scope| {
        for service in &services {
            scope.tx.exec(DUE, &[at.into(), (*service).into()])?;
        }
        Ok(())
    })?;
    Ok(())
}

const END: &str = "
    UPDATE operation SET state = 'done', due_at = NULL, lease_owner = NULL, finished_at = $2
    WHERE service = $1 AND kind = 'reopen' AND state NOT IN ('done', 'cancelled')";

/// Ends the re-issues of these certificates, so that they can be due again; how many there were.
pub fn end_begun(engine: &Onsell, services: Vec<i64>) -> Result<i64, Failure> {
    let ended = engine.write(None, move |scope| {
        let mut ended = 0;
        for service in &services {
            let args = [(*service).into(), scope.now.into()];
            ended += i64::try_from(scope.tx.exec(END, &args)?).unwrap_or(i64::MAX);
        }
        Ok(ended)
    })?;
    Ok(ended)
}

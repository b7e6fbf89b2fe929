//! A house of years: very many services of many clients, one client of whom has most of them,
//! operations that wait, and the sums that go with them.

use crate::numbers::for_each;
use crate::setup;
use crate::sync::fill::{Books, fill as fill_services};
use onsell::{Failure, Instance};
use onsell_domain::ServiceId;
use onsell_store::Arg;

/// Who has very many services.
const OWNER: &str = "owner@bench.example";
/// Who works here.
const CLERK: &str = "clerk";
/// Clients that there are.
const CLIENTS: i64 = 50_000;
/// The number of the first of them.
const FIRST_CLIENT: i64 = 1_000;

const ACCOUNTS: &str = for_each!(
    "INSERT INTO account (id, name, provider, active, created_at)
     SELECT n, 'Client ' || n, 1, 1, $3 FROM numbers"
);
const WALLETS: &str = for_each!(
    "INSERT INTO wallet (account, provider, currency, balance, reserved, credit_limit)
     SELECT n, 1, 'EUR', 0, 0, 0 FROM numbers"
);
const COUNTS: &str = "
    INSERT INTO service_count (account, product_type, status, services)
    SELECT account, product_type, status, COUNT(*) FROM service WHERE parent IS NULL
    GROUP BY account, product_type, status
    ON CONFLICT (account, product_type, status) DO UPDATE SET services = excluded.services";
// A tenth is looked up, three tenths need attention, two are held, the rest waits.
const UNFINISHED: &str = "
    UPDATE operation SET finished_at = NULL, kind = 'suspend', created_at = created_at - id * 1000,
        error_kind = CASE WHEN id % 10 < 6 THEN 'limit' END,
        error_message = CASE WHEN id % 10 < 6 THEN 'The provider says no' END,
        state = CASE WHEN id % 10 = 0 THEN 'unknown' WHEN id % 10 < 4 THEN 'attention'
                     WHEN id % 10 < 6 THEN 'held' ELSE 'waiting' END
    WHERE id >= $1 AND id <= $2";
const TASKS: &str = "
    INSERT INTO task (operation, service, type, status, opened_at)
    SELECT o.id, o.service, 'postsuspend', 0, o.created_at FROM operation o
    WHERE o.id >= $1 AND o.id <= $2 AND o.state = 'waiting'";
const HOURS: &str = for_each!(
    "INSERT INTO hour_total (hour, currency, part, orders, income, payments)
     SELECT n, 'EUR', k.part, 10, 600000, 500000
     FROM numbers CROSS JOIN (SELECT 0 AS part UNION ALL SELECT 1 UNION ALL SELECT 2
         UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6
         UNION ALL SELECT 7) k
     WHERE 1 = 1
     ON CONFLICT (hour, currency, part) DO NOTHING"
);

/// Fills it; the visitors with their sessions.
pub fn fill(
    vendor: &Instance,
    services: i64,
    operations: i64,
) -> Result<[(&'static str, String); 2], Failure> {
    let engine = vendor.engine();
    let staff = vendor.staff();
    staff.call("pricelist.resume", &[("elid", "55227")])?;
    let account = setup::customer(engine, OWNER, &setup::password_hash()?)?;
    let owner = vendor.caller(OWNER, setup::PASSWORD);
    let order = [
        ("pricelist", "55227"),
        ("period", "1"),
        ("ip", "192.0.2.1"),
        ("licname", "bench"),
        ("skipbasket", "on"),
        ("sok", "ok"),
    ];
    let ordered = owner.call("soft.order.param", &order)?;
    let known: ServiceId = ordered.text_of("id").ok_or("no number")?.parse()?;
    let (books, known) = Books::like(engine, account, known)?;
    let first = 1 + known.id.get().max(100_000);
    fill_services(engine, &books, first, first + services - 1)?;
    let last = first + operations.min(services) - 1;
    engine.write(None, move |scope| {
        let now = scope.now.into();
        let hour = scope.now.micros() / 3_600_000_000;
        let clients = [FIRST_CLIENT.into(), (FIRST_CLIENT + CLIENTS - 1).into()];
        let mut write = |sql: &'static str, args: &[Arg<'_>]| scope.tx.exec(sql, args).map(drop);
        write(ACCOUNTS, &[clients[0], clients[1], now])?;
        write(WALLETS, &clients)?;
        write(UNFINISHED, &[first.into(), last.into()])?;
        write(TASKS, &[first.into(), last.into()])?;
        write(HOURS, &[(hour - 30 * 24).into(), hour.into()])?;
        write(COUNTS, &[])?;
        Ok(())
    })?;
    let clerk = [
        ("name", CLERK),
        ("level", "29"),
        ("passwd", setup::PASSWORD),
        ("confirm", setup::PASSWORD),
        ("sok", "ok"),
    ];
    staff.call("user.edit", &clerk)?;
    Ok([
        ("staff", setup::session(engine, CLERK)?),
        ("customer", setup::session(engine, OWNER)?),
    ])
}

//! Fills a database as years of business would, with the rows of one service after the other, many
//! by one statement: what is measured is a pass over them, not how they came.

use crate::numbers::for_each;
use crate::{Failure, Onsell};
use onsell_domain::{
    AccountId, ModuleId, ProductTypeId, SellerId, ServiceId, TariffId, Timestamp, WalletId,
};
use onsell_store::service::{self, Service};
use onsell_store::{Arg, Dialect, Tx, TxExt, wallet};

/// Services written by one unit.
const SERVICES_PER_UNIT: i64 = 20_000;

/// Whose the services are, and of what.
#[derive(Debug, Clone)]
pub struct Books {
    /// Their owner.
    pub account: AccountId,
    /// Who pays for them.
    pub wallet: WalletId,
    /// Their product type.
    pub product_type: ProductTypeId,
    /// Their tariff.
    pub tariff: TariffId,
    /// The product whose licenses may not share an address; none where the rule is not ours.
    pub product: Option<String>,
    /// What did their work.
    pub module: ModuleId,
    /// What their owner's references begin with; none where the owner gives none.
    pub reference: Option<String>,
    /// At whom they were bought, and what our references there begin with.
    pub upstream: Option<(SellerId, String, TariffId)>,
}

impl Books {
    /// The books of an account whose services are like one that it has; with that one.
    pub fn like(
        engine: &Onsell,
        account: AccountId,
        id: ServiceId,
    ) -> Result<(Self, Service), Failure> {
        let (known, wallet) = engine.read(move |scope| {
            let known = service::find(scope.tx, id)?;
            let wallet = wallet::of_account(scope.tx, account)?.into_iter().next();
            Ok((known, wallet))
        })?;
        let known = known.ok_or("no service to go by")?;
        let books = Self {
            account,
            wallet: wallet.ok_or("no wallet")?.id,
            product_type: known.product_type,
            tariff: known.tariff,
            product: known.license_product.clone(),
            module: known.module,
            reference: None,
            upstream: None,
        };
        Ok((books, known))
    }
}

const SERVICES: &str = for_each!(
    "INSERT INTO service (id, account, wallet, product_type, tariff, module, status, stopped_by,
         period, anchor_day, expires, renewal_price, name, ip, license_key, license_product,
         reference, version, created_at, due_at)
     SELECT n, $3, $4, $5, $6, $7, 2, 0, 1, 10, '2099-01-10', 60000, 'srv' || n,
         '10.' || (n / 65536) || '.' || (n / 256 % 256) || '.' || (n % 256), n || '-bench', $8,
         CASE WHEN $9 = '' THEN '' ELSE $9 || n || '-bench2' END, 1, $10,
         $10 + 100000000000000
     FROM numbers"
);
const OPERATIONS: &str = for_each!(
    "INSERT INTO operation (id, service, kind, state, attempt, sent_at, order_key, period, reason,
         before_key, amount, held, created_at, finished_at)
     SELECT n, n, 'open', 'done', 1, $3, 'bench', 1, 0, '', 60000, 0, $3, $3 FROM numbers"
);
const EXPENSES: &str = for_each!(
    "INSERT INTO expense (id, wallet, service, operation, kind, period_start, amount, name,
         charged_at)
     SELECT n, $3, n, n, 'open', '2026-01-10', 60000, 'bench', $4 FROM numbers"
);
const PAID: &str = for_each!(
    "INSERT INTO posting (ledger, wallet, currency, amount, expense, at, balance, number, came_in)
     SELECT 'wallet', w.id, w.currency, -60000, n, $4,
         COALESCE((SELECT p.balance FROM posting p WHERE p.wallet = $3
                   ORDER BY p.number DESC LIMIT 1), 0) - 60000 * (n - $1 + 1),
         COALESCE((SELECT MAX(p.number) FROM posting p WHERE p.wallet = $3), 0) + n - $1 + 1,
         COALESCE((SELECT p.came_in FROM posting p WHERE p.wallet = $3
                   ORDER BY p.number DESC LIMIT 1), 0)
     FROM numbers CROSS JOIN wallet w WHERE w.id = $3"
);
const EARNED: &str = for_each!(
    "INSERT INTO posting (ledger, wallet, currency, amount, expense, at)
     SELECT 'revenue', NULL, w.currency, 60000, n, $4
     FROM numbers CROSS JOIN wallet w WHERE w.id = $3"
);
const EVENTS: &str = for_each!(
    "INSERT INTO event (account, cursor, service, kind, status, reference, product_type, tariff,
         expires, at)
     SELECT s.account, f.last + n - $1 + 1, n, 'open', 2, s.reference, 'soft', s.tariff,
         s.expires, s.created_at
     FROM numbers JOIN service s ON s.id = n JOIN feed f ON f.account = s.account"
);
const FEED: &str = "UPDATE feed SET last = last + $2 WHERE account = $1";
const UPSTREAM: &str = for_each!(
    "INSERT INTO upstream (service, seller, reference, upstream_id, status, status_key, expires,
         tariff, name, ip, license_key, addons, read_at)
     SELECT n, $3, CAST($4 AS TEXT) || n || '-bench2', n, 2, '2', '2099-01-10', $5, s.name, s.ip,
         s.license_key, '', s.created_at
     FROM numbers JOIN service s ON s.id = n"
);
const TASKS: &str = for_each!(
    "INSERT INTO task (id, operation, service, type, status, opened_at, closed_at)
     SELECT n, n, n, 'postopen', 2, $3, $3 FROM numbers"
);
/// References of these rows hold by how they are made; looking each up takes most of the time, and
/// only a superuser may spare it.
const IS_SUPERUSER: &str = "SELECT current_setting('is_superuser')";
const LOOK_NOTHING_UP: &str = "SET LOCAL session_replication_role = 'replica'";
/// PostgreSQL would do it by itself within a minute.
const LEARN: &str = "ANALYZE";

/// Writes the services of these numbers, each with all that its life so far left behind.
pub fn fill(engine: &Onsell, books: &Books, first: i64, last: i64) -> Result<(), Failure> {
    let mut from = first;
    while from <= last {
        let (until, books) = (last.min(from + SERVICES_PER_UNIT - 1), books.clone());
        engine.write(None, move |scope| {
            Ok(write(scope.tx, &books, from, until, scope.now)?)
        })?;
        from = until + 1;
    }
    if engine.store().dialect() == Dialect::Postgres {
        engine.write(None, |scope| Ok(scope.tx.exec(LEARN, &[])?))?;
    }
    Ok(())
}

fn write(
    tx: &mut dyn Tx,
    books: &Books,
    from: i64,
    until: i64,
    now: Timestamp,
) -> onsell_store::Result<()> {
    if tx.dialect() == Dialect::Postgres {
        let superuser: String = tx.one(IS_SUPERUSER, &[])?.read().next()?;
        if superuser == "on" {
            tx.exec(LOOK_NOTHING_UP, &[])?;
        }
    }
    let mut with = |sql: &'static str, more: &[Arg<'_>]| {
        let mut args = vec![from.into(), until.into()];
        args.extend_from_slice(more);
        tx.exec(sql, &args).map(drop)
    };
    let wallet = books.wallet.into();
    with(
        SERVICES,
        &[
            books.account.into(),
            wallet,
            books.product_type.into(),
            books.tariff.into(),
            books.module.into(),
            books.product.as_deref().into(),
            books.reference.as_deref().unwrap_or_default().into(),
            now.into(),
        ],
    )?;
    with(OPERATIONS, &[now.into()])?;
    for sql in [EXPENSES, PAID, EARNED] {
        with(sql, &[wallet, now.into()])?;
    }
    with(EVENTS, &[])?;
    if let Some((seller, reference, tariff)) = &books.upstream {
        with(
            UPSTREAM,
            &[
                (*seller).into(),
                reference.as_str().into(),
                (*tariff).into(),
            ],
        )?;
        with(TASKS, &[now.into()])?;
    }
    let count = until - from + 1;
    tx.exec(FEED, &[books.account.into(), count.into()])
        .map(drop)
}

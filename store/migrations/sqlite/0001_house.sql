-- Booleans are 0 and 1, instants are microseconds since 1970 UTC, dates are YYYY-MM-DD,
-- amounts are ten-thousandths of the currency's unit. SQLite's file and PostgreSQL's file say
-- the same; a test translates one into the other.

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- What can be sold ------------------------------------------------------------------------------

CREATE TABLE currency (
    iso TEXT PRIMARY KEY,
    id INTEGER NOT NULL UNIQUE,
    name TEXT NOT NULL
) STRICT;

CREATE TABLE provider (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    currency TEXT NOT NULL REFERENCES currency,
    zone TEXT NOT NULL
) STRICT;

CREATE TABLE data_center (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    external_id TEXT NOT NULL,
    sort INTEGER NOT NULL
) STRICT;

CREATE TABLE department (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    sort INTEGER NOT NULL,
    active INTEGER NOT NULL
) STRICT;

CREATE TABLE product_type (
    id INTEGER PRIMARY KEY,
    intname TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    trial_rule TEXT NOT NULL,
    client_suspends INTEGER NOT NULL,
    client_deletes INTEGER NOT NULL,
    -- Days after an automatic stop until the service is closed; NULL never.
    close_after_days INTEGER,
    -- Days between two changes of the address or of the key; 0 free.
    ip_change_days INTEGER NOT NULL,
    key_change_days INTEGER NOT NULL,
    sort INTEGER NOT NULL
) STRICT;

-- One account at a seller: modules of several product types may share it, and its events are
-- read once.
CREATE TABLE seller (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    username TEXT NOT NULL,
    password BLOB NOT NULL,
    -- What the seller said of itself at the last check, words separated by spaces.
    features TEXT NOT NULL,
    -- Grows with every change of the connection, so that cached clients are renewed.
    version INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    cursor INTEGER NOT NULL,
    balance INTEGER,
    credit_limit INTEGER,
    currency TEXT,
    balance_at INTEGER,
    -- Set when the seller refused our credentials: nothing is sent until the probe succeeds.
    denied_since INTEGER,
    probe_at INTEGER,
    problem TEXT,
    lease_owner TEXT,
    lease_until INTEGER,
    UNIQUE (url, username)
) STRICT;

CREATE TABLE processing_module (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    product_type INTEGER NOT NULL REFERENCES product_type,
    seller INTEGER REFERENCES seller,
    name TEXT NOT NULL,
    data_center INTEGER REFERENCES data_center,
    department INTEGER REFERENCES department,
    sort INTEGER NOT NULL,
    active INTEGER NOT NULL,
    -- In the seller's currency; NULL never warns.
    minimal_balance INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX processing_module_seller ON processing_module (seller);

CREATE TABLE tariff (
    id INTEGER PRIMARY KEY,
    product_type INTEGER NOT NULL REFERENCES product_type,
    provider INTEGER NOT NULL REFERENCES provider,
    -- What the module understands; at a resold tariff the seller's tariff id.
    intname TEXT NOT NULL,
    name TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    -- Licenses of one product and account may not share an address while they run.
    product TEXT NOT NULL,
    active INTEGER NOT NULL,
    trial_days INTEGER NOT NULL,
    sort INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX tariff_product_type ON tariff (product_type, provider, sort);

CREATE TABLE tariff_module (
    tariff INTEGER NOT NULL REFERENCES tariff,
    module INTEGER NOT NULL REFERENCES processing_module,
    PRIMARY KEY (tariff, module)
) STRICT;

CREATE TABLE tariff_price (
    tariff INTEGER NOT NULL REFERENCES tariff,
    currency TEXT NOT NULL REFERENCES currency,
    period INTEGER NOT NULL,
    price INTEGER NOT NULL CHECK (price >= 0),
    setup INTEGER NOT NULL CHECK (setup >= 0),
    -- The price of a renewal; NULL is the price of the order.
    renewal INTEGER CHECK (renewal >= 0),
    -- What the seller charges for it, where it is resold.
    cost INTEGER,
    PRIMARY KEY (tariff, currency, period)
) STRICT;

CREATE TABLE tariff_addon (
    id INTEGER PRIMARY KEY,
    tariff INTEGER NOT NULL REFERENCES tariff,
    intname TEXT NOT NULL,
    name TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    value_type INTEGER NOT NULL,
    bill_type INTEGER NOT NULL,
    included INTEGER NOT NULL,
    minimum INTEGER NOT NULL,
    maximum INTEGER NOT NULL,
    step INTEGER NOT NULL CHECK (step > 0),
    active INTEGER NOT NULL,
    sort INTEGER NOT NULL
) STRICT;
CREATE INDEX tariff_addon_tariff ON tariff_addon (tariff, sort);

CREATE TABLE tariff_addon_price (
    addon INTEGER NOT NULL REFERENCES tariff_addon,
    currency TEXT NOT NULL REFERENCES currency,
    period INTEGER NOT NULL,
    price INTEGER NOT NULL CHECK (price >= 0),
    cost INTEGER,
    PRIMARY KEY (addon, currency, period)
) STRICT;

-- Who buys and who works here -------------------------------------------------------------------

CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    provider INTEGER NOT NULL REFERENCES provider,
    active INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE "user" (
    id INTEGER PRIMARY KEY,
    account INTEGER REFERENCES account,
    name TEXT NOT NULL UNIQUE,
    level INTEGER NOT NULL,
    password TEXT NOT NULL,
    real_name TEXT NOT NULL,
    email TEXT NOT NULL,
    language TEXT NOT NULL,
    -- Addresses this user may come from; empty is anywhere.
    ranges TEXT NOT NULL,
    active INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    -- A customer has an account, staff have none.
    CHECK ((account IS NULL) = (level > 16))
) STRICT;
CREATE INDEX user_account ON "user" (account);

CREATE TABLE session (
    -- SHA-256 of the id that was handed out.
    digest BLOB PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES "user",
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_expires ON session (expires_at);
CREATE INDEX session_owner ON session (user_id);

CREATE TABLE sign_in (
    -- "user NAME" or "address IP".
    subject TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    failed_at INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL
) STRICT;

CREATE TABLE journal (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    user_id INTEGER REFERENCES "user",
    function TEXT NOT NULL,
    object TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;

-- Money -----------------------------------------------------------------------------------------

CREATE TABLE wallet (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account,
    provider INTEGER NOT NULL REFERENCES provider,
    currency TEXT NOT NULL REFERENCES currency,
    balance INTEGER NOT NULL,
    -- The sum of what unfinished operations hold.
    reserved INTEGER NOT NULL CHECK (reserved >= 0),
    credit_limit INTEGER NOT NULL CHECK (credit_limit >= 0),
    UNIQUE (account, provider, currency)
) STRICT;

CREATE TABLE payment (
    id INTEGER PRIMARY KEY,
    wallet INTEGER NOT NULL REFERENCES wallet,
    amount INTEGER NOT NULL CHECK (amount > 0),
    -- 1 new, 4 paid, 9 cancelled.
    status INTEGER NOT NULL,
    note TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_by INTEGER REFERENCES "user",
    paid_at INTEGER,
    paid_by INTEGER REFERENCES "user"
) STRICT;
CREATE INDEX payment_wallet ON payment (wallet, id);

-- What was bought -------------------------------------------------------------------------------

CREATE TABLE service (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account,
    wallet INTEGER NOT NULL REFERENCES wallet,
    product_type INTEGER NOT NULL REFERENCES product_type,
    tariff INTEGER NOT NULL REFERENCES tariff,
    module INTEGER NOT NULL REFERENCES processing_module,
    -- 1 ordered, 2 active, 3 suspended, 4 deleted, 5 in progress.
    status INTEGER NOT NULL,
    -- Every reason that keeps it stopped, a bit each.
    stopped_by INTEGER NOT NULL,
    period INTEGER NOT NULL,
    -- The period of the automatic renewal; NULL none.
    auto_prolong INTEGER,
    -- The day of the month on which its months begin.
    anchor_day INTEGER NOT NULL,
    expires TEXT,
    -- The price of one renewal, addons included, fixed at the order.
    renewal_price INTEGER NOT NULL,
    name TEXT NOT NULL,
    ip TEXT NOT NULL,
    license_key TEXT NOT NULL,
    ip_changed TEXT,
    key_changed TEXT,
    -- The product whose licenses may not share an address; NULL where the rule is not ours.
    license_product TEXT,
    -- The customer's own name for it, remoteid on the wire.
    reference TEXT NOT NULL,
    -- The key of the order that made it: a repeated key gets the same answer.
    order_key TEXT,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    stopped_at INTEGER,
    -- When a job must look at it next: expiry, renewal, closing.
    due_at INTEGER
) STRICT;
CREATE INDEX service_account ON service (account, product_type, id);
CREATE INDEX service_reference ON service (account, reference) WHERE reference <> '';
CREATE UNIQUE INDEX service_order_key ON service (account, order_key) WHERE order_key IS NOT NULL;
CREATE UNIQUE INDEX service_address ON service (account, license_product, ip)
    WHERE license_product IS NOT NULL AND status IN (2, 5) AND ip <> '' AND ip <> '0.0.0.0';
CREATE INDEX service_due ON service (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX service_tariff ON service (tariff);

CREATE TABLE service_addon (
    service INTEGER NOT NULL REFERENCES service,
    addon INTEGER NOT NULL REFERENCES tariff_addon,
    value INTEGER NOT NULL,
    PRIMARY KEY (service, addon)
) STRICT;

CREATE TABLE operation (
    id INTEGER PRIMARY KEY,
    service INTEGER NOT NULL REFERENCES service,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    -- When somebody must work on it; while it is leased, when the lease ends. NULL: not by itself.
    due_at INTEGER,
    lease_owner TEXT,
    -- When the last request may have left us.
    sent_at INTEGER,
    -- The key of its paid request, the same in every attempt.
    order_key TEXT NOT NULL,
    -- The order key our customer sent with the request that made it.
    customer_key TEXT,
    period INTEGER,
    -- The reason of a stop, one bit.
    reason INTEGER NOT NULL,
    -- What the seller said before the request: the end date of a renewal, the key of a new key.
    before_expires TEXT,
    before_key TEXT NOT NULL,
    new_name TEXT,
    new_ip TEXT,
    -- The end that a renewal promises the customer.
    paid_until TEXT,
    -- What the customer pays for it, and how much of that is reserved now.
    amount INTEGER NOT NULL CHECK (amount >= 0),
    held INTEGER NOT NULL CHECK (held >= 0),
    -- What the seller charged for it.
    charged INTEGER,
    charged_currency TEXT,
    error_kind TEXT,
    error_object TEXT,
    error_value TEXT,
    error_message TEXT,
    error_at INTEGER,
    created_at INTEGER NOT NULL,
    created_by INTEGER REFERENCES "user",
    finished_at INTEGER
) STRICT;
CREATE UNIQUE INDEX operation_unfinished ON operation (service)
    WHERE state NOT IN ('done', 'cancelled');
CREATE INDEX operation_due ON operation (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX operation_open ON operation (id) WHERE state NOT IN ('done', 'cancelled');
CREATE INDEX operation_held ON operation (id) WHERE state = 'held';
CREATE INDEX operation_waiting ON operation (service) WHERE state = 'waiting';
CREATE INDEX operation_service ON operation (service, id);
CREATE UNIQUE INDEX operation_customer_key ON operation (service, customer_key)
    WHERE customer_key IS NOT NULL;

CREATE TABLE operation_addon (
    operation INTEGER NOT NULL REFERENCES operation,
    addon INTEGER NOT NULL REFERENCES tariff_addon,
    value INTEGER NOT NULL,
    PRIMARY KEY (operation, addon)
) STRICT;

CREATE TABLE task (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL UNIQUE REFERENCES operation,
    service INTEGER NOT NULL REFERENCES service,
    type TEXT NOT NULL,
    department INTEGER REFERENCES department,
    -- 0 open, 1 in work, 2 closed.
    status INTEGER NOT NULL,
    performer INTEGER REFERENCES "user",
    opened_at INTEGER NOT NULL,
    closed_at INTEGER
) STRICT;
CREATE INDEX task_open ON task (status, id);

-- What the seller last told about a service, verbatim; our reference is there before the first
-- send, the seller's id from its first answer.
CREATE TABLE upstream (
    service INTEGER NOT NULL PRIMARY KEY REFERENCES service,
    seller INTEGER NOT NULL REFERENCES seller,
    reference TEXT NOT NULL,
    upstream_id INTEGER,
    status INTEGER,
    status_key TEXT NOT NULL,
    expires TEXT,
    tariff INTEGER,
    name TEXT NOT NULL,
    ip TEXT NOT NULL,
    license_key TEXT NOT NULL,
    addons TEXT NOT NULL,
    auto_prolong INTEGER,
    read_at INTEGER,
    UNIQUE (seller, reference),
    UNIQUE (seller, upstream_id)
) STRICT;

CREATE TABLE expense (
    id INTEGER PRIMARY KEY,
    wallet INTEGER NOT NULL REFERENCES wallet,
    service INTEGER NOT NULL REFERENCES service,
    operation INTEGER NOT NULL UNIQUE REFERENCES operation,
    kind TEXT NOT NULL,
    period_start TEXT NOT NULL,
    amount INTEGER NOT NULL,
    name TEXT NOT NULL,
    charged_at INTEGER NOT NULL
) STRICT;
CREATE INDEX expense_wallet ON expense (wallet, id);
CREATE UNIQUE INDEX expense_period ON expense (service, kind, period_start)
    WHERE kind IN ('open', 'prolong');

-- The double-entry ledger: the postings of one document sum to zero in its currency.
CREATE TABLE posting (
    id INTEGER PRIMARY KEY,
    -- wallet, cash or revenue.
    ledger TEXT NOT NULL,
    wallet INTEGER REFERENCES wallet,
    currency TEXT NOT NULL REFERENCES currency,
    amount INTEGER NOT NULL,
    payment INTEGER REFERENCES payment,
    expense INTEGER REFERENCES expense,
    at INTEGER NOT NULL,
    CHECK ((payment IS NULL) <> (expense IS NULL)),
    CHECK ((ledger = 'wallet') = (wallet IS NOT NULL))
) STRICT;
CREATE INDEX posting_payment ON posting (payment) WHERE payment IS NOT NULL;
CREATE INDEX posting_expense ON posting (expense) WHERE expense IS NOT NULL;
CREATE INDEX posting_wallet ON posting (wallet, id) WHERE wallet IS NOT NULL;

-- Events ----------------------------------------------------------------------------------------

CREATE TABLE feed (
    account INTEGER NOT NULL PRIMARY KEY REFERENCES account,
    last INTEGER NOT NULL,
    -- Where the server-side cursor of drain stands.
    drained INTEGER NOT NULL
) STRICT;

CREATE TABLE event (
    account INTEGER NOT NULL REFERENCES account,
    cursor INTEGER NOT NULL,
    service INTEGER NOT NULL REFERENCES service,
    kind TEXT NOT NULL,
    status INTEGER NOT NULL,
    reference TEXT NOT NULL,
    product_type TEXT NOT NULL,
    tariff INTEGER NOT NULL,
    expires TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (account, cursor)
) STRICT;
CREATE INDEX event_at ON event (at);

-- Work that comes back --------------------------------------------------------------------------

CREATE TABLE job (
    name TEXT PRIMARY KEY,
    due_at INTEGER NOT NULL,
    lease_owner TEXT
) STRICT;

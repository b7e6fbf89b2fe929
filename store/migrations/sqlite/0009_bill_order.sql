-- What was ordered and waits to be paid: the cart of a wallet while it is open.
CREATE TABLE bill_order (
    id INTEGER PRIMARY KEY,
    wallet INTEGER NOT NULL REFERENCES wallet,
    -- open, paid or deleted.
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    paid_at INTEGER
) STRICT;
CREATE UNIQUE INDEX bill_order_open ON bill_order (wallet) WHERE state = 'open';

-- A service in status 1 that the order is for, and what it costs with the set-up fee.
CREATE TABLE bill_order_line (
    service INTEGER NOT NULL PRIMARY KEY REFERENCES service,
    bill_order INTEGER NOT NULL REFERENCES bill_order,
    amount INTEGER NOT NULL CHECK (amount >= 0)
) STRICT;
CREATE INDEX bill_order_line_order ON bill_order_line (bill_order, service);

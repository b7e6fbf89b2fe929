-- Closed lists that customers choose from ------------------------------------------------------

CREATE TABLE enumeration (
    id INTEGER PRIMARY KEY,
    intname TEXT NOT NULL,
    name TEXT NOT NULL,
    name_ru TEXT NOT NULL
) STRICT;

CREATE TABLE enumeration_item (
    id INTEGER PRIMARY KEY,
    enumeration INTEGER NOT NULL REFERENCES enumeration,
    -- What modules call it that have no name of their own for it.
    intname TEXT NOT NULL,
    name TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    -- What an order gets that chooses none, where the tariff has no default of its own.
    is_default INTEGER NOT NULL,
    active INTEGER NOT NULL,
    sort INTEGER NOT NULL
) STRICT;
CREATE INDEX enumeration_item_enumeration ON enumeration_item (enumeration, sort);
CREATE UNIQUE INDEX enumeration_item_default ON enumeration_item (enumeration)
    WHERE is_default = 1;

-- What one module calls a value: at a seller the seller's number of it.
CREATE TABLE enumeration_item_name (
    item INTEGER NOT NULL REFERENCES enumeration_item,
    module INTEGER NOT NULL REFERENCES processing_module,
    intname TEXT NOT NULL,
    PRIMARY KEY (item, module)
) STRICT;
CREATE INDEX enumeration_item_name_module ON enumeration_item_name (module, intname);

-- Which of a seller's lists one of ours was imported from, so that tariffs that share it there
-- share it here.
CREATE TABLE enumeration_source (
    seller INTEGER NOT NULL REFERENCES seller,
    upstream_id INTEGER NOT NULL,
    enumeration INTEGER NOT NULL REFERENCES enumeration,
    PRIMARY KEY (seller, upstream_id)
) STRICT;

ALTER TABLE tariff_addon ADD COLUMN enumeration INTEGER REFERENCES enumeration;
ALTER TABLE tariff_addon ADD COLUMN default_item INTEGER REFERENCES enumeration_item;
CREATE INDEX tariff_addon_enumeration ON tariff_addon (enumeration)
    WHERE enumeration IS NOT NULL;
CREATE INDEX tariff_module_module ON tariff_module (module, tariff);

-- A value as one tariff sells it; a value that has no row here is off.
CREATE TABLE tariff_addon_item (
    addon INTEGER NOT NULL REFERENCES tariff_addon,
    item INTEGER NOT NULL REFERENCES enumeration_item,
    active INTEGER NOT NULL,
    PRIMARY KEY (addon, item)
) STRICT;
CREATE INDEX tariff_addon_item_item ON tariff_addon_item (item) WHERE active = 1;

CREATE TABLE tariff_addon_item_price (
    addon INTEGER NOT NULL REFERENCES tariff_addon,
    item INTEGER NOT NULL REFERENCES enumeration_item,
    currency TEXT NOT NULL REFERENCES currency,
    period INTEGER NOT NULL,
    price INTEGER NOT NULL CHECK (price >= 0),
    cost INTEGER,
    -- The cost as the seller told it; cost is this in the currency of the price.
    seller_cost INTEGER,
    seller_currency TEXT,
    PRIMARY KEY (addon, item, currency, period)
) STRICT;

ALTER TABLE tariff_price ADD COLUMN seller_cost INTEGER;
ALTER TABLE tariff_price ADD COLUMN seller_currency TEXT;
ALTER TABLE tariff_addon_price ADD COLUMN seller_cost INTEGER;
ALTER TABLE tariff_addon_price ADD COLUMN seller_currency TEXT;

-- Currencies -----------------------------------------------------------------------------------

CREATE TABLE currency_rate (
    id INTEGER PRIMARY KEY,
    from_currency TEXT NOT NULL REFERENCES currency,
    to_currency TEXT NOT NULL REFERENCES currency,
    -- What one unit costs, in parts of which ten thousand million make one.
    rate INTEGER NOT NULL CHECK (rate > 0),
    updated_at INTEGER NOT NULL,
    UNIQUE (from_currency, to_currency),
    CHECK (from_currency <> to_currency)
) STRICT;

-- Periods --------------------------------------------------------------------------------------

-- The periods that a product type knows; one without rows knows every period.
CREATE TABLE product_type_period (
    product_type INTEGER NOT NULL REFERENCES product_type,
    period INTEGER NOT NULL,
    PRIMARY KEY (product_type, period)
) STRICT;

-- Periods comparison: what a module orders at its seller for a period that is sold here.
CREATE TABLE period_rule (
    id INTEGER PRIMARY KEY,
    module INTEGER NOT NULL REFERENCES processing_module,
    sold INTEGER NOT NULL,
    ordered INTEGER NOT NULL,
    -- The seller's tariff it is meant for; 0 every tariff.
    tariff INTEGER NOT NULL,
    UNIQUE (module, sold, tariff)
) STRICT;

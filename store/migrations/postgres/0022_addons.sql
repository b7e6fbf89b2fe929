-- Addons in full --------------------------------------------------------------------------------

-- How the scale of its prices is read: 0 nearest, 1 per step, 2 packages, 3 options.
ALTER TABLE tariff_addon ADD COLUMN scale_type BIGINT NOT NULL DEFAULT 0;
-- The compound addon that it can be chosen by.
ALTER TABLE tariff_addon ADD COLUMN compound BIGINT REFERENCES tariff_addon;
CREATE INDEX tariff_addon_compound ON tariff_addon (compound) WHERE compound IS NOT NULL;
-- What people count it in, and how many units of its module one is.
ALTER TABLE tariff_addon ADD COLUMN measure TEXT NOT NULL DEFAULT '';
ALTER TABLE tariff_addon ADD COLUMN module_factor BIGINT NOT NULL DEFAULT 1;

-- Prices of certain amounts above the included one.
CREATE TABLE tariff_addon_scale (
    addon BIGINT NOT NULL REFERENCES tariff_addon,
    currency TEXT NOT NULL REFERENCES currency,
    period BIGINT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    price BIGINT NOT NULL CHECK (price >= 0),
    PRIMARY KEY (addon, currency, period, amount)
);

-- The addons whose values an addon of the billing type 5 sums up.
CREATE TABLE tariff_addon_source (
    addon BIGINT NOT NULL REFERENCES tariff_addon,
    source BIGINT NOT NULL REFERENCES tariff_addon,
    PRIMARY KEY (addon, source)
);
CREATE INDEX tariff_addon_source_source ON tariff_addon_source (source);

-- How long a customer has a service at least before an addon can be lowered; NULL not at all.
ALTER TABLE tariff ADD COLUMN minimum_period BIGINT;

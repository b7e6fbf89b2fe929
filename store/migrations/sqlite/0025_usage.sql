-- Addons that are billed by statistics ----------------------------------------------------------

-- What a service used on a day, in the units of the addon.
CREATE TABLE service_addon_usage (
    service INTEGER NOT NULL REFERENCES service,
    addon INTEGER NOT NULL REFERENCES tariff_addon,
    day TEXT NOT NULL,
    used INTEGER NOT NULL CHECK (used >= 0),
    -- The renewal that charges for it; one that was given up charges nothing.
    operation INTEGER REFERENCES operation,
    PRIMARY KEY (service, addon, day)
) STRICT;
CREATE INDEX service_addon_usage_addon ON service_addon_usage (addon);
CREATE INDEX service_addon_usage_operation ON service_addon_usage (operation)
    WHERE operation IS NOT NULL;

-- What of the price of a renewal is for what was used before.
CREATE TABLE operation_usage (
    operation INTEGER NOT NULL PRIMARY KEY REFERENCES operation,
    amount INTEGER NOT NULL
) STRICT;

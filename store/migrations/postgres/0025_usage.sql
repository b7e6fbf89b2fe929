-- Addons that are billed by statistics ----------------------------------------------------------

-- What a service used on a day, in the units of the addon.
CREATE TABLE service_addon_usage (
    service BIGINT NOT NULL REFERENCES service,
    addon BIGINT NOT NULL REFERENCES tariff_addon,
    day TEXT NOT NULL,
    used BIGINT NOT NULL CHECK (used >= 0),
    -- The renewal that charges for it; one that was given up charges nothing.
    operation BIGINT REFERENCES operation,
    PRIMARY KEY (service, addon, day)
);
CREATE INDEX service_addon_usage_addon ON service_addon_usage (addon);
CREATE INDEX service_addon_usage_operation ON service_addon_usage (operation)
    WHERE operation IS NOT NULL;

-- What of the price of a renewal is for what was used before.
CREATE TABLE operation_usage (
    operation BIGINT NOT NULL PRIMARY KEY REFERENCES operation,
    amount BIGINT NOT NULL
);

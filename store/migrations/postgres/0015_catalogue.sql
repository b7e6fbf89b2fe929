-- Where the brand has its site and where its clients sign in.
ALTER TABLE provider ADD COLUMN site TEXT NOT NULL DEFAULT '';
ALTER TABLE provider ADD COLUMN bill_url TEXT NOT NULL DEFAULT '';

-- Whether anything refers to what is to be deleted.
CREATE INDEX service_addon_addon ON service_addon (addon, value);
CREATE INDEX operation_addon_addon ON operation_addon (addon, value);
CREATE INDEX service_trial_tariff ON service (trial_tariff) WHERE trial_tariff IS NOT NULL;
CREATE INDEX operation_new_tariff ON operation (new_tariff) WHERE new_tariff IS NOT NULL;
CREATE INDEX tariff_addon_item_any ON tariff_addon_item (item);
CREATE INDEX tariff_addon_item_price_item ON tariff_addon_item_price (item);
CREATE INDEX enumeration_source_enumeration ON enumeration_source (enumeration);

-- Price lists are read page by page, by the place of the tariffs.
CREATE INDEX tariff_place ON tariff (sort, id);
CREATE INDEX tariff_type_place ON tariff (product_type, sort, id);
CREATE INDEX tariff_type_place_active ON tariff (product_type, sort, id) WHERE active = 1;
CREATE INDEX tariff_provider_place ON tariff (provider, sort, id);
-- Whether a value that is to be deleted is the default of an addon.
CREATE INDEX tariff_addon_default_item ON tariff_addon (default_item)
    WHERE default_item IS NOT NULL;

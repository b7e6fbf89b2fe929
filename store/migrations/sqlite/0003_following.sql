-- Since when the seller says that it has no such service; a second answer after a pause ends it.
ALTER TABLE upstream ADD COLUMN gone_at INTEGER;
CREATE INDEX upstream_gone ON upstream (seller, gone_at) WHERE gone_at IS NOT NULL;
-- Since when nothing that the seller changed is applied, because so much seems to have vanished.
ALTER TABLE processing_module ADD COLUMN stands_since INTEGER;
-- How many percent above its last known cost a seller's price may be; NULL any.
ALTER TABLE processing_module ADD COLUMN cost_rise_max INTEGER DEFAULT 10;
CREATE INDEX service_module ON service (module, id) WHERE status <> 4;
-- The last service whose card was read in turn, at a seller without a feed.
ALTER TABLE seller ADD COLUMN card_cursor INTEGER NOT NULL DEFAULT 0;
-- The renewals at the seller that still cover the sold term, and for which period each.
ALTER TABLE service ADD COLUMN cover_period INTEGER;
ALTER TABLE service ADD COLUMN covers_left INTEGER NOT NULL DEFAULT 0;
-- What the seller last charged for one renewal without addons.
ALTER TABLE tariff_price ADD COLUMN renewal_cost INTEGER;

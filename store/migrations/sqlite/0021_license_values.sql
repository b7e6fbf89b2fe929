-- Values of closed lists that stand for a license ------------------------------------------------

-- Its license is a trial: had once, never kept for somebody else.
ALTER TABLE enumeration_item ADD COLUMN trial INTEGER NOT NULL DEFAULT 0;
-- The value that is offered when the trial ends.
ALTER TABLE enumeration_item ADD COLUMN paid_item INTEGER REFERENCES enumeration_item;
CREATE INDEX enumeration_item_paid_item ON enumeration_item (paid_item)
    WHERE paid_item IS NOT NULL;

-- What is ordered at the seller together with a value.
CREATE TABLE enumeration_item_addon (
    id INTEGER PRIMARY KEY,
    item INTEGER NOT NULL REFERENCES enumeration_item,
    -- What the seller calls the addon: its number there.
    intname TEXT NOT NULL,
    -- How much of it; NULL is as much as the service has of the addon that source_intname names.
    value INTEGER,
    source_intname TEXT NOT NULL DEFAULT '',
    -- The least that is taken from there.
    minimum INTEGER NOT NULL DEFAULT 0,
    UNIQUE (item, intname)
) STRICT;

-- What an addon is for, where it is more than a value; a tariff has each purpose once.
ALTER TABLE tariff_addon ADD COLUMN purpose TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX tariff_addon_purpose ON tariff_addon (tariff, purpose) WHERE purpose <> '';

-- Whether a license stands for an addon or a value that is to be deleted.
CREATE INDEX bundled_license_addon ON bundled_license (addon);
CREATE INDEX bundled_license_item ON bundled_license (item);

-- Partners: clients whose own customers fetch licenses here, and where those buy modules.
CREATE TABLE partner (
    account INTEGER NOT NULL PRIMARY KEY REFERENCES account,
    -- The address of the partner's own billing system.
    bill_url TEXT NOT NULL,
    -- How many ranges it has.
    range_count INTEGER NOT NULL
) STRICT;

-- The addresses of partners. No two ranges have an address in common, so that the last one that
-- begins before an address is the only one that may hold it.
CREATE TABLE partner_range (
    -- 4 or 6, then the bytes of the address.
    first_address BLOB NOT NULL PRIMARY KEY,
    last_address BLOB NOT NULL,
    account INTEGER NOT NULL REFERENCES partner
) STRICT;
CREATE INDEX partner_range_account ON partner_range (account, first_address);

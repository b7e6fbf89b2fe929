-- Partners: clients whose own customers fetch licenses here, and where those buy modules.
CREATE TABLE partner (
    account BIGINT NOT NULL PRIMARY KEY REFERENCES account,
    -- The address of the partner's own billing system.
    bill_url TEXT NOT NULL,
    -- How many ranges it has.
    range_count BIGINT NOT NULL
);

-- The addresses of partners. No two ranges have an address in common, so that the last one that
-- begins before an address is the only one that may hold it.
CREATE TABLE partner_range (
    -- 4 or 6, then the bytes of the address.
    first_address BYTEA NOT NULL PRIMARY KEY,
    last_address BYTEA NOT NULL,
    account BIGINT NOT NULL REFERENCES partner
);
CREATE INDEX partner_range_account ON partner_range (account, first_address);

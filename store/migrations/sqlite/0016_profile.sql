-- Who pays, as bills name him.
CREATE TABLE profile (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account,
    -- 1 a person, 2 a company, 3 an entrepreneur.
    kind INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- Two letters; empty when nobody said.
    country TEXT NOT NULL,
    city TEXT NOT NULL,
    postcode TEXT NOT NULL,
    address TEXT NOT NULL,
    tax_number TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- The row stays, so that its number never means another one.
    deleted_at INTEGER
) STRICT;
CREATE INDEX profile_account ON profile (account, id) WHERE deleted_at IS NULL;

-- The renewals to come that a wallet is to pay for, by their day.
CREATE INDEX service_renewal ON service (wallet, expires)
    WHERE auto_prolong IS NOT NULL AND status = 2 AND scheduled_close IS NULL;

-- What staff should know about: at most one open entry of a kind about a subject.
CREATE TABLE problem (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    -- "service 7", "module 2": what it is about, so that it is opened once.
    subject TEXT NOT NULL,
    service INTEGER REFERENCES service,
    operation INTEGER REFERENCES operation,
    module INTEGER REFERENCES processing_module,
    department INTEGER REFERENCES department,
    -- What is at stake.
    amount INTEGER,
    currency TEXT REFERENCES currency,
    -- The seller's own words, a name or a number.
    detail TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER,
    -- NULL when it went away by itself.
    closed_by INTEGER REFERENCES "user"
) STRICT;
CREATE UNIQUE INDEX problem_open ON problem (kind, subject) WHERE closed_at IS NULL;
CREATE INDEX problem_service ON problem (service) WHERE service IS NOT NULL;

-- Tries since the last Start; attempt counts all of them and is never used twice.
ALTER TABLE operation ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
-- A renewal that our customer does not pay: it covers a term that was sold before.
ALTER TABLE operation ADD COLUMN covers_term INTEGER NOT NULL DEFAULT 0;
-- The period asked of the seller, where it is another than the one sold.
ALTER TABLE operation ADD COLUMN remote_period INTEGER;
-- The tariff that a change leads to, and one renewal's price and the end date after it.
ALTER TABLE operation ADD COLUMN new_tariff INTEGER REFERENCES tariff;
ALTER TABLE operation ADD COLUMN new_renewal_price INTEGER;
-- What the seller wanted when its price was last read before sending.
ALTER TABLE operation ADD COLUMN quoted INTEGER;
ALTER TABLE operation ADD COLUMN quoted_currency TEXT;
-- Up to this price of the seller staff said "Send anyway".
ALTER TABLE operation ADD COLUMN accepted_price INTEGER;
-- What the seller gave back.
ALTER TABLE operation ADD COLUMN returned INTEGER;
-- Who took it over from automatic processing, when and why.
ALTER TABLE operation ADD COLUMN taken_by INTEGER REFERENCES "user";
ALTER TABLE operation ADD COLUMN taken_at INTEGER;
ALTER TABLE operation ADD COLUMN taken_because TEXT;

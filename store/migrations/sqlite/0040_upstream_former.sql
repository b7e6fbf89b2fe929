-- Numbers that a seller gave to a service before the present one: a certificate may have another
-- one after each renewal and each re-issue.
CREATE TABLE upstream_former (
    seller INTEGER NOT NULL REFERENCES seller,
    upstream_id INTEGER NOT NULL,
    service INTEGER NOT NULL REFERENCES service,
    -- When it was found under another number.
    left_at INTEGER NOT NULL,
    PRIMARY KEY (seller, upstream_id)
) STRICT;
CREATE INDEX upstream_former_service ON upstream_former (service, left_at);

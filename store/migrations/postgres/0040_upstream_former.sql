-- Numbers that a seller gave to a service before the present one: a certificate may have another
-- one after each renewal and each re-issue.
CREATE TABLE upstream_former (
    seller BIGINT NOT NULL REFERENCES seller,
    upstream_id BIGINT NOT NULL,
    service BIGINT NOT NULL REFERENCES service,
    -- When it was found under another number.
    left_at BIGINT NOT NULL,
    PRIMARY KEY (seller, upstream_id)
);
CREATE INDEX upstream_former_service ON upstream_former (service, left_at);

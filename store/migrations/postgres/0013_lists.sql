-- How many services an account has of a product type in a status, so that a list tells its length
-- without counting.
CREATE TABLE service_count (
    account BIGINT NOT NULL REFERENCES account,
    product_type BIGINT NOT NULL REFERENCES product_type,
    status BIGINT NOT NULL,
    services BIGINT NOT NULL,
    PRIMARY KEY (account, product_type, status)
);
CREATE INDEX service_count_type ON service_count (product_type, status, services);
INSERT INTO service_count (account, product_type, status, services)
SELECT account, product_type, status, COUNT(*) FROM service
GROUP BY account, product_type, status;

-- A page of a list is found by its order alone; whether a service is closed is seen there, too.
DROP INDEX service_account;
CREATE INDEX service_account ON service (account, product_type, id, status);
CREATE INDEX service_of_type ON service (product_type, id, status);
CREATE INDEX service_expires ON service (account, product_type, expires, id, status);
CREATE INDEX service_status ON service (account, product_type, status, id);

-- The filter of a list that a session keeps, as it was sent.
CREATE TABLE list_filter (
    session BYTEA NOT NULL REFERENCES session ON DELETE CASCADE,
    function TEXT NOT NULL,
    query TEXT NOT NULL,
    PRIMARY KEY (session, function)
);

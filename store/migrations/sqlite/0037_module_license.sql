-- A module license hangs on the license of a panel (semantics 5.5). It is no part of it: it has a
-- price, a term and an owner's list of its own.
ALTER TABLE service ADD COLUMN license INTEGER REFERENCES service (id);
CREATE INDEX service_license ON service (license) WHERE license IS NOT NULL AND status <> 4;

-- The seller's number of the license that a module license hangs on there.
ALTER TABLE upstream ADD COLUMN license INTEGER;

-- What a panel calls the module that a tariff sells; empty where it sells none.
ALTER TABLE tariff ADD COLUMN addition_intname TEXT NOT NULL DEFAULT '';

-- Staff stop and start module licenses, until a product type says otherwise (semantics 1.13).
UPDATE product_type SET client_suspends = 0, client_resumes = 0 WHERE intname = 'addition';

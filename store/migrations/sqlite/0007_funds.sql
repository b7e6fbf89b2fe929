-- What can be spent at the seller, and the last day whose renewals it covers, as the balance was
-- last read; and when it was last asked for, also in vain.
ALTER TABLE seller ADD COLUMN available INTEGER;
ALTER TABLE seller ADD COLUMN covered_to TEXT;
ALTER TABLE seller ADD COLUMN balance_tried_at INTEGER;

-- The renewals that a forecast counts, by their day.
CREATE INDEX upstream_expires ON upstream (seller, expires) WHERE expires IS NOT NULL;
-- What waits until the seller takes our credentials again.
CREATE INDEX operation_denied ON operation (id)
    WHERE error_kind = 'auth' AND state NOT IN ('done', 'cancelled');
-- What is open about modules, apart from what is open about services.
CREATE INDEX problem_module ON problem (module) WHERE module IS NOT NULL AND closed_at IS NULL;

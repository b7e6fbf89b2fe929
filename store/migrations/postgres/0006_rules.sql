-- Letting a service run again is a right of its own; it came with the right to stop it.
ALTER TABLE product_type ADD COLUMN client_resumes BIGINT NOT NULL DEFAULT 0;
UPDATE product_type SET client_resumes = client_suspends;
-- When a deletion by the customer happens: now, or period_end.
ALTER TABLE product_type ADD COLUMN deletion TEXT NOT NULL DEFAULT 'now';

-- What a tariff says otherwise than its product type; NULL is as the product type says.
ALTER TABLE tariff ADD COLUMN client_suspends BIGINT;
ALTER TABLE tariff ADD COLUMN client_resumes BIGINT;
ALTER TABLE tariff ADD COLUMN client_deletes BIGINT;
ALTER TABLE tariff ADD COLUMN deletion TEXT;
-- Days after an automatic stop until the service is closed; -1 never.
ALTER TABLE tariff ADD COLUMN close_after_days BIGINT;
ALTER TABLE tariff ADD COLUMN ip_change_days BIGINT;
ALTER TABLE tariff ADD COLUMN key_change_days BIGINT;
-- What an early deletion returns: nothing, or unused_days.
ALTER TABLE tariff ADD COLUMN return_policy TEXT NOT NULL DEFAULT 'nothing';

-- The day at whose end it is deleted, as its customer wished.
ALTER TABLE service ADD COLUMN scheduled_close TEXT;
-- Since when its automatic renewal waits for money in the wallet.
ALTER TABLE service ADD COLUMN waits_for_money_since BIGINT;
CREATE INDEX service_waits_for_money ON service (wallet, waits_for_money_since, id)
    WHERE waits_for_money_since IS NOT NULL;

-- When somebody must look at what waits for its money; NULL when nothing has come in since.
ALTER TABLE wallet ADD COLUMN due_at BIGINT;
CREATE INDEX wallet_due ON wallet (due_at) WHERE due_at IS NOT NULL;

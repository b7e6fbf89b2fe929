-- How much of a credited payment was given back.
ALTER TABLE payment ADD COLUMN refunded BIGINT NOT NULL DEFAULT 0;
-- Set by a restore until everything there is compared: what was done since is not in our copy.
ALTER TABLE seller ADD COLUMN restored_at BIGINT;

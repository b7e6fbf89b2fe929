-- When the last try of a re-issue failed, and when the authority wants the certificate replaced.
ALTER TABLE certificate ADD COLUMN failed_at BIGINT;
ALTER TABLE certificate ADD COLUMN suggested_from BIGINT;
ALTER TABLE certificate ADD COLUMN suggested_until BIGINT;
-- When its customer last had the names looked at again.
ALTER TABLE certificate ADD COLUMN asked_at BIGINT;

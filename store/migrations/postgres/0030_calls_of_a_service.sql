-- The service that a recorded call is about, where it is about one.
ALTER TABLE recorded_call ADD COLUMN service BIGINT REFERENCES service;
CREATE INDEX recorded_call_service ON recorded_call (service, id) WHERE service IS NOT NULL;

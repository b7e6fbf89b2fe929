-- What a change of tariff moves: "money", or the end "date".
ALTER TABLE tariff ADD COLUMN change_policy TEXT NOT NULL DEFAULT 'money';
-- How a client may change the value of a running service's addon: "off" (no restriction),
-- "uponly", "downonly" or "on" (not at all).
ALTER TABLE tariff_addon ADD COLUMN client_change TEXT NOT NULL DEFAULT 'off';

-- What was paid for the present term, set-up fee left aside, and from which day on. Of a service
-- that was ordered before these columns the day is not known.
ALTER TABLE service ADD COLUMN paid BIGINT NOT NULL DEFAULT 0;
ALTER TABLE service ADD COLUMN paid_from TEXT;
-- The tariff whose trial it was before it changed to another.
ALTER TABLE service ADD COLUMN trial_tariff BIGINT REFERENCES tariff;

-- What goes back to the customer when it is done.
ALTER TABLE operation ADD COLUMN refund BIGINT NOT NULL DEFAULT 0;

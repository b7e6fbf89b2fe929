-- What staff see at a glance costs what it shows.

-- Orders, what services were charged, and what came in, by the hour, so that each provider's zone
-- has its days.
CREATE TABLE hour_total (
    -- Hours since 1970 UTC.
    hour BIGINT NOT NULL,
    currency TEXT NOT NULL REFERENCES currency,
    -- The wallet's number modulo 8, so that units of many wallets seldom meet in one row.
    part BIGINT NOT NULL,
    orders BIGINT NOT NULL,
    income BIGINT NOT NULL,
    payments BIGINT NOT NULL,
    PRIMARY KEY (hour, currency, part)
);
INSERT INTO hour_total (hour, currency, part, orders, income, payments)
SELECT hour, currency, part, SUM(orders), SUM(income), SUM(payments)
FROM (
    SELECT o.created_at / 3600000000 AS hour, w.currency AS currency, w.id % 8 AS part,
           1 AS orders, 0 AS income, 0 AS payments
    FROM operation o JOIN service s ON s.id = o.service JOIN wallet w ON w.id = s.wallet
    WHERE o.kind = 'open' AND s.parent IS NULL
    UNION ALL
    SELECT p.at / 3600000000, p.currency, p.wallet % 8, 0,
           CASE WHEN p.expense IS NULL THEN 0 ELSE -p.amount END,
           CASE WHEN p.payment IS NULL THEN 0 ELSE p.amount END
    FROM posting p WHERE p.ledger = 'wallet') AS written
GROUP BY hour, currency, part;

-- What unfinished operations need, and which of them is the oldest.
CREATE INDEX operation_need ON operation (state, taken_at, created_at) WHERE finished_at IS NULL;
CREATE INDEX operation_taken ON operation (taken_at)
    WHERE taken_at IS NOT NULL AND finished_at IS NULL;
CREATE INDEX problem_opened ON problem (opened_at) WHERE closed_at IS NULL;

-- Whether a task is for staff: its operation is at no seller, or was taken over.
ALTER TABLE task ADD COLUMN of_staff BIGINT NOT NULL DEFAULT 1;
UPDATE task SET of_staff = 0
WHERE EXISTS (SELECT 1 FROM operation o JOIN service s ON s.id = o.service
              JOIN processing_module m ON m.id = s.module
              WHERE o.id = task.operation AND o.taken_at IS NULL AND m.seller IS NOT NULL);
CREATE INDEX task_of_staff ON task (opened_at) WHERE status <> 2 AND of_staff = 1;

-- The renewals of the next 30 days, as a balance was last read.
ALTER TABLE seller ADD COLUMN renewals BIGINT;
ALTER TABLE seller ADD COLUMN renewals_amount BIGINT;

-- When a job was last begun.
ALTER TABLE job ADD COLUMN begun_at BIGINT;

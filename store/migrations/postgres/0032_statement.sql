-- A statement costs its page: each posting of a wallet has the balance after it, its number among
-- the wallet's postings, and how much came in with it and with those before it.
ALTER TABLE posting ADD COLUMN balance BIGINT;
ALTER TABLE posting ADD COLUMN number BIGINT;
ALTER TABLE posting ADD COLUMN came_in BIGINT;
UPDATE posting SET balance = r.balance, number = r.number, came_in = r.came_in
FROM (
    SELECT p.id AS id,
           SUM(p.amount) OVER (PARTITION BY p.wallet ORDER BY p.id) AS balance,
           ROW_NUMBER() OVER (PARTITION BY p.wallet ORDER BY p.id) AS number,
           SUM(CASE WHEN p.amount > 0 THEN p.amount ELSE 0 END)
               OVER (PARTITION BY p.wallet ORDER BY p.id) AS came_in
    FROM posting p WHERE p.wallet IS NOT NULL) AS r
WHERE posting.id = r.id;
DROP INDEX posting_wallet;
CREATE UNIQUE INDEX posting_number ON posting (wallet, number) WHERE wallet IS NOT NULL;
CREATE INDEX posting_at ON posting (wallet, at, number) WHERE wallet IS NOT NULL;

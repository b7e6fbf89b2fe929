-- What the customer of a certificate is told, in Russian beside the English.
ALTER TABLE certificate ADD COLUMN message_ru TEXT NOT NULL DEFAULT '';
ALTER TABLE certificate_validation ADD COLUMN problem_ru TEXT NOT NULL DEFAULT '';
-- What was told before was in one language, whoever read it.
UPDATE certificate SET message_ru = message WHERE message <> '';
UPDATE certificate_validation SET problem_ru = problem WHERE problem <> '';

-- Certificates ---------------------------------------------------------------------------------

-- What the tariffs of certificates say beyond those of other services.
CREATE TABLE certificate_tariff (
    tariff INTEGER NOT NULL PRIMARY KEY REFERENCES tariff,
    -- What may be in a request: words separated by spaces, such as `wildcard www multidomain`.
    template TEXT NOT NULL,
    -- How many names the price includes.
    names_included INTEGER NOT NULL
) STRICT;

-- Every request that a customer made for a service.
CREATE TABLE certificate_request (
    id INTEGER PRIMARY KEY,
    service INTEGER NOT NULL REFERENCES service,
    -- The request, PEM, and the SHA-256 of its public key.
    pem TEXT NOT NULL,
    key_print TEXT NOT NULL,
    -- The private key, sealed, where it was made here and is not forgotten.
    private_key BLOB,
    -- The names to issue for, separated by spaces, the main one first.
    names TEXT NOT NULL,
    -- The subject as NAME=VALUE, a line each.
    subject TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX certificate_request_service ON certificate_request (service);
CREATE INDEX certificate_request_key ON certificate_request (key_print);

-- Every certificate that was issued for a service.
CREATE TABLE issued_certificate (
    id INTEGER PRIMARY KEY,
    service INTEGER NOT NULL REFERENCES service,
    request INTEGER NOT NULL REFERENCES certificate_request,
    serial TEXT NOT NULL,
    -- The number of the order that brought it, at the seller or the authority.
    upstream_id INTEGER,
    names TEXT NOT NULL,
    not_before INTEGER NOT NULL,
    not_after INTEGER NOT NULL,
    pem TEXT NOT NULL,
    chain TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    revoked_at INTEGER,
    UNIQUE (service, serial)
) STRICT;

-- What a certificate is beside a service, and how far its issue is.
CREATE TABLE certificate (
    service INTEGER NOT NULL PRIMARY KEY REFERENCES service,
    -- The request to issue for; the one of the present certificate while nothing is issued.
    request INTEGER NOT NULL REFERENCES certificate_request,
    -- The certificate that holds; NULL before the first.
    issued INTEGER REFERENCES issued_certificate,
    -- Who is behind it: fields as NAME=VALUE, a line each.
    contacts TEXT NOT NULL,
    -- How names are proven, and who approves which by letter: NAME=ADDRESS, a line each.
    method TEXT NOT NULL,
    approvers TEXT NOT NULL,
    -- The number of the wire: 3 requested, 4 waiting, 5 issued, 6 failed.
    state INTEGER NOT NULL,
    -- What the customer is told; empty nothing.
    message TEXT NOT NULL,
    -- What the module keeps for later operations, a line each.
    kept TEXT NOT NULL,
    -- When the next one inside the paid term is due; NULL none is.
    reissue_at INTEGER,
    -- How often a re-issue failed since the last certificate.
    failures INTEGER NOT NULL,
    -- Since when the customer has to do something, and when that was last told.
    must_act_since INTEGER,
    told_at INTEGER
) STRICT;
CREATE INDEX certificate_reissue ON certificate (reissue_at) WHERE reissue_at IS NOT NULL;

-- What proves the names of a certificate that is being issued.
CREATE TABLE certificate_validation (
    service INTEGER NOT NULL REFERENCES service,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    method TEXT NOT NULL,
    place TEXT NOT NULL,
    record TEXT NOT NULL,
    value TEXT NOT NULL,
    is_valid INTEGER NOT NULL,
    valid_until INTEGER,
    problem TEXT NOT NULL,
    PRIMARY KEY (service, position)
) STRICT;

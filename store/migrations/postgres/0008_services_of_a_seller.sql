-- A comparison of everything goes through a seller's services in pages.
CREATE INDEX upstream_seller ON upstream (seller, service);

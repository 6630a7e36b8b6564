SELECT sum(charges_cents) FROM coding_account WHERE discharge_at <> '' AND discharge_at >= ?1

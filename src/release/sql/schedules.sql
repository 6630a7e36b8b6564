SELECT state, valid_from, valid_to, base_cents, tiers, certification_cents, postage, prepayment, citation, note
FROM fee_schedule
ORDER BY state, valid_from

SELECT a.account_id, CASE e.account_number WHEN '' THEN e.visit_number ELSE e.account_number END, a.class, a.service, a.payer,
  a.charges_cents
FROM coding_account a JOIN encounter e ON e.encounter_id = a.encounter_id
WHERE a.state = 'ready' ORDER BY a.discharge_at, a.account_id LIMIT ?1

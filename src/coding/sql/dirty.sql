SELECT e.encounter_id, e.class, e.state, e.service, e.payer,
  CASE e.state WHEN 'discharged' THEN ifnull(e.discharge_at, ifnull(e.admit_at, '')) ELSE '' END,
  e.disposition_code, a.account_id,
  ifnull((SELECT c.total_cents FROM claim c WHERE c.encounter_id = e.encounter_id AND c.total_cents IS NOT NULL
          ORDER BY c.claim_id DESC LIMIT 1), 0),
  EXISTS (SELECT 1 FROM claim c WHERE c.encounter_id = e.encounter_id AND c.status NOT IN ('draft', 'cancelled', 'entered in error', 'entered-in-error')),
  EXISTS (SELECT 1 FROM diagnosis d WHERE d.encounter_id = e.encounter_id AND d.diagnosis_use = 'billing')
FROM (SELECT encounter_id FROM coding_dirty WHERE encounter_id > -1 ORDER BY encounter_id LIMIT ?1) w
JOIN encounter e ON e.encounter_id = w.encounter_id
LEFT JOIN coding_account a ON a.encounter_id = e.encounter_id

SELECT r.encounter_id, r.account_id, e.patient_id, r.state, r.cdi_drg, r.cdi_weight, r.final_drg, r.final_weight, r.matched,
  r.reason, r.note, r.opened_at, r.settled_at, r.settled_by, r.version, r.updated_at, r.updated_by, p.mrn,
  p.family || ', ' || p.given, CASE e.account_number WHEN '' THEN e.visit_number ELSE e.account_number END, e.service,
  v.first_by, ifnull(u.login, ''), e.discharge_at
FROM cdi_reconciliation r
JOIN encounter e ON e.encounter_id = r.encounter_id
JOIN patient p ON p.patient_id = e.patient_id
JOIN cdi_review v ON v.encounter_id = r.encounter_id
JOIN coding_account a ON a.account_id = r.account_id
LEFT JOIN user_account u ON u.user_id = a.final_by
WHERE r.state = 'settled'
ORDER BY r.settled_at DESC, r.encounter_id DESC
LIMIT ?1

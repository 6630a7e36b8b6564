SELECT a.account_id, a.encounter_id, e.patient_id, p.mrn, p.family, p.given,
  CASE e.account_number WHEN '' THEN e.visit_number ELSE e.account_number END,
  a.class, a.service, a.payer, e.admit_at, a.discharge_at, a.charges_cents, a.state, a.owner_id,
  ifnull(CASE u.full_name WHEN '' THEN u.login ELSE u.full_name END, ''), a.second_level, a.reopened,
  ifnull(g.drg, ''), g.weight, a.version, h.reason, ifnull(h.waits_on, '')
FROM coding_account a
JOIN encounter e ON e.encounter_id = a.encounter_id
JOIN patient p ON p.patient_id = e.patient_id
LEFT JOIN user_account u ON u.user_id = a.owner_id
LEFT JOIN coding_drg g ON g.account_id = a.account_id AND g.stage =
  CASE WHEN a.phase IN ('bill', 'done') THEN 'final' ELSE 'working' END
LEFT JOIN coding_pend h ON h.account_id = a.account_id AND h.ended_at IS NULL
WHERE a.phase = :phase AND a.charges_cents <= :after AND (a.charges_cents < :after OR a.account_id > :id)
  AND a.discharge_at >= :from AND a.discharge_at < :to
ORDER BY a.charges_cents DESC, a.account_id
LIMIT :limit

SELECT a.state, a.owner_id, e.patient_id, a.encounter_id, a.class, a.service, a.discharge_at, a.charges_cents,
  h.reason, ifnull(h.waits_on, ''), h.wake_on
FROM coding_account a
JOIN encounter e ON e.encounter_id = a.encounter_id
LEFT JOIN coding_pend h ON h.account_id = a.account_id AND h.ended_at IS NULL
WHERE a.account_id = ?1

SELECT e.patient_id, a.state, a.owner_id, ifnull(u.login, ''), a.second_level, a.class, a.service, a.payer,
  a.charges_cents, a.version, a.updated_at, a.updated_by
FROM coding_account a
JOIN encounter e ON e.encounter_id = a.encounter_id
LEFT JOIN user_account u ON u.user_id = a.owner_id
WHERE a.account_id = ?1

SELECT DISTINCT m.display FROM coding_account a
JOIN encounter e ON e.encounter_id = a.encounter_id
JOIN medication m ON m.patient_id = e.patient_id
WHERE a.account_id = ?1 AND (m.encounter_id = a.encounter_id OR m.encounter_id IS NULL)
LIMIT 300

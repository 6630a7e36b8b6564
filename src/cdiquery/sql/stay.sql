SELECT e.patient_id, e.service, e.discharge_at IS NOT NULL, (SELECT a.state FROM coding_account a WHERE a.encounter_id = e.encounter_id)
FROM encounter e WHERE e.encounter_id = ?1

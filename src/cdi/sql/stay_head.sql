SELECT e.encounter_id, e.patient_id, e.visit_number, e.admit_at, e.discharge_at, p.mrn, p.sex, p.birth_date
FROM encounter e JOIN patient p ON p.patient_id = e.patient_id
WHERE e.encounter_id = ?1

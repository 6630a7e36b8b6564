SELECT encounter_id, patient_id, class, state, service, admit_at, discharge_at, disposition_code, attending_id
FROM encounter WHERE encounter_id = ?1

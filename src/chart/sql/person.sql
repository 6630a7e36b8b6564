SELECT language, marital, race, ethnicity, mothers_maiden_name, birth_order, updated_at, updated_by
FROM patient
WHERE patient_id = ?1

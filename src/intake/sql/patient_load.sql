SELECT mrn, birth_date, sex, deceased, death_at, language, marital, race, ethnicity, mothers_maiden_name, birth_order,
       state, fact_at, version, updated_at, updated_by
FROM patient WHERE patient_id = ?1

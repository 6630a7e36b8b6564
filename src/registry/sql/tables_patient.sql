SELECT mrn, family, given, middle, suffix, birth_date, sex, deceased, state, merged_into, ssn4
FROM patient WHERE patient_id = ?1

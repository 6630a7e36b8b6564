INSERT INTO patient_name (patient_id, name_no, name_use, prefix, family, given, middle, suffix)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)

SELECT patient_id FROM patient WHERE mrn = ?1 ORDER BY patient_id LIMIT 100

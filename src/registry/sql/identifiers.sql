SELECT digits, kind, patient_id FROM patient_identifier WHERE digits >= ?1 AND digits < ?2
ORDER BY digits, kind, patient_id

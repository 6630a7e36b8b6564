SELECT kind, system, value FROM patient_identifier WHERE patient_id = ?1 ORDER BY kind, system, value

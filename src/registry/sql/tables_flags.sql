SELECT flag FROM patient_flag WHERE patient_id = ?1

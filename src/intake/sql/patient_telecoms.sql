SELECT kind, telecom_use, value FROM patient_telecom WHERE patient_id = ?1 ORDER BY telecom_no

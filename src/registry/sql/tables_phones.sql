SELECT value FROM patient_telecom
WHERE patient_id = ?1 AND kind <> 'email' AND kind <> 'fax' AND telecom_use <> 'old' ORDER BY telecom_no

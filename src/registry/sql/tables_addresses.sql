SELECT street, city, zip FROM patient_address
WHERE patient_id = ?1 AND address_use NOT IN ('old', 'birth') ORDER BY address_no

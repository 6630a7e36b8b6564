SELECT address_use, street, city, state, zip, country FROM patient_address WHERE patient_id = ?1 ORDER BY address_no

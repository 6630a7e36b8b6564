INSERT INTO patient_address (patient_id, address_no, address_use, street, city, state, zip, country)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)

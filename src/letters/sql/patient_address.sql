SELECT p.given, p.family, p.suffix, a.street, a.city, a.state, a.zip
FROM patient p
LEFT JOIN patient_address a ON a.patient_id = p.patient_id AND a.address_no = 1
WHERE p.patient_id = :id

SELECT p.sex, p.birth_date, e.visit_number, e.account_number,
  ifnull(trim(c.given || ' ' || c.family), e.attending_text), ifnull(c.npi, ''), e.disposition_text,
  ifnull(f.name, ''),
  ifnull((SELECT v.member_id FROM coverage v WHERE v.patient_id = e.patient_id ORDER BY v.rank LIMIT 1), ''),
  a.final_sha256, ifnull(u.login, ''), a.final_at, a.open_queries,
  e.state = 'discharged' AND e.discharge_at IS NULL,
  p.race, p.ethnicity,
  ifnull((SELECT d.zip FROM patient_address d WHERE d.patient_id = e.patient_id ORDER BY d.address_no LIMIT 1), '')
FROM coding_account a
JOIN encounter e ON e.encounter_id = a.encounter_id
JOIN patient p ON p.patient_id = e.patient_id
LEFT JOIN practitioner c ON c.practitioner_id = e.attending_id
LEFT JOIN organization f ON f.organization_id = e.facility_id
LEFT JOIN user_account u ON u.user_id = a.final_by
WHERE a.account_id = ?1

SELECT p.patient_id, p.mrn, p.family, p.given, p.birth_date, p.sex, u.at
FROM user_patient u
JOIN patient p ON p.patient_id = u.patient_id
WHERE u.user_id = ?1 AND u.kind = 'recent'
ORDER BY u.at DESC
LIMIT ?2

SELECT d.code, d.diagnosis_use, d.display FROM coding_account a
JOIN encounter e ON e.encounter_id = a.encounter_id
JOIN diagnosis d ON d.patient_id = e.patient_id
WHERE a.account_id = ?1 AND d.system = 'ICD10CM'
  AND ((d.encounter_id = a.encounter_id AND d.diagnosis_use IN ('discharge', 'working', 'encounter')) OR d.diagnosis_use = 'problem')
ORDER BY d.diagnosis_use = 'problem', d.rank, d.diagnosis_id
LIMIT 100

SELECT d.code, d.diagnosis_use, d.display, d.poa FROM diagnosis d
WHERE d.encounter_id = ?1 AND d.system = 'ICD10CM' AND d.code <> ''
ORDER BY CASE d.diagnosis_use WHEN 'billing' THEN 0 WHEN 'discharge' THEN 1 WHEN 'working' THEN 2 WHEN 'encounter' THEN 3
  WHEN 'admitting' THEN 4 ELSE 5 END, d.rank, d.diagnosis_id

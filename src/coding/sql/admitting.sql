SELECT replace(code, '.', '') FROM diagnosis
WHERE encounter_id = ?1 AND diagnosis_use = 'admitting' AND system = 'ICD10CM' AND length(code) BETWEEN 3 AND 8
ORDER BY diagnosis_id DESC LIMIT 1

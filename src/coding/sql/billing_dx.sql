SELECT code, poa FROM diagnosis
WHERE encounter_id = ?1 AND diagnosis_use = 'billing' AND system = 'ICD10CM' ORDER BY rank, diagnosis_id

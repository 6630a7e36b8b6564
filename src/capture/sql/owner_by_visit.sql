SELECT encounter_id, patient_id FROM encounter WHERE visit_number = :number AND visit_number <> ''
UNION
SELECT encounter_id, patient_id FROM encounter WHERE account_number = :number AND account_number <> ''
LIMIT 2

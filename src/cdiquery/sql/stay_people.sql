SELECT e.attending_id, e.service, trim(p.family || ', ' || p.given, ', '), ifnull(p.birth_date, ''),
       (SELECT a.state FROM coding_account a WHERE a.encounter_id = e.encounter_id)
FROM encounter e JOIN patient p ON p.patient_id = e.patient_id
WHERE e.encounter_id = :encounter

SELECT a.encounter_id AS encounter_id, 1.0 AS value, a.discharge_at AS at, ifnull(r.first_by, '') AS who
FROM coding_account a LEFT JOIN cdi_review r ON r.encounter_id = a.encounter_id
WHERE a.discharge_at <> '' AND a.discharge_at >= :from AND a.discharge_at < :to AND a.class = 'inpatient'

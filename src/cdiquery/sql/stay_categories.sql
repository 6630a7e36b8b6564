SELECT r.result_id FROM result r
WHERE r.patient_id = :patient AND (r.category LIKE '%vital%' OR r.category LIKE '%survey%' OR r.category LIKE '%flow%')

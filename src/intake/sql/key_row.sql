SELECT CASE ?2 WHEN 1 THEN (SELECT coalesce(p.merged_into, p.patient_id) FROM patient p WHERE p.patient_id = k.row_id)
       ELSE k.row_id END
FROM source_key k WHERE k.feed_id = ?1 AND k.kind = ?2 AND k.key = ?3

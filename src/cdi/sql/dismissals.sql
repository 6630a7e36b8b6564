SELECT rule, evidence, reason, dismissed_by, dismissed_at
FROM cdi_dismissal
WHERE encounter_id = ?1
ORDER BY dismissal_id

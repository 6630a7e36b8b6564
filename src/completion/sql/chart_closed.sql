UPDATE chart_completion SET closed_by = :by, closed_at = :now, closed_reason = :reason, version = version + 1
WHERE encounter_id = :encounter

UPDATE chart_completion SET reviewed = 1, reviewed_by = :by, reviewed_at = :now, version = version + 1
WHERE encounter_id = :encounter

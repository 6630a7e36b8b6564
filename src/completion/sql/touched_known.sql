SELECT encounter_id FROM chart_touched INDEXED BY chart_touched_known WHERE known = 1 ORDER BY encounter_id LIMIT 200

SELECT what, before, after, reason, by, at FROM deficiency_event WHERE deficiency_id = ?1 ORDER BY event_id

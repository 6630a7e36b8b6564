SELECT event, at, place, note, cancelled_by IS NOT NULL
FROM visit_event
WHERE encounter_id = ?1
ORDER BY visit_event_id

SELECT visit_event_id, event, before
FROM visit_event
WHERE encounter_id = ?1 AND cancelled_by IS NULL
ORDER BY visit_event_id DESC

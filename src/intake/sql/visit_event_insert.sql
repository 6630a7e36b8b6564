INSERT INTO visit_event (encounter_id, event, at, place, note, before, recorded_at)
VALUES (:encounter, :event, :at, :place, :note, :before, :now)

INSERT INTO cdi_query_event (query_id, what, note, by, at) VALUES (:id, :what, :note, :by, :now)

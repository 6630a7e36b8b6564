INSERT INTO cdi_query_option (query_id, place, text, role) VALUES (:id, :place, :text, :role)

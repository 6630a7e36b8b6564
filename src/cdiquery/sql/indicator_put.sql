INSERT INTO cdi_query_indicator (query_id, place, key, line, source, at) VALUES (:id, :place, :key, :line, :source, :at)

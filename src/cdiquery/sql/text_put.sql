INSERT INTO cdi_query_text (query_id, text_no, text, by, at) VALUES (:id, :no, :text, :by, :now)

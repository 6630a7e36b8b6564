INSERT INTO cdi_query_template (id, version_no, text, by, at) VALUES (:id, :version, :text, :by, :at)

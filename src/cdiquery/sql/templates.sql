SELECT t.id, t.version_no, t.text FROM cdi_query_template t
WHERE t.version_no = (SELECT max(n.version_no) FROM cdi_query_template n WHERE n.id = t.id) AND t.text <> ''

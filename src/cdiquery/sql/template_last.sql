SELECT max(version_no) FROM cdi_query_template WHERE id = ?1 HAVING count(*) > 0

SELECT text_no, text, by, at FROM cdi_query_text WHERE query_id = ?1 ORDER BY text_no DESC

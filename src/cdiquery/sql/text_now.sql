SELECT text FROM cdi_query_text WHERE query_id = :id AND text_no = (SELECT text_no FROM cdi_query WHERE query_id = :id)

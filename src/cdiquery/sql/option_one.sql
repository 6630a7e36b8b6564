SELECT text, role FROM cdi_query_option WHERE query_id = :id AND place = :place

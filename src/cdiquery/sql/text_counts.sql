UPDATE cdi_query SET text_no = :no WHERE query_id = :id

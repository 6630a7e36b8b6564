UPDATE cdi_review_done SET undone = 1 WHERE review_id = ?1

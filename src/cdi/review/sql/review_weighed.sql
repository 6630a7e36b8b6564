UPDATE cdi_review SET weighed_on = :today WHERE encounter_id = :encounter

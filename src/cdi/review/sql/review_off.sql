UPDATE cdi_review SET on_list = 0, discharge_at = :discharge, service = :service, attending_id = :attending,
  weighed_on = :today
WHERE encounter_id = :encounter

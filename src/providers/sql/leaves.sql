SELECT from_day, to_day, reason FROM practitioner_leave WHERE practitioner_id = :id ORDER BY from_day DESC

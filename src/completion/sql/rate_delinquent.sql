SELECT service, attending_id, count(*) FROM chart_completion INDEXED BY chart_completion_state
WHERE state = 'delinquent' AND class IN ('inpatient', 'observation') GROUP BY service, attending_id

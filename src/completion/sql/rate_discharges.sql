SELECT service, attending_id, count(*) FROM chart_completion INDEXED BY chart_completion_discharge
WHERE discharge_at >= :from AND discharge_at < :to AND class IN ('inpatient', 'observation')
GROUP BY service, attending_id

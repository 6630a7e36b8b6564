SELECT d.author_id, count(*) FROM document d
WHERE d.encounter_id = :encounter AND d.author_id IS NOT NULL AND d.state NOT IN ('superseded', 'retracted')
GROUP BY d.author_id ORDER BY 2 DESC, 1

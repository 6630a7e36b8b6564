SELECT p.family || ', ' || p.given FROM deficiency d JOIN practitioner p ON p.practitioner_id = d.responsible_id
WHERE d.deficiency_id = ?1

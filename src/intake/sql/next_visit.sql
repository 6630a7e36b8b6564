INSERT INTO number_series (name, next) VALUES ('visit', 100001)
ON CONFLICT (name) DO UPDATE SET next = next + 1
RETURNING next

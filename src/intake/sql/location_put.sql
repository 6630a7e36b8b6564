INSERT INTO location (location_id, name, kind, organization_id, part_of, active)
VALUES (:id, :name, :kind, :organization, :part_of, :active)
ON CONFLICT (location_id) DO UPDATE
SET name = excluded.name, kind = excluded.kind, organization_id = excluded.organization_id, part_of =
  excluded.part_of, active = excluded.active, version = version + 1

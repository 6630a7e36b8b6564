INSERT INTO organization (organization_id, name, kind, phone, address, active)
VALUES (:id, :name, :kind, :phone, :address, :active)
ON CONFLICT (organization_id) DO UPDATE
SET name = excluded.name, kind = excluded.kind, phone = excluded.phone, address = excluded.address, active =
  excluded.active, version = version + 1

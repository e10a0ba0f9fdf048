// All zones, each number with its combination of attributes.
MATCH (z:Zone)
RETURN collect([z.number, z.key]) AS zones

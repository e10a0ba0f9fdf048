// The hashes of the profiles that assets have; the assets stay locked until the commit.
:param ids => ['asset:sqlite://crm/main.person']
UNWIND $ids AS id
MATCH (a:Asset {id: id})
SET a.id = a.id
RETURN a.id AS id, a.profileHash AS profile_hash, a.detector AS detector

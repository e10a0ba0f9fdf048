// The hashes of the profiles that assets have.
:param ids => ['asset:sqlite://crm/main.person']
UNWIND $ids AS id
MATCH (a:Asset {id: id})
RETURN a.id AS id, a.profileHash AS profile_hash, a.detector AS detector

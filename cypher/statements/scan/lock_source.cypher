// Lock a source: what is looked at afterwards stays so until the commit.
:param source => 'source:crm'
MATCH (s:Source {id: $source})
SET s.id = s.id
RETURN s.zone AS zone, s.managed AS managed

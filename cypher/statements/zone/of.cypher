// The zone of a node, whoever asks: for whoever rules over access.
:param id => 'asset:sqlite://crm/main.person'
MATCH (n:Source|Asset|Column|Classification|Scan {id: $id})
RETURN n.zone AS zone

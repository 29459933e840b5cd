"""园盟 Yuanmeng: the service platform of a development zone and its enterprise alliances."""

"""The diagnostic: what is known of the person, the business and its market, and the adviser's reasoned opinion."""

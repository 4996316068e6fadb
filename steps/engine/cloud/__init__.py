"""How AWS is called: clients, the login, patience, and AWS's refusals in words."""

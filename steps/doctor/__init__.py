"""Before anything is made: the account, the login, the region, this machine, quotas and permissions, each looked at."""

"""Before anyone is asked: how many, where, how far coupons carry, and the fieldwork rehearsed."""

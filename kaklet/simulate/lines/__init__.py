"""Internet lines of a made-up study: who sells them, what each is like, and what an agent at home measured of it."""

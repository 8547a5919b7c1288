"""One exchange of HTTP: where it goes, what is sent, what comes back."""

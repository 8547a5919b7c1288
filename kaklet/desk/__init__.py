"""The desk: a web page for the people who run a study, on this machine unless told otherwise."""

"""Writing to people: the rules of contact, the study's post, forms, and the handing over of a question."""

"""Words about people: names that need no cue, and what looks like a name and is none."""

_FIRST_NAMES = """
Aaron Adam Agneta Ahmed Aisha Alex Alexander Alice Alison Amanda Amir Amy Anders Andrea Andreas Andrew Andy Anette
Angela Anna Anne Anneli Annelies Annette Annika Anouk Anthony Arjan Arne Asbjørn Astrid Axel Barbara Bengt Benjamin
Birgitta Bjarne Björn Bjørn Bodil Brian Camilla Carina Carl Carolien Caroline Catherine Cecilia Cees Chantal Charles
Charlotte Chris Christer Christian Christina Christoffer Claire Colin Craig Daan Daniel David Debbie Deborah Dennis
Diana Dirk Donald Donna Ebba Edward Eirik Elin Eline Elisabeth Elizabeth Ellen Emelie Emil Emily Emma Eric Erik Esther
Eva Fatima Femke Filip Fiona Fleur Frank Fredrik Fredrikke Frida Gareth Gary Gavin Geir Geoff George Gerard Gerrit
Gillian Graham Gunilla Gunnar Gustav Göran Hanna Hannah Hanne Hans Harald Harm Hassan Heather Helen Helena Helene
Hendrik Henk Henrik Håkan Håkon Ibrahim Ida Ilse Inga Inger Ingrid Ingvild Isabel Isabelle Jaap James Jane Janet
Janneke Jason Jasper Jeffrey Jelle Jennifer Jenny Jens Jeremy Jeroen Jesper Jessica Joakim Joep Johan Johanna Johannes
John Jonas Jonathan Joost Joris Josefin Joseph Joshua Julia Julie Jörgen Jørgen Karen Karin Karl Katarina Kate
Katherine Kees Keith Kenneth Kerstin Kevin Kjell Klara Kristian Kristin Kristina Kristoffer Lars Lasse Laura Lauren
Leif Lena Lennart Leslie Liam Lieke Lina Linda Linnea Linnéa Lisa Lisanne Lotte Louise Lovisa Lucy Luuk Maaike Maarten
Magnus Maja Malin Manon Marcus Margaret Margareta Maria Marianne Marieke Mariska Marit Marjolein Markus Marleen
Marloes Martin Mary Mathias Mats Matthew Mattias Megan Melissa Michael Michelle Michiel Mikael Mike Mikkel Mirjam Moa
Mohamed Mohammed Monica Morten Nancy Naomi Natalie Nathan Neil Nicholas Nicola Niels Nienke Nigel Niklas Nils Nina
Noortje Olav Oliver Olivia Olof Omar Oscar Oskar Otto Pamela Patricia Patrick Patrik Paul Pernilla Peter Petra Petter
Philip Pieter Pontus Priya Rachel Raj Ralf Rasmus Rebecca Rebecka Remco Richard Robert Roel Roger Rolf Ronald Ruth
Ruud Ryan Sally Samantha Samuel Sandra Sanne Sara Sarah Saskia Sean Sebastian Sharon Sheila Silje Simon Sjoerd Sofia
Sofie Solveig Sophie Staffan Stefan Stephanie Stephen Steve Steven Stian Stuart Susan Susanne Suzanne Svein Sven
Teresa Terje Teun Therese Thijs Thomas Tijs Timothy Tobias Tomas Torbjörn Torbjørn Tracy Trine Trond Tuva Twan Ulf
Ulla Ulrika Valerie Vanessa Vegard Veronica Viktor Viktoria Vincent Walter Willem William Wilma Wim Wouter Yngve Yusuf
Yvonne Zoe Åke Åsa Åse Örjan Øystein Øyvind
"""
_NO_NAMES = """
mr mrs ms dr mvh mvg hilsen hilsener hälsning hälsningar groet groeten groetjes regards vänlig vänliga vennlig vennlige
vriendelijke hartelijke kind best bästa beste yours sincerely faithfully cheers bel ring call head mobil direkt direct
a ab abuse address admin administration adress adresse afdeling again all alla alle allt amsterdam an and apache april
aps as at august augusti augustus avdeling avdelning bedankt bergen bericht bij billing bredband bredbånd bv care
center centre cpanel customer customers daemon date dato datum dear december deg delivery den department deres
desember desk det dig din dina dinsdag directadmin ditt dns donderdag drift driftsavdelningen du e-mail e-post email
emne en encrypt engineer english epost er ert et ett februar februari february for fra fredag friday from från ftp för
försäljning gmail gmbh google group göteborg hei hej hello help helpdesk hi hoe hos host hosting hours how http https
hur hva hvis hvordan i if igen ik imap in inc info internet is it jag januar januari january je jeg jij jouw juli july
june juni klant klantenservice kund kunde kundesenter kundeservice kundeservicen kundservice kundtjänst kundtjänsten
let linux llc london ltd lördag lørdag maandag maart madam mai mail mailer maj manager mandag march mariadb mars may
medarbetare meddelande mei melding message microsoft monday mvh mysql måndag nederland nederlands netherlands nginx
no-reply noreply norge norsk norway november nv när når och october of office office365 og oktober om onderwerp ons
onsdag onze oorspronkelijk opening openingstijden opprinnelig original oslo ou our outlook over oy phone php please
plesk pop postmaster på reply rotterdam sales salg saturday sendt sent september service services sir skickat smtp
specialist ssl staff stockholm subject subsystem sunday support supportavdelningen supporten supportteam
supporttekniker svenska sverige sweden system systems söndag søndag tack takk team teamet technical technische
tekniker teknisk tekniska tel telefon telefoon thank thanks that the there this thursday til till tirsdag tisdag tlf
tls to torsdag tot tuesday u ursprungligt uw vad van var vennligst verkoop verzonden vi via vores vrijdag vänligen vår
våra vårt wanneer wat we web webbhotell webhost webhosting webhotell wednesday what when wij windows woensdag
wordpress www you your zaterdag zondag ämne är åpningstider öppettider
"""
_ROLES = """
ab admin administration aps as asa billing bv center centre delivery department desk drift försäljning gmbh helpdesk
hosting inc info klantenservice kundesenter kundeservice kundservice kundtjänst llc ltd mailer noreply nv office oy
postmaster reply sales salg service services staff support supporten supportteam team verkoop webhotell
"""

FIRST_NAMES = frozenset(_FIRST_NAMES.split())
"""First names that are common where the mail comes from and are no word of its languages."""
NO_NAMES = frozenset(_NO_NAMES.split())
"""What may stand where a name does, in lower case: roles, products, days, months, places, openings of sentences."""
ROLES = frozenset(_ROLES.split())
"""What shows, in lower case, that a line or a display name is a department's or a company's."""

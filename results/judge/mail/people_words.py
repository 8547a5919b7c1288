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
a ab abuse address admin administration administrator adress adresse afdeling again all alla alle allt amsterdam an
and apache api apr april aps as at aug august augusti augustus avdeling avdelning aws bedankt bel bergen bericht best
beste bij billing bredband bredbånd bv bästa call care center centos centre cheers cms cpanel cpu customer customers
daemon date dato datum dear debian dec december deg delivery den department deres des desember desk det di dig din
dina dinsdag direct directadmin direkt ditt dns do donderdag dr drift driftsavdelningen drupal du e-mail e-post email
emne en encrypt engineer english epost er ert et ett exchange faithfully feb februar februari february for fra fre
fredag fri friday from från ftp för försäljning gmail gmbh google groet groeten groetjes group göteborg hartelijke
head hei hej hello help helpdesk hi hilsen hilsener hoe hos host hosting hours how http https hur hva hvis hvordan
hälsning hälsningar i if igen ik imap in inc info internet is it ja jag jan januar januari january je jeg jij joomla
jouw jul juli july jun june juni kind klant klantenservice kund kunde kundesenter kundeservice kundeservicen
kundservice kundtjänst kundtjänsten let linux litespeed llc london ltd lör lördag lør lørdag ma maandag maart madam
magento mai mail mailer mailer-daemon maj man manager mandag mar march mariadb mars may medarbetare meddelande mei
melding message microsoft microsoft365 mobil mon monday mr mrs mrt ms mvg mvh mysql mån måndag nederland nederlands
nee nei nej netherlands nginx no no-reply node noreply norge norsk norway notification notifications nov november nv
när når och oct october of office office365 og okt oktober om on onderwerp ons onsdag onze oorspronkelijk op opening
openingstijden opprinnelig original oslo ou our outlook over oy pe phone php please plesk pop postmaster python på ram
redis regards reply ring rotterdam ruby sales salg sat saturday sendt sent sep sept september service services
sincerely sir skickat smtp specialist ssd ssl staff stockholm subject subsystem sun sunday support supportavdelningen
supporten supportteam supporttekniker svenska sverige sweden system systems sön söndag søn søndag tack takk team
teamet technical technische tekniker teknisk tekniska tel telefon telefoon thank thanks that the there this thu thur
thurs thursday til till tir tirsdag tis tisdag tlf tls to tor tors torsdag tot tue tues tuesday u ubuntu ursprungligt
uw vad van var vennlig vennlige vennligst verkoop verzonden vi via vores vpn vps vr vriendelijke vrijdag vänlig
vänliga vänligen vår våra vårt wanneer wat we web webbhotell webhost webhosting webhotell wed wednesday what when wij
windows wo woensdag wordpress www yes you your yours za zaterdag zo zondag ämne är åpningstider öppettider
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

"""French."""

# One word a line would hide the table.
# fmt: off

ROLES: dict[str, tuple[str, ...]] = {
    "name": ("nom", "votre nom", "nom complet", "nom et prénom", "nom prénom", "prénom et nom", "nom et prenom"),
    "first_name": ("prénom", "prenom", "votre prénom"),
    "last_name": ("nom de famille",),
    "email": ("e mail", "email", "courriel", "adresse e mail", "adresse email", "votre email", "mail", "mél",
        "adresse mail", "adresse électronique", "adresse de messagerie", "votre adresse de messagerie"),
    "phone": ("téléphone", "telephone", "tél", "portable", "numéro de téléphone", "mobile"),
    "company": ("société", "entreprise", "organisation", "raison sociale", "societe"),
    "customer_number": ("numéro de client", "numéro de commande", "n de commande", "numéro client",
        "référence de commande", "n client"),
    "domain": ("nom de domaine", "domaine"),
    "subject": ("sujet", "objet", "titre"),
    "message": ("message", "votre message", "question", "commentaire", "commentaires", "description", "demande",
        "votre demande", "remarques", "votre question", "texte", "observations"),
    "department": ("service", "catégorie", "motif", "destinataire", "sujet", "objet", "type de demande",
        "département"),
    "urgency": ("priorité", "urgence"),
    "consent": ("j accepte", "confidentialité", "politique de confidentialité", "rgpd", "conditions",
        "consentement", "données personnelles", "conditions générales", "mentions légales"),
    "newsletter_opt_in": ("newsletter", "lettre d information", "offres", "actualités", "infolettre"),
    "attachment": ("pièce jointe", "fichier", "joindre", "fichier joint"),
    "captcha": ("code de sécurité", "code de vérification", "anti spam", "recopiez", "antispam", "code anti spam"),
    "other": ("adresse", "rue", "ville", "code postal", "pays", "mot de passe", "identifiant", "site web", "pseudo",
        "date de naissance", "âge", "civilité", "fax", "recherche", "rechercher", "fonction", "copie", "mail ami",
        "email ami", "pseudonyme", "département région", "votre site"),
}
PURPOSES: dict[str, tuple[str, ...]] = {
    "contact": ("contact", "contactez nous", "formulaire de contact", "envoyer un message", "nous contacter",
        "nous écrire", "écrivez nous", "service client", "service clients", "envoyer le message", "réclamation",
        "poser une question", "contacter"),
    "search": ("recherche", "rechercher", "chercher", "trouver"),
    "login": ("connexion", "se connecter", "connectez vous", "identification", "identifiez vous"),
    "newsletter": ("newsletter", "lettre d information", "s abonner", "abonnez vous",
        "inscription à la newsletter"),
    "order": ("commander", "panier", "acheter", "ajouter au panier", "paiement", "commande"),
    "callback": ("être rappelé", "rappelez moi", "rappel"),
    "comment": ("laisser un commentaire", "poster un commentaire", "ajouter un commentaire",
        "publier le commentaire", "répondre", "livre d or", "laissez un commentaire", "votre commentaire",
        "réagir"),
    "review": ("avis", "donner votre avis", "noter", "évaluation", "votre avis", "donnez votre avis"),
    "registration": ("inscription", "s inscrire", "créer un compte", "créez votre compte", "inscrivez vous"),
    "recovery": ("mot de passe oublié", "réinitialiser", "nouveau mot de passe"),
    "application": ("candidature", "postuler", "lettre de motivation", "curriculum"),
    "booking": ("réserver", "réservation", "rendez vous"),
    "share": ("envoyer à un ami", "partager", "envoyer à un e ami", "ami", "amis", "recommander", "e ami"),
    "publish": ("voter", "sondage", "nouveau sujet", "déposer une annonce"),
}
LEAVE_EMPTY: tuple[str, ...] = (
    "laissez ce champ vide", "laisser ce champ vide", "ne pas remplir", "laisser vide", "laissez vide",
    "ne remplissez pas", "champ vide", "ne pas modifier",
)
AGAIN: tuple[str, ...] = (
    "confirmer", "confirmez", "confirmation", "répétez", "répéter", "de nouveau", "retapez",
)

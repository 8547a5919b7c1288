"""What machines say when a question has arrived, in French."""

from results.judge.mail.answer import Kind
from results.judge.mail.phrases.table import Table

THING = (
    r"(?:e-?mail|mail|courriel|message|demande|ticket|question|requête|courrier|commande|candidature|réclamation|"
    r"inscription|formulaire|dossier|signalement|réservation|sollicitation)"
)
"""What somebody has sent; stands for THING in the phrases."""

PHRASES: Table = {
    Kind.MACHINE: (
        r"\bceci est (?:un|une) (?:\w{1,12} )?(?:automatique|message automatique|réponse automatique|accusé)",
        (
            r"\b(?:ce|cet|cette) (?:message|courriel|e-?mail|mail|réponse)\b.{0,40}(?:automatique|automatiquement|"
            r"automatisé)"
        ),
        r"^(?:réponse|message) automatique\b|accusé de réception automatique",
        r"ne (?:pas )?(?:répond(?:ez|re)|veuillez) (?:pas )?(?:répondre )?à (?:ce|cet|cette)",
        r"merci de ne pas (?:y )?répondre|veuillez ne pas (?:y )?répondre",
        r"cette (?:boîte|adresse) n'est pas (?:consultée|lue|relevée)",
    ),
    Kind.RECEIVED: (
        (
            r"\bTHING\b.{0,40}\b(?:a bien été|a été) (?:reçue?|enregistrée?|transmise?|envoyée?|prise? en)|"
            r"nous (?:l.)?avons bien reçue?"
        ),
        r"(?:nous|j')\s?(?:avons|ai|accusons|confirmons|vous confirmons)\b.{0,40}(?:reçu|réception|enregistré)",
        (
            r"(?:votre|ta|ton) (?:nouvelle )?THING\b.{0,60}\b(?:a|est|ont)\b.{0,30}(?:reçue?|enregistrée?|créée?|"
            r"prise? en (?:compte|charge)|ouverte?|transmise?|parvenue?)"
        ),
        r"accus(?:ons|é|er) (?:bonne )?(?:de )?réception|un (?:nouveau )?ticket\b.{0,30}(?:créé|ouvert|enregistré)",
        r"(?:numéro|n°|référence) (?:de |du )?(?:votre )?(?:ticket|demande|dossier|suivi|requête)|bien reçu votre",
        r"bonne réception de votre",
    ),
    Kind.PROMISE: (
        (
            r"\bvous contacter\b.{0,40}(?:sous|dans|rapidement|prochainement)|\b(?:équipe|service|conseillers?|"
            r"artisans?)\b.{0,60}\bvont? (?:\w{1,12} ){0,4}(?:analyser|étudier|traiter|examiner)"
        ),
        (
            r"\b(?:nous|notre équipe|un conseiller|un membre)\b.{0,60}\b(?:reviendrons|reviendra|reprendrons|"
            r"répondrons|répondra|contacterons|contactera|traiterons|étudierons|prendra contact|prendrons contact)"
        ),
        (
            r"\b(?:sera|est) (?:traitée?|étudiée?|examinée?)\b.{0,60}(?:délais|heures|jours|possible)|"
            r"dès que possible|plus vite possible"
        ),
        (
            r"(?:nous|notre|nos|un de|un membre|une réponse|conseiller\w{0,1}|vous)\b.{0,60}\b(?:répond(?:re|rons|"
            r"ra|ront)|"
            r"contacter\w{1,4}|reviendr\w{1,4}|recevr\w{1,4} (?:une|notre) réponse|sera (?:traitée?|apportée)|"
            r"traiterons|"
            r"efforç\w{1,5}|mettons tout)\b"
        ),
    ),
    Kind.HOURS: (
        r"\b(?:rouvrir|rouvert|rouverte|réouvr\w{1,4})\b",
        (
            r"délai (?:de réponse|de traitement|moyen)|jours ouvr|heures ouvr|dans les (?:plus brefs|"
            r"meilleurs) délais|horaires"
        ),
    ),
    Kind.POLITE: (
        r"(?:nous vous )?(?:remercions|merci)(?: beaucoup)? (?:de|d'|pour) (?:votre|avoir|nous|l'intérêt|ton)",
        r"bonne journée",
    ),
    Kind.ABSENCE: (
        (
            r"\b(?:nos bureaux|notre (?:bureau|service|agence|société))\b.{0,40}\b(?:fermée?s?|en congés)|"
            r"\babsente?\(e\)|\babsent\(e\)"
        ),
        (
            r"\b(?:je suis|je serai|actuellement|suis)\b.{0,40}\b(?:absent\w{0,1}|en congés?|en vacances|"
            r"en déplacement|hors du bureau|indisponible|en arrêt|en formation)"
        ),
        r"absen(?:ce|t) du bureau|absente? (?:jusqu|du|pour)|de retour|ne fais plus partie|ne travaille plus",
        r"accès limité|bureaux? (?:est|sont|seront|sera) fermés?",
    ),
    Kind.RETURN: (
        r"(?:retour|reviendrai|serai de retour)\b.{0,30}(?:le|au|lundi|mardi|mercredi|jeudi|vendredi|\d)",
        r"en cas d'urgence|pour toute urgence|en mon absence|pendant mon|jusqu'au|à mon retour",
    ),
    Kind.CLOSED: (
        (
            r"(?:ticket|demande|dossier|requête|incident)\b.{0,60}\b(?:a été|est|sera|avons|"
            r"considérée?)\b.{0,30}(?:fermée?|clôturée?|close?|résolue?|terminée?|clos)\b"
        ),
    ),
    Kind.VERIFY: (
        (
            r"(?:cliqu|suiv|utilis|appuy)\w{1,4}\b.{0,80}(?:lien|bouton|ici|ci-dessous)\b.{0,80}(?:confirm|vérifi|"
            r"valid|activ)"
        ),
        r"(?:confirm|vérifi|valid|activ)(?:ez|er|e) (?:votre|que)\b.{0,80}(?:cliqu|lien|https?:|bouton)",
        r"(?:afin de|pour|doit|devez)\b.{0,40}(?:confirmer|vérifier|valider)\b.{0,50}(?:lien|cliqu|https?:)",
    ),
    Kind.BOT: (
        (
            r"(?:je suis|je m'appelle \w{1,20}, (?:je suis )?|voici)(?: \w{1,20},?){0,2} (?:un|une|l'|votre|le|la|"
            r"notre)\s?(?:\w{1,15} )?(?:assistant|agent|conseiller)\w{0,2} (?:\w{1,15} )?(?:ia\b|virtuel|"
            r"numérique|d'ia|intelligent)"
        ),
        r"(?:assistant|agent)e? (?:ia\b|virtuel)",
        (
            r"(?:réponse|message)\b.{0,15} (?:a été|est) (?:\w{1,12} ){0,2}(?:générée?|rédigée?|"
            r"créée?) par (?:\w{1,12} ){0,2}(?:l'ia\b|une ia\b|ia\b|un robot|intelligence artificielle|"
            r"l'intelligence)"
        ),
        r"\b(?:par|je suis|suis|est)\b.{0,25}\bchat\s?bot",
    ),
    Kind.SURVEY: (r"enquête de satisfaction|êtes-vous satisfait|évaluer (?:notre|votre)|votre avis",),
    Kind.PERSON: (r"\b(?:je|j'ai|j'|moi|mon|ma|mes|me)\b",),
}

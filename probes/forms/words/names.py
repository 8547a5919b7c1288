"""What names, ids and classes in a page's code say, whatever the language: abbreviations and words run together."""

# One word a line would hide the table.
# fmt: off

ROLES: dict[str, tuple[str, ...]] = {
    "name": ("fullname", "yourname", "realname", "sendername", "txtname", "cname", "nm", "contactname",
        "customername", "inputname", "fromname", "username full", "namn", "fname lname", "author", "nome", "uname"),
    "first_name": ("firstname", "fname", "givenname", "first", "vname", "voornaam"),
    "last_name": ("lastname", "lname", "familyname", "last", "nname", "sname"),
    "email": ("emailaddress", "youremail", "mailaddress", "txtemail", "cemail", "useremail", "mailfrom",
        "contactemail", "custemail", "inputemail", "emailid", "replyto", "from", "eml", "email addr",
        "sender email", "emailfrom", "fromemail", "requestor", "requestors"),
    "phone": ("phonenumber", "tel", "telno", "telephonenumber", "mobileno", "phoneno", "telefono", "fone", "telnr",
        "contactno", "cphone", "tlf", "telefonnr"),
    "company": ("companyname", "org", "organisationname", "coname", "businessname"),
    "customer_number": ("customernumber", "customerid", "clientid", "orderid", "kundnr", "ordernumber", "kundennr",
        "idorder", "customerno", "accountnumber"),
    "domain": ("domainname",),
    "subject": ("subj", "messagesubject", "yoursubject", "csubject", "txtsubject", "sujet", "betreff"),
    "message": ("msg", "yourmessage", "messagetext", "txtmessage", "cmessage", "messagebody", "mess", "msgbody",
        "commenttext", "commentaire", "comentario", "enq", "messaggio", "mensaje", "txtcomments", "contents",
        "content", "contactmessage", "usermessage", "mesaj", "emailbody"),
    "department": ("dept", "deptid", "departmentid", "topicid", "categoryid", "departement", "contactreason"),
    "urgency": ("prio", "priorityid"),
    "consent": ("tos", "agb", "dsgvo", "privacypolicy", "acceptance", "agreement", "rgpd", "termsandconditions",
        "datenschutz", "avg"),
    "newsletter_opt_in": ("optin", "opt in", "newsletteroptin", "subscribe newsletter"),
    "attachment": ("attachments", "fileupload", "userfile", "uploadfile"),
    "captcha": ("captchacode", "seccode", "securitycode", "verificationcode", "capcha", "captca", "verifycode",
        "cptch", "recaptcha", "vercode", "imagecode", "codeimg", "antispamcode", "captcha code", "quiz",
        "seguridad", "imgcode", "kaptcha", "capt", "vcode"),
    "other": ("addr", "zipcode", "postalcode", "dob", "pwd", "pass", "passwd", "userid", "webpage", "homepage",
        "site url", "www", "weburl", "streetaddress", "nick", "loginname", "quantity", "qty", "ccemail", "tofriend",
        "mailto", "emailto", "recipient", "recipients", "friendemail", "friendname", "mailtofriend", "toemail",
        "target email", "recipient name", "to name", "mail to"),
}
PURPOSES: dict[str, tuple[str, ...]] = {
    "contact": ("contactform", "contactus", "wpcf7", "kontaktformular", "contact submit", "feedbackform", "webform",
        "sendmail", "mailform", "enquiryform", "cform", "submitticket", "newticket", "contactform7"),
    "search": ("searchform", "sitesearch", "q", "s", "searchbox", "searchbar", "keywords", "keyword"),
    "login": ("loginform", "userlogin", "dologin", "signinform", "logon", "authenticate"),
    "newsletter": ("newsletterform", "mailchimp", "mc embedded", "mcwp", "subscribeform", "listmanage", "optin",
        "emailsignup", "newslettersignup", "mc wp form"),
    "order": ("addtocart", "cartadd", "checkoutform", "orderform", "shoppingcart", "buyform", "paypal", "addcart"),
    "comment": ("commentform", "comment form", "wp comments post", "respond", "replyform", "postcomment",
        "addcomment", "commentadd", "comment node form", "comments add"),
    "review": ("rating", "ratings", "reviews", "criterion", "stars", "vote", "reviewform", "productreview",
        "addreview", "postreview"),
    "registration": ("registerform", "signupform", "registrationform", "createaccount", "userregister"),
    "recovery": ("lostpassword", "forgotpassword", "passwordreset", "resetpassword", "forgotpass", "remindpassword",
        "forgot", "forgotten", "forgotpw", "pwdrecovery", "passwordrecovery", "lost", "password", "passwort",
        "jelszo", "passremind", "wachtwoord", "losenord", "forgottenpassword", "remind", "reset", "contrasena",
        "senha"),
    "share": ("tellafriend", "sendtofriend", "emailafriend", "sendfriend", "tellfriend", "mailtofriend"),
}
LEAVE_EMPTY: tuple[str, ...] = ()
AGAIN: tuple[str, ...] = (
    "confirm", "conf", "repeat", "again", "retype", "verify", "check", "confirmation", "chk",
)

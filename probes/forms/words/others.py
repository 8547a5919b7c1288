"""A few words each of Russian, Polish, Czech and Hungarian."""

# ruff: noqa: RUF001 -- words of Russian are in Cyrillic letters
# One word a line would hide the table.
# fmt: off

ROLES: dict[str, tuple[str, ...]] = {
    "name": ("имя", "ваше имя", "фио", "контактное лицо", "imię i nazwisko", "jméno", "vaše jméno", "név",
        "teljes név", "meno", "jméno a příjmení"),
    "first_name": ("imię", "keresztnév"),
    "last_name": ("фамилия", "nazwisko", "příjmení", "vezetéknév", "priezvisko"),
    "email": ("почта", "электронная почта", "эл почта", "ваш email", "adres e mail", "adres email", "email cím",
        "e mail cím", "емейл"),
    "phone": ("телефон", "контактный телефон", "номер телефона", "telefon", "numer telefonu", "telefonszám",
        "telefón", "моб телефон"),
    "company": ("компания", "организация", "firma", "nazwa firmy", "společnost", "cég", "cégnév"),
    "subject": ("тема", "тема сообщения", "temat", "předmět", "tárgy", "predmet", "тема письма", "заголовок"),
    "message": ("сообщение", "ваше сообщение", "вопрос", "ваш вопрос", "комментарий", "текст", "текст сообщения",
        "отзыв", "wiadomość", "treść", "treść wiadomości", "pytanie", "zpráva", "dotaz", "üzenet", "szöveg",
        "správa", "комментарии", "описание"),
    "department": ("отдел", "категория", "kategoria", "kategorie", "dział"),
    "consent": ("согласен", "согласие", "персональных данных", "zgoda", "wyrażam zgodę", "souhlasím", "elfogadom",
        "regulamin", "правила"),
    "newsletter_opt_in": ("рассылка", "рассылку", "новости", "hírlevél"),
    "attachment": ("файл", "прикрепить", "załącznik", "plik", "příloha"),
    "captcha": ("введите этот текст", "латинские буквы", "символы с изображения",
        "код с картинки", "проверочный код", "защитный код", "введите код", "kod z obrazka", "kód",
        "код безопасности", "код на картинке", "ellenőrző kód", "символы с картинки", "код"),
    "other": ("адрес", "улица", "город", "индекс", "страна", "пароль", "логин", "сайт", "дата", "возраст", "поиск",
        "hasło", "miasto", "kraj", "adres", "ulica", "heslo", "jelszó", "cím", "szukaj", "логін", "użytkownik"),
}
PURPOSES: dict[str, tuple[str, ...]] = {
    "contact": ("контакты", "обратная связь", "связаться", "свяжитесь с нами", "отправить сообщение",
        "написать нам", "задать вопрос", "напишите нам", "kontakt", "skontaktuj się", "wyślij wiadomość",
        "napisz do nas", "kapcsolat", "napište nám", "форма обратной связи", "отправить вопрос"),
    "search": ("поиск", "искать", "найти", "szukaj", "hledat", "keresés", "wyszukaj", "vyhledávání"),
    "login": ("войти", "вход", "zaloguj", "przihlásit", "přihlásit", "bejelentkezés", "zaloguj się"),
    "newsletter": ("рассылка", "подписаться", "подписка", "newsletter", "hírlevél", "zapisz się"),
    "order": ("заказать", "купить", "корзина", "в корзину", "заказ", "koszyk", "kup", "do koszyka", "košík",
        "kosár"),
    "callback": ("заказать звонок", "обратный звонок", "перезвоните", "перезвонить"),
    "comment": ("оставить комментарий", "добавить комментарий", "гостевая книга", "dodaj komentarz", "ответить",
        "přidat komentář", "комментировать", "hozzászólás"),
    "review": ("отзыв", "оставить отзыв", "recenzja", "opinia", "hodnocení", "értékelés", "написать отзыв"),
    "registration": ("регистрация", "зарегистрироваться", "rejestracja", "zarejestruj", "registrace",
        "regisztráció"),
    "recovery": ("забыли пароль", "восстановление пароля", "восстановить пароль", "przypomnij hasło", "új jelszó"),
}
LEAVE_EMPTY: tuple[str, ...] = (
    "не заполняйте", "оставьте это поле пустым", "не заполнять", "pozostaw to pole puste", "nevyplňujte",
    "ne töltse ki",
)
AGAIN: tuple[str, ...] = (
    "повторите", "подтвердите", "ещё раз", "powtórz", "potwierdź", "znovu", "ismét",
)

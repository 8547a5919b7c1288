"""Spanish, the words that forms have most often."""

# One word a line would hide the table.
# fmt: off

ROLES: dict[str, tuple[str, ...]] = {
    "name": ("nombre", "nombre completo", "su nombre", "tu nombre", "nombre y apellidos", "nombre y apellido"),
    "first_name": ("nombre de pila",),
    "last_name": ("apellido", "apellidos"),
    "email": ("correo", "correo electrónico", "e mail", "email", "correo electronico", "mail"),
    "phone": ("teléfono", "telefono", "móvil", "celular", "movil"),
    "company": ("empresa", "organización", "compañía"),
    "customer_number": ("número de cliente", "número de pedido"),
    "domain": ("dominio",),
    "subject": ("asunto", "título"),
    "message": ("mensaje", "consulta", "comentario", "comentarios", "pregunta", "descripción", "observaciones",
        "texto", "su mensaje", "tu mensaje"),
    "department": ("departamento", "motivo", "categoría"),
    "consent": ("acepto", "política de privacidad", "privacidad", "condiciones", "términos", "protección de datos"),
    "newsletter_opt_in": ("boletín", "newsletter", "ofertas", "novedades"),
    "attachment": ("adjunto", "archivo", "adjuntar", "fichero"),
    "captcha": ("código de seguridad", "código de verificación", "antispam"),
    "other": ("dirección", "calle", "ciudad", "provincia", "código postal", "país", "contraseña", "usuario",
        "fecha", "sitio web", "edad", "buscar", "población", "nombre de usuario"),
}
PURPOSES: dict[str, tuple[str, ...]] = {
    "contact": ("contacto", "contáctenos", "contacta", "formulario de contacto", "enviar mensaje", "contactar",
        "contáctanos", "atención al cliente", "contactenos", "solicitar información", "escríbenos"),
    "search": ("buscar", "búsqueda", "buscador"),
    "login": ("iniciar sesión", "entrar", "acceder", "identificarse", "ingresar"),
    "newsletter": ("boletín", "suscribirse", "suscríbete", "suscribir"),
    "order": ("comprar", "carrito", "pedido", "añadir al carrito", "pagar"),
    "comment": ("dejar un comentario", "deja un comentario", "publicar comentario", "comentar",
        "deja una respuesta", "libro de visitas", "responder", "enviar comentario"),
    "review": ("opinión", "valoración", "valorar"),
    "registration": ("registrarse", "registro", "crear cuenta", "regístrate"),
    "recovery": ("recuperar contraseña", "olvidó su contraseña", "olvidaste tu contraseña"),
    "booking": ("reservar", "reserva"),
    "share": ("enviar a un amigo", "compartir", "amigo", "recomendar"),
}
LEAVE_EMPTY: tuple[str, ...] = (
    "deje este campo vacío", "deja este campo vacío", "no rellenar", "dejar en blanco",
    "deje este campo en blanco", "no llenar",
)
AGAIN: tuple[str, ...] = (
    "confirmar", "repetir", "repita", "confirme", "de nuevo",
)

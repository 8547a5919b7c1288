"""Portuguese, the words that forms have most often."""

# One word a line would hide the table.
# fmt: off

ROLES: dict[str, tuple[str, ...]] = {
    "name": ("nome", "nome completo", "seu nome", "o seu nome"),
    "last_name": ("sobrenome", "apelido"),
    "email": ("e mail", "email", "correio eletrónico", "seu e mail", "seu email"),
    "phone": ("telefone", "celular", "telemóvel", "fone"),
    "company": ("empresa", "organização"),
    "customer_number": ("número do cliente", "número do pedido"),
    "domain": ("domínio",),
    "subject": ("assunto", "título"),
    "message": ("mensagem", "comentário", "dúvida", "descrição", "comentários", "texto", "observações", "pergunta",
        "sua mensagem"),
    "department": ("departamento", "motivo", "categoria", "setor"),
    "consent": ("aceito", "concordo", "política de privacidade", "termos", "li e aceito"),
    "newsletter_opt_in": ("newsletter", "novidades", "boletim"),
    "attachment": ("anexo", "arquivo", "anexar", "ficheiro"),
    "captcha": ("código de segurança", "código de verificação"),
    "other": ("endereço", "rua", "cidade", "estado", "cep", "país", "senha", "usuário", "data", "site", "idade",
        "buscar", "bairro", "morada"),
}
PURPOSES: dict[str, tuple[str, ...]] = {
    "contact": ("contato", "contacto", "fale conosco", "entre em contato", "enviar mensagem",
        "formulário de contato", "contacte nos", "atendimento"),
    "search": ("buscar", "busca", "pesquisar", "pesquisa"),
    "login": ("entrar", "iniciar sessão", "acessar"),
    "newsletter": ("newsletter", "assinar", "cadastre se"),
    "order": ("comprar", "carrinho", "pedido", "encomendar"),
    "comment": ("deixe um comentário", "comentar", "enviar comentário", "deixe uma resposta"),
    "review": ("avaliação", "avaliar"),
    "registration": ("registrar", "criar conta", "registo", "cadastro"),
    "recovery": ("esqueceu a senha", "recuperar senha", "recuperar palavra passe"),
    "booking": ("reservar", "reserva"),
    "share": ("enviar a um amigo", "indique a um amigo", "compartilhar", "amigo", "enviar para um amigo"),
}
LEAVE_EMPTY: tuple[str, ...] = (
    "deixe este campo em branco", "deixe em branco", "não preencha", "deixe vazio", "não preencher",
)
AGAIN: tuple[str, ...] = (
    "confirmar", "repetir", "confirme", "repita",
)
